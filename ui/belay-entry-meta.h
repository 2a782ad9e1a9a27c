/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-step.h"

G_BEGIN_DECLS

/* (transfer full): what stands below a step in the timeline: its state, its time, what became of it. @reserved: without why the person
 * rejected it. */
char *belay_entry_meta_describe (BelayStep *step,
                                 gboolean   reserved);

G_END_DECLS
