/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-action-private.h"

#include <math.h>
#include <string.h>

static void
add_numbers (JsonObject *object,
             const char *member,
             const int  *values,
             guint       n)
{
  JsonArray *array = json_array_sized_new (n);

  for (guint i = 0; i < n; i++)
    json_array_add_int_element (array, values[i]);

  json_object_set_array_member (object, member, array);
}

static void
add_field (const BelayAction *self,
           BelayField         field,
           JsonObject        *object)
{
  const char *member = belay_field_get_name (field);
  const BelayRect *r = &self->region;

  switch (field)
    {
    case BELAY_FIELD_START:
      add_numbers (object, member, (int[]) { self->start.x, self->start.y }, 2);
      break;

    case BELAY_FIELD_COORDINATE:
      add_numbers (object, member, (int[]) { self->point.x, self->point.y }, 2);
      break;

    case BELAY_FIELD_REGION:
      add_numbers (object, member, (int[]) { r->x, r->y, r->x + r->width, r->y + r->height }, 4);
      break;

    case BELAY_FIELD_DIRECTION:
      json_object_set_string_member (object, member, belay_scroll_direction_get_name (self->direction));
      break;

    case BELAY_FIELD_AMOUNT:
      json_object_set_int_member (object, member, self->amount);
      break;

    case BELAY_FIELD_TEXT:
      json_object_set_string_member (object, member, self->text);
      break;

    case BELAY_FIELD_REPEAT:
      json_object_set_int_member (object, member, self->repeat);
      break;

    case BELAY_FIELD_DURATION:
      if (self->duration == trunc (self->duration))
        json_object_set_int_member (object, member, (gint64) self->duration);
      else
        json_object_set_double_member (object, member, self->duration);

      break;

    case BELAY_FIELD_ACTION:
    default:
      g_assert_not_reached ();
    }
}

static gboolean
can_be_written (const BelayAction *self,
                BelayToolShape     shape)
{
  guint allowed = belay_action_kind_required (self->kind) | belay_action_kind_optional (self->kind, shape);

  return belay_action_kind_in_shape (self->kind, shape) &&
         (self->fields & ~allowed) == 0 &&
         self->duration <= belay_action_max_duration (shape);
}

/**
 * belay_action_to_json:
 * @self: an action
 * @shape: a wire shape
 *
 * Writes the `input` of a tool_use that asks for @self. belay_action_parse() makes an equal action of it in the same
 * shape; fields that were not given are left out.
 *
 * Returns: (transfer full) (nullable): a JSON object on one line, or %NULL if @shape cannot say it: a zoom before
 *   20251124, a repeated key or a duration above 100 seconds before the toolset. The toolset can say everything, and
 *   every shape what was said in it
 */
char *
belay_action_to_json (const BelayAction *self,
                      BelayToolShape     shape)
{
  g_autoptr(JsonObject) object = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->kind == BELAY_ACTION_TEXT_EDITOR)
    return g_strdup (self->text);

  if (!can_be_written (self, shape))
    return NULL;

  object = json_object_new ();

  if (self->kind == BELAY_ACTION_BASH)
    {
      if (self->text != NULL)
        json_object_set_string_member (object, "command", self->text);
      else
        json_object_set_boolean_member (object, "restart", TRUE);

      return belay_json_object_to_string (object);
    }

  if (shape != BELAY_TOOL_SHAPE_TOOLSET_20260801)
    json_object_set_string_member (object, "action", belay_action_kind_get_name (self->kind));

  for (guint field = BELAY_FIELD_START; field <= BELAY_FIELD_DURATION; field <<= 1)
    {
      if ((self->fields & field) != 0)
        add_field (self, field, object);
    }

  return belay_json_object_to_string (object);
}

/**
 * belay_action_edit_json:
 * @self: an action
 * @space: the space it was proposed in
 * @json: another input for the same tool
 * @error: return location for an error
 *
 * Replaces all arguments. The tool_use's name stays: with the toolset that is the kind of the action; the older shapes
 * have the kind among the arguments.
 *
 * Returns: (transfer full) (nullable): the edited action, or %NULL with the validator's error
 */
BelayAction *
belay_action_edit_json (const BelayAction       *self,
                        const BelayActionSpace  *space,
                        const char              *json,
                        GError                 **error)
{
  g_return_val_if_fail (self != NULL && space != NULL && json != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!belay_action_is_computer (self))
    return belay_action_parse (space, NULL, belay_action_kind_get_name (self->kind), json, -1, error);

  if (space->shape != BELAY_TOOL_SHAPE_TOOLSET_20260801)
    return belay_action_parse (space, NULL, "computer", json, -1, error);

  return belay_action_parse (space, "computer", belay_action_kind_get_name (self->kind), json, -1, error);
}

static gboolean
has_argument (const BelayAction       *self,
              const BelayActionSpace  *space,
              BelayField               field,
              GError                 **error)
{
  guint fields = belay_action_kind_required (self->kind) | belay_action_kind_optional (self->kind, space->shape);

  if ((fields & field) != 0)
    return TRUE;

  g_set_error (error, BELAY_ACTION_ERROR, BELAY_ACTION_ERROR_UNSUPPORTED,
               "%s has no field “%s”", belay_action_kind_get_name (self->kind), belay_field_get_name (field));

  return FALSE;
}

/* @changed has been made by hand; only the validator can make an action of it. */
static BelayAction *
validate (const BelayAction       *changed,
          const BelayActionSpace  *space,
          GError                 **error)
{
  g_autofree char *json = belay_action_to_json (changed, space->shape);

  if (json == NULL)
    {
      g_set_error (error, BELAY_ACTION_ERROR, BELAY_ACTION_ERROR_UNSUPPORTED,
                   "%s cannot be written in this shape", belay_action_kind_get_name (changed->kind));
      return NULL;
    }

  return belay_action_edit_json (changed, space, json, error);
}

/**
 * belay_action_edit_point:
 * @self: an action
 * @space: the space it was proposed in
 * @point: where to aim it, picture pixels; where a drag ends
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the edited action, or %NULL with %BELAY_ACTION_ERROR_UNSUPPORTED if it is aimed
 *   at nothing, or with the validator's error
 */
BelayAction *
belay_action_edit_point (const BelayAction       *self,
                         const BelayActionSpace  *space,
                         BelayPoint               point,
                         GError                 **error)
{
  g_autoptr(BelayAction) changed = NULL;

  g_return_val_if_fail (self != NULL && space != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!has_argument (self, space, BELAY_FIELD_COORDINATE, error))
    return NULL;

  changed = belay_action_copy (self);
  changed->point = point;
  changed->fields |= BELAY_FIELD_COORDINATE;

  return validate (changed, space, error);
}

/**
 * belay_action_edit_start:
 * @self: an action
 * @space: the space it was proposed in
 * @point: where the drag is to begin, picture pixels
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the edited action, or %NULL with %BELAY_ACTION_ERROR_UNSUPPORTED if it is not a
 *   drag, or with the validator's error
 */
BelayAction *
belay_action_edit_start (const BelayAction       *self,
                         const BelayActionSpace  *space,
                         BelayPoint               point,
                         GError                 **error)
{
  g_autoptr(BelayAction) changed = NULL;

  g_return_val_if_fail (self != NULL && space != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!has_argument (self, space, BELAY_FIELD_START, error))
    return NULL;

  changed = belay_action_copy (self);
  changed->start = point;

  return validate (changed, space, error);
}

/**
 * belay_action_edit_text:
 * @self: an action
 * @space: the space it was proposed in
 * @text: another text, as belay_action_get_text() gives it
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the edited action, or %NULL with %BELAY_ACTION_ERROR_UNSUPPORTED if it has no
 *   text, or with the validator's error
 */
BelayAction *
belay_action_edit_text (const BelayAction       *self,
                        const BelayActionSpace  *space,
                        const char              *text,
                        GError                 **error)
{
  g_autoptr(BelayAction) changed = NULL;

  g_return_val_if_fail (self != NULL && space != NULL && text != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (belay_action_get_text (self) == NULL)
    {
      g_set_error (error, BELAY_ACTION_ERROR, BELAY_ACTION_ERROR_UNSUPPORTED,
                   "%s has no text", belay_action_kind_get_name (self->kind));
      return NULL;
    }

  if (!g_utf8_validate (text, -1, NULL))
    {
      belay_action_invalid (error, "The text is not valid UTF-8");
      return NULL;
    }

  if (self->kind == BELAY_ACTION_TEXT_EDITOR)
    return belay_action_edit_json (self, space, text, error);

  changed = belay_action_copy (self);
  g_free (changed->text);
  changed->text = g_strdup (text);

  return validate (changed, space, error);
}
