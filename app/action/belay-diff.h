/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-file-edit.h"

G_BEGIN_DECLS

/* (transfer full) (element-type BelayDiffLine): how @after differs from @before, line by line, with three lines around each
 * change. */
GPtrArray *belay_diff_new (GBytes *before,
                           GBytes *after);

G_END_DECLS
