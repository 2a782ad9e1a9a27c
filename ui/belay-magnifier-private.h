/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-magnifier.h"

G_BEGIN_DECLS

/* For tests. */
void belay_magnifier_set_frame (BelayMagnifier *self,
                                BelayFrame     *frame);

G_END_DECLS
