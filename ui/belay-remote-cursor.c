/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-remote-cursor.h"

/* Larger ones are no pointers: a server that hides the desktop's own behind one is not followed. */
#define MAX_SIDE 128

struct _BelayRemoteCursor
{
  int                 width;
  int                 height;
  int                 hot_x;
  int                 hot_y;
  GBytes             *pixels;
  GdkCursor          *cursor;

  /* (nullable): the one drawn last, and what for */
  GskRenderNode      *node;
  graphene_rect_t     bounds;
  BelayPixelNodeKind  kind;
};

static GdkCursor *
make_cursor (BelayRemoteCursor *self)
{
  g_autoptr(GdkCursor) fallback = gdk_cursor_new_from_name ("default", NULL);
  g_autoptr(GdkTexture) texture = gdk_memory_texture_new (self->width, self->height, GDK_MEMORY_DEFAULT,
                                                          self->pixels, (gsize) self->width * 4);

  return gdk_cursor_new_from_texture (texture, self->hot_x, self->hot_y, fallback);
}

/**
 * belay_remote_cursor_new:
 * @cursor: (nullable): the shape the server sent; not trusted
 *
 * Returns: (transfer full) (nullable): %NULL if there is nothing to show
 */
BelayRemoteCursor *
belay_remote_cursor_new (const BelayCursor *cursor)
{
  BelayRemoteCursor *self;

  if (cursor == NULL || cursor->pixels == NULL ||
      cursor->width < 1 || cursor->width > MAX_SIDE || cursor->height < 1 || cursor->height > MAX_SIDE ||
      g_bytes_get_size (cursor->pixels) < (gsize) cursor->width * (gsize) cursor->height * 4)
    return NULL;

  self = g_new0 (BelayRemoteCursor, 1);
  self->width = cursor->width;
  self->height = cursor->height;
  self->hot_x = CLAMP (cursor->hot_x, 0, cursor->width - 1);
  self->hot_y = CLAMP (cursor->hot_y, 0, cursor->height - 1);
  self->pixels = g_bytes_ref (cursor->pixels);
  self->cursor = make_cursor (self);

  return self;
}

/**
 * belay_remote_cursor_free:
 * @self: (transfer full): a cursor
 */
void
belay_remote_cursor_free (BelayRemoteCursor *self)
{
  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_object_unref (self->cursor);
  g_bytes_unref (self->pixels);
  g_free (self);
}

/**
 * belay_remote_cursor_get:
 * @self: a cursor
 *
 * Returns: (transfer none): the same shape for the person's own pointer
 */
GdkCursor *
belay_remote_cursor_get (BelayRemoteCursor *self)
{
  return self->cursor;
}

/**
 * belay_remote_cursor_snapshot:
 * @self: a cursor
 * @viewport: how the screen lies in the view
 * @point: where the pointer is, screen pixels
 * @kind: the kind of node to make
 * @snapshot: what to draw on
 */
void
belay_remote_cursor_snapshot (BelayRemoteCursor   *self,
                              const BelayViewport *viewport,
                              BelayPoint           point,
                              BelayPixelNodeKind   kind,
                              GtkSnapshot         *snapshot)
{
  graphene_rect_t bounds;
  double x, y;

  belay_viewport_to_view (viewport, point.x - self->hot_x, point.y - self->hot_y, &x, &y);
  bounds = GRAPHENE_RECT_INIT ((float) x, (float) y, (float) (self->width * viewport->scale),
                               (float) (self->height * viewport->scale));

  if (self->node == NULL || self->kind != kind || !graphene_rect_equal (&self->bounds, &bounds))
    {
      g_clear_pointer (&self->node, gsk_render_node_unref);
      self->node = belay_pixel_node_new (kind, self->pixels, (gsize) self->width * 4, self->width, self->height,
                                         FALSE, &bounds);
      self->bounds = bounds;
      self->kind = kind;
    }

  gtk_snapshot_append_node (snapshot, self->node);
}
