/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-action.h"

G_BEGIN_DECLS

/* The line that is being typed since the last click or Enter, whatever it is made of: several texts, single keys, what is
 * pasted. Main thread only. */
typedef struct _BelayTypedLine BelayTypedLine;

BelayTypedLine *belay_typed_line_new  (void);
BelayTypedLine *belay_typed_line_copy (const BelayTypedLine *self);
void            belay_typed_line_free (BelayTypedLine       *self);

/* The line so far; (transfer none). */
const char     *belay_typed_line_get  (const BelayTypedLine *self);

/* What is typed as a whole once @action has run, with the lines it ends; (transfer full). NULL if @action types nothing,
 * or all of it by itself. @clipboard: (nullable): what pasting would paste. */
char           *belay_typed_line_add  (BelayTypedLine       *self,
                                       const BelayAction    *action,
                                       const char           *clipboard);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTypedLine, belay_typed_line_free)

G_END_DECLS
