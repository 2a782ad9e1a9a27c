/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-gate-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "belay-errand.h"
#include "belay-secret-match.h"

/* Steps that do not go through the screen: commands for the sandbox's shell, and files the editor reads and writes. */

#define MAX_VIEW   16000        /* bytes of a file or folder the model gets to see at once */
#define MAX_ERROR  3800         /* bytes of what it is told of a failure; the API takes no long ones */
#define DEPTH      2            /* levels of a folder */

/* One step on its way. */
typedef struct
{
  BelayStep     *step;
  BelayShell    *shell;
  BelayFileEdit *edit;          /* (nullable) what becomes of the file as it is now */
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;

  g_object_unref (run->step);
  g_object_unref (run->shell);
  g_clear_pointer (&run->edit, belay_file_edit_unref);
  g_free (run);
}

void
belay_errand_free (BelayErrand *self)
{
  if (self == NULL)
    return;

  g_clear_object (&self->finding);
  g_free (self->text);
  g_free (self);
}

/* (transfer full): at most @max bytes: the beginning and the end. */
static char *
clip (const char *text,
      gsize       max)
{
  gsize length = strlen (text);
  const char *begin, *end;

  if (length <= max)
    return g_strdup (text);

  begin = g_utf8_find_prev_char (text, text + max / 2 + 1);
  end = g_utf8_find_next_char (text + length - max / 2, NULL);

  return g_strdup_printf ("%.*s\n[… %" G_GSIZE_FORMAT " bytes left out here …]\n%s", (int) (begin - text), text,
                          (gsize) (end - begin), end);
}

/* (transfer full): as clip(), but no secret is cut in two, of which nobody would know the halves again. */
static char *
clip_known (BelayGate  *self,
            const char *text,
            gsize       max)
{
  g_autofree char *scrubbed = belay_secret_match_scrub (belay_gate_get_typed_secrets (self), text);

  return clip (scrubbed != NULL ? scrubbed : text, max);
}

/* What is said is what is recorded. */
static BelayErrand *
new_errand (BelayGate      *self,
            BelayStepState  state,
            const char     *text)
{
  BelayErrand *errand = g_new0 (BelayErrand, 1);
  char *scrubbed = belay_secret_match_scrub (belay_gate_get_typed_secrets (self), text);

  errand->state = state;
  errand->text = scrubbed != NULL ? scrubbed : g_strdup (text);
  errand->status = -1;
  errand->size = -1;

  if (state == BELAY_STEP_FAILED)
    {
      g_autofree char *whole = g_steal_pointer (&errand->text);

      errand->text = clip (whole, MAX_ERROR);
    }

  return errand;
}

static void
return_errand (GTask       *task,
               BelayErrand *errand)
{
  g_task_return_pointer (task, errand, (GDestroyNotify) belay_errand_free);
}

static void
end_with (GTask          *task,
          BelayStepState  state,
          const char     *text)
{
  return_errand (task, new_errand (g_task_get_source_object (task), state, text));
}

/* A file that fails to be read or written: the path first, as every program says it. */
static void
end_with_error (GTask        *task,
                const GError *error)
{
  Run *run = g_task_get_task_data (task);
  g_autofree char *text = g_strdup_printf ("%s: %s.", belay_action_get_path (belay_step_get_action (run->step)), error->message);

  end_with (task, BELAY_STEP_FAILED, text);
}

/* From here on something happens in the sandbox. FALSE: it must not. */
static gboolean
begin (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  BelayGate *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)) || self->control != BELAY_CONTROL_AGENT)
    {
      end_with (task, BELAY_STEP_NOT_RUN, "Not executed: the person supervising stopped it before anything was done.");
      return FALSE;
    }

  if (!belay_step_run (run->step, &error))
    {
      g_critical ("A step passed the gate undecided: %s", error->message);
      end_with (task, BELAY_STEP_NOT_RUN, "Not executed.");
      return FALSE;
    }

  return TRUE;
}

/* Commands. */

static BelayStepState
describe_end (const BelayShellOutput *output,
              GString                *text)
{
  switch (output->end)
    {
    case BELAY_SHELL_END_TIMEOUT:
      g_string_prepend (text, "The command was killed because it took longer than " G_STRINGIFY (BELAY_SHELL_TIMEOUT_MS)
                        " ms, together with everything else that was started from the shell. The next command gets a new shell. "
                        "Output until then:\n");
      return BELAY_STEP_FAILED;

    case BELAY_SHELL_END_STOPPED:
      g_string_prepend (text, "Interrupted by the person supervising: the command was killed, together with everything else that "
                        "was started from the shell. It may have had a partial effect. The next command gets a new shell. "
                        "Output until then:\n");
      return BELAY_STEP_INTERRUPTED;

    case BELAY_SHELL_END_SHELL_OVER:
      g_string_append_printf (text, "\n[The shell itself ended with exit status %u. The next command gets a new shell.]",
                              output->status);
      return BELAY_STEP_DONE;

    case BELAY_SHELL_END_EXITED:
    default:
      if (output->status != 0)
        g_string_append_printf (text, "\n[exit status %u]", output->status);
      return BELAY_STEP_DONE;
    }
}

static gboolean
is_blank (const char *text)
{
  return text[strspn (text, " \t\n\v\f\r")] == '\0';
}

static void
on_output (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BelayGate *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayShellOutput) output = belay_shell_run_finish (BELAY_SHELL (source), result, &error);
  g_autoptr(GString) text = NULL;
  BelayErrand *errand;
  BelayStepState state;

  if (output == NULL && g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      end_with (task, BELAY_STEP_INTERRUPTED, "Interrupted by the person supervising. The shell of the sandbox does not answer: "
                "it is not known whether the command has ended.");
      return;
    }

  if (output == NULL)
    {
      end_with (task, BELAY_STEP_FAILED, g_error_matches (error, BELAY_SHELL_ERROR, BELAY_SHELL_ERROR_GONE)
                ? "The shell of the sandbox does not answer any more. The command may have had a partial effect."
                : "The command could not be run: no shell could be started in the sandbox.");
      return;
    }

  text = g_string_new (is_blank (output->text) ? "[no output]" : output->text);
  if (g_str_has_suffix (text->str, "\n"))
    g_string_truncate (text, text->len - 1);
  state = describe_end (output, text);
  errand = new_errand (self, state, text->str);
  errand->status = output->end <= BELAY_SHELL_END_SHELL_OVER ? (int) output->status : -1;
  errand->size = (gint64) MIN (output->size, (guint64) G_MAXINT64);
  errand->clipped = output->clipped;
  return_errand (task, errand);
}

static void
on_ended (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  if (belay_shell_end_finish (BELAY_SHELL (source), result, NULL))
    end_with (task, BELAY_STEP_DONE, "Restarted the shell. Everything that was started from the old one has been ended.");
  else
    end_with (task, BELAY_STEP_FAILED, "The shell of the sandbox does not answer any more.");
}

static void
run_command (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  const char *command = belay_action_get_text (belay_step_get_action (run->step));

  if (!begin (task))
    return;

  if (command == NULL)
    belay_shell_end_async (run->shell, on_ended, g_object_ref (task));
  else
    belay_shell_run_async (run->shell, command, g_task_get_cancellable (task), on_output, g_object_ref (task));
}

/* Looking at files. */

static void
on_listed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  const char *path = belay_action_get_path (belay_step_get_action (run->step));
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) list = belay_shell_list_finish (BELAY_SHELL (source), result, &error);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *valid = NULL, *shown = NULL;

  if (list == NULL)
    {
      end_with_error (task, error);
      return;
    }

  g_string_append_printf (text, "Here are the files and folders up to %d levels deep in %s, without hidden ones:\n", DEPTH, path);
  for (guint i = 0; i < list->len; i++)
    {
      const BelayShellEntry *entry = list->pdata[i];

      g_string_append_printf (text, "%s/%s%s\n", g_str_equal (path, "/") ? "" : path, entry->path,
                              entry->kind == BELAY_SHELL_ENTRY_FOLDER ? "/" : "");
    }

  valid = g_utf8_make_valid (text->str, (gssize) text->len);
  shown = clip_known (g_task_get_source_object (task), valid, MAX_VIEW);
  end_with (task, BELAY_STEP_DONE, shown);
}

static void
on_viewed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  BelayAction *action = belay_step_get_action (run->step);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) content = belay_shell_read_finish (BELAY_SHELL (source), result, &error);
  g_autofree char *text = NULL, *problem = NULL, *shown = NULL;

  if (g_error_matches (error, BELAY_SHELL_ERROR, BELAY_SHELL_ERROR_FOLDER))
    {
      belay_shell_list_async (run->shell, belay_action_get_path (action), DEPTH, on_listed, g_object_ref (task));
      return;
    }

  if (content == NULL)
    {
      end_with_error (task, error);
      return;
    }

  text = belay_file_view (action, content, &problem);
  if (text == NULL)
    {
      end_with (task, BELAY_STEP_FAILED, problem);
      return;
    }

  shown = is_blank (text) ? g_strdup ("[The file is empty.]")
                          : clip_known (g_task_get_source_object (task), text, MAX_VIEW);
  end_with (task, BELAY_STEP_DONE, shown);
}

/* Changing files. */

static void
on_written (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (!belay_shell_write_finish (BELAY_SHELL (source), result, &error))
    {
      end_with_error (task, error);
      return;
    }

  text = g_strdup_printf (belay_file_edit_is_new (run->edit) ? "Created the file %s." : "Edited the file %s.",
                          belay_file_edit_get_path (run->edit));
  end_with (task, BELAY_STEP_DONE, text);
}

/* The diff that was decided on was made of a file that is another one now. */
static void
hold (GTask *task)
{
  BelayErrand *errand = new_errand (g_task_get_source_object (task), BELAY_STEP_WAITING,
                                    "Held: the file changed after it was approved. Nothing was written.");

  errand->finding = belay_finding_new ("changed-file", BELAY_FINDING_HOLD,
                                       _("The file has changed since its differences were shown."), NULL);
  return_errand (task, errand);
}

BelayFileEdit *
belay_file_edit_new_read (const BelayAction *action,
                          GBytes            *content,
                          const GError      *error)
{
  g_autofree char *problem = NULL;

  /* That there is none is not a problem yet. */
  if (error != NULL && !g_error_matches (error, BELAY_SHELL_ERROR, BELAY_SHELL_ERROR_NOT_FOUND))
    problem = g_strdup_printf ("%s: %s.", belay_action_get_path (action), error->message);

  return belay_file_edit_new (action, content, problem);
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  BelayAction *action = belay_step_get_action (run->step);
  BelayFileEdit *shown = belay_step_get_file_edit (run->step);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) content = belay_shell_read_finish (BELAY_SHELL (source), result, &error);

  run->edit = belay_file_edit_new_read (action, content, error);

  if (shown == NULL || !belay_file_edit_same_file (shown, run->edit))
    {
      hold (task);
      return;
    }

  if (!begin (task))
    return;

  if (belay_file_edit_get_after (run->edit) == NULL)
    end_with (task, BELAY_STEP_FAILED, belay_file_edit_get_problem (run->edit));
  else
    belay_shell_write_async (run->shell, belay_action_get_path (action), FALSE, belay_file_edit_get_after (run->edit),
                             belay_file_edit_get_digest (run->edit), on_written, g_object_ref (task));
}

/**
 * belay_gate_errand_async:
 * @self: a gate
 * @step: a step that is decided and not for the screen; its intent is durable
 * @cancellable: of its passage: what runs is killed at once
 * @callback: called when it has ended, or is held
 * @user_data: for @callback
 */
void
belay_gate_errand_async (BelayGate           *self,
                         BelayStep           *step,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  BelayAction *action = belay_step_get_action (step);
  Run *run;

  g_task_set_source_tag (task, belay_gate_errand_async);
  g_task_set_check_cancellable (task, FALSE);

  if (self->shell == NULL)
    {
      end_with (task, BELAY_STEP_FAILED, "Not executed: this sandbox has no shell.");
      return;
    }

  run = g_new0 (Run, 1);
  run->step = g_object_ref (step);
  run->shell = g_object_ref (self->shell);
  g_task_set_task_data (task, run, run_free);

  if (belay_action_get_kind (action) == BELAY_ACTION_BASH)
    run_command (task);
  else if (belay_action_edits_file (action))
    belay_shell_read_async (run->shell, belay_action_get_path (action), FALSE, BELAY_FILE_EDIT_MAX, on_read, g_object_ref (task));
  else if (begin (task))
    belay_shell_read_async (run->shell, belay_action_get_path (action), FALSE, BELAY_FILE_EDIT_MAX, on_viewed,
                            g_object_ref (task));
}

BelayErrand *
belay_gate_errand_finish (BelayGate    *self,
                          GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/**
 * belay_gate_set_shell:
 * @self: a gate
 * @shell: (nullable): what commands and files go through; %NULL: none does
 */
void
belay_gate_set_shell (BelayGate  *self,
                      BelayShell *shell)
{
  g_return_if_fail (BELAY_IS_GATE (self));

  g_set_object (&self->shell, shell);
}
