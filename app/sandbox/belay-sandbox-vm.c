/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-sandbox-vm.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gi18n-lib.h>

#include "belay-guest.h"
#include "belay-machine.h"
#include "belay-sandbox-fd.h"
#include "belay-sandbox-private.h"

/**
 * BelaySandboxVm:
 *
 * A virtual machine, on a disk of its own above one that is only read. It has a network card at whose other end is nothing but
 * the way out that bubblewrap's container has as well; on another computer none, and the way out comes by a port.
 */
struct _BelaySandboxVm
{
  BelaySandbox   parent_instance;

  BelayMachine  *machine;
  BelayEgress   *egress;
  gboolean       elsewhere;     /* libvirt is not ours: there is no network card, and whoever is in it brings the way out */
  gboolean       cut_off;       /* there, nobody is in it */
  BelayGuest    *guest;         /* (nullable) */
  pid_t          process;       /* that is the machine, or 0 */
  BelayVmLimits  limits;
  GTask         *start;         /* until it is there */
  GSource       *outer;         /* waits for the caller's cancellable, or NULL */
  guint          attempt;       /* which start is under way: an answer to an earlier one is not for it */
};

G_DEFINE_FINAL_TYPE (BelaySandboxVm, belay_sandbox_vm, BELAY_TYPE_SANDBOX)

/* Returns: (transfer full) (nullable): the start that was under way. */
static GTask *
reset (BelaySandboxVm *self)
{
  GTask *start = g_steal_pointer (&self->start);

  self->attempt++;
  if (self->outer != NULL)
    g_source_destroy (self->outer);

  g_clear_pointer (&self->outer, g_source_unref);
  belay_machine_stop (self->machine);
  belay_egress_stop (self->egress);
  g_clear_object (&self->guest);
  self->process = 0;
  self->cut_off = FALSE;
  belay_sandbox_set_frozen (BELAY_SANDBOX (self), FALSE);

  return start;
}

static gboolean
on_outer_cancelled (GCancellable *cancellable,
                    gpointer      user_data)
{
  belay_sandbox_stop (user_data);

  return G_SOURCE_REMOVE;
}

typedef struct
{
  BelaySandboxVm *sandbox;
  guint           attempt;
} Attempt;

static void
finish_start (BelaySandboxVm *self,
              char           *screen,
              int             listener,
              GError         *error)
{
  g_autoptr(GTask) start = g_steal_pointer (&self->start);
  int guest;

  if (self->outer != NULL)
    g_source_destroy (self->outer);

  g_clear_pointer (&self->outer, g_source_unref);

  if (screen == NULL)
    {
      g_task_return_error (start, error);
      return;
    }

  self->cut_off = self->elsewhere && listener < 0;
  if (listener >= 0)
    belay_egress_take_listener (self->egress, listener);
  else
    g_message ("The sandbox has no way out.");

  guest = belay_machine_take_guest (self->machine, &self->process);
  if (guest >= 0)
    self->guest = belay_guest_new (guest);

  g_task_return_pointer (start, g_unix_socket_address_new (screen), g_object_unref);
}

static void
on_started (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autofree Attempt *attempt = user_data;
  g_autoptr(BelaySandboxVm) self = attempt->sandbox;
  GError *error = NULL;
  int listener;
  g_autofree char *screen = NULL;

  if (attempt->attempt != self->attempt)
    return;

  screen = belay_machine_start_finish (BELAY_MACHINE (object), result, &listener, &error);
  finish_start (self, screen, listener, error);
}

static void
belay_sandbox_vm_start_async (BelaySandbox        *sandbox,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  BelaySandboxVm *self = BELAY_SANDBOX_VM (sandbox);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Attempt *attempt;

  g_task_set_source_tag (task, belay_sandbox_vm_start_async);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (self->start != NULL || belay_machine_is_running (self->machine))
    {
      g_task_return_new_error (task, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_FAILED, "%s",
                               _("The sandbox has been started already."));
      return;
    }

  attempt = g_new (Attempt, 1);
  *attempt = (Attempt) { g_object_ref (self), self->attempt };
  self->start = g_steal_pointer (&task);

  if (cancellable != NULL)
    {
      self->outer = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->outer, G_SOURCE_FUNC (on_outer_cancelled), self, NULL);
      g_source_attach (self->outer, NULL);
    }

  belay_machine_start_async (self->machine, &self->limits, on_started, attempt);
}

static GSocketConnectable *
belay_sandbox_vm_start_finish (BelaySandbox  *sandbox,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, sandbox), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
belay_sandbox_vm_stop (BelaySandbox *sandbox)
{
  g_autoptr(GTask) start = reset (BELAY_SANDBOX_VM (sandbox));

  if (start != NULL)
    g_task_return_new_error (start, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The sandbox was stopped while it was starting");
}

static BelayEgress *
belay_sandbox_vm_get_egress (BelaySandbox *sandbox)
{
  BelaySandboxVm *self = BELAY_SANDBOX_VM (sandbox);

  return self->cut_off ? NULL : self->egress;
}

/* Who is in it. */

static BelayProbe *
belay_sandbox_vm_get_probe (BelaySandbox *sandbox)
{
  BelaySandboxVm *self = BELAY_SANDBOX_VM (sandbox);

  return self->guest != NULL ? belay_guest_get_probe (self->guest) : NULL;
}

static BelayShell *
belay_sandbox_vm_get_shell (BelaySandbox *sandbox)
{
  BelaySandboxVm *self = BELAY_SANDBOX_VM (sandbox);

  return self->guest != NULL ? belay_guest_get_shell (self->guest) : NULL;
}

static pid_t
belay_sandbox_vm_get_machine (BelaySandbox *sandbox)
{
  return BELAY_SANDBOX_VM (sandbox)->process;
}

/* Freezing and going back. */

static gboolean
is_running (BelaySandbox *sandbox)
{
  return belay_machine_is_running (BELAY_SANDBOX_VM (sandbox)->machine);
}

static gboolean
belay_sandbox_vm_freeze (BelaySandbox  *sandbox,
                         GError       **error)
{
  belay_machine_freeze (BELAY_SANDBOX_VM (sandbox)->machine);

  return TRUE;
}

static gboolean
belay_sandbox_vm_thaw (BelaySandbox  *sandbox,
                       GError       **error)
{
  belay_machine_thaw (BELAY_SANDBOX_VM (sandbox)->machine);

  return TRUE;
}

static void
on_done (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (belay_machine_finish (BELAY_MACHINE (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
belay_sandbox_vm_snapshot_async (BelaySandbox        *sandbox,
                                 const char          *label,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  belay_machine_save_async (BELAY_SANDBOX_VM (sandbox)->machine, label, cancellable, on_done,
                            g_task_new (sandbox, cancellable, callback, user_data));
}

static void
on_loaded (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  GTask *task = user_data;
  BelaySandboxVm *self = BELAY_SANDBOX_VM (g_task_get_source_object (task));

  /* Whether it went back or not is not always known. */
  if (self->guest != NULL)
    belay_guest_renew (self->guest);

  on_done (object, result, task);
}

static void
belay_sandbox_vm_rewind_async (BelaySandbox        *sandbox,
                               const char          *label,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  belay_machine_load_async (BELAY_SANDBOX_VM (sandbox)->machine, label, cancellable, on_loaded,
                            g_task_new (sandbox, cancellable, callback, user_data));
}

static gboolean
finish (BelaySandbox  *sandbox,
        GAsyncResult  *result,
        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, sandbox), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
belay_sandbox_vm_forget_snapshot (BelaySandbox *sandbox,
                                  const char   *label)
{
  belay_machine_forget (BELAY_SANDBOX_VM (sandbox)->machine, label);
}

/* What is heard of the machine. */

static void
on_ended (BelayMachine   *machine,
          GError         *error,
          BelaySandboxVm *self)
{
  g_autoptr(GTask) start = reset (self);

  belay_sandbox_emit_ended (BELAY_SANDBOX (self), error);
}

static void
on_trouble (BelayMachine   *machine,
            GError         *error,
            gboolean        frozen,
            BelaySandboxVm *self)
{
  belay_sandbox_set_frozen (BELAY_SANDBOX (self), frozen);
  belay_sandbox_emit_trouble (BELAY_SANDBOX (self), error);
}

/* The object. */

static void
belay_sandbox_vm_dispose (GObject *object)
{
  BelaySandboxVm *self = BELAY_SANDBOX_VM (object);

  /* A start under way holds a reference: there is none. */
  if (self->machine != NULL)
    {
      g_autoptr(GTask) start = reset (self);

      g_assert (start == NULL);
      g_signal_handlers_disconnect_by_data (self->machine, self);
    }

  g_clear_object (&self->machine);

  G_OBJECT_CLASS (belay_sandbox_vm_parent_class)->dispose (object);
}

static void
belay_sandbox_vm_finalize (GObject *object)
{
  g_clear_object (&BELAY_SANDBOX_VM (object)->egress);

  G_OBJECT_CLASS (belay_sandbox_vm_parent_class)->finalize (object);
}

static void
belay_sandbox_vm_class_init (BelaySandboxVmClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  BelaySandboxClass *sandbox_class = BELAY_SANDBOX_CLASS (klass);

  object_class->dispose = belay_sandbox_vm_dispose;
  object_class->finalize = belay_sandbox_vm_finalize;

  sandbox_class->start_async = belay_sandbox_vm_start_async;
  sandbox_class->start_finish = belay_sandbox_vm_start_finish;
  sandbox_class->stop = belay_sandbox_vm_stop;
  sandbox_class->get_egress = belay_sandbox_vm_get_egress;
  sandbox_class->get_probe = belay_sandbox_vm_get_probe;
  sandbox_class->get_shell = belay_sandbox_vm_get_shell;
  sandbox_class->get_machine = belay_sandbox_vm_get_machine;
  sandbox_class->can_freeze = is_running;
  sandbox_class->freeze = belay_sandbox_vm_freeze;
  sandbox_class->thaw = belay_sandbox_vm_thaw;
  sandbox_class->can_rewind = is_running;
  sandbox_class->snapshot_async = belay_sandbox_vm_snapshot_async;
  sandbox_class->snapshot_finish = finish;
  sandbox_class->rewind_async = belay_sandbox_vm_rewind_async;
  sandbox_class->rewind_finish = finish;
  sandbox_class->forget_snapshot = belay_sandbox_vm_forget_snapshot;
}

static void
belay_sandbox_vm_init (BelaySandboxVm *self)
{
  g_autoptr(BelayAllowList) list = belay_allow_list_new ();

  self->egress = belay_egress_new (list);
  belay_vm_limits_init (&self->limits);
}

BelaySandbox *
belay_sandbox_vm_new (const char  *text,
                      GError     **error)
{
  g_autoptr(BelayVmAddress) address = belay_vm_address_parse (text, error);
  g_autofree char *what = NULL;
  g_autofree char *title = NULL;
  BelaySandboxVm *self;

  if (address == NULL)
    return NULL;

  what = address->name != NULL ? g_strdup (address->name) : g_path_get_basename (address->path);

  if (address->uri != NULL)
    /* Translators: the name of a machine and that of a computer. */
    title = g_strdup_printf (_("Machine “%s” on %s"), what, belay_vm_address_get_place (address));
  else
    /* Translators: %s is the name of a machine or of a disk. */
    title = g_strdup_printf (_("Machine “%s”"), what);

  self = g_object_new (BELAY_TYPE_SANDBOX_VM, "name", text, "title", title, "own", TRUE, NULL);
  self->machine = belay_machine_new (address);
  self->elsewhere = address->uri != NULL;
  g_signal_connect (self->machine, "ended", G_CALLBACK (on_ended), self);
  g_signal_connect (self->machine, "trouble", G_CALLBACK (on_trouble), self);

  return BELAY_SANDBOX (self);
}

void
belay_sandbox_vm_set_limits (BelaySandboxVm      *self,
                             const BelayVmLimits *limits)
{
  g_return_if_fail (BELAY_IS_SANDBOX_VM (self));
  g_return_if_fail (limits->memory >= BELAY_VM_MIN_MEMORY && limits->cpus >= 1);

  self->limits = *limits;
}

const char *
belay_sandbox_vm_get_host (BelaySandboxVm *self)
{
  g_return_val_if_fail (BELAY_IS_SANDBOX_VM (self), NULL);

  return belay_machine_get_host (self->machine);
}

const char *
belay_sandbox_vm_get_password (BelaySandboxVm *self)
{
  g_return_val_if_fail (BELAY_IS_SANDBOX_VM (self), NULL);

  return belay_machine_get_password (self->machine);
}

gboolean
belay_sandbox_vm_wants_guest (BelaySandboxVm *self)
{
  g_return_val_if_fail (BELAY_IS_SANDBOX_VM (self), FALSE);

  return self->guest == NULL && belay_machine_wants_guest (self->machine);
}

static void
on_guest (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BelaySandboxVm *self = g_task_get_source_object (task);
  guint attempt = GPOINTER_TO_UINT (g_task_get_task_data (task));
  BelayVmAgent state;
  int fd = belay_machine_await_guest_finish (BELAY_MACHINE (object), result, &state);

  if (attempt != self->attempt || self->guest != NULL)
    belay_sandbox_clear_fd (&fd);
  else if (fd >= 0)
    self->guest = belay_guest_new (fd);

  g_task_return_pointer (task, (gpointer) belay_vm_agent_explain (state), NULL);
}

void
belay_sandbox_vm_await_guest_async (BelaySandboxVm      *self,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (belay_sandbox_vm_wants_guest (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_task_data (task, GUINT_TO_POINTER (self->attempt), NULL);
  belay_machine_await_guest_async (self->machine, on_guest, task);
}

const char *
belay_sandbox_vm_await_guest_finish (BelaySandboxVm *self,
                                     GAsyncResult   *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}

const BelayVmLimits *
belay_sandbox_vm_get_given (BelaySandboxVm *self)
{
  g_return_val_if_fail (BELAY_IS_SANDBOX_VM (self), NULL);

  return belay_machine_get_given (self->machine);
}

gboolean
belay_sandbox_vm_is_emulated (BelaySandboxVm *self)
{
  g_return_val_if_fail (BELAY_IS_SANDBOX_VM (self), FALSE);

  return belay_machine_is_emulated (self->machine);
}

static void
on_answer (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  char *answer = belay_machine_ask_finish (BELAY_MACHINE (object), result, &error);

  if (answer != NULL)
    g_task_return_pointer (task, answer, g_free);
  else
    g_task_return_error (task, error);
}

void
belay_sandbox_vm_ask_async (BelaySandboxVm      *self,
                            const char          *command,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_return_if_fail (BELAY_IS_SANDBOX_VM (self));

  belay_machine_ask_async (self->machine, command, cancellable, on_answer,
                           g_task_new (self, cancellable, callback, user_data));
}

char *
belay_sandbox_vm_ask_finish (BelaySandboxVm  *self,
                             GAsyncResult    *result,
                             GError         **error)
{
  g_return_val_if_fail (BELAY_IS_SANDBOX_VM (self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
