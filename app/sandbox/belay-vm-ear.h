/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "belay-vm-event.h"

G_BEGIN_DECLS

#define BELAY_VM_TYPE_EAR (belay_vm_ear_get_type ())

/* Whom one run's events go to: it may be over, and whoever listens gone, or with another run. */
G_DECLARE_FINAL_TYPE (BelayVmEar, belay_vm_ear, BELAY_VM, EAR, GObject)

/* On the main thread, until the run is cancelled. */
typedef void (* BelayVmEarHeard) (GObject      *listener,
                                  BelayVmEvent  event);

/* @listener: only a weak reference is held; @cancellable: of the run */
BelayVmEar *belay_vm_ear_new          (GObject         *listener,
                                       GCancellable    *cancellable,
                                       BelayVmEarHeard  heard);
/* Any thread: a connection is found closed by whichever waits for an answer. @ear: as belay_vm_run_new() is given it */
void        belay_vm_ear_take         (BelayVmEvent     event,
                                       gpointer         ear);

/* The program does not end before this object, and so the run that has it, does. */
void        belay_vm_ear_keep_program (BelayVmEar      *self);

G_END_DECLS
