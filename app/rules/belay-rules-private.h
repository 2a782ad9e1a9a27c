/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-rules.h"

G_BEGIN_DECLS

/* What the reader, the writer and the decision share. */
struct _BelayRules
{
  GPtrArray *list;              /* of BelayRule */
  char      *unreadable;        /* (nullable) */
};

G_END_DECLS
