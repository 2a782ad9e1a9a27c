/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "belay-reader-wire.h"
#include "belay-reader.h"
#include "drawn-text.h"

#define WIDTH  640
#define HEIGHT 120

typedef struct
{
  GPtrArray *words;
  GError    *error;
  gboolean   done;
} Answer;

static void
answer_clear (Answer *answer)
{
  g_clear_pointer (&answer->words, g_ptr_array_unref);
  g_clear_error (&answer->error);
  answer->done = FALSE;
}

static void
on_read (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Answer *answer = user_data;

  answer->words = belay_reader_read_finish (BELAY_READER (object), result, &answer->error);
  answer->done = TRUE;
}

static void
ask (BelayReader *reader,
     GBytes      *grey,
     int          width,
     int          height,
     guint        deadline_ms,
     Answer      *answer)
{
  belay_reader_read_async (reader, grey, width, height, BELAY_READER_BLOCK, deadline_ms, NULL, on_read, answer);
}

static void
await (Answer *answer)
{
  while (!answer->done)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_words (void)
{
  g_autoptr(BelayReader) reader = belay_reader_new ();
  g_autoptr(GBytes) grey = drawn_text_new ("Ignore all previous\ninstructions today", 24, WIDTH, HEIGHT);
  g_autofree char *text = NULL;
  Answer answer = { 0 };
  BelayReadWord *first;

  ask (reader, grey, WIDTH, HEIGHT, 20000, &answer);
  await (&answer);
  g_assert_no_error (answer.error);
  text = belay_read_words_join (answer.words, 60);
  g_assert_cmpstr (text, ==, "Ignore all previous\ninstructions today");

  first = answer.words->pdata[0];
  g_assert_cmpint (first->area.x, >=, 20);
  g_assert_cmpint (first->area.x, <=, 32);
  g_assert_cmpint (first->area.height, >=, 12);
  g_assert_cmpint (first->area.height, <=, 34);
  answer_clear (&answer);
}

static void
test_in_turn (void)
{
  g_autoptr(BelayReader) reader = belay_reader_new ();
  g_autoptr(GBytes) grey = drawn_text_new ("Garden", 24, WIDTH, HEIGHT);
  g_autoptr(GBytes) other = drawn_text_new ("Window", 24, WIDTH, HEIGHT);
  g_autoptr(GBytes) empty = drawn_text_new ("", 24, WIDTH, HEIGHT);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Answer answers[3] = { 0 }, cancelled = { 0 };

  ask (reader, grey, WIDTH, HEIGHT, 20000, &answers[0]);
  ask (reader, empty, WIDTH, HEIGHT, 20000, &answers[1]);
  belay_reader_read_async (reader, grey, WIDTH, HEIGHT, BELAY_READER_LINE, 20000, cancellable, on_read, &cancelled);
  ask (reader, other, WIDTH, HEIGHT, 20000, &answers[2]);
  g_cancellable_cancel (cancellable);

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      await (&answers[i]);
      g_assert_no_error (answers[i].error);
    }

  g_assert_cmpuint (answers[0].words->len, ==, 1);
  g_assert_cmpstr (((BelayReadWord *) answers[0].words->pdata[0])->text, ==, "Garden");
  g_assert_cmpstr (((BelayReadWord *) answers[2].words->pdata[0])->text, ==, "Window");
  g_assert_error (cancelled.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    answer_clear (&answers[i]);
  answer_clear (&cancelled);
}

/* A picture that takes too long costs itself, not the next. */
static void
test_late (void)
{
  g_autoptr(BelayReader) reader = belay_reader_new ();
  g_autoptr(GBytes) grey = drawn_text_new ("Garden", 24, WIDTH, HEIGHT);
  GString *much = g_string_new (NULL);
  g_autoptr(GBytes) page = NULL;
  Answer answer = { 0 };

  for (guint i = 0; i < 60; i++)
    g_string_append (much, "The quick brown fox jumps over the lazy dog and runs away into the woods, where it is dark\n");
  page = drawn_text_new (much->str, 12, 1280, 1200);
  g_string_free (much, TRUE);

  ask (reader, page, 1280, 1200, 1, &answer);
  await (&answer);
  g_assert_error (answer.error, BELAY_READER_ERROR, BELAY_READER_ERROR_LATE);
  answer_clear (&answer);

  ask (reader, grey, WIDTH, HEIGHT, 20000, &answer);
  await (&answer);
  g_assert_no_error (answer.error);
  g_assert_cmpuint (answer.words->len, ==, 1);
  answer_clear (&answer);
}

/* A helper that is not what it says: a script in its place. */
static void
with_impostor (const char *script,
               int         code)
{
  g_autofree char *folder = g_dir_make_tmp ("belay-reader-XXXXXX", NULL);
  g_autofree char *program = g_build_filename (folder, "belay-reader", NULL);
  g_autofree char *before = g_strdup (g_getenv ("BELAY_LIBEXECDIR"));
  g_autoptr(GBytes) grey = drawn_text_new ("Garden", 24, WIDTH, HEIGHT);
  g_autoptr(BelayReader) reader = belay_reader_new ();
  Answer answer = { 0 };

  g_assert_true (g_file_set_contents (program, script, -1, NULL));
  g_assert_cmpint (g_chmod (program, 0700), ==, 0);
  g_setenv ("BELAY_LIBEXECDIR", folder, TRUE);
  ask (reader, grey, WIDTH, HEIGHT, 20000, &answer);
  g_setenv ("BELAY_LIBEXECDIR", before, TRUE);
  await (&answer);
  g_assert_error (answer.error, BELAY_READER_ERROR, code);
  answer_clear (&answer);
  g_remove (program);
  g_rmdir (folder);
}

#define START "#!/usr/bin/python3\nimport socket, struct\n" \
  "s = socket.socket(fileno=3)\n" \
  "def say(kind, text=b'', x=0, y=0, width=10, height=10, confidence=90, line=1):\n" \
  "    s.send(struct.pack('=I4i2I', kind, x, y, width, height, confidence, line) + text)\n"
#define PYTHON START "say(0)\ns.recv(99)\n"

static void
test_impostors (void)
{
  with_impostor ("#!/bin/sh\nexit 0\n", BELAY_READER_ERROR_DIED);
  with_impostor (PYTHON "say(1, b'\\xff\\xfe')\ns.recv(9)\n", BELAY_READER_ERROR_DIED);
  with_impostor (PYTHON "say(1, b'a', x=600, width=41)\ns.recv(9)\n", BELAY_READER_ERROR_DIED);
  with_impostor (PYTHON "say(1, b'a', x=-1)\ns.recv(9)\n", BELAY_READER_ERROR_DIED);
  with_impostor (PYTHON "say(1, b'a', x=2147483647, width=2147483647)\ns.recv(9)\n", BELAY_READER_ERROR_DIED);
  with_impostor (PYTHON "say(1, b'a' * 257)\ns.recv(9)\n", BELAY_READER_ERROR_DIED);
  with_impostor (PYTHON "say(1, b'a', confidence=101)\ns.recv(9)\n", BELAY_READER_ERROR_DIED);
  with_impostor (PYTHON "s.send(b'x')\ns.recv(9)\n", BELAY_READER_ERROR_DIED);
  with_impostor (PYTHON "say(77)\ns.recv(9)\n", BELAY_READER_ERROR_DIED);
  with_impostor (START "say(3)\ns.recv(9)\n", BELAY_READER_ERROR_UNAVAILABLE);
  with_impostor (START "say(4)\ns.recv(9)\n", BELAY_READER_ERROR_UNAVAILABLE);

  /* Once it has begun to read, it could. */
  with_impostor (PYTHON "say(3)\ns.recv(9)\n", BELAY_READER_ERROR_DIED);
  with_impostor (PYTHON "say(4)\ns.recv(9)\n", BELAY_READER_ERROR_DIED);
}

static void
test_missing (void)
{
  g_autofree char *before = g_strdup (g_getenv ("BELAY_LIBEXECDIR"));
  g_autoptr(BelayReader) reader = belay_reader_new ();
  g_autoptr(GBytes) grey = drawn_text_new ("Garden", 24, WIDTH, HEIGHT);
  Answer answers[2] = { 0 };

  g_setenv ("BELAY_LIBEXECDIR", "/nonexistent", TRUE);
  ask (reader, grey, WIDTH, HEIGHT, 20000, &answers[0]);
  ask (reader, grey, WIDTH, HEIGHT, 20000, &answers[1]);
  g_setenv ("BELAY_LIBEXECDIR", before, TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      await (&answers[i]);
      g_assert_error (answers[i].error, BELAY_READER_ERROR, BELAY_READER_ERROR_UNAVAILABLE);
      answer_clear (&answers[i]);
    }
}

/* The sanitizer needs more memory, and more calls, than are allowed. */
#if !defined(__SANITIZE_ADDRESS__)
static char *
get_process (void)
{
  g_autofree char *command = g_strdup_printf ("pgrep -P %d -x belay-reader", (int) getpid ());
  char *pid = NULL;

  g_assert_true (g_spawn_command_line_sync (command, &pid, NULL, NULL, NULL));
  g_strstrip (pid);
  g_assert_cmpuint (strlen (pid), >, 0);

  return pid;
}

static void
await_end (const char *pid)
{
  for (guint i = 0; i < 500 && kill ((pid_t) atoi (pid), 0) == 0; i++)
    {
      g_usleep (10000);
      g_main_context_iteration (NULL, FALSE);
    }

  g_assert_cmpint (kill ((pid_t) atoi (pid), 0), !=, 0);
}

/* As much noise as a picture can have: reading it to its end would take minutes, or all the memory there is. */
static GBytes *
make_noise (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (4);
  guint8 *grey = g_malloc (BELAY_READER_MAX_PIXELS);

  for (gsize i = 0; i < BELAY_READER_MAX_PIXELS; i++)
    grey[i] = g_rand_int (rand) % 4 == 0 ? 0 : 255;

  return g_bytes_new_take (grey, BELAY_READER_MAX_PIXELS);
}

static gsize
get_peak (const char *pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/status", pid);
  g_autofree char *status = NULL;
  const char *peak;

  /* It may have ended meanwhile. */
  if (!g_file_get_contents (path, &status, NULL, NULL) || (peak = strstr (status, "\nVmPeak:")) == NULL)
    return 0;

  return (gsize) g_ascii_strtoull (peak + strlen ("\nVmPeak:"), NULL, 10) * 1024;
}

/* The real process on the worst picture: ended after a second, and never larger than it may be. */
static void
test_limits (void)
{
  g_autoptr(BelayReader) reader = belay_reader_new ();
  g_autoptr(GBytes) grey = drawn_text_new ("Garden", 24, WIDTH, HEIGHT);
  g_autoptr(GBytes) noise = make_noise ();
  g_autofree char *pid = NULL;
  g_autofree char *path = NULL;
  g_autofree char *limits = NULL;
  Answer answer = { 0 };
  gsize peak = 0;

  ask (reader, grey, WIDTH, HEIGHT, 20000, &answer);
  await (&answer);
  g_assert_no_error (answer.error);
  answer_clear (&answer);

  pid = get_process ();
  path = g_strdup_printf ("/proc/%s/limits", pid);
  g_assert_true (g_file_get_contents (path, &limits, NULL, NULL));
  g_assert_true (g_regex_match_simple ("Max address space +536870912 +536870912 ", limits, 0, 0));

  ask (reader, noise, 2048, 2048, 1000, &answer);
  while (!answer.done)
    {
      g_main_context_iteration (NULL, FALSE);
      peak = MAX (peak, get_peak (pid));
      g_usleep (1000);
    }

  g_assert_nonnull (answer.error);
  g_assert_true (g_error_matches (answer.error, BELAY_READER_ERROR, BELAY_READER_ERROR_LATE) ||
                 g_error_matches (answer.error, BELAY_READER_ERROR, BELAY_READER_ERROR_DIED));
  g_assert_cmpuint (peak, >, 0);
  g_assert_cmpuint (peak, <=, BELAY_READER_MAX_MEMORY);
  g_test_message ("%s, at most %" G_GSIZE_FORMAT " MB", answer.error->message, peak / 1024 / 1024);
  answer_clear (&answer);
  await_end (pid);
}

/* What the process may still do once it is asked: next to nothing. */
static void
test_confined (void)
{
  g_autoptr(BelayReader) reader = belay_reader_new ();
  g_autoptr(GBytes) grey = drawn_text_new ("Garden", 24, WIDTH, HEIGHT);
  g_autofree char *pid = NULL;
  g_autofree char *path = NULL;
  g_autofree char *status = NULL;
  Answer answer = { 0 };

  ask (reader, grey, WIDTH, HEIGHT, 20000, &answer);
  await (&answer);
  g_assert_no_error (answer.error);
  answer_clear (&answer);

  pid = get_process ();
  path = g_strdup_printf ("/proc/%s/status", pid);
  g_assert_true (g_file_get_contents (path, &status, NULL, NULL));
  g_assert_nonnull (strstr (status, "\nSeccomp:\t2\n"));
  g_assert_nonnull (strstr (status, "\nNoNewPrivs:\t1\n"));
  g_assert_nonnull (strstr (status, "\nThreads:\t1\n"));
  g_assert_nonnull (strstr (status, "\nCapEff:\t0000000000000000\n"));
  g_assert_null (strstr (status, "\nUid:\t0\t"));

  /* A reader that is gone takes its process with it. */
  g_clear_object (&reader);
  await_end (pid);
}
#endif

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reader/words", test_words);
  g_test_add_func ("/reader/in-turn", test_in_turn);
  g_test_add_func ("/reader/late", test_late);
  g_test_add_func ("/reader/impostors", test_impostors);
  g_test_add_func ("/reader/missing", test_missing);
#if !defined(__SANITIZE_ADDRESS__)
  g_test_add_func ("/reader/limits", test_limits);
  g_test_add_func ("/reader/confined", test_confined);
#endif

  return g_test_run ();
}
