/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-gate.h"
#include "belay-preflight.h"
#include "belay-sandbox.h"
#include "belay-screen.h"
#include "belay-trail.h"

G_BEGIN_DECLS

/*
 * Carries the checks out, once, at the start of a session: from outside where that is possible, by belay-probe inside, and
 * through the real gate and screen. Somebody else's screen is left alone. Main thread only.
 */
typedef struct _BelayPreflightRun BelayPreflightRun;

/* Everything that can be known is: the last thing that is done, from the main loop. @ms: how long it took. */
typedef void (* BelayPreflightDone) (gint64   ms,
                                     gpointer user_data);

BelayPreflightRun *belay_preflight_run_new  (BelayPreflight     *preflight,
                                             BelaySandbox       *sandbox,
                                             BelayScreen        *screen,
                                             BelayTrail         *trail,
                                             BelayGate          *gate,
                                             BelayPreflightDone  done,
                                             gpointer            user_data);
/* Ends it, wherever it is; @done is not called any more. */
void               belay_preflight_run_free (BelayPreflightRun  *self);

#define BELAY_PREFLIGHT_MACHINE_MS  40000       /* of a virtual machine, which may be emulated */
#define BELAY_PREFLIGHT_DEADLINE_MS 8000        /* on a machine that does nothing else it takes a tenth of a second */

G_END_DECLS
