/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BELAY_VM_PLAN_AGENT_PORT "org.qemu.guest_agent.0"

/* What a machine is to be made of. Text is UTF-8 and may be anything: it is escaped where it is written. */
typedef struct
{
  char     *name;               /* of the domain */
  char     *uuid;
  char     *title;              /* (nullable) for whoever else looks at that libvirt */
  char     *description;        /* (nullable) */
  char     *emulator;           /* (nullable) the program to start, see belay-machine-helper.c; NULL for libvirt's own choice */
  gboolean  kvm;                /* or emulated */
  guint     memory;             /* MiB */
  guint     cpus;
  char     *machine;            /* libvirt's name of a kind of machine */
  char     *disk;               /* a qcow2 file, written to */
  char     *pool;               /* (nullable) of an original that is a volume instead: with the next, in the place of @disk */
  char     *volume;
  guint64   disk_size;          /* bytes that file may grow to; it has that size already. 0: as it likes */
  char     *bus;                /* where the disk is attached: "virtio", "sata"… */
  char     *kernel;             /* (nullable) booted directly, with the two that follow */
  char     *initrd;
  char     *command_line;
  char     *screen;             /* (nullable) path of the socket that its VNC server is to make; NULL for a path of libvirt's choice */
  char     *password;           /* (nullable) of its VNC server, which then listens at a loopback port instead */
  gboolean  handed;             /* it listens nowhere instead: connections are handed to it */
  char     *agent;              /* (nullable) path of the socket that libvirt speaks to the guest agent at; NULL for libvirt's choice */
  char     *guest;              /* (nullable) path of the socket that belay-guest is spoken to at */
  gboolean  far_guest;          /* it is spoken to through libvirt instead, at ports of other names, and brings the way out */
  gboolean  has_agent;          /* of a domain that was taken over: it has a port for the guest agent */
  char     *doorway;            /* (nullable) path of a socket, see belay-machine-helper.c; NULL for no network card at all */
} BelayVmPlan;

BelayVmPlan *belay_vm_plan_new         (void);
void         belay_vm_plan_free        (BelayVmPlan  *self);

/* (transfer full): as libvirt reads it */
char        *belay_vm_plan_to_xml      (BelayVmPlan  *self);

/* Takes over from a domain what makes a machine of that kind: memory, processors, kind, kernel, and its first disk. Nothing else of
 * it, such as devices, shared folders and networks, is looked at. The disk is the original. @format: (out): of that */
gboolean     belay_vm_plan_take_domain (BelayVmPlan  *self,
                                        const char   *xml,
                                        char        **format,
                                        GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayVmPlan, belay_vm_plan_free)

G_END_DECLS
