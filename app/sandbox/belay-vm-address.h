/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BELAY_VM_PREFIX     "vm:"
#define BELAY_VM_SSH_PREFIX "qemu+ssh://"

/* What the address of a virtual machine says:
 *
 *   vm:NAME          an image that "belay image build" has made, or else a domain that libvirt knows on this computer
 *   vm:/path/disk    a disk
 *   qemu+ssh://[USER@]HOST[:PORT]/system#NAME
 *                    a domain that the libvirt of another computer knows: its URI as virsh takes it, and the name; "session" does as
 *                    well, and "vm:" before it
 *   qemu:///system#NAME
 *                    the same of the libvirt for all of this computer; qemu+unix:/// with "socket=PATH" does as well
 */
typedef struct
{
  char     *name;       /* unless there is a path */
  char     *path;

  /* Of a machine that is reached by a URI only; NULL, FALSE and -1 otherwise. */
  char     *uri;        /* as it was given, without the name */
  char     *host;       /* (nullable): this computer */
  char     *user;       /* (nullable) */
  char     *keyfile;    /* (nullable) */
  int       port;       /* -1: as ssh is set up */
  gboolean  system;     /* its libvirt for all, or the one of that user alone */
} BelayVmAddress;

/* (transfer none): what to call the computer of a URI, translated */
const char     *belay_vm_address_get_place (const BelayVmAddress *self);

/* Whether a sandbox of that name is a virtual machine, or is meant to be. */
gboolean        belay_vm_address_is      (const char            *text);
gboolean        belay_vm_address_is_name (const char            *name);

/* (transfer full) (nullable): or BELAY_SANDBOX_ERROR_NAME */
BelayVmAddress *belay_vm_address_parse   (const char            *text,
                                          GError               **error);
BelayVmAddress *belay_vm_address_copy    (const BelayVmAddress  *self);
void            belay_vm_address_free    (BelayVmAddress        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayVmAddress, belay_vm_address_free)

G_END_DECLS
