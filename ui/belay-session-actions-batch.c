/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-actions-private.h"

#include <glib/gi18n-lib.h>

/* What decides on several steps of a turn at once, goes from one to another, or undoes a decision. */

static BelayStep *
get_step (BelaySessionActions *self)
{
  return belay_session_page_get_step (self->page);
}

/* Each step of a turn has been in view for a time of its own. */
static gint64
get_visible_ms (BelayStep *step,
                gpointer   user_data)
{
  return belay_session_page_get_step_visible_ms (user_data, step);
}

static void
on_approve_turn (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  BelaySessionActions *self = user_data;
  g_autoptr(GError) error = NULL;

  belay_session_approve_turn (self->session, get_visible_ms, self->page, &error);
  belay_session_actions_check (self, error);
}

/* Who pressed for more than there is is told where it ended, and why. */
static void
tell_stopped (BelaySessionActions *self,
              BelayStep           *stopped)
{
  BelayStepState state = belay_step_get_state (stopped);
  g_autoptr(GError) told = NULL;

  told = g_error_new (BELAY_SESSION_ERROR, BELAY_SESSION_ERROR_STATE,
                      state == BELAY_STEP_PROPOSED ? _("Stopped before step %u, which is still being examined.")
                      : belay_step_get_action (stopped) == NULL ? _("Stopped before step %u, which cannot run.")
                      : _("Stopped before step %u, which asks for a decision of its own."),
                      belay_step_get_index (stopped));
  belay_session_actions_check (self, told);
}

static void
on_approve_until (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  BelaySessionActions *self = user_data;
  g_autoptr(BelayStep) stopped = NULL;
  g_autoptr(GError) error = NULL;

  belay_session_approve_until (self->session, get_step (self), get_visible_ms, self->page, &stopped, &error);
  if (stopped != NULL)
    tell_stopped (self, stopped);
  else
    belay_session_actions_check (self, error);
}

/* An empty reason is none, as in "reject". */
static void
on_reject_rest (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  BelaySessionActions *self = user_data;
  const char *reason = g_variant_get_string (parameter, NULL);
  g_autoptr(GError) error = NULL;

  belay_session_reject_from (self->session, get_step (self), *reason != '\0' ? reason : NULL, get_visible_ms, self->page,
                             &error);
  belay_session_actions_check (self, error);
}

static void
on_take_back (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  BelaySessionActions *self = user_data;
  g_autoptr(GError) error = NULL;

  belay_session_take_back (self->session, get_step (self), &error);
  belay_session_actions_check (self, error);
}

static void
on_look_again (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  BelaySessionActions *self = user_data;
  g_autoptr(GError) error = NULL;

  belay_session_look_at_change (self->session, get_step (self), belay_session_page_get_visible_ms (self->page), &error);
  belay_session_actions_check (self, error);
}

/* Goes to the next or the previous step of the turn. */
static void
on_pick (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  BelaySessionActions *self = user_data;

  belay_session_page_pick_beside (self->page, g_variant_get_int32 (parameter));
}

/**
 * belay_session_actions_add_batch:
 * @self: the actions
 *
 * Once.
 */
void
belay_session_actions_add_batch (BelaySessionActions *self)
{
  static const GActionEntry entries[] =
  {
    { .name = "approve-turn",  .activate = on_approve_turn },
    { .name = "approve-until", .activate = on_approve_until },
    { .name = "reject-rest",   .activate = on_reject_rest, .parameter_type = "s" },
    { .name = "take-back",     .activate = on_take_back },
    { .name = "look-again",    .activate = on_look_again },
    { .name = "pick",          .activate = on_pick, .parameter_type = "i" },
  };

  g_action_map_add_action_entries (self->map, entries, G_N_ELEMENTS (entries), self);
}

/**
 * belay_session_actions_update_batch:
 * @self: the actions
 * @decidable: whether the step of the card may be decided now
 * @runnable: whether that may lead to it being run
 */
void
belay_session_actions_update_batch (BelaySessionActions *self,
                                    gboolean             decidable,
                                    gboolean             runnable)
{
  BelayStep *step = self->page != NULL ? get_step (self) : NULL;
  gboolean revocable = step != NULL && belay_session_can_take_back (self->session, step);
  gboolean waiting = step != NULL && belay_session_get_state (self->session) == BELAY_SESSION_WAITING;
  BelayFrame *then, *now;

  belay_session_actions_enable (self, "approve-until", runnable);
  belay_session_actions_enable (self, "reject-rest", decidable || revocable);
  belay_session_actions_enable (self, "take-back", revocable);
  belay_session_actions_enable (self, "look-again", waiting && decidable && belay_step_get_held (step, &then, &now));
  belay_session_actions_enable (self, "pick", step != NULL);
}
