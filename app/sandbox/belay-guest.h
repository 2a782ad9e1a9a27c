/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-probe.h"
#include "belay-shell.h"

G_BEGIN_DECLS

#define BELAY_TYPE_GUEST (belay_guest_get_type ())

/*
 * The program's end of the port to belay-guest, which lives in a virtual machine; see belay-guest-wire.h. Passes on what the probe
 * and the shell ask and are answered, and believes nothing of it. Main thread only.
 */
G_DECLARE_FINAL_TYPE (BelayGuest, belay_guest, BELAY, GUEST, GObject)

/* @fd: (transfer full): a stream, close-on-exec, at whose other end somebody has said hello. */
BelayGuest *belay_guest_new       (int         fd);

/* (transfer none) */
BelayProbe *belay_guest_get_probe (BelayGuest *self);
BelayShell *belay_guest_get_shell (BelayGuest *self);

/* The machine has gone back to an earlier moment, and whoever is in it, too. */
void        belay_guest_renew     (BelayGuest *self);

G_END_DECLS
