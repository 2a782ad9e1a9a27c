/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-stillness.h"

/* What a caret may look like: a bar, an underscore, the block of a terminal. */
static const struct
{
  int width;
  int height;
} carets[] = { { 4, 48 }, { 24, 4 }, { 24, 32 } };

/**
 * belay_stillness_clear:
 * @self: a stillness, zero-initialised or used
 *
 * Forgets everything.
 */
void
belay_stillness_clear (BelayStillness *self)
{
  for (guint i = 0; i < self->n_blinks; i++)
    g_clear_pointer (&self->blinks[i].before, g_bytes_unref);

  g_clear_pointer (&self->frame, belay_frame_unref);
  *self = (BelayStillness) { 0 };
}

static gboolean
is_small (const BelayRect *changed)
{
  for (gsize i = 0; i < G_N_ELEMENTS (carets); i++)
    {
      if (changed->width <= carets[i].width && changed->height <= carets[i].height)
        return TRUE;
    }

  return FALSE;
}

static GBytes *
read_area (const BelayFrame *frame,
           const BelayRect  *area)
{
  gsize stride = (gsize) area->width * 4;
  guint8 *pixels = g_malloc (stride * (gsize) area->height);

  belay_frame_read (frame, area, pixels, stride);

  return g_bytes_new_take (pixels, stride * (gsize) area->height);
}

/* Finds the place for a blink at @area: its own, a new one, or that of the oldest. The newest is kept last. */
static BelayBlink *
take_place (BelayStillness  *self,
            const BelayRect *area)
{
  BelayBlink blink = { .area = *area };
  guint i = 0;

  while (i < self->n_blinks && !belay_rect_equal (&self->blinks[i].area, area))
    i++;

  if (i == self->n_blinks && self->n_blinks < BELAY_STILLNESS_MAX_BLINKS)
    {
      self->blinks[self->n_blinks++] = blink;
      return &self->blinks[i];
    }

  if (i == self->n_blinks)
    {
      g_clear_pointer (&self->blinks[0].before, g_bytes_unref);
      i = 0;
    }
  else
    {
      blink = self->blinks[i];
    }

  for (; i + 1 < self->n_blinks; i++)
    self->blinks[i] = self->blinks[i + 1];

  self->blinks[i] = blink;

  return &self->blinks[i];
}

/* A spot blinks when it shows again what it showed before its last change. */
static gboolean
blinks (BelayStillness  *self,
        const BelayRect *changed,
        BelayFrame      *frame)
{
  BelayBlink *blink = take_place (self, changed);
  g_autoptr(GBytes) now = read_area (frame, changed);
  gboolean again = blink->before != NULL && g_bytes_equal (blink->before, now);

  g_clear_pointer (&blink->before, g_bytes_unref);
  blink->before = read_area (self->frame, changed);

  return again;
}

/**
 * belay_stillness_watch:
 * @self: a stillness
 * @frame: the next frame
 *
 * Compares a frame with the one before. A change of the size of a caret that turns a spot back to what it showed before
 * is blinking and does not count; its first change does, as nobody can know yet.
 *
 * Returns: %TRUE if it counts as a change
 */
gboolean
belay_stillness_watch (BelayStillness *self,
                       BelayFrame     *frame)
{
  gboolean counts = TRUE;
  BelayRect changed;

  if (frame == self->frame)
    return FALSE;

  if (self->frame != NULL)
    {
      counts = belay_frame_get_changed (frame, self->frame, NULL, &changed);
      if (counts && is_small (&changed))
        counts = !blinks (self, &changed, frame);
    }

  if (counts)
    self->last_change = belay_frame_get_time (frame);

  g_clear_pointer (&self->frame, belay_frame_unref);
  self->frame = belay_frame_ref (frame);

  return counts;
}
