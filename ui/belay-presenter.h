/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-screen-view.h"

G_BEGIN_DECLS

#define BELAY_TYPE_PRESENTER (belay_presenter_get_type ())

/* What an audience sees over the screen: a caption of what goes on, and a ripple where the pointer does something. Lies
 * exactly over the screen view, and does nothing at all unless it is active. */
G_DECLARE_FINAL_TYPE (BelayPresenter, belay_presenter, BELAY, PRESENTER, GtkWidget)

void belay_presenter_set_session (BelayPresenter  *self,
                                  BelaySession    *session,
                                  BelayScreenView *view);
void belay_presenter_set_active  (BelayPresenter  *self,
                                  gboolean         active);
void belay_presenter_set_covered (BelayPresenter  *self,
                                  gboolean         covered);
void belay_presenter_set_narrow  (BelayPresenter  *self,
                                  gboolean         narrow);

G_END_DECLS
