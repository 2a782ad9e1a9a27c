/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-trail-index.h"

G_BEGIN_DECLS

typedef enum
{
  BELAY_TRAIL_ITEM_HEADING,
  BELAY_TRAIL_ITEM_SESSION,
  BELAY_TRAIL_ITEM_HIT,
} BelayTrailItemKind;

#define BELAY_TYPE_TRAIL_ITEM (belay_trail_item_get_type ())

/* A line in the list of trails. Immutable. */
G_DECLARE_FINAL_TYPE (BelayTrailItem, belay_trail_item, BELAY, TRAIL_ITEM, GObject)

BelayTrailItemKind  belay_trail_item_get_kind    (BelayTrailItem    *self);
/* The name of the directory; (nullable): a heading. */
const char         *belay_trail_item_get_session (BelayTrailItem    *self);
/* The record to go to; 0: the beginning. */
guint64             belay_trail_item_get_seq     (BelayTrailItem    *self);
/* Markup, translated, safe to show. */
const char         *belay_trail_item_get_title   (BelayTrailItem    *self);
/* Plain text; (nullable). */
const char         *belay_trail_item_get_detail  (BelayTrailItem    *self);

/* GListStores of BelayTrailItem, (transfer full). @sessions: of BelayTrailSummary, @hits: of BelayTrailHit, both the
 * newest first. @now: local. */
GListStore         *belay_trail_item_list_sessions (GPtrArray       *sessions,
                                                    GDateTime       *now);
GListStore         *belay_trail_item_list_hits     (GPtrArray       *hits,
                                                    GPtrArray       *sessions);

G_END_DECLS
