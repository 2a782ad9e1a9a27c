/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-sandbox.h"

G_BEGIN_DECLS

/* What the implementations share with the base class and nobody else sees. */

/* Says that a running sandbox is over; @error: (nullable) (transfer none) why. */
void belay_sandbox_emit_ended (BelaySandbox *self,
                               const GError *error);

/* Says that something is wrong with a running sandbox, which goes on being there. @error: (transfer none). */
void belay_sandbox_emit_trouble (BelaySandbox *self,
                                 const GError *error);

/* For what is frozen or thawed by other ways than the functions for it, and for a new run, which is not frozen. */
void belay_sandbox_set_frozen   (BelaySandbox *self,
                                 gboolean      frozen);

G_END_DECLS
