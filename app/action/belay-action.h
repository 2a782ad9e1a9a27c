/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "belay-geometry.h"
#include "belay-keys.h"
#include "belay-target.h"

G_BEGIN_DECLS

/* What a step would do; independent of the wire shape that carried it. */
typedef enum
{
  BELAY_ACTION_SCREENSHOT,
  BELAY_ACTION_ZOOM,
  BELAY_ACTION_LEFT_CLICK,
  BELAY_ACTION_RIGHT_CLICK,
  BELAY_ACTION_MIDDLE_CLICK,
  BELAY_ACTION_DOUBLE_CLICK,
  BELAY_ACTION_TRIPLE_CLICK,
  BELAY_ACTION_LEFT_CLICK_DRAG,
  BELAY_ACTION_MOUSE_MOVE,
  BELAY_ACTION_LEFT_MOUSE_DOWN,
  BELAY_ACTION_LEFT_MOUSE_UP,
  BELAY_ACTION_CURSOR_POSITION,
  BELAY_ACTION_SCROLL,
  BELAY_ACTION_TYPE,
  BELAY_ACTION_KEY,
  BELAY_ACTION_HOLD_KEY,
  BELAY_ACTION_WAIT,
  BELAY_ACTION_BASH,
  BELAY_ACTION_TEXT_EDITOR,
} BelayActionKind;

typedef enum
{
  BELAY_SCROLL_UP,
  BELAY_SCROLL_DOWN,
  BELAY_SCROLL_LEFT,
  BELAY_SCROLL_RIGHT,
} BelayScrollDirection;

/* The wire shapes of computer use; the API's page on the computer use tool. */
typedef enum
{
  BELAY_TOOL_SHAPE_TOOLSET_20260801,    /* each action is a tool_use of its own, toolset_name "computer" */
  BELAY_TOOL_SHAPE_COMPUTER_20251124,   /* one tool "computer", input.action */
  BELAY_TOOL_SHAPE_COMPUTER_20250124,   /* the same without zoom */
} BelayToolShape;

/* What a proposal may refer to: the shape spoken and the size of the picture last sent. */
typedef struct
{
  BelayToolShape shape;
  int            width;         /* picture pixels, 1 to 65535 */
  int            height;
} BelayActionSpace;

#define BELAY_ACTION_ERROR (belay_action_error_quark ())
GQuark belay_action_error_quark (void);

typedef enum
{
  BELAY_ACTION_ERROR_UNSUPPORTED,       /* a tool, member or action this program does not know */
  BELAY_ACTION_ERROR_INVALID,           /* known, but its arguments are not */
} BelayActionError;

#define BELAY_ACTION_MAX_TEXT     (64 * 1024)   /* bytes a "type" may hold */
#define BELAY_ACTION_MAX_DURATION 300.0         /* seconds, hold_key and wait of the toolset */
#define BELAY_ACTION_MAX_SCROLL   100           /* wheel clicks */
#define BELAY_ACTION_MAX_REPEAT   100

#define BELAY_TYPE_ACTION (belay_action_get_type ())

/* Immutable, reference counted, safe to share between threads. */
typedef struct _BelayAction BelayAction;

GType                belay_action_get_type             (void);

BelayAction         *belay_action_parse                (const BelayActionSpace *space,
                                                        const char             *toolset_name,
                                                        const char             *name,
                                                        const char             *input,
                                                        gssize                  length,
                                                        GError                **error);
BelayAction         *belay_action_ref                  (BelayAction            *self);
void                 belay_action_unref                (BelayAction            *self);
gboolean             belay_action_equal                (const BelayAction      *a,
                                                        const BelayAction      *b);

BelayActionKind      belay_action_get_kind             (const BelayAction      *self);
const char          *belay_action_kind_get_name        (BelayActionKind         kind);
gboolean             belay_action_is_look              (const BelayAction      *self);
gboolean             belay_action_is_computer          (const BelayAction      *self);
/* Whether it is one of the editor that changes a file. */
gboolean             belay_action_edits_file           (const BelayAction      *self);
/* (transfer full) (nullable): the words the editor would write, if it would */
char                *belay_action_get_written          (const BelayAction      *self);
/* (nullable): the file or folder the editor is asked about; absolute */
const char          *belay_action_get_path             (const BelayAction      *self);
gboolean             belay_action_sends_pointer        (const BelayAction      *self);
gboolean             belay_action_sends_keys           (const BelayAction      *self);
gboolean             belay_action_get_point            (const BelayAction      *self,
                                                        BelayPoint             *point);
gboolean             belay_action_get_start            (const BelayAction      *self,
                                                        BelayPoint             *point);
gboolean             belay_action_get_region           (const BelayAction      *self,
                                                        BelayRect              *region);
const char          *belay_action_get_text             (const BelayAction      *self);
const BelayChord    *belay_action_get_chords           (const BelayAction      *self,
                                                        guint                  *n_chords);
const BelayChord    *belay_action_get_held             (const BelayAction      *self);
guint                belay_action_get_repeat           (const BelayAction      *self);
double               belay_action_get_duration         (const BelayAction      *self);
BelayScrollDirection belay_action_get_scroll_direction (const BelayAction      *self);
guint                belay_action_get_scroll_amount    (const BelayAction      *self);

char                *belay_action_describe             (const BelayAction      *self);
char                *belay_action_describe_markup      (const BelayAction      *self);
/* The same, saying what it is aimed at in words; @target: (nullable). */
char                *belay_action_describe_target      (const BelayAction      *self,
                                                        const BelayTarget      *target);
char                *belay_action_describe_target_markup (const BelayAction    *self,
                                                          const BelayTarget    *target);
char                *belay_action_describe_success     (const BelayAction      *self);
char                *belay_action_to_json              (const BelayAction      *self,
                                                        BelayToolShape          shape);

/* Edits: each goes through the same validator as the model's own words; the original is unchanged. */
BelayAction         *belay_action_edit_json            (const BelayAction      *self,
                                                        const BelayActionSpace *space,
                                                        const char             *json,
                                                        GError                **error);
BelayAction         *belay_action_edit_point           (const BelayAction      *self,
                                                        const BelayActionSpace *space,
                                                        BelayPoint              point,
                                                        GError                **error);
BelayAction         *belay_action_edit_start           (const BelayAction      *self,
                                                        const BelayActionSpace *space,
                                                        BelayPoint              point,
                                                        GError                **error);
BelayAction         *belay_action_edit_text            (const BelayAction      *self,
                                                        const BelayActionSpace *space,
                                                        const char             *text,
                                                        GError                **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayAction, belay_action_unref)

G_END_DECLS
