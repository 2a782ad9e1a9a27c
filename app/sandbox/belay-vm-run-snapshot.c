/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-vm-run-snapshot.h"

#include <glib/gi18n-lib.h>

#include "belay-sandbox.h"
#include "belay-vm-far-run.h"

/* QEMU calls what it could not write an input or output error, whatever it was. @said: (transfer full) */
static GError *
explain (BelayVmRun *self,
         GError     *said)
{
  GError *error;

  if (belay_vm_run_has_room (self))
    return said;

  error = g_error_new (BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NO_SPACE,
                       _("There is no room left for the disk of the machine (%s)."), said->message);
  g_error_free (said);

  return error;
}

gboolean
belay_vm_run_save (BelayVmRun  *self,
                   const char  *label,
                   GError     **error)
{
  GError *said = NULL;

  if (belay_vm_domain_save (self->domain, label, &said))
    {
      g_hash_table_add (self->labels, g_strdup (label));
      return TRUE;
    }

  /* It may have taken the place of an older one. */
  g_hash_table_remove (self->labels, label);
  g_propagate_error (error, explain (self, said));

  return FALSE;
}

/* What it has of connections to elsewhere does not go back with it. */
static gboolean
load (BelayVmRun  *self,
      const char  *label,
      GError     **error)
{
  gboolean done;

  if (self->far != NULL)
    belay_vm_far_run_hold (self->far);

  done = belay_vm_domain_load (self->domain, label, error);

  if (self->far != NULL)
    belay_vm_far_run_renew (self->far);

  return done;
}

gboolean
belay_vm_run_load (BelayVmRun  *self,
                   const char  *label,
                   GError     **error)
{
  gboolean had_agent = belay_vm_domain_has_agent (self->domain);

  /* QEMU stops a machine before it looks for what it is to become. */
  if (!g_hash_table_contains (self->labels, label))
    {
      g_set_error_literal (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_SNAPSHOT,
                           _("What the machine was then has not been kept."));
      return FALSE;
    }

  if (!load (self, label, error))
    return FALSE;

  self->clock_due |= had_agent;

  return TRUE;
}

void
belay_vm_run_forget (BelayVmRun *self,
                     const char *label)
{
  if (g_hash_table_remove (self->labels, label))
    belay_vm_domain_forget (self->domain, label);
}

void
belay_vm_run_set_clock (BelayVmRun *self)
{
  if (!self->clock_due || !belay_vm_domain_is_going (self->domain))
    return;

  self->clock_due = FALSE;
  belay_vm_domain_set_clock (self->domain);
}
