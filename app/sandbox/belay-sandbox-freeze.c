/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-sandbox-private.h"

#include <glib/gi18n-lib.h>

/* Freezing a sandbox, whatever its kind. */

static gboolean
check (BelaySandbox  *self,
       GError       **error)
{
  if (belay_sandbox_can_freeze (self))
    return TRUE;

  g_set_error_literal (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_UNSUPPORTED,
                       _("This sandbox cannot be made to stand still."));

  return FALSE;
}

/**
 * belay_sandbox_can_freeze:
 * @self: a sandbox
 *
 * Returns: whether it can be frozen now: it runs, and is of a kind that can
 */
gboolean
belay_sandbox_can_freeze (BelaySandbox *self)
{
  BelaySandboxClass *klass;

  g_return_val_if_fail (BELAY_IS_SANDBOX (self), FALSE);

  klass = BELAY_SANDBOX_GET_CLASS (self);

  return klass->can_freeze != NULL && klass->can_freeze (self);
}

/**
 * belay_sandbox_freeze:
 * @self: a sandbox
 * @error: return location for an error
 *
 * Makes everything in it stand still: nothing runs there until it is thawed, nothing is lost, and its screen can be looked at.
 * Does not wait: when this returns, the processes of a container stand still, and a machine has been told to. That it did not
 * obey is told by #BelaySandbox::trouble. Do not send input meanwhile: it would arrive later, or be lost. Harmless when it is
 * frozen already.
 *
 * Returns: whether it was told; otherwise %FALSE with a %BELAY_SANDBOX_ERROR
 */
gboolean
belay_sandbox_freeze (BelaySandbox  *self,
                      GError       **error)
{
  g_return_val_if_fail (BELAY_IS_SANDBOX (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (belay_sandbox_is_frozen (self))
    return TRUE;

  if (!check (self, error) || !BELAY_SANDBOX_GET_CLASS (self)->freeze (self, error))
    return FALSE;

  belay_sandbox_set_frozen (self, TRUE);

  return TRUE;
}

/**
 * belay_sandbox_thaw:
 * @self: a sandbox
 * @error: return location for an error
 *
 * Lets it go on where it was frozen. The same holds as for belay_sandbox_freeze(). Harmless when it is not frozen.
 *
 * Returns: whether it was told; otherwise %FALSE with a %BELAY_SANDBOX_ERROR
 */
gboolean
belay_sandbox_thaw (BelaySandbox  *self,
                    GError       **error)
{
  g_return_val_if_fail (BELAY_IS_SANDBOX (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (!belay_sandbox_is_frozen (self))
    return TRUE;

  if (!check (self, error) || !BELAY_SANDBOX_GET_CLASS (self)->thaw (self, error))
    return FALSE;

  belay_sandbox_set_frozen (self, FALSE);

  return TRUE;
}
