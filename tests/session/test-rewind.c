/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Going back: the machine, the conversation, the record and the timeline, with the real session, gate, screen and record. */

#include <string.h>
#include <unistd.h>

#include "belay-entry.h"
#include "belay-session.h"
#include "returning-sandbox.h"
#include "scripted-agent.h"

#define WAIT_USEC (90 * G_USEC_PER_SEC)

/* What a person would do in a terminal. The last two turns are what is undone; what comes after them follows going back. */
static const char script[] =
  "{\"replies\":["
  "{\"actions\":[{\"name\":\"screenshot\",\"input\":{}}]},"
  "{\"actions\":[{\"name\":\"key\",\"input\":{\"text\":\"ctrl+alt+t\"}},{\"name\":\"wait\",\"input\":{\"duration\":4}}]},"
  "{\"actions\":[{\"name\":\"type\",\"input\":{\"text\":\"touch one\\n\"}},"
  "              {\"name\":\"type\",\"input\":{\"text\":\"touch two\\n\"}},{\"name\":\"wait\",\"input\":{\"duration\":1}}]},"
  "{\"actions\":[{\"name\":\"type\",\"input\":{\"text\":\"touch three\\n\"}},{\"name\":\"wait\",\"input\":{\"duration\":1}}]},"
  "{\"text\":\"That is it.\",\"actions\":[],\"stop\":\"end_turn\"}"
  "]}";

/* A key while a button is held down. */
static const char holding[] =
  "{\"replies\":["
  "{\"actions\":[{\"name\":\"screenshot\",\"input\":{}}]},"
  "{\"actions\":[{\"name\":\"mouse_move\",\"input\":{\"coordinate\":[600,500]}},{\"name\":\"left_mouse_down\",\"input\":{}},"
  "              {\"name\":\"key\",\"input\":{\"text\":\"a\"}},{\"name\":\"left_mouse_up\",\"input\":{}}]},"
  "{\"text\":\"That is it.\",\"actions\":[],\"stop\":\"end_turn\"}"
  "]}";

typedef struct
{
  BelaySandbox *sandbox;
  BelaySession *session;
  BelayAgent   *agent;
  char         *root;
} Fixture;

static void
iterate (void)
{
  g_main_context_iteration (NULL, FALSE);
  g_usleep (1000);
}

/* Approves whatever asks until @state. */
static void
go_on_until (Fixture           *fixture,
             BelaySessionState  state)
{
  gint64 deadline = g_get_monotonic_time () + WAIT_USEC;

  while (belay_session_get_state (fixture->session) != state)
    {
      BelayStep *current = belay_session_get_current (fixture->session);

      if (belay_session_get_problem (fixture->session) != NULL && state != BELAY_SESSION_PAUSED)
        g_error ("%s", belay_session_get_problem (fixture->session)->message);
      if (g_get_monotonic_time () > deadline)
        g_error ("It is %s", belay_session_get_status (fixture->session));
      if (belay_session_get_state (fixture->session) == BELAY_SESSION_WAITING && current != NULL)
        belay_session_approve_named (fixture->session, current, 1000, NULL);
      iterate ();
    }
}

/* FALSE: no sandbox can be made here. */
static gboolean
set_up (Fixture    *fixture,
        const char *replies)
{
  if (access ("/usr/bin/bwrap", X_OK) != 0 || access ("/usr/bin/Xtigervnc", X_OK) != 0)
    {
      g_test_skip ("no sandbox can be made here");
      return FALSE;
    }

  fixture->root = g_dir_make_tmp ("belay-rewind-XXXXXX", NULL);
  fixture->sandbox = test_returning_sandbox_new ();
  fixture->agent = test_scripted_agent_new (replies);
  fixture->session = belay_session_new (fixture->sandbox, fixture->root);
  belay_session_open (fixture->session);
  belay_session_begin (fixture->session, fixture->agent, "Make files");

  return TRUE;
}

static void
on_closed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_assert_true (belay_session_close_finish (BELAY_SESSION (source), result, NULL));
  *(gboolean *) user_data = TRUE;
}

static void
tear_down (Fixture *fixture)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", fixture->root);
  gboolean closed = FALSE;

  belay_session_close_async (fixture->session, on_closed, &closed);
  while (!closed)
    g_main_context_iteration (NULL, TRUE);

  g_clear_object (&fixture->session);
  g_clear_object (&fixture->agent);
  g_clear_object (&fixture->sandbox);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_clear_pointer (&fixture->root, g_free);
}

/* The step that types @text. */
static BelayStep *
find_step (Fixture    *fixture,
           const char *text)
{
  GListModel *entries = belay_session_get_timeline (fixture->session);

  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr(BelayEntry) entry = g_list_model_get_item (entries, i);
      BelayStep *step = belay_entry_get_step (entry);

      if (step != NULL && g_strcmp0 (belay_action_get_text (belay_step_get_action (step)), text) == 0)
        return step;
    }

  g_error ("No step types “%s”", text);
}

static char *
read_record (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (belay_trail_get_directory (belay_session_get_trail (fixture->session)),
                                            "log.0001.jsonl", NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));

  return text;
}

static void
check_files (Fixture  *fixture,
             gboolean  one,
             gboolean  two,
             gboolean  three)
{
  TestReturningSandbox *sandbox = TEST_RETURNING_SANDBOX (fixture->sandbox);

  g_assert_cmpint (test_returning_sandbox_has_file (sandbox, "one"), ==, one);
  g_assert_cmpint (test_returning_sandbox_has_file (sandbox, "two"), ==, two);
  g_assert_cmpint (test_returning_sandbox_has_file (sandbox, "three"), ==, three);
}

static void
check_told (Fixture *fixture)
{
  const char *told = test_scripted_agent_get_told (TEST_SCRIPTED_AGENT (fixture->agent));
  g_auto(GStrv) pieces = g_strsplit (told, "brought the machine back to how it was before this action", -1);

  g_test_message ("%s", told);
  /* Of the turn in which the step was proposed: what ran before it is as it was, and it and what follows did not run. */
  g_assert_nonnull (strstr (told, "\"is_error\":false"));
  g_assert_cmpint (g_strv_length (pieces), ==, 3);
  g_assert_nonnull (strstr (told, "nothing of it is left on the machine"));
  g_assert_nonnull (strstr (told, "\"picture\":true}"));
}

static void
test_back (void)
{
  g_autofree char *record = NULL;
  g_autoptr(GError) error = NULL;
  Fixture fixture;
  BelayStep *step;
  guint mark;

  if (!set_up (&fixture, script))
    return;

  go_on_until (&fixture, BELAY_SESSION_FINISHED);
  check_files (&fixture, TRUE, TRUE, TRUE);
  g_assert_cmpstr (test_returning_sandbox_get_labels (TEST_RETURNING_SANDBOX (fixture.sandbox)), ==,
                   "step-2,step-4,step-5,step-7,");

  /* A look was not worth a snapshot. */
  step = find_step (&fixture, "touch two\n");
  g_assert_true (belay_session_can_go_back (fixture.session, step));
  mark = test_scripted_agent_get_n_replies (TEST_SCRIPTED_AGENT (fixture.agent));
  g_assert_cmpuint (mark, ==, 5);
  g_assert_true (belay_session_go_back (fixture.session, step, &error));
  g_assert_no_error (error);
  g_assert_false (belay_session_go_back (fixture.session, step, NULL));
  go_on_until (&fixture, BELAY_SESSION_FINISHED);

  /* The machine, the conversation, the timeline, the record. */
  check_files (&fixture, TRUE, FALSE, FALSE);
  g_assert_cmpuint (test_scripted_agent_get_returned (TEST_SCRIPTED_AGENT (fixture.agent)), ==, 3);
  check_told (&fixture);
  g_assert_false (belay_step_is_abandoned (find_step (&fixture, "touch one\n")));
  g_assert_true (belay_step_is_abandoned (step));
  g_assert_true (belay_step_is_abandoned (find_step (&fixture, "touch three\n")));
  g_assert_cmpstr (test_returning_sandbox_get_labels (TEST_RETURNING_SANDBOX (fixture.sandbox)), ==, "step-2,step-4,step-5,");
  g_assert_false (belay_session_can_go_back (fixture.session, find_step (&fixture, "touch three\n")));
  record = read_record (&fixture);
  g_assert_nonnull (strstr (record, "\"kind\":\"snapshot\""));
  g_assert_nonnull (strstr (record, "\"kind\":\"rewind\""));
  g_assert_nonnull (strstr (record, "\"kind\":\"rewound\""));
  g_assert_nonnull (strstr (record, "touch three"));
  tear_down (&fixture);
}

static void
test_failures (void)
{
  g_autoptr(GError) error = NULL;
  Fixture fixture;
  const GError *problem;

  if (!set_up (&fixture, script))
    return;

  test_returning_sandbox_fail (TEST_RETURNING_SANDBOX (fixture.sandbox), "The disk is full.");
  go_on_until (&fixture, BELAY_SESSION_PAUSED);
  problem = belay_session_get_problem (fixture.session);
  g_assert_error (problem, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_SNAPSHOT);
  g_assert_nonnull (strstr (problem->message, "The disk is full."));

  /* Going on goes on without, for this one. */
  g_assert_true (belay_session_resume (fixture.session, &error));
  go_on_until (&fixture, BELAY_SESSION_FINISHED);
  g_assert_cmpstr (test_returning_sandbox_get_labels (TEST_RETURNING_SANDBOX (fixture.sandbox)), ==, "step-4,step-5,step-7,");

  /* The machine could not be brought back: nothing is undone, and the agent has to look. */
  test_returning_sandbox_fail (TEST_RETURNING_SANDBOX (fixture.sandbox), "It is gone.");
  g_assert_true (belay_session_go_back (fixture.session, find_step (&fixture, "touch two\n"), &error));
  go_on_until (&fixture, BELAY_SESSION_PAUSED);
  check_files (&fixture, TRUE, TRUE, TRUE);
  g_assert_false (belay_step_is_abandoned (find_step (&fixture, "touch two\n")));
  g_assert_true (belay_session_resume (fixture.session, &error));
  go_on_until (&fixture, BELAY_SESSION_FINISHED);
  g_assert_cmpuint (test_scripted_agent_get_returned (TEST_SCRIPTED_AGENT (fixture.agent)), ==, 0);
  tear_down (&fixture);
}

/* How often a button was down in what has left so far. */
static guint
count_presses (void)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents (g_getenv ("BELAY_WIRE_LOG"), &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    n += strstr (lines[i], " pointer ") != NULL && !g_str_has_suffix (lines[i], " 0") ? 1 : 0;

  return n;
}

/* A button that is held down in the machine is let go of, but not after Stop: that would press it first. */
static void
test_held (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *record = NULL;
  Fixture fixture;
  guint before;

  if (!set_up (&fixture, holding))
    return;

  go_on_until (&fixture, BELAY_SESSION_FINISHED);
  before = count_presses ();
  g_assert_cmpuint (before, >, 0);
  g_assert_true (belay_session_go_back (fixture.session, find_step (&fixture, "a"), &error));
  belay_session_stop (fixture.session);
  while (belay_session_get_state (fixture.session) != BELAY_SESSION_STOPPED)
    iterate ();
  record = read_record (&fixture);
  g_assert_nonnull (strstr (record, "\"kind\":\"rewound\""));
  g_assert_cmpuint (count_presses (), ==, before);

  g_assert_true (belay_session_go_back (fixture.session, find_step (&fixture, "a"), &error));
  while (belay_session_get_state (fixture.session) == BELAY_SESSION_RUNNING && count_presses () == before)
    iterate ();
  g_assert_cmpuint (count_presses (), >, before);
  tear_down (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *wire = NULL;
  int fd = g_file_open_tmp ("belay-rewind-wire-XXXXXX", &wire, NULL);
  int result;

  g_test_init (&argc, &argv, NULL);
  g_setenv ("BELAY_WIRE_LOG", wire, TRUE);
  g_test_add_func ("/rewind/back", test_back);
  g_test_add_func ("/rewind/failures", test_failures);
  g_test_add_func ("/rewind/held", test_held);

  result = g_test_run ();
  close (fd);
  unlink (wire);

  return result;
}
