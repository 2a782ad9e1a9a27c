/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-caret.h"
#include "belay-contact-bar.h"
#include "belay-control-card.h"
#include "belay-decision-card.h"
#include "belay-past.h"
#include "belay-pictures.h"
#include "belay-preflight-card.h"
#include "belay-presenter.h"
#include "belay-private-curtain.h"
#include "belay-problem-bar.h"
#include "belay-question-card.h"
#include "belay-screen-view.h"
#include "belay-session-header.h"
#include "belay-session-page.h"
#include "belay-split.h"
#include "belay-step-editor.h"
#include "belay-timeline-view.h"
#include "belay-turn-marks.h"

G_BEGIN_DECLS

/**
 * BelaySessionPage:
 *
 * A session: its screen, its timeline, and what it wants of the person.
 *
 * Shows which card the state of the session calls for, and a recorded picture while a step of the past is selected. Of
 * what the person does only the hands go straight to the session; decisions go through the actions of the window.
 *
 * belay-session-page-follow.c has what the session says, -past.c what is selected of the past, belay-session-page.c the rest.
 */
struct _BelaySessionPage
{
  GtkWidget           parent_instance;

  BelaySessionHeader *header;
  BelayProblemBar    *problem_bar;
  BelaySplit         *split;
  BelayScreenView    *view;
  BelayTurnMarks     *marks;
  BelayPresenter     *presenter;
  BelayPast          *past;
  BelayPreflightCard *preflight;
  BelayTimelineView  *timeline;
  BelayContactBar    *contact_bar;
  GtkWidget          *cards;
  BelayDecisionCard  *decision;
  BelayStepEditor    *editor;
  BelayQuestionCard  *question;
  BelayControlCard   *control;
  BelayPrivateCurtain *curtain;

  BelaySession       *session;
  BelayCaret         *caret;
  BelayPictures      *pictures;
  gboolean            editing;
};

void     belay_session_page_update_card (BelaySessionPage *self);
void     belay_session_page_update_return (BelaySessionPage *self);
/* @step: (nullable) */
gboolean belay_session_page_can_edit    (BelayStep        *step);
gboolean belay_session_page_is_undecided (BelayStep       *step);
/* The focus, if it is within @part, goes to nothing: what is left must not keep the next Enter, which is a decision. */
void     belay_session_page_leave       (BelaySessionPage *self,
                                         GtkWidget        *part);
void     belay_session_page_update_covered (BelaySessionPage *self);
void     belay_session_page_update_view_step (BelaySessionPage *self);
/* @step: (nullable): selected in the timeline */
void     belay_session_page_select_step (BelaySessionPage *self,
                                         BelayStep        *step);
void     belay_session_page_change_past (BelaySessionPage *self);
void     belay_session_page_show_step   (BelaySessionPage *self,
                                         guint             number);
/* Once: from now on the page shows what its session says. */
void     belay_session_page_follow      (BelaySessionPage *self);

G_END_DECLS
