/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-preflight-words.h"
#include "belay-preflight.h"

G_BEGIN_DECLS

/* What only the list may do with its items. */

BelayPreflightItem *belay_preflight_item_new        (const BelayPreflightWords *words);
/* The sandbox is a virtual machine: that is said in other words. */
void                belay_preflight_item_set_machine (BelayPreflightItem       *self);
/* @detail: (nullable). FALSE: it was no better before. */
gboolean            belay_preflight_item_set        (BelayPreflightItem        *self,
                                                     BelayPreflightState        state,
                                                     const char                *detail);
/* (nullable): of red, what was found, as it came */
const char         *belay_preflight_item_get_detail (BelayPreflightItem        *self);

G_END_DECLS
