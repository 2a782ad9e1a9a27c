/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-session.h"

G_BEGIN_DECLS

#define BELAY_TYPE_CONTACT_BAR (belay_contact_bar_get_type ())

/* A connection of the sandbox's that waits for the person, and what they may say. Hidden otherwise. */
G_DECLARE_FINAL_TYPE (BelayContactBar, belay_contact_bar, BELAY, CONTACT_BAR, GtkWidget)

/* Once. */
void belay_contact_bar_set_session (BelayContactBar *self,
                                    BelaySession    *session);

G_END_DECLS
