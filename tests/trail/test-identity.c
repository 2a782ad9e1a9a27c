/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-identity.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "belay-hex.h"
#include "belay-trail-known.h"
#include "belay-trail-secret.h"
#include "belay-trail.h"
#include "trail-test.h"

typedef struct
{
  char *directory;
  char *secret;
  char *known;
} Place;

static void
place_set_up (Place         *place,
              gconstpointer  data)
{
  place->directory = belay_trail_known_get_directory ();
  place->secret = g_build_filename (place->directory, "trail-key", NULL);
  place->known = g_build_filename (place->directory, "trail-key.pub", NULL);
  remove_tree (place->directory);
}

static void
place_tear_down (Place         *place,
                 gconstpointer  data)
{
  remove_tree (place->directory);
  g_free (place->directory);
  g_free (place->secret);
  g_free (place->known);
}

static char *
load_hex (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrailIdentity) identity = belay_trail_identity_load (&error);
  char *hex = g_malloc (2 * BELAY_TRAIL_PUBLIC_KEY_SIZE + 1);

  g_assert_no_error (error);
  belay_hex_encode (belay_trail_identity_get_public (identity), BELAY_TRAIL_PUBLIC_KEY_SIZE, hex);

  return hex;
}

static void
assert_unusable (const char *words)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (belay_trail_identity_load (&error));
  g_assert_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_KEY);
  g_test_message ("%s", error->message);

  if (strstr (error->message, words) == NULL)
    g_error ("“%s” is not in: %s", words, error->message);
}

static void
test_once (Place         *place,
           gconstpointer  data)
{
  g_autofree char *before = belay_trail_identity_get_known ();
  g_autofree char *first = load_hex ();
  g_autofree char *second = load_hex ();
  g_autofree char *known = belay_trail_identity_get_known ();
  g_autofree char *contents = NULL;
  struct stat status;

  g_assert_null (before);
  g_assert_cmpstr (first, ==, second);
  g_assert_cmpstr (first, ==, known);

  g_assert_cmpint (lstat (place->secret, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (lstat (place->known, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777 & ~0044, ==, 0600);
  g_assert_true (g_file_get_contents (place->secret, &contents, NULL, NULL));
  g_assert_null (strstr (contents, first));
}

static void
test_sign (Place         *place,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrailIdentity) identity = belay_trail_identity_load (&error);
  const guint8 *public_key = belay_trail_identity_get_public (identity);
  guint8 signature[BELAY_TRAIL_SIGNATURE_SIZE];
  char text[] = "what was signed";

  g_assert_true (belay_trail_identity_sign (identity, text, sizeof text, signature, &error));
  g_assert_true (belay_trail_signature_verify (public_key, text, sizeof text, signature));

  text[3] ^= 1;
  g_assert_false (belay_trail_signature_verify (public_key, text, sizeof text, signature));
  text[3] ^= 1;

  for (guint i = 0; i < 8 * BELAY_TRAIL_SIGNATURE_SIZE; i++)
    {
      signature[i / 8] ^= (guint8) (1 << i % 8);
      g_assert_false (belay_trail_signature_verify (public_key, text, sizeof text, signature));
      signature[i / 8] ^= (guint8) (1 << i % 8);
    }
}

/* RFC 8032, 7.1, TEST 2 */
static void
test_vector (void)
{
  const char *expected = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                         "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
  g_autoptr(BelayTrailSecret) secret = NULL;
  g_autoptr(GError) error = NULL;
  guint8 seed[BELAY_TRAIL_SEED_SIZE], signature[BELAY_TRAIL_SIGNATURE_SIZE];
  char hex[2 * BELAY_TRAIL_SIGNATURE_SIZE + 1];

  g_assert_true (belay_hex_decode ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", 64,
                                         seed, sizeof seed));
  secret = belay_trail_secret_new (seed);
  belay_hex_encode (belay_trail_secret_get_public (secret), BELAY_TRAIL_PUBLIC_KEY_SIZE, hex);
  g_assert_cmpstr (hex, ==, "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  g_assert_true (belay_trail_secret_sign (secret, "\x72", 1, signature, &error));
  belay_hex_encode (signature, sizeof signature, hex);
  g_assert_cmpstr (hex, ==, expected);
}

/* Secret bytes are neither swapped nor dumped: the arena they lie in is locked ("lo") and left out ("dd"). */
static void
test_memory (void)
{
  char *memory = belay_trail_secret_alloc (64);
  g_autofree char *maps = NULL;
  g_auto(GStrv) lines = NULL;
  gboolean inside = FALSE, checked = FALSE;

  g_assert_true (g_file_get_contents ("/proc/self/smaps", &maps, NULL, NULL));
  lines = g_strsplit (maps, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      unsigned long from, to;

      if (sscanf (lines[i], "%lx-%lx ", &from, &to) == 2)
        inside = (gulong) memory >= from && (gulong) memory < to;

      if (inside && g_str_has_prefix (lines[i], "VmFlags:"))
        {
          g_assert_nonnull (strstr (lines[i], " lo"));
          g_assert_nonnull (strstr (lines[i], " dd"));
          checked = TRUE;
        }
    }

  g_assert_true (checked);
  belay_trail_secret_wipe (memory, 64);
}

/* What is there and cannot be read is never replaced. */
static void
test_unreadable (Place         *place,
                 gconstpointer  data)
{
  g_autofree char *first = load_hex ();
  g_autofree char *elsewhere = g_strconcat (place->secret, ".elsewhere", NULL);
  g_autofree char *contents = NULL;
  g_autofree char *last = NULL;

  g_assert_true (g_file_get_contents (place->secret, &contents, NULL, NULL));

  g_assert_cmpint (g_chmod (place->secret, 0640), ==, 0);
  assert_unusable ("owner alone");
  g_assert_cmpint (g_chmod (place->secret, 0600), ==, 0);

  g_assert_cmpint (g_rename (place->secret, elsewhere), ==, 0);
  assert_unusable ("No such file");
  g_assert_cmpint (symlink (elsewhere, place->secret), ==, 0);
  assert_unusable ("symbolic links");
  g_assert_cmpint (g_unlink (place->secret), ==, 0);
  g_assert_cmpint (g_mkdir (place->secret, 0700), ==, 0);
  assert_unusable ("owner alone");
  g_assert_cmpint (g_rmdir (place->secret), ==, 0);

  g_assert_true (g_file_set_contents_full (place->secret, "", 0, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  assert_unusable ("damaged");
  contents[20] = contents[20] == '0' ? '1' : '0';
  g_assert_true (g_file_set_contents_full (place->secret, contents, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  assert_unusable ("does not belong");

  g_assert_cmpint (g_rename (elsewhere, place->secret), ==, 0);
  g_assert_true (g_file_set_contents (place->known, "ed25519\n", -1, NULL));
  assert_unusable ("does not hold a key");

  /* Only the public part is lost: that can be told from the secret one. */
  g_assert_cmpint (g_unlink (place->known), ==, 0);
  last = load_hex ();
  g_assert_cmpstr (first, ==, last);
}

static gpointer
load_in_thread (gpointer data)
{
  return load_hex ();
}

/* Everybody who starts at once gets the same key. A lock belongs to a descriptor, not to a process: threads will do. */
static void
test_together (Place         *place,
               gconstpointer  data)
{
  for (guint round = 0; round < 20; round++)
    {
      GThread *threads[8];
      g_autofree char *hex = NULL;

      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        threads[i] = g_thread_new ("load", load_in_thread, NULL);

      hex = load_hex ();

      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        {
          g_autofree char *other = g_thread_join (threads[i]);

          g_assert_cmpstr (other, ==, hex);
        }

      remove_tree (place->directory);
    }
}

static void
test_renew (Place         *place,
            gconstpointer  data)
{
  g_autofree char *first = load_hex ();
  g_autofree char *second = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrailIdentity) identity = NULL;
  g_auto(GStrv) known = NULL;

  g_assert_cmpint (g_unlink (place->secret), ==, 0);
  identity = belay_trail_identity_renew (&error);
  g_assert_no_error (error);
  second = load_hex ();
  g_assert_cmpstr (first, !=, second);
  known = belay_trail_known_list ();
  g_assert_cmpuint (g_strv_length (known), ==, 2);
  g_assert_cmpstr (known[0], ==, second);
  g_assert_cmpstr (known[1], ==, first);
}

#define ADD(name, function) \
  g_test_add ("/identity/" name, Place, NULL, place_set_up, function, place_tear_down)

int
main (int    argc,
      char **argv)
{
  isolate ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/identity/vector", test_vector);
  g_test_add_func ("/identity/memory", test_memory);
  ADD ("once", test_once);
  ADD ("sign", test_sign);
  ADD ("unreadable", test_unreadable);
  ADD ("together", test_together);
  ADD ("renew", test_renew);

  return g_test_run ();
}
