/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>

#include "belay-slack.h"

static BelayAction *
parse (const char *name,
       const char *input)
{
  const BelayActionSpace space = { BELAY_TOOL_SHAPE_TOOLSET_20260801, 1280, 800 };
  g_autoptr(GError) error = NULL;
  BelayAction *action = belay_action_parse (&space, "computer", name, input, -1, &error);

  g_assert_no_error (error);

  return action;
}

static void
test_round_trip (void)
{
  static const char *const valid[] = { "every", "looks", "1", "999", "auto", "auto:1", "auto:60", "auto:recorded" };
  static const char *const invalid[] = { "", "0", "1000", "-1", "1.5", "Every", "looks ", "next 3", "٣", "auto:", "auto:0",
                                          "auto:61", "auto:-1", "auto:recorded ", "looks:1" };

  for (guint i = 0; i < G_N_ELEMENTS (valid); i++)
    {
      BelaySlack slack;
      g_autofree char *text = NULL;

      g_assert_true (belay_slack_parse (valid[i], &slack, NULL));
      text = belay_slack_to_string (&slack);
      g_assert_cmpstr (text, ==, valid[i]);
    }

  for (guint i = 0; i < G_N_ELEMENTS (invalid); i++)
    {
      BelaySlack slack = { BELAY_SLACK_EVERY, 7 };
      g_autoptr(GError) error = NULL;

      g_assert_false (belay_slack_parse (invalid[i], &slack, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_assert_cmpuint (slack.remaining, ==, 7);
    }
}

/* What each slack lets run without asking: four looks, and acts of every sort. */
static void
test_allows (void)
{
  static const struct { const char *name, *input; gboolean look; } actions[] = {
    { "screenshot", "{}", TRUE },
    { "zoom", "{\"region\":[0,0,100,100]}", TRUE },
    { "wait", "{\"duration\":1}", TRUE },
    { "cursor_position", "{}", TRUE },
    { "left_click", "{\"coordinate\":[1,1]}", FALSE },
    { "mouse_move", "{\"coordinate\":[1,1]}", FALSE },
    { "scroll", "{\"scroll_direction\":\"down\",\"scroll_amount\":1}", FALSE },
    { "type", "{\"text\":\"a\"}", FALSE },
    { "key", "{\"text\":\"Return\"}", FALSE },
    { "hold_key", "{\"text\":\"a\",\"duration\":1}", FALSE },
    { "left_mouse_down", "{}", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autoptr(BelayAction) action = parse (actions[i].name, actions[i].input);
      BelaySlack every = { BELAY_SLACK_EVERY, 0 }, looks = { BELAY_SLACK_LOOKS, 0 };
      BelaySlack next = { BELAY_SLACK_NEXT, 1 }, used_up = { BELAY_SLACK_NEXT, 0 }, automatic = { BELAY_SLACK_AUTO, 0 };

      g_assert_false (belay_slack_allows (&every, action));
      g_assert_cmpint (belay_slack_allows (&looks, action), ==, actions[i].look);
      g_assert_true (belay_slack_allows (&next, action));
      g_assert_cmpint (belay_slack_allows (&used_up, action), ==, actions[i].look);
      g_assert_true (belay_slack_allows (&automatic, action));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/slack/round-trip", test_round_trip);
  g_test_add_func ("/slack/allows", test_allows);

  return g_test_run ();
}
