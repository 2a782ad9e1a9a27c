/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <libvirt/libvirt.h>

#include "belay-vm-event.h"

G_BEGIN_DECLS

/* A machine that libvirt runs for us. All functions wait for libvirt, so none is for the main thread; they may be called on
 * several others at a time. Machines end with the connection they were made on, however that ends. */
typedef struct _BelayVmDomain BelayVmDomain;

/* Called on the main thread, also for a while after belay_vm_domain_destroy(). */
typedef void (* BelayVmHeard) (BelayVmEvent event,
                               gpointer     user_data);

/* @connection: (transfer full). @user_data is freed by @destroy on the main thread. The machine stands still. (nullable): or an
 * error */
BelayVmDomain *belay_vm_domain_create  (virConnectPtr    connection,
                                        const char      *uuid,
                                        const char      *xml,
                                        BelayVmHeard     heard,
                                        gpointer         user_data,
                                        GDestroyNotify   destroy,
                                        GError         **error);
BelayVmDomain *belay_vm_domain_ref     (BelayVmDomain   *self);
/* The last one destroys it. */
void           belay_vm_domain_unref   (BelayVmDomain   *self);

void           belay_vm_domain_destroy (BelayVmDomain   *self);
gboolean       belay_vm_domain_is_alive (BelayVmDomain  *self);
gboolean       belay_vm_domain_freeze  (BelayVmDomain   *self,
                                        GError         **error);
gboolean       belay_vm_domain_thaw    (BelayVmDomain   *self,
                                        GError         **error);

/* Snapshots within its disk. Only whoever made sure of what @label is may call them. */
gboolean       belay_vm_domain_save    (BelayVmDomain   *self,
                                        const char      *label,
                                        GError         **error);
gboolean       belay_vm_domain_load    (BelayVmDomain   *self,
                                        const char      *label,
                                        GError         **error);
void           belay_vm_domain_forget  (BelayVmDomain   *self,
                                        const char      *label);

/* What the guest agent answers to @command, which is JSON; nothing of it is to be believed. (transfer full) (nullable) */
char          *belay_vm_domain_ask_agent (BelayVmDomain *self,
                                          const char    *command,
                                          int            seconds,
                                          GError       **error);
/* Whether the guest agent has opened its port; the first, from libvirt's description of a machine. */
gboolean       belay_vm_domain_is_agent_described (const char *xml);
gboolean       belay_vm_domain_has_agent (BelayVmDomain *self);
/* Hands it @fd, a connection to its screen, where libvirt can take it. FALSE: see virGetLastErrorMessage() */
gboolean       belay_vm_domain_show      (BelayVmDomain *self,
                                          int            fd);
/* (transfer full) (nullable): how libvirt describes it as it runs; to be freed with free() */
char          *belay_vm_domain_get_xml   (BelayVmDomain *self);
/* Whether it does not stand still. */
gboolean       belay_vm_domain_is_going  (BelayVmDomain *self);
/* Sets the guest's clock, where there is a guest agent; waits for it some seconds at most. */
void           belay_vm_domain_set_clock (BelayVmDomain *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayVmDomain, belay_vm_domain_unref)

G_END_DECLS
