/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-words-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "belay-dangerous-text.h"

/* The guards' turn: between being proposed and being decided, each step is examined. */

/* Longer text is examined on a thread: 64 KiB take 0.13 s. */
#define SHORT_TEXT 2048

/* A guard that takes longer has not finished: the person decides without it, and is told. */
#define DEADLINE_MS 2000

#define TEXT_GUARD "dangerous-text"

/* A step that is being examined: its text, and what the agent saw. The session lists those under way; a thread may hold one longer. */
typedef struct
{
  BelaySession *session;        /* not owned; NULL once it has ended */
  BelayStep    *step;
  GPtrArray    *findings;       /* (nullable) in the text, once it is read */
  guint         deadline;       /* source id */
  gboolean      late;
} Examination;

static void
examination_clear (Examination *self)
{
  g_clear_handle_id (&self->deadline, g_source_remove);
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  g_object_unref (self->step);
}

static void
examination_unref (Examination *self)
{
  g_rc_box_release_full (self, (GDestroyNotify) examination_clear);
}

static void
examination_end (gpointer data)
{
  Examination *self = data;

  self->session = NULL;
  g_clear_handle_id (&self->deadline, g_source_remove);
  examination_unref (self);
}

/* Reading a text, on a thread where it is long. */

static void
read_on_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  g_task_return_pointer (task, belay_dangerous_text_examine (data), (GDestroyNotify) g_ptr_array_unref);
}

static gboolean
is_read_at_once (BelaySession *self,
                 BelayAction  *action)
{
  const char *text = belay_action_get_text (action);

  return text == NULL || (self->patterns_ready && strlen (text) <= SHORT_TEXT);
}

static void
read_text (BelayAction         *action,
           GAsyncReadyCallback  callback,
           gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_task_data (task, belay_action_ref (action), (GDestroyNotify) belay_action_unref);
  g_task_run_in_thread (task, read_on_thread);
}

/* Examining a step. */

static void
add_all (GPtrArray *findings,
         GPtrArray *more)
{
  for (guint i = 0; i < more->len; i++)
    g_ptr_array_add (findings, g_object_ref (more->pdata[i]));
}

/* What the agent refers to may have changed since it looked; later steps of a turn expect that. */
static void
add_changed_since_look (BelaySession *self,
                        BelayStep    *step,
                        GPtrArray    *findings)
{
  BelayFrame *rest = belay_gate_get_rest (self->gate);
  g_autoptr(BelayFinding) moved = NULL;
  BelayRect region;
  gboolean placed;

  if (belay_step_get_index (step) == 1 && rest != NULL && belay_action_sends_pointer (belay_step_get_action (step)))
    moved = belay_gate_compare (self->gate, step, rest);

  if (moved == NULL)
    return;

  placed = belay_finding_get_region (moved, &region);
  g_ptr_array_add (findings, belay_finding_new ("changed-since-look", BELAY_FINDING_WARN,
                                                _("What is there has changed since the agent looked."),
                                                placed ? &region : NULL));
}

static void
add_glimpsed (BelaySession *self,
              GPtrArray    *findings)
{
  g_autoptr(GPtrArray) glimpsed = g_ptr_array_new ();

  belay_session_add_glimpsed (self, glimpsed);
  add_all (findings, glimpsed);
}

static void
conclude (BelaySession *self,
          Examination  *examination)
{
  g_autoptr(BelayStep) step = g_object_ref (examination->step);
  g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GError) error = NULL;

  if (examination->findings != NULL)
    add_all (findings, examination->findings);
  belay_session_add_secrets (self, examination->step, findings);
  belay_session_add_hidden (self, findings);
  add_glimpsed (self, findings);
  belay_session_add_words (self, step, findings);
  belay_session_set_trouble (self, "examination", examination->late ? _("Examining a step took too long.") : NULL);
  if (examination->late)
    g_ptr_array_add (findings, belay_finding_new ("unfinished", BELAY_FINDING_WARN,
                                                  _("It could not be examined in time. Look at it closely."), NULL));

  g_ptr_array_remove (self->examinations, examination);

  /* The turn may have been dropped meanwhile. */
  if (belay_step_get_state (step) != BELAY_STEP_PROPOSED)
    return;

  add_changed_since_look (self, step, findings);
  belay_session_add_remarks (self, step, findings);

  if (!belay_step_examine (step, findings, &error))
    g_critical ("A new step could not be examined: %s", error->message);

  belay_trail_append (self->trail, "scan", belay_record_scan (step));
  belay_session_apply_rules (self, step);
}

/* A step is examined after all: the session goes on if it waited for that. */
static void
go_on (BelaySession *self)
{
  gboolean awaited = self->awaiting_guards;

  self->awaiting_guards = FALSE;

  if (awaited && self->state == BELAY_SESSION_RUNNING)
    {
      belay_session_set_status (self, NULL);
      belay_session_proceed (self);
    }
  else
    {
      belay_session_follow (self);
    }
}

static gboolean
is_done (BelaySession *self,
         Examination  *examination)
{
  return examination->findings != NULL && belay_session_is_sight_clear (self) &&
         belay_session_is_previewed (self, examination->step);
}

/**
 * belay_session_end_examinations:
 * @self: a session in which a guard has finished
 *
 * Concludes what waited for that alone.
 */
void
belay_session_end_examinations (BelaySession *self)
{
  gboolean any = FALSE;

  for (guint i = 0; self->examinations != NULL && i < self->examinations->len;)
    {
      if (is_done (self, self->examinations->pdata[i]))
        {
          conclude (self, self->examinations->pdata[i]);
          any = TRUE;
        }
      else
        {
          i++;
        }
    }

  if (any)
    go_on (self);
}

static gboolean
on_deadline (gpointer user_data)
{
  Examination *examination = user_data;
  g_autoptr(BelaySession) self = g_object_ref (examination->session);

  examination->deadline = 0;
  examination->late = TRUE;
  conclude (self, examination);
  go_on (self);

  return G_SOURCE_REMOVE;
}

static void
on_text_read (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Examination *examination = user_data;
  g_autoptr(BelaySession) self = examination->session != NULL ? g_object_ref (examination->session) : NULL;

  if (self != NULL)
    {
      examination->findings = g_task_propagate_pointer (G_TASK (result), NULL);
      belay_session_end_examinations (self);
    }

  examination_unref (examination);
}

/**
 * belay_session_examine:
 * @self: a session
 * @step: a step that was just proposed, and is a valid action
 *
 * Lets the guards look at @step: it is examined when this returns, or soon, and then the session goes on if it waited for
 * that. What takes longer than two seconds is a finding itself.
 */
void
belay_session_examine (BelaySession *self,
                       BelayStep    *step)
{
  Examination *examination = g_rc_box_new0 (Examination);
  BelayAction *action = belay_step_get_action (step);

  if (self->examinations == NULL)
    self->examinations = g_ptr_array_new_with_free_func (examination_end);

  examination->session = self;
  examination->step = g_object_ref (step);
  g_ptr_array_add (self->examinations, examination);

  belay_session_preview (self, step);

  if (is_read_at_once (self, action))
    examination->findings = belay_dangerous_text_examine (action);
  else
    read_text (action, on_text_read, g_rc_box_acquire (examination));

  if (is_done (self, examination))
    conclude (self, examination);
  else
    examination->deadline = g_timeout_add (DEADLINE_MS, on_deadline, examination);
}

/**
 * belay_session_await_guards:
 * @self: a session
 * @step: the step whose turn it is
 *
 * Returns: %TRUE if @step is still being examined: belay_session_proceed() is called when it is not
 */
gboolean
belay_session_await_guards (BelaySession *self,
                            BelayStep    *step)
{
  if (belay_step_get_state (step) != BELAY_STEP_PROPOSED)
    return FALSE;

  self->awaiting_guards = TRUE;
  belay_session_follow (self);
  belay_session_set_state (self, BELAY_SESSION_RUNNING);
  belay_session_set_status (self, _("Examining what was proposed…"));

  return TRUE;
}

/* What the person wrote themselves. */

typedef struct
{
  BelaySession *session;
  BelayStep    *step;
  BelayAction  *action;         /* what they wrote */
} Edited;

/* They have approved it: what was found is good to know, and on the record. */
static gboolean
replace_by_notes (BelayStep  *step,
                  const char *guard,
                  GPtrArray  *findings)
{
  g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < findings->len; i++)
    {
      BelayFinding *finding = findings->pdata[i];

      g_ptr_array_add (notes, belay_finding_new (belay_finding_get_guard (finding), BELAY_FINDING_NOTE,
                                                 belay_finding_get_sentence (finding), NULL));
    }

  return belay_step_replace_findings (step, guard, notes);
}

static void
take_notes (BelaySession *self,
            BelayStep    *step,
            GPtrArray    *findings)
{
  g_autoptr(GPtrArray) line = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean changed;

  belay_session_add_line (self, step, line);
  changed = replace_by_notes (step, BELAY_LINE_GUARD, line);
  changed |= replace_by_notes (step, TEXT_GUARD, findings);

  if (changed && self->state != BELAY_SESSION_CLOSED)
    belay_trail_append (self->trail, "scan", belay_record_scan (step));
}

static void
on_edited_read (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  Edited *edited = user_data;
  g_autoptr(GPtrArray) findings = g_task_propagate_pointer (G_TASK (result), NULL);

  /* They may have taken it back meanwhile. */
  if (belay_step_get_action (edited->step) == edited->action)
    take_notes (edited->session, edited->step, findings);

  g_object_unref (edited->session);
  g_object_unref (edited->step);
  belay_action_unref (edited->action);
  g_free (edited);
}

/**
 * belay_session_examine_edit:
 * @self: a session
 * @step: a step the person has just changed
 *
 * What was found in the text that was proposed makes way for what is found in the text that runs.
 */
void
belay_session_examine_edit (BelaySession *self,
                            BelayStep    *step)
{
  BelayAction *action = belay_step_get_action (step);
  g_autoptr(GPtrArray) findings = NULL;
  Edited *edited;

  if (is_read_at_once (self, action))
    {
      findings = belay_dangerous_text_examine (action);
      take_notes (self, step, findings);
      return;
    }

  edited = g_new (Edited, 1);
  edited->session = g_object_ref (self);
  edited->step = g_object_ref (step);
  edited->action = belay_action_ref (action);
  read_text (action, on_edited_read, edited);
}

/* Readiness. */

static void
prepare_on_thread (GTask        *task,
                   gpointer      source,
                   gpointer      data,
                   GCancellable *cancellable)
{
  belay_dangerous_text_prepare ();
  g_task_return_boolean (task, TRUE);
}

static void
on_prepared (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  BELAY_SESSION (source)->patterns_ready = TRUE;
}

/**
 * belay_session_prepare_guards:
 * @self: a session that is being opened
 *
 * Makes ready what takes a moment the first time.
 */
void
belay_session_prepare_guards (BelaySession *self)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, on_prepared, NULL);

  g_task_run_in_thread (task, prepare_on_thread);
}
