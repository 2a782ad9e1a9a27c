/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trail-test.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef void (* Change) (GPtrArray *lines);

static void
assert_broken (const char *directory,
               guint64     bad_seq)
{
  g_autoptr(BelayTrailReport) report = verify (directory);
  g_autofree char *text = belay_trail_report_describe (report);

  g_test_message ("%s", text);
  g_assert_cmpint (report->verdict, ==, BELAY_TRAIL_BROKEN);
  g_assert_false (belay_trail_report_is_clean (report));
  g_assert_cmpuint (report->bad_seq, ==, bad_seq);
}

static void
test_intact (Root          *root,
             gconstpointer  data)
{
  g_autofree char *path = make_session (root->path, 3);
  g_autoptr(BelayTrailReport) report = verify (path);

  g_assert_cmpint (report->verdict, ==, BELAY_TRAIL_SEALED);
  g_assert_true (belay_trail_report_is_clean (report));
  g_assert_true (report->closed);
  g_assert_true (report->anchored);
  g_assert_false (report->held);
  g_assert_cmpuint (report->n_records, ==, 18);
  g_assert_cmpuint (report->n_pictures, ==, 2);
  g_assert_cmpuint (report->n_missing, ==, 0);
}

static void
flip_file (const char *directory,
           const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  g_autofree char *text = NULL;
  gsize length;
  guint n_flipped = 0;
  int fd = open (path, O_WRONLY | O_CLOEXEC);

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  g_assert_cmpint (fd, >=, 0);

  for (gsize i = 0; i < length; i++)
    {
      char flipped = (char) (text[i] ^ (1 << (i % 8)));
      g_autoptr(BelayTrailReport) report = NULL;

      g_assert_cmpint (pwrite (fd, &flipped, 1, (off_t) i), ==, 1);
      report = verify_alone (directory);

      if (belay_trail_report_is_clean (report) || report->verdict == BELAY_TRAIL_SEALED)
        g_error ("Byte %" G_GSIZE_FORMAT " of %s can be changed unnoticed", i, name);

      g_assert_cmpint (pwrite (fd, text + i, 1, (off_t) i), ==, 1);
      n_flipped++;
    }

  close (fd);
  g_assert_cmpuint (n_flipped, >, 100);
}

/* Every single byte that counts as evidence. */
static void
test_every_byte (Root          *root,
                 gconstpointer  data)
{
  g_autofree char *path = make_session (root->path, 1);
  g_autoptr(GBytes) picture = make_picture (1, 3000);
  g_autofree char *sha256 = hash_picture (picture);
  g_autofree char *name = g_strdup_printf ("blobs/%.2s/%s.png", sha256, sha256);
  g_autoptr(BelayTrailReport) report = NULL;

  flip_file (path, "log.0001.jsonl");
  flip_file (path, "checkpoints");
  flip_file (path, "session.pub");
  flip_file (path, name);

  report = verify (path);
  g_assert_true (belay_trail_report_is_clean (report));
}

static char *
change_lines (const char *root,
              Change      change)
{
  char *path = make_session (root, 2);
  g_autofree char *text = read_log (path, 1);
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr(GPtrArray) array = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *changed = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    g_ptr_array_add (array, g_strdup (lines[i]));

  change (array);
  g_ptr_array_add (array, NULL);
  changed = g_strjoinv ("\n", (char **) array->pdata);
  write_log (path, 1, changed, -1);

  return path;
}

static void
replace_in (GPtrArray  *lines,
            guint       line,
            const char *from,
            const char *to)
{
  g_auto(GStrv) pieces = g_strsplit (lines->pdata[line], from, 2);

  g_assert_cmpuint (g_strv_length (pieces), ==, 2);
  g_free (lines->pdata[line]);
  lines->pdata[line] = g_strconcat (pieces[0], to, pieces[1], NULL);
}

static void
edit_decision (GPtrArray *lines)
{
  replace_in (lines, 3, "\"by\":\"person\"", "\"by\":\"nobody\"");
}

static void
edit_prev (GPtrArray *lines)
{
  char *prev = strstr (lines->pdata[4], "\"prev\":\"") + 8;

  *prev = *prev == '0' ? '1' : '0';
}

static void
edit_last (GPtrArray *lines)
{
  replace_in (lines, 12, "\"reason\":\"finished\"", "\"reason\":\"finishes\"");
}

static void
edit_first (GPtrArray *lines)
{
  replace_in (lines, 0, "tester", "fester");
}

static void
remove_line (GPtrArray *lines)
{
  g_ptr_array_remove_index (lines, 5);
}

static void
swap_lines (GPtrArray *lines)
{
  gpointer line = lines->pdata[5];

  lines->pdata[5] = lines->pdata[6];
  lines->pdata[6] = line;
}

static void
insert_line (GPtrArray *lines)
{
  g_ptr_array_insert (lines, 5, g_strdup (lines->pdata[4]));
}

static void
cut_front (GPtrArray *lines)
{
  g_ptr_array_remove_range (lines, 0, 3);
}

static void
add_space (GPtrArray *lines)
{
  replace_in (lines, 3, "\"verdict\":", "\"verdict\": ");
}

static void
add_line (GPtrArray *lines)
{
  g_ptr_array_insert (lines, 13, g_strdup ("{}"));
}

typedef struct
{
  const char *name;
  Change      change;
  guint64     bad_seq;
} Tampering;

static const Tampering tamperings[] = {
  { "/verify/tampered/edited", edit_decision, 4 },
  { "/verify/tampered/prev", edit_prev, 5 },
  { "/verify/tampered/last", edit_last, 13 },
  { "/verify/tampered/first", edit_first, 1 },
  { "/verify/tampered/removed", remove_line, 6 },
  { "/verify/tampered/swapped", swap_lines, 6 },
  { "/verify/tampered/inserted", insert_line, 6 },
  { "/verify/tampered/front-cut", cut_front, 1 },
  { "/verify/tampered/space", add_space, 4 },
  { "/verify/tampered/appended", add_line, 14 },
};

static void
test_tampered (Root          *root,
               gconstpointer  data)
{
  const Tampering *tampering = data;
  g_autofree char *path = change_lines (root->path, tampering->change);

  assert_broken (path, tampering->bad_seq);
}

static void
remove_last (GPtrArray *lines)
{
  g_ptr_array_remove_index (lines, 12);
}

static void
remove_checkpoints (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, "checkpoints", NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
}

/* A cut-off end is contradicted by the checkpoint; without that, it is told from a whole record all the same. */
static void
test_tail_cut (Root          *root,
               gconstpointer  data)
{
  g_autofree char *path = change_lines (root->path, remove_last);
  g_autoptr(BelayTrailReport) report = NULL;
  g_autofree char *text = NULL;

  assert_broken (path, 13);
  remove_checkpoints (path);
  report = verify (path);
  g_assert_cmpint (report->verdict, ==, BELAY_TRAIL_UNSEALED);
  g_assert_false (report->closed);
  g_assert_false (belay_trail_report_is_clean (report));

  /* In the middle of a line, likewise. */
  text = read_log (path, 1);
  write_log (path, 1, text, (gssize) strlen (text) - 7);
  belay_trail_report_free (report);
  report = verify (path);
  g_assert_cmpint (report->verdict, ==, BELAY_TRAIL_UNSEALED);
  g_assert_true (report->torn);
  g_assert_cmpuint (report->n_records, ==, 11);
}

static void
test_no_checkpoint (Root          *root,
                    gconstpointer  data)
{
  g_autofree char *path = make_session (root->path, 1);
  g_autoptr(BelayTrailReport) report = NULL;

  remove_checkpoints (path);
  report = verify (path);
  g_assert_cmpint (report->verdict, ==, BELAY_TRAIL_UNSEALED);
  g_assert_true (report->closed);
  g_assert_false (report->anchored);
  g_assert_false (belay_trail_report_is_clean (report));
}

static void
test_picture_missing (Root          *root,
                      gconstpointer  data)
{
  g_autofree char *path = make_session (root->path, 2);
  g_autoptr(GBytes) picture = make_picture (0, 3000);
  g_autofree char *sha256 = hash_picture (picture);
  g_autofree char *name = g_strdup_printf ("blobs/%.2s/%s.png", sha256, sha256);
  g_autofree char *picture_path = g_build_filename (path, name, NULL);
  g_autoptr(BelayTrailReport) report = NULL;

  g_assert_cmpint (g_unlink (picture_path), ==, 0);
  report = verify (path);
  g_assert_cmpint (report->verdict, ==, BELAY_TRAIL_PICTURES_MISSING);
  g_assert_cmpuint (report->n_missing, ==, 1);
  g_assert_cmpuint (report->n_pictures, ==, 2);
  g_assert_false (belay_trail_report_is_clean (report));
}

static void
test_picture_changed (Root          *root,
                      gconstpointer  data)
{
  g_autofree char *path = make_session (root->path, 2);
  g_autoptr(GBytes) picture = make_picture (0, 3000);
  g_autofree char *sha256 = hash_picture (picture);
  g_autofree char *name = g_strdup_printf ("blobs/%.2s/%s.png", sha256, sha256);
  g_autofree char *picture_path = g_build_filename (path, name, NULL);
  g_autofree char *contents = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (picture_path, &contents, &length, NULL));
  contents[1234] ^= 0x10;
  g_assert_true (g_file_set_contents (picture_path, contents, (gssize) length, NULL));
  assert_broken (path, 11);
}

/* One session in the place of another. */
static void
test_replaced (Root          *root,
               gconstpointer  data)
{
  g_autofree char *path = make_session (root->path, 2);
  g_autofree char *other = make_session (root->path, 1);

  remove_tree (path);
  copy_tree (other, path);
  assert_broken (path, 1);
}

static void
test_segment_missing (Root          *root,
                      gconstpointer  data)
{
  g_autofree char *path = make_session (root->path, 1);
  g_autofree char *first = g_build_filename (path, "log.0001.jsonl", NULL);
  g_autofree char *third = g_build_filename (path, "log.0003.jsonl", NULL);

  g_assert_cmpint (g_rename (first, third), ==, 0);
  assert_broken (path, 1);
}

static void
test_not_found (Root          *root,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (belay_trail_verify (root->path, &error));
  g_assert_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_NOT_FOUND);
}

/* Whatever a file of records holds, it is read without harm and never called good. */
static void
test_noise (Root          *root,
            gconstpointer  data)
{
  g_autofree char *path = make_session (root->path, 1);
  g_autofree char *text = read_log (path, 1);
  gsize length = strlen (text);

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *noise = g_memdup2 (text, length);
      gsize at = (gsize) g_test_rand_int_range (0, (gint32) length);
      gsize n = (gsize) g_test_rand_int_range (1, 40);
      g_autoptr(BelayTrailReport) report = NULL;

      n = MIN (n, length - at);

      for (gsize k = 0; k < n; k++)
        noise[at + k] = (char) g_test_rand_int_range (0, 256);

      if (memcmp (noise, text, length) == 0)
        continue;

      write_log (path, 1, noise, (gssize) (g_test_rand_bit () ? length : at + n));
      report = i % 200 == 0 ? verify (path) : verify_alone (path);
      g_assert_false (belay_trail_report_is_clean (report));
    }
}

#define ADD(name, data, function) \
  g_test_add (name, Root, data, root_set_up, function, root_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/verify/intact", NULL, test_intact);
  ADD ("/verify/every-byte", NULL, test_every_byte);

  for (guint i = 0; i < G_N_ELEMENTS (tamperings); i++)
    ADD (tamperings[i].name, &tamperings[i], test_tampered);

  ADD ("/verify/tail-cut", NULL, test_tail_cut);
  ADD ("/verify/no-checkpoint", NULL, test_no_checkpoint);
  ADD ("/verify/picture-missing", NULL, test_picture_missing);
  ADD ("/verify/picture-changed", NULL, test_picture_changed);
  ADD ("/verify/replaced", NULL, test_replaced);
  ADD ("/verify/segment-missing", NULL, test_segment_missing);
  ADD ("/verify/not-found", NULL, test_not_found);
  ADD ("/verify/noise", NULL, test_noise);

  return g_test_run ();
}
