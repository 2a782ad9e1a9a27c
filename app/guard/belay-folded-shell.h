/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A folded text as a shell would take it: without needless quotes and escapes, its blanks and variables filled in;
 * (transfer full) (nullable): there is no difference. */
char *belay_fold_shell (const char *folded);

G_END_DECLS
