/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-page-private.h"

#include "belay-entry.h"

/* The view: live, or a recorded picture while a step of the past is selected. */

/* Of a replay: where the screen after the selected step differs from the recording. */
static void
update_regions (BelaySessionPage *self)
{
  const BelayRect *regions = NULL;
  guint n_regions = 0;

  if (!belay_session_page_is_live (self) && !belay_past_is_before (self->past))
    regions = belay_session_get_differences (self->session, belay_past_get_step (self->past), &n_regions);

  belay_screen_view_set_regions (self->view, regions, n_regions);
}

void
belay_session_page_update_view_step (BelaySessionPage *self)
{
  BelayStep *past = belay_past_get_step (self->past);
  BelayStep *step = belay_decision_card_get_step (self->decision);

  /* What a step came to is shown without the step drawn over it. */
  if (past != NULL)
    step = belay_past_is_before (self->past) ? past : NULL;

  belay_screen_view_set_step (self->view, step);
  update_regions (self);
}

/* A caption for the audience is not to hide what the person works on, nor to speak of now over a picture of the past. */
void
belay_session_page_update_covered (BelaySessionPage *self)
{
  gboolean covered = self->editing || !belay_session_page_is_live (self);

  belay_presenter_set_covered (self->presenter, covered);
  belay_turn_marks_set_covered (self->marks, covered);
}

void
belay_session_page_select_step (BelaySessionPage *self,
                                BelayStep        *step)
{
  guint n_regions;

  /* One that is still to come has no picture; what there is to see of it is on the card. */
  if (step != NULL && belay_session_page_is_undecided (step) && belay_session_get_current (self->session) != NULL)
    belay_decision_card_pick_step (self->decision, step);

  if (step == belay_session_get_current (self->session))
    step = NULL;

  /* What differs from the recording came of the step. */
  if (step != NULL && belay_session_get_differences (self->session, step, &n_regions) != NULL)
    belay_past_set_before (self->past, FALSE);

  if (belay_past_set_step (self->past, step))
    belay_session_page_set_editing (self, FALSE);
}

void
belay_session_page_change_past (BelaySessionPage *self)
{
  belay_decision_card_set_live (self->decision, belay_session_page_is_live (self));
  belay_session_page_update_return (self);
  belay_session_page_update_covered (self);
  belay_session_page_update_view_step (self);
  g_object_notify (G_OBJECT (self), "live");
}

/**
 * belay_session_page_is_live:
 * @self: a page
 *
 * Returns: whether the view shows the screen as it is, not a recorded picture
 */
gboolean
belay_session_page_is_live (BelaySessionPage *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION_PAGE (self), FALSE);

  return belay_past_get_step (self->past) == NULL;
}

/**
 * belay_session_page_go_live:
 * @self: a page
 *
 * Shows the screen as it is again, and the newest entry of the timeline.
 */
void
belay_session_page_go_live (BelaySessionPage *self)
{
  g_return_if_fail (BELAY_IS_SESSION_PAGE (self));

  belay_session_page_leave (self, GTK_WIDGET (self->timeline));
  belay_timeline_view_go_live (self->timeline);
  belay_past_set_step (self->past, NULL);
}

/* The step whose picture is @sha256, as it was or as the agent got it. */
static BelayStep *
find_step_of (BelaySession *session,
              const char   *sha256)
{
  GListModel *timeline = belay_session_get_timeline (session);

  for (guint i = g_list_model_get_n_items (timeline); i > 0; i--)
    {
      g_autoptr(BelayEntry) entry = g_list_model_get_item (timeline, i - 1);
      BelayStep *step = belay_entry_get_step (entry);

      if (step != NULL && (g_strcmp0 (belay_step_get_picture_after (step), sha256) == 0 ||
                           g_strcmp0 (belay_step_get_picture_shown (step), sha256) == 0))
        return step;
    }

  return NULL;
}

void
belay_session_page_show_glimpse (BelaySessionPage *self)
{
  BelayRect area;
  const char *sha256;
  BelayStep *step;

  g_return_if_fail (BELAY_IS_SESSION_PAGE (self));

  sha256 = belay_session_get_glimpse (self->session, &area);
  step = sha256 != NULL ? find_step_of (self->session, sha256) : NULL;
  if (step == NULL)
    return;

  belay_past_set_before (self->past, FALSE);
  if (belay_past_set_step (self->past, step))
    belay_session_page_set_editing (self, FALSE);
  belay_screen_view_set_regions (self->view, &area, 1);
}

/* The flagged step of the review, in the timeline. */
void
belay_session_page_show_step (BelaySessionPage *self,
                              guint             number)
{
  GListModel *timeline = belay_session_get_timeline (self->session);

  for (guint i = g_list_model_get_n_items (timeline); i > 0; i--)
    {
      g_autoptr(BelayEntry) entry = g_list_model_get_item (timeline, i - 1);
      BelayStep *step = belay_entry_get_step (entry);

      if (step != NULL && belay_step_get_number (step) == number)
        {
          belay_timeline_view_show_entry (self->timeline, entry);
          return;
        }
    }
}

/* Whether there is a way back to before the step that is shown. */
void
belay_session_page_update_return (BelaySessionPage *self)
{
  BelayStep *step = belay_past_get_step (self->past);

  belay_past_set_returnable (self->past, step != NULL && belay_session_can_go_back (self->session, step));
}

BelayStep *
belay_session_page_get_past (BelaySessionPage *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION_PAGE (self), NULL);

  return belay_past_get_step (self->past);
}
