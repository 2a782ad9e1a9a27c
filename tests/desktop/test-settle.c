/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-settle.h"
#include "belay-stillness.h"

#include <string.h>

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

  return g_test_run ();
}
