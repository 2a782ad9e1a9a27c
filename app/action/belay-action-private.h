/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-action.h"
#include "belay-json.h"

G_BEGIN_DECLS

/* The arguments an action can have, in the order they are written. */
typedef enum
{
  BELAY_FIELD_ACTION       = 1 << 0,    /* the old shapes' name of the action */
  BELAY_FIELD_START        = 1 << 1,
  BELAY_FIELD_COORDINATE   = 1 << 2,
  BELAY_FIELD_REGION       = 1 << 3,
  BELAY_FIELD_DIRECTION    = 1 << 4,
  BELAY_FIELD_AMOUNT       = 1 << 5,
  BELAY_FIELD_TEXT         = 1 << 6,    /* what to type, keys, or modifiers to hold, by kind */
  BELAY_FIELD_REPEAT       = 1 << 7,
  BELAY_FIELD_DURATION     = 1 << 8,
} BelayField;

/* Written once while it is made. */
struct _BelayAction
{
  BelayActionKind      kind;
  guint                fields;          /* of BelayField: which arguments were given */

  BelayPoint           start;
  BelayPoint           point;
  BelayRect            region;
  BelayScrollDirection direction;
  guint                amount;
  guint                repeat;          /* 1 if not given */
  double               duration;        /* seconds */

  char                *text;            /* (nullable): BELAY_FIELD_TEXT; the command; the editor's input as JSON */
  GArray              *chords;          /* (nullable): of BelayChord; key and hold_key */
  BelayChord           held;            /* modifiers of a pointer action */

  char                *verb;            /* (nullable): the editor's command */
  char                *path;            /* (nullable): the editor's file */
};

BelayAction *belay_action_alloc           (BelayActionKind      kind);
BelayAction *belay_action_copy            (const BelayAction   *self);

gboolean     belay_action_kind_from_name  (const char          *name,
                                           BelayActionKind     *kind);
guint        belay_action_kind_required   (BelayActionKind      kind);
guint        belay_action_kind_optional   (BelayActionKind      kind,
                                           BelayToolShape       shape);
gboolean     belay_action_kind_in_shape   (BelayActionKind      kind,
                                           BelayToolShape       shape);
double       belay_action_max_duration    (BelayToolShape       shape);
const char  *belay_field_get_name         (BelayField           field);
const char  *belay_scroll_direction_get_name (BelayScrollDirection direction);

gboolean     belay_action_parse_shell     (BelayAction         *self,
                                           JsonObject          *input,
                                           GError             **error);
gboolean     belay_action_parse_editor    (BelayAction         *self,
                                           JsonObject          *input,
                                           GError             **error);

gboolean     belay_action_invalid         (GError             **error,
                                           const char          *format,
                                           ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
