/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-transcript.h"

#include <string.h>

#include "belay-agent.h"
#include "belay-block.h"
#include "belay-json.h"

/* The API takes four. One is on the system prompt. A request finds everything the previous one sent by the marker that
 * stands where the previous one had its newest, so two would do; the third helps after a message was taken back. */
#define N_MARKERS      3
#define MARKER         ",\"cache_control\":{\"type\":\"ephemeral\"}"

#define MAX_ERROR_TEXT 4096     /* code points, as the vendor's SDK caps it */

#define CONTINUE       "Please continue"
#define NOT_PROPOSED   "Not executed: the reply ended before the action could be run."

typedef struct
{
  char *id;
  char *toolset_name;
} ToolUse;

typedef struct
{
  gboolean   is_reply;
  gboolean   proposed;          /* the reply ended with tool_use: each must be answered by the session */
  GBytes    *json;              /* {"role":…,"content":[…]} */
  gsize      marker;            /* where a cache marker goes: before the brace that ends the last block */
  GPtrArray *tool_uses;         /* of ToolUse */
  guint      n_pictures;
} Turn;

struct _BelayTranscript
{
  GPtrArray *turns;
};

static void
tool_use_free (ToolUse *tool_use)
{
  g_free (tool_use->id);
  g_free (tool_use->toolset_name);
  g_free (tool_use);
}

static void
turn_free (Turn *turn)
{
  g_bytes_unref (turn->json);
  g_ptr_array_unref (turn->tool_uses);
  g_free (turn);
}

BelayTranscript *
belay_transcript_new (void)
{
  BelayTranscript *self = g_new0 (BelayTranscript, 1);

  self->turns = g_ptr_array_new_with_free_func ((GDestroyNotify) turn_free);

  return self;
}

void
belay_transcript_free (BelayTranscript *self)
{
  g_ptr_array_unref (self->turns);
  g_free (self);
}

guint
belay_transcript_get_length (BelayTranscript *self)
{
  return self->turns->len;
}

guint
belay_transcript_get_n_pictures (BelayTranscript *self)
{
  guint n = 0;

  for (guint i = 0; i < self->turns->len; i++)
    n += ((Turn *) self->turns->pdata[i])->n_pictures;

  return n;
}

gboolean
belay_transcript_has_reply (BelayTranscript *self)
{
  for (guint i = 0; i < self->turns->len; i++)
    if (((Turn *) self->turns->pdata[i])->is_reply)
      return TRUE;

  return FALSE;
}

/* @content: the blocks, joined, as they are between the brackets; consumed. */
static Turn *
add_turn (BelayTranscript *self,
          gboolean         is_reply,
          GString         *content)
{
  Turn *turn = g_new0 (Turn, 1);

  g_string_prepend (content, is_reply ? "{\"role\":\"assistant\",\"content\":[" : "{\"role\":\"user\",\"content\":[");
  turn->is_reply = is_reply;
  turn->marker = content->len - 1;
  turn->tool_uses = g_ptr_array_new_with_free_func ((GDestroyNotify) tool_use_free);
  g_string_append (content, "]}");
  turn->json = g_string_free_to_bytes (content);
  g_ptr_array_add (self->turns, turn);

  return turn;
}

static gboolean
says_something (const char *text)
{
  return text != NULL && text[strspn (text, " \t\r\n\v\f")] != '\0';
}

static void
begin_block (GString *content)
{
  if (content->len > 0)
    g_string_append_c (content, ',');
}

static void
write_text (GString    *content,
            const char *text,
            glong       max_length)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  if (max_length > 0 && g_utf8_strlen (valid, -1) > max_length)
    *g_utf8_offset_to_pointer (valid, max_length) = '\0';

  begin_block (content);
  g_string_append (content, "{\"type\":\"text\",\"text\":");
  belay_json_append_string (content, valid);
  g_string_append_c (content, '}');
}

static void
write_picture (GString                   *content,
               const BelayMessagePicture *picture)
{
  gsize size;
  const guchar *bytes = g_bytes_get_data (picture->png, &size);
  g_autofree char *base64 = g_base64_encode (bytes, size);

  begin_block (content);
  g_string_append (content, "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"");
  g_string_append (content, base64);
  g_string_append (content, "\"}}");
}

/* The content of a result must not be empty (the API answers 400). */
static void
write_result (GString       *content,
              const ToolUse *tool_use,
              gboolean       is_error,
              const char    *text,
              const BelayMessagePicture *picture)
{
  g_autoptr(GString) inner = g_string_new (NULL);

  if (says_something (text))
    write_text (inner, text, is_error ? MAX_ERROR_TEXT : 0);
  else if (picture == NULL)
    write_text (inner, is_error ? "Not executed." : "OK", 0);

  if (picture != NULL && !is_error)
    write_picture (inner, picture);

  begin_block (content);
  g_string_append (content, "{\"type\":\"tool_result\",\"tool_use_id\":");
  belay_json_append_string (content, tool_use->id);

  if (tool_use->toolset_name != NULL)
    {
      g_string_append (content, ",\"toolset_name\":");
      belay_json_append_string (content, tool_use->toolset_name);
    }

  if (is_error)
    g_string_append (content, ",\"is_error\":true");

  g_string_append (content, ",\"content\":[");
  g_string_append_len (content, inner->str, inner->len);
  g_string_append (content, "]}");
}

static const BelayResult *
find_result (GPtrArray  *results,
             const char *id)
{
  for (guint i = 0; i < results->len; i++)
    if (g_str_equal (((BelayResult *) results->pdata[i])->id, id))
      return results->pdata[i];

  return NULL;
}

static Turn *
get_unanswered (BelayTranscript *self)
{
  Turn *last = self->turns->len > 0 ? self->turns->pdata[self->turns->len - 1] : NULL;

  return last != NULL && last->is_reply && last->tool_uses->len > 0 ? last : NULL;
}

/* Each tool_use of the last reply is answered once, and nothing else is. */
static gboolean
check_results (Turn       *unanswered,
               GPtrArray  *results,
               GError    **error)
{
  guint n_expected = unanswered != NULL && unanswered->proposed ? unanswered->tool_uses->len : 0;

  for (guint i = 0; i < n_expected && results->len == n_expected; i++)
    {
      ToolUse *tool_use = unanswered->tool_uses->pdata[i];

      if (find_result (results, tool_use->id) == NULL)
        {
          g_set_error (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_PROTOCOL, "There is no result for %s", tool_use->id);
          return FALSE;
        }
    }

  if (results->len != n_expected)
    {
      g_set_error (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_PROTOCOL, "There are %u results for %u proposals",
                   results->len, n_expected);
      return FALSE;
    }

  return TRUE;
}

static void
write_results (Turn      *unanswered,
               GPtrArray *results,
               GString   *content)
{
  for (guint i = 0; unanswered != NULL && i < unanswered->tool_uses->len; i++)
    {
      ToolUse *tool_use = unanswered->tool_uses->pdata[i];
      const BelayResult *result = find_result (results, tool_use->id);

      if (result != NULL)
        write_result (content, tool_use, result->is_error, result->text, result->picture);
      else
        write_result (content, tool_use, TRUE, NOT_PROPOSED, NULL);
    }
}

/* As many as are written: an error has none. */
static guint
count_pictures (BelayMessage *message)
{
  GPtrArray *results = belay_message_get_results (message);
  guint n = belay_message_get_picture (message) != NULL ? 1 : 0;

  for (guint i = 0; i < results->len; i++)
    {
      const BelayResult *result = results->pdata[i];

      n += result->picture != NULL && !result->is_error ? 1 : 0;
    }

  return n;
}

/**
 * belay_transcript_add_message:
 * @self: a transcript
 * @message: what is said to the agent
 * @error: (nullable): %BELAY_AGENT_ERROR_PROTOCOL if the results are not those that are due
 *
 * Writes the message down, once and for all. A message that says nothing asks
 * again what was asked last, or asks to go on.
 *
 * The results come first and in the order of the tool_use blocks, whatever
 * their order in @message; those of a reply that did not end with tool_use are
 * answered here, since nobody was to run them.
 *
 * Returns: %TRUE if it was added
 */
gboolean
belay_transcript_add_message (BelayTranscript  *self,
                              BelayMessage     *message,
                              GError          **error)
{
  Turn *unanswered = get_unanswered (self);
  GPtrArray *results = belay_message_get_results (message);
  const BelayMessagePicture *picture = belay_message_get_picture (message);
  g_autoptr(GString) content = NULL;

  if (!check_results (unanswered, results, error))
    return FALSE;

  content = g_string_new (NULL);
  write_results (unanswered, results, content);

  if (says_something (belay_message_get_text (message)))
    write_text (content, belay_message_get_text (message), 0);

  if (picture != NULL)
    write_picture (content, picture);

  if (content->len == 0)
    {
      Turn *last = self->turns->len > 0 ? self->turns->pdata[self->turns->len - 1] : NULL;

      if (last != NULL && !last->is_reply)
        return TRUE;

      write_text (content, CONTINUE, 0);
    }

  add_turn (self, FALSE, g_steal_pointer (&content))->n_pictures = count_pictures (message);

  return TRUE;
}

/**
 * belay_transcript_add_text:
 * @self: a transcript whose last turn has been answered
 * @text: what is said to the agent; not blank
 */
void
belay_transcript_add_text (BelayTranscript *self,
                           const char      *text)
{
  GString *content = g_string_new (NULL);

  g_return_if_fail (says_something (text));

  write_text (content, text, 0);
  add_turn (self, FALSE, content);
}

static gboolean
is_known (BelayTranscript *self,
          const char      *id)
{
  for (guint i = 0; i < self->turns->len; i++)
    {
      Turn *turn = self->turns->pdata[i];

      for (guint j = 0; j < turn->tool_uses->len; j++)
        if (g_str_equal (((ToolUse *) turn->tool_uses->pdata[j])->id, id))
          return TRUE;
    }

  return FALSE;
}

/**
 * belay_transcript_add_reply:
 * @self: a transcript
 * @blocks: (element-type BelayBlock): the complete blocks of a reply
 * @proposed: whether it ended with tool_use
 * @error: (nullable): %BELAY_AGENT_ERROR_PROTOCOL if an id was used before
 *
 * Keeps the reply as it was received, but for text blocks that say nothing,
 * which the API does not take back. A reply of nothing else is not kept.
 *
 * Returns: %TRUE if it was kept, or need not be
 */
gboolean
belay_transcript_add_reply (BelayTranscript  *self,
                            GPtrArray        *blocks,
                            gboolean          proposed,
                            GError          **error)
{
  g_autoptr(GString) content = g_string_new (NULL);
  Turn *turn;

  for (guint i = 0; i < blocks->len; i++)
    {
      BelayBlock *block = blocks->pdata[i];

      if (block->kind == BELAY_BLOCK_TOOL_USE && is_known (self, block->id))
        {
          g_set_error (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_PROTOCOL,
                       "The id %s of a tool_use was used before", block->id);
          return FALSE;
        }

      if (belay_block_is_empty (block))
        continue;

      begin_block (content);
      g_string_append (content, block->json);
    }

  if (content->len == 0)
    return TRUE;

  turn = add_turn (self, TRUE, g_steal_pointer (&content));
  turn->proposed = proposed;

  for (guint i = 0; i < blocks->len; i++)
    {
      BelayBlock *block = blocks->pdata[i];
      ToolUse *tool_use;

      if (block->kind != BELAY_BLOCK_TOOL_USE)
        continue;

      tool_use = g_new0 (ToolUse, 1);
      tool_use->id = g_strdup (block->id);
      tool_use->toolset_name = g_strdup (block->toolset_name);
      g_ptr_array_add (turn->tool_uses, tool_use);
    }

  return TRUE;
}

void
belay_transcript_truncate (BelayTranscript *self,
                           guint            length)
{
  g_return_if_fail (length <= self->turns->len);

  g_ptr_array_set_size (self->turns, length);
}

static void
add_chunk (GPtrArray  *chunks,
           const char *text)
{
  g_ptr_array_add (chunks, g_bytes_new_static (text, strlen (text)));
}

/**
 * belay_transcript_write:
 * @self: a transcript
 * @chunks: (element-type GBytes): to append to
 *
 * Writes the messages array, with cache markers on the newest messages. Take
 * the markers away and each text is the one before with something added
 * ahead of its last bracket.
 */
void
belay_transcript_write (BelayTranscript *self,
                        GPtrArray       *chunks)
{
  guint n_messages = 0;
  guint seen = 0;

  for (guint i = 0; i < self->turns->len; i++)
    n_messages += !((Turn *) self->turns->pdata[i])->is_reply;

  add_chunk (chunks, "[");

  for (guint i = 0; i < self->turns->len; i++)
    {
      Turn *turn = self->turns->pdata[i];

      if (i > 0)
        add_chunk (chunks, ",");

      if (turn->is_reply || ++seen + N_MARKERS <= n_messages)
        {
          g_ptr_array_add (chunks, g_bytes_ref (turn->json));
          continue;
        }

      g_ptr_array_add (chunks, g_bytes_new_from_bytes (turn->json, 0, turn->marker));
      add_chunk (chunks, MARKER);
      g_ptr_array_add (chunks, g_bytes_new_from_bytes (turn->json, turn->marker,
                                                       g_bytes_get_size (turn->json) - turn->marker));
    }

  add_chunk (chunks, "]");
}
