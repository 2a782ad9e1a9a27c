/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-input-ledger.h"
#include "belay-input-plan.h"
#include "belay-screen.h"

G_BEGIN_DECLS

/* The part of the executor that touches the wire: whatever goes out is in the ledger, and what is held can be released.
 * For belay-executor.c alone. */
typedef struct
{
  BelayScreen      *screen;             /* not owned: the executor does */
  BelayInputLedger  ledger;
  gint64            last_time;          /* g_get_monotonic_time() of the last event */
  gboolean          owes_releases;      /* something is held that could not be released */
  GSource          *release_timer;      /* tries again while the screen is live */
} BelayHands;

void     belay_hands_init           (BelayHands            *self,
                                     BelayScreen           *screen);
void     belay_hands_clear          (BelayHands            *self);

gboolean belay_hands_send_pointer   (BelayHands            *self,
                                     BelayPoint             point,
                                     guint                  buttons);
gboolean belay_hands_send_key       (BelayHands            *self,
                                     guint32                keysym,
                                     gboolean               down);
gboolean belay_hands_send           (BelayHands            *self,
                                     const BelayInputEvent *event);
void     belay_hands_release        (BelayHands            *self);

guint    belay_hands_get_n_pending  (BelayHands            *self);
gboolean belay_hands_take_clipboard (BelayHands            *self);

G_END_DECLS
