/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-session.h"

G_BEGIN_DECLS

#define BELAY_TYPE_SCREEN_TAG (belay_screen_tag_get_type ())

/* The tag on the frame around the screen: says in words what the colour of the frame says. */
G_DECLARE_FINAL_TYPE (BelayScreenTag, belay_screen_tag, BELAY, SCREEN_TAG, GtkWidget)

GtkWidget *belay_screen_tag_new          (void);
void       belay_screen_tag_show_control (BelayScreenTag *self,
                                          BelayControl    control);
void       belay_screen_tag_show_private (BelayScreenTag *self,
                                          BelayPrivacyPhase phase);
void       belay_screen_tag_show_past    (BelayScreenTag *self,
                                          gint64          time);
void       belay_screen_tag_show_editing (BelayScreenTag *self);
void       belay_screen_tag_show_revealed (BelayScreenTag *self);

G_END_DECLS
