/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-private.h"

#include <glib/gi18n-lib.h>

/* The title of the window a step would go to, where a rule speaks of one: then, and only then, the step waits until the
 * sandbox has said it, for a second at the most. What is not known by then is unknown to the rules. */

#define DEADLINE_MS 1000

/* Between two questions, where the sandbox was late. */
#define PAUSE_MS 60

typedef struct _BelayWindowWait Wait;

/* One step's wait. An answer that comes when it is over finds no session. */
struct _BelayWindowWait
{
  BelaySession *session;        /* not owned; NULL: nobody wants to know any more */
  BelayStep    *step;
  BelayAction  *action;         /* what is to be done: an edit may go elsewhere */
  char         *title;          /* (nullable) */
  gboolean      over;           /* known, or nobody will know */
  guint         deadline;       /* source id */
  guint         pause;          /* source id */
};

static void
wait_clear (gpointer data)
{
  Wait *self = data;

  g_object_unref (self->step);
  belay_action_unref (self->action);
  g_free (self->title);
}

static void
wait_drop (gpointer data)
{
  Wait *self = data;

  self->session = NULL;
  g_clear_handle_id (&self->deadline, g_source_remove);
  g_clear_handle_id (&self->pause, g_source_remove);
  g_rc_box_release_full (self, wait_clear);
}

/**
 * belay_session_forget_window:
 * @self: a session
 *
 * What was asked is not waited for any more.
 */
void
belay_session_forget_window (BelaySession *self)
{
  g_clear_pointer (&self->window_wait, wait_drop);
}

static gboolean
has_window_rule (BelaySession *self)
{
  const BelayRules *rules = belay_rule_book_get_rules (self->book);

  for (guint i = 0; i < belay_rules_get_n (rules); i++)
    {
      const BelayRule *rule = belay_rules_get (rules, i);

      if (rule->enabled && rule->window != NULL)
        return TRUE;
    }

  return FALSE;
}

/* The person may have taken over, or stopped; then nothing goes on by itself. */
static void
go_on (Wait *self)
{
  g_autoptr(BelaySession) session = g_object_ref (self->session);

  self->over = TRUE;
  g_clear_handle_id (&self->deadline, g_source_remove);
  g_clear_handle_id (&self->pause, g_source_remove);

  if (session->state == BELAY_SESSION_RUNNING && session->passing == NULL && session->turn != NULL &&
      belay_turn_get_next (session->turn) == self->step)
    {
      belay_session_set_status (session, NULL);
      belay_session_proceed (session);
    }
}

static gboolean
on_deadline (gpointer user_data)
{
  Wait *self = user_data;

  self->deadline = 0;
  go_on (self);

  return G_SOURCE_REMOVE;
}

static void ask (Wait *self);

static gboolean
on_pause (gpointer user_data)
{
  Wait *self = user_data;

  self->pause = 0;
  ask (self);

  return G_SOURCE_REMOVE;
}

static void
on_said (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Wait *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTestimony) said = belay_witness_ask_finish (BELAY_WITNESS (source), result, &error);
  const char *title = NULL;

  if (said != NULL)
    title = belay_action_sends_keys (self->action) ? said->focus_title : said->title;

  if (self->session != NULL && !self->over)
    {
      if (title != NULL)
        {
          self->title = g_strdup (title);
          go_on (self);
        }
      else if (g_error_matches (error, BELAY_WITNESS_ERROR, BELAY_WITNESS_ERROR_LATE))
        {
          self->pause = g_timeout_add (PAUSE_MS, on_pause, self);
        }
      else
        {
          go_on (self);
        }
    }

  g_rc_box_release_full (self, wait_clear);
}

static BelayPoint
find_point (Wait *self)
{
  BelayPoint point;

  if (!belay_action_sends_pointer (self->action))
    return (BelayPoint) { -1, -1 };
  if (belay_action_get_point (self->action, &point))
    return belay_geometry_to_screen (belay_step_get_geometry (self->step), point);

  return belay_session_get_pointer (self->session, &point) ? point : (BelayPoint) { -1, -1 };
}

static void
ask (Wait *self)
{
  BelayWitness *witness = belay_sandbox_get_witness (self->session->sandbox);

  belay_witness_ask_async (witness, find_point (self), on_said, g_rc_box_acquire (self));
}

static void
begin (BelaySession *self,
       BelayStep    *step,
       BelayAction  *action)
{
  Wait *wait = g_rc_box_new0 (Wait);

  belay_session_forget_window (self);
  wait->session = self;
  wait->step = g_object_ref (step);
  wait->action = belay_action_ref (action);
  wait->deadline = g_timeout_add (DEADLINE_MS, on_deadline, wait);
  self->window_wait = wait;
  ask (wait);
}

/**
 * belay_session_await_window:
 * @self: a session
 * @step: the step whose turn it is
 *
 * Returns: %TRUE if a rule speaks of windows and it is not known yet which one @step goes to: belay_session_proceed() is
 *   called when it is, or will not be
 */
gboolean
belay_session_await_window (BelaySession *self,
                            BelayStep    *step)
{
  Wait *wait = self->window_wait;
  BelayAction *action = belay_step_get_action (step);

  if (action == NULL || !(belay_action_sends_pointer (action) || belay_action_sends_keys (action)) ||
      belay_sandbox_get_witness (self->sandbox) == NULL || !has_window_rule (self) ||
      belay_session_get_window_title (self, step) != NULL)
    return FALSE;

  if (wait != NULL && wait->step == step && wait->action == action && wait->over)
    return FALSE;

  if (wait == NULL || wait->step != step || wait->action != action)
    begin (self, step, action);

  belay_session_follow (self);
  belay_session_set_state (self, BELAY_SESSION_RUNNING);
  belay_session_set_status (self, _("Asking the sandbox which window this goes to…"));

  return TRUE;
}

/**
 * belay_session_get_window_title:
 * @self: a session
 * @step: the step whose turn it is
 *
 * The words of the sandbox, which can say anything.
 *
 * Returns: (transfer none) (nullable): the title of the window @step would go to; %NULL where nobody knows
 */
const char *
belay_session_get_window_title (BelaySession *self,
                                BelayStep    *step)
{
  Wait *wait = self->window_wait;
  BelayTarget *target = belay_step_get_target (step);

  /* It follows the screen: later than what was asked first. */
  if (target != NULL && belay_target_get_window (target) != NULL)
    return belay_target_get_window (target);

  return wait != NULL && wait->step == step && wait->action == belay_step_get_action (step) ? wait->title : NULL;
}
