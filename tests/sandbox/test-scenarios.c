/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <string.h>
#include <unistd.h>

#include "belay-rehearsal.h"
#include "belay-sandbox.h"
#include "process-tree.h"
#include "screen-peer.h"

/* Plays the shipped scenarios on the real desktop, everything approved, and looks at what has become of it: whoever changes
 * the desktop or an example page has to move the scenarios' coordinates with it. */

#define WAIT_USEC   (10 * G_USEC_PER_SEC)
#define SETTLE_USEC (G_USEC_PER_SEC / 2)

typedef struct
{
  BelaySandbox       *sandbox;
  GSocketConnectable *connectable;
  BelayReply         *reply;
  GError             *error;
} Play;

static void
on_started (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Play *play = user_data;

  play->connectable = belay_sandbox_start_finish (BELAY_SANDBOX (object), result, &play->error);
}

static void
on_reply (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Play *play = user_data;

  play->reply = belay_agent_ask_finish (BELAY_AGENT (object), result, &play->error);
}

static gboolean
start (Play *play)
{
  *play = (Play) { .sandbox = belay_sandbox_new ("bubblewrap", NULL) };
  belay_sandbox_start_async (play->sandbox, NULL, on_started, play);

  while (play->connectable == NULL && play->error == NULL)
    g_main_context_iteration (NULL, TRUE);

  if (g_error_matches (play->error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_MISSING) ||
      g_error_matches (play->error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_REFUSED) ||
      access ("/usr/bin/netsurf-gtk", X_OK) != 0 || access ("/usr/bin/mousepad", X_OK) != 0)
    {
      g_test_skip (play->error != NULL ? play->error->message : "A program of the scenarios is not installed");
      g_clear_error (&play->error);
      g_clear_object (&play->connectable);
      g_clear_object (&play->sandbox);
      return FALSE;
    }

  g_assert_no_error (play->error);

  return TRUE;
}

static void
stop (Play *play)
{
  g_clear_object (&play->connectable);
  belay_sandbox_stop (play->sandbox);
  g_clear_object (&play->sandbox);
  process_tree_await_none (getpid ());
}

static void
perform (GSocketConnection *peer,
         BelayAction       *action)
{
  BelayPoint point;

  switch ((int) belay_action_get_kind (action))
    {
    case BELAY_ACTION_LEFT_CLICK:
      g_assert_true (belay_action_get_point (action, &point));
      screen_peer_click (peer, point.x, point.y);
      break;

    case BELAY_ACTION_TYPE:
      screen_peer_type (peer, belay_action_get_text (action));
      break;

    case BELAY_ACTION_WAIT:
      /* Slower than a person would be: what is measured here is where things are. */
      g_usleep (2 * belay_action_get_duration (action) * G_USEC_PER_SEC);
      break;

    default:
      g_assert_true (belay_action_is_look (action));
    }
}

static BelayMessage *
perform_all (GSocketConnection *peer,
             GPtrArray         *proposals)
{
  BelayMessage *message = belay_message_new ();

  for (guint i = 0; i < proposals->len; i++)
    {
      perform (peer, belay_proposal_get_action (proposals->pdata[i]));
      /* For the screen to settle, which the program waits for as well: the browser drops keys that come with a click. */
      g_usleep (SETTLE_USEC);
      belay_message_add_result (message, belay_proposal_get_id (proposals->pdata[i]), "computer", FALSE, "OK");
    }

  if (proposals->len == 0)
    belay_message_set_text (message, "Go on.");

  return message;
}

static void
play_all (Play              *play,
          GSocketConnection *peer,
          const char        *name)
{
  g_autofree char *path = g_strdup_printf ("resource:///io/github/belay_desktop/Belay/scenarios/%s.json", name);
  g_autoptr(BelayRehearsal) rehearsal = belay_rehearsal_load (path, &play->error);
  g_autoptr(BelayMessage) message = belay_message_new ();
  gboolean ended = FALSE;

  g_assert_no_error (play->error);
  g_object_set (rehearsal, "pace", 0.0, NULL);
  belay_agent_set_screen (BELAY_AGENT (rehearsal), 1280, 800);
  belay_message_set_text (message, belay_rehearsal_get_task (rehearsal));

  while (!ended)
    {
      belay_agent_ask_async (BELAY_AGENT (rehearsal), message, NULL, on_reply, play);
      while (play->reply == NULL && play->error == NULL)
        g_main_context_iteration (NULL, TRUE);
      g_assert_no_error (play->error);

      ended = g_str_has_prefix (belay_reply_get_text (play->reply), "This rehearsal has ended.");
      belay_message_unref (message);
      message = perform_all (peer, belay_reply_get_proposals (play->reply));
      g_clear_object (&play->reply);
    }
}

/* A path in the home directory of the sandbox as it can be reached from here. */
static char *
home_path (const char *name)
{
  g_autoptr(GArray) processes = process_tree_below (getpid ());

  return g_strdup_printf ("/proc/%d/root/home/agent/%s", process_tree_find (processes, "openbox"), name);
}

static void
await_process (const char *name)
{
  gint64 deadline = g_get_monotonic_time () + WAIT_USEC;
  gboolean found = FALSE;

  while (!found)
    {
      g_autoptr(GArray) processes = process_tree_below (getpid ());

      found = process_tree_find (processes, name) != 0;
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (10000);
    }
}

static void
test_first_steps (void)
{
  g_autoptr(GSocketConnection) peer = NULL;
  g_autofree char *history = NULL;
  g_autofree char *text = NULL;
  gint64 deadline;
  Play play;
  int width, height;

  if (!start (&play))
    return;

  peer = screen_peer_connect (play.connectable, &width, &height);
  play_all (&play, peer, "first-steps");
  await_process ("bash");

  /* The shell writes down what it was told when it ends. */
  history = home_path (".bash_history");
  screen_peer_type (peer, "exit\n");
  deadline = g_get_monotonic_time () + WAIT_USEC;
  while (!g_file_get_contents (history, &text, NULL, NULL))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (10000);
    }

  g_assert_cmpstr (text, ==, "ls -l\nls -aF\nexit\n");
  stop (&play);
}

static void
test_form (void)
{
  static const guint32 close_window[] = { 0xffe9, 0xffc1 };
  g_autoptr(GSocketConnection) peer = NULL;
  g_autofree char *visited = NULL;
  static const char * const query = "form-sent.html?name=Alex+Rivera&mail=alex.rivera%40example.org&phone=0171+555+01+32";
  gboolean sent = FALSE;
  gint64 deadline;
  Play play;
  int width, height;

  if (!start (&play))
    return;

  peer = screen_peer_connect (play.connectable, &width, &height);
  play_all (&play, peer, "form");

  /* The browser writes down where it has been when it ends. */
  visited = home_path (".config/netsurf/URLs");
  screen_peer_chord (peer, close_window, G_N_ELEMENTS (close_window));
  deadline = g_get_monotonic_time () + WAIT_USEC;
  while (!sent)
    {
      g_autofree char *text = NULL;

      sent = g_file_get_contents (visited, &text, NULL, NULL) && strstr (text, query) != NULL;
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (10000);
    }

  stop (&play);
}

static void
test_hijack (void)
{
  g_autoptr(GSocketConnection) peer = NULL;
  g_autofree char *documents = NULL;
  Play play;
  int width, height;

  if (!start (&play))
    return;

  documents = home_path ("Documents");
  g_assert_true (g_file_test (documents, G_FILE_TEST_IS_DIR));
  peer = screen_peer_connect (play.connectable, &width, &height);
  play_all (&play, peer, "hijack");
  await_process ("netsurf-gtk");
  await_process ("mousepad");
  g_assert_false (g_file_test (documents, G_FILE_TEST_EXISTS));
  stop (&play);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/scenarios/first-steps", test_first_steps);
  g_test_add_func ("/scenarios/form", test_form);
  g_test_add_func ("/scenarios/hijack", test_hijack);

  return g_test_run ();
}
