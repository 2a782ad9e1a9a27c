/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Scaling by area: a device pixel shows the mean of the screen pixels it covers. Reduced text stays legible, enlarged
 * text stays sharp, and at a whole-number scale every screen pixel comes out exactly.
 *
 * An axis is computed once for a size and a scale and then used for any part of the picture, so that parts made at
 * different times fit together without a seam. Immutable.
 */
typedef struct _BelayPixelAxis BelayPixelAxis;

BelayPixelAxis *belay_pixel_axis_new       (int                   n_source,
                                            double                scale);
void            belay_pixel_axis_free      (BelayPixelAxis       *self);
int             belay_pixel_axis_get_n     (const BelayPixelAxis *self);
int             belay_pixel_axis_get_first (const BelayPixelAxis *self,
                                            int                   source);
void            belay_pixel_axis_get_cover (const BelayPixelAxis *self,
                                            int                   from,
                                            int                   to,
                                            int                  *first,
                                            int                  *end);
void            belay_pixel_axis_get_shown (const BelayPixelAxis *self,
                                            int                   from,
                                            int                   to,
                                            int                  *first,
                                            int                  *end);

/* A picture, or a part of one: its top left corner lies at @x, @y of the whole. */
typedef struct
{
  guint8 *pixels;
  gsize   stride;
  int     x;
  int     y;
  int     width;
  int     height;
} BelayPixelPart;

void            belay_pixel_scale          (const BelayPixelAxis *columns,
                                            const BelayPixelAxis *rows,
                                            const BelayPixelPart *source,
                                            const BelayPixelPart *dest);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayPixelAxis, belay_pixel_axis_free)

G_END_DECLS
