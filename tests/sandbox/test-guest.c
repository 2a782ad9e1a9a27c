/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The program's end of the port to belay-guest, with somebody at the other end who says what he likes. */

#include <gio/gio.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "belay-guest-stream.h"
#include "belay-guest.h"

#define WAIT_MS 20000

typedef struct
{
  BelayGuest       *guest;
  int               peer;
  BelayGuestStream  stream;
  BelayGuestFrame   frame;
  const guint8     *payload;
  guint             n_reports;
  BelayProbeWord    word;
  guint             check;
  gboolean          ended;
  gboolean          done;
  char             *text;
  GError           *error;
} Fixture;

static void
on_reported (BelayProbe             *probe,
             const BelayProbeReport *report,
             Fixture                *fixture)
{
  fixture->n_reports++;
  fixture->word = report->word;
  fixture->check = report->check;
}

static void
on_ended (BelayProbe *probe,
          Fixture    *fixture)
{
  fixture->ended = TRUE;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  int pair[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), ==, 0);
  g_unix_set_fd_nonblocking (pair[1], TRUE, NULL);
  fixture->guest = belay_guest_new (pair[0]);
  fixture->peer = pair[1];
  g_signal_connect (belay_guest_get_probe (fixture->guest), "reported", G_CALLBACK (on_reported), fixture);
  g_signal_connect (belay_guest_get_probe (fixture->guest), "ended", G_CALLBACK (on_ended), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_signal_handlers_disconnect_by_data (belay_guest_get_probe (fixture->guest), fixture);
  g_assert_finalize_object (fixture->guest);
  if (fixture->peer >= 0)
    close (fixture->peer);
  g_free (fixture->text);
  g_clear_error (&fixture->error);
}

static gboolean
on_limit (gpointer user_data)
{
  g_error ("This takes too long");

  return G_SOURCE_REMOVE;
}

#define AWAIT(expression)                                             \
  G_STMT_START {                                                      \
    guint limit_ = g_timeout_add (WAIT_MS, on_limit, NULL);           \
    while (!(expression))                                             \
      g_main_context_iteration (NULL, TRUE);                          \
    g_source_remove (limit_);                                         \
  } G_STMT_END

/* Lets what has come be heard. */
static void
settle (void)
{
  for (guint i = 0; i < 20; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
}

/* The next frame that the program sends. */
static void
hear (Fixture        *fixture,
      BelayGuestVerb  verb)
{
  gint64 deadline = g_get_monotonic_time () + WAIT_MS * 1000;

  while (!belay_guest_stream_take (&fixture->stream, &fixture->frame, &fixture->payload))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, FALSE);
      belay_guest_stream_fill (&fixture->stream, fixture->peer);
    }

  g_assert_cmpuint (fixture->frame.verb, ==, verb);
}

static void
say (Fixture        *fixture,
     BelayGuestVerb  verb,
     gconstpointer   payload,
     gsize           length)
{
  g_assert_true (belay_guest_stream_send (fixture->peer, verb, payload, length, 0));
}

static void
say_text (Fixture        *fixture,
          BelayGuestVerb  verb,
          const char     *text)
{
  say (fixture, verb, text, strlen (text));
}

static void
on_run (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  Fixture *fixture = user_data;
  g_autoptr(BelayShellOutput) output = belay_shell_run_finish (BELAY_SHELL (source), result, &fixture->error);

  fixture->text = output != NULL ? g_strdup (output->text) : NULL;
  fixture->done = TRUE;
}

static void
answer_run (Fixture    *fixture,
            guint32     id,
            const char *text)
{
  const BelayShellAnswer answer = { .id = id, .size = strlen (text) };
  g_autoptr(GByteArray) packet = g_byte_array_new ();

  g_byte_array_append (packet, (const guint8 *) &answer, sizeof answer);
  g_byte_array_append (packet, (const guint8 *) text, (guint) strlen (text));
  say (fixture, BELAY_GUEST_SHELL, packet->data, packet->len);
}

/* Returns: the id of the question */
static guint32
run (Fixture    *fixture,
     const char *command)
{
  BelayShellQuestion question;

  fixture->done = FALSE;
  belay_shell_run_async (belay_guest_get_shell (fixture->guest), command, NULL, on_run, fixture);
  hear (fixture, BELAY_GUEST_SHELL);
  g_assert_cmpuint (fixture->frame.length, ==, sizeof question + strlen (command));
  memcpy (&question, fixture->payload, sizeof question);
  g_assert_cmpuint (question.verb, ==, BELAY_SHELL_RUN);

  return question.id;
}

static void
test_passing_on (Fixture       *fixture,
                 gconstpointer  data)
{
  BelayProbe *probe = belay_guest_get_probe (fixture->guest);
  g_autofree guint8 *garbage = g_malloc (300);

  g_assert_true (belay_probe_does_try (probe, "metadata"));
  g_assert_false (belay_probe_does_try (probe, "files"));

  belay_probe_draw (probe, 1, 2, 3);
  hear (fixture, BELAY_GUEST_PROBE);
  g_assert_cmpmem (fixture->payload, fixture->frame.length, "draw 1 2 3", 10);

  /* What is no frame is nothing. */
  memset (garbage, 'B', 300);
  g_assert_cmpint (write (fixture->peer, garbage, 300), ==, 300);
  say_text (fixture, BELAY_GUEST_PROBE, "bad home /root/.ssh");
  AWAIT (fixture->n_reports == 1);
  g_assert_cmpint (fixture->word, ==, BELAY_PROBE_BAD);
  g_assert_cmpstr (belay_probe_checks[fixture->check], ==, "home");

  answer_run (fixture, run (fixture, "echo"), "hello");
  AWAIT (fixture->done);
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (fixture->text, ==, "hello");

  g_assert_false (fixture->ended);
  say (fixture, BELAY_GUEST_PROBE_GONE, NULL, 0);
  AWAIT (fixture->ended);
}

/* The machine goes back: what comes before it has said hello again is of the machine that is gone. */
static void
test_renewed (Fixture       *fixture,
              gconstpointer  data)
{
  guint32 id = run (fixture, "echo");
  guint32 number;

  belay_guest_renew (fixture->guest);
  answer_run (fixture, id, "of the machine that is gone");
  settle ();
  g_assert_false (fixture->done);

  hear (fixture, BELAY_GUEST_HELLO);
  g_assert_cmpuint (fixture->frame.length, ==, sizeof number);
  memcpy (&number, fixture->payload, sizeof number);
  number++;
  say (fixture, BELAY_GUEST_HELLO, &number, sizeof number);
  answer_run (fixture, id, "to somebody else");
  settle ();
  g_assert_false (fixture->done);

  number--;
  say (fixture, BELAY_GUEST_HELLO, &number, sizeof number);
  answer_run (fixture, id, "of the machine that is there");
  AWAIT (fixture->done);
  g_assert_cmpstr (fixture->text, ==, "of the machine that is there");
}

/* In the middle of a frame, which swallows some of the zeros that come first. */
static void
test_in_the_middle (Fixture       *fixture,
                    gconstpointer  data)
{
  BelayGuestStream *stream = &fixture->stream;
  const BelayGuestFrame half = { BELAY_GUEST_MAGIC, BELAY_GUEST_SHELL, BELAY_GUEST_MAX_PAYLOAD };

  memcpy (stream->data, &half, sizeof half);
  stream->end = sizeof half;
  belay_guest_renew (fixture->guest);
  hear (fixture, BELAY_GUEST_SHELL);
  hear (fixture, BELAY_GUEST_HELLO);
}

/* Whoever says what cannot be is not listened to, and whoever is gone is gone. */
static void
test_liar (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree guint8 *much = g_malloc0 (BELAY_GUEST_MAX_PAYLOAD);

  run (fixture, "echo");
  say (fixture, BELAY_GUEST_SHELL, much, BELAY_GUEST_MAX_PAYLOAD);
  AWAIT (fixture->done);
  g_assert_error (fixture->error, BELAY_SHELL_ERROR, BELAY_SHELL_ERROR_GONE);
  g_assert_false (fixture->ended);

  close (fixture->peer);
  fixture->peer = -1;
  AWAIT (fixture->ended);
}

/* Somebody who takes nothing is given up, and nobody waits for him. */
static void
test_deaf (Fixture       *fixture,
           gconstpointer  data)
{
  for (guint i = 0; i < 64 && !fixture->ended; i++)
    {
      belay_guest_renew (fixture->guest);
      settle ();
    }

  g_assert_true (fixture->ended);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/guest/passing-on", Fixture, NULL, set_up, test_passing_on, tear_down);
  g_test_add ("/guest/renewed", Fixture, NULL, set_up, test_renewed, tear_down);
  g_test_add ("/guest/in-the-middle", Fixture, NULL, set_up, test_in_the_middle, tear_down);
  g_test_add ("/guest/liar", Fixture, NULL, set_up, test_liar, tear_down);
  g_test_add ("/guest/deaf", Fixture, NULL, set_up, test_deaf, tear_down);

  return g_test_run ();
}
