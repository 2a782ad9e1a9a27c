/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-test-pattern.h"

#include <string.h>

#include "belay-probe-wire.h"

#define N_PIXELS   (BELAY_PROBE_WIDTH * BELAY_PROBE_HEIGHT)
#define PATIENCE_MS 1500        /* for the picture to come after it was drawn, or to go after it was taken away */
#define CLOSE      24           /* of 255: colours that differ by less are the same ones, changed on their way */

struct _BelayTestPattern
{
  BelayScreen          *screen;
  BelayTestPatternSeen  seen;
  BelayTestPatternGone  gone;
  gpointer              user_data;

  guint32               seed;
  BelayRect             area;
  gboolean              is_awaited;
  gboolean              is_going;
  gboolean              is_gone;
  gboolean              was_seen;       /* exact, or not in time */
  guint                 patience;       /* source id */
};

static gboolean
is_close (guint32 a,
          guint32 b)
{
  for (guint shift = 0; shift < 24; shift += 8)
    {
      int difference = (int) ((a >> shift) & 0xff) - (int) ((b >> shift) & 0xff);

      if (ABS (difference) > CLOSE)
        return FALSE;
    }

  return TRUE;
}

/* How many pixels are as they were drawn, and how many almost. FALSE: there is no such place on the screen. */
static gboolean
compare (BelayTestPattern *self,
         guint            *n_exact,
         guint            *n_close)
{
  static guint32 pixels[BELAY_PROBE_HEIGHT][BELAY_PROBE_WIDTH];
  BelayFrame *frame = belay_screen_get_frame (self->screen);

  *n_exact = *n_close = 0;
  if (frame == NULL || self->area.x + self->area.width > belay_frame_get_width (frame) ||
      self->area.y + self->area.height > belay_frame_get_height (frame))
    return FALSE;

  belay_frame_read (frame, &self->area, (guint8 *) pixels, sizeof pixels[0]);

  for (guint y = 0; y < BELAY_PROBE_HEIGHT; y++)
    {
      for (guint x = 0; x < BELAY_PROBE_WIDTH; x++)
        {
          guint32 drawn = belay_probe_pixel (self->seed, x, y);

          *n_exact += pixels[y][x] == drawn;
          *n_close += is_close (pixels[y][x], drawn);
        }
    }

  return TRUE;
}

static void
say_seen (BelayTestPattern *self,
          const char       *difference)
{
  self->was_seen = TRUE;
  g_clear_handle_id (&self->patience, g_source_remove);
  self->seen (difference == NULL, difference, self->user_data);
}

static void
say_gone (BelayTestPattern *self)
{
  self->is_gone = TRUE;
  g_clear_handle_id (&self->patience, g_source_remove);
  self->gone (self->user_data);
}

/* By chance, a pixel of something else may be like one of the pattern. */
static void
look (BelayTestPattern *self)
{
  guint n_exact, n_close;
  gboolean there = compare (self, &n_exact, &n_close);

  if (self->is_going)
    {
      if (!self->is_gone && (!there || n_close < N_PIXELS / 10))
        say_gone (self);
    }
  else if (self->is_awaited && !self->was_seen && n_exact == N_PIXELS)
    {
      say_seen (self, NULL);
    }
}

static gboolean
on_impatient (gpointer user_data)
{
  BelayTestPattern *self = user_data;
  g_autofree char *difference = NULL;
  guint n_exact, n_close;

  self->patience = 0;
  if (self->is_going)
    {
      say_gone (self);
      return G_SOURCE_REMOVE;
    }

  compare (self, &n_exact, &n_close);
  if (n_close > N_PIXELS / 2)
    difference = g_strdup_printf ("%u of %u colours were changed on their way", N_PIXELS - n_exact, N_PIXELS);
  else
    difference = g_strdup ("a pattern that was drawn there did not come");
  say_seen (self, difference);

  return G_SOURCE_REMOVE;
}

BelayTestPattern *
belay_test_pattern_new (BelayScreen          *screen,
                        BelayTestPatternSeen  seen,
                        BelayTestPatternGone  gone,
                        gpointer              user_data)
{
  BelayTestPattern *self = g_new0 (BelayTestPattern, 1);
  BelayFrame *frame = belay_screen_get_frame (screen);

  self->screen = g_object_ref (screen);
  self->seen = seen;
  self->gone = gone;
  self->user_data = user_data;
  self->seed = g_random_int ();
  /* Away from the middle, where the pointer is, and from the edges, where panels are. */
  self->area = (BelayRect) { belay_frame_get_width (frame) / 8, belay_frame_get_height (frame) / 8,
                             BELAY_PROBE_WIDTH, BELAY_PROBE_HEIGHT };
  g_signal_connect_swapped (screen, "notify::frame", G_CALLBACK (look), self);

  return self;
}

void
belay_test_pattern_free (BelayTestPattern *self)
{
  g_clear_handle_id (&self->patience, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->screen, self);
  g_object_unref (self->screen);
  g_free (self);
}

guint32
belay_test_pattern_get_seed (BelayTestPattern *self)
{
  return self->seed;
}

BelayPoint
belay_test_pattern_get_place (BelayTestPattern *self)
{
  return (BelayPoint) { self->area.x, self->area.y };
}

void
belay_test_pattern_await (BelayTestPattern *self)
{
  if (self->is_awaited)
    return;

  self->is_awaited = TRUE;
  self->patience = g_timeout_add (PATIENCE_MS, on_impatient, self);
  look (self);
}

void
belay_test_pattern_await_gone (BelayTestPattern *self)
{
  if (self->is_going)
    return;

  self->is_going = TRUE;
  g_clear_handle_id (&self->patience, g_source_remove);
  self->patience = g_timeout_add (PATIENCE_MS, on_impatient, self);
  look (self);
}

gboolean
belay_test_pattern_is_gone (BelayTestPattern *self)
{
  return self->is_gone;
}
