/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "belay-diff.h"
#include "belay-file-edit.h"

#define EDITOR "str_replace_based_edit_tool"

static BelayAction *
parse (const char *input)
{
  const BelayActionSpace space = { BELAY_TOOL_SHAPE_TOOLSET_20260801, 1280, 800 };
  g_autofree char *json = g_strdelimit (g_strdup (input), "'", '"');
  g_autoptr(GError) error = NULL;
  BelayAction *action = belay_action_parse (&space, NULL, EDITOR, json, -1, &error);

  g_assert_no_error (error);

  return action;
}

/* "-one|+two|@3| same": what a diff says. */
static char *
write_diff (GPtrArray *diff)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < diff->len; i++)
    {
      const BelayDiffLine *line = diff->pdata[i];

      if (line->kind == BELAY_DIFF_GAP)
        g_string_append_printf (text, "@%u|", line->number);
      else
        g_string_append_printf (text, "%c%s%s|", " -+"[line->kind], line->text, line->unended ? "\\" : "");
    }

  return g_string_free (text, FALSE);
}

typedef struct
{
  const char *input;
  const char *before;           /* NULL: there is no file */
  const char *after;            /* NULL: it cannot be done */
  const char *said;             /* the diff, or a part of the problem */
} Edit;

#define REPLACE(old, new) "{'command':'str_replace','path':'/a','old_str':'" old "','new_str':'" new "'}"
#define INSERT(line, text) "{'command':'insert','path':'/a','insert_line':" #line ",'insert_text':'" text "'}"
#define CREATE(text) "{'command':'create','path':'/a','file_text':'" text "'}"

static const Edit edits[] = {
  { CREATE ("a\\nb\\n"), NULL, "a\nb\n", "+a|+b|" },
  { CREATE (""), NULL, "", "" },
  { CREATE ("a\\nc\\n"), "a\nb\n", "a\nc\n", " a|-b|+c|" },
  { CREATE ("1\\n2\\n3\\n4\\n5\\nx\\n7\\n8\\n9\\n"), "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\n5\nx\n7\n8\n9\n",
    "@2| 3| 4| 5|-6|+x| 7| 8| 9|" },
  { CREATE ("b\\nc\\nd\\n"), "a\nb\nd\ne\n", "b\nc\nd\n", "-a| b|+c| d|-e|" },
  { REPLACE ("b", "c"), "a\nb\n", "a\nc\n", " a|-b|+c|" },
  { REPLACE ("b", "c"), "a\nb", "a\nc", " a|-b\\|+c\\|" },
  { REPLACE ("b\\n", ""), "a\nb\nc\n", "a\nc\n", " a|-b| c|" },
  { "{'command':'str_replace','path':'/a','old_str':'b'}", "abc", "ac", "-abc\\|+ac\\|" },
  { REPLACE ("a\\nb", "x"), "a\nb\n", "x\n", "-a|-b|+x|" },
  { REPLACE ("aa", "b"), "aaa", "ba", "-aaa\\|+ba\\|" },
  { REPLACE ("z", "c"), "a\nb\n", NULL, "No match found" },
  { REPLACE ("a", "c"), "a\na\na\n", NULL, "Found 3 matches" },
  { REPLACE ("a", "c"), "", NULL, "No match found" },
  { REPLACE ("a", "c"), NULL, NULL, "File not found" },
  { INSERT (0, "x"), "a\nb\n", "x\na\nb\n", "+x| a| b|" },
  { INSERT (1, "x\\ny"), "a\nb\n", "a\nx\ny\nb\n", " a|+x|+y| b|" },
  { INSERT (2, "x\\n"), "a\nb\n", "a\nb\nx\n", " a| b|+x|" },
  { INSERT (2, "x"), "a\nb", "a\nb\nx", " a|-b\\|+b|+x\\|" },
  { INSERT (0, "x"), "", "x", "+x\\|" },
  { INSERT (3, "x"), "a\nb\n", NULL, "only 2 lines" },
  { INSERT (0, "x"), NULL, NULL, "File not found" },
};

static void
test_edits (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      g_autoptr(BelayAction) action = parse (edits[i].input);
      g_autoptr(GBytes) before = edits[i].before != NULL ? g_bytes_new_static (edits[i].before, strlen (edits[i].before)) : NULL;
      g_autoptr(BelayFileEdit) edit = belay_file_edit_new (action, before, NULL);
      GBytes *after = belay_file_edit_get_after (edit);
      g_autofree char *diff = write_diff (belay_file_edit_get_diff (edit));

      g_test_message ("%s", edits[i].input);
      g_assert_cmpint (belay_file_edit_is_new (edit), ==, before == NULL);

      if (edits[i].after == NULL)
        {
          g_assert_null (after);
          g_assert_nonnull (strstr (belay_file_edit_get_problem (edit), edits[i].said));
          continue;
        }

      g_assert_cmpmem (g_bytes_get_data (after, NULL), g_bytes_get_size (after), edits[i].after, strlen (edits[i].after));
      g_assert_cmpstr (diff, ==, edits[i].said);
    }
}

/* Any bytes but those of the text are left as they are, and what is shown is text. */
static void
test_bytes (void)
{
  static const char bytes[] = "\xff\0\nneedle\n\xc3";
  g_autoptr(BelayAction) action = parse (REPLACE ("needle", "x"));
  g_autoptr(GBytes) before = g_bytes_new_static (bytes, sizeof bytes - 1);
  g_autoptr(BelayFileEdit) edit = belay_file_edit_new (action, before, NULL);
  GPtrArray *diff = belay_file_edit_get_diff (edit);

  g_assert_cmpmem (g_bytes_get_data (belay_file_edit_get_after (edit), NULL), 6, "\xff\0\nx\n\xc3", 6);
  for (guint i = 0; i < diff->len; i++)
    g_assert_true (g_utf8_validate (((BelayDiffLine *) diff->pdata[i])->text, -1, NULL));
}

/* What was decided on is the file as it was. */
static void
test_same_file (void)
{
  g_autoptr(BelayAction) action = parse (CREATE ("x"));
  g_autoptr(GBytes) one = g_bytes_new_static ("1", 1), two = g_bytes_new_static ("2", 1);
  g_autoptr(BelayFileEdit) a = belay_file_edit_new (action, one, NULL), b = belay_file_edit_new (action, two, NULL);
  g_autoptr(BelayFileEdit) again = belay_file_edit_new (action, one, NULL), none = belay_file_edit_new (action, NULL, NULL);
  g_autoptr(BelayFileEdit) unread = belay_file_edit_new (action, NULL, "It is a folder.");

  g_assert_true (belay_file_edit_same_file (a, again));
  g_assert_false (belay_file_edit_same_file (a, b));
  g_assert_false (belay_file_edit_same_file (a, none));
  g_assert_false (belay_file_edit_same_file (none, unread));
  g_assert_null (belay_file_edit_get_after (unread));
}

/* Whatever the two files are: what is kept and added is the one, what is kept and removed the other. */
static void
test_random (void)
{
  for (guint round = 0; round < 500; round++)
    {
      GString *texts[2] = { g_string_new (NULL), g_string_new (NULL) };
      g_autoptr(GBytes) before = NULL, after = NULL;
      g_autoptr(GPtrArray) diff = NULL;
      gsize sizes[2] = { 0, 0 };

      for (guint i = 0; i < 2; i++)
        for (int n = g_test_rand_int_range (0, 30); n > 0; n--)
          g_string_append_printf (texts[i], "%c\n", 'a' + g_test_rand_int_range (0, 4));

      before = g_bytes_new (texts[0]->str, texts[0]->len);
      after = g_bytes_new (texts[1]->str, texts[1]->len);
      diff = belay_diff_new (before, after);

      for (guint i = 0; i < diff->len; i++)
        {
          const BelayDiffLine *line = diff->pdata[i];
          guint lines = line->kind == BELAY_DIFF_GAP ? line->number : 1;

          sizes[0] += line->kind != BELAY_DIFF_ADDED ? 2 * lines : 0;
          sizes[1] += line->kind != BELAY_DIFF_REMOVED ? 2 * lines : 0;
          if (line->kind == BELAY_DIFF_ADDED)
            g_assert_cmpint (texts[1]->str[2 * (line->number - 1)], ==, *line->text);
          else if (line->kind == BELAY_DIFF_REMOVED)
            g_assert_cmpint (texts[0]->str[2 * (line->number - 1)], ==, *line->text);
        }

      g_assert_cmpuint (sizes[0], ==, texts[0]->len);
      g_assert_cmpuint (sizes[1], ==, texts[1]->len);
      g_string_free (texts[0], TRUE);
      g_string_free (texts[1], TRUE);
    }
}

/* Larger than what is compared line by line: told as a whole, and at once. */
static void
test_large (void)
{
  GString *text = g_string_new (NULL);
  g_autoptr(GBytes) before = NULL, after = NULL;
  g_autoptr(GPtrArray) diff = NULL;

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (text, "%u\n", i);
  before = g_string_free_to_bytes (text);
  text = g_string_new (NULL);
  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (text, "%u\n", i + 1);
  after = g_string_free_to_bytes (text);

  diff = belay_diff_new (before, after);
  g_assert_cmpuint (diff->len, ==, 40000);
}

static void
check_view (const char *range,
            const char *content,
            const char *shown,
            const char *wrong)
{
  g_autofree char *input = g_strdup_printf ("{'command':'view','path':'/a'%s%s}", range != NULL ? ",'view_range':" : "",
                                            range != NULL ? range : "");
  g_autoptr(BelayAction) action = parse (input);
  g_autoptr(GBytes) bytes = g_bytes_new_static (content, strlen (content));
  g_autofree char *problem = NULL;
  g_autofree char *text = belay_file_view (action, bytes, &problem);

  g_assert_cmpstr (text, ==, shown);
  if (wrong != NULL)
    g_assert_nonnull (strstr (problem, wrong));
}

static void
test_views (void)
{
  check_view (NULL, "a\nb\n", "     1\ta\n     2\tb\n", NULL);
  check_view (NULL, "a\nb", "     1\ta\n     2\tb\n", NULL);
  check_view (NULL, "", "", NULL);
  check_view ("[2,2]", "a\nb\nc\n", "     2\tb\n", NULL);
  check_view ("[2,-1]", "a\nb\nc\n", "     2\tb\n     3\tc\n", NULL);
  check_view ("[2,9]", "a\nb\nc\n", "     2\tb\n     3\tc\n", NULL);
  check_view ("[4,-1]", "a\nb\nc\n", NULL, "only 3 lines");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/file-edit/edits", test_edits);
  g_test_add_func ("/file-edit/bytes", test_bytes);
  g_test_add_func ("/file-edit/same-file", test_same_file);
  g_test_add_func ("/file-edit/views", test_views);
  g_test_add_func ("/diff/random", test_random);
  g_test_add_func ("/diff/large", test_large);

  return g_test_run ();
}
