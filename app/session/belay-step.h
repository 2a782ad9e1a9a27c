/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-decision.h"
#include "belay-file-edit.h"
#include "belay-finding.h"
#include "belay-reply.h"
#include "belay-review.h"
#include "belay-step-state.h"

G_BEGIN_DECLS

#define BELAY_STEP_ERROR (belay_step_error_quark ())
GQuark belay_step_error_quark (void);

typedef enum
{
  BELAY_STEP_ERROR_STATE,       /* the step is not in a state that allows it */
} BelayStepError;

#define BELAY_TYPE_STEP (belay_step_get_type ())

/*
 * One proposed action and its life. The object offers the transitions drawn in docs/architecture.md and refuses others; there
 * is no setter. Properties, notified: "state", "decision" , "outcome", "findings", "origins", "picture", "target",
 * "file-edit".
 */
G_DECLARE_FINAL_TYPE (BelayStep, belay_step, BELAY, STEP, GObject)

BelayStep           *belay_step_new               (BelayProposal       *proposal,
                                                   const BelayGeometry *geometry,
                                                   guint                turn,
                                                   guint                index);

BelayProposal       *belay_step_get_proposal      (BelayStep           *self);
/* What it would do, or did: the decided action once there is one, else the proposed one. NULL if invalid. */
BelayAction         *belay_step_get_action        (BelayStep           *self);
const BelayGeometry *belay_step_get_geometry      (BelayStep           *self);
guint                belay_step_get_turn          (BelayStep           *self);  /* from 1 */
guint                belay_step_get_index         (BelayStep           *self);  /* in its turn, from 1 */
guint                belay_step_get_turn_size     (BelayStep           *self);  /* 0: the reply has not ended */
BelayStepState       belay_step_get_state         (BelayStep           *self);
const BelayDecision *belay_step_get_decision      (BelayStep           *self);
/* All that were made on it so far, those that no longer hold among them. */
const BelayReviewDecision *belay_step_get_decisions (BelayStep       *self,
                                                   guint               *n_decisions);
/* of BelayFinding, the worst first; never NULL */
GPtrArray           *belay_step_get_findings      (BelayStep           *self);
gboolean             belay_step_get_worst         (BelayStep           *self,
                                                   BelaySeverity       *severity);
/* (nullable) what it is aimed at, in words: the names of places, and the window it goes to. Learnt while it waits to be
 * decided, and as it was then once it is; NULL while nothing is known, or of an action the person aimed elsewhere. */
BelayTarget         *belay_step_get_target        (BelayStep           *self);
/* (nullable) of BelayOriginPart: where the words come from that were to be typed; NULL while that is not known */
GPtrArray           *belay_step_get_origins       (BelayStep           *self);
/* (nullable) one sentence on how it ended ("Clicked.", why it failed, what was sent before the interruption) */
const char          *belay_step_get_outcome       (BelayStep           *self);
/* (nullable) SHA-256 of the picture before and after, in the trail */
const char          *belay_step_get_picture_before (BelayStep          *self);
const char          *belay_step_get_picture_after (BelayStep           *self);
gint64               belay_step_get_time          (BelayStep           *self);  /* real time, µs, of the proposal */
/* The sentence for the person, with the name of the tool where there is no action. (transfer full) Pango markup */
char                *belay_step_describe_markup   (BelayStep           *self);
char                *belay_step_describe          (BelayStep           *self);

/* The transitions. Each fails with BELAY_STEP_ERROR_STATE, and changes nothing, where it is not drawn it. */
gboolean             belay_step_examine           (BelayStep           *self,
                                                   GPtrArray           *findings,
                                                   GError             **error);
gboolean             belay_step_wait              (BelayStep           *self,
                                                   GError             **error);
gboolean             belay_step_decide            (BelayStep           *self,
                                                   const BelayDecision *decision,
                                                   GError             **error);
/* The person takes their decision back before it has run: back to waiting, with what was found before it. */
gboolean             belay_step_take_back         (BelayStep           *self,
                                                   GError             **error);
/* The decision no longer holds (the target moved): back to waiting, with what was found. @then, @now: (nullable): the
 * screen it was decided on, and as it is. */
gboolean             belay_step_hold              (BelayStep           *self,
                                                   BelayFinding        *finding,
                                                   BelayFrame          *then,
                                                   BelayFrame          *now,
                                                   GError             **error);
gboolean             belay_step_run               (BelayStep           *self,
                                                   GError             **error);
gboolean             belay_step_finish            (BelayStep           *self,
                                                   BelayStepState       state,
                                                   const char          *outcome,
                                                   GError             **error);

gboolean             belay_step_get_held          (BelayStep           *self,
                                                   BelayFrame         **then,
                                                   BelayFrame         **now);

/* Facts that come with time and are no part of the life. */
/* What @guard found, in place of what it found before. FALSE if there is nothing and was nothing. */
gboolean             belay_step_replace_findings  (BelayStep           *self,
                                                   const char          *guard,
                                                   GPtrArray           *findings);
/* @target: (nullable). FALSE if it is what was known already. */
gboolean             belay_step_set_target        (BelayStep           *self,
                                                   BelayTarget         *target);
void                 belay_step_set_origins       (BelayStep           *self,
                                                   GPtrArray           *parts);
/* (nullable): what it would make of a file as that was found last. Of a step that is decided it stays: that is what was
 * decided on. */
BelayFileEdit       *belay_step_get_file_edit     (BelayStep           *self);
void                 belay_step_set_file_edit     (BelayStep           *self,
                                                   BelayFileEdit       *edit);
guint                belay_step_get_number        (BelayStep           *self);  /* in the session, from 1; 0: none yet */
void                 belay_step_set_number        (BelayStep           *self,
                                                   guint                number);
void                 belay_step_set_turn_size     (BelayStep           *self,
                                                   guint                n_steps);
/* (nullable) SHA-256 of what the agent got instead of the picture after: without what a person does not see */
const char          *belay_step_get_picture_shown (BelayStep           *self);
/* The person went back to before it: whatever it did is undone. Notified: "abandoned" (boolean). */
gboolean             belay_step_is_abandoned     (BelayStep           *self);
void                 belay_step_abandon          (BelayStep           *self);
void                 belay_step_set_picture_shown (BelayStep           *self,
                                                   const char          *shown);
void                 belay_step_set_pictures      (BelayStep           *self,
                                                   const char          *before,
                                                   const char          *after);

G_END_DECLS
