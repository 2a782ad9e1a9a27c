/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether most texts hold that word, so that it comes from nowhere in particular. */
gboolean belay_is_common_word (const char *word,
                               gsize       length);

G_END_DECLS
