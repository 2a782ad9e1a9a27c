/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-screen.h"

G_BEGIN_DECLS

#define BELAY_TYPE_SCREEN_NOTICE (belay_screen_notice_get_type ())

/* Says why the screen is not there, or not live; hides itself when it is. */
G_DECLARE_FINAL_TYPE (BelayScreenNotice, belay_screen_notice, BELAY, SCREEN_NOTICE, GtkWidget)

GtkWidget *belay_screen_notice_new     (void);
void       belay_screen_notice_live    (BelayScreenNotice *self);
void       belay_screen_notice_explain (BelayScreenNotice *self,
                                        BelayScreen       *screen,
                                        BelayFrame        *last);

G_END_DECLS
