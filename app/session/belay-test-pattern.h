/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-screen.h"

G_BEGIN_DECLS

/* A pattern that the sandbox shows for a moment: whether it arrives as it was drawn, and whether it is gone again. */
typedef struct _BelayTestPattern BelayTestPattern;

/* @difference: (nullable): what is not as it was drawn. Called again when that changes. */
typedef void (* BelayTestPatternSeen) (gboolean    exact,
                                       const char *difference,
                                       gpointer    user_data);
typedef void (* BelayTestPatternGone) (gpointer    user_data);

BelayTestPattern *belay_test_pattern_new       (BelayScreen          *screen,
                                                BelayTestPatternSeen  seen,
                                                BelayTestPatternGone  gone,
                                                gpointer              user_data);
void              belay_test_pattern_free      (BelayTestPattern     *self);
guint32           belay_test_pattern_get_seed  (BelayTestPattern     *self);
/* Screen pixels */
BelayPoint        belay_test_pattern_get_place (BelayTestPattern     *self);
/* It has been drawn: from now on it is looked for. */
void              belay_test_pattern_await     (BelayTestPattern     *self);
/* It has been taken away: from now on it should not be seen any more. */
void              belay_test_pattern_await_gone (BelayTestPattern    *self);
gboolean          belay_test_pattern_is_gone   (BelayTestPattern     *self);

G_END_DECLS
