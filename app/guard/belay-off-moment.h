/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-difference.h"

G_BEGIN_DECLS

/* From how many cells of BELAY_DIFFERENCE_CELL on there is room for words; fewer are a label. */
#define BELAY_OFF_MOMENT_LABEL 4
#define BELAY_OFF_MOMENT_WORDS 12

/*
 * Something that was on the screen for a moment only: the one in which an agent got its picture of it.
 *
 * What differs between the screen some time before and the picture is in question; what of it a later screen does not show
 * any more, and the earlier one did not either, was for the agent alone.
 */
typedef struct _BelayOffMoment BelayOffMoment;

/* @before: the screen 1 to 2 seconds before @seen. @restless: (nullable): what moves all the time is left out
 * (belay_recent_get_restless()). (transfer full) (nullable): nothing is in question. */
BelayOffMoment *belay_off_moment_new   (BelayFrame           *before,
                                        BelayFrame           *seen,
                                        const guint8         *restless);
void            belay_off_moment_free  (BelayOffMoment       *self);

/* @after: a later screen. @provoked: input was sent between @before and @seen; then only what went back to what it was counts,
 * else all that is gone. Returns: in how many cells something was shown for the moment only, 0 if they are fewer than a label;
 * @area: (out): around the largest of them, screen pixels. */
guint           belay_off_moment_find  (const BelayOffMoment *self,
                                        BelayFrame           *after,
                                        gboolean              provoked,
                                        BelayRect            *area);

BelayFrame     *belay_off_moment_get_before (const BelayOffMoment *self);
BelayFrame     *belay_off_moment_get_seen   (const BelayOffMoment *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayOffMoment, belay_off_moment_free)

G_END_DECLS
