/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-action.h"
#include "belay-input-plan.h"

G_BEGIN_DECLS

/* What becomes of a key event behind the screen; measured on Xtigervnc 1.12 and QEMU 7.2. */
typedef enum
{
  BELAY_KEYS_SYMBOLS,           /* an X server: any character by itself, no Shift and no delay needed */
  BELAY_KEYS_SCANCODES,         /* a virtual machine: keys of a US keyboard, Shift pressed by us, 8 ms apart */
} BelayKeyWay;

#define BELAY_KEYS_SCANCODE_MS   8      /* between two events */
#define BELAY_KEYS_SYMBOL_SLOTS  19     /* characters beyond ASCII that an X server with the stock keymap keeps */

/* Where the screen stands when a plan is made. */
typedef struct
{
  gboolean    has_pointer;
  BelayPoint  pointer;          /* screen pixels */
  guint       buttons;          /* held down from an earlier step */
  gboolean    takes_clipboard;
  BelayKeyWay way;
  GHashTable *used;             /* (nullable) set of keysyms beyond ASCII that the server already keeps */
  gboolean    has_click;
  BelayPoint  click;            /* where the last button was released, */
  gint64      click_age;        /* and how many µs ago */
} BelayInputSituation;

BelayInputPlan *belay_input_plan_new_for_action (const BelayAction          *action,
                                                 const BelayGeometry        *geometry,
                                                 const BelayInputSituation  *situation,
                                                 GError                    **error);

G_END_DECLS
