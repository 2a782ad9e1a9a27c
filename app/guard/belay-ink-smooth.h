/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-ink-block.h"

G_BEGIN_DECLS

/*
 * The background of a block whose colours change slowly, such as a gradient, the sky of a photograph, or a screen that was
 * compressed: a plane, fitted to the block and half of its neighbours without what stands out; bent where that fits better.
 */
typedef struct
{
  int base[3];                  /* blue, green and red at the middle of the block, in BELAY_INK_PLANE_UNIT-ths of a level */
  int across[3];                /* the same, more with each pixel */
  int down[3];
  int bend[3][3];               /* the same in BELAY_INK_BEND-ths, more with x², xy and y² */
  int noise;                    /* the mean distance of the background from the plane, in the channel that is furthest */
  int grey_noise;               /* the same of the mean of its channels: grain of one colour is less there */
} BelayInkPlane;

#define BELAY_INK_PLANE_UNIT 256
#define BELAY_INK_BEND       64

typedef enum
{
  BELAY_INK_PLANE_NONE,         /* the block has no such background */
  BELAY_INK_PLANE_EMPTY,        /* it has, and is nothing else */
  BELAY_INK_PLANE_DRAWN,        /* something is drawn on it */
} BelayInkPlaneKind;

BelayInkPlaneKind belay_ink_plane_fit  (BelayInkPlane       *self,
                                        const BelayInkField *field,
                                        int                  column,
                                        int                  row);

/* @x, @y: from the block's corner, pixels. Returns: levels, negative: darker; 0 for what is but noise. */
int               belay_ink_plane_rate (const BelayInkPlane *self,
                                        guint32              pixel,
                                        int                  x,
                                        int                  y);

G_END_DECLS
