/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-database.h"
#include "belay-trail-index.h"

G_BEGIN_DECLS

/* GPtrArray of BelayTrailHit, the newest first; what the index holds, whether or not it is up to date. */
GPtrArray *belay_trail_lookup (BelayTrailDatabase     *db,
                               const BelayTrailQuery  *query,
                               guint                   limit,
                               GCancellable           *cancellable,
                               GError                **error);

G_END_DECLS
