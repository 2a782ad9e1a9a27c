/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-pictures.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "belay-trail-blobs.h"

struct _BelayTrailPictures
{
  char       *directory;
  GHashTable *named;            /* SHA-256 of a picture to the record that names it first, as a guint64 */
  GHashTable *kept;             /* SHA-256 of those that are there, as a set */
  gint64      n_stored;         /* how many session.close says were; -1: it does not say */
  char       *problem;
  guint64     bad_seq;
};

/**
 * belay_trail_pictures_new:
 * @directory: the directory of a session
 *
 * Returns: (transfer full): its pictures, before the first record
 */
BelayTrailPictures *
belay_trail_pictures_new (const char *directory)
{
  BelayTrailPictures *self = g_new0 (BelayTrailPictures, 1);

  self->directory = g_strdup (directory);
  self->named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->n_stored = -1;

  return self;
}

/**
 * belay_trail_pictures_free:
 * @self: (transfer full) (nullable): pictures
 */
void
belay_trail_pictures_free (BelayTrailPictures *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->named);
  g_hash_table_unref (self->kept);
  g_free (self->directory);
  g_free (self->problem);
  g_free (self);
}

static void
take_name (BelayTrailPictures     *self,
           const BelayTrailRecord *record,
           const BelayTrailMember *member)
{
  BelayTrailSpan text;
  char *sha256;

  if (!belay_trail_member_text (member, &text) || !belay_trail_digest_is_hex (text.at, text.length))
    return;

  sha256 = g_strndup (text.at, text.length);

  if (g_hash_table_contains (self->named, sha256))
    g_free (sha256);
  else
    g_hash_table_insert (self->named, sha256, g_memdup2 (&record->seq, sizeof record->seq));
}

/* A picture is named by its SHA-256, or by an object that has it among other things. */
static void
take_member (BelayTrailPictures     *self,
             const BelayTrailRecord *record,
             const BelayTrailMember *member)
{
  BelayTrailSpan object = member->value;
  BelayTrailMember inner;

  take_name (self, record, member);

  for (gboolean more = belay_trail_scan_first_member (&object, &inner);
       more;
       more = belay_trail_scan_member (&object, &inner))
    if (belay_trail_span_equal (inner.name, "sha256"))
      take_name (self, record, &inner);
}

/**
 * belay_trail_pictures_take:
 * @self: pictures
 * @record: the next record
 */
void
belay_trail_pictures_take (BelayTrailPictures     *self,
                           const BelayTrailRecord *record)
{
  gboolean is_frame = belay_trail_span_equal (record->kind, "frame");
  gboolean is_close = belay_trail_span_equal (record->kind, "session.close");
  BelayTrailSpan payload = record->payload;
  BelayTrailMember member;

  /* Most records name none. */
  if (!is_frame && !is_close && memmem (payload.at, payload.length, "\"picture\":", strlen ("\"picture\":")) == NULL)
    return;

  while (belay_trail_scan_member (&payload, &member))
    {
      if (belay_trail_span_equal (member.name, "picture") ||
          (is_frame && belay_trail_span_equal (member.name, "sha256")))
        take_member (self, record, &member);

      if (is_close && belay_trail_span_equal (member.name, "pictures"))
        belay_trail_member_int (&member, &self->n_stored);
    }
}

static void
check_picture (BelayTrailPictures *self,
               const char         *sha256)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = belay_trail_blob_load (self->directory, sha256, &error);
  const guint64 *seq = g_hash_table_lookup (self->named, sha256);

  g_hash_table_add (self->kept, g_strdup (sha256));

  if (bytes != NULL || self->problem != NULL)
    return;

  self->bad_seq = seq != NULL ? *seq : 0;
  self->problem = g_strdup_printf (_("The picture %s: %s"), sha256, error->message);
}

static void
check_shelf (BelayTrailPictures *self,
             const char         *prefix)
{
  g_autofree char *path = g_build_filename (self->directory, BELAY_TRAIL_BLOBS_NAME, prefix, NULL);
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *sha256 = g_strndup (name, BELAY_TRAIL_DIGEST_HEX);

      if (belay_trail_digest_is_hex (sha256, strlen (sha256)) && g_str_has_prefix (sha256, prefix) &&
          g_str_equal (name + BELAY_TRAIL_DIGEST_HEX, ".png"))
        check_picture (self, sha256);
    }
}

static guint
count_missing (BelayTrailPictures *self)
{
  GHashTableIter iter;
  gpointer sha256;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->named);

  while (g_hash_table_iter_next (&iter, &sha256, NULL))
    if (!g_hash_table_contains (self->kept, sha256))
      n++;

  return n;
}

/**
 * belay_trail_pictures_check:
 * @self: pictures that have taken in all records
 * @n_pictures: (out): how many records name, or are there without
 * @n_missing: (out): how many of these are not there
 */
void
belay_trail_pictures_check (BelayTrailPictures *self,
                            guint              *n_pictures,
                            guint              *n_missing)
{
  guint n_kept;

  for (guint i = 0; i < 256; i++)
    {
      char prefix[3];

      g_snprintf (prefix, sizeof prefix, "%02x", i);
      check_shelf (self, prefix);
    }

  n_kept = g_hash_table_size (self->kept);
  *n_missing = count_missing (self);
  *n_pictures = n_kept + *n_missing;

  /* A picture no record names leaves a gap as well. */
  if (self->n_stored > n_kept)
    {
      *n_missing = MAX (*n_missing, (guint) (self->n_stored - n_kept));
      *n_pictures = MAX (*n_pictures, (guint) self->n_stored);
    }
}

/**
 * belay_trail_pictures_get_problem:
 * @self: pictures that were checked
 * @bad_seq: (out): the record that names the picture first, 0: none does
 *
 * Returns: (nullable): what was changed, a translated sentence
 */
const char *
belay_trail_pictures_get_problem (BelayTrailPictures *self,
                                  guint64            *bad_seq)
{
  *bad_seq = self->bad_seq;

  return self->problem;
}
