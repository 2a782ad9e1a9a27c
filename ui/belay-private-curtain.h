/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-privacy.h"

G_BEGIN_DECLS

#define BELAY_TYPE_PRIVATE_CURTAIN (belay_private_curtain_get_type ())

/* What an audience sees instead of the screen while the person acts privately. The person may draw it aside. */
G_DECLARE_FINAL_TYPE (BelayPrivateCurtain, belay_private_curtain, BELAY, PRIVATE_CURTAIN, GtkWidget)

void belay_private_curtain_set_presenter (BelayPrivateCurtain *self,
                                          gboolean             presenter);
void belay_private_curtain_set_phase     (BelayPrivateCurtain *self,
                                          BelayPrivacyPhase    phase);

G_END_DECLS
