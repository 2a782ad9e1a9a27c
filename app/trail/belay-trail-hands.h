/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "belay-trail-scan.h"

G_BEGIN_DECLS

/* The mouse and the keyboard as the records of a session leave them. */
typedef struct _BelayTrailHands BelayTrailHands;

BelayTrailHands *belay_trail_hands_new     (void);
void             belay_trail_hands_free    (BelayTrailHands        *self);
void             belay_trail_hands_take_in (BelayTrailHands        *self,
                                            const BelayTrailRecord *record);
/* Writes down, durably, what may be held still; nothing if the screen is gone with the session. Blocks on the disk. */
gboolean         belay_trail_hands_keep    (BelayTrailHands        *self,
                                            const char             *root,
                                            const char             *session,
                                            GError                **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTrailHands, belay_trail_hands_free)

G_END_DECLS
