/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-frame.h"

G_BEGIN_DECLS

/* The pixels of a stored picture as a frame, to be compared. Any thread; blocks for as long as decoding takes. */
BelayFrame *belay_picture_read (GBytes  *png,
                                GError **error);

G_END_DECLS
