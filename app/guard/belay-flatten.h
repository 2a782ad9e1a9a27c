/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-frame.h"

G_BEGIN_DECLS

#define BELAY_FLATTEN_UNSEEN      8     /* a difference in one channel, of 255, that a person does not see: contrast 1.07 : 1 */
#define BELAY_FLATTEN_HARDLY_SEEN 16    /* hardly sees: 1.15 : 1; the most that may be asked for */

/* What a person does not see, taken away: a frame in which everything that differs from its background by at most
 * @threshold, 1 to BELAY_FLATTEN_HARDLY_SEEN, has the colour of that background. All else stays as it is, pixel by pixel.
 * @n_hidden: (out) (optional): how many pixels have changed; if none, the frame is @frame itself. (transfer full). Any
 * thread; about 10 ms for 1280 × 800. */
BelayFrame *belay_flatten (BelayFrame *frame,
                           guint       threshold,
                           gsize      *n_hidden);

G_END_DECLS
