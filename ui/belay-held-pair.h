/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-moment.h"

G_BEGIN_DECLS

#define BELAY_TYPE_HELD_PAIR (belay_held_pair_get_type ())

/*
 * Of a recorded step that was held because its target had changed: what was approved and what was there, side by side, read
 * from the record. Out of sight until both pictures are there, and where one is not.
 */
G_DECLARE_FINAL_TYPE (BelayHeldPair, belay_held_pair, BELAY, HELD_PAIR, GtkWidget)

/* @directory: of the session; @moment: a step with both pictures, see BelayMomentStep */
GtkWidget *belay_held_pair_new (const char  *directory,
                                BelayMoment *moment);

G_END_DECLS
