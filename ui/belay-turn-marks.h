/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-screen-view.h"

G_BEGIN_DECLS

#define BELAY_TYPE_TURN_MARKS (belay_turn_marks_get_type ())

/*
 * The steps of a turn that are still to come, each a number at its target, laid over the view that draws the one looked at.
 * Takes no input of its own: what happens over a number is seen by the view.
 *
 * Signals: "pointed" (BelayStep *, nullable): the number under the pointer; "picked" (BelayStep *): clicked.
 */
G_DECLARE_FINAL_TYPE (BelayTurnMarks, belay_turn_marks, BELAY, TURN_MARKS, GtkWidget)

/* Once. @view: what it lies over. */
void       belay_turn_marks_set_view    (BelayTurnMarks   *self,
                                         BelayScreenView  *view);
void       belay_turn_marks_set_turn    (BelayTurnMarks   *self,
                                         GListModel       *turn);
/* @step: (nullable): drawn by the view. */
void       belay_turn_marks_set_shown   (BelayTurnMarks   *self,
                                         BelayStep        *step);
/* @step: (nullable): stands out. */
void       belay_turn_marks_set_pointed (BelayTurnMarks   *self,
                                         BelayStep        *step);
/* @caret: (nullable): where typing goes before the turn clicks anywhere, screen pixels. */
void       belay_turn_marks_set_caret   (BelayTurnMarks   *self,
                                         const BelayPoint *caret);
/* Nothing is drawn over a picture of the past, nor while a step is changed. */
void       belay_turn_marks_set_covered (BelayTurnMarks   *self,
                                         gboolean          covered);
/* (transfer none) (nullable): the step whose number is there, in pixels of the view. */
BelayStep *belay_turn_marks_find        (BelayTurnMarks   *self,
                                         double            x,
                                         double            y);

G_END_DECLS
