/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-stream.h"

#include <string.h>

#include "belay-agent.h"
#include "belay-sse.h"

#define MAX_BLOCKS 1000
#define MAX_TOKENS G_GINT64_CONSTANT (10000000000)

/* The counters of the API as they stand; each report overwrites those it names and adds nothing. */
typedef struct
{
  gint64 input;
  gint64 cache_creation;
  gint64 cache_creation_5m;
  gint64 cache_creation_1h;
  gint64 cache_read;
  gint64 output;
} Counters;

struct _BelayStream
{
  BelaySse          *sse;
  BelayActionSpace   space;
  BelayStreamFuncs   funcs;
  gpointer           user_data;

  gboolean           begun;
  gboolean           complete;
  char              *error_type;
  char              *id;
  char              *model;
  char              *stop_reason;
  char              *stop_detail;
  Counters           counters;
  BelayBlock        *open;
  gint64             n_started;
  GPtrArray         *blocks;
  GPtrArray         *proposals;
};

static gboolean
garbled (GError     **error,
         const char  *sentence)
{
  g_set_error_literal (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_PROTOCOL, sentence);

  return FALSE;
}

static void
read_counter (JsonObject *usage,
              const char *member,
              gint64     *counter)
{
  gint64 value;

  if (belay_json_has (usage, member) && belay_json_get_int (usage, member, 0, MAX_TOKENS, &value, NULL))
    *counter = value;
}

static void
read_usage (BelayStream *self,
            JsonObject  *object)
{
  Counters *counters = &self->counters;
  JsonObject *usage;
  JsonObject *split;

  if (!belay_json_has (object, "usage") || !belay_json_get_object (object, "usage", &usage, NULL))
    return;

  read_counter (usage, "input_tokens", &counters->input);
  read_counter (usage, "cache_creation_input_tokens", &counters->cache_creation);
  read_counter (usage, "cache_read_input_tokens", &counters->cache_read);
  read_counter (usage, "output_tokens", &counters->output);

  if (belay_json_has (usage, "cache_creation") && belay_json_get_object (usage, "cache_creation", &split, NULL))
    {
      read_counter (split, "ephemeral_5m_input_tokens", &counters->cache_creation_5m);
      read_counter (split, "ephemeral_1h_input_tokens", &counters->cache_creation_1h);
    }
}

static gboolean
on_message_start (BelayStream  *self,
                  JsonObject   *event,
                  GError      **error)
{
  JsonObject *message;
  const char *id;
  const char *model;

  if (self->begun)
    return garbled (error, "The message began twice");

  if (!belay_json_get_object (event, "message", &message, error))
    return FALSE;

  if (!belay_json_get_string (message, "id", &id, error) ||
      !belay_json_get_string (message, "model", &model, error))
    return FALSE;

  self->id = g_strdup (id);
  self->model = g_strdup (model);
  self->begun = TRUE;
  read_usage (self, message);

  return TRUE;
}

static gboolean
on_block_start (BelayStream  *self,
                JsonObject   *event,
                BelayRaw      raw,
                GError      **error)
{
  JsonObject *object;
  BelayRaw block;
  gint64 index;

  if (!belay_json_get_int (event, "index", 0, MAX_BLOCKS - 1, &index, error) ||
      !belay_json_get_object (event, "content_block", &object, error))
    return FALSE;

  if (self->open != NULL || index != self->n_started || !belay_raw_get (raw, "content_block", &block))
    return garbled (error, "A content block began out of order");

  self->n_started++;
  self->open = belay_block_new (object, block, error);

  return self->open != NULL;
}

static gboolean
check_open (BelayStream  *self,
            JsonObject   *event,
            GError      **error)
{
  gint64 index;

  if (!belay_json_get_int (event, "index", 0, MAX_BLOCKS - 1, &index, error))
    return FALSE;

  if (self->open == NULL || index != self->n_started - 1)
    return garbled (error, "A content block went on out of order");

  return TRUE;
}

static gboolean
on_block_delta (BelayStream  *self,
                JsonObject   *event,
                BelayRaw      raw,
                GError      **error)
{
  JsonObject *delta;
  BelayRaw slice;
  const char *text;

  if (!check_open (self, event, error) ||
      !belay_json_get_object (event, "delta", &delta, error))
    return FALSE;

  if (!belay_raw_get (raw, "delta", &slice))
    return garbled (error, "A delta cannot be found");

  if (!belay_block_add_delta (self->open, delta, slice, error))
    return FALSE;

  if (self->open->kind == BELAY_BLOCK_TEXT && belay_json_get_string (delta, "text", &text, NULL) && *text != '\0')
    self->funcs.text (text, self->user_data);
  else if (self->open->kind == BELAY_BLOCK_THINKING && belay_json_get_string (delta, "thinking", &text, NULL) &&
           *text != '\0')
    self->funcs.thinking (text, self->user_data);

  return TRUE;
}

static gboolean
is_known_id (BelayStream *self,
             const char  *id)
{
  for (guint i = 0; i < self->proposals->len; i++)
    if (g_str_equal (belay_proposal_get_id (self->proposals->pdata[i]), id))
      return TRUE;

  return FALSE;
}

static gboolean
on_block_stop (BelayStream  *self,
               JsonObject   *event,
               GError      **error)
{
  BelayBlock *block;
  BelayProposal *proposal;

  if (!check_open (self, event, error) ||
      !belay_block_end (self->open, error))
    return FALSE;

  block = g_steal_pointer (&self->open);
  g_ptr_array_add (self->blocks, block);

  if (block->kind != BELAY_BLOCK_TOOL_USE)
    return TRUE;

  if (is_known_id (self, block->id))
    return garbled (error, "Two tool_use blocks have the same id");

  proposal = belay_proposal_new (&self->space, block->id, block->toolset_name, block->name, block->input->str);
  g_ptr_array_add (self->proposals, proposal);
  self->funcs.proposal (proposal, self->user_data);

  return TRUE;
}

static void
read_stop_details (BelayStream *self,
                   JsonObject  *delta)
{
  JsonObject *details;
  const char *text;

  if (!belay_json_has (delta, "stop_details") || !belay_json_get_object (delta, "stop_details", &details, NULL))
    return;

  if ((belay_json_has (details, "explanation") && belay_json_get_string (details, "explanation", &text, NULL)) ||
      (belay_json_has (details, "category") && belay_json_get_string (details, "category", &text, NULL)))
    {
      g_free (self->stop_detail);
      self->stop_detail = g_strdup (text);
    }
}

static gboolean
on_message_delta (BelayStream  *self,
                  JsonObject   *event,
                  GError      **error)
{
  JsonObject *delta;
  const char *text;

  if (!belay_json_get_object (event, "delta", &delta, error))
    return FALSE;

  if (belay_json_has (delta, "stop_reason"))
    {
      if (!belay_json_get_string (delta, "stop_reason", &text, error))
        return FALSE;

      g_free (self->stop_reason);
      self->stop_reason = g_strdup (text);
    }

  read_stop_details (self, delta);
  read_usage (self, event);

  return TRUE;
}

static gboolean
on_error (BelayStream  *self,
          JsonObject   *event,
          GError      **error)
{
  JsonObject *details;
  const char *type = "error";
  const char *message = "";

  if (belay_json_get_object (event, "error", &details, NULL))
    {
      if (!belay_json_get_string (details, "type", &type, NULL))
        type = "error";
      if (!belay_json_get_string (details, "message", &message, NULL))
        message = "";
    }

  self->error_type = g_strdup (type);
  g_set_error_literal (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_OVERLOADED, *message != '\0' ? message : type);

  return FALSE;
}

static gboolean
handle (BelayStream  *self,
        const char   *name,
        JsonObject   *event,
        BelayRaw      raw,
        GError      **error)
{
  if (g_str_equal (name, "error"))
    return on_error (self, event, error);

  if (g_str_equal (name, "message_start"))
    return on_message_start (self, event, error);

  if (!self->begun)
    return garbled (error, "The message did not begin");

  if (g_str_equal (name, "content_block_start"))
    return on_block_start (self, event, raw, error);

  if (g_str_equal (name, "content_block_delta"))
    return on_block_delta (self, event, raw, error);

  if (g_str_equal (name, "content_block_stop"))
    return on_block_stop (self, event, error);

  if (g_str_equal (name, "message_delta"))
    return on_message_delta (self, event, error);

  if (self->open != NULL || self->stop_reason == NULL)
    return garbled (error, "The message ended too early");

  self->complete = TRUE;

  return TRUE;
}

static gboolean
is_known_event (const char *name)
{
  static const char *const known[] = {
    "message_start", "content_block_start", "content_block_delta", "content_block_stop", "message_delta",
    "message_stop", "error", NULL
  };

  return g_strv_contains (known, name);
}

/* An event nobody knows, or without a name, is passed over, whatever it holds (the API's page on streaming), unless it
 * holds what goes by another name: then something is missing. */
static gboolean
on_event (const char  *name,
          const char  *data,
          gsize        length,
          gpointer     user_data,
          GError     **error)
{
  BelayStream *self = user_data;
  gboolean known = is_known_event (name);
  BelayRaw raw = { data, length };
  g_autoptr(JsonNode) root = NULL;
  g_autoptr(GError) local_error = NULL;
  const char *type = NULL;
  JsonObject *event;

  if (self->complete)
    return TRUE;

  root = belay_json_parse (data, length, BELAY_JSON_MAX_SIZE, &local_error);
  if (root == NULL && known)
    {
      g_set_error (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_PROTOCOL, "An event cannot be read: %s",
                   local_error->message);
      return FALSE;
    }

  if (root == NULL || (!known && !JSON_NODE_HOLDS_OBJECT (root)))
    return TRUE;

  if (!JSON_NODE_HOLDS_OBJECT (root))
    return garbled (error, "An event is not an object");

  event = json_node_get_object (root);
  if (!belay_json_get_string (event, "type", &type, NULL))
    type = NULL;

  if (known ? g_strcmp0 (type, name) != 0 : type != NULL && is_known_event (type))
    return garbled (error, "An event is not of the type it is named");

  return !known || handle (self, name, event, raw, error);
}

/**
 * belay_stream_new:
 * @space: what the proposals refer to
 * @funcs: all must be set; copied
 * @user_data: for @funcs
 *
 * Returns: (transfer full): a stream at its start
 */
BelayStream *
belay_stream_new (const BelayActionSpace *space,
                  const BelayStreamFuncs *funcs,
                  gpointer                user_data)
{
  BelayStream *self = g_new0 (BelayStream, 1);

  self->sse = belay_sse_new (on_event, self);
  self->space = *space;
  self->funcs = *funcs;
  self->user_data = user_data;
  self->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_block_free);
  self->proposals = g_ptr_array_new_with_free_func (g_object_unref);

  return self;
}

void
belay_stream_free (BelayStream *self)
{
  belay_sse_free (self->sse);
  g_free (self->error_type);
  g_free (self->id);
  g_free (self->model);
  g_free (self->stop_reason);
  g_free (self->stop_detail);
  g_clear_pointer (&self->open, belay_block_free);
  g_ptr_array_unref (self->blocks);
  g_ptr_array_unref (self->proposals);
  g_free (self);
}

/**
 * belay_stream_feed:
 * @self: a stream
 * @bytes: the next bytes, cut anywhere
 * @length: how many
 * @error: (nullable): %BELAY_AGENT_ERROR_PROTOCOL for what cannot be read,
 *   %BELAY_AGENT_ERROR_OVERLOADED for an error event, whose type is then set
 *
 * Returns: %FALSE if the reply has failed
 */
gboolean
belay_stream_feed (BelayStream  *self,
                   const char   *bytes,
                   gsize         length,
                   GError      **error)
{
  g_autoptr(GError) local_error = NULL;

  if (belay_sse_feed (self->sse, bytes, length, &local_error))
    return TRUE;

  if (local_error->domain == BELAY_AGENT_ERROR)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else
    g_set_error_literal (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_PROTOCOL, local_error->message);

  return FALSE;
}

gboolean
belay_stream_has_begun (BelayStream *self)
{
  return self->begun;
}

gboolean
belay_stream_is_complete (BelayStream *self)
{
  return self->complete;
}

const char *
belay_stream_get_error_type (BelayStream *self)
{
  return self->error_type;
}

const char *
belay_stream_get_id (BelayStream *self)
{
  return self->id;
}

const char *
belay_stream_get_model (BelayStream *self)
{
  return self->model;
}

const char *
belay_stream_get_stop_reason (BelayStream *self)
{
  return self->stop_reason;
}

const char *
belay_stream_get_stop_detail (BelayStream *self)
{
  return self->stop_detail;
}

GPtrArray *
belay_stream_get_blocks (BelayStream *self)
{
  return self->blocks;
}

GPtrArray *
belay_stream_get_proposals (BelayStream *self)
{
  return self->proposals;
}

/**
 * belay_stream_get_usage:
 * @self: a stream
 * @usage: (out caller-allocates): the tokens as they stand; the cost is 0
 */
void
belay_stream_get_usage (BelayStream *self,
                        BelayUsage  *usage)
{
  const Counters *counters = &self->counters;

  *usage = (BelayUsage) {
    .input = counters->input,
    .cache_read = counters->cache_read,
    /* Not every server splits the sum; what is left of it is the cheaper kind, the only one this program asks for. */
    .cache_write_5m = MAX (counters->cache_creation_5m, counters->cache_creation - counters->cache_creation_1h),
    .cache_write_1h = counters->cache_creation_1h,
    .output = counters->output,
  };
}

char *
belay_stream_get_text (BelayStream *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->blocks->len; i++)
    {
      BelayBlock *block = self->blocks->pdata[i];

      if (block->kind != BELAY_BLOCK_TEXT || belay_block_is_empty (block))
        continue;

      if (text->len > 0)
        g_string_append (text, "\n\n");
      g_string_append (text, block->text->str);
    }

  return g_string_free (text, FALSE);
}

char *
belay_stream_get_content (BelayStream *self)
{
  GString *content = g_string_new ("[");

  for (guint i = 0; i < self->blocks->len; i++)
    {
      if (i > 0)
        g_string_append_c (content, ',');
      g_string_append (content, ((BelayBlock *) self->blocks->pdata[i])->json);
    }

  g_string_append_c (content, ']');

  return g_string_free (content, FALSE);
}
