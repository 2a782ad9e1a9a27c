/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-sandbox.h"

G_BEGIN_DECLS

#define BELAY_SANDBOX_BUBBLEWRAP_NAME "bubblewrap"

#define BELAY_TYPE_SANDBOX_BUBBLEWRAP (belay_sandbox_bubblewrap_get_type ())

/* A small desktop in a bubblewrap container on this machine. */
G_DECLARE_FINAL_TYPE (BelaySandboxBubblewrap, belay_sandbox_bubblewrap, BELAY, SANDBOX_BUBBLEWRAP, BelaySandbox)

BelaySandbox *belay_sandbox_bubblewrap_new (void);

G_END_DECLS
