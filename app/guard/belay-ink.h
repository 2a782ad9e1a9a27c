/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-frame.h"

G_BEGIN_DECLS

#define BELAY_INK_VISIBLE 24    /* a difference in one channel, of 255, from which a person sees it: contrast 1.24 : 1 on white */

/* A place where something is drawn that a person hardly sees. */
typedef struct
{
  BelayRect area;               /* screen pixels */
  guint     n_blocks;           /* of 16 × 16 pixels that look like text */
  guint     strongest;          /* the largest difference there, 1 to BELAY_INK_VISIBLE */
  gboolean  large;              /* letters of some 30 pixels and more: to be read from "coarse" */
} BelayInkRegion;

#define BELAY_INK_COARSE 4      /* screen pixels a side that are one there */

typedef struct _BelayInkScan BelayInkScan;

/* What was found on one frame. */
struct _BelayInkScan
{
  GArray   *regions;            /* of BelayInkRegion, top to bottom */
  gboolean  noisy;              /* parts were too restless to tell */
  guint8   *ink;                /* width × height: how far each pixel is from its background, 0 to BELAY_INK_VISIBLE; 0 also
                                 * for what can be seen */
  int       width;
  int       height;
  BelayInkScan *coarse;         /* (nullable) the same screen, a fourth as wide and high */
};

/* Any thread; about 10 ms for 1280 × 800. */
BelayInkScan *belay_ink_scan    (BelayFrame          *frame);
void          belay_ink_scan_free (BelayInkScan      *self);

/* 8 bit, black on white, @scale times as large: @area of what was found, as strong as it can be. (transfer full). */
GBytes       *belay_ink_amplify (const BelayInkScan  *self,
                                 const BelayRect     *area,
                                 int                  scale,
                                 int                 *width,
                                 int                 *height);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayInkScan, belay_ink_scan_free)

G_END_DECLS
