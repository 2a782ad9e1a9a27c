/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trail-forge.h"

#include <glib/gstdio.h>
#include <string.h>

#include "belay-hex.h"
#include "belay-trail-known.h"
#include "belay-trail-merkle.h"
#include "belay-trail-note.h"

char *
read_file (const char *directory,
           const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));

  return text;
}

void
write_file (const char *directory,
            const char *name,
            const char *text)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);

  g_unlink (path);
  g_assert_true (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

void
remove_file (const char *directory,
             const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
}

GPtrArray *
split_lines (const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  GPtrArray *array = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    g_ptr_array_add (array, g_strdup (lines[i]));

  return array;
}

char *
join_lines (GPtrArray *lines)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "%s\n", (char *) lines->pdata[i]);

  return g_string_free (text, FALSE);
}

void
change_file (const char *directory,
             const char *name,
             Change      change)
{
  g_autofree char *text = read_file (directory, name);
  g_autoptr(GPtrArray) lines = split_lines (text);
  g_autofree char *changed = NULL;

  change (lines);
  changed = join_lines (lines);
  write_file (directory, name, changed);
}

void
assert_verdict (const char        *directory,
                BelayTrailVerdict  verdict,
                const char        *words)
{
  g_autoptr(BelayTrailReport) report = verify (directory);
  g_autofree char *text = belay_trail_report_describe (report);

  g_test_message ("%s", text);
  g_assert_cmpint (report->verdict, ==, verdict);

  if (strstr (text, words) == NULL)
    g_error ("“%s” is not in: %s", words, text);
}

BelayTrailIdentity *
make_other_identity (void)
{
  g_autofree char *own = belay_trail_known_get_directory ();
  g_autofree char *aside = g_strconcat (own, ".own", NULL);
  g_autoptr(GError) error = NULL;
  BelayTrailIdentity *identity;

  g_assert_cmpint (g_rename (own, aside), ==, 0);
  identity = belay_trail_identity_load (&error);
  g_assert_no_error (error);
  remove_tree (own);
  g_assert_cmpint (g_rename (aside, own), ==, 0);

  return identity;
}

static void
put_hex (char         *line,
         const char   *mark,
         const guint8 *bytes)
{
  char hex[HEX + 1];
  char *at = strstr (line, mark);

  g_assert_nonnull (at);
  belay_hex_encode (bytes, HEX / 2, hex);
  memcpy (at + strlen (mark), hex, HEX);
}

/* Removes the member that says that the session was signed. */
static void
drop_key (GPtrArray *lines)
{
  g_auto(GStrv) pieces = g_strsplit (lines->pdata[0], ",\"key\":\"", 2);

  g_assert_cmpuint (g_strv_length (pieces), ==, 2);
  g_free (lines->pdata[0]);
  lines->pdata[0] = g_strconcat (pieces[0], pieces[1] + HEX + strlen ("\""), NULL);
}

/* The checkpoint speaks of other records before its own. */
static gboolean spoil_root;

static void
write_seal (const char         *directory,
            BelayTrailIdentity *identity,
            BelayTrailSecret   *secret,
            guint               n_lines,
            gint64              time,
            const guint8       *head,
            BelayTrailMerkle   *tree)
{
  g_autofree char *session = g_path_get_basename (directory);
  BelayTrailSpan span = { session, strlen (session) };
  BelayTrailCertificate certificate = { .number = 1, .from = 1, .time = time, .session = span };
  BelayTrailCheckpoint checkpoint = { .seq = n_lines, .time = time, .session = span, .at = time, .certificate = 1 };
  g_autoptr(GError) error = NULL;
  g_autofree char *certificate_line = NULL;
  g_autofree char *checkpoint_line = NULL;

  memcpy (certificate.key, belay_trail_secret_get_public (secret), sizeof certificate.key);
  certificate_line = belay_trail_certificate_sign (&certificate, identity, &error);
  memcpy (checkpoint.head, head, sizeof checkpoint.head);
  belay_trail_merkle_get_root (tree, checkpoint.root);
  checkpoint.root[7] ^= spoil_root;
  checkpoint_line = belay_trail_checkpoint_sign (&checkpoint, secret, &error);
  g_assert_no_error (error);
  write_file (directory, "session.pub", certificate_line);
  write_file (directory, "checkpoints", checkpoint_line);
}

void
forge (const char         *directory,
       BelayTrailIdentity *identity,
       Change              change)
{
  g_autofree char *text = read_file (directory, "log.0001.jsonl");
  g_autoptr(GPtrArray) lines = split_lines (text);
  g_autoptr(BelayTrailMerkle) tree = belay_trail_merkle_new ();
  g_autoptr(BelayTrailDigest) digest = belay_trail_digest_new ();
  guint8 *seed = belay_trail_secret_draw_seed (NULL);
  g_autoptr(BelayTrailSecret) secret = belay_trail_secret_new (seed);
  guint8 head[BELAY_TRAIL_DIGEST_SIZE] = { 0 };
  g_autofree char *changed = NULL;
  BelayTrailRecord record;

  change (lines);

  if (identity != NULL)
    put_hex (lines->pdata[0], "\"key\":\"", belay_trail_secret_get_public (secret));
  else
    drop_key (lines);

  for (guint i = 0; i < lines->len; i++)
    {
      g_autofree char *line = NULL;

      put_hex (lines->pdata[i], "\"prev\":\"", head);
      line = g_strconcat (lines->pdata[i], "\n", NULL);
      g_assert_true (belay_trail_scan_record (line, strlen (line), &record));
      belay_trail_digest_compute (digest, line, strlen (line), head);
      belay_trail_merkle_append (tree, head);
    }

  changed = join_lines (lines);
  write_log (directory, 1, changed, -1);
  remove_file (directory, "session.pub");
  remove_file (directory, "checkpoints");

  if (identity != NULL)
    write_seal (directory, identity, secret, lines->len, record.time, head, tree);

  belay_trail_secret_wipe (seed, BELAY_TRAIL_SEED_SIZE);
}

static void
change_nothing (GPtrArray *lines)
{
}

void
forge_root (const char         *directory,
            BelayTrailIdentity *identity)
{
  spoil_root = TRUE;
  forge (directory, identity, change_nothing);
  spoil_root = FALSE;
}

void
forge_decision (GPtrArray *lines)
{
  char *at = strstr (lines->pdata[3], "\"by\":\"person\"");

  g_assert_nonnull (at);
  memcpy (at, "\"by\":\"nobody\"", strlen ("\"by\":\"nobody\""));
}
