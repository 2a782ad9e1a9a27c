/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-geometry.h"

G_BEGIN_DECLS

#define BELAY_TYPE_PERSON_INPUT (belay_person_input_get_type ())

/*
 * The person's mouse and keyboard over a widget that shows the screen, as the sandbox should get them. The stop key
 * (Escape) is never taken, so that it reaches the window and not the sandbox.
 *
 * Signals: "pointer" (int x, int y, guint buttons: screen pixels, the mask of belay_session_person_pointer()); "key"
 * (guint keysym, gboolean down). What is held when it becomes inactive, or the focus leaves, is released.
 */
G_DECLARE_FINAL_TYPE (BelayPersonInput, belay_person_input, BELAY, PERSON_INPUT, GObject)

BelayPersonInput *belay_person_input_new          (GtkWidget           *widget);
void              belay_person_input_set_viewport (BelayPersonInput    *self,
                                                   const BelayViewport *viewport);
void              belay_person_input_set_active   (BelayPersonInput    *self,
                                                   gboolean             active);

G_END_DECLS
