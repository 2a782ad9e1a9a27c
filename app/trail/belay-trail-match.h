/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-database.h"
#include "belay-trail-query.h"

G_BEGIN_DECLS

/*
 * What a query is to FTS5: (transfer full); "" if it asks for nothing FTS5 knows about. NULL if nothing can match it, and
 * with @error. https://www.sqlite.org/fts5.html#full_text_query_syntax
 */
char *belay_trail_match_new (BelayTrailDatabase     *db,
                             const BelayTrailQuery  *query,
                             GError                **error);

G_END_DECLS
