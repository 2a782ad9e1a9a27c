/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-settle.h"
#include "belay-stillness.h"
#include "desktop-peer.h"

#define WIDTH  320
#define HEIGHT 200

/* A screen that is drawn on, one frame after the other, a millisecond apart. */
typedef struct
{
  BelayStillness  stillness;
  guint32        *pixels;
  gint64          time;
} Board;

static void
board_init (Board *self)
{
  *self = (Board) { .pixels = g_new0 (guint32, WIDTH * HEIGHT) };
}

static void
board_clear (Board *self)
{
  belay_stillness_clear (&self->stillness);
  g_free (self->pixels);
}

static void
fill (Board     *self,
      BelayRect  area,
      guint32    colour)
{
  for (int y = area.y; y < area.y + area.height; y++)
    {
      for (int x = area.x; x < area.x + area.width; x++)
        self->pixels[y * WIDTH + x] = colour;
    }
}

/* Shows what is drawn. Returns whether it counts as a change. */
static gboolean
show (Board *self)
{
  g_autoptr(BelayFrame) frame = NULL;
  gboolean counts;

  self->time += 1000;
  frame = belay_frame_new (self->stillness.frame, (const guint8 *) self->pixels, WIDTH * 4, WIDTH, HEIGHT, NULL, 0,
                           (guint64) self->time, self->time);
  counts = belay_stillness_watch (&self->stillness, frame);

  g_assert_true (self->stillness.frame == frame);
  g_assert_true (counts == (self->stillness.last_change == self->time));

  return counts;
}

static void
test_changes (void)
{
  Board board;

  board_init (&board);

  g_assert_true (show (&board));
  g_assert_false (show (&board));

  fill (&board, (BelayRect) { 10, 10, 100, 50 }, 0xffffff);
  g_assert_true (show (&board));
  g_assert_false (show (&board));

  /* Large things that come and go are no caret. */
  fill (&board, (BelayRect) { 10, 10, 100, 50 }, 0);
  g_assert_true (show (&board));
  fill (&board, (BelayRect) { 10, 10, 100, 50 }, 0xffffff);
  g_assert_true (show (&board));

  board_clear (&board);
}

static void
test_carets (void)
{
  const BelayRect carets[] = { { 50, 60, 2, 18 }, { 70, 60, 10, 2 }, { 90, 60, 9, 18 } };

  for (gsize i = 0; i < G_N_ELEMENTS (carets); i++)
    {
      Board board;

      board_init (&board);
      g_assert_true (show (&board));

      /* The first time nobody can know; from the second on it blinks. */
      fill (&board, carets[i], 0xffffff);
      g_assert_true (show (&board));

      for (int n = 0; n < 6; n++)
        {
          fill (&board, carets[i], n % 2 == 0 ? 0 : 0xffffff);
          g_assert_false (show (&board));
        }

      board_clear (&board);
    }
}

/* A progress bar grows in small steps, and a counter shows new digits at one place. */
static void
test_small_progress (void)
{
  Board board;

  board_init (&board);
  show (&board);

  for (int i = 0; i < 20; i++)
    {
      fill (&board, (BelayRect) { 10 + 2 * i, 100, 2, 10 }, 0xff00);
      g_assert_true (show (&board));
    }

  for (int i = 0; i < 20; i++)
    {
      fill (&board, (BelayRect) { 200, 100, 8, 14 }, 0x10000u + (guint32) i);
      g_assert_true (show (&board));
    }

  board_clear (&board);
}

static void
test_typing_moves_the_caret (void)
{
  const BelayRect caret = { 50, 60, 2, 18 };
  Board board;

  board_init (&board);
  show (&board);
  fill (&board, caret, 0xffffff);
  show (&board);
  fill (&board, caret, 0);
  g_assert_false (show (&board));

  /* A letter appears where the caret was, and the caret beside it. */
  fill (&board, (BelayRect) { 50, 62, 8, 12 }, 0xc0c0c0);
  fill (&board, (BelayRect) { 60, 60, 2, 18 }, 0xffffff);
  g_assert_true (show (&board));

  board_clear (&board);
}

/* More carets than are remembered: the oldest is forgotten, nothing else. */
static void
test_many_carets (void)
{
  Board board;

  board_init (&board);
  show (&board);

  for (int i = 0; i <= BELAY_STILLNESS_MAX_BLINKS; i++)
    {
      fill (&board, (BelayRect) { 10 + 20 * i, 60, 2, 18 }, 0xffffff);
      g_assert_true (show (&board));
    }

  for (int i = BELAY_STILLNESS_MAX_BLINKS; i >= 1; i--)
    {
      fill (&board, (BelayRect) { 10 + 20 * i, 60, 2, 18 }, 0);
      g_assert_false (show (&board));
    }

  fill (&board, (BelayRect) { 10, 60, 2, 18 }, 0);
  g_assert_true (show (&board));

  board_clear (&board);
}

static void
test_another_size (void)
{
  g_autofree guint32 *pixels = g_new0 (guint32, 100 * 100);
  g_autoptr(BelayFrame) frame = belay_frame_new (NULL, (const guint8 *) pixels, 400, 100, 100, NULL, 0, 9, 9000000);
  Board board;

  board_init (&board);
  show (&board);
  g_assert_true (belay_stillness_watch (&board.stillness, frame));
  g_assert_cmpint (board.stillness.last_change, ==, 9000000);
  board_clear (&board);
}

/* ON A REAL SCREEN */

typedef struct
{
  DesktopPeer *peer;
  BelayScreen *screen;
} Fixture;

typedef struct
{
  gboolean    done;
  BelayFrame *frame;
  gboolean    settled;
  GError     *error;
  gint64      time;
} Rest;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  if (!desktop_peer_is_possible ())
    return;

  fixture->peer = desktop_peer_new ();
  fixture->screen = desktop_peer_open (fixture->peer);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  if (fixture->peer == NULL)
    return;

  belay_screen_close (fixture->screen);
  g_assert_finalize_object (fixture->screen);
  desktop_peer_free (fixture->peer);
}

static gboolean
is_done (gpointer user_data)
{
  return ((Rest *) user_data)->done;
}

static void
on_rest (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Rest *rest = user_data;

  rest->frame = belay_settle_finish (BELAY_SCREEN (source), result, &rest->settled, &rest->error);
  rest->time = g_get_monotonic_time ();
  rest->done = TRUE;
}

/* Returns: milliseconds since @since */
static gint64
settle (Fixture  *fixture,
        gint64    since,
        gboolean *settled)
{
  Rest rest = { 0 };

  belay_settle_async (fixture->screen, since, NULL, on_rest, &rest);
  desktop_peer_until (is_done, &rest);
  g_assert_no_error (rest.error);
  g_assert_true (rest.frame == belay_screen_get_frame (fixture->screen));
  belay_frame_unref (rest.frame);
  *settled = rest.settled;

  return (rest.time - since) / 1000;
}

static void
run_xterm (Fixture    *fixture,
           const char *script)
{
  const char *const argv[] = { "xterm", "-bc", "-geometry", "100x30+0+0", "-e", "sh", "-c", script, NULL };

  desktop_peer_run (fixture->peer, "xterm", argv);
}

static void
test_still (Fixture       *fixture,
            gconstpointer  user_data)
{
  gboolean settled;
  gint64 ms;

  if (fixture->peer == NULL)
    return;

  /* Whatever the server still had to draw. */
  settle (fixture, g_get_monotonic_time (), &settled);

  ms = settle (fixture, g_get_monotonic_time (), &settled);
  g_assert_true (settled);
  g_assert_cmpint (ms, >=, BELAY_SETTLE_QUIET_MS);
  g_assert_cmpint (ms, <, BELAY_SETTLE_LIMIT_MS / 2);

  /* Of what has been at rest for long, nothing is waited for. */
  ms = settle (fixture, g_get_monotonic_time () - 5 * G_USEC_PER_SEC, &settled);
  g_assert_true (settled);
  g_assert_cmpint (ms, <, 5000 + BELAY_SETTLE_QUIET_MS);
}

typedef struct
{
  BelayScreen *screen;
  guint64      seq;
} Later;

static gboolean
shows_later (gpointer user_data)
{
  Later *later = user_data;

  return belay_frame_get_seq (belay_screen_get_frame (later->screen)) > later->seq;
}

static void
wait_for_frames (Fixture *fixture,
                 guint    n)
{
  Later later = { fixture->screen, belay_frame_get_seq (belay_screen_get_frame (fixture->screen)) + n - 1 };

  desktop_peer_until (shows_later, &later);
}

static void
test_restless (Fixture       *fixture,
               gconstpointer  user_data)
{
  gboolean settled = TRUE;
  gint64 ms = 0;

  if (fixture->peer == NULL)
    return;

  run_xterm (fixture, "while :; do echo something moves all the time $((i = i + 1)); sleep 0.02; done");
  wait_for_frames (fixture, 10);

  /* On a busy machine what should move stands still now and then. */
  for (guint i = 0; settled && i < 4; i++)
    ms = settle (fixture, g_get_monotonic_time (), &settled);
  g_assert_false (settled);
  g_assert_cmpint (ms, >=, BELAY_SETTLE_LIMIT_MS);
}

/* A burst that ends: at rest after it, not in the middle. */
static void
test_burst (Fixture       *fixture,
            gconstpointer  user_data)
{
  gboolean settled;
  gint64 since;

  if (fixture->peer == NULL)
    return;

  run_xterm (fixture, "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do echo $i; sleep 0.04; done; exec sleep 1000");
  wait_for_frames (fixture, 3);
  since = g_get_monotonic_time ();
  settle (fixture, since, &settled);

  if (settled)
    g_assert_cmpint (g_get_monotonic_time () - belay_frame_get_time (belay_screen_get_frame (fixture->screen)), >=,
                     BELAY_SETTLE_QUIET_MS * 1000);
}

static void
test_blinking (Fixture       *fixture,
               gconstpointer  user_data)
{
  gboolean settled;

  if (fixture->peer == NULL)
    return;

  /* Faster than the quiet time: without telling blinking from changes it would never be at rest. */
  run_xterm (fixture, "while :; do printf '\\033[10;20H\\033[7m \\033[H'; sleep 0.05; "
                      "printf '\\033[10;20H\\033[0m \\033[H'; sleep 0.05; done");
  wait_for_frames (fixture, 10);
  settle (fixture, g_get_monotonic_time (), &settled);
  wait_for_frames (fixture, 10);

  for (int i = 0; i < 3; i++)
    {
      settle (fixture, g_get_monotonic_time (), &settled);
      g_assert_true (settled);
    }
}

static gboolean
on_cancel (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_REMOVE;
}

static void
test_cancelled (Fixture       *fixture,
                gconstpointer  user_data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Rest rest = { 0 };

  if (fixture->peer == NULL)
    return;

  belay_settle_async (fixture->screen, g_get_monotonic_time () + 10 * G_USEC_PER_SEC, cancellable, on_rest, &rest);
  g_timeout_add (20, on_cancel, cancellable);
  desktop_peer_until (is_done, &rest);
  g_assert_error (rest.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (rest.frame);
  g_assert_false (rest.settled);
  g_clear_error (&rest.error);
}

static void
test_lost (Fixture       *fixture,
           gconstpointer  user_data)
{
  Rest rest = { 0 };

  if (fixture->peer == NULL)
    return;

  belay_settle_async (fixture->screen, g_get_monotonic_time () + 10 * G_USEC_PER_SEC, NULL, on_rest, &rest);
  desktop_peer_kill (fixture->peer);
  desktop_peer_until (is_done, &rest);
  g_assert_nonnull (rest.error);
  g_assert_true (rest.error->domain == BELAY_SCREEN_ERROR);
  g_clear_error (&rest.error);

  /* And when it is lost already. */
  rest = (Rest) { 0 };
  belay_settle_async (fixture->screen, g_get_monotonic_time (), NULL, on_rest, &rest);
  desktop_peer_until (is_done, &rest);
  g_assert_nonnull (rest.error);
  g_assert_true (rest.error->domain == BELAY_SCREEN_ERROR);
  g_clear_error (&rest.error);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/settle/changes", test_changes);
  g_test_add_func ("/settle/carets", test_carets);
  g_test_add_func ("/settle/small-progress", test_small_progress);
  g_test_add_func ("/settle/typing-moves-the-caret", test_typing_moves_the_caret);
  g_test_add_func ("/settle/many-carets", test_many_carets);
  g_test_add_func ("/settle/another-size", test_another_size);

#define ADD(name, function) g_test_add ("/settle/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("still", test_still);
  ADD ("restless", test_restless);
  ADD ("burst", test_burst);
  ADD ("blinking", test_blinking);
  ADD ("cancelled", test_cancelled);
  ADD ("lost", test_lost);
#undef ADD

  return g_test_run ();
}
