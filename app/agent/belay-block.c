/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-block.h"

#include <string.h>

#include "belay-agent.h"

typedef struct
{
  char    *key;                 /* as it is written, without quotes */
  GString *value;               /* as it is written */
} Member;

static void
member_free (Member *member)
{
  g_free (member->key);
  g_string_free (member->value, TRUE);
  g_free (member);
}

void
belay_block_free (BelayBlock *self)
{
  g_free (self->id);
  g_free (self->toolset_name);
  g_free (self->name);
  g_string_free (self->text, TRUE);
  g_string_free (self->input, TRUE);
  g_ptr_array_unref (self->members);
  g_free (self->json);
  g_free (self);
}

static gboolean
fail (GError     **error,
      const char  *sentence)
{
  g_set_error_literal (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_PROTOCOL, sentence);

  return FALSE;
}

static Member *
find (BelayBlock *self,
      const char *key)
{
  for (guint i = 0; i < self->members->len; i++)
    if (g_str_equal (((Member *) self->members->pdata[i])->key, key))
      return self->members->pdata[i];

  return NULL;
}

static Member *
find_or_add (BelayBlock *self,
             const char *key,
             const char *value)
{
  Member *member = find (self, key);

  if (member == NULL)
    {
      member = g_new0 (Member, 1);
      member->key = g_strdup (key);
      member->value = g_string_new (value);
      g_ptr_array_add (self->members, member);
    }

  return member;
}

static gboolean
read_tool_use (BelayBlock  *self,
               JsonObject  *object,
               GError     **error)
{
  const char *id;
  const char *name;
  const char *toolset_name;

  if (!belay_json_get_string (object, "id", &id, NULL) || *id == '\0' ||
      !belay_json_get_string (object, "name", &name, NULL))
    return fail (error, "A tool_use came without id or name");

  if (belay_json_has (object, "toolset_name"))
    {
      if (!belay_json_get_string (object, "toolset_name", &toolset_name, NULL))
        return fail (error, "A tool_use came with a toolset_name that is not a string");

      self->toolset_name = g_strdup (toolset_name);
    }

  self->id = g_strdup (id);
  self->name = g_strdup (name);

  return TRUE;
}

/**
 * belay_block_new:
 * @object: the content_block of a content_block_start
 * @raw: its text
 * @error: (nullable): %BELAY_AGENT_ERROR_PROTOCOL
 *
 * Returns: (transfer full) (nullable): a block that has begun
 */
BelayBlock *
belay_block_new (JsonObject  *object,
                 BelayRaw     raw,
                 GError     **error)
{
  g_autoptr(BelayBlock) self = g_new0 (BelayBlock, 1);
  const char *type;
  const char *text;
  gsize position = 0;
  BelayRaw key;
  BelayRaw value;

  self->text = g_string_new (NULL);
  self->input = g_string_new (NULL);
  self->members = g_ptr_array_new_with_free_func ((GDestroyNotify) member_free);

  if (!belay_json_get_string (object, "type", &type, NULL))
    {
      fail (error, "A content block came without a type");
      return NULL;
    }

  while (belay_raw_next (raw, &position, &key, &value))
    {
      Member *member = g_new0 (Member, 1);

      member->key = g_strndup (key.text, key.length);
      member->value = g_string_new_len (value.text, value.length);
      g_ptr_array_add (self->members, member);
    }

  if (g_str_equal (type, "text"))
    self->kind = BELAY_BLOCK_TEXT;
  else if (g_str_equal (type, "thinking") || g_str_equal (type, "redacted_thinking"))
    self->kind = BELAY_BLOCK_THINKING;
  else if (g_str_equal (type, "tool_use"))
    self->kind = BELAY_BLOCK_TOOL_USE;
  else
    self->kind = BELAY_BLOCK_OTHER;

  if (self->kind == BELAY_BLOCK_TEXT && belay_json_get_string (object, "text", &text, NULL))
    g_string_assign (self->text, text);

  if (self->kind == BELAY_BLOCK_TOOL_USE && !read_tool_use (self, object, error))
    return NULL;

  return g_steal_pointer (&self);
}

/* Weaves a string into a string: both as they are written, quotes and escapes included. */
static gboolean
append_string (BelayBlock  *self,
               const char  *key,
               BelayRaw     delta,
               GError     **error)
{
  Member *member = find_or_add (self, key, "\"\"");
  BelayRaw value;

  if (!belay_raw_get (delta, key, &value) || value.text[0] != '"' || member->value->str[0] != '"')
    return fail (error, "A delta does not fit its content block");

  g_string_truncate (member->value, member->value->len - 1);
  g_string_append_len (member->value, value.text + 1, value.length - 1);

  return TRUE;
}

static void
assign (BelayBlock *self,
        const char *key,
        BelayRaw    delta)
{
  BelayRaw value;
  Member *member;

  if (!belay_raw_get (delta, key, &value))
    return;

  member = find_or_add (self, key, "");
  g_string_truncate (member->value, 0);
  g_string_append_len (member->value, value.text, value.length);
}

static gboolean
append_element (BelayBlock  *self,
                BelayRaw     delta,
                GError     **error)
{
  Member *member = find_or_add (self, "citations", "[]");
  BelayRaw value;

  if (g_str_equal (member->value->str, "null"))
    g_string_assign (member->value, "[]");

  if (!belay_raw_get (delta, "citation", &value) || member->value->str[0] != '[')
    return fail (error, "A delta does not fit its content block");

  g_string_truncate (member->value, member->value->len - 1);
  if (member->value->len > 1)
    g_string_append_c (member->value, ',');
  g_string_append_len (member->value, value.text, value.length);
  g_string_append_c (member->value, ']');

  return TRUE;
}

static gboolean
append_input (BelayBlock  *self,
              JsonObject  *delta,
              GError     **error)
{
  const char *part;

  if (self->kind == BELAY_BLOCK_TEXT || self->kind == BELAY_BLOCK_THINKING ||
      !belay_json_get_string (delta, "partial_json", &part, NULL))
    return fail (error, "A delta does not fit its content block");

  if (self->input->len + strlen (part) > BELAY_BLOCK_MAX_INPUT)
    return fail (error, "The input of a tool_use is too large");

  g_string_append (self->input, part);

  return TRUE;
}

/**
 * belay_block_add_delta:
 * @self: a block that has not ended
 * @delta: the delta of a content_block_delta
 * @raw: its text
 * @error: (nullable): %BELAY_AGENT_ERROR_PROTOCOL
 *
 * Returns: %TRUE also for a type nobody knows, which is passed over
 */
gboolean
belay_block_add_delta (BelayBlock  *self,
                       JsonObject  *delta,
                       BelayRaw     raw,
                       GError     **error)
{
  const char *type;
  const char *text;

  if (!belay_json_get_string (delta, "type", &type, NULL))
    return fail (error, "A delta came without a type");

  if (g_str_equal (type, "text_delta"))
    {
      if (self->kind != BELAY_BLOCK_TEXT || !belay_json_get_string (delta, "text", &text, NULL))
        return fail (error, "A delta does not fit its content block");

      g_string_append (self->text, text);
      return append_string (self, "text", raw, error);
    }

  if (g_str_equal (type, "thinking_delta"))
    return append_string (self, "thinking", raw, error);

  if (g_str_equal (type, "input_json_delta"))
    return append_input (self, delta, error);

  if (g_str_equal (type, "citations_delta"))
    return append_element (self, raw, error);

  if (g_str_equal (type, "signature_delta"))
    {
      assign (self, "signature", raw);
    }
  else if (g_str_equal (type, "compaction_delta"))
    {
      assign (self, "content", raw);
      assign (self, "encrypted_content", raw);
    }

  return TRUE;
}

/* The input that came in pieces replaces the empty one the block began with. */
static gboolean
settle_input (BelayBlock  *self,
              GError     **error)
{
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(GError) local_error = NULL;
  Member *member = find_or_add (self, "input", "{}");

  if (self->input->len > 0)
    g_string_assign (member->value, self->input->str);
  else
    g_string_assign (self->input, member->value->str);

  node = belay_json_parse (self->input->str, self->input->len, BELAY_BLOCK_MAX_INPUT, &local_error);
  if (node == NULL)
    {
      g_set_error (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_PROTOCOL,
                   "The input of a tool_use is not what it should be: %s", local_error->message);
      return FALSE;
    }

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail (error, "The input of a tool_use is not an object");

  return TRUE;
}

/**
 * belay_block_end:
 * @self: a block
 * @error: (nullable): %BELAY_AGENT_ERROR_PROTOCOL
 *
 * Returns: %TRUE if the block is complete; then its json is set
 */
gboolean
belay_block_end (BelayBlock  *self,
                 GError     **error)
{
  g_autoptr(GString) json = g_string_new ("{");

  if ((self->kind == BELAY_BLOCK_TOOL_USE || self->input->len > 0) && !settle_input (self, error))
    return FALSE;

  for (guint i = 0; i < self->members->len; i++)
    {
      Member *member = self->members->pdata[i];

      g_string_append_printf (json, "%s\"%s\":", i > 0 ? "," : "", member->key);
      g_string_append_len (json, member->value->str, member->value->len);
    }

  g_string_append_c (json, '}');
  self->json = g_string_free (g_steal_pointer (&json), FALSE);

  return TRUE;
}

gboolean
belay_block_is_empty (BelayBlock *self)
{
  return self->kind == BELAY_BLOCK_TEXT &&
         strspn (self->text->str, " \t\r\n\v\f") == self->text->len;
}
