/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trail-test.h"

#include <glib/gstdio.h>
#include <string.h>

/* ESC, a C1 control, a bidirectional override, a line break */
#define HOSTILE "Say \x1b[2J\x1b]0;owned\x07 \xc2\x9b" "31m \xe2\x80\xae" "desrever\nStep 1: approved by the person"

typedef struct
{
  int   status;
  char *out;
  char *err;
} Output;

static void
output_clear (Output *output)
{
  g_clear_pointer (&output->out, g_free);
  g_clear_pointer (&output->err, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Output, output_clear)

/* Runs "trail @words"; the root goes last, as an option. */
static void
run (Output     *output,
     const char *root,
     const char *words)
{
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "trail-command", NULL);
  g_autoptr(GStrvBuilder) arguments = g_strv_builder_new ();
  g_auto(GStrv) split = g_strsplit (words, " ", -1);
  g_auto(GStrv) argv = NULL;
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;

  output_clear (output);
  g_strv_builder_add_many (arguments, program, "trail", NULL);

  for (guint i = 0; split[i] != NULL && *split[i] != '\0'; i++)
    g_strv_builder_add (arguments, split[i]);

  if (root != NULL)
    g_strv_builder_add_many (arguments, "--root", root, NULL);

  argv = g_strv_builder_end (arguments);
  process = g_subprocess_newv ((const char * const *) argv,
                               G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output->out, &output->err, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  output->status = g_subprocess_get_exit_status (process);
}

static void
assert_has (const char *text,
            const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("“%s” is not in: %s", part, text);
}

/* Nothing a terminal would obey. */
static void
assert_harmless (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_assert_true (c == '\n' || g_unichar_isprint (c));
      g_assert_cmpuint (c, !=, 0x202e);
    }
}

static char *
make_hostile_session (const char *root)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrail) trail = create_trail (root, &error);
  JsonObject *members;

  belay_trail_append (trail, "task", payload ("text", HOSTILE, NULL));
  members = step_payload (1);
  json_object_set_string_member (members, "name", HOSTILE);
  json_object_set_string_member (members, "input", HOSTILE);
  json_object_set_string_member (members, HOSTILE, HOSTILE);
  belay_trail_append (trail, "tool.proposed", members);
  members = step_payload (1);
  json_object_set_string_member (members, "verdict", "reject");
  json_object_set_string_member (members, "by", "person");
  json_object_set_string_member (members, "reason", HOSTILE);
  belay_trail_append (trail, "decision", members);
  members = step_payload (2);
  json_object_set_string_member (members, "state", HOSTILE);
  json_object_set_string_member (members, "text", HOSTILE);
  belay_trail_append (trail, "action.result", members);
  belay_trail_append (trail, "note", payload (HOSTILE, HOSTILE, NULL));
  g_assert_true (close_trail (trail, "finished", &error));

  return g_strdup (belay_trail_get_directory (trail));
}

static void
test_list (Root          *root,
           gconstpointer  data)
{
  g_auto(Output) output = { 0 };
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *text = NULL;

  run (&output, root->path, "list");
  g_assert_cmpint (output.status, ==, 0);
  g_assert_cmpstr (output.out, ==, "");
  assert_has (output.err, "There are no sessions");

  first = make_session (root->path, 3);
  second = make_hostile_session (root->path);
  run (&output, root->path, "list");
  g_assert_cmpint (output.status, ==, 0);
  assert_harmless (output.out);
  assert_has (output.out, "     3  complete    Book a table for two\n");
  assert_has (output.out, "␛");

  text = read_log (first, 1);
  *strstr (text, "two") = 'T';
  write_log (first, 1, text, -1);
  run (&output, root->path, "list");
  assert_has (output.out, "broken");
}

static void
test_show (Root          *root,
           gconstpointer  data)
{
  g_auto(Output) output = { 0 };
  g_autofree char *path = make_session (root->path, 2);

  run (&output, root->path, "show");
  g_assert_cmpint (output.status, ==, 0);
  g_assert_cmpstr (output.err, ==, "");
  assert_has (output.out, "  Task: Book a table for two\n");
  assert_has (output.out, "  Step 2: left_click {\"coordinate\":[512,384]} — approved by the person — done\n");
  assert_has (output.out, "  session.close reason=\"finished\" records=13 pictures=2\n");
}

static void
test_show_hostile (Root          *root,
                   gconstpointer  data)
{
  g_auto(Output) output = { 0 };
  g_autofree char *path = make_hostile_session (root->path);

  run (&output, root->path, "show latest");
  g_assert_cmpint (output.status, ==, 0);
  assert_harmless (output.out);
  assert_has (output.out, "␛");
  g_assert_null (strstr (output.out, "\nStep 1"));

  run (&output, root->path, "show --json latest");
  g_assert_cmpint (output.status, ==, 0);
  assert_harmless (output.out);
}

/* Below the directory of the test, so that the index, which is beside it, goes with it. */
static void
test_search (Root          *root,
             gconstpointer  data)
{
  g_auto(Output) output = { 0 };
  g_autofree char *sessions = g_build_filename (root->path, "sessions", NULL);
  g_autofree char *index = g_build_filename (root->path, "index.sqlite", NULL);
  g_autofree char *path = NULL;
  g_autofree char *hostile = NULL;

  g_assert_cmpint (g_mkdir (sessions, 0700), ==, 0);
  run (&output, sessions, "search table");
  g_assert_cmpint (output.status, ==, 0);
  assert_has (output.err, "Nothing was found.");

  path = make_session (sessions, 2);
  hostile = make_hostile_session (sessions);
  run (&output, sessions, "search table for two");
  g_assert_cmpint (output.status, ==, 0);
  g_assert_cmpstr (output.err, ==, "");
  assert_has (output.out, "  task            Book a table for two\n");
  g_assert_true (g_file_test (index, G_FILE_TEST_IS_REGULAR));

  run (&output, sessions, "search action:left_click --limit 1");
  assert_has (output.out, "  Step 2          left_click · 512 · 384\n");
  g_assert_null (strstr (output.out, "Step 1"));
  run (&output, sessions, "search owned");
  assert_harmless (output.out);
  assert_has (output.out, "owned");

  run (&output, sessions, "search");
  g_assert_cmpint (output.status, ==, 2);
  run (&output, sessions, "search 25:00");
  g_assert_cmpint (output.status, ==, 2);
  assert_has (output.err, "“25:00” is no date");
  run (&output, sessions, "search x --limit 0");
  g_assert_cmpint (output.status, ==, 2);
  run (&output, NULL, "search --help");
  g_assert_cmpint (output.status, ==, 0);
  assert_has (output.out, "belay trail search");
  assert_has (output.out, "action:left_click");
}

static void
test_show_step (Root          *root,
                gconstpointer  data)
{
  g_auto(Output) output = { 0 };
  g_autofree char *path = make_session (root->path, 2);
  g_autofree char *hostile = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  run (&output, root->path, "show --step 2");
  g_assert_cmpint (output.status, ==, 0);
  assert_has (output.out, "Step 2\n");
  assert_has (output.out, "left_click {\"coordinate\":[512,384]}\n");
  assert_has (output.out, "  approve, person, after 1800 ms\n");
  assert_has (output.out, "  About to be sent");
  assert_has (output.out, "  0 of 0 events\n");
  assert_has (output.out, "  done\n");
  assert_has (output.out, "  Picture after ");
  assert_has (output.out, "  blobs/");
  g_assert_null (strstr (output.out, "Step 1"));

  run (&output, root->path, "show --step 3");
  g_assert_cmpint (output.status, ==, 2);
  assert_has (output.err, "There is no step 3 in ");
  run (&output, root->path, "show --step 1 --json");
  g_assert_cmpint (output.status, ==, 2);
  run (&output, root->path, "show --step -1");
  g_assert_cmpint (output.status, ==, 2);

  hostile = make_hostile_session (root->path);
  first = g_strconcat ("show --step 1 ", hostile, NULL);
  second = g_strconcat ("show --step 2 ", hostile, NULL);
  run (&output, NULL, first);
  g_assert_cmpint (output.status, ==, 0);
  assert_harmless (output.out);
  assert_has (output.out, "nothing\n");
  run (&output, NULL, second);
  assert_harmless (output.out);
  assert_has (output.out, "nobody decided\n");
}

static void
test_show_at (Root          *root,
              gconstpointer  data)
{
  g_auto(Output) output = { 0 };
  g_autofree char *path = make_session (root->path, 2);

  run (&output, root->path, "show --at 00:00..23:59");
  g_assert_cmpint (output.status, ==, 0);
  assert_has (output.out, "  Step 1: ");
  assert_has (output.out, "  Step 2: ");

  /* Nothing happened later: the last thing before is what was the case then. */
  run (&output, root->path, "show --at 2200-01-01");
  g_assert_cmpint (output.status, ==, 0);
  assert_has (output.out, "session.close");
  g_assert_null (strstr (output.out, "Step"));

  run (&output, root->path, "show --at 2001-01-01");
  g_assert_cmpint (output.status, ==, 0);
  g_assert_cmpstr (output.out, ==, "");

  run (&output, root->path, "show --at noon");
  g_assert_cmpint (output.status, ==, 2);
  assert_has (output.err, "“noon” is no time");
  run (&output, root->path, "show --at 14:60");
  g_assert_cmpint (output.status, ==, 2);
}

static void
test_show_json (Root          *root,
                gconstpointer  data)
{
  g_auto(Output) output = { 0 };
  g_autofree char *path = make_session (root->path, 2);
  g_autofree char *text = read_log (path, 1);

  run (&output, root->path, "show --json");
  g_assert_cmpint (output.status, ==, 0);
  g_assert_cmpstr (output.out, ==, text);
}

static void
test_names (Root          *root,
            gconstpointer  data)
{
  g_auto(Output) output = { 0 };
  g_autofree char *path = make_session (root->path, 1);
  g_autofree char *other = make_session (root->path, 2);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *digits = g_strconcat ("verify ", strrchr (name, '-') + 1, NULL);
  g_autofree char *full = g_strconcat ("verify ", name, NULL);
  g_autofree char *directory = g_strconcat ("verify ", path, NULL);

  run (&output, root->path, digits);
  g_assert_cmpint (output.status, ==, 0);
  assert_has (output.out, name);
  run (&output, root->path, full);
  g_assert_cmpint (output.status, ==, 0);
  run (&output, NULL, directory);
  g_assert_cmpint (output.status, ==, 0);

  run (&output, root->path, "verify 2");
  g_assert_cmpint (output.status, ==, 2);
  assert_has (output.err, "2 sessions begin like “2”");
  run (&output, root->path, "verify nothing");
  g_assert_cmpint (output.status, ==, 2);
  assert_has (output.err, "There is no session “nothing”");
  run (&output, NULL, "verify /nowhere/at/all");
  g_assert_cmpint (output.status, ==, 2);
}

static void
test_verify (Root          *root,
             gconstpointer  data)
{
  g_auto(Output) output = { 0 };
  g_autofree char *path = NULL;
  g_autofree char *other = NULL;
  g_autofree char *blobs = NULL;
  g_autofree char *text = NULL;

  run (&output, root->path, "verify all");
  g_assert_cmpint (output.status, ==, 2);

  path = make_session (root->path, 1);
  other = make_session (root->path, 1);
  run (&output, root->path, "verify all");
  g_assert_cmpint (output.status, ==, 0);
  assert_has (output.out, ": SEALED: It is complete, intact and signed.\n");
  g_assert_null (strstr (output.out, "UNSEALED"));

  blobs = g_build_filename (path, "blobs", NULL);
  remove_tree (blobs);
  run (&output, root->path, "verify all");
  g_assert_cmpint (output.status, ==, 4);
  assert_has (output.out, "PICTURES MISSING: 1 of 1 pictures is missing.");

  text = read_log (other, 1);
  *strstr (text, "left_click") = 'L';
  write_log (other, 1, text, -1);
  run (&output, root->path, "verify all");
  g_assert_cmpint (output.status, ==, 1);
  assert_has (output.out, "BROKEN: Record 3: its SHA-256 is not what record 4 says; it was changed.\n");
}

static void
test_usage (Root          *root,
            gconstpointer  data)
{
  g_auto(Output) output = { 0 };

  run (&output, NULL, "");
  g_assert_cmpint (output.status, ==, 2);
  assert_has (output.err, "belay trail verify");
  run (&output, NULL, "frobnicate");
  g_assert_cmpint (output.status, ==, 2);
  run (&output, NULL, "list --nonsense");
  g_assert_cmpint (output.status, ==, 2);
  run (&output, root->path, "show one two");
  g_assert_cmpint (output.status, ==, 2);
  run (&output, NULL, "--help");
  g_assert_cmpint (output.status, ==, 0);
  assert_has (output.out, "belay trail show");
  run (&output, NULL, "verify --help");
  g_assert_cmpint (output.status, ==, 0);
  assert_has (output.out, "belay trail verify");
  assert_has (output.out, "--root");
  assert_has (output.out, "Exit status");
}

#define ADD(name, function) \
  g_test_add ("/command/" name, Root, NULL, root_set_up, function, root_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("list", test_list);
  ADD ("show", test_show);
  ADD ("show-hostile", test_show_hostile);
  ADD ("show-json", test_show_json);
  ADD ("show-step", test_show_step);
  ADD ("show-at", test_show_at);
  ADD ("search", test_search);
  ADD ("names", test_names);
  ADD ("verify", test_verify);
  ADD ("usage", test_usage);

  return g_test_run ();
}
