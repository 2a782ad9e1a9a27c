/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-sandbox.h"

G_BEGIN_DECLS

/* What the implementations share with the base class and nobody else sees. */

/* Says that a running sandbox is over; @error: (nullable) (transfer none) why. */
void belay_sandbox_emit_ended (BelaySandbox *self,
                               const GError *error);

G_END_DECLS
