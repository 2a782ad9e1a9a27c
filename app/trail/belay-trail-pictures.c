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
  BelayTrailUpkeepLog *upkeep;  /* (nullable) not owned */
  guint       n_pruned;
  gint64      pruned_from, pruned_to;   /* UTC, ns */
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
               const char         *sha256,
               const char         *suffix,
               const char         *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = belay_trail_blob_read (self->directory, sha256, suffix, expected, &error);
  const guint64 *seq = g_hash_table_lookup (self->named, sha256);

  g_hash_table_add (self->kept, g_strdup (sha256));

  if (bytes != NULL || self->problem != NULL)
    return;

  self->bad_seq = seq != NULL ? *seq : 0;
  self->problem = g_strdup_printf (_("The picture %s: %s"), sha256, error->message);
}

/* A WebP that no note speaks of is none of the session's pictures. */
static void
check_file (BelayTrailPictures *self,
            const char         *sha256,
            const char         *suffix)
{
  const BelayTrailKeptPicture *webp = NULL;

  if (g_str_equal (suffix, BELAY_TRAIL_PNG_SUFFIX))
    {
      check_picture (self, sha256, suffix, sha256);
      return;
    }

  if (self->upkeep != NULL && g_str_equal (suffix, BELAY_TRAIL_WEBP_SUFFIX))
    webp = belay_trail_upkeep_log_get_webp (self->upkeep, sha256);

  if (webp != NULL)
    check_picture (self, sha256, suffix, webp->webp_sha256);
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

      if (belay_trail_digest_is_hex (sha256, strlen (sha256)) && g_str_has_prefix (sha256, prefix))
        check_file (self, sha256, name + BELAY_TRAIL_DIGEST_HEX);
    }
}

/* Of all pictures the notes speak of, named by a record or not. */
static void
count_pruned (const char *sha256,
              gint64      time,
              gpointer    user_data)
{
  BelayTrailPictures *self = user_data;

  if (g_hash_table_contains (self->kept, sha256))
    return;

  self->pruned_from = self->n_pruned == 0 ? time : MIN (self->pruned_from, time);
  self->pruned_to = MAX (self->pruned_to, time);
  self->n_pruned++;
}

static guint
count_missing (BelayTrailPictures *self)
{
  GHashTableIter iter;
  gpointer sha256;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->named);

  while (g_hash_table_iter_next (&iter, &sha256, NULL))
    if (!g_hash_table_contains (self->kept, sha256) &&
        (self->upkeep == NULL || belay_trail_upkeep_log_get_pruned (self->upkeep, sha256) == 0))
      n++;

  return n;
}

/**
 * belay_trail_pictures_check:
 * @self: pictures that have taken in all records
 * @upkeep: (nullable): what was done to them later, as far as it is believed
 * @n_pictures: (out): how many records name, or are there without, or were taken away
 * @n_missing: (out): how many of these are not there
 */
void
belay_trail_pictures_check (BelayTrailPictures  *self,
                            BelayTrailUpkeepLog *upkeep,
                            guint               *n_pictures,
                            guint               *n_missing)
{
  guint n_accounted;

  self->upkeep = upkeep;

  for (guint i = 0; i < 256; i++)
    {
      char prefix[3];

      g_snprintf (prefix, sizeof prefix, "%02x", i);
      check_shelf (self, prefix);
    }

  if (upkeep != NULL)
    belay_trail_upkeep_log_foreach_pruned (upkeep, count_pruned, self);

  n_accounted = g_hash_table_size (self->kept) + self->n_pruned;
  *n_missing = count_missing (self);
  *n_pictures = n_accounted + *n_missing;

  /* A picture no record names leaves a gap as well. */
  if (self->n_stored > n_accounted)
    {
      *n_missing = MAX (*n_missing, (guint) (self->n_stored - n_accounted));
      *n_pictures = MAX (*n_pictures, (guint) self->n_stored);
    }
}

/**
 * belay_trail_pictures_get_pruned:
 * @self: pictures that were checked
 * @from: (out): when the first one was taken away, nanoseconds since 1970, UTC
 * @to: (out): and the last one
 *
 * Returns: how many are not there because they were taken away by the rules of retention
 */
guint
belay_trail_pictures_get_pruned (BelayTrailPictures *self,
                                 gint64             *from,
                                 gint64             *to)
{
  *from = self->pruned_from;
  *to = self->pruned_to;

  return self->n_pruned;
}

/**
 * belay_trail_pictures_get_seq:
 * @self: pictures
 * @sha256: the SHA-256 of one
 *
 * Returns: the first record that names it; 0: none does
 */
guint64
belay_trail_pictures_get_seq (BelayTrailPictures *self,
                              const char         *sha256)
{
  const guint64 *seq = g_hash_table_lookup (self->named, sha256);

  return seq != NULL ? *seq : 0;
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
