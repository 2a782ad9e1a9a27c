/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-frame.h"

/* A screen with @n_spots of another colour; (transfer full). */
BelayFrame *spotted_frame_new (int              width,
                               int              height,
                               const BelayRect *spots,
                               guint            n_spots);
