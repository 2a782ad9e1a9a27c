/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-sandbox-private.h"

#include <glib/gi18n-lib.h>

/* Snapshots of a sandbox and going back to them, whatever its kind. */

static gboolean
is_label (const char *label)
{
  gsize length = strspn (label, "abcdefghijklmnopqrstuvwxyz0123456789-");

  return length > 0 && length <= BELAY_SANDBOX_MAX_LABEL && label[length] == '\0';
}

/* Answers for a sandbox that cannot. Returns: whether it did. */
static gboolean
answer_unsupported (BelaySandbox        *self,
                    gpointer             tag,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  if (belay_sandbox_can_rewind (self))
    return FALSE;

  g_task_report_new_error (self, callback, user_data, tag, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_UNSUPPORTED, "%s",
                           _("This sandbox cannot be brought back to what it was."));

  return TRUE;
}

/**
 * belay_sandbox_can_rewind:
 * @self: a sandbox
 *
 * Returns: whether snapshots of it can be made now: it runs, and is of a kind that can
 */
gboolean
belay_sandbox_can_rewind (BelaySandbox *self)
{
  BelaySandboxClass *klass;

  g_return_val_if_fail (BELAY_IS_SANDBOX (self), FALSE);

  klass = BELAY_SANDBOX_GET_CLASS (self);

  return klass->can_rewind != NULL && klass->can_rewind (self);
}

/**
 * belay_sandbox_snapshot_async:
 * @self: a sandbox
 * @label: what to find it by; a snapshot of that label is replaced
 * @cancellable: (nullable): a cancellable; what has begun is finished all the same, only not waited for
 * @callback: (scope async): called on the main thread
 * @user_data: for @callback
 *
 * Keeps what the whole machine is now: its memory, its disk, what is on its screen. It stands still meanwhile, up to a second
 * or two, and input sent to it would be lost. Snapshots live as long as the run of the sandbox. One that is asked for while another
 * is made, or while the machine goes back, waits for that.
 */
void
belay_sandbox_snapshot_async (BelaySandbox        *self,
                              const char          *label,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_return_if_fail (BELAY_IS_SANDBOX (self));
  g_return_if_fail (label != NULL && is_label (label));

  if (!answer_unsupported (self, belay_sandbox_snapshot_async, callback, user_data))
    BELAY_SANDBOX_GET_CLASS (self)->snapshot_async (self, label, cancellable, callback, user_data);
}

/**
 * belay_sandbox_snapshot_finish:
 * @self: a sandbox
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: whether the snapshot is there; otherwise %FALSE with %BELAY_SANDBOX_ERROR_UNSUPPORTED,
 *   %BELAY_SANDBOX_ERROR_SNAPSHOT, %BELAY_SANDBOX_ERROR_NO_SPACE, %BELAY_SANDBOX_ERROR_FAILED or %G_IO_ERROR_CANCELLED; the
 *   machine then runs on
 */
gboolean
belay_sandbox_snapshot_finish (BelaySandbox  *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (BELAY_IS_SANDBOX (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (g_async_result_is_tagged (result, belay_sandbox_snapshot_async))
    return g_task_propagate_boolean (G_TASK (result), error);

  return BELAY_SANDBOX_GET_CLASS (self)->snapshot_finish (self, result, error);
}

/**
 * belay_sandbox_rewind_async:
 * @self: a sandbox
 * @label: of a snapshot
 * @cancellable: (nullable): as for belay_sandbox_snapshot_async()
 * @callback: (scope async): called on the main thread
 * @user_data: for @callback
 *
 * Makes the machine what it was when the snapshot was made. The connection to its screen stays and gets the old picture; keys
 * and buttons that were held down since are not. The snapshot stays, and so do later ones. A frozen machine stays frozen.
 */
void
belay_sandbox_rewind_async (BelaySandbox        *self,
                            const char          *label,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_return_if_fail (BELAY_IS_SANDBOX (self));
  g_return_if_fail (label != NULL && is_label (label));

  if (!answer_unsupported (self, belay_sandbox_rewind_async, callback, user_data))
    BELAY_SANDBOX_GET_CLASS (self)->rewind_async (self, label, cancellable, callback, user_data);
}

/**
 * belay_sandbox_rewind_finish:
 * @self: a sandbox
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: whether the machine is now what it was then; otherwise %FALSE with an error as of belay_sandbox_snapshot_finish(),
 *   and the machine may be in any state: nothing should be done to it but stopping it, or going back once more
 */
gboolean
belay_sandbox_rewind_finish (BelaySandbox  *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (BELAY_IS_SANDBOX (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (g_async_result_is_tagged (result, belay_sandbox_rewind_async))
    return g_task_propagate_boolean (G_TASK (result), error);

  return BELAY_SANDBOX_GET_CLASS (self)->rewind_finish (self, result, error);
}

/**
 * belay_sandbox_forget_snapshot:
 * @self: a sandbox
 * @label: of a snapshot
 *
 * Gives back the room a snapshot takes, in its turn and without an answer. Harmless when there is none.
 */
void
belay_sandbox_forget_snapshot (BelaySandbox *self,
                               const char   *label)
{
  g_return_if_fail (BELAY_IS_SANDBOX (self));
  g_return_if_fail (label != NULL && is_label (label));

  if (belay_sandbox_can_rewind (self))
    BELAY_SANDBOX_GET_CLASS (self)->forget_snapshot (self, label);
}
