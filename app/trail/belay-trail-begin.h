/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-log.h"

G_BEGIN_DECLS

/* The first record of a session, sealed with a key of its own if there is one of this installation. */
gboolean belay_trail_begin (BelayTrailLog          *log,
                            const BelayTrailStamp  *stamp,
                            const char             *payload,
                            GError                **unsigned_why,
                            GError                **error);

G_END_DECLS
