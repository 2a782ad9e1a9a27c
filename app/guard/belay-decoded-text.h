/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What stands in a text encoded (base64, hexadecimal, escapes, rot13, backwards), folded, one passage after the other;
 * (transfer full) (nullable): nothing. */
char *belay_fold_decode   (const char *text);

/* A text whose letters stand apart, or are digits, as its words read, folded; (transfer full) (nullable): it has none. */
char *belay_fold_spelling (const char *text);

G_END_DECLS
