/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "belay-typed-line.h"

static const BelayActionSpace space = { BELAY_TOOL_SHAPE_TOOLSET_20260801, 1280, 800 };

/* What is typed as a whole after the last of @actions: "name json", … */
static char *
type_all (BelayTypedLine     *line,
          const char *const  *actions,
          const char         *clipboard)
{
  char *whole = NULL;

  for (gsize i = 0; actions[i] != NULL; i++)
    {
      g_auto(GStrv) parts = g_strsplit (actions[i], " ", 2);
      g_autoptr(GError) error = NULL;
      g_autoptr(BelayAction) action = belay_action_parse (&space, "computer", parts[0], parts[1], -1, &error);

      g_assert_no_error (error);
      g_free (whole);
      whole = belay_typed_line_add (line, action, clipboard);
    }

  return whole;
}

typedef struct
{
  const char *actions[8];
  const char *clipboard;
  const char *whole;            /* NULL: nothing but what the last action says itself */
  const char *rest;
} Example;

static void
test_examples (void)
{
  static const Example examples[] = {
    { { "type {\"text\":\"ls\"}" }, NULL, NULL, "ls" },
    { { "type {\"text\":\"ls\\npwd\\n\"}" }, NULL, NULL, "" },
    { { "type {\"text\":\"rm \"}", "type {\"text\":\"-rf x\"}" }, NULL, "rm -rf x", "rm -rf x" },
    { { "type {\"text\":\"rm \"}", "type {\"text\":\"-rf x\\nls\"}" }, NULL, "rm -rf x\nls", "ls" },
    { { "key {\"text\":\"l\"}", "key {\"text\":\"s\"}", "key {\"text\":\"space\"}", "key {\"text\":\"shift+a\"}" }, NULL,
      "ls A", "ls A" },
    { { "type {\"text\":\"make\"}", "key {\"text\":\"Return\"}" }, NULL, "make\n", "" },
    { { "type {\"text\":\"make\"}", "key {\"text\":\"Return\"}", "key {\"text\":\"Return\"}" }, NULL, NULL, "" },
    { { "type {\"text\":\"lsx\"}", "key {\"text\":\"BackSpace\"}", "key {\"text\":\"a\"}" }, NULL, "lsa", "lsa" },
    { { "type {\"text\":\"sh -c \"}", "key {\"text\":\"ctrl+v\"}" }, "evil", "sh -c evil", "sh -c evil" },
    { { "key {\"text\":\"ctrl+shift+v\"}" }, "evil\n", "evil\n", "" },
    { { "key {\"text\":\"ctrl+v\"}" }, NULL, NULL, "" },
    { { "type {\"text\":\"rm\"}", "left_click {\"coordinate\":[10,10]}", "type {\"text\":\"x\"}" }, NULL, NULL, "x" },
    { { "type {\"text\":\"rm\"}", "screenshot {}", "mouse_move {\"coordinate\":[10,10]}", "type {\"text\":\"x\"}" }, NULL,
      "rmx", "rmx" },
    { { "type {\"text\":\"rm\"}", "key {\"text\":\"ctrl+u\"}", "type {\"text\":\"x\"}" }, NULL, "rmx", "rmx" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (examples); i++)
    {
      g_autoptr(BelayTypedLine) line = belay_typed_line_new ();
      g_autofree char *whole = type_all (line, examples[i].actions, examples[i].clipboard);

      g_assert_cmpstr (whole, ==, examples[i].whole);
      g_assert_cmpstr (belay_typed_line_get (line), ==, examples[i].rest);
    }
}

/* However much is typed, what is kept is little; blanks cannot push the beginning out. */
static void
test_bounded (void)
{
  g_autoptr(BelayTypedLine) line = belay_typed_line_new ();
  g_autofree char *blanks = g_strnfill (5000, ' ');
  g_autofree char *letters = g_strnfill (5000, 'x');
  g_autofree char *padded = g_strdup_printf ("type {\"text\":\"rm%s-rf\"}", blanks);
  g_autofree char *many = g_strdup_printf ("type {\"text\":\"%s\"}", letters);
  const char *const first[] = { padded, "key {\"text\":\"x\"}", NULL };
  const char *const second[] = { many, NULL };
  g_autofree char *whole = type_all (line, first, NULL);
  g_autofree char *long_whole = NULL;

  g_assert_cmpstr (whole, ==, "rm -rfx");
  long_whole = type_all (line, second, NULL);
  g_assert_cmpuint (strlen (long_whole), <=, 2048);
  g_assert_cmpuint (strlen (belay_typed_line_get (line)), <=, 2048);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/typed-line/examples", test_examples);
  g_test_add_func ("/typed-line/bounded", test_bounded);

  return g_test_run ();
}
