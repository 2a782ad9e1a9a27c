/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-sandbox.h"

G_BEGIN_DECLS

#define BELAY_TYPE_SANDBOX_ATTACHED (belay_sandbox_attached_get_type ())

/* A screen that somebody else provides: "vnc://host[:port]" or "vnc+unix:///path". */
G_DECLARE_FINAL_TYPE (BelaySandboxAttached, belay_sandbox_attached, BELAY, SANDBOX_ATTACHED, BelaySandbox)

BelaySandbox *belay_sandbox_attached_new (const char  *address,
                                          GError     **error);

G_END_DECLS
