/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-action-private.h"

#include <string.h>

#define MAX_PATH_BYTES 4096

/* The shell and the editor: tools beside computer use, with inputs of their own. */

static const struct
{
  const char *verb;
  const char *strings[2];       /* required; beside "path" */
  const char *optional_string;
  const char *integer;          /* required */
} editor_commands[] = {
  { "view", { NULL, NULL }, NULL, NULL },
  { "create", { "file_text", NULL }, NULL, NULL },
  { "str_replace", { "old_str", NULL }, "new_str", NULL },
  { "insert", { "insert_text", NULL }, NULL, "insert_line" },
};

static gboolean
refuse_others (const char         *tool,
               const char * const *allowed,
               JsonObject         *input,
               GError            **error)
{
  JsonObjectIter iter;
  const char *member;

  json_object_iter_init_ordered (&iter, input);

  while (json_object_iter_next_ordered (&iter, &member, NULL))
    {
      if (!g_strv_contains (allowed, member))
        return belay_action_invalid (error, "%s has no field “%.64s”", tool, member);
    }

  return TRUE;
}

static gboolean
get_string (JsonObject  *input,
            const char  *member,
            const char **value,
            GError     **error)
{
  GError *cause = NULL;

  if (belay_json_get_string (input, member, value, &cause))
    return TRUE;

  belay_action_invalid (error, "%s", cause->message);
  g_error_free (cause);

  return FALSE;
}

/* Reads `bash`: a command, or a restart. */
gboolean
belay_action_parse_shell (BelayAction  *self,
                          JsonObject   *input,
                          GError      **error)
{
  static const char * const allowed[] = { "command", "restart", NULL };
  gboolean restart = FALSE;
  const char *command;

  if (!refuse_others ("bash", allowed, input, error))
    return FALSE;

  if (belay_json_has (input, "restart") && !belay_json_get_boolean (input, "restart", &restart, NULL))
    return belay_action_invalid (error, "“restart” must be true or false");

  if (restart && belay_json_has (input, "command"))
    return belay_action_invalid (error, "bash takes either “command” or “restart”, not both");

  if (restart)
    return TRUE;

  if (!belay_json_has (input, "command"))
    return belay_action_invalid (error, "bash needs the field “command”");

  if (!get_string (input, "command", &command, error))
    return FALSE;

  if (*command == '\0' || strlen (command) > BELAY_ACTION_MAX_TEXT)
    return belay_action_invalid (error, "“command” must have between 1 and %d bytes", BELAY_ACTION_MAX_TEXT);

  self->text = g_strdup (command);

  return TRUE;
}

static gboolean
take_path (BelayAction  *self,
           JsonObject   *input,
           JsonObject   *result,
           GError      **error)
{
  const char *path;

  if (!get_string (input, "path", &path, error))
    return FALSE;

  if (*path != '/' || strlen (path) > MAX_PATH_BYTES)
    return belay_action_invalid (error, "“path” must be an absolute path of at most %d bytes", MAX_PATH_BYTES);

  self->path = g_strdup (path);
  json_object_set_string_member (result, "path", path);

  return TRUE;
}

/* [first, last], lines from 1, -1 for the end. */
static gboolean
take_view_range (JsonObject  *input,
                 JsonObject  *result,
                 GError     **error)
{
  JsonNode *node = json_object_get_member (input, "view_range");
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr(JsonArray) copy = json_array_new ();
  gint64 lines[2] = { 0, 0 };

  for (guint i = 0; i < 2 && array != NULL && json_array_get_length (array) == 2; i++)
    {
      if (json_node_get_value_type (json_array_get_element (array, i)) == G_TYPE_INT64)
        lines[i] = json_array_get_int_element (array, i);

      json_array_add_int_element (copy, lines[i]);
    }

  if (lines[0] < 1 || lines[0] > G_MAXINT || lines[1] > G_MAXINT || (lines[1] != -1 && lines[1] < lines[0]))
    return belay_action_invalid (error, "“view_range” must be [first, last], two line numbers from 1, "
                                 "where last may be -1 for the end of the file");

  json_object_set_array_member (result, "view_range", g_steal_pointer (&copy));

  return TRUE;
}

static gboolean
take_string (JsonObject  *input,
             const char  *member,
             JsonObject  *result,
             GError     **error)
{
  const char *value;

  if (!get_string (input, member, &value, error))
    return FALSE;

  json_object_set_string_member (result, member, value);

  return TRUE;
}

static gboolean
take_line (JsonObject  *input,
           const char  *member,
           JsonObject  *result,
           GError     **error)
{
  GError *cause = NULL;
  gint64 line;

  if (!belay_json_get_int (input, member, 0, G_MAXINT, &line, &cause))
    {
      belay_action_invalid (error, "%s", cause->message);
      g_error_free (cause);
      return FALSE;
    }

  json_object_set_int_member (result, member, line);

  return TRUE;
}

static gboolean
take_arguments (BelayAction  *self,
                gsize         command,
                JsonObject   *input,
                JsonObject   *result,
                GError      **error)
{
  const char *optional = editor_commands[command].optional_string;
  const char *line = editor_commands[command].integer;
  const char *text = editor_commands[command].strings[0];
  gboolean is_view = strcmp (self->verb, "view") == 0;
  const char *allowed[] = { "command", "path", is_view ? "view_range" : "command",
                            text != NULL ? text : "command", optional != NULL ? optional : "command",
                            line != NULL ? line : "command", NULL };

  if (!refuse_others (self->verb, allowed, input, error))
    return FALSE;

  if (!take_path (self, input, result, error))
    return FALSE;

  if (line != NULL && !take_line (input, line, result, error))
    return FALSE;

  if (text != NULL && !take_string (input, text, result, error))
    return FALSE;

  if (optional != NULL && belay_json_has (input, optional) && !take_string (input, optional, result, error))
    return FALSE;

  if (g_strcmp0 (text, "old_str") == 0 && *json_object_get_string_member (result, "old_str") == '\0')
    return belay_action_invalid (error, "“old_str” is empty");

  return !is_view || !belay_json_has (input, "view_range") || take_view_range (input, result, error);
}

char *
belay_action_get_written (const BelayAction *self)
{
  static const char * const members[] = { "file_text", "new_str", "insert_text" };
  g_autoptr(JsonNode) node = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (!belay_action_edits_file (self))
    return NULL;

  node = belay_json_parse (self->text, -1, BELAY_JSON_MAX_SIZE, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (json_object_has_member (json_node_get_object (node), members[i]))
      return g_strdup (json_object_get_string_member (json_node_get_object (node), members[i]));

  return NULL;
}

/* Reads `str_replace_based_edit_tool`; what was understood is written anew as the action's text. */
gboolean
belay_action_parse_editor (BelayAction  *self,
                           JsonObject   *input,
                           GError      **error)
{
  g_autoptr(JsonObject) result = json_object_new ();
  const char *verb;

  if (!get_string (input, "command", &verb, error))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (editor_commands); i++)
    {
      if (strcmp (verb, editor_commands[i].verb) != 0)
        continue;

      self->verb = g_strdup (verb);
      json_object_set_string_member (result, "command", verb);

      if (!take_arguments (self, i, input, result, error))
        return FALSE;

      self->text = belay_json_object_to_string (result);

      return TRUE;
    }

  return belay_action_invalid (error, "“command” must be view, create, str_replace or insert; it is “%.64s”", verb);
}
