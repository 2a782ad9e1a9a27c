/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-agent.h"
#include "belay-block.h"
#include "belay-transcript.h"

#include <string.h>

#define MARKER ",\"cache_control\":{\"type\":\"ephemeral\"}"

static char *
write_messages (BelayTranscript *transcript)
{
  g_autoptr(GPtrArray) chunks = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  GString *text = g_string_new (NULL);

  belay_transcript_write (transcript, chunks);
  for (guint i = 0; i < chunks->len; i++)
    g_string_append_len (text, g_bytes_get_data (chunks->pdata[i], NULL), g_bytes_get_size (chunks->pdata[i]));

  return g_string_free (text, FALSE);
}

static guint
remove_markers (char **text)
{
  g_auto(GStrv) parts = g_strsplit (*text, MARKER, -1);

  g_free (*text);
  *text = g_strjoinv ("", parts);

  return g_strv_length (parts) - 1;
}

static BelayBlock *
make_block (const char *json)
{
  g_autoptr(JsonNode) node = json_from_string (json, NULL);
  BelayRaw raw = { json, strlen (json) };
  BelayBlock *block = belay_block_new (json_node_get_object (node), raw, NULL);

  g_assert_true (belay_block_end (block, NULL));

  return block;
}

static void
add_reply (BelayTranscript *transcript,
           guint            number,
           guint            n_tool_uses)
{
  g_autoptr(GPtrArray) blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_block_free);
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (blocks, make_block ("{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"ab=\"}"));
  g_ptr_array_add (blocks, make_block ("{ \"type\" : \"text\" , \"text\" : \"\" }"));
  g_ptr_array_add (blocks, make_block ("{\"type\":\"text\",\"text\":\" \\n\"}"));
  g_ptr_array_add (blocks, make_block ("{\"type\":\"new\",\"x\":1.50,\"y\":[1e2,{\"z\":null}]}"));

  for (guint i = 0; i < n_tool_uses; i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"type\":\"tool_use\",\"id\":\"t%u_%u\",\"name\":\"wait\","
                                               "\"input\":{\"duration\":1.0},\"toolset_name\":\"computer\"}", number, i);

      g_ptr_array_add (blocks, make_block (json));
    }

  g_assert_true (belay_transcript_add_reply (transcript, blocks, TRUE, &error));
  g_assert_no_error (error);
}

static BelayMessage *
make_answer (guint number,
             guint n_tool_uses)
{
  BelayMessage *message = belay_message_new ();

  /* In the wrong order: the transcript puts that right. */
  for (guint i = n_tool_uses; i > 0; i--)
    {
      g_autofree char *id = g_strdup_printf ("t%u_%u", number, i - 1);
      g_autoptr(GBytes) png = g_bytes_new ("picture", 7);

      belay_message_add_result (message, id, "computer", i % 2 == 0, i % 2 == 0 ? "Failed: \"x\"\n" : NULL);
      if (i % 2 == 1)
        belay_message_attach_picture (message, png, 10, 10, "sha");
    }

  return message;
}

/* Take the markers away, and each request is the one before with something added to it. */
static void
test_append_only (void)
{
  g_autoptr(BelayTranscript) transcript = belay_transcript_new ();
  g_autoptr(BelayMessage) task = belay_message_new ();
  g_autofree char *before = NULL;

  belay_message_set_text (task, "Do it. “Ünïcode” \\ \" \x01");
  g_assert_true (belay_transcript_add_message (transcript, task, NULL));

  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *body = write_messages (transcript);
      g_autoptr(BelayMessage) answer = make_answer (i, 1 + i % 4);
      g_autoptr(JsonNode) node = json_from_string (body, NULL);
      g_autoptr(GError) error = NULL;

      g_assert_nonnull (node);
      g_assert_cmpuint (remove_markers (&body), ==, MIN (i + 1, 3));
      g_assert_true (g_str_has_suffix (body, "]"));

      if (before != NULL)
        {
          g_assert_true (g_str_has_prefix (body, before));
          g_free (before);
        }
      before = g_strndup (body, strlen (body) - 1);

      add_reply (transcript, i, 1 + i % 4);
      belay_transcript_add_message (transcript, answer, &error);
      g_assert_no_error (error);
    }
}

static void
test_raw (void)
{
  g_autoptr(BelayTranscript) transcript = belay_transcript_new ();
  g_autoptr(BelayMessage) answer = make_answer (0, 2);
  g_autofree char *body = NULL;

  belay_transcript_add_text (transcript, "Hi");
  add_reply (transcript, 0, 2);
  g_assert_true (belay_transcript_add_message (transcript, answer, NULL));
  body = write_messages (transcript);
  remove_markers (&body);

  g_assert_cmpstr (body, ==,
                   "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}]},"
                   "{\"role\":\"assistant\",\"content\":["
                   "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"ab=\"},"
                   "{\"type\":\"new\",\"x\":1.50,\"y\":[1e2,{\"z\":null}]},"
                   "{\"type\":\"tool_use\",\"id\":\"t0_0\",\"name\":\"wait\",\"input\":{\"duration\":1.0},"
                   "\"toolset_name\":\"computer\"},"
                   "{\"type\":\"tool_use\",\"id\":\"t0_1\",\"name\":\"wait\",\"input\":{\"duration\":1.0},"
                   "\"toolset_name\":\"computer\"}]},"
                   "{\"role\":\"user\",\"content\":["
                   "{\"type\":\"tool_result\",\"tool_use_id\":\"t0_0\",\"toolset_name\":\"computer\",\"content\":["
                   "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\","
                   "\"data\":\"cGljdHVyZQ==\"}}]},"
                   "{\"type\":\"tool_result\",\"tool_use_id\":\"t0_1\",\"toolset_name\":\"computer\","
                   "\"is_error\":true,\"content\":[{\"type\":\"text\",\"text\":\"Failed: \\\"x\\\"\\n\"}]}]}]");
}

static void
test_take_back (void)
{
  g_autoptr(BelayTranscript) transcript = belay_transcript_new ();
  g_autoptr(BelayMessage) answer = make_answer (0, 1);
  g_autoptr(BelayMessage) nothing = belay_message_new ();
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  guint length;

  belay_transcript_add_text (transcript, "Hi");
  add_reply (transcript, 0, 1);
  before = write_messages (transcript);
  length = belay_transcript_get_length (transcript);

  g_assert_true (belay_transcript_add_message (transcript, answer, NULL));
  belay_transcript_truncate (transcript, length);
  after = write_messages (transcript);
  g_assert_cmpstr (after, ==, before);

  /* The same results are due again. */
  g_assert_false (belay_transcript_add_message (transcript, nothing, NULL));
  g_assert_true (belay_transcript_add_message (transcript, answer, NULL));

  /* Nothing to say: what was asked last is asked again. */
  length = belay_transcript_get_length (transcript);
  g_assert_true (belay_transcript_add_message (transcript, nothing, NULL));
  g_assert_cmpuint (belay_transcript_get_length (transcript), ==, length);
}

/* Going back: what was said until then is the same to the byte, whatever is said instead. */
static void
test_fork (void)
{
  g_autoptr(BelayTranscript) transcript = belay_transcript_new ();
  g_autoptr(BelayMessage) first = make_answer (0, 1);
  g_autoptr(BelayMessage) second = make_answer (1, 1);
  g_autoptr(BelayMessage) instead = make_answer (1, 1);
  g_autofree char *before = NULL;
  g_autofree char *longer = NULL;
  g_autofree char *after = NULL;
  g_autofree char *other = NULL;
  guint mark;

  belay_message_set_text (second, "Second");
  belay_message_set_text (instead, "Instead");
  belay_transcript_add_text (transcript, "Hi");
  add_reply (transcript, 0, 1);
  g_assert_true (belay_transcript_add_message (transcript, first, NULL));
  add_reply (transcript, 1, 1);
  mark = belay_transcript_get_length (transcript);
  before = write_messages (transcript);

  g_assert_true (belay_transcript_add_message (transcript, second, NULL));
  add_reply (transcript, 2, 1);
  longer = write_messages (transcript);
  g_assert_nonnull (strstr (longer, "Second"));

  belay_transcript_truncate (transcript, mark);
  after = write_messages (transcript);
  g_assert_cmpstr (after, ==, before);
  g_assert_true (belay_transcript_add_message (transcript, instead, NULL));
  other = write_messages (transcript);
  g_assert_null (strstr (other, "Second"));
  /* But for the markers, which move, and the bracket that ends it. */
  remove_markers (&before);
  remove_markers (&other);
  before[strlen (before) - 1] = '\0';
  g_assert_true (g_str_has_prefix (other, before));
  g_assert_nonnull (strstr (other, "Instead"));
}

static void
test_long_error (void)
{
  g_autoptr(BelayTranscript) transcript = belay_transcript_new ();
  g_autoptr(BelayMessage) message = belay_message_new ();
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *body = NULL;

  for (guint i = 0; i < 5000; i++)
    g_string_append (text, "ä");

  belay_transcript_add_text (transcript, "Hi");
  add_reply (transcript, 0, 1);
  belay_message_add_result (message, "t0_0", "computer", TRUE, text->str);
  g_assert_true (belay_transcript_add_message (transcript, message, NULL));
  body = write_messages (transcript);
  g_assert_true (g_utf8_validate (body, -1, NULL));
  g_assert_cmpuint (strlen (body), <, 4096 * 2 + 1000);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/transcript/append-only", test_append_only);
  g_test_add_func ("/transcript/raw", test_raw);
  g_test_add_func ("/transcript/take-back", test_take_back);
  g_test_add_func ("/transcript/fork", test_fork);
  g_test_add_func ("/transcript/long-error", test_long_error);

  return g_test_run ();
}
