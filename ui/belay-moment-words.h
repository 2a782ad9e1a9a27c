/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-history.h"

G_BEGIN_DECLS

/* How a recorded moment is shown: an icon, a style class, and words. All texts: (transfer full), translated, safe. */
const char *belay_moment_words_get_icon          (BelayMoment           *moment);
const char *belay_moment_words_get_style         (BelayMoment           *moment);
char       *belay_moment_words_describe_state    (const BelayMomentStep *step);
char       *belay_moment_words_describe_decision (const BelayMomentStep *step);
gboolean    belay_moment_words_did_run           (const BelayMomentStep *step);
char       *belay_moment_words_show_lines        (const char            *text,
                                                  guint                  max_chars);
char       *belay_moment_words_show_input        (const char            *name,
                                                  const char            *input);

/* Local time; @time: UTC, ns. */
char       *belay_moment_words_format_clock      (gint64                 time);
char       *belay_moment_words_format_date       (gint64                 time);
char       *belay_moment_words_describe_session  (BelayTrailHistory     *history);
char       *belay_moment_words_format_utc        (gint64                 time);
char       *belay_moment_words_format_cost       (gint64                 microdollars);

G_END_DECLS
