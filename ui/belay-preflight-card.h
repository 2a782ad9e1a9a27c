/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-session.h"

G_BEGIN_DECLS

#define BELAY_TYPE_PREFLIGHT_CARD (belay_preflight_card_get_type ())

/* What was checked of the sandbox before the first step: a line while all is well, and what is red, with what to do, if not. */
G_DECLARE_FINAL_TYPE (BelayPreflightCard, belay_preflight_card, BELAY, PREFLIGHT_CARD, GtkWidget)

/* Once. */
void belay_preflight_card_set_session (BelayPreflightCard *self,
                                       BelaySession       *session);

G_END_DECLS
