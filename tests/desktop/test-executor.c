/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-executor.h"
#include "belay-json.h"
#include "belay-screen-input.h"
#include "desktop-peer.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const BelayActionSpace space = { BELAY_TOOL_SHAPE_TOOLSET_20260801, DESKTOP_PEER_WIDTH, DESKTOP_PEER_HEIGHT };
static const BelayGeometry geometry = { DESKTOP_PEER_WIDTH, DESKTOP_PEER_HEIGHT,
                                        DESKTOP_PEER_WIDTH, DESKTOP_PEER_HEIGHT };

#define KEY_F12 0xffc9

/* A window over the whole screen writes down what the X server gave it. */
typedef struct
{
  DesktopPeer   *peer;
  BelayScreen   *screen;
  BelayExecutor *executor;
  gsize          skip;          /* bytes of what it wrote that were read before */
} Fixture;

typedef struct
{
  gboolean  done;
  gboolean  good;
  guint     n_sent;
  GError   *error;
} Run;

static gboolean
is_done (gpointer user_data)
{
  return ((Run *) user_data)->done;
}

static void
on_run (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  Run *run = user_data;

  run->good = belay_executor_run_finish (BELAY_EXECUTOR (source), result, &run->n_sent, &run->error);
  run->done = TRUE;
}

/* "m10,20", "b+1@10,20", "k+ff0d": one word for each event, from what xev prints. */
static char *
read_events (Fixture *fixture)
{
  g_autofree char *text = desktop_peer_read (fixture->peer, "events");
  g_auto(GStrv) records = g_strsplit (text + MIN (fixture->skip, strlen (text)), "\n\n", -1);
  GString *out = g_string_new (NULL);

  for (guint i = 0; records[i] != NULL; i++)
    {
      const char *root = strstr (records[i], "root:(");
      const char *button = strstr (records[i], ", button ");
      const char *keysym = strstr (records[i], "(keysym 0x");
      int x = 0, y = 0;

      if (root == NULL || sscanf (root, "root:(%d,%d)", &x, &y) != 2)
        continue;

      if (strstr (records[i], "MotionNotify event") != NULL)
        g_string_append_printf (out, "m%d,%d ", x, y);
      else if (button != NULL && strstr (records[i], "same_screen") != NULL)
        g_string_append_printf (out, "b%c%d@%d,%d ", strstr (records[i], "ButtonPress") != NULL ? '+' : '-',
                                atoi (button + strlen (", button ")), x, y);
      else if (keysym != NULL && strstr (records[i], "same_screen") != NULL)
        g_string_append_printf (out, "k%c%lx ", strstr (records[i], "KeyPress") != NULL ? '+' : '-',
                                strtoul (keysym + strlen ("(keysym 0x"), NULL, 16));
    }

  return g_string_free (out, FALSE);
}

static void
skip_events (Fixture *fixture)
{
  g_autofree char *text = desktop_peer_read (fixture->peer, "events");

  fixture->skip = strlen (text);
}

static gboolean
has_sentinel (gpointer user_data)
{
  g_autofree char *events = read_events (user_data);

  return strstr (events, "k-ffc9") != NULL;
}

static gboolean
is_ready (gpointer user_data)
{
  g_autofree char *text = desktop_peer_read (user_data, "events");

  return strstr (text, "same_screen") != NULL;
}

static void
open_listener (Fixture *fixture)
{
  static const char *const argv[] = {
    "stdbuf", "-oL", "xev", "-geometry", "1280x800+0+0", "-bw", "0", "-event", "keyboard", "-event", "mouse", NULL
  };

  desktop_peer_run (fixture->peer, "events", argv);
}

/* What the program got, up to a key that is struck now: whatever was sent before has arrived then. */
static char *
take_events (Fixture *fixture)
{
  char *events, *end;

  g_assert_true (belay_executor_pass_key (fixture->executor, KEY_F12, TRUE));
  g_assert_true (belay_executor_pass_key (fixture->executor, KEY_F12, FALSE));
  desktop_peer_until (has_sentinel, fixture);

  events = read_events (fixture);
  end = strstr (events, "k+ffc9");
  g_assert_nonnull (end);
  *end = '\0';
  skip_events (fixture);

  return events;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  if (!desktop_peer_is_possible ())
    return;

  fixture->peer = desktop_peer_new ();
  fixture->screen = desktop_peer_open (fixture->peer);
  fixture->executor = belay_executor_new (fixture->screen);

  open_listener (fixture);

  /* Until its window is there and has the pointer in it. */
  for (int i = 0; !is_ready (fixture->peer); i++)
    {
      g_assert_true (belay_executor_pass_pointer (fixture->executor, (BelayPoint) { 5 + i % 2, 5 }, 0));
      desktop_peer_for (20);
      g_assert_cmpint (i, <, 1000);
    }

  g_free (take_events (fixture));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  if (fixture->peer == NULL)
    return;

  if (fixture->executor != NULL)
    g_assert_finalize_object (fixture->executor);

  belay_screen_close (fixture->screen);
  g_object_unref (fixture->screen);
  desktop_peer_free (fixture->peer);
}

static BelayInputPlan *
plan (Fixture    *fixture,
      const char *name,
      const char *input)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayAction) action = belay_action_parse (&space, "computer", name, input, -1, &error);
  BelayInputPlan *made;

  g_assert_no_error (error);
  made = belay_executor_plan (fixture->executor, action, &geometry, &error);
  g_assert_no_error (error);

  return made;
}

static void
start (Fixture      *fixture,
       const char   *name,
       const char   *input,
       GCancellable *cancellable,
       Run          *run)
{
  g_autoptr(BelayInputPlan) made = plan (fixture, name, input);

  belay_executor_run_async (fixture->executor, made, cancellable, on_run, run);
}

/* Returns: how many events went out */
static guint
perform (Fixture    *fixture,
         const char *name,
         const char *input)
{
  Run run = { 0 };

  start (fixture, name, input, NULL, &run);
  desktop_peer_until (is_done, &run);
  g_assert_no_error (run.error);
  g_assert_true (run.good);

  return run.n_sent;
}

static void
assert_events (Fixture    *fixture,
               const char *expected)
{
  g_autofree char *events = take_events (fixture);

  g_assert_cmpstr (g_strchomp (events), ==, expected);
}

static void
test_clicks (Fixture       *fixture,
             gconstpointer  user_data)
{
  if (fixture->peer == NULL)
    return;

  g_assert_cmpuint (perform (fixture, "left_click", "{\"coordinate\":[100,50]}"), ==, 3);
  assert_events (fixture, "m100,50 b+1@100,50 b-1@100,50");

  perform (fixture, "right_click", "{\"coordinate\":[200,60]}");
  assert_events (fixture, "m200,60 b+3@200,60 b-3@200,60");

  perform (fixture, "middle_click", "{}");
  assert_events (fixture, "b+2@200,60 b-2@200,60");

  perform (fixture, "triple_click", "{\"coordinate\":[300,70]}");
  assert_events (fixture, "m300,70 b+1@300,70 b-1@300,70 b+1@300,70 b-1@300,70 b+1@300,70 b-1@300,70");

  perform (fixture, "left_click", "{\"coordinate\":[100,50],\"text\":\"ctrl+shift\"}");
  assert_events (fixture, "m100,50 k+ffe3 k+ffe1 b+1@100,50 b-1@100,50 k-ffe1 k-ffe3");

  perform (fixture, "scroll", "{\"coordinate\":[10,20],\"scroll_direction\":\"down\",\"scroll_amount\":2}");
  assert_events (fixture, "m10,20 b+5@10,20 b-5@10,20 b+5@10,20 b-5@10,20");

  g_assert_false (belay_executor_is_holding (fixture->executor));
}

static void
test_keys (Fixture       *fixture,
           gconstpointer  user_data)
{
  gint64 before, duration;

  if (fixture->peer == NULL)
    return;

  perform (fixture, "key", "{\"text\":\"ctrl+alt+t\",\"repeat\":2}");
  assert_events (fixture, "k+ffe3 k+ffe9 k+74 k-74 k-ffe9 k-ffe3 k+ffe3 k+ffe9 k+74 k-74 k-ffe9 k-ffe3");

  before = g_get_monotonic_time ();
  perform (fixture, "hold_key", "{\"text\":\"Right\",\"duration\":0.3}");
  duration = g_get_monotonic_time () - before;
  g_assert_cmpint (duration, >=, 300 * 1000);
  assert_events (fixture, "k+ff53 k-ff53");

  before = g_get_monotonic_time ();
  g_assert_cmpuint (perform (fixture, "wait", "{\"duration\":0.2}"), ==, 0);
  g_assert_cmpint (g_get_monotonic_time () - before, >=, 200 * 1000);
  g_assert_cmpuint (perform (fixture, "screenshot", "{}"), ==, 0);
  assert_events (fixture, "");
}

static void
test_drag (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_autofree char *events = NULL;
  guint n_moves = 0;

  if (fixture->peer == NULL)
    return;

  perform (fixture, "left_click_drag", "{\"start_coordinate\":[100,100],\"coordinate\":[400,300]}");
  events = take_events (fixture);
  g_assert_true (g_str_has_prefix (events, "m100,100 b+1@100,100 m"));
  g_assert_true (g_str_has_suffix (events, " m400,300 b-1@400,300 "));

  for (char *move = strstr (events, " m"); move != NULL; move = strstr (move + 1, " m"))
    n_moves++;

  g_assert_cmpuint (n_moves, >=, 10);

  /* In steps, and held between two actions. */
  perform (fixture, "left_mouse_down", "{}");
  g_assert_true (belay_executor_is_holding (fixture->executor));
  perform (fixture, "mouse_move", "{\"coordinate\":[500,300]}");
  perform (fixture, "left_mouse_up", "{}");
  g_assert_false (belay_executor_is_holding (fixture->executor));
  assert_events (fixture, "b+1@400,300 m500,300 b-1@500,300");
}

static void
test_person (Fixture       *fixture,
             gconstpointer  user_data)
{
  BelayPoint point;
  Run run = { 0 };

  if (fixture->peer == NULL)
    return;

  g_assert_true (belay_executor_pass_pointer (fixture->executor, (BelayPoint) { 40, 50 }, BELAY_BUTTON_LEFT));
  g_assert_true (belay_executor_pass_key (fixture->executor, 'a', TRUE));
  g_assert_true (belay_executor_is_holding (fixture->executor));
  g_assert_true (belay_executor_get_pointer (fixture->executor, &point));
  g_assert_cmpint (point.x, ==, 40);
  g_assert_cmpint (point.y, ==, 50);

  belay_executor_stop (fixture->executor);
  g_assert_false (belay_executor_is_holding (fixture->executor));
  assert_events (fixture, "m40,50 b+1@40,50 k+61 b-1@40,50 k-61");

  /* Not between the events of a plan. */
  start (fixture, "wait", "{\"duration\":100}", NULL, &run);
  g_assert_false (belay_executor_pass_pointer (fixture->executor, (BelayPoint) { 1, 1 }, 0));
  g_assert_false (belay_executor_pass_key (fixture->executor, 'a', TRUE));
  belay_executor_stop (fixture->executor);
  desktop_peer_until (is_done, &run);
  g_clear_error (&run.error);

  /* Of an earlier run of the program, of which the server knows nothing. */
  belay_executor_release_keys (fixture->executor, (const guint32[]) { 0xffe3, 's' }, 2);
  g_assert_false (belay_executor_is_holding (fixture->executor));
}

/* Every button and key that goes down comes up; returns the number of events. */
static guint
assert_released (const char *events)
{
  g_auto(GStrv) words = g_strsplit (events, " ", -1);
  g_autoptr(GHashTable) down = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *what = NULL;

      if (words[i][0] == '\0')
        continue;

      n++;
      if (words[i][0] == 'm')
        continue;

      what = g_strdup_printf ("%c%s", words[i][0], words[i] + 2);
      if (strchr (what, '@') != NULL)
        *strchr (what, '@') = '\0';

      if (words[i][1] == '+')
        g_hash_table_add (down, g_steal_pointer (&what));
      else
        g_assert_true (g_hash_table_remove (down, what));
    }

  g_assert_cmpuint (g_hash_table_size (down), ==, 0);

  return n;
}

static char *
long_text (void)
{
  GString *input = g_string_new ("{\"text\":\"");

  for (guint i = 0; i < 20000; i++)
    g_string_append_c (input, (char) ('a' + i % 26));

  g_string_append (input, "\"}");

  return g_string_free (input, FALSE);
}

static gboolean
is_typing (gpointer user_data)
{
  g_autofree char *events = read_events (user_data);

  return strlen (events) > 600;
}

static void
test_stop_typing (Fixture       *fixture,
                  gconstpointer  user_data)
{
  g_autofree char *input = long_text ();
  g_autofree char *events = NULL;
  gboolean holding;
  gint64 before;
  Run run = { 0 };

  if (fixture->peer == NULL)
    return;

  start (fixture, "type", input, NULL, &run);
  desktop_peer_until (is_typing, fixture);

  holding = belay_executor_is_holding (fixture->executor);
  before = g_get_monotonic_time ();
  belay_executor_stop (fixture->executor);
  g_assert_cmpint (g_get_monotonic_time () - before, <, 50 * 1000);
  g_assert_false (belay_executor_is_holding (fixture->executor));
  g_assert_cmpint (belay_executor_get_last_time (fixture->executor), <=, g_get_monotonic_time ());

  desktop_peer_until (is_done, &run);
  g_assert_error (run.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (run.good);
  g_assert_cmpuint (run.n_sent, >, 100);
  g_assert_cmpuint (run.n_sent, <, 40000);
  g_clear_error (&run.error);

  /* Everything that was sent, one release if a key was down, and not one event more. */
  desktop_peer_for (100);
  events = take_events (fixture);
  g_assert_cmpuint (assert_released (events), ==, run.n_sent + (holding ? 1 : 0));
}

/* A server that does not read finds no heap of input when it goes on. */
static void
test_stop_frozen (Fixture       *fixture,
                  gconstpointer  user_data)
{
  g_autofree char *input = long_text ();
  g_autofree char *events = NULL;
  pid_t server;
  Run run = { 0 };

  if (fixture->peer == NULL)
    return;

  server = atoi (g_subprocess_get_identifier (fixture->peer->server));
  g_assert_cmpint (kill (server, SIGSTOP), ==, 0);

  start (fixture, "type", input, NULL, &run);
  desktop_peer_for (300);
  g_assert_false (run.done);
  belay_executor_stop (fixture->executor);
  g_assert_cmpint (kill (server, SIGCONT), ==, 0);
  desktop_peer_until (is_done, &run);
  g_assert_error (run.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&run.error);

  g_assert_cmpuint (run.n_sent, <=, 32);
  events = take_events (fixture);
  g_assert_cmpuint (assert_released (events), <=, 33);
}

static gboolean
is_dragging (gpointer user_data)
{
  g_autofree char *events = read_events (user_data);

  return strstr (events, "b+1@100,100 m") != NULL;
}

static void
test_stop_drag (Fixture       *fixture,
                gconstpointer  user_data)
{
  g_autofree char *events = NULL;
  Run run = { 0 };

  if (fixture->peer == NULL)
    return;

  start (fixture, "left_click_drag",
         "{\"start_coordinate\":[100,100],\"coordinate\":[1200,700],\"text\":\"ctrl\"}", NULL, &run);
  desktop_peer_until (is_dragging, fixture);
  g_assert_true (belay_executor_is_holding (fixture->executor));
  belay_executor_stop (fixture->executor);
  g_assert_false (belay_executor_is_holding (fixture->executor));
  desktop_peer_until (is_done, &run);
  g_assert_error (run.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&run.error);

  events = take_events (fixture);
  g_assert_cmpuint (assert_released (events), ==, run.n_sent + 2);
  g_assert_null (strstr (events, "m1200,700"));
}

static gboolean
is_holding (gpointer user_data)
{
  return belay_executor_is_holding (user_data);
}

static gboolean
on_cancel (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_REMOVE;
}

static void
test_cancel_hold (Fixture       *fixture,
                  gconstpointer  user_data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  gint64 before;
  Run run = { 0 };

  if (fixture->peer == NULL)
    return;

  start (fixture, "hold_key", "{\"text\":\"ctrl+a\",\"duration\":100}", cancellable, &run);
  desktop_peer_until (is_holding, fixture->executor);
  g_timeout_add (50, on_cancel, cancellable);
  before = g_get_monotonic_time ();
  desktop_peer_until (is_done, &run);
  g_assert_cmpint (g_get_monotonic_time () - before, <, 10 * G_USEC_PER_SEC);
  g_assert_error (run.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&run.error);
  g_assert_cmpuint (run.n_sent, ==, 2);
  g_assert_false (belay_executor_is_holding (fixture->executor));
  assert_events (fixture, "k+ffe3 k+61 k-61 k-ffe3");

  /* Cancelled before it starts: nothing at all. */
  run = (Run) { 0 };
  start (fixture, "left_click", "{\"coordinate\":[100,50]}", cancellable, &run);
  desktop_peer_until (is_done, &run);
  g_assert_error (run.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&run.error);
  g_assert_cmpuint (run.n_sent, ==, 0);
  assert_events (fixture, "");
}

static void
test_one_at_a_time (Fixture       *fixture,
                    gconstpointer  user_data)
{
  g_autoptr(BelayInputPlan) stale = NULL;
  Run first = { 0 }, second = { 0 };

  if (fixture->peer == NULL)
    return;

  start (fixture, "hold_key", "{\"text\":\"a\",\"duration\":0.1}", NULL, &first);
  start (fixture, "key", "{\"text\":\"b\"}", NULL, &second);
  desktop_peer_until (is_done, &second);
  g_assert_error (second.error, G_IO_ERROR, G_IO_ERROR_PENDING);
  g_clear_error (&second.error);
  g_assert_false (first.done);
  desktop_peer_until (is_done, &first);
  g_assert_no_error (first.error);
  assert_events (fixture, "k+61 k-61");

  /* A plan that counts on a button which has been released meanwhile. */
  perform (fixture, "left_click", "{\"coordinate\":[100,50]}");
  perform (fixture, "left_mouse_down", "{}");
  stale = plan (fixture, "mouse_move", "{\"coordinate\":[300,300]}");
  belay_executor_stop (fixture->executor);
  second = (Run) { 0 };
  belay_executor_run_async (fixture->executor, stale, NULL, on_run, &second);
  desktop_peer_until (is_done, &second);
  g_assert_error (second.error, BELAY_ACTION_ERROR, BELAY_ACTION_ERROR_INVALID);
  g_clear_error (&second.error);
  g_assert_cmpuint (second.n_sent, ==, 0);
}

static gboolean
is_lost (gpointer user_data)
{
  return belay_screen_get_state (user_data) != BELAY_SCREEN_LIVE;
}

static gboolean
is_back (gpointer user_data)
{
  return belay_screen_get_state (user_data) == BELAY_SCREEN_LIVE;
}

/* What went over the wire, without the times. */
static char *
read_wire (gsize skip)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  GString *out = g_string_new (NULL);

  g_assert_true (g_file_get_contents (g_getenv ("BELAY_WIRE_LOG"), &text, NULL, NULL));
  lines = g_strsplit (text + skip, "\n", -1);

  for (guint i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++)
    g_string_append_printf (out, "%s; ", strchr (lines[i], ' ') + 1);

  return g_string_free (out, FALSE);
}

static gsize
wire_length (void)
{
  g_autofree char *text = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (g_getenv ("BELAY_WIRE_LOG"), &text, &length, NULL));

  return length;
}

static void
test_screen_lost (Fixture       *fixture,
                  gconstpointer  user_data)
{
  g_autofree char *sent = NULL, *expected = NULL;
  BelayPoint point;
  Run run = { 0 };
  gsize before;

  if (fixture->peer == NULL)
    return;

  start (fixture, "left_click_drag",
         "{\"start_coordinate\":[100,100],\"coordinate\":[1200,700],\"text\":\"shift\"}", NULL, &run);
  desktop_peer_until (is_dragging, fixture);
  desktop_peer_kill (fixture->peer);
  desktop_peer_until (is_done, &run);
  g_assert_nonnull (run.error);
  g_assert_true (run.error->domain == BELAY_SCREEN_ERROR);
  g_clear_error (&run.error);
  g_assert_cmpuint (run.n_sent, >=, 3);
  desktop_peer_until (is_lost, fixture->screen);
  g_assert_true (belay_executor_is_holding (fixture->executor));

  /* Nothing goes out meanwhile, and stopping does not forget what is held. */
  belay_executor_stop (fixture->executor);
  g_assert_true (belay_executor_is_holding (fixture->executor));
  run = (Run) { 0 };
  start (fixture, "key", "{\"text\":\"a\"}", NULL, &run);
  desktop_peer_until (is_done, &run);
  g_assert_true (run.error != NULL && run.error->domain == BELAY_SCREEN_ERROR);
  g_clear_error (&run.error);
  g_assert_cmpuint (run.n_sent, ==, 0);

  before = wire_length ();
  g_assert_true (belay_executor_get_pointer (fixture->executor, &point));
  desktop_peer_start (fixture->peer);
  desktop_peer_until (is_back, fixture->screen);
  g_assert_false (belay_executor_is_holding (fixture->executor));

  /* The releases come first, and nothing of the plan with them. */
  perform (fixture, "key", "{\"text\":\"a\"}");
  sent = read_wire (before);
  expected = g_strdup_printf ("pointer %d %d 0; key 65505 0; key 97 1; key 97 0; ", point.x, point.y);
  g_assert_cmpstr (sent, ==, expected);
}

static void
test_another_size (Fixture       *fixture,
                   gconstpointer  user_data)
{
  const BelayGeometry other = { 640, 400, 640, 400 };
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayAction) action = NULL;

  if (fixture->peer == NULL)
    return;

  action = belay_action_parse (&space, "computer", "left_click", "{\"coordinate\":[10,10]}", -1, NULL);
  g_assert_null (belay_executor_plan (fixture->executor, action, &other, &error));
  g_assert_error (error, BELAY_ACTION_ERROR, BELAY_ACTION_ERROR_INVALID);
}

/* TEXT, byte for byte, as a terminal's program reads it. */

static const char mixed[] =
  "plain ASCII: ~!@#$%^&*()_+{}|:\"<>?`-=[]\\;',./ azAZ09\n"
  "Grüße, 5 € à la carte\n"
  "Привет, мир\tтаб\n"
  "日本語 中文 한국어\n"
  "😀👩‍👩‍👧 🇺🇳\n"
  "e\xcc\x81 a\xcc\x8a n\xcc\x83 y\xcc\x88\n"
  "שלום עולם\n"
  "last line";

typedef struct
{
  DesktopPeer *peer;
  gsize        length;
} Typed;

static gboolean
has_typed (gpointer user_data)
{
  Typed *typed = user_data;
  g_autofree char *text = desktop_peer_read (typed->peer, "typed");

  return strlen (text) >= typed->length;
}

static gboolean
terminal_is_ready (gpointer user_data)
{
  g_autofree char *text = desktop_peer_read (user_data, "ready");

  return *text != '\0';
}

static void
test_text (void)
{
  static const char *const argv[] = {
    "xterm", "-u8", "-geometry", "120x40+0+0", "-e",
    "sh", "-c", "stty raw -echo; echo yes > ready; exec cat > typed", NULL
  };
  g_autoptr(DesktopPeer) peer = NULL;
  g_autoptr(BelayScreen) screen = NULL;
  g_autoptr(BelayExecutor) executor = NULL;
  g_autoptr(GString) expected = NULL;
  g_autofree char *input = NULL, *text = NULL;
  Fixture fixture;
  Typed typed;

  if (!desktop_peer_is_possible ())
    return;

  peer = desktop_peer_new ();
  screen = desktop_peer_open (peer);
  executor = belay_executor_new (screen);
  fixture = (Fixture) { peer, screen, executor, 0 };

  desktop_peer_run (peer, "xterm", argv);
  desktop_peer_until (terminal_is_ready, peer);
  perform (&fixture, "left_click", "{\"coordinate\":[300,200]}");

  {
    g_autoptr(GString) json = g_string_new ("{\"text\":");

    belay_json_append_string (json, mixed);
    g_string_append_c (json, '}');
    input = g_strdup (json->str);
  }

  perform (&fixture, "type", input);

  /* The terminal sends a carriage return for the key. */
  expected = g_string_new (mixed);
  g_string_replace (expected, "\n", "\r", 0);
  typed = (Typed) { peer, expected->len };
  desktop_peer_until (has_typed, &typed);
  text = desktop_peer_read (peer, "typed");
  g_assert_cmpstr (text, ==, expected->str);

  g_assert_finalize_object (g_steal_pointer (&executor));
  belay_screen_close (screen);
}

static void
on_clipboard (BelayScreen *screen,
              const char  *text,
              gpointer     user_data)
{
  char **copied = user_data;

  g_free (*copied);
  *copied = g_strdup (text);
}

static gboolean
has_copied (gpointer user_data)
{
  return *(char **) user_data != NULL;
}

static gboolean
has_window (gpointer user_data)
{
  BelayFrame *frame = belay_screen_get_frame (user_data);
  guint32 pixel;

  /* The paper of the editor; the root window is black. */
  belay_frame_read (frame, &(BelayRect) { 300, 200, 1, 1 }, (guint8 *) &pixel, 4);

  return pixel == 0xffffffff;
}

/* A toolkit's editor fetches what it pastes in its own way. Copying it all back shows what it has. */
static void
test_text_in_editor (void)
{
  static const char *const argv[] = { "mousepad", "--disable-server", NULL };
  g_autofree char *mousepad = g_find_program_in_path ("mousepad");
  g_autoptr(GString) json = g_string_new ("{\"text\":");
  g_autofree char *copied = NULL;
  Fixture fixture = { 0 };

  if (mousepad == NULL)
    {
      g_test_skip ("mousepad is not installed");
      return;
    }

  if (!desktop_peer_is_possible ())
    return;

  fixture.peer = desktop_peer_new ();
  fixture.screen = desktop_peer_open (fixture.peer);
  fixture.executor = belay_executor_new (fixture.screen);
  g_signal_connect (fixture.screen, "clipboard", G_CALLBACK (on_clipboard), &copied);

  desktop_peer_run (fixture.peer, "mousepad", argv);
  desktop_peer_until (has_window, fixture.screen);
  perform (&fixture, "left_click", "{\"coordinate\":[300,200]}");

  belay_json_append_string (json, mixed);
  g_string_append_c (json, '}');
  perform (&fixture, "type", json->str);

  g_clear_pointer (&copied, g_free);
  perform (&fixture, "key", "{\"text\":\"ctrl+a ctrl+c\"}");
  desktop_peer_until (has_copied, &copied);
  g_assert_cmpstr (copied, ==, mixed);

  g_signal_handlers_disconnect_by_data (fixture.screen, &copied);
  tear_down (&fixture, NULL);
}

static void
test_speed (Fixture       *fixture,
            gconstpointer  user_data)
{
  gint64 before, duration;

  if (fixture->peer == NULL)
    return;

  before = g_get_monotonic_time ();
  perform (fixture, "type", "{\"text\":\"fifty characters are typed in less than a blink abc\"}");
  duration = g_get_monotonic_time () - before;
  g_test_message ("fifty characters: %.1f ms", (double) duration / 1000);

  /* Without load it is 10 ms. */
  g_assert_cmpint (duration, <, (g_test_perf () ? 100 : 2000) * 1000);
  g_free (take_events (fixture));
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *wire_log = g_build_filename (g_get_tmp_dir (), "belay-wire-XXXXXX", NULL);
  int result;

  g_test_init (&argc, &argv, NULL);

  close (g_mkstemp (wire_log));
  g_setenv ("BELAY_WIRE_LOG", wire_log, TRUE);

#define ADD(name, function) g_test_add ("/executor/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("clicks", test_clicks);
  ADD ("keys", test_keys);
  ADD ("drag", test_drag);
  ADD ("person", test_person);
  ADD ("stop-typing", test_stop_typing);
  ADD ("stop-frozen", test_stop_frozen);
  ADD ("stop-drag", test_stop_drag);
  ADD ("cancel-hold", test_cancel_hold);
  ADD ("one-at-a-time", test_one_at_a_time);
  ADD ("screen-lost", test_screen_lost);
  ADD ("another-size", test_another_size);
  ADD ("speed", test_speed);
#undef ADD
  g_test_add_func ("/executor/text", test_text);
  g_test_add_func ("/executor/text-in-editor", test_text_in_editor);

  result = g_test_run ();
  g_unlink (wire_log);

  return result;
}
