/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "belay-geometry.h"

G_BEGIN_DECLS

/* The bits of a pointer event, as RFB numbers them. */
#define BELAY_BUTTON_LEFT        (1 << 0)
#define BELAY_BUTTON_MIDDLE      (1 << 1)
#define BELAY_BUTTON_RIGHT       (1 << 2)
#define BELAY_BUTTON_WHEEL_UP    (1 << 3)
#define BELAY_BUTTON_WHEEL_DOWN  (1 << 4)
#define BELAY_BUTTON_WHEEL_LEFT  (1 << 5)
#define BELAY_BUTTON_WHEEL_RIGHT (1 << 6)

typedef enum
{
  BELAY_INPUT_POINTER,          /* pointer at x,y with these buttons down */
  BELAY_INPUT_KEY_DOWN,
  BELAY_INPUT_KEY_UP,
  BELAY_INPUT_CLIPBOARD,        /* put text on the sandbox's clipboard */
  BELAY_INPUT_PAUSE,            /* nothing for a while */
  BELAY_INPUT_AWAIT,            /* nothing until the clipboard has been pasted, or for a while */
  BELAY_INPUT_SECRET,           /* the keys of a secret, which are in no plan */
} BelayInputKind;

typedef struct
{
  BelayInputKind kind;
  int            x, y;          /* screen pixels */
  guint          buttons;
  guint32        keysym;
  guint          ms;            /* of a pause; of an await, at the most */
  const char    *text;          /* owned by the plan; of a secret, its name */
} BelayInputEvent;

#define BELAY_INPUT_PLAN_MAX_EVENTS (256 * 1024)
#define BELAY_INPUT_PLAN_MAX_MS     (310 * 1000)        /* all pauses together */

#define BELAY_TYPE_INPUT_PLAN (belay_input_plan_get_type ())

/* The low-level events an action expands to, made before anything is sent so that the intent can record them.
 * Immutable, reference counted. */
typedef struct _BelayInputPlan BelayInputPlan;

GType                  belay_input_plan_get_type    (void);
BelayInputPlan        *belay_input_plan_ref         (BelayInputPlan       *self);
void                   belay_input_plan_unref       (BelayInputPlan       *self);
const BelayInputEvent *belay_input_plan_get_events  (const BelayInputPlan *self,
                                                     guint                *n_events);
/* How many events come before the pointer presses something for the first time; 0 if it presses nothing, or holds something
 * from the start. */
guint                  belay_input_plan_get_approach (const BelayInputPlan *self);
/* The events from @start to before @end, as a plan of their own. */
BelayInputPlan        *belay_input_plan_cut         (const BelayInputPlan *self,
                                                     guint                 start,
                                                     guint                 end);
char                  *belay_input_plan_to_json     (const BelayInputPlan *self);

/* The keysyms a plan recorded as @json presses, to release them after a crash. */
GArray                *belay_input_plan_keys_from_json (const char        *json,
                                                        GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayInputPlan, belay_input_plan_unref)

G_END_DECLS
