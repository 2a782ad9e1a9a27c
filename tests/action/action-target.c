/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "action-target.h"

#include <string.h>

#include "belay-action.h"
#include "belay-json.h"

/*
 * A name, a NUL, then an input: offered to the validator in every shape. Nothing may crash, and what is accepted must
 * survive being written, read and described.
 *
 * To fuzz with libFuzzer, compile this file and app/action with clang -fsanitize=fuzzer,address,undefined.
 */

static void
check_action (const BelayActionSpace *space,
              const char             *toolset_name,
              const char             *name,
              BelayAction            *action)
{
  g_autofree char *json = belay_action_to_json (action, space->shape);
  g_autofree char *plain = belay_action_describe (action);
  g_autofree char *markup = belay_action_describe_markup (action);
  g_autofree char *success = belay_action_describe_success (action);
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayAction) again = belay_action_parse (space, toolset_name, name, json, -1, &error);
  g_autoptr(BelayAction) edited = belay_action_edit_json (action, space, json, NULL);
  BelayPoint point;

  g_assert_no_error (error);
  g_assert_true (belay_action_equal (action, again));
  g_assert_true (belay_action_equal (action, edited));
  g_assert_true (g_utf8_validate (plain, -1, NULL) && g_utf8_validate (markup, -1, NULL));
  g_assert_true (g_utf8_validate (success, -1, NULL));

  if (belay_action_get_point (action, &point))
    g_assert_true (point.x >= 0 && point.x < space->width && point.y >= 0 && point.y < space->height);

  g_assert_cmpfloat (belay_action_get_duration (action), <=, BELAY_ACTION_MAX_DURATION);
  g_assert_cmpuint (belay_action_get_repeat (action), <=, BELAY_ACTION_MAX_REPEAT);
  g_assert_cmpuint (belay_action_get_scroll_amount (action), <=, BELAY_ACTION_MAX_SCROLL);
}

static void
check_json (const char *input,
            gsize       length)
{
  g_autoptr(JsonNode) node = belay_json_parse (input, length, 0, NULL);
  g_autoptr(JsonNode) again = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *written = NULL;
  g_autofree char *twice = NULL;

  if (node == NULL)
    return;

  written = belay_json_to_string (node);
  again = belay_json_parse (written, -1, 0, &error);
  g_assert_no_error (error);
  twice = belay_json_to_string (again);
  g_assert_cmpstr (written, ==, twice);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  const char *end = memchr (data, '\0', size);
  g_autofree char *name = NULL;
  const char *input;
  gsize length;

  if (end == NULL)
    return 0;

  name = g_strndup ((const char *) data, end - (const char *) data);
  input = end + 1;
  length = size - (input - (const char *) data);

  check_json (input, length);

  for (int shape = BELAY_TOOL_SHAPE_TOOLSET_20260801; shape <= BELAY_TOOL_SHAPE_COMPUTER_20250124; shape++)
    {
      BelayActionSpace space = { shape, 1280, 800 };

      for (guint i = 0; i < 2; i++)
        {
          const char *toolset_name = i == 0 ? "computer" : NULL;
          g_autoptr(GError) error = NULL;
          g_autoptr(BelayAction) action = belay_action_parse (&space, toolset_name, name, input, length, &error);

          g_assert_true ((action == NULL) == (error != NULL));

          if (action != NULL)
            check_action (&space, toolset_name, name, action);
          else
            g_assert_true (g_utf8_validate (error->message, -1, NULL));
        }
    }

  return 0;
}
