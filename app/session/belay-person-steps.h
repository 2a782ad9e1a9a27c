/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include "belay-geometry.h"

G_BEGIN_DECLS

typedef enum
{
  BELAY_PERSON_CLICK,
  BELAY_PERSON_DRAG,
  BELAY_PERSON_SCROLL,
  BELAY_PERSON_KEYS,
} BelayPersonStepKind;

/* One thing the person did with their own hands. */
typedef struct
{
  BelayPersonStepKind  kind;
  guint                button;          /* CLICK, DRAG: 1 left, 2 middle, 3 right. SCROLL: 4 up, 5 down, 6 left, 7 right */
  guint                count;           /* of clicks, clicks of the wheel, keys; at least 1 */
  BelayPoint           point;           /* screen pixels; not of KEYS */
  BelayPoint           end;             /* DRAG */
  GString             *text;            /* (nullable) KEYS: which they were, where the person lets it be recorded */
} BelayPersonStep;

/* A sentence for a person, translated. */
char             *belay_person_step_describe  (const BelayPersonStep *step);
/* The payload of human.input. */
JsonObject       *belay_person_step_to_record (const BelayPersonStep *step);

/* @step is the one under way: it has begun or grown; @ended: for the last time. */
typedef void (*BelayPersonStepFunc) (const BelayPersonStep *step,
                                     gboolean               ended,
                                     gpointer               user_data);

typedef struct _BelayPersonSteps BelayPersonSteps;

/*
 * Makes a few steps that can be read out of the events of mouse and keyboard. A step ends when another kind begins, after a
 * pause of some seconds, and when it has gone on for long. Main thread only, in the default main context.
 */
BelayPersonSteps *belay_person_steps_new      (BelayPersonStepFunc    func,
                                               gpointer               user_data);
void              belay_person_steps_free     (BelayPersonSteps      *self);

void              belay_person_steps_pointer  (BelayPersonSteps      *self,
                                               BelayPoint             point,
                                               guint                  buttons);
void              belay_person_steps_key      (BelayPersonSteps      *self,
                                               guint32                keysym,
                                               gboolean               down,
                                               gboolean               record);
/* Ends the step under way. */
void              belay_person_steps_flush    (BelayPersonSteps      *self);
/* (nullable) (transfer full) For the model, not translated: “clicked 3 times and typed 12 keys”; NULL: nothing was done. */
char             *belay_person_steps_tell     (BelayPersonSteps      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayPersonSteps, belay_person_steps_free)

G_END_DECLS
