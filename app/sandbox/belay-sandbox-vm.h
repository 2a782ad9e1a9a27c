/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-sandbox.h"
#include "belay-vm-limits.h"

G_BEGIN_DECLS

#define BELAY_TYPE_SANDBOX_VM (belay_sandbox_vm_get_type ())
G_DECLARE_FINAL_TYPE (BelaySandboxVm, belay_sandbox_vm, BELAY, SANDBOX_VM, BelaySandbox)

/* @address: see BelayVmAddress. (transfer full) (nullable): or BELAY_SANDBOX_ERROR_NAME */
BelaySandbox *belay_sandbox_vm_new        (const char      *address,
                                           GError         **error);

/* What the machine is given when it is started. */
void          belay_sandbox_vm_set_limits (BelaySandboxVm       *self,
                                           const BelayVmLimits  *limits);
/* (transfer none): what a machine that runs was given */
const BelayVmLimits *belay_sandbox_vm_get_given (BelaySandboxVm *self);

/* Whether it runs without the help of the processor, and so some ten times slower. */
gboolean      belay_sandbox_vm_is_emulated (BelaySandboxVm *self);

/* (transfer none) (nullable): the other computer it is on */
const char   *belay_sandbox_vm_get_host   (BelaySandboxVm  *self);
/* (transfer none) (nullable): what the screen of a machine that runs asks for; nobody else is to know it */
const char   *belay_sandbox_vm_get_password (BelaySandboxVm *self);

/* A machine that runs and knows nothing of Belay boots while its screen is seen: whether somebody is to be put into it yet. */
gboolean      belay_sandbox_vm_wants_guest (BelaySandboxVm     *self);
/* Once, and until then it has no probe and no shell. The wait is bounded, and ends when the machine does. */
void          belay_sandbox_vm_await_guest_async (BelaySandboxVm      *self,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
/* (transfer none) (nullable): a sentence that says why nobody is in it */
const char   *belay_sandbox_vm_await_guest_finish (BelaySandboxVm     *self,
                                                   GAsyncResult       *result);

/* Asks the guest agent, whose answer is not to be believed: see belay_machine_ask_async(). For a sandbox that runs. */
void          belay_sandbox_vm_ask_async  (BelaySandboxVm       *self,
                                           const char           *command,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
char         *belay_sandbox_vm_ask_finish (BelaySandboxVm       *self,
                                           GAsyncResult         *result,
                                           GError              **error);

G_END_DECLS
