/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-session.h"

G_BEGIN_DECLS

#define BELAY_TYPE_CONTROL_CARD (belay_control_card_get_type ())

/*
 * What a person in control can do about that: hand back, act privately, look at what is left; and how long they have until
 * control goes back by itself. Everything goes through the actions of the window.
 */
G_DECLARE_FINAL_TYPE (BelayControlCard, belay_control_card, BELAY, CONTROL_CARD, GtkWidget)

/* Once. */
void belay_control_card_set_session (BelayControlCard *self,
                                     BelaySession     *session);

G_END_DECLS
