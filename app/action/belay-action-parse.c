/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-action-private.h"

#include <math.h>
#include <string.h>

#include "belay-visible-text.h"

#define MAX_JSON      (1024 * 1024)      /* bytes of JSON */
#define MAX_KEYS     1024               /* bytes of key names */
#define MIN_DURATION 0.001              /* seconds */

/* Gives an error about a member the domain and the words of an action's error. */
static gboolean
take_json_error (GError **error,
                 GError  *cause)
{
  belay_action_invalid (error, "%s", cause->message);
  g_error_free (cause);

  return FALSE;
}

/* "[1300, 20]": what a message quotes of an array. */
static char *
quote (JsonObject *input,
       const char *member)
{
  g_autofree char *text = belay_json_to_string (json_object_get_member (input, member));
  g_auto(GStrv) parts = NULL;

  if (strlen (text) > 100)
    return g_strdup ("something longer");

  parts = g_strsplit (text, ",", -1);

  return g_strjoinv (", ", parts);
}

/* Reads an array of exactly @n numbers that are integral and within a 32 bit integer. */
static gboolean
get_integers (JsonObject  *input,
              const char  *member,
              const char  *form,
              guint        n,
              int         *values,
              GError     **error)
{
  JsonNode *node = json_object_get_member (input, member);
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autofree char *quoted = quote (input, member);

  if (array == NULL || json_array_get_length (array) != n)
    return belay_action_invalid (error, "%s must be %s, an array of %u whole numbers; it is %s",
                                 member, form, n, quoted);

  for (guint i = 0; i < n; i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      GType type = json_node_get_value_type (element);
      double number;

      if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
        return belay_action_invalid (error, "%s must be %s, an array of %u whole numbers; it is %s",
                                     member, form, n, quoted);

      number = json_node_get_double (element);

      if (!isfinite (number) || number != trunc (number))
        return belay_action_invalid (error, "%s %s is not made of whole pixels", member, quoted);

      if (fabs (number) > G_MAXINT)
        return belay_action_invalid (error, "%s %s is far outside the screenshot", member, quoted);

      values[i] = (int) number;
    }

  return TRUE;
}

static gboolean
parse_point (JsonObject              *input,
             const char              *member,
             const BelayActionSpace  *space,
             BelayPoint              *point,
             GError                 **error)
{
  int values[2];

  if (!get_integers (input, member, "[x, y]", 2, values, error))
    return FALSE;

  if (values[0] < 0 || values[0] >= space->width || values[1] < 0 || values[1] >= space->height)
    return belay_action_invalid (error, "%s [%d, %d] is outside the %dx%d screenshot",
                                 member, values[0], values[1], space->width, space->height);

  *point = (BelayPoint) { values[0], values[1] };

  return TRUE;
}

static gboolean
parse_region (JsonObject              *input,
              const BelayActionSpace  *space,
              BelayRect               *region,
              GError                 **error)
{
  int v[4];

  if (!get_integers (input, "region", "[x0, y0, x1, y1]", 4, v, error))
    return FALSE;

  if (v[0] >= v[2] || v[1] >= v[3])
    return belay_action_invalid (error, "region [%d, %d, %d, %d] is empty; it needs x0 < x1 and y0 < y1",
                                 v[0], v[1], v[2], v[3]);

  if (v[0] < 0 || v[1] < 0 || v[2] > space->width || v[3] > space->height)
    return belay_action_invalid (error, "region [%d, %d, %d, %d] is not inside the %dx%d screenshot",
                                 v[0], v[1], v[2], v[3], space->width, space->height);

  *region = (BelayRect) { v[0], v[1], v[2] - v[0], v[3] - v[1] };

  return TRUE;
}

static gboolean
parse_direction (JsonObject            *input,
                 BelayScrollDirection  *direction,
                 GError               **error)
{
  GError *cause = NULL;
  const char *name;

  if (!belay_json_get_string (input, "scroll_direction", &name, &cause))
    return take_json_error (error, cause);

  for (int i = BELAY_SCROLL_UP; i <= BELAY_SCROLL_RIGHT; i++)
    {
      if (strcmp (name, belay_scroll_direction_get_name (i)) == 0)
        {
          *direction = i;
          return TRUE;
        }
    }

  return belay_action_invalid (error, "scroll_direction must be up, down, left or right; it is “%.64s”", name);
}

static gboolean
parse_typed (const char  *text,
             GError     **error)
{
  if (strlen (text) > BELAY_ACTION_MAX_TEXT)
    return belay_action_invalid (error, "text has %" G_GSIZE_FORMAT " bytes; type takes %d at most",
                                 strlen (text), BELAY_ACTION_MAX_TEXT);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_iscntrl (c) && c != '\n' && c != '\r' && c != '\t')
        return belay_action_invalid (error, "text holds the control character U+%04X; only line ends and tabs can be "
                                     "typed, for Escape, Backspace or ctrl+c use the key action", c);
    }

  return TRUE;
}

/* What "text" means depends on the action: words, keys, or modifiers. */
static gboolean
parse_text (BelayAction  *self,
            JsonObject   *input,
            GError      **error)
{
  GError *cause = NULL;
  const char *name = belay_action_kind_get_name (self->kind);
  const char *text;

  if (!belay_json_get_string (input, "text", &text, &cause))
    return take_json_error (error, cause);

  if (*text == '\0')
    return belay_action_invalid (error, "text of %s is empty", name);

  self->text = g_strdup (text);

  if (self->kind == BELAY_ACTION_TYPE)
    return parse_typed (text, error);

  if (strlen (text) > MAX_KEYS)
    return belay_action_invalid (error, "text of %s has more than %d bytes", name, MAX_KEYS);

  if (belay_action_sends_pointer (self))
    {
      if (!belay_modifiers_parse (text, &self->held, &cause))
        belay_action_invalid (error, "text of %s: %s", name, cause->message);
    }
  else if (!belay_chords_parse (text, &self->chords, &cause))
    {
      belay_action_invalid (error, "text of %s: %s", name, cause->message);
    }
  else if (self->kind == BELAY_ACTION_HOLD_KEY && self->chords->len > 1)
    {
      return belay_action_invalid (error, "hold_key holds one combination; “%.64s” names %u", text, self->chords->len);
    }

  if (cause != NULL)
    {
      g_error_free (cause);
      return FALSE;
    }

  return TRUE;
}

static gboolean
parse_int (JsonObject  *input,
           const char  *member,
           int          maximum,
           guint       *value,
           GError     **error)
{
  GError *cause = NULL;
  gint64 number;

  if (!belay_json_get_int (input, member, 1, maximum, &number, &cause))
    return take_json_error (error, cause);

  *value = (guint) number;

  return TRUE;
}

static gboolean
parse_duration (BelayAction             *self,
                JsonObject              *input,
                const BelayActionSpace  *space,
                GError                 **error)
{
  GError *cause = NULL;

  if (!belay_json_get_double (input, "duration", MIN_DURATION, belay_action_max_duration (space->shape),
                              &self->duration, &cause))
    return take_json_error (error, cause);

  return TRUE;
}

static gboolean
parse_field (BelayAction             *self,
             BelayField               field,
             JsonObject              *input,
             const BelayActionSpace  *space,
             GError                 **error)
{
  switch (field)
    {
    case BELAY_FIELD_START:
      return parse_point (input, "start_coordinate", space, &self->start, error);

    case BELAY_FIELD_COORDINATE:
      return parse_point (input, "coordinate", space, &self->point, error);

    case BELAY_FIELD_REGION:
      return parse_region (input, space, &self->region, error);

    case BELAY_FIELD_DIRECTION:
      return parse_direction (input, &self->direction, error);

    case BELAY_FIELD_AMOUNT:
      return parse_int (input, "scroll_amount", BELAY_ACTION_MAX_SCROLL, &self->amount, error);

    case BELAY_FIELD_TEXT:
      return parse_text (self, input, error);

    case BELAY_FIELD_REPEAT:
      return parse_int (input, "repeat", BELAY_ACTION_MAX_REPEAT, &self->repeat, error);

    case BELAY_FIELD_DURATION:
      return parse_duration (self, input, space, error);

    case BELAY_FIELD_ACTION:
    default:
      return TRUE;
    }
}

/* A field nobody knows may change what the others mean, so it is not passed over. */
static gboolean
refuse_unknown_fields (BelayActionKind   kind,
                       guint             allowed,
                       JsonObject       *input,
                       GError          **error)
{
  JsonObjectIter iter;
  const char *member;

  json_object_iter_init_ordered (&iter, input);

  while (json_object_iter_next_ordered (&iter, &member, NULL))
    {
      gboolean known = FALSE;

      for (guint field = BELAY_FIELD_ACTION; field <= BELAY_FIELD_DURATION; field <<= 1)
        known = known || ((allowed & field) != 0 && strcmp (member, belay_field_get_name (field)) == 0);

      if (!known)
        return belay_action_invalid (error, "%s has no field “%.64s”", belay_action_kind_get_name (kind), member);
    }

  return TRUE;
}

static BelayAction *
parse_computer (const BelayActionSpace  *space,
                const char              *name,
                JsonObject              *input,
                GError                 **error)
{
  gboolean is_old = space->shape != BELAY_TOOL_SHAPE_TOOLSET_20260801;
  g_autoptr(BelayAction) self = NULL;
  BelayActionKind kind;
  guint required, optional;

  if (!belay_action_kind_from_name (name, &kind) || !belay_action_kind_in_shape (kind, space->shape))
    {
      g_autofree char *visible = belay_visible_text (name, 64);

      g_set_error (error, BELAY_ACTION_ERROR, BELAY_ACTION_ERROR_UNSUPPORTED,
                   "The action “%s” is not supported", visible);
      return NULL;
    }

  required = belay_action_kind_required (kind);
  optional = belay_action_kind_optional (kind, space->shape);

  if (!refuse_unknown_fields (kind, required | optional | (is_old ? BELAY_FIELD_ACTION : 0), input, error))
    return NULL;

  self = belay_action_alloc (kind);

  for (guint field = BELAY_FIELD_START; field <= BELAY_FIELD_DURATION; field <<= 1)
    {
      const char *member = belay_field_get_name (field);

      if ((required & field) != 0 && !belay_json_has (input, member))
        {
          belay_action_invalid (error, "%s needs the field “%s”", name, member);
          return NULL;
        }

      if (((required | optional) & field) == 0 || !belay_json_has (input, member))
        continue;

      if (!parse_field (self, field, input, space, error))
        return NULL;

      self->fields |= field;
    }

  return g_steal_pointer (&self);
}

static BelayAction *
parse_old_computer (const BelayActionSpace  *space,
                    JsonObject              *input,
                    GError                 **error)
{
  GError *cause = NULL;
  const char *name;

  if (!belay_json_get_string (input, "action", &name, &cause))
    {
      take_json_error (error, cause);
      return NULL;
    }

  return parse_computer (space, name, input, error);
}

static BelayAction *
parse_tool (BelayActionKind   kind,
            JsonObject       *input,
            GError          **error)
{
  g_autoptr(BelayAction) self = belay_action_alloc (kind);
  gboolean ok = kind == BELAY_ACTION_BASH ? belay_action_parse_shell (self, input, error)
                                          : belay_action_parse_editor (self, input, error);

  return ok ? g_steal_pointer (&self) : NULL;
}

static BelayAction *
unsupported (const char  *toolset_name,
             const char  *name,
             GError     **error)
{
  g_autofree char *visible_name = belay_visible_text (name, 64);

  if (toolset_name != NULL)
    {
      g_autofree char *visible_toolset = belay_visible_text (toolset_name, 64);

      g_set_error (error, BELAY_ACTION_ERROR, BELAY_ACTION_ERROR_UNSUPPORTED,
                   "The tool “%s” of the toolset “%s” is not supported", visible_name, visible_toolset);
    }
  else
    {
      g_set_error (error, BELAY_ACTION_ERROR, BELAY_ACTION_ERROR_UNSUPPORTED,
                   "The tool “%s” is not supported", visible_name);
    }

  return NULL;
}

/**
 * belay_action_parse:
 * @space: the shape that is spoken and the size of the picture that coordinates refer to
 * @toolset_name: (nullable): the tool_use's `toolset_name`
 * @name: the tool_use's `name`
 * @input: (array length=length): the tool_use's `input`, a JSON text
 * @length: its length in bytes, or -1 if it is terminated by NUL
 * @error: return location for an error
 *
 * The validator: whatever a model or a person wants done passes here. It refuses what is missing, unknown, of another
 * type or out of range, and never rounds or clamps. An optional field may be absent or null.
 *
 * Fails with %BELAY_ACTION_ERROR_UNSUPPORTED if there is no such tool or action in this shape, else with
 * %BELAY_ACTION_ERROR_INVALID; the message is written for the model and has nothing invisible in it. Any thread.
 *
 * Returns: (transfer full) (nullable): the action, or %NULL
 */
BelayAction *
belay_action_parse (const BelayActionSpace  *space,
                    const char              *toolset_name,
                    const char              *name,
                    const char              *input,
                    gssize                   length,
                    GError                 **error)
{
  g_autoptr(JsonNode) node = NULL;
  GError *cause = NULL;
  gboolean is_toolset;

  g_return_val_if_fail (space != NULL && space->width >= 1 && space->height >= 1, NULL);
  g_return_val_if_fail (name != NULL && input != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  is_toolset = space->shape == BELAY_TOOL_SHAPE_TOOLSET_20260801;
  node = belay_json_parse (input, length, MAX_JSON, &cause);

  if (node == NULL)
    {
      belay_action_invalid (error, "The input cannot be read as JSON: %s", cause->message);
      g_error_free (cause);
      return NULL;
    }

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      belay_action_invalid (error, "The input must be a JSON object");
      return NULL;
    }

  if (toolset_name != NULL)
    return is_toolset && strcmp (toolset_name, "computer") == 0
           ? parse_computer (space, name, json_node_get_object (node), error)
           : unsupported (toolset_name, name, error);

  if (!is_toolset && strcmp (name, "computer") == 0)
    return parse_old_computer (space, json_node_get_object (node), error);

  for (int kind = BELAY_ACTION_BASH; kind <= BELAY_ACTION_TEXT_EDITOR; kind++)
    {
      if (strcmp (name, belay_action_kind_get_name (kind)) == 0)
        return parse_tool (kind, json_node_get_object (node), error);
    }

  return unsupported (NULL, name, error);
}
