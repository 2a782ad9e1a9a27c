/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BELAY_VM_PREFIX "vm:"

/* What the address of a virtual machine says:
 *
 *   vm:NAME          an image that "belay image build" has made, or else a domain that libvirt knows on this computer
 *   vm:/path/disk    a disk
 */
typedef struct
{
  char *name;           /* one of the two */
  char *path;
} BelayVmAddress;

gboolean        belay_vm_address_is_name (const char      *name);

/* (transfer full) (nullable): or BELAY_SANDBOX_ERROR_NAME */
BelayVmAddress *belay_vm_address_parse   (const char      *text,
                                          GError         **error);
void            belay_vm_address_free    (BelayVmAddress  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayVmAddress, belay_vm_address_free)

G_END_DECLS
