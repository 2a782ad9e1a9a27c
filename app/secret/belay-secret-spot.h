/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-frame.h"

G_BEGIN_DECLS

/* Where typing has drawn something: the pixels that it changed. Immutable; any thread. */
typedef struct _BelaySecretSpot BelaySecretSpot;

/* What differs between @before and @after within @area, which lies in both; NULL if nothing does. */
BelaySecretSpot *belay_secret_spot_new       (BelayFrame            *before,
                                              BelayFrame            *after,
                                              const BelayRect       *area);
void             belay_secret_spot_free      (BelaySecretSpot       *self);
void             belay_secret_spot_get_area  (const BelaySecretSpot *self,
                                              BelayRect             *area);

/* Whether most of it is where it was. A caret that blinks in it, or something that lies over a part, changes nothing. */
gboolean         belay_secret_spot_is_in     (const BelaySecretSpot *self,
                                              BelayFrame            *frame);
/* Appends where else the same was drawn: it was scrolled, or its window was moved. @areas: of BelayRect */
void             belay_secret_spot_find      (const BelaySecretSpot *self,
                                              BelayFrame            *frame,
                                              GArray                *areas);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelaySecretSpot, belay_secret_spot_free)

G_END_DECLS
