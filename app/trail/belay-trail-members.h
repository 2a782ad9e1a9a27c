/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include "belay-trail-scan.h"

G_BEGIN_DECLS

/* The members of a record, of which nothing is certain: what is not there or of another type reads as if it were not. */

JsonNode   *belay_trail_members_parse      (const char             *text,
                                            gsize                   length,
                                            JsonObject            **object);
const char *belay_trail_members_get_text   (JsonObject             *object,
                                            const char             *member);
char       *belay_trail_members_dup_text   (JsonObject             *object,
                                            const char             *member);
gint64      belay_trail_members_get_int    (JsonObject             *object,
                                            const char             *member,
                                            gint64                  otherwise);
JsonObject *belay_trail_members_get_object (JsonObject             *object,
                                            const char             *member);

/* The same without a tree: the first member of that name. */
gboolean    belay_trail_members_find       (const BelayTrailRecord *record,
                                            const char             *name,
                                            BelayTrailMember       *member);

G_END_DECLS
