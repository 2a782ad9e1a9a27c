/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-json.h"

#include <math.h>
#include <string.h>

/* Up to here every integer is a double and every integral double is the integer that was meant. */
#define EXACT_INTEGERS 9007199254740992.0

G_DEFINE_QUARK (belay-json-error-quark, belay_json_error)

G_GNUC_PRINTF (2, 3)
static gboolean
fail (GError     **error,
      const char  *format,
      ...)
{
  va_list args;

  va_start (args, format);

  if (error != NULL)
    *error = g_error_new_valist (BELAY_JSON_ERROR, BELAY_JSON_ERROR_TYPE, format, args);

  va_end (args);

  return FALSE;
}

/* The value of a member, or NULL and an error if there is none. */
static JsonNode *
find (JsonObject  *object,
      const char  *member,
      GError     **error)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL)
    fail (error, "“%s” is missing", member);

  return node;
}

static gboolean
holds (JsonNode *node,
       GType     type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

/**
 * belay_json_has:
 * @object: an object
 * @member: a name
 *
 * Returns: %TRUE if @member is there and is not null
 */
gboolean
belay_json_has (JsonObject *object,
                const char *member)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && member != NULL, FALSE);

  node = json_object_get_member (object, member);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node);
}

/**
 * belay_json_get_string:
 * @object: an object
 * @member: a name
 * @value: (out) (transfer none): the string; lives as long as the member
 * @error: return location for an error
 *
 * Returns: %TRUE if @member is a string
 */
gboolean
belay_json_get_string (JsonObject  *object,
                       const char  *member,
                       const char **value,
                       GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && member != NULL && value != NULL, FALSE);

  node = find (object, member, error);

  if (node == NULL)
    return FALSE;

  if (!holds (node, G_TYPE_STRING))
    return fail (error, "“%s” must be a string", member);

  *value = json_node_get_string (node);

  return TRUE;
}

/**
 * belay_json_get_int:
 * @object: an object
 * @member: a name
 * @minimum: the least value accepted
 * @maximum: the greatest value accepted
 * @value: (out): the number
 * @error: return location for an error
 *
 * A number written with a point or an exponent is taken if it is integral ("2.0", "1e2"); nothing is rounded or
 * clamped.
 *
 * Returns: %TRUE if @member is an integer in that range
 */
gboolean
belay_json_get_int (JsonObject  *object,
                    const char  *member,
                    gint64       minimum,
                    gint64       maximum,
                    gint64      *value,
                    GError     **error)
{
  JsonNode *node;
  gint64 number = 0;

  g_return_val_if_fail (object != NULL && member != NULL && value != NULL, FALSE);

  node = find (object, member, error);

  if (node == NULL)
    return FALSE;

  if (holds (node, G_TYPE_INT64))
    {
      number = json_node_get_int (node);
    }
  else if (holds (node, G_TYPE_DOUBLE))
    {
      double real = json_node_get_double (node);

      if (!isfinite (real) || fabs (real) > EXACT_INTEGERS || real != trunc (real))
        return fail (error, "“%s” must be a whole number between %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT,
                     member, minimum, maximum);

      number = (gint64) real;
    }
  else
    {
      return fail (error, "“%s” must be a whole number", member);
    }

  if (number < minimum || number > maximum)
    return fail (error, "“%s” is %" G_GINT64_FORMAT ", but must be between %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT,
                 member, number, minimum, maximum);

  *value = number;

  return TRUE;
}

/**
 * belay_json_get_double:
 * @object: an object
 * @member: a name
 * @minimum: the least value accepted
 * @maximum: the greatest value accepted
 * @value: (out): the number
 * @error: return location for an error
 *
 * Returns: %TRUE if @member is a finite number in that range
 */
gboolean
belay_json_get_double (JsonObject  *object,
                       const char  *member,
                       double       minimum,
                       double       maximum,
                       double      *value,
                       GError     **error)
{
  JsonNode *node;
  double number;

  g_return_val_if_fail (object != NULL && member != NULL && value != NULL, FALSE);

  node = find (object, member, error);

  if (node == NULL)
    return FALSE;

  if (!holds (node, G_TYPE_INT64) && !holds (node, G_TYPE_DOUBLE))
    return fail (error, "“%s” must be a number", member);

  number = json_node_get_double (node);

  /* Also fails for NaN. */
  if (!(isfinite (number) && number >= minimum && number <= maximum))
    return fail (error, "“%s” must be a number between %g and %g", member, minimum, maximum);

  *value = number;

  return TRUE;
}

/**
 * belay_json_get_boolean:
 * @object: an object
 * @member: a name
 * @value: (out): what it says
 * @error: return location for an error
 *
 * Returns: %TRUE if @member is true or false
 */
gboolean
belay_json_get_boolean (JsonObject  *object,
                        const char  *member,
                        gboolean    *value,
                        GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && member != NULL && value != NULL, FALSE);

  node = find (object, member, error);

  if (node == NULL)
    return FALSE;

  if (!holds (node, G_TYPE_BOOLEAN))
    return fail (error, "“%s” must be true or false", member);

  *value = json_node_get_boolean (node);

  return TRUE;
}

/**
 * belay_json_get_object:
 * @object: an object
 * @member: a name
 * @value: (out) (transfer none): the object; lives as long as the member
 * @error: return location for an error
 *
 * Returns: %TRUE if @member is an object
 */
gboolean
belay_json_get_object (JsonObject  *object,
                       const char  *member,
                       JsonObject **value,
                       GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && member != NULL && value != NULL, FALSE);

  node = find (object, member, error);

  if (node == NULL)
    return FALSE;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail (error, "“%s” must be an object", member);

  *value = json_node_get_object (node);

  return TRUE;
}

/**
 * belay_json_get_array:
 * @object: an object
 * @member: a name
 * @value: (out) (transfer none): the array; lives as long as the member
 * @error: return location for an error
 *
 * Returns: %TRUE if @member is an array
 */
gboolean
belay_json_get_array (JsonObject  *object,
                      const char  *member,
                      JsonArray  **value,
                      GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && member != NULL && value != NULL, FALSE);

  node = find (object, member, error);

  if (node == NULL)
    return FALSE;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return fail (error, "“%s” must be an array", member);

  *value = json_node_get_array (node);

  return TRUE;
}

/**
 * belay_json_append_string:
 * @out: where to append
 * @text: valid UTF-8
 *
 * Appends @text as a quoted JSON string. Control characters, DEL and the two line separators JavaScript stumbles upon
 * are escaped, everything else is left as it is.
 */
void
belay_json_append_string (GString    *out,
                          const char *text)
{
  g_return_if_fail (out != NULL && text != NULL);

  g_string_append_c (out, '"');

  for (const char *p = text; *p != '\0'; p++)
    {
      guchar c = *p;

      if (c == '"' || c == '\\')
        g_string_append_printf (out, "\\%c", c);
      else if (c == '\n')
        g_string_append (out, "\\n");
      else if (c == '\r')
        g_string_append (out, "\\r");
      else if (c == '\t')
        g_string_append (out, "\\t");
      else if (c < 0x20 || c == 0x7f)
        g_string_append_printf (out, "\\u%04x", c);
      else if (strncmp (p, "\xe2\x80\xa8", 3) == 0 || strncmp (p, "\xe2\x80\xa9", 3) == 0)
        {
          g_string_append (out, (guchar) p[2] == 0xa8 ? "\\u2028" : "\\u2029");
          p += 2;
        }
      else
        g_string_append_c (out, c);
    }

  g_string_append_c (out, '"');
}

/* The shortest of the two usual precisions that reads back as the same number. */
static void
append_double (GString *out,
               double   value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value))
    {
      g_critical ("A number that JSON cannot hold is written as null");
      g_string_append (out, "null");
      return;
    }

  g_ascii_formatd (text, sizeof text, "%.15g", value);

  if (g_ascii_strtod (text, NULL) != value)
    g_ascii_dtostr (text, sizeof text, value);

  g_string_append (out, text);
}

static void
append_value (GString  *out,
              JsonNode *node)
{
  GType type = json_node_get_value_type (node);

  if (type == G_TYPE_STRING)
    belay_json_append_string (out, json_node_get_string (node));
  else if (type == G_TYPE_INT64)
    g_string_append_printf (out, "%" G_GINT64_FORMAT, json_node_get_int (node));
  else if (type == G_TYPE_DOUBLE)
    append_double (out, json_node_get_double (node));
  else if (type == G_TYPE_BOOLEAN)
    g_string_append (out, json_node_get_boolean (node) ? "true" : "false");
  else
    g_assert_not_reached ();
}

static void append_node (GString  *out,
                         JsonNode *node);

static void
append_object (GString    *out,
               JsonObject *object)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  gboolean first = TRUE;

  g_string_append_c (out, '{');
  json_object_iter_init_ordered (&iter, object);

  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      if (!first)
        g_string_append_c (out, ',');

      belay_json_append_string (out, name);
      g_string_append_c (out, ':');
      append_node (out, value);
      first = FALSE;
    }

  g_string_append_c (out, '}');
}

static void
append_node (GString  *out,
             JsonNode *node)
{
  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      append_object (out, json_node_get_object (node));
      break;

    case JSON_NODE_ARRAY:
      g_string_append_c (out, '[');

      for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
        {
          if (i > 0)
            g_string_append_c (out, ',');

          append_node (out, json_array_get_element (json_node_get_array (node), i));
        }

      g_string_append_c (out, ']');
      break;

    case JSON_NODE_VALUE:
      append_value (out, node);
      break;

    case JSON_NODE_NULL:
    default:
      g_string_append (out, "null");
      break;
    }
}

/**
 * belay_json_to_string:
 * @node: a value
 *
 * Returns: (transfer full): @node without white space, members in the order they were added, independent of the locale
 */
char *
belay_json_to_string (JsonNode *node)
{
  g_autoptr(GString) out = g_string_new (NULL);

  g_return_val_if_fail (node != NULL, NULL);

  append_node (out, node);

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * belay_json_object_to_string:
 * @object: an object
 *
 * Returns: (transfer full): as belay_json_to_string()
 */
char *
belay_json_object_to_string (JsonObject *object)
{
  g_autoptr(GString) out = g_string_new (NULL);

  g_return_val_if_fail (object != NULL, NULL);

  append_object (out, object);

  return g_string_free (g_steal_pointer (&out), FALSE);
}
