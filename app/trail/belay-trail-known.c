/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-known.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "belay-trail-digest.h"
#include "belay-trail-identity.h"
#include "belay-trail.h"

/* Hundreds of keys; more is something else. */
#define MAX_SIZE 65536

/**
 * belay_trail_known_get_directory:
 *
 * Returns: (transfer full): where the keys of this installation are
 */
char *
belay_trail_known_get_directory (void)
{
  return g_build_filename (g_get_user_data_dir (), "belay", NULL);
}

/**
 * belay_trail_known_free:
 * @self: (transfer full) (nullable): keys
 */
void
belay_trail_known_free (BelayTrailKnown *self)
{
  if (self == NULL)
    return;

  g_free (self->current);
  g_clear_pointer (&self->former, g_ptr_array_unref);
  g_free (self);
}

/* A SHA-256 and a public key are of one length. */
static gboolean
is_key (const char *text)
{
  return belay_trail_digest_is_hex (text, strlen (text));
}

static gboolean
take_line (BelayTrailKnown *self,
           const char      *line)
{
  g_auto(GStrv) words = g_strsplit (line, " ", -1);
  guint n = g_strv_length (words);

  if (n == 0 || *line == '#')
    return TRUE;

  if (n == 3 && g_str_equal (words[0], "ed25519") && is_key (words[1]) && self->current == NULL &&
      (g_str_equal (words[2], "keyring") || g_str_equal (words[2], "file")))
    {
      self->current = g_strdup (words[1]);
      self->in_keyring = g_str_equal (words[2], "keyring");
      return TRUE;
    }

  if (n == 2 && g_str_equal (words[0], "former") && is_key (words[1]))
    {
      g_ptr_array_add (self->former, g_strdup (words[1]));
      return TRUE;
    }

  return FALSE;
}

static gboolean
parse (BelayTrailKnown *self,
       const char      *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (!take_line (self, lines[i]))
      return FALSE;

  return self->current != NULL;
}

/**
 * belay_trail_known_load:
 * @path: a file as belay_trail_known_format() has it
 * @error: (nullable): return location for an error
 *
 * Returns: (transfer full): the keys; %NULL with %BELAY_TRAIL_ERROR_NOT_FOUND or %BELAY_TRAIL_ERROR_KEY
 */
BelayTrailKnown *
belay_trail_known_load (const char  *path,
                        GError     **error)
{
  g_autoptr(BelayTrailKnown) self = g_new0 (BelayTrailKnown, 1);
  g_autoptr(GError) local_error = NULL;
  g_autofree char *text = NULL;
  gsize length;

  self->former = g_ptr_array_new_with_free_func (g_free);

  if (!g_file_get_contents (path, &text, &length, &local_error))
    {
      g_set_error_literal (error, BELAY_TRAIL_ERROR,
                           g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT)
                           ? BELAY_TRAIL_ERROR_NOT_FOUND : BELAY_TRAIL_ERROR_KEY, local_error->message);
      return NULL;
    }

  if (length > MAX_SIZE || strlen (text) != length || !parse (self, text))
    {
      g_set_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_KEY,
                   /* Translators: %s is the path of a file. */
                   _("The file %s does not hold a key for records."), path);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * belay_trail_known_format:
 * @self: keys
 *
 * Returns: (transfer full): what belongs into the file
 */
char *
belay_trail_known_format (BelayTrailKnown *self)
{
  GString *text = g_string_new ("# With this key Belay signs the records of this installation. Who wants to verify them\n"
                                "# elsewhere, or to be sure that nobody replaced it here, keeps a copy of it.\n");

  g_string_append_printf (text, "ed25519 %s %s\n", self->current, self->in_keyring ? "keyring" : "file");

  for (guint i = 0; i < self->former->len; i++)
    g_string_append_printf (text, "former %s\n", (char *) self->former->pdata[i]);

  return g_string_free (text, FALSE);
}

static BelayTrailKnown *
load_own (void)
{
  g_autofree char *directory = belay_trail_known_get_directory ();
  g_autofree char *path = g_build_filename (directory, BELAY_TRAIL_KNOWN_NAME, NULL);

  return belay_trail_known_load (path, NULL);
}

/**
 * belay_trail_known_list:
 *
 * Reads one small file. Any thread.
 *
 * Returns: (transfer full): the public keys of this installation, hexadecimal, the one in use first
 */
char **
belay_trail_known_list (void)
{
  g_autoptr(BelayTrailKnown) self = load_own ();
  g_autoptr(GStrvBuilder) keys = g_strv_builder_new ();

  if (self != NULL)
    g_strv_builder_add (keys, self->current);

  for (guint i = 0; self != NULL && i < self->former->len; i++)
    g_strv_builder_add (keys, self->former->pdata[i]);

  return g_strv_builder_end (keys);
}

/**
 * belay_trail_identity_get_known:
 *
 * Reads one small file, and neither makes a key nor asks for one. Any thread.
 *
 * Returns: (transfer full) (nullable): the public key of this installation, hexadecimal; %NULL if there is none
 */
char *
belay_trail_identity_get_known (void)
{
  g_autoptr(BelayTrailKnown) self = load_own ();

  return self != NULL ? g_steal_pointer (&self->current) : NULL;
}
