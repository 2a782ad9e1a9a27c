/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-frame.h"

G_BEGIN_DECLS

#define BELAY_STILLNESS_MAX_BLINKS 8

/* A small spot that changed, and what it showed before. */
typedef struct
{
  BelayRect  area;              /* screen pixels */
  GBytes    *before;
} BelayBlink;

/* Watches one frame after the other and tells changes from the blinking of a caret. */
typedef struct
{
  BelayFrame *frame;            /* (nullable) the newest */
  gint64      last_change;      /* when it changed, blinking apart; g_get_monotonic_time(), 0: never */
  BelayBlink  blinks[BELAY_STILLNESS_MAX_BLINKS];
  guint       n_blinks;
} BelayStillness;

void     belay_stillness_clear (BelayStillness *self);
gboolean belay_stillness_watch (BelayStillness *self,
                                BelayFrame     *frame);

G_END_DECLS
