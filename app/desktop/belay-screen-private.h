/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-screen-link.h"

G_BEGIN_DECLS

/* Returns: (transfer none) (nullable): the connection, if the screen is live */
BelayScreenLink *belay_screen_get_link (BelayScreen *self);

G_END_DECLS
