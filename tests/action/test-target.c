/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-action.h"

#include <string.h>

static const BelayActionSpace space = { BELAY_TOOL_SHAPE_TOOLSET_20260801, 1280, 800 };

static BelayAction *
parse (const char *name,
       const char *input)
{
  g_autoptr(GError) error = NULL;
  BelayAction *action = belay_action_parse (&space, "computer", name, input, -1, &error);

  g_assert_no_error (error);

  return action;
}

/* What was read and how well, what was said; and what comes of it. */
static const struct
{
  const char        *read;
  gboolean           near;
  guint              confidence;
  const char        *said;
  const char        *role;
  BelayTargetSource  source;
  const char        *words;
} places[] = {
  { NULL, FALSE, 0, NULL, NULL, BELAY_TARGET_UNNAMED, NULL },
  { NULL, FALSE, 0, NULL, "button", BELAY_TARGET_UNNAMED, NULL },
  { "Send", FALSE, 95, NULL, NULL, BELAY_TARGET_READ, "Send" },
  { NULL, FALSE, 0, "Open", "button", BELAY_TARGET_SAID, "Open" },
  { "Send", FALSE, 95, "Send", "button", BELAY_TARGET_AGREED, "Send" },
  { "Save As...", FALSE, 95, "Save As…", "menu item", BELAY_TARGET_AGREED, "Save As..." },
  { "FiIe", FALSE, 80, "File", "menu", BELAY_TARGET_AGREED, "FiIe" },
  /* The lie. */
  { "Delete", FALSE, 95, "Cancel", "button", BELAY_TARGET_DISPUTED, "Delete" },
  { "OK", FALSE, 95, "Cancel", "button", BELAY_TARGET_DISPUTED, "OK" },
  { "Löschen", FALSE, 95, "Abbrechen", "menu item", BELAY_TARGET_DISPUTED, "Löschen" },
  /* Neither of these is one, and what is written there is what is said. */
  { "Delete", FALSE, 95, "Don’t delete", "button", BELAY_TARGET_READ, "Delete" },
  { "Pay 900", FALSE, 95, "Pay 100", "button", BELAY_TARGET_READ, "Pay 900" },
  { "…for beginners, Tuesdays…", FALSE, 95, "Watercolours for beginners, Tuesdays at 19:00", "label", BELAY_TARGET_READ,
    "…for beginners, Tuesdays…" },
  { "hello", FALSE, 95, "Message", "text field", BELAY_TARGET_READ, "hello" },
  { "hello", FALSE, 95, "Message", NULL, BELAY_TARGET_READ, "hello" },
  /* An icon, misread; what is beside it. */
  { "CG", FALSE, 70, "New Folder", "button", BELAY_TARGET_SAID, "New Folder" },
  { "Name", TRUE, 95, "Open", "button", BELAY_TARGET_SAID, "Open" },
  { "Open", TRUE, 95, "Open", "button", BELAY_TARGET_AGREED, "Open" },
  { "Name", TRUE, 95, NULL, NULL, BELAY_TARGET_READ, "Name" },
};

static void
test_source (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      const BelayTargetPlace place = { (char *) places[i].read, places[i].near, places[i].confidence,
                                       (char *) places[i].said, places[i].role };

      g_test_message ("“%s”, “%s”", places[i].read, places[i].said);
      g_assert_cmpint (belay_target_place_get_source (&place), ==, places[i].source);
      g_assert_cmpstr (belay_target_place_get_words (&place), ==, places[i].words);
    }
}

static const struct
{
  const char *name;
  const char *input;
  gboolean    names;            /* of places, not of the window alone */
  const char *window;
  const char *markup;
} sentences[] = {
  { "left_click", "{\"coordinate\":[1,2]}", TRUE, "New Message – Mail",
    "Left click on <b>Send</b> (button) in “New Message – Mail”" },
  { "left_click", "{\"coordinate\":[1,2]}", TRUE, NULL, "Left click on <b>Send</b> (button)" },
  { "left_click", "{\"coordinate\":[1,2]}", FALSE, "xterm", "Left click at <b>1, 2</b> in “xterm”" },
  { "left_click", "{}", TRUE, NULL, "Left click on <b>Send</b> (button)" },
  { "right_click", "{\"coordinate\":[1,2],\"text\":\"ctrl\"}", TRUE, "W",
    "Right click on <b>Send</b> (button) in “W”, holding <b>Ctrl</b>" },
  { "middle_click", "{\"coordinate\":[1,2]}", TRUE, NULL, "Middle click on <b>Send</b> (button)" },
  { "double_click", "{\"coordinate\":[1,2]}", TRUE, NULL, "Double click on <b>Send</b> (button)" },
  { "triple_click", "{\"coordinate\":[1,2]}", TRUE, NULL, "Triple click on <b>Send</b> (button)" },
  { "mouse_move", "{\"coordinate\":[1,2]}", TRUE, NULL, "Move the pointer to <b>Send</b> (button)" },
  { "left_click_drag", "{\"start_coordinate\":[1,2],\"coordinate\":[3,4]}", TRUE, NULL,
    "Drag from <b>notes.txt</b> to <b>Send</b> (button)" },
  { "scroll", "{\"coordinate\":[1,2],\"scroll_direction\":\"down\",\"scroll_amount\":3}", TRUE, "W",
    "Scroll down 3 clicks on <b>Send</b> (button) in “W”" },
  { "type", "{\"text\":\"ls\\n\"}", FALSE, "xterm", "Type “<b>ls</b>” into “xterm”, then Enter" },
  { "type", "{\"text\":\"ls\"}", FALSE, "xterm", "Type “<b>ls</b>” into “xterm”" },
  { "type", "{\"text\":\"\\n\"}", FALSE, "xterm", "Press <b>Enter</b> in “xterm”" },
  { "key", "{\"text\":\"ctrl+s\"}", FALSE, "<x>", "Press <b>Ctrl+S</b> in “&lt;x&gt;”" },
  { "key", "{\"text\":\"ctrl+s\"}", FALSE, "a\u202e\x1b" "b\nc", "Press <b>Ctrl+S</b> in “a\\u{202E}␛b⏎c”" },
  { "key", "{\"text\":\"ctrl+s\"}", FALSE, "שלום", "Press <b>Ctrl+S</b> in “\u2068שלום\u2069”" },
  { "screenshot", "{}", FALSE, "xterm", "Look at the screen" },
};

static void
test_sentences (void)
{
  const BelayTargetPlace send = { (char *) "Send", FALSE, 95, (char *) "Send", "button" };
  const BelayTargetPlace file = { (char *) "notes.txt", FALSE, 95, NULL, NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (sentences); i++)
    {
      g_autoptr(BelayAction) action = parse (sentences[i].name, sentences[i].input);
      g_autoptr(BelayTarget) target = belay_target_new (sentences[i].names ? &file : NULL,
                                                        sentences[i].names ? &send : NULL, sentences[i].window, NULL);
      g_autofree char *markup = belay_action_describe_target_markup (action, target);

      g_assert_cmpstr (markup, ==, sentences[i].markup);
    }
}

static void
test_hostile (void)
{
  g_autoptr(BelayAction) action = parse ("left_click", "{\"coordinate\":[1,2]}");
  const BelayTargetPlace bad = { NULL, FALSE, 0, (char *) "a\u202e<b>\x1b", "button" };
  const BelayTargetPlace near = { (char *) "Name", TRUE, 90, NULL, NULL };
  g_autoptr(BelayTarget) said = belay_target_new (NULL, &bad, NULL, NULL);
  g_autoptr(BelayTarget) beside = belay_target_new (NULL, &near, NULL, NULL);
  g_autofree char *markup = belay_action_describe_target_markup (action, said);
  g_autofree char *other = belay_action_describe_target_markup (action, beside);

  g_assert_cmpstr (markup, ==, "Left click on what the sandbox calls <b>a\\u{202E}&lt;b&gt;␛</b> (button)");
  g_assert_cmpstr (other, ==, "Left click on a place near <b>Name</b>");
}

static void
test_dispute (void)
{
  const BelayTargetPlace lie = { (char *) "Delete", FALSE, 95, (char *) "Cancel", "button" };
  g_autoptr(BelayTarget) target = belay_target_new (NULL, &lie, NULL, NULL);
  g_autoptr(BelayTarget) drag = belay_target_new (&lie, NULL, NULL, NULL);
  g_autofree char *sentence = belay_target_describe_dispute (target);
  g_autofree char *of_drag = belay_target_describe_dispute (drag);

  g_assert_cmpstr (sentence, ==, "The sandbox says “Cancel”, the screen reads “Delete”.");
  g_assert_cmpstr (of_drag, ==, sentence);
}

/* What is recorded says the same when it is read again; what is no target, or far too long, does no harm. */
static void
test_json (void)
{
  const BelayTargetPlace lie = { (char *) "Delete", FALSE, 95, (char *) "Cancel", "button" };
  const BelayTargetPlace start = { (char *) "notes.txt", TRUE, 80, NULL, NULL };
  g_autoptr(BelayTarget) target = belay_target_new (&start, &lie, "Files", "Pcmanfm");
  g_autoptr(JsonObject) object = belay_target_to_json (target);
  g_autoptr(BelayTarget) again = belay_target_from_json (object);
  g_autofree char *long_text = g_strnfill (100000, 'x');
  g_autoptr(JsonObject) odd = json_object_new ();
  g_autoptr(BelayTarget) nothing = NULL;

  g_assert_true (belay_target_equal (target, again));
  g_assert_cmpstr (json_object_get_string_member (object, "source"), ==, "disputed");
  g_assert_cmpstr (json_object_get_string_member (object, "words"), ==, "Delete");

  json_object_set_string_member (odd, "read", long_text);
  json_object_set_string_member (odd, "said", long_text);
  json_object_set_int_member (odd, "window", 3);
  json_object_set_array_member (odd, "start", json_array_new ());
  json_object_set_string_member (odd, "role", "emperor");
  nothing = belay_target_from_json (odd);
  g_assert_cmpuint (strlen (belay_target_get_end (nothing)->read), <=, 512);
  g_assert_null (belay_target_get_end (nothing)->role);
  g_assert_null (belay_target_get_start (nothing));
  g_assert_null (belay_target_get_window (nothing));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/target/source", test_source);
  g_test_add_func ("/target/sentences", test_sentences);
  g_test_add_func ("/target/hostile", test_hostile);
  g_test_add_func ("/target/dispute", test_dispute);
  g_test_add_func ("/target/json", test_json);

  return g_test_run ();
}
