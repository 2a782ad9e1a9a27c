/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-private.h"

#include <glib/gi18n-lib.h>

#include "belay-screen-refresh.h"

/* Going back: before each step that is not a look the machine is kept as it is, where the sandbox can; the person may bring it
 * back to that, and the conversation with it. What was said and done since stays on the record and in the timeline. */

#define MAX_RETURNS 40          /* snapshots that are kept; the oldest goes first */

#define LET_GO  " A mouse button that was held down then has been let go of."
#define HELD_ON " A mouse button is held down there, as it was then."
#define NOT_RUN "Not executed: the person supervising has brought the machine back to how it was before this action."

/* A moment that can be gone back to: the machine, and the conversation as far as the reply that proposed @step. */
struct _BelayReturn
{
  BelayStep *step;
  BelayTurn *turn;
  guint      mark;              /* of the agent */
  guint      buttons;           /* held down then, */
  BelayPoint pointer;           /* and where */
  gboolean   let_go;            /* of these, when it was gone back to last */
  char       label[BELAY_SANDBOX_MAX_LABEL + 1];
};

void
belay_return_free (BelayReturn *self)
{
  g_object_unref (self->step);
  g_object_unref (self->turn);
  g_free (self);
}

static BelayReturn *
find (BelaySession *self,
      BelayStep    *step)
{
  for (guint i = 0; i < self->returns->len; i++)
    {
      BelayReturn *point = self->returns->pdata[i];

      if (point->step == step)
        return point;
    }

  return NULL;
}

static void
forget (BelaySession *self,
        guint         i)
{
  belay_sandbox_forget_snapshot (self->sandbox, ((BelayReturn *) self->returns->pdata[i])->label);
  g_ptr_array_remove_index (self->returns, i);
}

/**
 * belay_session_forget_returns:
 * @self: a session
 *
 * There is no way back to any of them: the conversation they are part of is over.
 */
void
belay_session_forget_returns (BelaySession *self)
{
  while (self->returns->len > 0)
    forget (self, self->returns->len - 1);
}

/* Keeping. */

/* One snapshot that is being made. */
typedef struct
{
  BelaySession *session;
  BelayReturn  *point;
  gint64        begun;
} Keeping;

static JsonObject *
record_point (BelayReturn *point)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "step", belay_step_get_number (point->step));
  json_object_set_string_member (object, "label", point->label);
  if (point->buttons != 0)
    json_object_set_int_member (object, "buttons", point->buttons);

  return object;
}

/* Going on goes on without, for this step. */
static void
pause_without (BelaySession *self,
               BelayReturn  *point,
               const GError *error)
{
  g_autoptr(GError) problem = NULL;

  g_set_object (&self->without_return, point->step);
  problem = g_error_new (error->domain, error->code,
                         /* Translators: the first placeholder is the number of a step, the second a sentence that says why. */
                         _("The machine could not be kept as it is before step %u, so there would be no way back to it. %s Go on "
                           "without?"), belay_step_get_number (point->step), error->message);
  belay_session_pause (self, problem);
}

static void
on_kept (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Keeping *keeping = user_data;
  g_autoptr(BelaySession) self = keeping->session;
  BelayReturn *point = keeping->point;
  gint64 ms = (g_get_monotonic_time () - keeping->begun) / 1000;
  g_autoptr(GError) error = NULL;
  gboolean kept = belay_sandbox_snapshot_finish (BELAY_SANDBOX (source), result, &error);
  gboolean goes_on = self->keeping == point->step && self->state == BELAY_SESSION_RUNNING;
  JsonObject *record;

  g_free (keeping);
  self->keeping = NULL;

  if (!kept)
    {
      if (goes_on)
        pause_without (self, point, error);
      belay_return_free (point);
      return;
    }

  if (self->state == BELAY_SESSION_CLOSED || self->state == BELAY_SESSION_FAILED)
    {
      belay_return_free (point);
      return;
    }

  record = record_point (point);
  json_object_set_int_member (record, "ms", ms);
  belay_trail_append (self->trail, "snapshot", record);
  g_ptr_array_add (self->returns, point);
  if (self->returns->len > MAX_RETURNS)
    forget (self, 0);

  if (goes_on)
    belay_session_proceed (self);
}

/**
 * belay_session_keep_machine:
 * @self: a session
 * @step: a step that is about to pass
 *
 * Returns: whether the machine is being kept as it is, so that @step has to wait: belay_session_proceed() comes back to it
 */
gboolean
belay_session_keep_machine (BelaySession *self,
                            BelayStep    *step)
{
  Keeping *keeping;

  if (!belay_sandbox_can_rewind (self->sandbox) || !belay_agent_can_return (self->agent) ||
      belay_action_is_look (belay_step_get_action (step)) || step == self->without_return || find (self, step) != NULL)
    return FALSE;

  keeping = g_new (Keeping, 1);
  keeping->session = g_object_ref (self);
  keeping->begun = g_get_monotonic_time ();
  keeping->point = g_new0 (BelayReturn, 1);
  keeping->point->step = g_object_ref (step);
  keeping->point->turn = g_object_ref (self->turn);
  keeping->point->mark = belay_agent_get_mark (self->agent);
  keeping->point->buttons = belay_gate_get_held (self->gate, &keeping->point->pointer);
  g_snprintf (keeping->point->label, sizeof keeping->point->label, "step-%u", belay_step_get_number (step));

  self->keeping = step;
  belay_session_set_state (self, BELAY_SESSION_RUNNING);
  belay_session_set_status (self, _("Keeping the machine as it is…"));
  belay_sandbox_snapshot_async (self->sandbox, keeping->point->label, NULL, on_kept, keeping);

  return TRUE;
}

/* Going back. */

/* What was said and done from a step on; what happened meanwhile, such as that the sandbox reached for a host, did happen. */
static gboolean
is_undone_with (BelayEntry *entry,
                BelayStep  *first)
{
  BelayStep *step = belay_entry_get_step (entry);
  BelayEntryKind kind = belay_entry_get_kind (entry);

  if (step != NULL)
    return belay_step_get_number (step) >= belay_step_get_number (first);

  return kind == BELAY_ENTRY_TEXT || kind == BELAY_ENTRY_THINKING || kind == BELAY_ENTRY_TASK;
}

/* @step and all after it are of a branch that nobody goes on with. Returns: the number of the last step */
static guint
abandon_from (BelaySession *self,
              BelayStep    *step)
{
  GListModel *entries = belay_timeline_get_model (self->timeline);
  guint last = belay_step_get_number (step);
  gboolean reached = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr(BelayEntry) entry = g_list_model_get_item (entries, i);
      BelayStep *other = belay_entry_get_step (entry);

      reached = reached || other == step;
      if (!reached || !is_undone_with (entry, step))
        continue;

      if (other != NULL)
        last = MAX (last, belay_step_get_number (other));
      belay_entry_abandon (entry);
    }

  return last;
}

/* What can be gone back to after @point is of that branch as well. */
static void
forget_later (BelaySession *self,
              BelayReturn  *point)
{
  for (guint i = self->returns->len; i > 0; i--)
    {
      BelayReturn *other = self->returns->pdata[i - 1];

      if (other != point && belay_step_get_number (other->step) > belay_step_get_number (point->step))
        forget (self, i - 1);
    }
}

/* The conversation, as far as the reply that proposed the step; what it proposed from there on is answered as not run. */
static void
fork_conversation (BelaySession *self,
                   BelayReturn  *point)
{
  static const char note[] = "The person supervising has brought the whole machine back to how it was right before the first "
                             "action above that was not executed: its memory, its disk and its screen. Another continuation "
                             "of this conversation was tried and is undone; nothing of it is left on the machine. What you "
                             "see now is the machine as it is.";

  belay_agent_return_to (self->agent, point->mark);
  g_clear_pointer (&self->outgoing, belay_message_unref);
  g_clear_pointer (&self->fresh, belay_picture_unref);
  self->outgoing = belay_turn_to_message_until (point->turn, point->step, NOT_RUN);
  self->is_full = FALSE;
  g_free (self->note);
  self->note = g_strconcat (note, point->buttons == 0 ? "" : point->let_go ? LET_GO : HELD_ON, NULL);
}

static void
come_back (BelaySession *self,
           BelayReturn  *point)
{
  guint number = belay_step_get_number (point->step);
  guint last = abandon_from (self, point->step);
  g_autofree char *sentence = NULL;
  g_autofree char *text = g_strdup_printf ("before step %u; undone: steps %u to %u", number, number, last);
  JsonObject *record = record_point (point);

  json_object_set_int_member (record, "last", last);
  json_object_set_string_member (record, "text", text);
  belay_trail_append (self->trail, "rewound", record);
  /* Translators: the placeholder is the number of a step. */
  sentence = g_strdup_printf (_("You went back to before step %u. What came after is undone, and stays on the record."), number);
  belay_timeline_add (self->timeline, BELAY_ENTRY_PERSON, sentence);
  forget_later (self, point);
  fork_conversation (self, point);
}

static void
end_return (BelaySession *self,
            gboolean      rewound,
            const GError *error)
{
  BelayReturn *point = g_steal_pointer (&self->returning);

  if (self->state == BELAY_SESSION_FAILED || self->state == BELAY_SESSION_CLOSED)
    return;

  /* Stopped or not, the machine is what it was, and the conversation must be too. */
  if (rewound)
    come_back (self, point);

  if (belay_session_is_ending (self))
    {
      belay_session_check_ended (self);
    }
  else if (!rewound)
    {
      /* Whatever it is now, the agent has to see it. */
      self->look_is_due = TRUE;
      belay_session_pause (self, error);
    }
  else
    {
      /* Stopped, the machine may have stood still: whoever is in control finds it at work. */
      belay_gate_set_control (self->gate, BELAY_CONTROL_AGENT);
      belay_session_notify (self, BELAY_SESSION_PROP_CONTROL);
      belay_session_look_again (self, self->note);
    }
}

/* If it did not come, the screen is gone, or hangs: looking says so. */
static void
on_refreshed (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(BelaySession) self = user_data;

  if (!belay_screen_refresh_finish (BELAY_SCREEN (source), result))
    g_message ("The machine that was gone back to was not drawn in time.");

  end_return (self, TRUE, NULL);
}

/* What is known of the mouse is of the machine that is gone. Letting go takes a press first, and after Stop nothing is pressed. */
static void
renew (BelaySession *self)
{
  BelayReturn *point = self->returning;

  if (point == NULL || self->gate == NULL)
    return;

  point->let_go = !belay_session_is_ending (self) && self->state == BELAY_SESSION_RUNNING;
  if (point->let_go)
    belay_gate_renew (self->gate, point->pointer, point->buttons);
}

/* What is known of the screen is of that machine, too. */
static void
on_rewound (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(BelaySession) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!belay_sandbox_rewind_finish (BELAY_SANDBOX (source), result, &error))
    {
      end_return (self, FALSE, error);
      return;
    }

  renew (self);
  belay_screen_refresh_async (self->screen, on_refreshed, g_object_ref (self));
}

static void
on_recorded (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(BelaySession) self = user_data;

  /* That the record has failed is said there. */
  if (!belay_trail_commit_finish (BELAY_TRAIL (source), result, NULL, NULL) || self->returning == NULL)
    {
      self->returning = NULL;
      return;
    }

  belay_sandbox_rewind_async (self->sandbox, self->returning->label, NULL, on_rewound, g_object_ref (self));
}

/**
 * belay_session_can_go_back:
 * @self: a session
 * @step: a step of its timeline
 *
 * Returns: whether the machine and the conversation can be brought back to before @step now
 */
gboolean
belay_session_can_go_back (BelaySession *self,
                           BelayStep    *step)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);
  g_return_val_if_fail (BELAY_IS_STEP (step), FALSE);

  return (self->state == BELAY_SESSION_WAITING || self->state == BELAY_SESSION_ASKING ||
          self->state == BELAY_SESSION_FINISHED || self->state == BELAY_SESSION_STOPPED ||
          self->state == BELAY_SESSION_PAUSED) &&
         self->asking == NULL && self->passing == NULL && self->n_previews == 0 && self->keeping == NULL && self->returning == NULL &&
         !belay_privacy_is_on (self->privacy) && find (self, step) != NULL;
}

/**
 * belay_session_go_back:
 * @self: a session
 * @step: a step of its timeline
 * @error: return location for %BELAY_SESSION_ERROR_STATE
 *
 * Brings the machine and the conversation back to before @step, and goes on from there. What was to run does not.
 */
gboolean
belay_session_go_back (BelaySession  *self,
                       BelayStep     *step,
                       GError       **error)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);
  g_return_val_if_fail (BELAY_IS_STEP (step), FALSE);

  if (!belay_session_can_go_back (self, step))
    return belay_session_refuse_now (error);

  self->returning = find (self, step);
  self->look_is_due = FALSE;
  belay_session_end_countdown (self);
  belay_gate_set_control (self->gate, BELAY_CONTROL_NOBODY);
  belay_session_drop_steps (self, "Not executed: the person supervising went back to before an earlier action.");
  belay_session_keep_results (self);
  belay_session_set_question (self, NULL);
  belay_session_set_state (self, BELAY_SESSION_RUNNING);
  belay_session_set_status (self, _("Bringing the machine back…"));
  belay_session_follow (self);
  belay_trail_commit_async (self->trail, "rewind", record_point (self->returning), on_recorded, g_object_ref (self));

  return TRUE;
}
