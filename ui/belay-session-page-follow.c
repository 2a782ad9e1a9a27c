/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-page-private.h"

#include <glib/gi18n-lib.h>
#include "belay-replay.h"

/* What the session says, and what the page does about it. */

/* The view sees what it is shown; steps that slack ran meanwhile have moved the pointer as well. */
static void
update_pointer (BelaySessionPage *self)
{
  BelayPoint pointer;

  if (belay_session_get_pointer (self->session, &pointer))
    belay_screen_view_set_pointer (self->view, &pointer);
}

static void
on_caret_changed (BelaySessionPage *self)
{
  BelayPoint point;
  gboolean known = belay_caret_get_point (self->caret, &point);

  belay_screen_view_set_caret (self->view, known ? &point : NULL);
  belay_turn_marks_set_caret (self->marks, known ? &point : NULL);
}

static void
on_state_changed (BelaySessionPage *self)
{
  BelaySessionState state = belay_session_get_state (self->session);

  update_pointer (self);

  if (self->editing && !belay_session_page_can_edit (belay_step_editor_get_step (self->editor)))
    belay_session_page_set_editing (self, FALSE);

  /* A countdown runs on the live screen: nobody is to watch the past meanwhile. */
  if (state == BELAY_SESSION_COUNTDOWN && !belay_session_page_is_live (self))
    belay_session_page_go_live (self);

  belay_session_page_update_card (self);
  belay_session_page_update_return (self);

  /* A replay knows what was said here: sending it is enough to go on. */
  if (belay_session_get_recorded_words (self->session) != NULL)
    belay_question_card_set_text (self->question, belay_session_get_recorded_words (self->session));

  if (state == BELAY_SESSION_ASKING)
    gtk_widget_grab_focus (GTK_WIDGET (self->question));
}

static void
on_control_changed (BelaySessionPage *self)
{
  BelayControl control = belay_session_get_control (self->session);

  belay_screen_view_set_control (self->view, control);

  if (control == BELAY_CONTROL_PERSON)
    {
      belay_session_page_go_live (self);
      gtk_widget_grab_focus (GTK_WIDGET (self->view));
    }
}

static void
on_privacy_changed (BelaySessionPage *self)
{
  BelayPrivacyPhase phase = belay_session_get_privacy (self->session);

  belay_screen_view_set_privacy (self->view, phase);
  belay_private_curtain_set_phase (self->curtain, phase);
  belay_session_page_update_card (self);

  if (phase == BELAY_PRIVACY_CHECK)
    gtk_widget_grab_focus (GTK_WIDGET (self->control));
}

static void
on_screen_changed (BelaySessionPage *self)
{
  belay_screen_view_set_screen (self->view, belay_session_get_screen (self->session));
}

static void
on_trail_changed (BelaySessionPage *self)
{
  BelayTrail *trail = belay_session_get_trail (self->session);

  if (trail == NULL || self->pictures != NULL)
    return;

  self->pictures = belay_pictures_new (trail);
  belay_timeline_view_set_pictures (self->timeline, self->pictures);
  belay_past_set_pictures (self->past, self->pictures);
}

static void
on_agent_changed (BelaySessionPage *self)
{
  BelayAgent *agent = belay_session_get_agent (self->session);

  if (BELAY_IS_REPLAY (agent))
    belay_timeline_view_set_speaker (self->timeline, _("Replay"));
  else if (agent != NULL)
    belay_timeline_view_set_speaker (self->timeline, belay_agent_is_rehearsal (agent) ? _("Rehearsal") : _("Claude"));
}

/* A line of the queue and a number on the screen are the same step. */
static void
on_row_pointed (BelaySessionPage *self,
                BelayStep        *step)
{
  belay_turn_marks_set_pointed (self->marks, step);
}

static void
on_mark_pointed (BelaySessionPage *self,
                 BelayStep        *step)
{
  belay_turn_marks_set_pointed (self->marks, step);
  belay_decision_card_set_pointed (self->decision, step);
}

static void
on_mark_picked (BelaySessionPage *self,
                BelayStep        *step)
{
  if (belay_session_get_control (self->session) != BELAY_CONTROL_PERSON)
    belay_decision_card_pick_step (self->decision, step);
}

static void
follow_marks (BelaySessionPage *self)
{
  belay_turn_marks_set_view (self->marks, self->view);
  g_signal_connect_object (self->marks, "pointed", G_CALLBACK (on_mark_pointed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->marks, "picked", G_CALLBACK (on_mark_picked), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->decision, "pointed", G_CALLBACK (on_row_pointed), self, G_CONNECT_SWAPPED);
}

void
belay_session_page_follow (BelaySessionPage *self)
{
  static const struct
  {
    const char *signal;
    void     (* update) (BelaySessionPage *self);
  } updates[] =
  {
    { "notify::agent",   on_agent_changed },
    { "notify::task",    belay_session_page_update_card },
    { "notify::trail",   on_trail_changed },
    { "notify::screen",  on_screen_changed },
    { "notify::state",   on_state_changed },
    { "notify::control", on_control_changed },
    { "notify::privacy", on_privacy_changed },
  };

  self->caret = belay_caret_new (self->session);
  g_signal_connect_object (self->caret, "changed", G_CALLBACK (on_caret_changed), self, G_CONNECT_SWAPPED);
  belay_session_header_set_session (self->header, self->session);
  belay_problem_bar_set_session (self->problem_bar, self->session);
  belay_contact_bar_set_session (self->contact_bar, self->session);
  belay_decision_card_set_session (self->decision, self->session);
  belay_decision_card_set_editor (self->decision, GTK_WIDGET (self->editor));
  belay_question_card_set_session (self->question, self->session);
  belay_control_card_set_session (self->control, self->session);
  belay_preflight_card_set_session (self->preflight, self->session);
  belay_timeline_view_set_model (self->timeline, belay_session_get_timeline (self->session));
  belay_presenter_set_session (self->presenter, self->session, self->view);
  belay_past_set_view (self->past, self->view);
  follow_marks (self);

  for (guint i = 0; i < G_N_ELEMENTS (updates); i++)
    {
      g_signal_connect_object (self->session, updates[i].signal, G_CALLBACK (updates[i].update), self,
                               G_CONNECT_SWAPPED);
      updates[i].update (self);
    }
}
