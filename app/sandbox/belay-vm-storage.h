/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <libvirt/libvirt.h>

#include "belay-vm-plan.h"

G_BEGIN_DECLS

/* Disks that libvirt makes, where we cannot. Errors are those of libvirt, see virGetLastErrorMessage(). Not for the main thread. */

/* The original of a plan that is a volume becomes the path it has. */
gboolean        belay_vm_storage_resolve (virConnectPtr  connection,
                                          BelayVmPlan   *plan);

/* The pool that @disk is in. If it is in none, one is made of its folder: see belay_vm_storage_leave(). (nullable) */
virStoragePoolPtr belay_vm_storage_find_pool (virConnectPtr  connection,
                                              const char    *disk);

/* Makes the disk @name above @base, which is only read. @limit: bytes it may grow to, 0 for no limit. (nullable): then @said is
 * (transfer full) what libvirt said */
virStorageVolPtr belay_vm_storage_create (virStoragePoolPtr  pool,
                                          const char        *name,
                                          const char        *base,
                                          const char        *format,
                                          guint64            limit,
                                          char             **said);

/* Removes from @pool the disks that begin with @prefix, other than those that @keep says to. */
typedef gboolean (* BelayVmStorageKeep) (const char *name,
                                         gpointer    user_data);
void            belay_vm_storage_sweep   (virStoragePoolPtr   pool,
                                          const char         *prefix,
                                          BelayVmStorageKeep  keep,
                                          gpointer            user_data);

/* Ends the use of a pool: one that was made for this and has no disk of ours any more is taken away, its folder stays as it is.
 * @pool: (transfer full) */
void            belay_vm_storage_leave   (virStoragePoolPtr   pool);

#define BELAY_VM_STORAGE_PREFIX "belay-"

G_END_DECLS
