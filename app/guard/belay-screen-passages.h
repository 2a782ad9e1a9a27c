/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-screen-text.h"

G_BEGIN_DECLS

/* What is dangerous about @blocks, of BelayTextBlock. GPtrArray of BelayScreenPassage; (transfer full). Any thread. */
GPtrArray *belay_screen_passages_new (GPtrArray *blocks);

G_END_DECLS
