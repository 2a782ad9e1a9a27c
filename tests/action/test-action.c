/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-action.h"

#include <string.h>

static const BelayActionSpace toolset = { BELAY_TOOL_SHAPE_TOOLSET_20260801, 1280, 800 };
static const BelayActionSpace old_zoom = { BELAY_TOOL_SHAPE_COMPUTER_20251124, 1280, 800 };
static const BelayActionSpace old_plain = { BELAY_TOOL_SHAPE_COMPUTER_20250124, 1280, 800 };

static BelayAction *
parse_member (const char  *name,
              const char  *input,
              GError     **error)
{
  return belay_action_parse (&toolset, "computer", name, input, -1, error);
}

/* Puts "action" in front of the members of @input. */
static char *
with_action (const char *name,
             const char *input)
{
  return strcmp (input, "{}") == 0 ? g_strdup_printf ("{\"action\":\"%s\"}", name)
                                   : g_strdup_printf ("{\"action\":\"%s\",%s", name, input + 1);
}

typedef struct
{
  const char *name;
  const char *input;
  BelayActionKind kind;
  const char *json;             /* what is written back; NULL: @input */
} Accepted;

static const Accepted accepted[] = {
  { "screenshot", "{}", BELAY_ACTION_SCREENSHOT, NULL },
  { "zoom", "{\"region\":[0,0,1280,800]}", BELAY_ACTION_ZOOM, NULL },
  { "zoom", "{\"region\":[1279,799,1280,800]}", BELAY_ACTION_ZOOM, NULL },
  { "left_click", "{}", BELAY_ACTION_LEFT_CLICK, NULL },
  { "left_click", "{\"coordinate\":[0,0]}", BELAY_ACTION_LEFT_CLICK, NULL },
  { "left_click", "{\"coordinate\":[1279,799]}", BELAY_ACTION_LEFT_CLICK, NULL },
  { "left_click", "{\"coordinate\":null,\"text\":null}", BELAY_ACTION_LEFT_CLICK, "{}" },
  { "left_click", "{\"coordinate\":[512.0,3.84e2]}", BELAY_ACTION_LEFT_CLICK, "{\"coordinate\":[512,384]}" },
  { "left_click", "{\"coordinate\":[-0,-0.0]}", BELAY_ACTION_LEFT_CLICK, "{\"coordinate\":[0,0]}" },
  { "left_click", "{\"coordinate\":[5,6],\"text\":\"ctrl+shift\"}", BELAY_ACTION_LEFT_CLICK, NULL },
  { "right_click", "{\"coordinate\":[5,6],\"text\":\"cmd\"}", BELAY_ACTION_RIGHT_CLICK, NULL },
  { "middle_click", "{\"text\":\"alt\"}", BELAY_ACTION_MIDDLE_CLICK, NULL },
  { "double_click", "{\"coordinate\":[5,6]}", BELAY_ACTION_DOUBLE_CLICK, NULL },
  { "triple_click", "{\"coordinate\":[5,6]}", BELAY_ACTION_TRIPLE_CLICK, NULL },
  { "left_click_drag", "{\"start_coordinate\":[1,2],\"coordinate\":[3,4]}", BELAY_ACTION_LEFT_CLICK_DRAG, NULL },
  { "left_click_drag", "{\"coordinate\":[3,4],\"text\":\"shift\",\"start_coordinate\":[1,2]}",
    BELAY_ACTION_LEFT_CLICK_DRAG, "{\"start_coordinate\":[1,2],\"coordinate\":[3,4],\"text\":\"shift\"}" },
  { "mouse_move", "{\"coordinate\":[5,6]}", BELAY_ACTION_MOUSE_MOVE, NULL },
  { "left_mouse_down", "{}", BELAY_ACTION_LEFT_MOUSE_DOWN, NULL },
  { "left_mouse_up", "{}", BELAY_ACTION_LEFT_MOUSE_UP, NULL },
  { "cursor_position", "{}", BELAY_ACTION_CURSOR_POSITION, NULL },
  { "scroll", "{\"scroll_direction\":\"down\",\"scroll_amount\":3}", BELAY_ACTION_SCROLL, NULL },
  { "scroll", "{\"coordinate\":[5,6],\"scroll_direction\":\"left\",\"scroll_amount\":100,\"text\":\"ctrl\"}",
    BELAY_ACTION_SCROLL, NULL },
  { "type", "{\"text\":\"hello\"}", BELAY_ACTION_TYPE, NULL },
  { "type", "{\"text\":\"Привет \\ud83d\\ude00\\n\\t\\u202e\\u200b\"}", BELAY_ACTION_TYPE,
    "{\"text\":\"Привет 😀\\n\\t\u202e\u200b\"}" },
  { "key", "{\"text\":\"ctrl+s\"}", BELAY_ACTION_KEY, NULL },
  { "key", "{\"text\":\"ctrl++\"}", BELAY_ACTION_KEY, NULL },
  { "key", "{\"text\":\" \"}", BELAY_ACTION_KEY, NULL },
  { "key", "{\"text\":\"super\"}", BELAY_ACTION_KEY, NULL },
  { "hold_key", "{\"text\":\"shift\",\"duration\":1.5}", BELAY_ACTION_HOLD_KEY, NULL },
  { "wait", "{\"duration\":2}", BELAY_ACTION_WAIT, NULL },
  { "wait", "{\"duration\":2.0}", BELAY_ACTION_WAIT, "{\"duration\":2}" },
  { "wait", "{\"duration\":0.001}", BELAY_ACTION_WAIT, NULL },
  { "wait", "{\"duration\":100}", BELAY_ACTION_WAIT, NULL },
  { "wait", "{\"duration\":0.30000000000000004}", BELAY_ACTION_WAIT, NULL },
};

static void
check_accepted (const BelayActionSpace *space,
                const char             *toolset_name,
                const char             *name,
                const char             *input,
                BelayActionKind         kind,
                const char             *json)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayAction) action = belay_action_parse (space, toolset_name, name, input, -1, &error);
  g_autoptr(BelayAction) again = NULL;
  g_autofree char *written = NULL;

  g_test_message ("%s", name);
  g_assert_no_error (error);
  g_assert_cmpint (belay_action_get_kind (action), ==, kind);

  written = belay_action_to_json (action, space->shape);
  g_assert_cmpstr (written, ==, json);

  again = belay_action_parse (space, toolset_name, name, written, -1, &error);
  g_assert_no_error (error);
  g_assert_true (belay_action_equal (action, again));
}

static void
test_toolset (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (accepted); i++)
    {
      const Accepted *row = &accepted[i];

      check_accepted (&toolset, "computer", row->name, row->input, row->kind,
                      row->json != NULL ? row->json : row->input);
    }

  /* What the older shapes do not have. */
  check_accepted (&toolset, "computer", "key", "{\"text\":\"Tab\",\"repeat\":100}", BELAY_ACTION_KEY,
                  "{\"text\":\"Tab\",\"repeat\":100}");
  check_accepted (&toolset, "computer", "key", "{\"text\":\"Tab\",\"repeat\":null}", BELAY_ACTION_KEY,
                  "{\"text\":\"Tab\"}");
  check_accepted (&toolset, "computer", "wait", "{\"duration\":300}", BELAY_ACTION_WAIT, "{\"duration\":300}");
}

static void
test_old_shapes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (accepted); i++)
    {
      const Accepted *row = &accepted[i];
      g_autofree char *input = with_action (row->name, row->input);
      g_autofree char *json = with_action (row->name, row->json != NULL ? row->json : row->input);

      check_accepted (&old_zoom, NULL, "computer", input, row->kind, json);

      if (row->kind != BELAY_ACTION_ZOOM)
        check_accepted (&old_plain, NULL, "computer", input, row->kind, json);
    }
}

typedef struct
{
  const char *name;
  const char *input;
  const char *message;          /* a part of it */
} Refused;

static const Refused refused[] = {
  /* Coordinates. */
  { "left_click", "{\"coordinate\":[1300, 20]}", "coordinate [1300, 20] is outside the 1280x800 screenshot" },
  { "left_click", "{\"coordinate\":[1280,0]}", "outside the 1280x800" },
  { "left_click", "{\"coordinate\":[0,800]}", "outside the 1280x800" },
  { "left_click", "{\"coordinate\":[-1,5]}", "coordinate [-1, 5] is outside" },
  { "left_click", "{\"coordinate\":[0.5,5]}", "coordinate [0.5, 5] is not made of whole pixels" },
  { "left_click", "{\"coordinate\":[NaN,5]}", "JSON" },
  { "left_click", "{\"coordinate\":[1e308,5]}", "far outside" },
  { "left_click", "{\"coordinate\":[1e400,5]}", "JSON" },
  { "left_click", "{\"coordinate\":[9223372036854775807,5]}", "far outside" },
  { "left_click", "{\"coordinate\":[9223372036854775808,5]}", "JSON" },
  { "left_click", "{\"coordinate\":[4294967296,5]}", "far outside" },
  { "left_click", "{\"coordinate\":[2147483648,5]}", "far outside" },
  { "left_click", "{\"coordinate\":[-2147483649,5]}", "far outside" },
  { "left_click", "{\"coordinate\":[123456789012345678901234567890123456789012,5]}", "JSON" },
  { "left_click", "{\"coordinate\":[010,5]}", "JSON" },
  { "left_click", "{\"coordinate\":[\"5\",5]}", "array of 2 whole numbers; it is [\"5\", 5]" },
  { "left_click", "{\"coordinate\":[null,5]}", "array of 2" },
  { "left_click", "{\"coordinate\":[true,5]}", "array of 2" },
  { "left_click", "{\"coordinate\":[[5],5]}", "array of 2" },
  { "left_click", "{\"coordinate\":[5]}", "array of 2" },
  { "left_click", "{\"coordinate\":[]}", "array of 2" },
  { "left_click", "{\"coordinate\":[5,5,5]}", "array of 2" },
  { "left_click", "{\"coordinate\":\"5,5\"}", "array of 2" },
  { "left_click", "{\"coordinate\":5}", "array of 2" },
  { "left_click", "{\"coordinate\":{\"x\":5,\"y\":5}}", "array of 2" },
  { "left_click", "{\"coordinate\":[5,5],\"coordinate\":[6,6]}", "twice" },
  { "left_click", "{\"coordinate\":[5,5],\"\\u0063oordinate\":[6,6]}", "twice" },
  /* Fields. */
  { "left_click", "{\"coordinates\":[5,5]}", "left_click has no field “coordinates”" },
  { "left_click", "{\"coordinate\":[5,5],\"button\":null}", "no field “button”" },
  { "left_click", "{\"a\\u202eb\":1}", "no field “a\\u{202E}b”" },
  { "left_click", "{\"action\":\"left_click\"}", "no field “action”" },
  { "left_click", "{\"text\":\"\"}", "empty" },
  { "left_click", "{\"text\":\"hello\"}", "not the name of a key" },
  { "left_click", "{\"text\":\"a\"}", "modifiers alone" },
  { "left_click", "{\"text\":7}", "“text” must be a string" },
  { "screenshot", "{\"coordinate\":[5,5]}", "screenshot has no field “coordinate”" },
  { "screenshot", "{\"region\":null}", "no field" },
  { "cursor_position", "{\"text\":\"x\"}", "no field" },
  { "left_mouse_down", "{\"coordinate\":[5,5]}", "no field" },
  { "left_mouse_up", "{\"coordinate\":[5,5]}", "no field" },
  { "mouse_move", "{}", "mouse_move needs the field “coordinate”" },
  { "mouse_move", "{\"coordinate\":null}", "needs the field" },
  { "mouse_move", "{\"coordinate\":[5,5],\"text\":\"ctrl\"}", "no field" },
  { "left_click_drag", "{\"coordinate\":[5,5]}", "needs the field “start_coordinate”" },
  { "left_click_drag", "{\"start_coordinate\":[5,5]}", "needs the field “coordinate”" },
  { "left_click_drag", "{\"start_coordinate\":[5,800],\"coordinate\":[5,5]}", "start_coordinate [5, 800] is outside" },
  /* Zoom. */
  { "zoom", "{}", "needs the field “region”" },
  { "zoom", "{\"region\":[0,0,1281,800]}", "not inside the 1280x800" },
  { "zoom", "{\"region\":[-1,0,10,10]}", "not inside" },
  { "zoom", "{\"region\":[10,0,10,10]}", "empty" },
  { "zoom", "{\"region\":[10,10,5,20]}", "empty" },
  { "zoom", "{\"region\":[0,0,10]}", "array of 4" },
  { "zoom", "{\"region\":[0,0,10.5,10]}", "whole pixels" },
  { "zoom", "{\"coordinate\":[5,5],\"region\":[0,0,10,10]}", "no field" },
  /* Scroll. */
  { "scroll", "{\"scroll_direction\":\"down\"}", "needs the field “scroll_amount”" },
  { "scroll", "{\"scroll_amount\":3}", "needs the field “scroll_direction”" },
  { "scroll", "{\"scroll_direction\":\"Down\",\"scroll_amount\":3}", "up, down, left or right; it is “Down”" },
  { "scroll", "{\"scroll_direction\":1,\"scroll_amount\":3}", "string" },
  { "scroll", "{\"scroll_direction\":\"down\",\"scroll_amount\":0}", "between 1 and 100" },
  { "scroll", "{\"scroll_direction\":\"down\",\"scroll_amount\":-3}", "between 1 and 100" },
  { "scroll", "{\"scroll_direction\":\"down\",\"scroll_amount\":101}", "between 1 and 100" },
  { "scroll", "{\"scroll_direction\":\"down\",\"scroll_amount\":1.5}", "whole number" },
  { "scroll", "{\"scroll_direction\":\"down\",\"scroll_amount\":4294967297}", "between 1 and 100" },
  { "scroll", "{\"scroll_direction\":\"down\",\"scroll_amount\":1e308}", "whole number" },
  { "scroll", "{\"scroll_direction\":\"down\",\"scroll_amount\":\"3\"}", "whole number" },
  /* Text and keys. */
  { "type", "{}", "needs the field “text”" },
  { "type", "{\"text\":\"\"}", "empty" },
  { "type", "{\"text\":null}", "needs the field" },
  { "type", "{\"text\":[\"a\"]}", "string" },
  { "type", "{\"text\":\"a\\u0001\"}", "control character U+0001" },
  { "type", "{\"text\":\"a\\u0085\"}", "control character U+0085" },
  { "type", "{\"text\":\"\\u001b:q\"}", "control character U+001B" },
  { "type", "{\"text\":\"a\\b\"}", "control character U+0008" },
  { "type", "{\"text\":\"a\\u007f\"}", "control character U+007F" },
  { "type", "{\"text\":\"a\\u0000\"}", "NUL" },
  { "type", "{\"text\":\"\\ud800\"}", "surrogate" },
  { "type", "{\"text\":\"a\",\"repeat\":2}", "no field" },
  { "key", "{\"text\":\"\"}", "empty" },
  { "key", "{\"text\":\"hello\"}", "“hello” is not the name of a key" },
  { "key", "{\"text\":\"a+b\"}", "not a modifier" },
  { "key", "{\"text\":\"Tab\",\"repeat\":0}", "between 1 and 100" },
  { "key", "{\"text\":\"Tab\",\"repeat\":101}", "between 1 and 100" },
  { "key", "{\"text\":\"Tab\",\"repeat\":1.5}", "whole number" },
  { "key", "{\"text\":\"Tab\",\"repeat\":\"2\"}", "whole number" },
  { "key", "{\"text\":\"Tab\",\"duration\":2}", "no field" },
  { "hold_key", "{\"text\":\"shift\"}", "needs the field “duration”" },
  { "hold_key", "{\"duration\":1}", "needs the field “text”" },
  { "hold_key", "{\"text\":\"a b\",\"duration\":1}", "one combination" },
  { "hold_key", "{\"text\":\"nokey\",\"duration\":1}", "not the name" },
  /* Durations. */
  { "wait", "{}", "needs the field “duration”" },
  { "wait", "{\"duration\":0}", "between 0.001 and 300" },
  { "wait", "{\"duration\":-1}", "between 0.001 and 300" },
  { "wait", "{\"duration\":300.5}", "between 0.001 and 300" },
  { "wait", "{\"duration\":1e308}", "between 0.001 and 300" },
  { "wait", "{\"duration\":\"2\"}", "number" },
  { "wait", "{\"duration\":[2]}", "number" },
  { "wait", "{\"duration\":2,\"unit\":\"min\"}", "no field “unit”" },
  /* Not an object. */
  { "screenshot", "[]", "object" },
  { "screenshot", "null", "object" },
  { "screenshot", "\"{}\"", "object" },
  { "screenshot", "", "JSON" },
  { "screenshot", "{} {}", "JSON" },
  { "screenshot", "{}//", "JSON" },
};

static void
check_refused (const BelayActionSpace *space,
               const char             *toolset_name,
               const char             *name,
               const char             *input,
               int                     code,
               const char             *message)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayAction) action = belay_action_parse (space, toolset_name, name, input, -1, &error);

  g_test_message ("%s: %s", name, error != NULL ? error->message : "accepted");
  g_assert_null (action);
  g_assert_error (error, BELAY_ACTION_ERROR, code);
  g_assert_nonnull (strstr (error->message, message));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    check_refused (&toolset, "computer", refused[i].name, refused[i].input, BELAY_ACTION_ERROR_INVALID,
                   refused[i].message);
}

static void
test_old_refused (void)
{
  static const Refused rows[] = {
    { "key", "{\"text\":\"Tab\",\"repeat\":2}", "no field “repeat”" },
    { "wait", "{\"duration\":100.5}", "between 0.001 and 100" },
    { "hold_key", "{\"text\":\"a\",\"duration\":101}", "between 0.001 and 100" },
    { "left_click", "{\"coordinate\":[1300,20]}", "coordinate [1300, 20] is outside the 1280x800 screenshot" },
    { "screenshot", "{\"coordinate\":[5,5]}", "no field" },
    { "screenshot", "{\"action\":\"screenshot\"}", "twice" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *input = with_action (rows[i].name, rows[i].input);

      check_refused (&old_zoom, NULL, "computer", input, BELAY_ACTION_ERROR_INVALID, rows[i].message);
      check_refused (&old_plain, NULL, "computer", input, BELAY_ACTION_ERROR_INVALID, rows[i].message);
    }

  check_refused (&old_zoom, NULL, "computer", "{}", BELAY_ACTION_ERROR_INVALID, "“action” is missing");
  check_refused (&old_zoom, NULL, "computer", "{\"action\":7}", BELAY_ACTION_ERROR_INVALID, "string");
  check_refused (&old_zoom, NULL, "computer", "{\"action\":null}", BELAY_ACTION_ERROR_INVALID, "string");
}

static void
test_unsupported (void)
{
  static const struct
  {
    const BelayActionSpace *space;
    const char *toolset_name;
    const char *name;
    const char *input;
  } rows[] = {
    { &toolset, "computer", "long_press", "{}" },
    { &toolset, "computer", "Screenshot", "{}" },
    { &toolset, "computer", "", "{}" },
    { &toolset, "computer", "computer", "{\"action\":\"screenshot\"}" },
    { &toolset, "computer", "bash", "{\"command\":\"ls\"}" },
    { &toolset, "computer", "str_replace_based_edit_tool", "{\"command\":\"view\",\"path\":\"/\"}" },
    { &toolset, "browser", "screenshot", "{}" },
    { &toolset, "", "screenshot", "{}" },
    { &toolset, NULL, "screenshot", "{}" },
    { &toolset, NULL, "computer", "{\"action\":\"screenshot\"}" },
    { &old_zoom, "computer", "screenshot", "{}" },
    { &old_zoom, "computer", "computer", "{\"action\":\"screenshot\"}" },
    { &old_zoom, NULL, "computer", "{\"action\":\"teleport\"}" },
    { &old_zoom, NULL, "computer", "{\"action\":\"bash\",\"command\":\"ls\"}" },
    { &old_plain, NULL, "computer", "{\"action\":\"zoom\",\"region\":[0,0,10,10]}" },
    { &old_zoom, NULL, "left_click", "{}" },
    { &old_zoom, NULL, "str_replace_editor", "{\"command\":\"view\",\"path\":\"/\"}" },
    { &toolset, "bash", "bash", "{\"command\":\"ls\"}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    check_refused (rows[i].space, rows[i].toolset_name, rows[i].name, rows[i].input,
                   BELAY_ACTION_ERROR_UNSUPPORTED, "not supported");

  /* Hostile names are quoted so that they can be seen. */
  check_refused (&toolset, "computer", "a\u202e\n", "{}", BELAY_ACTION_ERROR_UNSUPPORTED, "“a\\u{202E}⏎”");
}

static void
test_limits (void)
{
  g_autofree char *longest = g_strnfill (BELAY_ACTION_MAX_TEXT, 'x');
  g_autofree char *longer = g_strnfill (BELAY_ACTION_MAX_TEXT + 1, 'x');
  g_autofree char *huge = g_strnfill (64 * 1024 * 1024, '[');
  g_autofree char *fits = g_strdup_printf ("{\"text\":\"%s\"}", longest);
  g_autofree char *over = g_strdup_printf ("{\"text\":\"%s\"}", longer);
  g_autofree char *megabyte = g_strdup_printf ("{\"text\":\"%*s\"}", 1024 * 1024, "x");
  g_autofree char *keys = g_strdup_printf ("{\"text\":\"%.1025s\"}", longer);
  g_autofree char *array = g_strdup_printf ("{\"coordinate\":[%.1000s]}", huge);
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayAction) action = parse_member ("type", fits, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (strlen (belay_action_get_text (action)), ==, BELAY_ACTION_MAX_TEXT);

  check_refused (&toolset, "computer", "type", over, BELAY_ACTION_ERROR_INVALID, "65536 at most");
  check_refused (&toolset, "computer", "type", megabyte, BELAY_ACTION_ERROR_INVALID, "bytes");
  check_refused (&toolset, "computer", "type", huge, BELAY_ACTION_ERROR_INVALID, "bytes");
  check_refused (&toolset, "computer", "key", keys, BELAY_ACTION_ERROR_INVALID, "more than 1024 bytes");
  check_refused (&toolset, "computer", "left_click", array, BELAY_ACTION_ERROR_INVALID, "levels");
}

static void
test_getters (void)
{
  g_autoptr(BelayAction) click = parse_member ("left_click", "{\"coordinate\":[5,6],\"text\":\"ctrl\"}", NULL);
  g_autoptr(BelayAction) drag = parse_member ("left_click_drag",
                                              "{\"start_coordinate\":[1,2],\"coordinate\":[3,4]}", NULL);
  g_autoptr(BelayAction) zoom = parse_member ("zoom", "{\"region\":[1,2,11,22]}", NULL);
  g_autoptr(BelayAction) scroll = parse_member ("scroll", "{\"scroll_direction\":\"right\",\"scroll_amount\":7}", NULL);
  g_autoptr(BelayAction) key = parse_member ("key", "{\"text\":\"ctrl+k s\",\"repeat\":3}", NULL);
  g_autoptr(BelayAction) hold = parse_member ("hold_key", "{\"text\":\"a\",\"duration\":0.25}", NULL);
  const BelayChord *chords;
  BelayPoint point;
  BelayRect region;
  guint n;

  g_assert_true (belay_action_get_point (click, &point));
  g_assert_cmpint (point.x, ==, 5);
  g_assert_cmpint (point.y, ==, 6);
  g_assert_false (belay_action_get_start (click, NULL));
  g_assert_null (belay_action_get_text (click));
  g_assert_cmpuint (belay_action_get_held (click)->n_modifiers, ==, 1);
  g_assert_null (belay_action_get_chords (click, &n));
  g_assert_cmpuint (n, ==, 0);
  g_assert_cmpuint (belay_action_get_repeat (click), ==, 1);

  g_assert_true (belay_action_get_start (drag, &point));
  g_assert_cmpint (point.x, ==, 1);
  g_assert_true (belay_action_get_point (drag, &point));
  g_assert_cmpint (point.y, ==, 4);
  g_assert_null (belay_action_get_held (drag));

  g_assert_true (belay_action_get_region (zoom, &region));
  g_assert_true (belay_rect_equal (&region, &(BelayRect) { 1, 2, 10, 20 }));
  g_assert_false (belay_action_get_region (drag, &region));

  g_assert_false (belay_action_get_point (scroll, &point));
  g_assert_cmpint (belay_action_get_scroll_direction (scroll), ==, BELAY_SCROLL_RIGHT);
  g_assert_cmpuint (belay_action_get_scroll_amount (scroll), ==, 7);

  chords = belay_action_get_chords (key, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmphex (chords[0].keysym, ==, 'k');
  g_assert_cmphex (chords[0].modifiers[0], ==, 0xffe3);
  g_assert_cmphex (chords[1].keysym, ==, 's');
  g_assert_cmpuint (belay_action_get_repeat (key), ==, 3);
  g_assert_cmpstr (belay_action_get_text (key), ==, "ctrl+k s");

  g_assert_cmpfloat (belay_action_get_duration (hold), ==, 0.25);
  g_assert_cmpfloat (belay_action_get_duration (key), ==, 0);

  g_assert_false (belay_action_equal (click, drag));
  g_assert_true (belay_action_equal (click, click));
}

/* Each pair differs in one thing. */
static void
test_equal (void)
{
  static const char * const rows[][3] = {
    { "left_click", "{}", "{\"coordinate\":[0,0]}" },
    { "left_click", "{\"coordinate\":[1,2]}", "{\"coordinate\":[1,3]}" },
    { "left_click", "{\"coordinate\":[1,2]}", "{\"coordinate\":[2,2]}" },
    { "left_click", "{\"text\":\"ctrl\"}", "{\"text\":\"shift\"}" },
    { "left_click_drag", "{\"start_coordinate\":[1,2],\"coordinate\":[3,4]}",
      "{\"start_coordinate\":[1,3],\"coordinate\":[3,4]}" },
    { "left_click_drag", "{\"start_coordinate\":[1,2],\"coordinate\":[3,4]}",
      "{\"start_coordinate\":[2,2],\"coordinate\":[3,4]}" },
    { "zoom", "{\"region\":[1,2,3,4]}", "{\"region\":[1,2,3,5]}" },
    { "scroll", "{\"scroll_direction\":\"up\",\"scroll_amount\":1}",
      "{\"scroll_direction\":\"down\",\"scroll_amount\":1}" },
    { "scroll", "{\"scroll_direction\":\"up\",\"scroll_amount\":1}",
      "{\"scroll_direction\":\"up\",\"scroll_amount\":2}" },
    { "type", "{\"text\":\"a\"}", "{\"text\":\"b\"}" },
    { "key", "{\"text\":\"Return\"}", "{\"text\":\"Enter\"}" },
    { "key", "{\"text\":\"a\",\"repeat\":2}", "{\"text\":\"a\",\"repeat\":3}" },
    { "wait", "{\"duration\":1}", "{\"duration\":1.5}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(BelayAction) a = parse_member (rows[i][0], rows[i][1], NULL);
      g_autoptr(BelayAction) b = parse_member (rows[i][0], rows[i][2], NULL);

      g_assert_nonnull (a);
      g_assert_nonnull (b);
      g_assert_true (belay_action_equal (a, a));
      g_assert_false (belay_action_equal (a, b));
      g_assert_false (belay_action_equal (b, a));
    }
}

static void
test_classes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (accepted); i++)
    {
      g_autoptr(BelayAction) action = parse_member (accepted[i].name, accepted[i].input, NULL);
      int classes = belay_action_is_look (action) + belay_action_sends_pointer (action) +
                    belay_action_sends_keys (action);

      g_assert_cmpint (classes, ==, 1);
      g_assert_true (belay_action_is_computer (action));
      g_assert_cmpstr (belay_action_kind_get_name (accepted[i].kind), ==, accepted[i].name);
    }
}

/* A shape that cannot say it says so. */
static void
test_other_shape (void)
{
  g_autoptr(BelayAction) zoom = parse_member ("zoom", "{\"region\":[1,2,11,22]}", NULL);
  g_autoptr(BelayAction) repeat = parse_member ("key", "{\"text\":\"Tab\",\"repeat\":2}", NULL);
  g_autoptr(BelayAction) wait = parse_member ("wait", "{\"duration\":200}", NULL);
  g_autofree char *json = belay_action_to_json (zoom, BELAY_TOOL_SHAPE_COMPUTER_20251124);

  g_assert_cmpstr (json, ==, "{\"action\":\"zoom\",\"region\":[1,2,11,22]}");
  g_assert_null (belay_action_to_json (zoom, BELAY_TOOL_SHAPE_COMPUTER_20250124));
  g_assert_null (belay_action_to_json (repeat, BELAY_TOOL_SHAPE_COMPUTER_20251124));
  g_assert_null (belay_action_to_json (wait, BELAY_TOOL_SHAPE_COMPUTER_20250124));
}

static gpointer
hold_and_release (gpointer data)
{
  for (guint i = 0; i < 20000; i++)
    belay_action_unref (belay_action_ref (data));

  return NULL;
}

static void
test_references (void)
{
  g_autoptr(BelayAction) action = parse_member ("type", "{\"text\":\"hello\"}", NULL);
  g_auto(GValue) value = G_VALUE_INIT;
  GThread *threads[4];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("holder", hold_and_release, action);

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);

  g_value_init (&value, BELAY_TYPE_ACTION);
  g_value_set_boxed (&value, action);
  g_assert_true (g_value_get_boxed (&value) == action);
  g_assert_cmpstr (belay_action_get_text (action), ==, "hello");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/action/toolset", test_toolset);
  g_test_add_func ("/action/old-shapes", test_old_shapes);
  g_test_add_func ("/action/refused", test_refused);
  g_test_add_func ("/action/old-shapes/refused", test_old_refused);
  g_test_add_func ("/action/unsupported", test_unsupported);
  g_test_add_func ("/action/limits", test_limits);
  g_test_add_func ("/action/getters", test_getters);
  g_test_add_func ("/action/equal", test_equal);
  g_test_add_func ("/action/classes", test_classes);
  g_test_add_func ("/action/other-shape", test_other_shape);
  g_test_add_func ("/action/references", test_references);

  return g_test_run ();
}
