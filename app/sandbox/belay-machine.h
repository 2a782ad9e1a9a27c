/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-vm-agent.h"
#include "belay-vm-start.h"

G_BEGIN_DECLS

#define BELAY_TYPE_MACHINE (belay_machine_get_type ())

/*
 * A virtual machine and what is asked of it, in turn, on threads of its own: libvirt makes one wait. Main thread only.
 *
 * Signals: "ended" (GError *): it is over without having been stopped; "trouble" (GError *, gboolean frozen): something is
 * wrong with it, and it stands still now, or not.
 */
G_DECLARE_FINAL_TYPE (BelayMachine, belay_machine, BELAY, MACHINE, GObject)

BelayMachine *belay_machine_new           (const BelayVmAddress *address);

/* Starting one that runs, or is being started, is a mistake of the caller's. */
void          belay_machine_start_async   (BelayMachine         *self,
                                           const BelayVmLimits  *limits,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
/* (transfer full) (nullable): the path of the socket of its VNC server. @listener: (out) (transfer full): where the machine
 * connects to when it wants out, or -1. */
char         *belay_machine_start_finish  (BelayMachine         *self,
                                           GAsyncResult         *result,
                                           int                  *listener,
                                           GError              **error);
/* At once: what still has to be done is done on a thread. */
void          belay_machine_stop          (BelayMachine         *self);

/* Of one that runs. (transfer full): belay-guest in it, which is taken once; -1: there is none. @process: (out): that is it, or 0 */
int           belay_machine_take_guest    (BelayMachine         *self,
                                           pid_t                *process);
/* Whether one that runs here may yet have belay-guest in it, which it is then waited for, beside all else. */
gboolean      belay_machine_wants_guest   (BelayMachine         *self);
void          belay_machine_await_guest_async  (BelayMachine         *self,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
/* (transfer full): a stream, or -1. @state: (out): why not */
int           belay_machine_await_guest_finish (BelayMachine         *self,
                                                GAsyncResult         *result,
                                                BelayVmAgent         *state);
gboolean      belay_machine_is_running    (BelayMachine         *self);
gboolean      belay_machine_is_emulated   (BelayMachine         *self);
/* (transfer none) (nullable): the other computer it is on */
const char   *belay_machine_get_host      (BelayMachine         *self);
/* (transfer none) (nullable): what its screen asks for, of a machine that runs */
const char   *belay_machine_get_password  (BelayMachine         *self);
/* (transfer none): what it was given. It has to run. */
const BelayVmLimits *belay_machine_get_given (BelayMachine      *self);

/* Told at once; that it failed is "trouble". */
void          belay_machine_freeze        (BelayMachine         *self);
void          belay_machine_thaw          (BelayMachine         *self);

/* One after the other, in the order they were asked for. They need a machine that runs. */
void          belay_machine_save_async    (BelayMachine         *self,
                                           const char           *label,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
void          belay_machine_load_async    (BelayMachine         *self,
                                           const char           *label,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
/* Of both. */
gboolean      belay_machine_finish        (BelayMachine         *self,
                                           GAsyncResult         *result,
                                           GError              **error);
void          belay_machine_forget        (BelayMachine         *self,
                                           const char           *label);

/* Asks the guest agent: see belay_vm_domain_ask_agent(). */
void          belay_machine_ask_async     (BelayMachine         *self,
                                           const char           *command,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
char         *belay_machine_ask_finish    (BelayMachine         *self,
                                           GAsyncResult         *result,
                                           GError              **error);

G_END_DECLS
