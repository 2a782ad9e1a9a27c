/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>

#include "../agent/talk.h"

/* A conversation of argv[1] steps, argv[2] of them in each reply, with the client and a stand-in for the service that
 * keeps a prompt cache as the service does. After each reply comes a picture of 1280 x 800. */

#define CLICK "{'type': 'tool_use', 'name': 'left_click', 'input': {'coordinate': [512, 384]}}"
#define LOOK  "{'type': 'tool_use', 'name': 'screenshot', 'input': {}}"

static char *
make_script (guint n_steps,
             guint per_reply)
{
  GString *script = g_string_new ("{'replies': [");

  for (guint i = 0; i < n_steps; i += per_reply)
    {
      g_string_append_printf (script, "%s{'blocks': [{'type': 'thinking', 'thinking': 'The page shows a form with "
                              "several fields. Next comes field %u, then the button below it.'}, {'type': 'text', "
                              "'text': 'I will fill in field %u.'}", i > 0 ? ", " : "", i, i);
      for (guint j = 1; j < per_reply; j++)
        g_string_append (script, ", " CLICK);
      g_string_append (script, per_reply > 1 ? ", " LOOK "]}" : ", " CLICK "]}");
    }
  g_string_append (script, "]}");

  return g_string_free (script, FALSE);
}

static void
converse (Talk *talk)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayReply) reply = talk_say (talk, "Fill in the form on the page and send it.", &error);

  g_assert_no_error (error);

  while (belay_reply_get_stop_reason (reply) == BELAY_STOP_TOOL_USE)
    {
      g_autoptr(BelayMessage) answer = talk_answer (reply);

      g_clear_pointer (&reply, g_object_unref);
      reply = talk_ask (talk, answer, &error);
      g_assert_no_error (error);
    }
}

int
main (int    argc,
      char **argv)
{
  guint n_steps = argc == 3 ? (guint) atoi (argv[1]) : 0;
  guint per_reply = argc == 3 ? (guint) atoi (argv[2]) : 0;
  g_autofree char *script = NULL;
  g_autoptr(JsonArray) log = NULL;
  gint64 fresh = 0, written = 0, read = 0;
  FakeApi *api;
  Talk *talk;

  if (n_steps < 1 || per_reply < 1)
    return 2;

  script = make_script (n_steps, per_reply);
  api = fake_api_start (script, TALK_KEY);
  talk = talk_new (api, "claude-sonnet-5-5");
  converse (talk);
  log = fake_api_read_log (api);

  for (guint i = 0; i < json_array_get_length (log); i++)
    {
      JsonObject *usage = json_object_get_object_member (json_array_get_object_element (log, i), "usage");

      fresh += json_object_get_int_member (usage, "input_tokens");
      written += json_object_get_int_member (usage, "cache_creation_input_tokens");
      read += json_object_get_int_member (usage, "cache_read_input_tokens");
    }

  printf ("{\"requests\": %u, \"fresh\": %" G_GINT64_FORMAT ", \"written\": %" G_GINT64_FORMAT ", \"read\": %"
          G_GINT64_FORMAT "}\n", json_array_get_length (log), fresh, written, read);
  talk_free (talk);
  fake_api_stop (api);

  return 0;
}
