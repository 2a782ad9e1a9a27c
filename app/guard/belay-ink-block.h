/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BELAY_INK_BLOCK 16      /* screen pixels a side */

#define BELAY_INK_MAX_GROUND 4

/* What a block is drawn on. */
typedef struct
{
  guint32 colours[BELAY_INK_MAX_GROUND];
  guint   n_colours;
} BelayInkGround;

/* A screen in blocks, and how far each of its pixels is from the background around it. */
typedef struct
{
  int      width;               /* screen pixels */
  int      height;
  int      columns;             /* blocks; the last column and row may be smaller */
  int      rows;
  guint32 *pixels;              /* as BelayFrame has them */
  guint8  *ink;                 /* 0: background, or plain to see; 1 to BELAY_INK_VISIBLE: hardly seen */
} BelayInkField;

void    belay_ink_field_init      (BelayInkField *self,
                                   int            width,
                                   int            height);
/* The same with as many pixels fewer, each the mean of @step by @step. */
void    belay_ink_field_init_coarse (BelayInkField       *self,
                                     const BelayInkField *fine,
                                     int                  step);
void    belay_ink_field_clear     (BelayInkField *self);

/* Fills in "ink". Returns: (transfer full): columns × rows: TRUE where a block looks like text. */
guint8 *belay_ink_field_find_text (BelayInkField *self);
/* Returns: (transfer full): columns × rows. */
BelayInkGround *belay_ink_field_find_ground (const BelayInkField *self);

G_END_DECLS
