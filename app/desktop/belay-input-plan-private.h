/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-input-plan.h"

G_BEGIN_DECLS

/* A plan while it is being made. Lives on the stack between _init() and _end(). */
typedef struct
{
  GArray       *events;         /* of BelayInputEvent */
  GStringChunk *texts;
  gboolean      has_pointer;    /* where the pointer is before the first event, and what it holds */
  BelayPoint    pointer;
  guint         buttons;
} BelayInputPlanBuilder;

void            belay_input_plan_builder_init      (BelayInputPlanBuilder *self,
                                                    const BelayPoint      *pointer,
                                                    guint                  buttons);
void            belay_input_plan_builder_pointer   (BelayInputPlanBuilder *self,
                                                    BelayPoint             point,
                                                    guint                  buttons);
void            belay_input_plan_builder_key       (BelayInputPlanBuilder *self,
                                                    guint32                keysym,
                                                    gboolean               down);
void            belay_input_plan_builder_clipboard (BelayInputPlanBuilder *self,
                                                    const char            *text,
                                                    gssize                 length);
void            belay_input_plan_builder_secret    (BelayInputPlanBuilder *self,
                                                    const char            *name);
void            belay_input_plan_builder_wait      (BelayInputPlanBuilder *self,
                                                    BelayInputKind         kind,
                                                    guint                  ms);
BelayInputPlan *belay_input_plan_builder_end       (BelayInputPlanBuilder *self);
void            belay_input_plan_builder_clear     (BelayInputPlanBuilder *self);

guint           belay_input_plan_get_buttons       (const BelayInputPlan  *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BelayInputPlanBuilder, belay_input_plan_builder_clear)

G_END_DECLS
