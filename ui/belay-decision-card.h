/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-session.h"

G_BEGIN_DECLS

#define BELAY_TYPE_DECISION_CARD (belay_decision_card_get_type ())

/*
 * What the person decides upon: the evidence and the buttons. Shows the session's current step, or one of the same turn
 * that the person has picked to decide ahead.
 *
 * Properties: "step" (BelayStep, nullable, read only, notified). Signals: "pointed" (BelayStep *, nullable): a line of the
 * queue is pointed at.
 */
G_DECLARE_FINAL_TYPE (BelayDecisionCard, belay_decision_card, BELAY, DECISION_CARD, GtkWidget)

void       belay_decision_card_set_session    (BelayDecisionCard *self,
                                               BelaySession      *session);
void       belay_decision_card_set_editor (BelayDecisionCard *self,
                                           GtkWidget         *editor);
void       belay_decision_card_set_live       (BelayDecisionCard *self,
                                               gboolean           live);
void       belay_decision_card_pick_step      (BelayDecisionCard *self,
                                               BelayStep         *step);
BelayStep *belay_decision_card_get_step       (BelayDecisionCard *self);
gint64     belay_decision_card_get_visible_ms (BelayDecisionCard *self);
gint64     belay_decision_card_get_step_visible_ms
                                              (BelayDecisionCard *self,
                                               BelayStep         *step);
void       belay_decision_card_set_pointed    (BelayDecisionCard *self,
                                               BelayStep         *step);
void       belay_decision_card_pick_beside    (BelayDecisionCard *self,
                                               int                by);

G_END_DECLS
