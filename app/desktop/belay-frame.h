/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "belay-geometry.h"

G_BEGIN_DECLS

/* Screen pixels; the last column and row may be smaller. Wide, because rows of memory and lines of text are. */
#define BELAY_FRAME_TILE_WIDTH  256
#define BELAY_FRAME_TILE_HEIGHT 64

#define BELAY_FRAME_MAX_PIXELS (16 * 1024 * 1024)

#define BELAY_TYPE_FRAME (belay_frame_get_type ())

/*
 * An immutable picture of the sandbox's screen with a sequence number and a time. Frames share the tiles that did not
 * change, so that a new one costs what changed. Reference counted; safe to share between threads.
 *
 * Pixels are 32 bit native-endian 0xffRRGGBB (CAIRO_FORMAT_RGB24 / GDK_MEMORY_B8G8R8A8 on little endian), alpha filled.
 */
typedef struct _BelayFrame BelayFrame;

typedef struct
{
  BelayRect      area;          /* screen pixels this tile covers */
  const guint8  *pixels;        /* of its top left corner */
  gsize          stride;        /* bytes a row */
} BelayTile;

GType        belay_frame_get_type        (void);

/* @pixels: @height rows of @stride bytes. @damage: where it differs from @previous at most; NULL: anywhere. */
BelayFrame  *belay_frame_new             (BelayFrame      *previous,
                                          const guint8    *pixels,
                                          gsize            stride,
                                          int              width,
                                          int              height,
                                          const BelayRect *damage,
                                          guint            n_damage,
                                          guint64          seq,
                                          gint64           time);
BelayFrame  *belay_frame_ref             (BelayFrame      *self);
void         belay_frame_unref           (BelayFrame      *self);

int          belay_frame_get_width       (const BelayFrame *self);
int          belay_frame_get_height      (const BelayFrame *self);
guint64      belay_frame_get_seq         (const BelayFrame *self);
gint64       belay_frame_get_time        (const BelayFrame *self);

guint        belay_frame_get_n_tiles     (const BelayFrame *self);
void         belay_frame_get_tile        (const BelayFrame *self,
                                          guint             index,
                                          BelayTile        *tile);
GBytes      *belay_frame_share_tile      (const BelayFrame *self,
                                          guint             index);
gboolean     belay_frame_shares_tile     (const BelayFrame *self,
                                          const BelayFrame *other,
                                          guint             index);
void         belay_frame_read            (const BelayFrame *self,
                                          const BelayRect  *area,
                                          guint8           *dest,
                                          gsize             stride);
gboolean     belay_frame_get_changed     (const BelayFrame *self,
                                          const BelayFrame *other,
                                          const BelayRect  *within,
                                          BelayRect        *changed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayFrame, belay_frame_unref)

G_END_DECLS
