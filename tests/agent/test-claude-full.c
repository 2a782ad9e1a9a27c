/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "talk.h"

#include <string.h>

#define LOOK  "{'blocks': [{'type': 'tool_use', 'name': 'screenshot', 'input': {}}]}"
#define LOOKS "{'replies': [{'times': 1000, 'blocks': [{'type': 'tool_use', 'name': 'screenshot', 'input': {}}]}]}"

/* A picture of @size bytes; the stand-in looks at its head only. */
static GBytes *
make_large_picture (gsize size)
{
  g_autoptr(GBytes) head = talk_make_png (1280, 800, 1);
  gsize n;
  const guint8 *data = g_bytes_get_data (head, &n);
  guint8 *large = g_malloc0 (size);

  g_assert_cmpuint (n, <=, size);
  memcpy (large, data, n);

  return g_bytes_new_take (large, size);
}

static BelayReply *
answer_with (Talk       *talk,
             BelayReply *reply,
             GBytes     *png,
             GError    **error)
{
  BelayProposal *proposal = belay_reply_get_proposals (reply)->pdata[0];
  g_autoptr(BelayMessage) message = belay_message_new ();

  belay_message_add_result (message, belay_proposal_get_id (proposal), belay_proposal_get_toolset_name (proposal),
                            FALSE, "OK");
  belay_message_attach_picture (message, png, 1280, 800, "x");

  return talk_ask (talk, message, error);
}

/* Looks until no more can be said; returns how many pictures the service has taken. */
static guint
fill (Talk   *talk,
      GBytes *png)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayReply) reply = talk_say (talk, "Do it.", &error);
  guint n = 0;

  g_assert_no_error (error);

  while (n < 1000)
    {
      g_autoptr(BelayReply) next = answer_with (talk, reply, png, &error);

      if (next == NULL)
        break;

      n++;
      g_set_object (&reply, next);
    }

  g_assert_error (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_FULL);

  return n;
}

static gint64
get_largest_body (FakeApi *api)
{
  g_autoptr(JsonArray) log = fake_api_read_log (api);
  gint64 largest = 0;

  for (guint i = 0; i < json_array_get_length (log); i++)
    {
      JsonObject *entry = json_array_get_object_element (log, i);

      g_assert_true (!json_object_has_member (entry, "error") || json_object_get_null_member (entry, "error"));
      largest = MAX (largest, json_object_get_int_member (entry, "body_bytes"));
    }

  return largest;
}

/* Nothing is sent that the service would refuse, and nothing is held back that it takes. A new conversation is a new
 * one: it answers nothing, and the service finds nothing of the old one in it. */
static void
test_bytes (void)
{
  g_autoptr(FakeApi) api = fake_api_start (LOOKS, TALK_KEY);
  g_autoptr(Talk) talk = talk_new (api, "claude-sonnet-5-5");
  g_autoptr(GBytes) png = make_large_picture (3000 * 1000);     /* 4 MB in base64 */
  g_autoptr(BelayReply) reply = NULL;
  g_autoptr(BelayReply) next = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpuint (fill (talk, png), ==, 7);
  g_assert_cmpint (get_largest_body (api), >, 28 * 1000 * 1000);
  g_assert_cmpuint (fake_api_count (api), ==, 8);

  belay_agent_begin_anew (BELAY_AGENT (talk->claude));
  reply = talk_say (talk, "Go on.", &error);
  g_assert_no_error (error);
  next = answer_with (talk, reply, png, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fake_api_count (api), ==, 10);
}

/* Small pictures, many of them. */
static void
test_pictures (gconstpointer data)
{
  static const struct { const char *model; guint n; } cases[] = {
    { "claude-haiku-4-5", 100 },
    { "claude-sonnet-5-5", 600 },
  };
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr(FakeApi) api = fake_api_start (LOOKS, TALK_KEY);
  g_autoptr(Talk) talk = talk_new (api, cases[i].model);
  g_autoptr(GBytes) png = make_large_picture (4000);

  g_assert_cmpuint (fill (talk, png), ==, cases[i].n);
}

/* What was answered before the edge refuses it must be answered again. */
static void
test_refused (void)
{
  g_autoptr(FakeApi) api = fake_api_start (
    REPLIES (LOOK ", {'fault': {'status': 413, 'error': {'type': 'request_too_large', 'message': 'Too large'}}}," DONE),
    TALK_KEY);
  g_autoptr(Talk) talk = talk_new (api, "claude-sonnet-5-5");
  g_autoptr(GBytes) png = make_large_picture (4000);
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayReply) reply = talk_say (talk, "Do it.", &error);
  g_autoptr(BelayReply) last = NULL;

  g_assert_no_error (error);
  g_assert_null (answer_with (talk, reply, png, &error));
  g_assert_error (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_FULL);
  g_clear_error (&error);

  belay_agent_begin_anew (BELAY_AGENT (talk->claude));
  last = talk_say (talk, "Go on.", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (belay_reply_get_text (last), ==, "All done.");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/claude/full/bytes", test_bytes);
  g_test_add_data_func ("/claude/full/pictures/100", GUINT_TO_POINTER (0), test_pictures);
  if (g_test_slow ())
    g_test_add_data_func ("/claude/full/pictures/600", GUINT_TO_POINTER (1), test_pictures);
  g_test_add_func ("/claude/full/refused", test_refused);

  return g_test_run ();
}
