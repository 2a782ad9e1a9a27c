/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Memory for secrets: locked where the system allows it, outside of core dumps, overwritten before it is freed. Any thread. */

void     belay_locked_memory_prepare   (void);
gboolean belay_locked_memory_is_scarce (void);
/* @size bytes of zeros; NULL if there is no more of it. */
gpointer belay_locked_memory_alloc     (gsize    size);
void     belay_locked_memory_wipe      (gpointer memory,
                                        gsize    size);

G_END_DECLS
