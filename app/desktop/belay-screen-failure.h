/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-screen.h"
#include "belay-screen-wire.h"

G_BEGIN_DECLS

GError *belay_screen_failure_to_error (guint32 failure);

G_END_DECLS
