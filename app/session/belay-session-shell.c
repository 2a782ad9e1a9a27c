/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-private.h"

#include <glib/gi18n-lib.h>

#include "belay-record-shell.h"

/* The sandbox's shell: whether the agent has it in this session, and what its steps would make of files, found out before they
 * are decided on. */

gboolean
belay_session_get_shell (BelaySession *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);

  return self->shell != NULL;
}

/**
 * belay_session_set_wants_shell:
 * @self: a session without a task
 * @wants_shell: whether the agent is to have the sandbox's shell and files, if the sandbox offers them
 */
void
belay_session_set_wants_shell (BelaySession *self,
                               gboolean      wants_shell)
{
  g_return_if_fail (BELAY_IS_SESSION (self));
  g_return_if_fail (self->started == 0);

  self->wants_shell = wants_shell;
}

/**
 * belay_session_open_shell:
 * @self: a session whose task begins
 *
 * The tools of a conversation are fixed when it begins.
 */
void
belay_session_open_shell (BelaySession *self)
{
  BelayShell *shell = self->wants_shell ? belay_sandbox_get_shell (self->sandbox) : NULL;

  if (self->wants_shell && shell == NULL)
    belay_timeline_add (self->timeline, BELAY_ENTRY_NOTICE,
                        _("This sandbox offers no shell, so the agent has its screen only."));

  g_set_object (&self->shell, shell);
  belay_gate_set_shell (self->gate, shell);
  belay_agent_set_shell (self->agent, shell != NULL);
}

/* A file is read for what would become of it. */
typedef struct
{
  BelaySession *session;
  BelayStep    *step;
} Preview;

/* A step whose turn it is waited for that alone. */
static void
go_on (BelaySession *self)
{
  if (--self->n_previews > 0 || !self->awaiting_previews)
    return;

  self->awaiting_previews = FALSE;
  if (self->state != BELAY_SESSION_RUNNING || self->passing != NULL)
    return;

  belay_session_set_status (self, NULL);
  belay_session_proceed (self);
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Preview *preview = user_data;
  BelaySession *self = preview->session;
  BelayStep *step = preview->step;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) content = belay_shell_read_finish (BELAY_SHELL (source), result, &error);
  g_autoptr(BelayFileEdit) edit = belay_file_edit_new_read (belay_step_get_action (step), content, error);

  /* What was decided meanwhile was decided without it: the gate asks again. */
  if (belay_step_get_state (step) <= BELAY_STEP_WAITING)
    {
      gboolean first = belay_step_get_file_edit (step) == NULL;

      g_autofree char *diff = belay_record_write_diff (edit);

      g_object_set_data_full (G_OBJECT (step), BELAY_RECORDED_DIFF, belay_session_scrub (self, diff), g_free);
      belay_step_set_file_edit (step, edit);
      if (belay_step_get_state (step) != BELAY_STEP_PROPOSED && self->state != BELAY_SESSION_CLOSED)
        belay_trail_append (self->trail, "scan", belay_record_scan (step));
      if (first)
        belay_session_end_examinations (self);
    }

  go_on (self);
  g_object_unref (preview->session);
  g_object_unref (preview->step);
  g_free (preview);
}

/**
 * belay_session_preview:
 * @self: a session
 * @step: a step that nobody has decided on
 *
 * Finds out what it would make of a file as that is now; nothing of a step that changes none.
 */
void
belay_session_preview (BelaySession *self,
                       BelayStep    *step)
{
  BelayAction *action = belay_step_get_action (step);
  Preview *preview;

  if (action == NULL || !belay_action_edits_file (action) || self->shell == NULL ||
      belay_step_get_state (step) > BELAY_STEP_WAITING)
    return;

  preview = g_new (Preview, 1);
  preview->session = g_object_ref (self);
  preview->step = g_object_ref (step);
  self->n_previews++;
  belay_shell_read_async (self->shell, belay_action_get_path (action), FALSE, BELAY_FILE_EDIT_MAX, on_read, preview);
}

/**
 * belay_session_preview_rest:
 * @self: a session in which a step has passed the gate
 *
 * What that did may have changed what the others would do.
 */
void
belay_session_preview_rest (BelaySession *self)
{
  GListModel *steps = belay_turn_get_steps (self->turn);

  for (guint i = 0; self->shell != NULL && i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(BelayStep) step = g_list_model_get_item (steps, i);

      belay_session_preview (self, step);
    }
}

/**
 * belay_session_await_previews:
 * @self: a session
 * @step: the step whose turn it is
 *
 * Returns: %TRUE if it is being found out what @step would make of a file now: belay_session_proceed() is called when it is
 */
gboolean
belay_session_await_previews (BelaySession *self,
                              BelayStep    *step)
{
  BelayAction *action = belay_step_get_action (step);

  if (self->n_previews == 0 || action == NULL || !belay_action_edits_file (action) ||
      belay_step_get_state (step) > BELAY_STEP_WAITING)
    return FALSE;

  self->awaiting_previews = TRUE;
  belay_session_set_state (self, BELAY_SESSION_RUNNING);
  belay_session_set_status (self, _("Examining what was proposed…"));

  return TRUE;
}

/* Whether it is known what @step would make of a file; TRUE of a step that changes none. */
gboolean
belay_session_is_previewed (BelaySession *self,
                            BelayStep    *step)
{
  BelayAction *action = belay_step_get_action (step);

  return action == NULL || !belay_action_edits_file (action) || belay_step_get_file_edit (step) != NULL;
}
