/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-action.h"

#include <string.h>

static const BelayActionSpace space = { BELAY_TOOL_SHAPE_TOOLSET_20260801, 1280, 800 };

#define EDITOR "str_replace_based_edit_tool"

static BelayAction *
parse (const char *name,
       const char *input)
{
  g_autoptr(GError) error = NULL;
  gboolean is_tool = strcmp (name, "bash") == 0 || strcmp (name, EDITOR) == 0;
  BelayAction *action = belay_action_parse (&space, is_tool ? NULL : "computer", name, input, -1, &error);

  g_assert_no_error (error);

  return action;
}

static const char * const sentences[][4] = {
  { "screenshot", "{}", "Look at the screen", "Took a screenshot." },
  { "zoom", "{\"region\":[1,2,3,4]}", "Look closely at a part of the screen", "Zoomed." },
  { "left_click", "{\"coordinate\":[512,384]}", "Left click at <b>512, 384</b>", "Clicked." },
  { "left_click", "{}", "Left click where the pointer is", "Clicked." },
  { "right_click", "{\"coordinate\":[5,6],\"text\":\"ctrl+shift\"}",
    "Right click at <b>5, 6</b>, holding <b>Ctrl+Shift</b>", "Right-clicked." },
  { "middle_click", "{}", "Middle click where the pointer is", "Middle-clicked." },
  { "double_click", "{\"coordinate\":[5,6]}", "Double click at <b>5, 6</b>", "Double-clicked." },
  { "triple_click", "{\"coordinate\":[5,6]}", "Triple click at <b>5, 6</b>", "Triple-clicked." },
  { "left_click_drag", "{\"start_coordinate\":[1,2],\"coordinate\":[3,4]}",
    "Drag from <b>1, 2</b> to <b>3, 4</b>", "Dragged." },
  { "mouse_move", "{\"coordinate\":[5,6]}", "Move the pointer to <b>5, 6</b>", "Moved the mouse." },
  { "left_mouse_down", "{}", "Press the left mouse button and keep it down", "Pressed the left mouse button." },
  { "left_mouse_up", "{}", "Release the left mouse button", "Released the left mouse button." },
  { "cursor_position", "{}", "Ask where the pointer is", "Read the cursor position." },
  { "scroll", "{\"coordinate\":[5,6],\"scroll_direction\":\"down\",\"scroll_amount\":3}",
    "Scroll down 3 clicks at <b>5, 6</b>", "Scrolled down." },
  { "scroll", "{\"scroll_direction\":\"up\",\"scroll_amount\":1}", "Scroll up 1 click", "Scrolled up." },
  { "scroll", "{\"scroll_direction\":\"left\",\"scroll_amount\":2,\"text\":\"alt\"}",
    "Scroll left 2 clicks, holding <b>Alt</b>", "Scrolled left." },
  { "scroll", "{\"scroll_direction\":\"right\",\"scroll_amount\":2}", "Scroll right 2 clicks", "Scrolled right." },
  { "type", "{\"text\":\"hello\"}", "Type “<b>hello</b>”", "Typed." },
  { "type", "{\"text\":\"hello\\n\"}", "Type “<b>hello</b>”, then Enter", "Typed." },
  { "type", "{\"text\":\"a\\nb\\n\"}", "Type “<b>a⏎b</b>”, then Enter", "Typed." },
  { "type", "{\"text\":\"a\\n\\n\"}", "Type “<b>a⏎</b>”, then Enter", "Typed." },
  { "type", "{\"text\":\"\\n\"}", "Press <b>Enter</b>", "Typed." },
  { "type", "{\"text\":\"a\\tb\"}", "Type “<b>a⇥b</b>”", "Typed." },
  { "type", "{\"text\":\"שלום 3\"}", "Type “<b>\u2068שלום 3\u2069</b>”", "Typed." },
  { "key", "{\"text\":\"ctrl+s\"}", "Press <b>Ctrl+S</b>", "Pressed ctrl+s." },
  { "key", "{\"text\":\"ctrl+k ctrl+s\"}", "Press <b>Ctrl+K, Ctrl+S</b>", "Pressed ctrl+k ctrl+s." },
  { "key", "{\"text\":\"Tab\",\"repeat\":3}", "Press <b>Tab</b> 3 times", "Pressed Tab 3 times." },
  { "key", "{\"text\":\"Tab\",\"repeat\":1}", "Press <b>Tab</b>", "Pressed Tab." },
  { "key", "{\"text\":\"<\"}", "Press <b>&lt;</b>", "Pressed <." },
  { "key", "{\"text\":\"\\u202e\"}", "Press <b>U+202E</b>", "Pressed \\u{202E}." },
  { "hold_key", "{\"text\":\"shift\",\"duration\":2}", "Hold <b>Shift</b> for <b>2 seconds</b>",
    "Held shift for 2s." },
  { "wait", "{\"duration\":1}", "Wait <b>1 second</b>", "Waited 1s." },
  { "wait", "{\"duration\":0.5}", "Wait <b>0.5 seconds</b>", "Waited 0.5s." },
  { "bash", "{\"command\":\"ls | wc > x & y\"}", "Run in the shell: <b>ls | wc &gt; x &amp; y</b>",
    "Ran the command." },
  { "bash", "{\"restart\":true}", "Restart the shell", "Restarted the shell." },
  { EDITOR, "{\"command\":\"view\",\"path\":\"/a\"}", "Read <b>/a</b>", "Done." },
  { EDITOR, "{\"command\":\"create\",\"path\":\"/a\",\"file_text\":\"\"}",
    "Write the file <b>/a</b>", "Done." },
  { EDITOR, "{\"command\":\"str_replace\",\"path\":\"/a\",\"old_str\":\"x\"}",
    "Replace text in the file <b>/a</b>", "Done." },
  { EDITOR,
    "{\"command\":\"insert\",\"path\":\"/a\",\"insert_line\":0,\"insert_text\":\"x\"}",
    "Insert text into the file <b>/a</b>", "Done." },
};

static void
test_sentences (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sentences); i++)
    {
      g_autoptr(BelayAction) action = parse (sentences[i][0], sentences[i][1]);
      g_autofree char *markup = belay_action_describe_markup (action);
      g_autofree char *success = belay_action_describe_success (action);

      g_assert_cmpstr (markup, ==, sentences[i][2]);
      g_assert_cmpstr (success, ==, sentences[i][3]);
    }
}

static void
on_text (GMarkupParseContext  *context,
         const char           *text,
         gsize                 length,
         gpointer              user_data,
         GError              **error)
{
  g_string_append_len (user_data, text, length);
}

static void
on_element (GMarkupParseContext  *context,
            const char           *name,
            const char          **attribute_names,
            const char          **attribute_values,
            gpointer              user_data,
            GError              **error)
{
  g_assert_cmpstr (name, ==, "b");
  g_assert_null (attribute_names[0]);
}

/* Whatever was to be typed: the markup is well-formed, knows nothing but bold, and says what the sentence says. */
static void
check_markup (const BelayAction *action)
{
  static const GMarkupParser parser = { .start_element = on_element, .text = on_text };
  g_autoptr(GString) seen = g_string_new (NULL);
  g_autoptr(GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, seen, NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *plain = belay_action_describe (action);
  g_autofree char *markup = belay_action_describe_markup (action);
  g_autofree char *document = g_strdup_printf ("<b>%s</b>", markup);

  g_markup_parse_context_parse (context, document, -1, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (seen->str, ==, plain);
}

static void
test_hostile (void)
{
  static const char * const texts[] = {
    "</b><span size='999999'>ok</span><b>",
    "&amp;<b>&#x202e;",
    "\\u0007\\u001b]0;title\\u0007%s%n%d",
    "\\u202egnp.exe\\u202c \\u2066x\\u2069 \\u200b\\u200d\\ufeff",
    "”, then Enter “",
    "\\ud83d\\ude00\\u0301\\u0489\\u20e0",
    "שלום\\n",
    "line one\\r\\nline two\\u2028line three",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *typed = g_strdup_printf ("{\"text\":\"%s\"}", texts[i]);
      g_autofree char *command = g_strdup_printf ("{\"command\":\"%s\"}", texts[i]);
      g_autofree char *plain = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(BelayAction) shell = parse ("bash", command);
      g_autoptr(BelayAction) type = belay_action_parse (&space, "computer", "type", typed, -1, &error);

      check_markup (shell);
      plain = belay_action_describe (shell);
      g_assert_null (strpbrk (plain, "\001\002\007\033\r\n"));
      g_assert_null (strstr (plain, "\u202e"));
      g_assert_null (strstr (plain, "\u200b"));

      /* A bell cannot be typed. */
      g_assert_true ((type == NULL) == (strstr (texts[i], "u0007") != NULL));

      if (type != NULL)
        check_markup (type);
    }
}

static void
test_long (void)
{
  g_autofree char *words = g_strnfill (5000, 'a');
  g_autofree char *input = NULL;
  g_autofree char *plain = NULL;
  g_autoptr(BelayAction) action = NULL;

  words[0] = 'S';
  words[4999] = 'E';
  input = g_strdup_printf ("{\"text\":\"%s\\n\"}", words);
  action = parse ("type", input);
  plain = belay_action_describe (action);

  g_assert_cmpint (g_utf8_strlen (plain, -1), <, 180);
  g_assert_true (g_str_has_prefix (plain, "Type 5000 characters, “Saaa"));
  g_assert_true (g_str_has_suffix (plain, "aaaE”, then Enter"));
  g_assert_nonnull (strstr (plain, "…"));
  check_markup (action);
}

static const struct
{
  const char *name;
  const char *input;
  const char *json;           /* NULL: refused */
  const char *message;        /* a part of the error */
} tool_rows[] = {
  { "bash", "{\"command\":\"ls\"}", "{\"command\":\"ls\"}", NULL },
  { "bash", "{\"command\":\"ls\",\"restart\":false}", "{\"command\":\"ls\"}", NULL },
  { "bash", "{\"command\":null,\"restart\":true}", "{\"restart\":true}", NULL },
  { "bash", "{}", NULL, "needs the field “command”" },
  { "bash", "{\"restart\":false}", NULL, "needs the field “command”" },
  { "bash", "{\"command\":\"ls\",\"restart\":true}", NULL, "not both" },
  { "bash", "{\"restart\":1}", NULL, "true or false" },
  { "bash", "{\"command\":\"\"}", NULL, "between 1 and" },
  { "bash", "{\"command\":[\"ls\"]}", NULL, "string" },
  { "bash", "{\"command\":\"ls\",\"timeout\":5}", NULL, "no field “timeout”" },
  { EDITOR, "{\"path\":\"/a\",\"command\":\"view\",\"view_range\":[1,-1]}",
    "{\"command\":\"view\",\"path\":\"/a\",\"view_range\":[1,-1]}", NULL },
  { EDITOR, "{\"command\":\"view\",\"path\":\"/a\",\"view_range\":null}",
    "{\"command\":\"view\",\"path\":\"/a\"}", NULL },
  { EDITOR, "{\"command\":\"create\",\"path\":\"/a\",\"file_text\":\"x\\ny\"}",
    "{\"command\":\"create\",\"path\":\"/a\",\"file_text\":\"x\\ny\"}", NULL },
  { EDITOR,
    "{\"command\":\"str_replace\",\"path\":\"/a\",\"old_str\":\"x\",\"new_str\":\"\"}",
    "{\"command\":\"str_replace\",\"path\":\"/a\",\"old_str\":\"x\",\"new_str\":\"\"}", NULL },
  { EDITOR,
    "{\"command\":\"insert\",\"path\":\"/a\",\"insert_text\":\"x\",\"insert_line\":7}",
    "{\"command\":\"insert\",\"path\":\"/a\",\"insert_line\":7,\"insert_text\":\"x\"}", NULL },
  { EDITOR, "{}", NULL, "“command” is missing" },
  { EDITOR, "{\"command\":\"undo_edit\",\"path\":\"/a\"}", NULL, "it is “undo_edit”" },
  { EDITOR, "{\"command\":\"view\"}", NULL, "“path” is missing" },
  { EDITOR, "{\"command\":\"view\",\"path\":\"a\"}", NULL, "absolute" },
  { EDITOR, "{\"command\":\"view\",\"path\":\"\"}", NULL, "absolute" },
  { EDITOR, "{\"command\":\"view\",\"path\":\"/a\",\"view_range\":[0,1]}", NULL, "view_range" },
  { EDITOR, "{\"command\":\"view\",\"path\":\"/a\",\"view_range\":[5,4]}", NULL, "view_range" },
  { EDITOR, "{\"command\":\"view\",\"path\":\"/a\",\"view_range\":[5,-2]}", NULL, "view_range" },
  { EDITOR, "{\"command\":\"view\",\"path\":\"/a\",\"view_range\":[1.5,2]}", NULL, "view_range" },
  { EDITOR, "{\"command\":\"view\",\"path\":\"/a\",\"view_range\":[1]}", NULL, "view_range" },
  { EDITOR, "{\"command\":\"view\",\"path\":\"/a\",\"view_range\":7}", NULL, "view_range" },
  { EDITOR, "{\"command\":\"view\",\"path\":\"/a\",\"file_text\":\"\"}", NULL, "no field" },
  { EDITOR, "{\"command\":\"create\",\"path\":\"/a\"}", NULL, "“file_text” is missing" },
  { EDITOR, "{\"command\":\"create\",\"path\":\"/a\",\"file_text\":1}", NULL, "string" },
  { EDITOR, "{\"command\":\"str_replace\",\"path\":\"/a\",\"old_str\":\"\"}", NULL, "empty" },
  { EDITOR, "{\"command\":\"str_replace\",\"path\":\"/a\",\"new_str\":\"x\"}", NULL, "old_str" },
  { EDITOR,
    "{\"command\":\"insert\",\"path\":\"/a\",\"insert_line\":-1,\"insert_text\":\"x\"}", NULL, "insert_line" },
  { EDITOR,
    "{\"command\":\"insert\",\"path\":\"/a\",\"insert_line\":0.5,\"insert_text\":\"x\"}", NULL, "insert_line" },
  { EDITOR, "{\"command\":\"insert\",\"path\":\"/a\",\"insert_text\":\"x\"}", NULL,
    "insert_line" },
};

static void
test_tools (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tool_rows); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(BelayAction) action = belay_action_parse (&space, NULL, tool_rows[i].name, tool_rows[i].input, -1,
                                                          &error);

      g_test_message ("row %" G_GSIZE_FORMAT ": %s", i, error != NULL ? error->message : "accepted");

      if (tool_rows[i].json != NULL)
        {
          g_autofree char *json = NULL;

          g_assert_no_error (error);
          json = belay_action_to_json (action, space.shape);
          g_assert_cmpstr (json, ==, tool_rows[i].json);
          g_assert_false (belay_action_is_computer (action));
          g_assert_false (belay_action_is_look (action));
        }
      else
        {
          g_assert_error (error, BELAY_ACTION_ERROR, BELAY_ACTION_ERROR_INVALID);
          g_assert_nonnull (strstr (error->message, tool_rows[i].message));
        }
    }
}

static void
check_json (BelayAction *action,
            const char  *expected)
{
  g_autofree char *json = belay_action_to_json (action, space.shape);

  g_assert_cmpstr (json, ==, expected);
}

static void
test_edit (void)
{
  g_autoptr(BelayAction) click = parse ("left_click", "{\"text\":\"ctrl\"}");
  g_autoptr(BelayAction) drag = parse ("left_click_drag", "{\"start_coordinate\":[1,2],\"coordinate\":[3,4]}");
  g_autoptr(BelayAction) key = parse ("key", "{\"text\":\"Tab\",\"repeat\":2}");
  g_autoptr(BelayAction) shell = parse ("bash", "{\"command\":\"ls\"}");
  g_autoptr(BelayAction) aimed = belay_action_edit_point (click, &space, (BelayPoint) { 1279, 799 }, NULL);
  g_autoptr(BelayAction) end = belay_action_edit_point (drag, &space, (BelayPoint) { 7, 8 }, NULL);
  g_autoptr(BelayAction) start = belay_action_edit_start (drag, &space, (BelayPoint) { 7, 8 }, NULL);
  g_autoptr(BelayAction) other_key = belay_action_edit_text (key, &space, "ctrl+a Delete", NULL);
  g_autoptr(BelayAction) command = belay_action_edit_text (shell, &space, "ls \"-l\"", NULL);
  g_autoptr(BelayAction) arguments = belay_action_edit_json (key, &space, "{\"text\":\"Esc\"}", NULL);
  guint n;

  check_json (aimed, "{\"coordinate\":[1279,799],\"text\":\"ctrl\"}");
  check_json (end, "{\"start_coordinate\":[1,2],\"coordinate\":[7,8]}");
  check_json (start, "{\"start_coordinate\":[7,8],\"coordinate\":[3,4]}");
  check_json (other_key, "{\"text\":\"ctrl+a Delete\",\"repeat\":2}");
  check_json (command, "{\"command\":\"ls \\\"-l\\\"\"}");
  check_json (arguments, "{\"text\":\"Esc\"}");
  belay_action_get_chords (other_key, &n);
  g_assert_cmpuint (n, ==, 2);

  /* What was proposed stays what it was. */
  check_json (click, "{\"text\":\"ctrl\"}");
  check_json (drag, "{\"start_coordinate\":[1,2],\"coordinate\":[3,4]}");
  check_json (key, "{\"text\":\"Tab\",\"repeat\":2}");
}

static void
test_edit_refused (void)
{
  g_autoptr(BelayAction) click = parse ("left_click", "{\"coordinate\":[1,2]}");
  g_autoptr(BelayAction) key = parse ("key", "{\"text\":\"Tab\"}");
  g_autoptr(BelayAction) type = parse ("type", "{\"text\":\"x\"}");
  g_autoptr(BelayAction) restart = parse ("bash", "{\"restart\":true}");
  g_autofree char *longer = g_strnfill (BELAY_ACTION_MAX_TEXT + 1, 'x');

#define REFUSED(call, reason) \
  G_STMT_START { \
    g_autoptr(GError) refusal = NULL; \
    GError **where = &refusal; \
    g_assert_null (call); \
    g_assert_error (refusal, BELAY_ACTION_ERROR, BELAY_ACTION_ERROR_ ## reason); \
  } G_STMT_END

  REFUSED (belay_action_edit_point (click, &space, (BelayPoint) { 1280, 0 }, where), INVALID);
  REFUSED (belay_action_edit_point (click, &space, (BelayPoint) { 0, -1 }, where), INVALID);
  REFUSED (belay_action_edit_point (key, &space, (BelayPoint) { 0, 0 }, where), UNSUPPORTED);
  REFUSED (belay_action_edit_point (restart, &space, (BelayPoint) { 0, 0 }, where), UNSUPPORTED);
  REFUSED (belay_action_edit_start (click, &space, (BelayPoint) { 0, 0 }, where), UNSUPPORTED);
  REFUSED (belay_action_edit_text (click, &space, "ctrl", where), UNSUPPORTED);
  REFUSED (belay_action_edit_text (restart, &space, "ls", where), UNSUPPORTED);
  REFUSED (belay_action_edit_text (key, &space, "nokey", where), INVALID);
  REFUSED (belay_action_edit_text (type, &space, "", where), INVALID);
  REFUSED (belay_action_edit_text (type, &space, "a\x01", where), INVALID);
  REFUSED (belay_action_edit_text (type, &space, "a\xff", where), INVALID);
  REFUSED (belay_action_edit_text (type, &space, longer, where), INVALID);
  REFUSED (belay_action_edit_json (click, &space, "{\"coordinate\":[1,2]", where), INVALID);
  REFUSED (belay_action_edit_json (click, &space, "{\"text\":\"hello\"}", where), INVALID);
  REFUSED (belay_action_edit_json (key, &space, "{\"coordinate\":[1,2]}", where), INVALID);

#undef REFUSED
}

/* The older shapes name the action among the arguments. */
static void
test_edit_old (void)
{
  static const BelayActionSpace old = { BELAY_TOOL_SHAPE_COMPUTER_20251124, 1280, 800 };
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayAction) click = belay_action_parse (&old, NULL, "computer",
                                                     "{\"action\":\"left_click\",\"coordinate\":[1,2]}", -1, NULL);
  g_autoptr(BelayAction) moved = belay_action_edit_point (click, &old, (BelayPoint) { 3, 4 }, &error);
  g_autoptr(BelayAction) other = NULL;
  g_autofree char *json = belay_action_to_json (moved, old.shape);

  g_assert_no_error (error);
  g_assert_cmpstr (json, ==, "{\"action\":\"left_click\",\"coordinate\":[3,4]}");

  other = belay_action_edit_json (click, &old, "{\"action\":\"right_click\",\"coordinate\":[1,2]}", &error);
  g_assert_no_error (error);
  g_assert_cmpint (belay_action_get_kind (other), ==, BELAY_ACTION_RIGHT_CLICK);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/action/sentences", test_sentences);
  g_test_add_func ("/action/hostile", test_hostile);
  g_test_add_func ("/action/long", test_long);
  g_test_add_func ("/action/tools", test_tools);
  g_test_add_func ("/action/edit", test_edit);
  g_test_add_func ("/action/edit/refused", test_edit_refused);
  g_test_add_func ("/action/edit/old-shapes", test_edit_old);

  return g_test_run ();
}
