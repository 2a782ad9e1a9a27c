/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "belay-sandbox.h"
#include "belay-target.h"
#include "belay-witness-wire.h"
#include "belay-witness.h"
#include "screen-peer.h"

#define WAIT_USEC (30 * G_USEC_PER_SEC)

/* One question and its answer. */
typedef struct
{
  BelayTestimony *testimony;
  GError         *error;
  gboolean        done;
} Answer;

static void
on_answer (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Answer *answer = user_data;

  answer->testimony = belay_witness_ask_finish (BELAY_WITNESS (object), result, &answer->error);
  answer->done = TRUE;
}

static void
await (Answer *answer)
{
  while (!answer->done)
    g_main_context_iteration (NULL, TRUE);
}

static void
answer_clear (Answer *answer)
{
  g_clear_pointer (&answer->testimony, belay_testimony_free);
  g_clear_error (&answer->error);
  answer->done = FALSE;
}

/* A sandbox that may say anything: the other end of the socket. */

typedef struct
{
  BelayWitness *witness;
  int           fd;
} Liar;

static void
liar_init (Liar *liar)
{
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), ==, 0);
  liar->witness = belay_witness_new (fds[0]);
  liar->fd = fds[1];
}

static void
liar_clear (Liar *liar)
{
  g_assert_finalize_object (liar->witness);
  close (liar->fd);
}

/* Gets the next question and returns its id. */
static guint32
liar_hear (Liar *liar)
{
  BelayWitnessQuestion question;

  g_assert_cmpint (recv (liar->fd, &question, sizeof question, 0), ==, sizeof question);

  return question.id;
}

/* Says @name with a length that need not be true, and so many bytes of nothing after it. */
static void
liar_say (Liar       *liar,
          guint32     id,
          const char *name,
          gsize       length,
          guint32     claimed,
          gsize       padding)
{
  BelayWitnessAnswer answer = { .id = id, .role = 43, .x = 10, .y = 20, .width = 30, .height = 40 };
  g_autoptr(GByteArray) packet = g_byte_array_new ();

  answer.lengths[BELAY_WITNESS_NAME] = claimed;
  g_byte_array_append (packet, (const guint8 *) &answer, sizeof answer);
  g_byte_array_append (packet, (const guint8 *) name, (guint) length);
  g_byte_array_set_size (packet, packet->len + (guint) padding);
  g_assert_cmpint (send (liar->fd, packet->data, packet->len, MSG_NOSIGNAL), ==, packet->len);
}

static void
test_answer (void)
{
  Answer answer = { 0 };
  Liar liar;

  liar_init (&liar);
  belay_witness_ask_async (liar.witness, (BelayPoint) { 1, 2 }, on_answer, &answer);
  liar_say (&liar, liar_hear (&liar), "Se\xc3\xb1" "d", 5, 5, 0);
  await (&answer);

  g_assert_no_error (answer.error);
  g_assert_cmpstr (answer.testimony->name, ==, "Señd");
  g_assert_null (answer.testimony->title);
  g_assert_cmpint (answer.testimony->area.width, ==, 30);
  g_assert_cmpstr (belay_target_role_from_atspi (answer.testimony->role), ==, "button");
  answer_clear (&answer);
  liar_clear (&liar);
}

/* What cannot be ends it, whatever was asked; and nobody asks it again. */
static void
check_dismissed (Liar   *liar,
                 Answer *answer)
{
  await (answer);
  g_assert_error (answer->error, BELAY_WITNESS_ERROR, BELAY_WITNESS_ERROR_GONE);
  answer_clear (answer);

  belay_witness_ask_async (liar->witness, (BelayPoint) { 1, 2 }, on_answer, answer);
  await (answer);
  g_assert_error (answer->error, BELAY_WITNESS_ERROR, BELAY_WITNESS_ERROR_GONE);
  answer_clear (answer);
  liar_clear (liar);
}

typedef struct
{
  const char *what;
  const char *name;
  gsize       length;
  guint32     claimed;
  gsize       padding;
  guint32     id;               /* added to the right one */
} Lie;

static const Lie lies[] = {
  { "a zero", "a\0b", 3, 3, 0, 0 },
  { "half a character", "Send\xc3", 5, 5, 0, 0 },
  { "a surrogate", "\xed\xa0\x80", 3, 3, 0, 0 },
  { "longer than the packet", "Send", 4, 200, 0, 0 },
  { "shorter than the packet", "Send", 4, 3, 0, 0 },
  { "too long", "", 0, 256, 256, 0 },
  { "a length that wraps", "", 0, G_MAXUINT32, 0, 0 },
  { "oversized", "", 0, 0, 60000, 0 },
  { "what nobody asked", "Send", 4, 4, 0, 1 },
};

static void
test_lie (gconstpointer data)
{
  const Lie *lie = data;
  Answer answer = { 0 };
  Liar liar;

  liar_init (&liar);
  belay_witness_ask_async (liar.witness, (BelayPoint) { 1, 2 }, on_answer, &answer);
  liar_say (&liar, liar_hear (&liar) + lie->id, lie->name, lie->length, lie->claimed, lie->padding);
  check_dismissed (&liar, &answer);
}

static void
test_short (void)
{
  Answer answer = { 0 };
  Liar liar;

  liar_init (&liar);
  belay_witness_ask_async (liar.witness, (BelayPoint) { 1, 2 }, on_answer, &answer);
  g_assert_cmpint (send (liar.fd, "?", 1, 0), ==, 1);
  check_dismissed (&liar, &answer);
}

static void
test_gone (void)
{
  Answer answer = { 0 };
  Liar liar;

  liar_init (&liar);
  belay_witness_ask_async (liar.witness, (BelayPoint) { 1, 2 }, on_answer, &answer);
  shutdown (liar.fd, SHUT_RDWR);
  check_dismissed (&liar, &answer);
}

/* No answer is one after a while; a late one is nobody's, and the next question is answered again. */
static void
test_late (void)
{
  Answer first = { 0 }, second = { 0 };
  guint32 id;
  Liar liar;

  liar_init (&liar);
  belay_witness_ask_async (liar.witness, (BelayPoint) { 1, 2 }, on_answer, &first);
  await (&first);
  g_assert_error (first.error, BELAY_WITNESS_ERROR, BELAY_WITNESS_ERROR_LATE);
  id = liar_hear (&liar);
  answer_clear (&first);

  belay_witness_ask_async (liar.witness, (BelayPoint) { 3, 4 }, on_answer, &second);
  liar_say (&liar, id, "Cancel", 6, 6, 0);
  liar_say (&liar, liar_hear (&liar), "Delete", 6, 6, 0);
  await (&second);
  g_assert_no_error (second.error);
  g_assert_cmpstr (second.testimony->name, ==, "Delete");
  g_assert_null (first.testimony);
  answer_clear (&second);

  /* Twice the same is once too often. */
  liar_say (&liar, id, "Cancel", 6, 6, 0);
  belay_witness_ask_async (liar.witness, (BelayPoint) { 3, 4 }, on_answer, &second);
  check_dismissed (&liar, &second);
}

/* One that never answers is asked so often, and then not any more until it does. */
static void
test_silent (void)
{
  Answer answers[33] = { 0 };
  BelayWitnessQuestion question;
  guint n_heard = 0;
  Liar liar;

  liar_init (&liar);

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    belay_witness_ask_async (liar.witness, (BelayPoint) { 1, 2 }, on_answer, &answers[i]);

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      await (&answers[i]);
      g_assert_error (answers[i].error, BELAY_WITNESS_ERROR, BELAY_WITNESS_ERROR_LATE);
      answer_clear (&answers[i]);
    }

  while (recv (liar.fd, &question, sizeof question, MSG_DONTWAIT) == sizeof question)
    n_heard++;

  g_assert_cmpint (n_heard, ==, G_N_ELEMENTS (answers) - 1);
  liar_clear (&liar);
}

/* The real one, in a real desktop. */

typedef struct
{
  GSocketConnectable *connectable;
  GError             *error;
  gboolean            done;
} Start;

static void
on_started (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Start *start = user_data;

  start->connectable = belay_sandbox_start_finish (BELAY_SANDBOX (object), result, &start->error);
  start->done = TRUE;
}

static gboolean
ask_at (BelaySandbox *sandbox,
        BelayPoint    point,
        Answer       *answer)
{
  BelayWitness *witness = belay_sandbox_get_witness (sandbox);

  answer_clear (answer);
  g_assert_nonnull (witness);
  belay_witness_ask_async (witness, point, on_answer, answer);
  await (answer);

  return answer->testimony != NULL;
}

/* Looks for an element all over the screen until it is there; keys are typed now and then, for the first may go astray. */
static void
find_element (BelaySandbox      *sandbox,
              GSocketConnection *peer,
              const char        *keys,
              const char        *role,
              const char        *name,
              Answer            *answer)
{
  gint64 deadline = g_get_monotonic_time () + WAIT_USEC;

  for (guint round = 0;; round++)
    {
      if (keys != NULL && round % 40 == 0)
        screen_peer_type (peer, keys);

      for (int y = 6; y < 400; y += 12)
        {
          const BelayPoint point = { 640 - (int) (round % 16) * 40, y };

          if (ask_at (sandbox, point, answer) &&
              g_strcmp0 (belay_target_role_from_atspi (answer->testimony->role), role) == 0 &&
              g_strcmp0 (answer->testimony->name, name) == 0)
            return;
        }

      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    }
}

static void
test_desktop (void)
{
  static const guint32 terminal[] = { 0xffe3, 0xffe9, 't' };    /* Control, Alt: a shortcut of the desktop */
  g_autoptr(BelaySandbox) sandbox = belay_sandbox_new ("bubblewrap", NULL);
  g_autoptr(GSocketConnection) peer = NULL;
  Answer answer = { 0 };
  Start start = { 0 };
  gint64 begun;
  int width, height;

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

  /* The bare desktop is no window and has no names; what answers is alive. */
  while (!ask_at (sandbox, (BelayPoint) { 640, 400 }, &answer))
    g_assert_error (answer.error, BELAY_WITNESS_ERROR, BELAY_WITNESS_ERROR_LATE);
  g_assert_null (answer.testimony->name);
  g_assert_null (answer.testimony->title);

  peer = screen_peer_connect (start.connectable, &width, &height);
  screen_peer_chord (peer, terminal, G_N_ELEMENTS (terminal));

  /* A terminal has a window and no elements. A menu of a GTK 3 program, a folder's of a GTK 2 one. */
  find_element (sandbox, peer, "mousepad /opt/belay/examples/notes.txt & \n", "menu", "Search", &answer);
  g_test_message ("“%s”, “%s”, focus “%s”", answer.testimony->title, answer.testimony->program,
                  answer.testimony->focus_title);
  g_assert_nonnull (strstr (answer.testimony->title, "notes.txt"));
  g_assert_cmpstr (answer.testimony->program, ==, "Mousepad");
  g_assert_nonnull (answer.testimony->focus_title);

  begun = g_get_monotonic_time ();
  ask_at (sandbox, (BelayPoint) { answer.testimony->area.x + 2, answer.testimony->area.y + 2 }, &answer);
  g_test_message ("Answered after %.1f ms", (double) (g_get_monotonic_time () - begun) / 1000);

  answer_clear (&answer);
  belay_sandbox_stop (sandbox);
  g_assert_null (belay_sandbox_get_witness (sandbox));
  g_clear_object (&start.connectable);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/witness/answer", test_answer);
  g_test_add_func ("/witness/short", test_short);
  g_test_add_func ("/witness/gone", test_gone);
  g_test_add_func ("/witness/late", test_late);
  g_test_add_func ("/witness/silent", test_silent);
  g_test_add_func ("/witness/desktop", test_desktop);

  for (gsize i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      g_autofree char *path = g_strconcat ("/witness/lie/", lies[i].what, NULL);

      g_test_add_data_func (path, &lies[i], test_lie);
    }

  return g_test_run ();
}
