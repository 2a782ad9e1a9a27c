/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screen-fixture.h"

#include <signal.h>
#include <string.h>

/* The screen against a server that does what it is told: fake_rfb.py. */

/* A turn of the main loop that waits for a server takes seconds. How short the others are is for the benches to say. */
#define WAITING_MS 1000

static void
test_versions (void)
{
  Fake fake;

  fake_start (&fake, NULL);
  for (const char * const *p = (const char * const[]) { "good", "good-33", "good-37", NULL }; *p != NULL; p++)
    {
      g_autoptr(BelayScreen) screen = fake_screen (&fake, *p);

      wait_until (is_live (screen), 20);
      g_assert_cmphex (pixel (screen, 63, 47), ==, 0xff000000 | (63 * 3 + 47 * 65536));
      g_assert_false (belay_screen_takes_clipboard (screen));
    }
  fake_stop (&fake);
}

static void
test_pieces (void)
{
  Fake fake;
  BelayScreen *screen;
  const BelayCursor *cursor;
  const guint32 *pixels;
  g_autoptr(GPtrArray) copied = g_ptr_array_new_with_free_func (g_free);
  int n_cursors = 0;

  fake_start (&fake, NULL);
  screen = fake_screen (&fake, "dribble");
  g_signal_connect_swapped (screen, "cursor-changed", G_CALLBACK (count), &n_cursors);
  g_signal_connect (screen, "clipboard", G_CALLBACK (keep_text), copied);
  wait_until (is_live (screen) && copied->len > 0, 20);

  g_assert_cmphex (pixel (screen, 7, 7), ==, 0xff000000 | (7 * 3 + 7 * 65536));
  g_assert_cmphex (pixel (screen, 15, 14), ==, 0xff000000 | (7 * 3 + 6 * 65536));
  g_assert_cmpstr (copied->pdata[0], ==, "café\n");

  g_assert_cmpint (n_cursors, ==, 1);
  cursor = belay_screen_get_cursor (screen);
  g_assert_cmpint (cursor->width, ==, 2);
  g_assert_cmpint (cursor->hot_x, ==, 1);
  pixels = g_bytes_get_data (cursor->pixels, NULL);
  g_assert_cmphex (pixels[0], ==, 0xff030201);
  g_assert_cmphex (pixels[1], ==, 0);
  g_assert_cmphex (pixels[2], ==, 0);
  g_assert_cmphex (pixels[3], ==, 0xff030201);

  g_object_unref (screen);
  fake_stop (&fake);
}

static void
test_cursors (void)
{
  Fake fake;
  BelayScreen *alpha, *big;
  const BelayCursor *cursor;
  const guint32 *pixels;

  fake_start (&fake, NULL);
  alpha = fake_screen (&fake, "alpha-cursor");
  big = fake_screen (&fake, "big-cursor");
  wait_until (is_live (alpha) && is_live (big), 20);

  cursor = belay_screen_get_cursor (alpha);
  g_assert_cmpint (cursor->width, ==, 2);
  pixels = g_bytes_get_data (cursor->pixels, NULL);
  g_assert_cmphex (pixels[0], ==, 0xff102030);
  g_assert_cmphex (pixels[1], ==, 0x40404040);
  g_assert_null (belay_screen_get_cursor (big)->pixels);

  g_object_unref (alpha);
  g_object_unref (big);
  fake_stop (&fake);
}

static void
keep_frame (BelayScreen *screen,
            GParamSpec  *pspec,
            gpointer     user_data)
{
  g_ptr_array_add (user_data, belay_frame_ref (belay_screen_get_frame (screen)));
}

static guint32
pixel_of (GPtrArray *frames,
          guint      index,
          int        x,
          int        y)
{
  guint32 value;

  belay_frame_read (frames->pdata[index], &(BelayRect) { x, y, 1, 1 }, (guint8 *) &value, 4);

  return value;
}

/* Every kind of tile; see encoded() in fake_rfb.py. */
static void
test_encodings (void)
{
  Fake fake;
  BelayScreen *screen;
  g_autoptr(GPtrArray) frames = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_frame_unref);

  fake_start (&fake, "encoded");
  screen = fake_tcp_screen (&fake, "encoded");
  g_signal_connect (screen, "notify::frame", G_CALLBACK (keep_frame), frames);
  wait_until (frames->len == 3, 20);

  /* Hextile: a bar, a dot, the background, and the column that came raw. */
  g_assert_cmphex (pixel_of (frames, 0, 17, 20), ==, 0xff00ff00);
  g_assert_cmphex (pixel_of (frames, 0, 19, 19), ==, 0xff0000ff);
  g_assert_cmphex (pixel_of (frames, 0, 20, 19), ==, 0xffff0000);
  g_assert_cmphex (pixel_of (frames, 0, 99, 69), ==, 0xffff0000);

  /* ZRLE: raw, a packed palette, runs, runs of a palette. */
  g_assert_cmphex (pixel_of (frames, 1, 5, 1), ==, 0xff070000 | 69);
  g_assert_cmphex (pixel_of (frames, 1, 63, 63), ==, 0xff070fff);
  g_assert_cmphex (pixel_of (frames, 1, 64, 9), ==, 0xff000001);
  g_assert_cmphex (pixel_of (frames, 1, 99, 63), ==, 0xff000004);
  g_assert_cmphex (pixel_of (frames, 1, 63, 69), ==, 0xff090909);
  g_assert_cmphex (pixel_of (frames, 1, 64, 64), ==, 0xff000005);
  g_assert_cmphex (pixel_of (frames, 1, 65, 64), ==, 0xff000006);
  g_assert_cmphex (pixel_of (frames, 1, 99, 69), ==, 0xff000006);

  /* ZRLE: one colour. */
  g_assert_cmphex (pixel_of (frames, 2, 0, 0), ==, 0xff102030);
  g_assert_cmphex (pixel_of (frames, 2, 99, 69), ==, 0xff102030);

  g_object_unref (screen);
  fake_stop (&fake);
}

/* Input goes out although the server has sent half a message and nothing more. */
static void
test_input_overtakes (void)
{
  Fake fake;
  BelayScreen *screen;

  fake_start (&fake, NULL);
  screen = fake_screen (&fake, "stuck-input");
  wait_until (is_live (screen), 20);
  run_for (0.1);
  g_assert_true (belay_screen_send_pointer (screen, 3, 4, 1));
  g_assert_true (belay_screen_send_pointer (screen, 3, 4, 0));
  peer_expect (fake.peer, "stuck-input pointer 3 4 1");
  peer_expect (fake.peer, "stuck-input pointer 3 4 0");
  g_assert_true (is_live (screen));
  g_object_unref (screen);
  fake_stop (&fake);
}

static void
test_resize_order (void)
{
  Fake fake;
  BelayScreen *screen;

  fake_start (&fake, NULL);
  screen = fake_screen (&fake, "resizes-once");
  wait_until (belay_screen_get_generation (screen) == 2, 20);
  g_assert_cmpint (get_width (screen), ==, 64);
  g_assert_false (belay_screen_send_pointer (screen, 10, 30, 0));
  wait_until (get_width (screen) == 80, 5);
  g_assert_cmphex (pixel (screen, 1, 0), ==, 0xff000000 | (3 + 5 * 256));
  g_assert_cmpuint (belay_screen_get_generation (screen), ==, 2);
  g_object_unref (screen);
  fake_stop (&fake);
}

static void
test_fast (void)
{
  Fake fake;
  BelayScreen *screen;
  int n_frames = 0;
  gint64 start;
  double seconds;

  fake_start (&fake, NULL);
  screen = fake_screen (&fake, "fast");
  wait_until (is_live (screen), 20);
  g_signal_connect_swapped (screen, "notify::frame", G_CALLBACK (count), &n_frames);
  longest_turn = 0;
  start = g_get_monotonic_time ();
  run_for (1.5);
  seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  g_test_message ("%d frames in %.2f s, longest turn %.2f ms", n_frames, seconds, longest_turn);
  g_assert_cmpint (n_frames, >, 5);
  g_assert_cmpfloat (n_frames / seconds, <, 65);
  g_object_unref (screen);
  fake_stop (&fake);
}

static void
test_fake_clipboard (void)
{
  Fake fake;
  BelayScreen *extended, *old;

  fake_start (&fake, NULL);
  extended = fake_screen (&fake, "clipboard");
  old = fake_screen (&fake, "good");
  wait_until (is_live (extended) && is_live (old), 20);
  g_assert_true (belay_screen_takes_clipboard (extended));
  g_assert_true (belay_screen_send_clipboard (extended, "Ж\n"));
  g_assert_cmpstr (peer_expect (fake.peer, "clipboard pasted "), ==, "d0960a");

  g_assert_false (belay_screen_takes_clipboard (old));
  g_assert_false (belay_screen_send_clipboard (old, "Ж"));
  g_assert_true (belay_screen_send_clipboard (old, "é"));
  g_assert_cmpstr (peer_expect (fake.peer, "good cut "), ==, "e9");
  g_assert_false (peer_has_said (fake.peer, "good clipboard"));

  g_object_unref (extended);
  g_object_unref (old);
  fake_stop (&fake);
}

static void
test_cut_text (void)
{
  Fake fake;
  BelayScreen *screen, *flood;
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) flooded = g_ptr_array_new_with_free_func (g_free);

  fake_start (&fake, NULL);
  screen = fake_screen (&fake, "cut-long");
  flood = fake_screen (&fake, "cut-flood");
  g_signal_connect (screen, "clipboard", G_CALLBACK (keep_text), texts);
  g_signal_connect (flood, "clipboard", G_CALLBACK (keep_text), flooded);
  wait_until (texts->len == 2, 20);
  g_assert_cmpuint (strlen (texts->pdata[0]), ==, 65535);
  g_assert_cmpstr (texts->pdata[1], ==, "one");

  wait_until (flooded->len > 0 && strcmp (flooded->pdata[flooded->len - 1], "last") == 0, 30);
  g_test_message ("%u of 3001 texts", flooded->len);
  g_assert_cmpuint (flooded->len, <, 100);
  g_assert_true (is_live (flood));

  g_object_unref (screen);
  g_object_unref (flood);
  fake_stop (&fake);
}

typedef struct
{
  const char       *scenario;
  BelayScreenState  state;
  int               code;               /* a BelayScreenError */
  gboolean          seen;
} Hostile;

static void
on_hostile_state (BelayScreen *screen,
                  GParamSpec  *pspec,
                  gpointer     user_data)
{
  Hostile *expected = user_data;
  const GError *error = belay_screen_get_error (screen);

  if (error == NULL || expected->seen)
    return;

  g_test_message ("%s: %s", expected->scenario, error->message);
  g_assert_error (error, BELAY_SCREEN_ERROR, expected->code);
  g_assert_cmpint (belay_screen_get_state (screen), ==, expected->state);
  expected->seen = TRUE;
  belay_screen_close (screen);
}

#define AGAIN  BELAY_SCREEN_CONNECTING, BELAY_SCREEN_ERROR_PROTOCOL
#define AWAY   BELAY_SCREEN_CONNECTING, BELAY_SCREEN_ERROR_CONNECT
#define NEVER  BELAY_SCREEN_FAILED, BELAY_SCREEN_ERROR_REFUSED

static void
run_hostile (Hostile *cases,
             guint    n_cases,
             gboolean tcp,
             double   seconds)
{
  g_autoptr(GPtrArray) screens = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_descriptors, n_seen = 0;
  Fake fake;

  fake_start (&fake, tcp ? cases[0].scenario : NULL);
  n_descriptors = count_descriptors ();
  longest_turn = 0;

  for (guint i = 0; i < n_cases; i++)
    {
      BelayScreen *screen = tcp ? fake_tcp_screen (&fake, cases[i].scenario)
                                : fake_screen (&fake, cases[i].scenario);

      g_signal_connect (screen, "notify::state", G_CALLBACK (on_hostile_state), &cases[i]);
      g_ptr_array_add (screens, screen);
    }

  for (gint64 end = g_get_monotonic_time () + (gint64) (seconds * 1e6); n_seen < n_cases;)
    {
      run_for (0.05);
      n_seen = 0;
      for (guint i = 0; i < n_cases; i++)
        n_seen += cases[i].seen != 0;
      if (g_get_monotonic_time () > end)
        break;
    }

  for (guint i = 0; i < n_cases; i++)
    {
      if (!cases[i].seen)
        g_error ("Nothing came of “%s”", cases[i].scenario);
    }

  g_test_message ("longest turn %.2f ms", longest_turn);
  g_assert_cmpfloat (longest_turn, <, WAITING_MS);
  g_ptr_array_set_size (screens, 0);
  wait_until (count_helpers () == 0, 5);
  wait_until (count_descriptors () == n_descriptors, 5);
  fake_stop (&fake);
}

static void
test_hostile (void)
{
  Hostile cases[] = {
    { "huge", NEVER }, { "huge-later", NEVER }, { "empty", AGAIN }, { "long-name", AGAIN },
    { "resize-storm", AGAIN }, { "not-vnc", AGAIN }, { "turned-away", AWAY }, { "strange-security", NEVER },
    { "close-early", AWAY }, { "close-mid-message", AWAY }, { "unknown-message", AGAIN },
    { "unannounced-tight", AGAIN }, { "unannounced-zrle", AGAIN }, { "unannounced-last", AGAIN },
    { "unknown-encoding", AGAIN }, { "outside", AGAIN }, { "outside-wrap", AGAIN }, { "copy-outside", AGAIN },
    { "huge-cursor", AGAIN }, { "cut-too-long", AGAIN }, { "cut-negative", AGAIN }, { "cut-short", AGAIN },
    { "cut-bad-zlib", AGAIN },
  };

  run_hostile (cases, G_N_ELEMENTS (cases), FALSE, 30);
}

static void
test_hostile_remote (void)
{
  Hostile cases[] = {
    { "zrle-garbage", AGAIN }, { "zrle-long-run", AGAIN }, { "zrle-short", AGAIN }, { "zrle-bomb", AGAIN },
    { "zrle-bad-index", AGAIN }, { "zrle-bad-kind", AGAIN }, { "hextile-outside", AGAIN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    run_hostile (&cases[i], 1, TRUE, 20);
}

/* All that take ten seconds to give up on, at the same time. */
static void
test_slow (void)
{
  Hostile cases[] = {
    { "silent", AGAIN }, { "no-picture", AGAIN }, { "half", AGAIN }, { "drip", AGAIN }, { "endless", AGAIN },
  };
  Hostile stopped_server = { "a stopped server", AGAIN }, stopped_helper = { "a stopped helper", AGAIN };
  g_autoptr(XServer) server = start_server ();
  g_autoptr(BelayScreen) first = open_live (server->socket);
  int helper = only_helper ();
  g_autoptr(BelayScreen) second = open_live (server->socket);

  g_signal_connect (first, "notify::state", G_CALLBACK (on_hostile_state), &stopped_helper);
  g_signal_connect (second, "notify::state", G_CALLBACK (on_hostile_state), &stopped_server);
  run_for (2.1);                        /* the first question whether it lives has been answered */
  kill (helper, SIGSTOP);
  kill (peer_get_pid (server->server), SIGSTOP);
  g_assert_true (belay_screen_send_pointer (first, 1, 1, 0));
  g_assert_true (belay_screen_send_pointer (second, 1, 1, 0));

  {
    g_autoptr(GPtrArray) screens = g_ptr_array_new_with_free_func (g_object_unref);
    Fake fake;

    fake_start (&fake, NULL);
    longest_turn = 0;
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
      {
        g_ptr_array_add (screens, fake_screen (&fake, cases[i].scenario));
        g_signal_connect (screens->pdata[i], "notify::state", G_CALLBACK (on_hostile_state), &cases[i]);
      }

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
      wait_until (cases[i].seen, 25);
    wait_until (stopped_helper.seen && stopped_server.seen, 5);
    g_test_message ("longest turn %.2f ms", longest_turn);
    g_assert_cmpfloat (longest_turn, <, WAITING_MS);
    g_ptr_array_set_size (screens, 0);
    fake_stop (&fake);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  measure_turns ();

  g_test_add_func ("/screen-hostile/versions", test_versions);
  g_test_add_func ("/screen-hostile/pieces", test_pieces);
  g_test_add_func ("/screen-hostile/cursors", test_cursors);
  g_test_add_func ("/screen-hostile/encodings", test_encodings);
  g_test_add_func ("/screen-hostile/input-overtakes", test_input_overtakes);
  g_test_add_func ("/screen-hostile/resize-order", test_resize_order);
  g_test_add_func ("/screen-hostile/fast", test_fast);
  g_test_add_func ("/screen-hostile/fake-clipboard", test_fake_clipboard);
  g_test_add_func ("/screen-hostile/cut-text", test_cut_text);
  g_test_add_func ("/screen-hostile/hostile", test_hostile);
  g_test_add_func ("/screen-hostile/hostile-remote", test_hostile_remote);
  g_test_add_func ("/screen-hostile/slow", test_slow);

  return g_test_run ();
}
