/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-vm-domain.h"

G_BEGIN_DECLS

/* Has belay-guest in a machine, to be asked through the port that @path is the socket of: the one that is there from before, where it
 * is of this program, or one that the guest agent puts there. Waits, so not for the main thread; @seconds: how long at most for each.
 * Returns: a stream, close-on-exec, or -1: nobody is there who could be asked. */
int belay_vm_guest_open (BelayVmDomain *domain,
                         const char    *path,
                         int            seconds);

/* The same where the port is reached in another way. */
typedef struct
{
  const char *name;             /* of the port: letters, digits, full stops */
  int      (* dial) (gpointer data);    /* a new stream to it that does not wait, close-on-exec, or -1; the earlier one is closed */
  gpointer    data;
  gboolean    fresh;            /* the machine has just been started: nobody is there from before */
  GCancellable *cancellable;    /* (nullable) */
  int         desktop_seconds;  /* until there is a desktop in the machine, at most; 0: it is there */
} BelayVmGuestPort;

int belay_vm_guest_open_port (BelayVmDomain          *domain,
                              const BelayVmGuestPort *port,
                              int                     seconds);

G_END_DECLS
