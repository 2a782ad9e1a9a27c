/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-frame.h"
#include "belay-geometry.h"

G_BEGIN_DECLS

#define BELAY_TYPE_REVEAL (belay_reveal_get_type ())

/*
 * What is drawn too faintly to be seen, made strong: laid over a frame. It is found on a thread, a few times a second at
 * most. Signal: "changed" (): there is something else to draw.
 */
G_DECLARE_FINAL_TYPE (BelayReveal, belay_reveal, BELAY, REVEAL, GObject)

BelayReveal *belay_reveal_new       (void);
/* @frame: (nullable): what is shown; NULL: nothing is to be revealed. */
void         belay_reveal_set_frame (BelayReveal         *self,
                                     BelayFrame          *frame);
void         belay_reveal_snapshot  (BelayReveal         *self,
                                     const BelayViewport *port,
                                     GtkSnapshot         *snapshot);

G_END_DECLS
