/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-frame.h"

G_BEGIN_DECLS

/* Pictures read back from a trail, which anybody may have written. Any thread. */
GdkPixbuf  *belay_picture_decode        (GBytes        *png,
                                         int            max_side,
                                         GCancellable  *cancellable,
                                         GError       **error);
BelayFrame *belay_picture_decode_frame  (GBytes        *png,
                                         BelayFrame    *previous,
                                         GCancellable  *cancellable,
                                         GError       **error);

/* Main thread only: the texture of a widget. */
BelayFrame *belay_picture_frame_of_texture (GdkTexture *texture,
                                            BelayFrame *previous);

G_END_DECLS
