/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-record.h"

G_BEGIN_DECLS

/* What several kinds of records are made of. */

/* (nullable) @value: null then. */
void        belay_record_set_string  (JsonObject      *object,
                                      const char      *member,
                                      const char      *value);

/* (transfer full): a record of which step, and nothing else yet. */
JsonObject *belay_record_of_step     (BelayStep       *step);

/* (transfer full): it, with its four members. */
JsonObject *belay_record_of_rect     (const BelayRect *rect);

void        belay_record_set_picture (JsonObject      *object,
                                      BelayPicture    *picture);

G_END_DECLS
