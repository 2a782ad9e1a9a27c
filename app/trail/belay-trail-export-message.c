/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-export-message.h"

#include "belay-json.h"
#include "belay-trail-members.h"
#include "belay-trail-record.h"

/* A part of a message: gen-ai-input-messages.json. */
static void
begin_part (GString    *out,
            const char *type)
{
  g_string_append_printf (out, "%s{\"type\":\"%s\"", out->len > 0 && out->str[out->len - 1] == '}' ? "," : "", type);
}

static void
append_member (GString    *out,
               const char *name,
               const char *value)
{
  if (value == NULL)
    return;

  g_string_append_printf (out, ",\"%s\":", name);
  belay_json_append_string (out, value);
}

static void
append_text_part (GString    *out,
                  const char *type,
                  const char *text)
{
  begin_part (out, type);
  append_member (out, "content", text);
  g_string_append_c (out, '}');
}

/**
 * belay_export_format_input:
 * @request: a record "api.request"
 *
 * What was answered to the model, and what the person said: the part of the conversation that is new.
 *
 * Returns: (transfer full): JSON after gen-ai-input-messages.json
 */
char *
belay_export_format_input (JsonObject *request)
{
  g_autoptr(GString) parts = g_string_new (NULL);
  JsonArray *results = NULL;
  const char *text = belay_trail_members_get_text (request, "text");
  GString *out = g_string_new ("[");

  belay_json_get_array (request, "results", &results, NULL);

  for (guint i = 0; results != NULL && i < json_array_get_length (results); i++)
    {
      JsonNode *node = json_array_get_element (results, i);
      JsonObject *result = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *response = belay_trail_members_get_text (result, "text");

      begin_part (parts, "tool_call_response");
      append_member (parts, "id", belay_trail_members_get_text (result, "tool_use_id"));
      append_member (parts, "response", response != NULL ? response : "");
      g_string_append_c (parts, '}');
    }

  if (parts->len > 0)
    g_string_append_printf (out, "{\"role\":\"tool\",\"parts\":[%s]}", parts->str);

  g_string_truncate (parts, 0);
  if (text != NULL)
    append_text_part (parts, "text", text);

  if (parts->len > 0)
    g_string_append_printf (out, "%s{\"role\":\"user\",\"parts\":[%s]}", out->len > 1 ? "," : "", parts->str);

  g_string_append_c (out, ']');

  return g_string_free (out, FALSE);
}

static void
append_block (GString    *parts,
              JsonObject *block)
{
  const char *type = belay_trail_members_get_text (block, "type");

  if (g_strcmp0 (type, "text") == 0)
    {
      append_text_part (parts, "text", belay_trail_members_get_text (block, "text"));
    }
  else if (g_strcmp0 (type, "thinking") == 0)
    {
      append_text_part (parts, "reasoning", belay_trail_members_get_text (block, "thinking"));
    }
  else if (g_strcmp0 (type, "tool_use") == 0)
    {
      const char *name = belay_trail_members_get_text (block, "name");
      JsonObject *input = belay_trail_members_get_object (block, "input");
      g_autofree char *arguments = input != NULL ? belay_json_object_to_string (input) : NULL;

      begin_part (parts, "tool_call");
      append_member (parts, "id", belay_trail_members_get_text (block, "id"));
      append_member (parts, "name", name != NULL ? name : "");
      if (arguments != NULL)
        g_string_append_printf (parts, ",\"arguments\":%s", arguments);
      g_string_append_c (parts, '}');
    }
}

/**
 * belay_export_format_output:
 * @response: a record "api.response"
 *
 * Returns: (transfer full): what the model said, thought and proposed, JSON after gen-ai-output-messages.json
 */
char *
belay_export_format_output (JsonObject *response)
{
  const char *content = belay_trail_members_get_text (response, "content");
  const char *reason = belay_trail_members_get_text (response, "stop_reason");
  g_autoptr(JsonNode) node = content != NULL ? belay_json_parse (content, -1, BELAY_TRAIL_MAX_LINE, NULL) : NULL;
  JsonArray *blocks = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr(GString) parts = g_string_new (NULL);
  GString *out = g_string_new ("[{\"role\":\"assistant\"");

  for (guint i = 0; blocks != NULL && i < json_array_get_length (blocks); i++)
    {
      JsonNode *element = json_array_get_element (blocks, i);

      if (JSON_NODE_HOLDS_OBJECT (element))
        append_block (parts, json_node_get_object (element));
    }

  g_string_append_printf (out, ",\"parts\":[%s]", parts->str);
  append_member (out, "finish_reason", reason != NULL ? reason : "");
  g_string_append (out, "}]");

  return g_string_free (out, FALSE);
}
