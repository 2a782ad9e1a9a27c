/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-input-planner.h"
#include "belay-json.h"

#include <string.h>

/* The screen is twice as large as the picture, so that a coordinate that was not converted shows. */
static const BelayActionSpace space = { BELAY_TOOL_SHAPE_TOOLSET_20260801, 640, 400 };
static const BelayGeometry geometry = { 640, 400, 1280, 800 };

static const BelayInputSituation at_start = { 0 };
static const BelayInputSituation with_pointer = { .has_pointer = TRUE, .pointer = { 30, 40 } };
static const BelayInputSituation with_clipboard = { .takes_clipboard = TRUE };
static const BelayInputSituation machine = { .way = BELAY_KEYS_SCANCODES };

static BelayAction *
parse (const char *name,
       const char *input)
{
  g_autoptr(GError) error = NULL;
  BelayAction *action = belay_action_parse (&space, "computer", name, input, -1, &error);

  g_assert_no_error (error);

  return action;
}

static BelayInputPlan *
plan (const char                 *name,
      const char                 *input,
      const BelayInputSituation  *situation,
      GError                    **error)
{
  g_autoptr(BelayAction) action = parse (name, input);

  return belay_input_plan_new_for_action (action, &geometry, situation, error);
}

static void
assert_plan (const char                *name,
             const char                *input,
             const BelayInputSituation *situation,
             const char                *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayInputPlan) made = plan (name, input, situation, &error);
  g_autoptr(JsonNode) parsed = NULL;
  g_autofree char *json = NULL;

  g_assert_no_error (error);
  json = belay_input_plan_to_json (made);
  g_assert_cmpstr (json, ==, expected);

  parsed = belay_json_parse (json, -1, BELAY_JSON_MAX_SIZE, &error);
  g_assert_no_error (error);
  g_assert_nonnull (parsed);
}

static void
assert_refused (const char                *name,
                const char                *input,
                const BelayInputSituation *situation,
                const char                *message)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayInputPlan) made = plan (name, input, situation, &error);

  g_assert_null (made);
  g_assert_error (error, BELAY_ACTION_ERROR, BELAY_ACTION_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, message));
}

/* What comes before the first press, and that the parts are the whole. */
static void
test_parts (void)
{
  static const struct { const char *name, *input; guint approach; } cases[] = {
    { "left_click", "{\"coordinate\":[10,20]}", 1 },
    { "left_click_drag", "{\"start_coordinate\":[10,20],\"coordinate\":[200,100]}", 1 },
    { "scroll", "{\"coordinate\":[10,20],\"scroll_direction\":\"down\",\"scroll_amount\":2}", 1 },
    { "mouse_move", "{\"coordinate\":[10,20]}", 0 },
    { "type", "{\"text\":\"abc\"}", 0 },
    { "screenshot", "{}", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BelayInputPlan) whole = plan (cases[i].name, cases[i].input, &with_pointer, NULL);
      guint approach = belay_input_plan_get_approach (whole), n_events, n_first, n_rest;
      const BelayInputEvent *events = belay_input_plan_get_events (whole, &n_events);
      g_autoptr(BelayInputPlan) first = belay_input_plan_cut (whole, 0, approach);
      g_autoptr(BelayInputPlan) rest = belay_input_plan_cut (whole, approach, n_events);
      const BelayInputEvent *first_events = belay_input_plan_get_events (first, &n_first);
      const BelayInputEvent *rest_events = belay_input_plan_get_events (rest, &n_rest);

      g_assert_cmpuint (approach, ==, cases[i].approach);
      g_assert_cmpuint (n_first + n_rest, ==, n_events);

      for (guint n = 0; n < n_events; n++)
        {
          const BelayInputEvent *event = n < n_first ? &first_events[n] : &rest_events[n - n_first];

          g_assert_cmpint (event->kind, ==, events[n].kind);
          g_assert_cmpint (event->x, ==, events[n].x);
          g_assert_cmpuint (event->buttons, ==, events[n].buttons);
          g_assert_cmpuint (event->keysym, ==, events[n].keysym);
          g_assert_true (n >= approach || event->buttons == 0);
        }
    }
}

static void
test_clicks (void)
{
  assert_plan ("left_click", "{\"coordinate\":[10,20]}", &at_start,
               "[[\"move\",21,41],[\"press\",1],[\"release\",1]]");
  assert_plan ("right_click", "{\"coordinate\":[10,20]}", &with_pointer,
               "[[\"move\",21,41],[\"press\",3],[\"release\",3]]");
  assert_plan ("middle_click", "{}", &with_pointer,
               "[[\"move\",30,40],[\"press\",2],[\"release\",2]]");
  assert_plan ("double_click", "{\"coordinate\":[10,20]}", &at_start,
               "[[\"move\",21,41],[\"press\",1],[\"release\",1],[\"pause\",20],[\"press\",1],[\"release\",1]]");
  assert_plan ("triple_click", "{\"coordinate\":[10,20]}", &at_start,
               "[[\"move\",21,41],[\"press\",1],[\"release\",1],[\"pause\",20],[\"press\",1],[\"release\",1],"
               "[\"pause\",20],[\"press\",1],[\"release\",1]]");
}

static void
test_click_with_modifiers (void)
{
  assert_plan ("left_click", "{\"coordinate\":[10,20],\"text\":\"ctrl+shift\"}", &at_start,
               "[[\"move\",21,41],[\"key\",\"Control_L\",\"down\"],[\"key\",\"Shift_L\",\"down\"],[\"press\",1],"
               "[\"release\",1],[\"key\",\"Shift_L\",\"up\"],[\"key\",\"Control_L\",\"up\"]]");
}

static void
test_pointer_unknown (void)
{
  assert_refused ("left_click", "{}", &at_start, "Give a coordinate");
  assert_refused ("left_mouse_down", "{}", &at_start, "Give a coordinate");
  assert_refused ("left_mouse_up", "{}", &at_start, "Give a coordinate");
  assert_refused ("scroll", "{\"scroll_direction\":\"up\",\"scroll_amount\":1}", &at_start, "Give a coordinate");
}

static void
test_clicks_of_two_steps (void)
{
  BelayInputSituation clicked = with_pointer;

  clicked.has_click = TRUE;
  clicked.click = (BelayPoint) { 24, 38 };
  clicked.click_age = 120 * 1000;

  assert_plan ("left_click", "{\"coordinate\":[10,20]}", &clicked,
               "[[\"move\",21,41],[\"pause\",380],[\"press\",1],[\"release\",1]]");

  clicked.click_age = 500 * 1000;
  assert_plan ("left_click", "{\"coordinate\":[10,20]}", &clicked,
               "[[\"move\",21,41],[\"press\",1],[\"release\",1]]");

  clicked.click_age = 0;
  clicked.click = (BelayPoint) { 40, 41 };
  assert_plan ("left_click", "{\"coordinate\":[10,20]}", &clicked,
               "[[\"move\",21,41],[\"press\",1],[\"release\",1]]");
}

static void
test_held_between_steps (void)
{
  BelayInputSituation holding = with_pointer;

  assert_plan ("left_mouse_down", "{}", &with_pointer, "[[\"move\",30,40],[\"press\",1]]");

  holding.buttons = BELAY_BUTTON_LEFT;
  assert_plan ("mouse_move", "{\"coordinate\":[10,20]}", &holding, "[[\"move\",21,41]]");
  assert_plan ("left_mouse_up", "{}", &holding, "[[\"move\",30,40],[\"release\",1]]");
}

static void
test_drag (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayInputPlan) made = NULL;
  const BelayInputEvent *events;
  guint n_events, n_moves = 0, ms = 0, last_press = 0;

  made = plan ("left_click_drag", "{\"start_coordinate\":[100,50],\"coordinate\":[10,150],\"text\":\"alt\"}",
               &at_start, &error);
  g_assert_no_error (error);
  events = belay_input_plan_get_events (made, &n_events);

  g_assert_cmpint (events[0].kind, ==, BELAY_INPUT_POINTER);
  g_assert_cmpint (events[0].x, ==, 201);
  g_assert_cmpint (events[0].y, ==, 101);
  g_assert_cmpuint (events[0].buttons, ==, 0);
  g_assert_cmpuint (events[1].keysym, ==, 0xffe9);

  for (guint i = 2; i < n_events; i++)
    {
      ms += events[i].ms;

      if (events[i].kind == BELAY_INPUT_POINTER && events[i].buttons == BELAY_BUTTON_LEFT)
        {
          n_moves++;
          last_press = i;
        }
    }

  /* Enough steps to be recognised, the last at the end, before the button goes up. */
  g_assert_cmpuint (n_moves, >=, 6);
  g_assert_cmpint (events[last_press].x, ==, 21);
  g_assert_cmpint (events[last_press].y, ==, 301);
  g_assert_cmpint (events[n_events - 2].kind, ==, BELAY_INPUT_POINTER);
  g_assert_cmpuint (events[n_events - 2].buttons, ==, 0);
  g_assert_cmpint (events[n_events - 2].x, ==, 21);
  g_assert_cmpint (events[n_events - 1].kind, ==, BELAY_INPUT_KEY_UP);
  g_assert_cmpuint (ms, <, 400);
}

static void
test_scroll (void)
{
  assert_plan ("scroll", "{\"coordinate\":[10,20],\"scroll_direction\":\"down\",\"scroll_amount\":2}", &at_start,
               "[[\"move\",21,41],[\"press\",5],[\"release\",5],[\"press\",5],[\"release\",5]]");
  assert_plan ("scroll", "{\"scroll_direction\":\"up\",\"scroll_amount\":1,\"text\":\"ctrl\"}", &with_pointer,
               "[[\"move\",30,40],[\"key\",\"Control_L\",\"down\"],[\"press\",4],[\"release\",4],"
               "[\"key\",\"Control_L\",\"up\"]]");
  assert_plan ("scroll", "{\"scroll_direction\":\"left\",\"scroll_amount\":1}", &with_pointer,
               "[[\"move\",30,40],[\"press\",6],[\"release\",6]]");
  assert_plan ("scroll", "{\"scroll_direction\":\"right\",\"scroll_amount\":1}", &with_pointer,
               "[[\"move\",30,40],[\"press\",7],[\"release\",7]]");
}

static void
test_keys (void)
{
  assert_plan ("key", "{\"text\":\"ctrl+s\"}", &at_start,
               "[[\"key\",\"Control_L\",\"down\"],[\"type\",\"s\"],[\"key\",\"Control_L\",\"up\"]]");
  assert_plan ("key", "{\"text\":\"Return\",\"repeat\":2}", &at_start,
               "[[\"key\",\"Return\",\"down\"],[\"key\",\"Return\",\"up\"],"
               "[\"key\",\"Return\",\"down\"],[\"key\",\"Return\",\"up\"]]");
  assert_plan ("key", "{\"text\":\"super\"}", &at_start,
               "[[\"key\",\"Super_L\",\"down\"],[\"key\",\"Super_L\",\"up\"]]");
  assert_plan ("key", "{\"text\":\"F5\"}", &at_start,
               "[[\"key\",\"0xffc2\",\"down\"],[\"key\",\"0xffc2\",\"up\"]]");
  assert_plan ("hold_key", "{\"text\":\"shift+Right\",\"duration\":1.5}", &at_start,
               "[[\"key\",\"Shift_L\",\"down\"],[\"key\",\"Right\",\"down\"],[\"pause\",1500],"
               "[\"key\",\"Right\",\"up\"],[\"key\",\"Shift_L\",\"up\"]]");
}

static void
test_looks (void)
{
  assert_plan ("screenshot", "{}", &at_start, "[]");
  assert_plan ("zoom", "{\"region\":[0,0,100,100]}", &at_start, "[]");
  assert_plan ("cursor_position", "{}", &at_start, "[]");
  assert_plan ("wait", "{\"duration\":2}", &at_start, "[[\"pause\",2000]]");
}

static void
test_type_ascii (void)
{
  assert_plan ("type", "{\"text\":\"a \\\"B\\\"\\\\\"}", &at_start, "[[\"type\",\"a \\\"B\\\"\\\\\"]]");
  assert_plan ("type", "{\"text\":\"a\\r\\nb\\nc\\rd\\te\"}", &with_clipboard,
               "[[\"type\",\"a\"],[\"key\",\"Return\",\"down\"],[\"key\",\"Return\",\"up\"],"
               "[\"type\",\"b\"],[\"key\",\"Return\",\"down\"],[\"key\",\"Return\",\"up\"],"
               "[\"type\",\"c\"],[\"key\",\"Return\",\"down\"],[\"key\",\"Return\",\"up\"],"
               "[\"type\",\"d\"],[\"key\",\"Tab\",\"down\"],[\"key\",\"Tab\",\"up\"],[\"type\",\"e\"]]");
}

static void
test_type_by_clipboard (void)
{
  assert_plan ("type", "{\"text\":\"ls\\nМир, e\\u0301!\\nok\"}", &with_clipboard,
               "[[\"type\",\"ls\"],[\"key\",\"Return\",\"down\"],[\"key\",\"Return\",\"up\"],"
               "[\"clipboard\",\"Мир, e\xcc\x81!\"],"
               "[\"key\",\"Shift_L\",\"down\"],[\"key\",\"Insert\",\"down\"],"
               "[\"key\",\"Insert\",\"up\"],[\"key\",\"Shift_L\",\"up\"],[\"await\",1000],"
               "[\"key\",\"Return\",\"down\"],[\"key\",\"Return\",\"up\"],[\"type\",\"ok\"]]");
}

static char *
distinct_characters (guint n)
{
  GString *input = g_string_new ("{\"text\":\"");

  for (guint i = 0; i < n; i++)
    g_string_append_unichar (input, 0x4e00 + i);

  g_string_append (input, "\"}");

  return g_string_free (input, FALSE);
}

static void
test_type_by_keysyms (void)
{
  g_autoptr(GHashTable) used = g_hash_table_new (NULL, NULL);
  g_autofree char *few = distinct_characters (BELAY_KEYS_SYMBOL_SLOTS);
  g_autofree char *many = distinct_characters (BELAY_KEYS_SYMBOL_SLOTS + 1);
  g_autofree char *one = distinct_characters (1);
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayInputPlan) made = NULL;
  BelayInputSituation later = { .used = used };

  assert_plan ("type", "{\"text\":\"\\u00e9\\u20ac\"}", &at_start,
               "[[\"key\",\"0xe9\",\"down\"],[\"key\",\"0xe9\",\"up\"],"
               "[\"key\",\"0x10020ac\",\"down\"],[\"key\",\"0x10020ac\",\"up\"]]");

  made = plan ("type", few, &at_start, &error);
  g_assert_no_error (error);
  assert_refused ("type", many, &at_start, "Nothing was typed");

  /* The server keeps what it was given before. */
  for (guint i = 0; i < BELAY_KEYS_SYMBOL_SLOTS; i++)
    g_hash_table_add (used, GUINT_TO_POINTER (0x01000400 + i));

  assert_refused ("type", one, &later, "19 were typed before");
  assert_plan ("type", "{\"text\":\"\\u0401\"}", &later,
               "[[\"key\",\"0x1000401\",\"down\"],[\"key\",\"0x1000401\",\"up\"]]");
  assert_plan ("type", "{\"text\":\"ascii\"}", &later, "[[\"type\",\"ascii\"]]");
}

static void
test_type_into_machine (void)
{
  assert_plan ("type", "{\"text\":\"a~B\"}", &machine,
               "[[\"type\",\"a\"],"
               "[\"key\",\"Shift_L\",\"down\"],[\"type\",\"~\"],[\"key\",\"Shift_L\",\"up\"],"
               "[\"key\",\"Shift_L\",\"down\"],[\"type\",\"B\"],[\"key\",\"Shift_L\",\"up\"]]");
  assert_plan ("key", "{\"text\":\"ctrl+shift+A\"}", &machine,
               "[[\"key\",\"Control_L\",\"down\"],[\"key\",\"Shift_L\",\"down\"],[\"type\",\"A\"],"
               "[\"key\",\"Shift_L\",\"up\"],[\"key\",\"Control_L\",\"up\"]]");
  assert_refused ("type", "{\"text\":\"é\"}", &machine, "US keyboard");
}

static void
test_too_long (void)
{
  g_autoptr(GString) input = g_string_new ("{\"text\":\"");

  for (guint i = 0; i < 40000; i++)
    g_string_append_c (input, 'x');

  g_string_append (input, "\"}");

  assert_refused ("type", input->str, &machine, "too long");

  {
    g_autoptr(GError) error = NULL;
    g_autoptr(BelayInputPlan) made = plan ("type", input->str, &at_start, &error);
    guint n_events;

    g_assert_no_error (error);
    belay_input_plan_get_events (made, &n_events);
    g_assert_cmpuint (n_events, ==, 80000);
  }
}

static void
test_not_input (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayAction) action = belay_action_parse (&space, NULL, "bash", "{\"command\":\"true\"}", -1, &error);
  g_autoptr(BelayInputPlan) made = NULL;

  g_assert_no_error (error);
  made = belay_input_plan_new_for_action (action, &geometry, &at_start, &error);
  g_assert_null (made);
  g_assert_error (error, BELAY_ACTION_ERROR, BELAY_ACTION_ERROR_UNSUPPORTED);
}

static void
test_outside (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayAction) action = parse ("left_click", "{\"coordinate\":[600,20]}");
  g_autoptr(BelayInputPlan) made = NULL;
  const BelayGeometry smaller = { 500, 400, 1000, 800 };

  made = belay_input_plan_new_for_action (action, &smaller, &at_start, &error);
  g_assert_null (made);
  g_assert_error (error, BELAY_ACTION_ERROR, BELAY_ACTION_ERROR_INVALID);
}

static void
test_keys_from_json (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayInputPlan) made = plan ("key", "{\"text\":\"ctrl+shift+F5 ctrl+s ctrl+é\"}", &at_start, &error);
  g_autoptr(GArray) keys = NULL;
  g_autofree char *json = NULL;

  g_assert_no_error (error);
  json = belay_input_plan_to_json (made);
  keys = belay_input_plan_keys_from_json (json, &error);
  g_assert_no_error (error);

  g_assert_cmpuint (keys->len, ==, 5);
  g_assert_cmphex (g_array_index (keys, guint32, 0), ==, 0xffe3);
  g_assert_cmphex (g_array_index (keys, guint32, 1), ==, 0xffe1);
  g_assert_cmphex (g_array_index (keys, guint32, 2), ==, 0xffc2);
  g_assert_cmphex (g_array_index (keys, guint32, 3), ==, 's');
  g_assert_cmphex (g_array_index (keys, guint32, 4), ==, 0xe9);
}

static void
test_keys_from_bad_json (void)
{
  static const char *const bad[] = {
    "", "{}", "[1]", "[[]]", "[[1]]", "[[\"key\"]]", "[[\"key\",7,\"down\"]]", "[[\"key\",\"nokey\",\"down\"]]",
    "[[\"type\"]]",
    "[[\"type\",null]]", "[[\"key\",\"0x\",\"down\"]]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GArray) keys = belay_input_plan_keys_from_json (bad[i], &error);

      g_assert_null (keys);
      g_assert_nonnull (error);
      g_assert_true (error->domain == BELAY_JSON_ERROR);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/input-plan/parts", test_parts);
  g_test_add_func ("/input-plan/clicks", test_clicks);
  g_test_add_func ("/input-plan/click-with-modifiers", test_click_with_modifiers);
  g_test_add_func ("/input-plan/pointer-unknown", test_pointer_unknown);
  g_test_add_func ("/input-plan/clicks-of-two-steps", test_clicks_of_two_steps);
  g_test_add_func ("/input-plan/held-between-steps", test_held_between_steps);
  g_test_add_func ("/input-plan/drag", test_drag);
  g_test_add_func ("/input-plan/scroll", test_scroll);
  g_test_add_func ("/input-plan/keys", test_keys);
  g_test_add_func ("/input-plan/looks", test_looks);
  g_test_add_func ("/input-plan/type-ascii", test_type_ascii);
  g_test_add_func ("/input-plan/type-by-clipboard", test_type_by_clipboard);
  g_test_add_func ("/input-plan/type-by-keysyms", test_type_by_keysyms);
  g_test_add_func ("/input-plan/type-into-machine", test_type_into_machine);
  g_test_add_func ("/input-plan/too-long", test_too_long);
  g_test_add_func ("/input-plan/not-input", test_not_input);
  g_test_add_func ("/input-plan/outside", test_outside);
  g_test_add_func ("/input-plan/keys-from-json", test_keys_from_json);
  g_test_add_func ("/input-plan/keys-from-bad-json", test_keys_from_bad_json);

  return g_test_run ();
}
