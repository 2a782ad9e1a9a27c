/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-session.h"

G_BEGIN_DECLS

#define BELAY_TYPE_ATTENTION (belay_attention_get_type ())

/* Notifies the person when a session waits for them and its window is not the one they look at. */
G_DECLARE_FINAL_TYPE (BelayAttention, belay_attention, BELAY, ATTENTION, GObject)

BelayAttention *belay_attention_new (GtkWindow    *window,
                                     BelaySession *session);

G_END_DECLS
