/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-probe-report.h"

G_BEGIN_DECLS

#define BELAY_TYPE_PROBE (belay_probe_get_type ())

/*
 * The program's end of the socket to belay-probe, which runs in a sandbox and tries to get out of it. What comes is bounded
 * and checked; who says what cannot be is not listened to any more. Main thread only.
 *
 * Signals: "reported" (BelayProbeReport *): it said something. "ended" (): nothing more will come, which is emitted once.
 */
G_DECLARE_FINAL_TYPE (BelayProbe, belay_probe, BELAY, PROBE, GObject)

/* @fd: (transfer full): a SOCK_SEQPACKET socket, close-on-exec. @variables: names that were given to the sandbox. */
BelayProbe *belay_probe_new   (int                 fd,
                               const char * const *variables);

/* What it tries: names of belay_probe_checks; all of them, if it is not told. @checks: a literal. */
void        belay_probe_set_checks (BelayProbe         *self,
                                    const char * const *checks);
gboolean    belay_probe_does_try   (BelayProbe         *self,
                                    const char         *check);

/* What this computer has and the sandbox must not reach; each is (nullable), @port may be 0. @name: whom its way out lets
 * through during the trial. */
void        belay_probe_try   (BelayProbe         *self,
                               const char         *file,
                               guint16             port,
                               const char         *abstract,
                               const char         *name);
/* The pattern of belay-probe-wire.h, screen pixels, and the keyboard, until belay_probe_finish(). */
void        belay_probe_draw  (BelayProbe         *self,
                               guint32             seed,
                               int                 x,
                               int                 y);
void        belay_probe_finish (BelayProbe        *self);

G_END_DECLS
