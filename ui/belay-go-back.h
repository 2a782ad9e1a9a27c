/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-session.h"

G_BEGIN_DECLS

#define BELAY_GO_BACK_RESPONSE "go-back"

/* (transfer none): an AdwMessageDialog that asks whether to go back to before @step, since what was done from there on cannot be
 * brought back. The answer yes is BELAY_GO_BACK_RESPONSE. */
GtkWidget *belay_go_back_new      (GtkWindow    *parent,
                                   BelaySession *session,
                                   BelayStep    *step);
/* (transfer none): the step it asks about */
BelayStep *belay_go_back_get_step (GtkWidget    *dialog);

G_END_DECLS
