/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "belay-geometry.h"

G_BEGIN_DECLS

typedef enum
{
  BELAY_INPUT_POINTER,          /* pointer at x,y with these buttons down */
  BELAY_INPUT_KEY_DOWN,
  BELAY_INPUT_KEY_UP,
  BELAY_INPUT_CLIPBOARD,        /* put text on the sandbox's clipboard */
  BELAY_INPUT_PAUSE,            /* nothing for a while */
} BelayInputKind;

typedef struct
{
  BelayInputKind kind;
  int            x, y;          /* screen pixels */
  guint          buttons;
  guint32        keysym;
  guint          ms;            /* of a pause */
  const char    *text;          /* owned by the plan */
} BelayInputEvent;

#define BELAY_TYPE_INPUT_PLAN (belay_input_plan_get_type ())

/* The low-level events an action expands to, made before anything is sent so that the intent can record them.
 * Immutable, reference counted. */
typedef struct _BelayInputPlan BelayInputPlan;

GType                  belay_input_plan_get_type    (void);
BelayInputPlan        *belay_input_plan_ref         (BelayInputPlan       *self);
void                   belay_input_plan_unref       (BelayInputPlan       *self);
const BelayInputEvent *belay_input_plan_get_events  (const BelayInputPlan *self,
                                                     guint                *n_events);
char                  *belay_input_plan_to_json     (const BelayInputPlan *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayInputPlan, belay_input_plan_unref)

G_END_DECLS
