/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-action-private.h"

#include <string.h>

#include "belay-visible-text.h"

/* "Older versions" refused more in the reference implementation; nothing documents another limit. */
#define OLD_MAX_DURATION 100.0

G_DEFINE_QUARK (belay-action-error-quark, belay_action_error)

G_DEFINE_BOXED_TYPE (BelayAction, belay_action, belay_action_ref, belay_action_unref)

typedef struct
{
  const char *name;             /* on the wire */
  guint       required;
  guint       optional;
} KindInfo;

#define POINTER_FIELDS (BELAY_FIELD_COORDINATE | BELAY_FIELD_TEXT)

static const KindInfo kinds[] = {
  [BELAY_ACTION_SCREENSHOT]      = { "screenshot", 0, 0 },
  [BELAY_ACTION_ZOOM]            = { "zoom", BELAY_FIELD_REGION, 0 },
  [BELAY_ACTION_LEFT_CLICK]      = { "left_click", 0, POINTER_FIELDS },
  [BELAY_ACTION_RIGHT_CLICK]     = { "right_click", 0, POINTER_FIELDS },
  [BELAY_ACTION_MIDDLE_CLICK]    = { "middle_click", 0, POINTER_FIELDS },
  [BELAY_ACTION_DOUBLE_CLICK]    = { "double_click", 0, POINTER_FIELDS },
  [BELAY_ACTION_TRIPLE_CLICK]    = { "triple_click", 0, POINTER_FIELDS },
  [BELAY_ACTION_LEFT_CLICK_DRAG] = { "left_click_drag", BELAY_FIELD_START | BELAY_FIELD_COORDINATE, BELAY_FIELD_TEXT },
  [BELAY_ACTION_MOUSE_MOVE]      = { "mouse_move", BELAY_FIELD_COORDINATE, 0 },
  [BELAY_ACTION_LEFT_MOUSE_DOWN] = { "left_mouse_down", 0, 0 },
  [BELAY_ACTION_LEFT_MOUSE_UP]   = { "left_mouse_up", 0, 0 },
  [BELAY_ACTION_CURSOR_POSITION] = { "cursor_position", 0, 0 },
  [BELAY_ACTION_SCROLL]          = { "scroll", BELAY_FIELD_DIRECTION | BELAY_FIELD_AMOUNT, POINTER_FIELDS },
  [BELAY_ACTION_TYPE]            = { "type", BELAY_FIELD_TEXT, 0 },
  [BELAY_ACTION_KEY]             = { "key", BELAY_FIELD_TEXT, BELAY_FIELD_REPEAT },
  [BELAY_ACTION_HOLD_KEY]        = { "hold_key", BELAY_FIELD_TEXT | BELAY_FIELD_DURATION, 0 },
  [BELAY_ACTION_WAIT]            = { "wait", BELAY_FIELD_DURATION, 0 },
  [BELAY_ACTION_BASH]            = { "bash", 0, 0 },
  [BELAY_ACTION_TEXT_EDITOR]     = { "str_replace_based_edit_tool", 0, 0 },
};

static const struct
{
  BelayField  field;
  const char *name;
} field_names[] = {
  { BELAY_FIELD_ACTION, "action" },
  { BELAY_FIELD_START, "start_coordinate" },
  { BELAY_FIELD_COORDINATE, "coordinate" },
  { BELAY_FIELD_REGION, "region" },
  { BELAY_FIELD_DIRECTION, "scroll_direction" },
  { BELAY_FIELD_AMOUNT, "scroll_amount" },
  { BELAY_FIELD_TEXT, "text" },
  { BELAY_FIELD_REPEAT, "repeat" },
  { BELAY_FIELD_DURATION, "duration" },
};

/* The name of @field on the wire. */
const char *
belay_field_get_name (BelayField field)
{
  for (gsize i = 0; i < G_N_ELEMENTS (field_names); i++)
    {
      if (field_names[i].field == field)
        return field_names[i].name;
    }

  g_return_val_if_reached (NULL);
}

/* The name of @direction on the wire. */
const char *
belay_scroll_direction_get_name (BelayScrollDirection direction)
{
  static const char * const names[] = { "up", "down", "left", "right" };

  g_return_val_if_fail (direction < G_N_ELEMENTS (names), NULL);

  return names[direction];
}

/* Finds the action of computer use called @name; the shell and the editor are tools, not actions. */
gboolean
belay_action_kind_from_name (const char      *name,
                             BelayActionKind *kind)
{
  for (gsize i = 0; i < BELAY_ACTION_BASH; i++)
    {
      if (strcmp (kinds[i].name, name) == 0)
        {
          *kind = (BelayActionKind) i;
          return TRUE;
        }
    }

  return FALSE;
}

/* The arguments @kind cannot do without. */
guint
belay_action_kind_required (BelayActionKind kind)
{
  return kinds[kind].required;
}

/* The arguments @kind may have in @shape; "key" got its "repeat" with the toolset. */
guint
belay_action_kind_optional (BelayActionKind kind,
                            BelayToolShape  shape)
{
  if (shape != BELAY_TOOL_SHAPE_TOOLSET_20260801)
    return kinds[kind].optional & ~(guint) BELAY_FIELD_REPEAT;

  return kinds[kind].optional;
}

gboolean
belay_action_kind_in_shape (BelayActionKind kind,
                            BelayToolShape  shape)
{
  return kind != BELAY_ACTION_ZOOM || shape != BELAY_TOOL_SHAPE_COMPUTER_20250124;
}

/* Seconds that "wait" and "hold_key" may take in @shape. */
double
belay_action_max_duration (BelayToolShape shape)
{
  return shape == BELAY_TOOL_SHAPE_TOOLSET_20260801 ? BELAY_ACTION_MAX_DURATION : OLD_MAX_DURATION;
}

/* Sets BELAY_ACTION_ERROR_INVALID. The message may quote the model, so nothing in it stays invisible. Returns FALSE. */
gboolean
belay_action_invalid (GError     **error,
                      const char  *format,
                      ...)
{
  g_autofree char *message = NULL;
  g_autofree char *visible = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  visible = belay_visible_text (message, 0);
  g_set_error_literal (error, BELAY_ACTION_ERROR, BELAY_ACTION_ERROR_INVALID, visible);

  return FALSE;
}

BelayAction *
belay_action_alloc (BelayActionKind kind)
{
  BelayAction *self = g_atomic_rc_box_new0 (BelayAction);

  self->kind = kind;
  self->repeat = 1;

  return self;
}

/* A copy to change before anybody else sees it. */
BelayAction *
belay_action_copy (const BelayAction *self)
{
  BelayAction *copy = belay_action_alloc (self->kind);

  *copy = *self;
  copy->text = g_strdup (self->text);
  copy->chords = self->chords != NULL ? g_array_ref (self->chords) : NULL;
  copy->verb = g_strdup (self->verb);
  copy->path = g_strdup (self->path);

  return copy;
}

/**
 * belay_action_ref:
 * @self: an action
 *
 * Any thread.
 *
 * Returns: (transfer full): @self
 */
BelayAction *
belay_action_ref (BelayAction *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  BelayAction *self = data;

  g_free (self->text);
  g_clear_pointer (&self->chords, g_array_unref);
  g_free (self->verb);
  g_free (self->path);
}

/**
 * belay_action_unref:
 * @self: (transfer full): an action
 *
 * Any thread.
 */
void
belay_action_unref (BelayAction *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear);
}

/**
 * belay_action_equal:
 * @a: an action
 * @b: an action
 *
 * Compares what was asked for. "Return" and "Enter" are different texts for one key and not equal.
 *
 * Returns: %TRUE if @a and @b say the same
 */
gboolean
belay_action_equal (const BelayAction *a,
                    const BelayAction *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return a->kind == b->kind && a->fields == b->fields &&
         a->start.x == b->start.x && a->start.y == b->start.y &&
         a->point.x == b->point.x && a->point.y == b->point.y &&
         belay_rect_equal (&a->region, &b->region) &&
         a->direction == b->direction && a->amount == b->amount &&
         a->repeat == b->repeat && a->duration == b->duration &&
         g_strcmp0 (a->text, b->text) == 0;
}

/**
 * belay_action_get_kind:
 * @self: an action
 *
 * Returns: what it would do
 */
BelayActionKind
belay_action_get_kind (const BelayAction *self)
{
  g_return_val_if_fail (self != NULL, BELAY_ACTION_SCREENSHOT);

  return self->kind;
}

/**
 * belay_action_kind_get_name:
 * @kind: a kind
 *
 * Returns: (transfer none): its untranslated name: that of the member or of the tool on the wire, such as "left_click",
 *   "bash" or "str_replace_based_edit_tool"
 */
const char *
belay_action_kind_get_name (BelayActionKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds), NULL);

  return kinds[kind].name;
}

/**
 * belay_action_is_look:
 * @self: an action
 *
 * Returns: %TRUE if it sends nothing to the sandbox: screenshot, zoom, cursor position and wait
 */
gboolean
belay_action_is_look (const BelayAction *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->kind == BELAY_ACTION_SCREENSHOT || self->kind == BELAY_ACTION_ZOOM ||
         self->kind == BELAY_ACTION_CURSOR_POSITION || self->kind == BELAY_ACTION_WAIT;
}

/**
 * belay_action_is_computer:
 * @self: an action
 *
 * Returns: %TRUE if it belongs to computer use, %FALSE if to the shell or the editor
 */
gboolean
belay_action_is_computer (const BelayAction *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->kind < BELAY_ACTION_BASH;
}

gboolean
belay_action_edits_file (const BelayAction *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->kind == BELAY_ACTION_TEXT_EDITOR && strcmp (self->verb, "view") != 0;
}

const char *
belay_action_get_path (const BelayAction *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->path;
}

/**
 * belay_action_sends_pointer:
 * @self: an action
 *
 * Returns: %TRUE if it moves the pointer, presses its buttons or turns its wheel
 */
gboolean
belay_action_sends_pointer (const BelayAction *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return (self->kind >= BELAY_ACTION_LEFT_CLICK && self->kind <= BELAY_ACTION_LEFT_MOUSE_UP) ||
         self->kind == BELAY_ACTION_SCROLL;
}

/**
 * belay_action_sends_keys:
 * @self: an action
 *
 * Returns: %TRUE if it types or presses keys into what has the focus: type, key and hold key. Modifiers held for a
 *   click do not count, see belay_action_get_held()
 */
gboolean
belay_action_sends_keys (const BelayAction *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->kind == BELAY_ACTION_TYPE || self->kind == BELAY_ACTION_KEY || self->kind == BELAY_ACTION_HOLD_KEY;
}

/**
 * belay_action_get_point:
 * @self: an action
 * @point: (out caller-allocates) (nullable): where it is aimed, picture pixels; where a drag ends
 *
 * Returns: %FALSE if it names no place; a click without one happens where the pointer is
 */
gboolean
belay_action_get_point (const BelayAction *self,
                        BelayPoint        *point)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (point != NULL)
    *point = self->point;

  return (self->fields & BELAY_FIELD_COORDINATE) != 0;
}

/**
 * belay_action_get_start:
 * @self: an action
 * @point: (out caller-allocates) (nullable): where a drag begins, picture pixels
 *
 * Returns: %FALSE if it is not a drag
 */
gboolean
belay_action_get_start (const BelayAction *self,
                        BelayPoint        *point)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (point != NULL)
    *point = self->start;

  return (self->fields & BELAY_FIELD_START) != 0;
}

/**
 * belay_action_get_region:
 * @self: an action
 * @region: (out caller-allocates) (nullable): the part of the picture to look at, picture pixels, not empty
 *
 * Returns: %FALSE if it is not a zoom
 */
gboolean
belay_action_get_region (const BelayAction *self,
                         BelayRect         *region)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (region != NULL)
    *region = self->region;

  return (self->fields & BELAY_FIELD_REGION) != 0;
}

/**
 * belay_action_get_text:
 * @self: an action
 *
 * What to type, the keys to press or hold as they were written ("ctrl+s"), the command for the shell, or the editor's
 * whole input as JSON. What to type holds no control characters but line ends and tabs.
 *
 * Returns: (transfer none) (nullable): the text; %NULL for other actions, and for a restart of the shell
 */
const char *
belay_action_get_text (const BelayAction *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  /* The text of a click is not text but modifiers. */
  return belay_action_sends_pointer (self) ? NULL : self->text;
}

/**
 * belay_action_get_chords:
 * @self: an action
 * @n_chords: (out): how many there are; exactly one for a held key
 *
 * Returns: (transfer none) (array length=n_chords) (nullable): what to strike, in order, or %NULL if it is neither key
 *   nor hold key
 */
const BelayChord *
belay_action_get_chords (const BelayAction *self,
                         guint             *n_chords)
{
  g_return_val_if_fail (self != NULL && n_chords != NULL, NULL);

  *n_chords = self->chords != NULL ? self->chords->len : 0;

  return self->chords != NULL ? (const BelayChord *) (gpointer) self->chords->data : NULL;
}

/**
 * belay_action_get_held:
 * @self: an action
 *
 * Returns: (transfer none) (nullable): the modifiers held during a click, a drag or a scroll, or %NULL
 */
const BelayChord *
belay_action_get_held (const BelayAction *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->held.n_modifiers > 0 ? &self->held : NULL;
}

/**
 * belay_action_get_repeat:
 * @self: an action
 *
 * Returns: how often the chords are struck, 1 to %BELAY_ACTION_MAX_REPEAT
 */
guint
belay_action_get_repeat (const BelayAction *self)
{
  g_return_val_if_fail (self != NULL, 1);

  return self->repeat;
}

/**
 * belay_action_get_duration:
 * @self: an action
 *
 * Returns: seconds to wait or to hold, up to %BELAY_ACTION_MAX_DURATION; 0 for other actions
 */
double
belay_action_get_duration (const BelayAction *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->duration;
}

/**
 * belay_action_get_scroll_direction:
 * @self: a scroll
 *
 * Returns: which way the content's window moves
 */
BelayScrollDirection
belay_action_get_scroll_direction (const BelayAction *self)
{
  g_return_val_if_fail (self != NULL, BELAY_SCROLL_UP);

  return self->direction;
}

/**
 * belay_action_get_scroll_amount:
 * @self: an action
 *
 * Returns: clicks of the wheel, 1 to %BELAY_ACTION_MAX_SCROLL; 0 if it is not a scroll
 */
guint
belay_action_get_scroll_amount (const BelayAction *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->amount;
}
