/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-session.h"

G_BEGIN_DECLS

#define BELAY_TYPE_QUESTION_CARD (belay_question_card_get_type ())

/*
 * Where the person's words are wanted: the agent's question, the task of a prepared sandbox, the next instruction.
 */
G_DECLARE_FINAL_TYPE (BelayQuestionCard, belay_question_card, BELAY, QUESTION_CARD, GtkWidget)

void belay_question_card_set_session   (BelayQuestionCard *self,
                                        BelaySession      *session);
void belay_question_card_set_text      (BelayQuestionCard *self,
                                        const char        *text);
void belay_question_card_set_presenter (BelayQuestionCard *self,
                                        gboolean           presenter);

G_END_DECLS
