/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-step.h"

G_BEGIN_DECLS

/* How the state of a step is shown: an icon, a style class, and words. */
const char *belay_step_words_get_icon      (BelayStep     *step);
const char *belay_step_words_get_style     (BelayStep     *step);
char       *belay_step_words_describe      (BelayStep     *step);
/* Instead of its sentence, where the text it types stands below that. Pango markup. */
char       *belay_step_words_describe_typing (BelayStep   *step);

const char *belay_severity_get_icon        (BelaySeverity  severity);
const char *belay_severity_get_style       (BelaySeverity  severity);
const char *belay_severity_get_title       (BelaySeverity  severity);

/* @text for the eye: control characters as pictures, Enter marked, what reorders or hides text named. Pango markup. */
char       *belay_visible_text_markup      (const char    *text);

G_END_DECLS
