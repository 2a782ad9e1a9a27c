/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-reveal.h"

#include "belay-ink.h"

/* Finding it takes some 10 ms of a processor; a screen that moves must not cost all of one. */
#define PAUSE_MS 200

/* The picture steps back, what is hidden in it comes forward. */
#define VEIL  { 0, 0, 0, 0.65f }
#define RED   0xff
#define GREEN 0xe0
#define BLUE  0x33

struct _BelayReveal
{
  GObject          parent_instance;

  BelayFrame      *frame;       /* (nullable) what is shown */
  BelayFrame      *looked_at;   /* (nullable) what the ink is of */
  cairo_surface_t *ink;         /* (nullable) of the size of looked_at */
  gboolean         looking;     /* a thread is at it */
  guint            pause;       /* source id */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayReveal, belay_reveal, G_TYPE_OBJECT)

static void look (BelayReveal *self);

/* On a thread. Premultiplied, as cairo has it. */
static cairo_surface_t *
paint_ink (const guint8 *grey,
           int           width,
           int           height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  guint8 *pixels = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);

  if (pixels == NULL)
    return surface;

  for (int y = 0; y < height; y++)
    {
      guint32 *row = (guint32 *) (gpointer) (pixels + (gsize) y * (gsize) stride);

      for (int x = 0; x < width; x++)
        {
          guint32 alpha = 255u - grey[(gsize) y * (gsize) width + (gsize) x];

          row[x] = alpha << 24 | (RED * alpha / 255) << 16 | (GREEN * alpha / 255) << 8 | (BLUE * alpha / 255);
        }
    }

  cairo_surface_mark_dirty (surface);

  return surface;
}

static void
look_on_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  g_autoptr(BelayInkScan) scan = belay_ink_scan (data);
  const BelayRect whole = { 0, 0, scan->width, scan->height };
  g_autoptr(GBytes) grey = NULL;
  int width, height;

  if (scan->width < 1 || scan->height < 1)
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }

  grey = belay_ink_amplify (scan, &whole, 1, &width, &height);
  g_task_return_pointer (task, paint_ink (g_bytes_get_data (grey, NULL), width, height),
                         (GDestroyNotify) cairo_surface_destroy);
}

static gboolean
on_pause (gpointer user_data)
{
  BelayReveal *self = user_data;

  self->pause = 0;
  look (self);

  return G_SOURCE_REMOVE;
}

static void
on_looked (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  BelayReveal *self = BELAY_REVEAL (source);
  cairo_surface_t *ink = g_task_propagate_pointer (G_TASK (result), NULL);

  self->looking = FALSE;
  g_clear_pointer (&self->ink, cairo_surface_destroy);
  g_clear_pointer (&self->looked_at, belay_frame_unref);

  if (self->frame == NULL)
    {
      g_clear_pointer (&ink, cairo_surface_destroy);
      return;
    }

  self->ink = ink;
  self->looked_at = belay_frame_ref (g_task_get_task_data (G_TASK (result)));
  g_signal_emit (self, signals[CHANGED], 0);

  if (self->pause == 0)
    self->pause = g_timeout_add (PAUSE_MS, on_pause, self);
}

static void
look (BelayReveal *self)
{
  g_autoptr(GTask) task = NULL;

  if (self->frame == NULL || self->frame == self->looked_at || self->looking || self->pause != 0)
    return;

  self->looking = TRUE;
  task = g_task_new (self, NULL, on_looked, NULL);
  g_task_set_task_data (task, belay_frame_ref (self->frame), (GDestroyNotify) belay_frame_unref);
  g_task_run_in_thread (task, look_on_thread);
}

static void
belay_reveal_dispose (GObject *object)
{
  BelayReveal *self = BELAY_REVEAL (object);

  g_clear_handle_id (&self->pause, g_source_remove);
  g_clear_pointer (&self->frame, belay_frame_unref);
  g_clear_pointer (&self->looked_at, belay_frame_unref);
  g_clear_pointer (&self->ink, cairo_surface_destroy);

  G_OBJECT_CLASS (belay_reveal_parent_class)->dispose (object);
}

static void
belay_reveal_class_init (BelayRevealClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_reveal_dispose;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
belay_reveal_init (BelayReveal *self)
{
}

/**
 * belay_reveal_new:
 *
 * Returns: (transfer full): one that reveals nothing yet
 */
BelayReveal *
belay_reveal_new (void)
{
  return g_object_new (BELAY_TYPE_REVEAL, NULL);
}

/**
 * belay_reveal_set_frame:
 * @self: a reveal
 * @frame: (nullable): what is shown; %NULL: nothing is to be revealed
 *
 * Until what is hidden in @frame has been found, what was found in the one before stays.
 */
void
belay_reveal_set_frame (BelayReveal *self,
                        BelayFrame  *frame)
{
  g_return_if_fail (BELAY_IS_REVEAL (self));

  if (frame == self->frame)
    return;

  g_clear_pointer (&self->frame, belay_frame_unref);

  if (frame != NULL)
    {
      self->frame = belay_frame_ref (frame);
      look (self);
    }
  else
    {
      g_clear_handle_id (&self->pause, g_source_remove);
      g_clear_pointer (&self->ink, cairo_surface_destroy);
      g_clear_pointer (&self->looked_at, belay_frame_unref);
      g_signal_emit (self, signals[CHANGED], 0);
    }
}

/**
 * belay_reveal_snapshot:
 * @self: a reveal
 * @port: where the frame lies
 * @snapshot: what to draw on
 *
 * Nothing where nothing is to be revealed.
 */
void
belay_reveal_snapshot (BelayReveal         *self,
                       const BelayViewport *port,
                       GtkSnapshot         *snapshot)
{
  graphene_rect_t area = GRAPHENE_RECT_INIT ((float) port->x, (float) port->y, (float) (port->screen_width * port->scale),
                                             (float) (port->screen_height * port->scale));
  cairo_t *cr;

  g_return_if_fail (BELAY_IS_REVEAL (self));

  if (self->frame == NULL)
    return;

  gtk_snapshot_append_color (snapshot, &(GdkRGBA) VEIL, &area);

  /* Of a frame of another size: the right one is on its way. */
  if (self->ink == NULL || cairo_image_surface_get_width (self->ink) != port->screen_width ||
      cairo_image_surface_get_height (self->ink) != port->screen_height)
    return;

  cr = gtk_snapshot_append_cairo (snapshot, &area);
  cairo_translate (cr, port->x, port->y);
  cairo_scale (cr, port->scale, port->scale);
  cairo_set_source_surface (cr, self->ink, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_GOOD);
  cairo_paint (cr);
  cairo_destroy (cr);
}
