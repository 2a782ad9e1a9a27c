/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What belay-probe says: read strictly, whoever says it; and what it finds in the real sandbox, which is nothing. */

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "belay-container.h"
#include "belay-probe-wire.h"
#include "belay-sandbox.h"
#include "screen-peer.h"

#define WAIT_USEC (20 * G_USEC_PER_SEC)

/* Words. */

static gboolean
reads (const char       *text,
       BelayProbeReport *report)
{
  /* No byte behind it may be read. */
  g_autofree char *exact = g_memdup2 (text, strlen (text));

  return belay_probe_report_parse (exact, strlen (text), report);
}

static void
test_words (void)
{
  BelayProbeReport report;

  g_assert_true (reads ("fine files", &report));
  g_assert_cmpint (report.word, ==, BELAY_PROBE_FINE);
  g_assert_cmpstr (belay_probe_checks[report.check], ==, "files");

  g_assert_true (reads ("bad proxy the way out to an address", &report));
  g_assert_cmpint (report.word, ==, BELAY_PROBE_BAD);
  g_assert_cmpstr (belay_probe_checks[report.check], ==, "proxy");
  g_assert_cmpstr (report.detail, ==, "the way out to an address");
  belay_probe_report_clear (&report);

  g_assert_true (reads ("key ff52", &report));
  g_assert_cmpint (report.word, ==, BELAY_PROBE_KEY);
  g_assert_cmpuint (report.keysym, ==, 0xff52);

  g_assert_true (reads ("drawn", &report));
  g_assert_cmpint (report.word, ==, BELAY_PROBE_DRAWN);
  g_assert_true (reads ("gone", &report));
  g_assert_cmpint (report.word, ==, BELAY_PROBE_GONE);
}

static void
test_malformed (void)
{
  static const char * const malformed[] = {
    "", " ", "fine", "fine ", "fine nothing", "fine files ", "fine files and more", "fine  files", "finefiles", "FINE files",
    "bad", "bad files", "bad files ", "bad nothing x", "bad  files x", "key", "key ", "key 61 62", "key -1", "key 0x61",
    "key 123456789", "key G", "key 6A", "drawn ", "gone\n", "\ngone", "fine files\nfine home", "fine fi\xc3", "\xff",
  };
  g_autofree char *long_one = g_strnfill (BELAY_PROBE_MAX_ANSWER + 1, 'a');
  BelayProbeReport report;

  for (gsize i = 0; i < G_N_ELEMENTS (malformed); i++)
    {
      if (reads (malformed[i], &report))
        g_error ("“%s” was taken for an answer", malformed[i]);
      belay_probe_report_clear (&report);
    }

  memcpy (long_one, "bad files ", strlen ("bad files "));
  g_assert_false (reads (long_one, &report));
  belay_probe_report_clear (&report);
  g_assert_false (belay_probe_report_parse ("gone\0", 5, &report));
  g_assert_false (belay_probe_report_parse ("bad files a\0b", 13, &report));
}

/* Whatever comes, it is taken or not, and nothing else happens. */
static void
test_noise (void)
{
  static const char * const pieces[] = { "fine", "bad", "key", " ", "files", "\xf0\x9f\x92\xa9", "ff", "\0", "drawn", "gone" };
  char packet[BELAY_PROBE_MAX_ANSWER + 40];

  for (guint i = 0; i < 20000; i++)
    {
      BelayProbeReport report;
      gsize length = 0;

      for (guint n = g_test_rand_int_range (0, 12); n > 0; n--)
        {
          const char *piece = pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))];
          gsize size = MAX (strlen (piece), 1);

          memcpy (packet + length, piece, size);
          length += size;
        }

      belay_probe_report_parse (packet, length, &report);
      belay_probe_report_clear (&report);
    }
}

/* The socket. */

typedef struct
{
  guint       n[BELAY_PROBE_GONE + 1];  /* of each word */
  GHashTable *fine;
  GString    *bad;
  guint32     keysym;
  gboolean    ended;
} Heard;

static void
on_reported (BelayProbe       *probe,
             BelayProbeReport *report,
             Heard            *heard)
{
  heard->n[report->word]++;
  heard->keysym = report->keysym;

  if (report->word == BELAY_PROBE_FINE)
    g_hash_table_add (heard->fine, (gpointer) belay_probe_checks[report->check]);
  else if (report->word == BELAY_PROBE_BAD)
    g_string_append_printf (heard->bad, "%s: %s\n", belay_probe_checks[report->check], report->detail);
}

static void
on_ended (BelayProbe *probe,
          Heard      *heard)
{
  heard->ended = TRUE;
}

static void
listen_to (BelayProbe *probe,
           Heard      *heard)
{
  *heard = (Heard) { .fine = g_hash_table_new (g_str_hash, g_str_equal), .bad = g_string_new (NULL) };
  g_signal_connect (probe, "reported", G_CALLBACK (on_reported), heard);
  g_signal_connect (probe, "ended", G_CALLBACK (on_ended), heard);
}

static void
heard_clear (Heard *heard)
{
  g_hash_table_unref (heard->fine);
  g_string_free (heard->bad, TRUE);
}

static void
iterate_until (gboolean *done)
{
  gint64 deadline = g_get_monotonic_time () + WAIT_USEC;

  while (!*done)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
}

/* A probe at whose other end the test is. */
static BelayProbe *
new_probe (int   *theirs,
           Heard *heard)
{
  static const char * const variables[] = { "HOME", "PATH", NULL };
  BelayProbe *probe;
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), ==, 0);
  probe = belay_probe_new (fds[0], variables);
  *theirs = fds[1];
  listen_to (probe, heard);

  return probe;
}

static void
test_liar (void)
{
  static const char * const said[] = { "fine files", "fine home", "all is well", "fine direct" };
  g_autoptr(BelayProbe) probe = NULL;
  Heard heard;
  int fd;

  probe = new_probe (&fd, &heard);
  for (gsize i = 0; i < G_N_ELEMENTS (said); i++)
    g_assert_cmpint (send (fd, said[i], strlen (said[i]), 0), ==, (int) strlen (said[i]));

  iterate_until (&heard.ended);
  g_assert_cmpuint (heard.n[BELAY_PROBE_FINE], ==, 2);
  close (fd);
  heard_clear (&heard);
}

static void
test_chatter (void)
{
  g_autoptr(BelayProbe) probe = NULL;
  gboolean closed = FALSE;
  Heard heard;
  int fd;

  probe = new_probe (&fd, &heard);
  while (!closed)
    {
      closed = send (fd, "key 61", 6, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 && errno != EAGAIN;
      g_main_context_iteration (NULL, FALSE);
    }

  g_assert_true (heard.ended);
  g_assert_cmpuint (heard.n[BELAY_PROBE_KEY], ==, BELAY_PROBE_MAX_ANSWERS);
  close (fd);
  heard_clear (&heard);
}

static void
test_question (void)
{
  g_autoptr(BelayProbe) probe = NULL;
  char text[BELAY_PROBE_MAX_QUESTION + 1];
  Heard heard;
  gssize n;
  int fd;

  probe = new_probe (&fd, &heard);
  belay_probe_try (probe, "/tmp/x", 7177, NULL, "host.example");
  n = recv (fd, text, sizeof text - 1, 0);
  g_assert_cmpint (n, >, 0);
  text[n] = '\0';
  g_assert_cmpstr (text, ==, "try\nfile /tmp/x\nname host.example\nenv HOME,PATH\nport 7177\n");

  /* It goes, and nothing is asked of it any more. */
  close (fd);
  iterate_until (&heard.ended);
  belay_probe_draw (probe, 1, 2, 3);
  belay_probe_finish (probe);
  heard_clear (&heard);
}

/* The real one. */

typedef struct
{
  GSocketConnectable *address;
  GError             *error;
  gboolean            done;
} Start;

static void
on_started (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Start *start = user_data;

  start->address = belay_sandbox_start_finish (BELAY_SANDBOX (object), result, &start->error);
  start->done = TRUE;
}

static void
on_inspected (guint       check,
              const char *problem,
              gpointer    user_data)
{
  guint *n = user_data;

  if (problem != NULL)
    g_error ("From outside, %s: %s", belay_probe_checks[check], problem);
  (*n)++;
}

static void
await (Heard          *heard,
       BelayProbeWord  word,
       guint           n)
{
  gint64 deadline = g_get_monotonic_time () + WAIT_USEC;

  while (heard->n[word] < n)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
}

static void
try_sandbox (BelaySandbox       *sandbox,
             GSocketConnectable *address)
{
  static const guint32 key[] = { 'q' };
  g_autoptr(BelayEgressTrial) trial = belay_egress_trial_new ();
  BelayProbe *probe = belay_sandbox_get_probe (sandbox);
  gint64 begun = g_get_monotonic_time ();
  g_autoptr(GSocketConnection) peer = NULL;
  int width, height;
  guint n = 0;
  Heard heard;

  listen_to (probe, &heard);
  belay_egress_try (belay_sandbox_get_egress (sandbox), trial);
  belay_probe_try (probe, "/nonexistent/canary", 9, "belay-no-such", belay_egress_trial_get_name (trial));
  while (heard.n[BELAY_PROBE_FINE] + heard.n[BELAY_PROBE_BAD] < BELAY_PROBE_N_CHECKS)
    {
      g_assert_false (heard.ended);
      g_main_context_iteration (NULL, TRUE);
    }

  g_test_message ("Tried after %d ms", (int) ((g_get_monotonic_time () - begun) / 1000));
  g_assert_cmpstr (heard.bad->str, ==, "");
  g_assert_cmpuint (g_hash_table_size (heard.fine), ==, BELAY_PROBE_N_CHECKS);
  g_assert_true (belay_egress_trial_has_heard (trial));
  g_assert_false (belay_egress_trial_has_leaked (trial));
  g_assert_true (belay_container_inspect (belay_sandbox_get_process (sandbox), on_inspected, &n));
  g_assert_cmpuint (n, ==, 5);

  peer = screen_peer_connect (address, &width, &height);
  belay_probe_draw (probe, 7, 20, 20);
  await (&heard, BELAY_PROBE_DRAWN, 1);
  screen_peer_chord (peer, key, 1);
  await (&heard, BELAY_PROBE_KEY, 1);
  g_assert_cmpuint (heard.keysym, ==, 'q');
  belay_probe_finish (probe);
  await (&heard, BELAY_PROBE_GONE, 1);
  g_assert_true (heard.ended);
  belay_egress_stop (belay_sandbox_get_egress (sandbox));
  heard_clear (&heard);
}

static void
test_sandbox (void)
{
  g_autoptr(BelaySandbox) sandbox = belay_sandbox_new ("bubblewrap", NULL);
  Start start = { 0 };

  g_assert_null (belay_sandbox_get_probe (sandbox));
  g_assert_cmpint (belay_sandbox_get_process (sandbox), ==, 0);
  belay_sandbox_start_async (sandbox, NULL, on_started, &start);
  while (!start.done)
    g_main_context_iteration (NULL, TRUE);

  if (g_error_matches (start.error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_MISSING) ||
      g_error_matches (start.error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_REFUSED))
    {
      g_test_skip (start.error->message);
      g_clear_error (&start.error);
      return;
    }

  g_assert_no_error (start.error);
  try_sandbox (sandbox, start.address);
  belay_sandbox_stop (sandbox);
  g_clear_object (&start.address);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/probe/words", test_words);
  g_test_add_func ("/probe/malformed", test_malformed);
  g_test_add_func ("/probe/noise", test_noise);
  g_test_add_func ("/probe/liar", test_liar);
  g_test_add_func ("/probe/chatter", test_chatter);
  g_test_add_func ("/probe/question", test_question);
  g_test_add_func ("/probe/sandbox", test_sandbox);

  return g_test_run ();
}
