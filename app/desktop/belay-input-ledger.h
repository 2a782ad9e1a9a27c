/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "belay-geometry.h"

G_BEGIN_DECLS

/* What is known of the sandbox's mouse and keyboard, from what was sent: where the pointer is and what is held down. */
typedef struct
{
  gboolean    has_pointer;
  BelayPoint  pointer;          /* screen pixels */
  guint       buttons;
  GArray     *keys;             /* of guint32, in the order they went down, each once */
  GHashTable *used;             /* set of keysyms beyond ASCII that the server has been given */
  gboolean    has_click;
  BelayPoint  click;            /* where a button was last released, */
  gint64      click_time;       /* and when: g_get_monotonic_time() */
} BelayInputLedger;

void      belay_input_ledger_init         (BelayInputLedger *self);
void      belay_input_ledger_clear        (BelayInputLedger *self);

void      belay_input_ledger_note_pointer (BelayInputLedger *self,
                                           BelayPoint        point,
                                           guint             buttons,
                                           gint64            time);
void      belay_input_ledger_note_key     (BelayInputLedger *self,
                                           guint32           keysym,
                                           gboolean          down);
gboolean  belay_input_ledger_is_holding   (const BelayInputLedger *self);
guint32   belay_input_ledger_get_last_key (const BelayInputLedger *self);

G_END_DECLS
