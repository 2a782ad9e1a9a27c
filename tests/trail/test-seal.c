/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trail-forge.h"

#include <glib/gstdio.h>
#include <string.h>

#include "belay-trail-folder.h"
#include "belay-hex.h"
#include "belay-trail-known.h"
#include "belay-trail-merkle.h"
#include "belay-trail-note.h"

static void
change_nothing (GPtrArray *lines)
{
}

static void
test_sealed (Root          *root,
             gconstpointer  data)
{
  g_autofree char *path = make_session (root->path, 2);
  g_autofree char *known = belay_trail_identity_get_known ();
  g_autoptr(BelayTrailReport) report = verify (path);

  g_assert_cmpint (report->verdict, ==, BELAY_TRAIL_SEALED);
  g_assert_true (report->is_signed);
  g_assert_true (report->trusted);
  g_assert_cmpstr (report->signer, ==, known);
  g_assert_false (report->recovered);
  g_assert_cmpuint (report->gap_from, ==, 0);
}

/* One after the first record, then one every 32, and one at the end. */
static void
test_every_32 (Root          *root,
               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrail) trail = create_trail (root->path, &error);
  static const guint expected[] = { 1, 33, 65, 97, 102 };
  g_autofree char *text = NULL;
  g_autoptr(GPtrArray) lines = NULL;

  for (guint i = 0; i < 100; i++)
    g_assert_true (commit (trail, "note", NULL, NULL, &error));

  g_assert_true (close_trail (trail, "finished", &error));
  text = read_file (belay_trail_get_directory (trail), "checkpoints");
  lines = split_lines (text);
  g_assert_cmpuint (lines->len, ==, G_N_ELEMENTS (expected));

  for (guint i = 0; i < lines->len; i++)
    {
      BelayTrailCheckpoint note;

      g_assert_true (belay_trail_checkpoint_parse (lines->pdata[i], strlen (lines->pdata[i]), &note));
      g_assert_cmpuint (note.seq, ==, expected[i]);
    }
}

/* Without a key the session goes on, and says that it is not signed. */
static void
test_unsigned (Root          *root,
               gconstpointer  data)
{
  g_autofree char *first = make_session (root->path, 1);
  g_autofree char *keys = belay_trail_known_get_directory ();
  g_autofree char *secret = g_build_filename (keys, "trail-key", NULL);
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrail) trail = NULL;

  g_assert_cmpint (g_chmod (secret, 0644), ==, 0);
  trail = create_trail (root->path, &error);
  g_assert_no_error (error);
  g_assert_error (belay_trail_get_unsigned (trail), BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_KEY);
  g_assert_true (commit (trail, "note", NULL, NULL, &error));
  g_assert_true (close_trail (trail, "finished", &error));
  assert_verdict (belay_trail_get_directory (trail), BELAY_TRAIL_UNSEALED, "it is not signed");
  assert_verdict (first, BELAY_TRAIL_SEALED, "");

  g_assert_cmpint (g_chmod (secret, 0600), ==, 0);
  path = make_session (root->path, 1);
  assert_verdict (path, BELAY_TRAIL_SEALED, "");
}

/* A key says only that its owner recorded it; whose key it is, the reader has to know. */
static void
test_other_key (Root          *root,
                gconstpointer  data)
{
  g_autofree char *path = make_session (root->path, 2);
  g_autoptr(BelayTrailIdentity) other = make_other_identity ();
  g_autofree char *known = belay_trail_identity_get_known ();
  const char * const own[] = { known, NULL };
  char hex[HEX + 1];
  const char * const theirs[] = { hex, NULL };
  g_autoptr(BelayTrailReport) report = NULL;

  belay_hex_encode (belay_trail_identity_get_public (other), HEX / 2, hex);
  forge (path, other, forge_decision);
  assert_verdict (path, BELAY_TRAIL_UNSEALED, hex);

  report = verify_with (path, own);
  g_assert_cmpint (report->verdict, ==, BELAY_TRAIL_UNSEALED);
  g_assert_cmpstr (report->signer, ==, hex);
  belay_trail_report_free (report);
  report = verify_with (path, theirs);
  g_assert_cmpint (report->verdict, ==, BELAY_TRAIL_SEALED);
}

/* A signature makes nothing true. */
static void
test_wrong_root (Root          *root,
                 gconstpointer  data)
{
  g_autofree char *path = make_session (root->path, 2);
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrailIdentity) own = belay_trail_identity_load (&error);

  forge_root (path, own);
  assert_verdict (path, BELAY_TRAIL_BROKEN, "other records before it");
}

/* Nor does a key that another one has followed. */
static void
test_superseded (Root          *root,
                 gconstpointer  data)
{
  g_autofree char *path = make_session (root->path, 2);
  g_autofree char *session = g_path_get_basename (path);
  BelayTrailCertificate second = { .number = 2, .from = 1, .time = 1, .session = { session, strlen (session) } };
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrailIdentity) own = belay_trail_identity_load (&error);
  g_autofree char *first_line = read_file (path, "session.pub");
  g_autofree char *second_line = belay_trail_certificate_sign (&second, own, &error);
  g_autofree char *both = g_strconcat (first_line, second_line, NULL);

  write_file (path, "session.pub", both);
  assert_verdict (path, BELAY_TRAIL_BROKEN, "a key that was not in use");
}

static void
test_replaced_by_unsealed (Root          *root,
                           gconstpointer  data)
{
  g_autofree char *path = make_session (root->path, 2);
  g_autofree char *stripped = make_session (root->path, 2);

  forge (path, NULL, forge_decision);
  assert_verdict (path, BELAY_TRAIL_UNSEALED, "no checkpoint");

  /* Only its signatures taken away. */
  remove_file (stripped, "session.pub");
  remove_file (stripped, "checkpoints");
  assert_verdict (stripped, BELAY_TRAIL_BROKEN, "there is no certificate");
}

static void
keep_first (GPtrArray *lines)
{
  g_ptr_array_remove_range (lines, 1, lines->len - 1);
}

static void
drop_first (GPtrArray *lines)
{
  g_ptr_array_remove_index (lines, 0);
}

static void
drop_second (GPtrArray *lines)
{
  g_ptr_array_remove_index (lines, 1);
}

static void
drop_last (GPtrArray *lines)
{
  g_ptr_array_remove_index (lines, lines->len - 1);
}

static void
replay_first (GPtrArray *lines)
{
  g_ptr_array_add (lines, g_strdup (lines->pdata[0]));
}

static void
replay_as_last (GPtrArray *lines)
{
  g_ptr_array_insert (lines, (gint) lines->len - 1, g_strdup (lines->pdata[0]));
}

static void
strip_signatures (GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    {
      char *at = strstr (lines->pdata[i], ",\"root\"");

      strcpy (at, "}");
    }
}

static void
strip_last (GPtrArray *lines)
{
  strcpy (strstr (lines->pdata[lines->len - 1], ",\"root\""), "}");
}

static void
drop_all (GPtrArray *lines)
{
  g_ptr_array_set_size (lines, 0);
}

typedef struct
{
  const char        *name;
  const char        *file;
  Change             change;
  BelayTrailVerdict  verdict;
} Tampering;

static const Tampering tamperings[] = {
  { "/seal/checkpoints/first-only", "checkpoints", keep_first, BELAY_TRAIL_UNSEALED },
  { "/seal/checkpoints/first-dropped", "checkpoints", drop_first, BELAY_TRAIL_BROKEN },
  { "/seal/checkpoints/second-dropped", "checkpoints", drop_second, BELAY_TRAIL_BROKEN },
  { "/seal/checkpoints/last-dropped", "checkpoints", drop_last, BELAY_TRAIL_UNSEALED },
  { "/seal/checkpoints/replayed", "checkpoints", replay_first, BELAY_TRAIL_BROKEN },
  { "/seal/checkpoints/replayed-inside", "checkpoints", replay_as_last, BELAY_TRAIL_BROKEN },
  { "/seal/checkpoints/unsigned", "checkpoints", strip_signatures, BELAY_TRAIL_UNSEALED },
  { "/seal/checkpoints/last-unsigned", "checkpoints", strip_last, BELAY_TRAIL_UNSEALED },
  { "/seal/checkpoints/emptied", "checkpoints", drop_all, BELAY_TRAIL_UNSEALED },
  { "/seal/certificates/emptied", "session.pub", drop_all, BELAY_TRAIL_BROKEN },
  { "/seal/certificates/repeated", "session.pub", replay_first, BELAY_TRAIL_BROKEN },
};

/* A closed session with three checkpoints; its directory, (transfer full). */
static char *
make_long_session (const char *root)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrail) trail = create_trail (root, &error);

  for (guint i = 0; i < 40; i++)
    g_assert_true (commit (trail, "note", NULL, NULL, &error));

  g_assert_true (close_trail (trail, "finished", &error));

  return g_strdup (belay_trail_get_directory (trail));
}

static void
test_tampered (Root          *root,
               gconstpointer  data)
{
  const Tampering *tampering = data;
  g_autofree char *path = make_long_session (root->path);

  assert_verdict (path, BELAY_TRAIL_SEALED, "");
  change_file (path, tampering->file, tampering->change);
  assert_verdict (path, tampering->verdict, "");
}

static void
test_cut (Root          *root,
          gconstpointer  data)
{
  g_autofree char *path = make_session (root->path, 8);
  g_autofree char *notes = read_file (path, "checkpoints");
  g_autofree char *log = read_log (path, 1);
  g_autofree char *half = g_strndup (notes, strlen (notes) - 20);

  write_file (path, "checkpoints", half);
  assert_verdict (path, BELAY_TRAIL_UNSEALED, "no checkpoint");
  write_file (path, "checkpoints", notes);

  /* The tail of the records; then the checkpoints that speak of it as well. */
  ((char *) memrchr (log, '\n', strlen (log) - 1))[1] = '\0';
  write_log (path, 1, log, -1);
  assert_verdict (path, BELAY_TRAIL_BROKEN, "a checkpoint speaks of");
  change_file (path, "checkpoints", drop_last);
  assert_verdict (path, BELAY_TRAIL_UNSEALED, "It was not closed");
  log[strlen (log) - 5] = '\0';
  write_log (path, 1, log, -1);
  assert_verdict (path, BELAY_TRAIL_UNSEALED, "half a line");
}

/* What vouches for one session vouches for no other, of the same installation. */
static void
test_other_session (Root          *root,
                    gconstpointer  data)
{
  g_autofree char *path = make_session (root->path, 8);
  g_autofree char *other = make_session (root->path, 8);
  g_autofree char *own_certificates = read_file (path, "session.pub");
  g_autofree char *certificates = read_file (other, "session.pub");
  g_autofree char *notes = read_file (other, "checkpoints");

  write_file (path, "session.pub", certificates);
  assert_verdict (path, BELAY_TRAIL_BROKEN, "Checkpoint 1");
  write_file (path, "checkpoints", notes);
  assert_verdict (path, BELAY_TRAIL_BROKEN, "Record 1");
  write_file (path, "session.pub", own_certificates);
  assert_verdict (path, BELAY_TRAIL_BROKEN, "Checkpoint 1");
}

/* Leaves a session as a crash would, with @n_records in it; its directory, (transfer full). */
static char *
crash (const char *root,
       guint       n_records)
{
  g_autoptr(GError) error = NULL;
  BelayTrail *trail = create_trail (root, &error);
  char *directory = g_strdup (belay_trail_get_directory (trail));

  g_assert_no_error (error);
  belay_trail_append (trail, "task", payload ("text", "Fall", NULL));

  for (guint i = 2; i < n_records; i++)
    g_assert_true (commit (trail, "note", payload ("text", "on the way", NULL), NULL, &error));

  g_assert_finalize_object (trail);

  while (belay_trail_folder_is_held (directory))
    g_usleep (1000);

  return directory;
}

static void
assert_recovered (const char *root,
                  guint       n)
{
  g_autoptr(GPtrArray) recoveries = recover (root);

  g_assert_cmpuint (recoveries->len, ==, n);
}

static void
test_recovered (Root          *root,
                gconstpointer  data)
{
  g_autofree char *path = crash (root->path, 40);
  g_autoptr(BelayTrailReport) report = NULL;
  g_autofree char *certificates = NULL;
  g_autofree char *notes = NULL;
  g_autofree char *log = NULL;

  assert_verdict (path, BELAY_TRAIL_UNSEALED, "It was not closed");
  notes = read_file (path, "checkpoints");

  /* Half a line of a checkpoint that was never finished does no harm. */
  {
    g_autofree char *half = g_strconcat (notes, "{\"v\":1,\"seq\":3", NULL);

    write_file (path, "checkpoints", half);
  }

  assert_recovered (root->path, 1);
  report = verify (path);
  g_assert_cmpint (report->verdict, ==, BELAY_TRAIL_SEALED);
  g_assert_true (report->recovered);
  g_assert_cmpuint (report->gap_from, ==, 34);
  g_assert_cmpuint (report->gap_to, ==, 40);
  assert_verdict (path, BELAY_TRAIL_SEALED, "records 34 to 40 only the signature of the recovery");

  certificates = read_file (path, "session.pub");
  change_file (path, "session.pub", drop_last);
  assert_verdict (path, BELAY_TRAIL_BROKEN, "Checkpoint 3");
  write_file (path, "session.pub", certificates);

  g_free (notes);
  notes = read_file (path, "checkpoints");
  change_file (path, "checkpoints", drop_second);
  assert_verdict (path, BELAY_TRAIL_BROKEN, "Checkpoint 2");
  write_file (path, "checkpoints", notes);

  log = read_log (path, 1);
  log[strlen (log) - 5] ^= 1;
  write_log (path, 1, log, -1);
  assert_verdict (path, BELAY_TRAIL_BROKEN, "Record 40");
}

/* Nothing that contradicts what was signed gets a signature. */
static void
test_recovery_refuses (Root          *root,
                       gconstpointer  data)
{
  g_autofree char *cut = crash (root->path, 40);
  g_autofree char *stripped = crash (root->path, 40);
  g_autofree char *log = read_log (cut, 1);
  g_autoptr(GPtrArray) lines = split_lines (log);
  g_autofree char *half = NULL;

  g_ptr_array_remove_range (lines, 20, lines->len - 20);
  half = join_lines (lines);
  write_log (cut, 1, half, -1);
  remove_file (stripped, "session.pub");
  remove_file (stripped, "checkpoints");
  assert_recovered (root->path, 0);
  assert_verdict (cut, BELAY_TRAIL_BROKEN, "a checkpoint speaks of record 33");
  assert_verdict (stripped, BELAY_TRAIL_BROKEN, "there is no certificate");
}

/* A recovery vouches for what it found; that is not what a session's own key says. */
static void
test_recovered_unsigned (Root          *root,
                         gconstpointer  data)
{
  g_autofree char *path = crash (root->path, 5);
  g_autofree char *log = read_log (path, 1);
  g_autoptr(GPtrArray) lines = split_lines (log);

  forge (path, NULL, change_nothing);
  assert_recovered (root->path, 1);
  assert_verdict (path, BELAY_TRAIL_UNSEALED, "signed only in part");
}

static void
get_naive_root (BelayTrailDigest *digest,
                const guint8     *leaves,
                guint             n,
                guint8           *root)
{
  guint8 bytes[1 + 2 * BELAY_TRAIL_DIGEST_SIZE] = { n > 1 };
  guint k = 1;

  if (n == 1)
    {
      memcpy (bytes + 1, leaves, BELAY_TRAIL_DIGEST_SIZE);
      belay_trail_digest_compute (digest, bytes, 1 + BELAY_TRAIL_DIGEST_SIZE, root);
      return;
    }

  while (2 * k < n)
    k *= 2;

  get_naive_root (digest, leaves, k, bytes + 1);
  get_naive_root (digest, leaves + k * BELAY_TRAIL_DIGEST_SIZE, n - k, bytes + 1 + BELAY_TRAIL_DIGEST_SIZE);
  belay_trail_digest_compute (digest, bytes, sizeof bytes, root);
}

/* Against the definition of RFC 6962 as it is written there. */
static void
test_merkle (void)
{
  g_autoptr(BelayTrailMerkle) tree = belay_trail_merkle_new ();
  g_autoptr(BelayTrailDigest) digest = belay_trail_digest_new ();
  guint8 leaves[200 * BELAY_TRAIL_DIGEST_SIZE];
  guint8 root[BELAY_TRAIL_DIGEST_SIZE], expected[BELAY_TRAIL_DIGEST_SIZE];

  for (guint n = 1; n <= 200; n++)
    {
      guint8 *leaf = leaves + (n - 1) * BELAY_TRAIL_DIGEST_SIZE;

      for (guint i = 0; i < BELAY_TRAIL_DIGEST_SIZE; i++)
        leaf[i] = (guint8) g_test_rand_int ();

      belay_trail_merkle_append (tree, leaf);
      belay_trail_merkle_get_root (tree, root);
      get_naive_root (digest, leaves, n, expected);
      g_assert_cmpmem (root, sizeof root, expected, sizeof expected);
      g_assert_cmpuint (belay_trail_merkle_get_size (tree), ==, n);
    }
}

#define ADD(name, data, function) \
  g_test_add (name, Root, data, root_set_up, function, root_tear_down)

int
main (int    argc,
      char **argv)
{
  isolate ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/seal/merkle", test_merkle);
  ADD ("/seal/sealed", NULL, test_sealed);
  ADD ("/seal/every-32", NULL, test_every_32);
  ADD ("/seal/unsigned", NULL, test_unsigned);
  ADD ("/seal/other-key", NULL, test_other_key);
  ADD ("/seal/wrong-root", NULL, test_wrong_root);
  ADD ("/seal/superseded", NULL, test_superseded);
  ADD ("/seal/replaced-by-unsealed", NULL, test_replaced_by_unsealed);

  for (guint i = 0; i < G_N_ELEMENTS (tamperings); i++)
    ADD (tamperings[i].name, &tamperings[i], test_tampered);

  ADD ("/seal/cut", NULL, test_cut);
  ADD ("/seal/other-session", NULL, test_other_session);
  ADD ("/seal/recovered", NULL, test_recovered);
  ADD ("/seal/recovery-refuses", NULL, test_recovery_refuses);
  ADD ("/seal/recovered-unsigned", NULL, test_recovered_unsigned);

  return g_test_run ();
}
