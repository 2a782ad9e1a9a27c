/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <string.h>

#include "belay-entry.h"
#include "belay-json.h"
#include "belay-replay.h"
#include "belay-review-history.h"
#include "belay-secret-store.h"
#include "belay-session-review.h"
#include "belay-session-files.h"
#include "belay-session-freeze.h"
#include "belay-session-rules.h"
#include "belay-session.h"
#include "scripted-agent.h"

/*
 * A session without a face: commands come on stdin, what happens goes to stdout as JSON lines. The tests drive it to
 * see what reaches the wire and the trail, and kill it where it hurts.
 */
typedef struct
{
  GMainLoop     *loop;
  BelaySession  *session;
  GDataInputStream *input;
} Driver;

static void
report (const char *event,
        const char *value)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_autofree char *line = NULL;

  json_object_set_string_member (object, "event", event);
  json_object_set_string_member (object, "value", value != NULL ? value : "");
  line = belay_json_object_to_string (object);
  printf ("%s\n", line);
}

static void
on_state (BelaySession *session)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (BELAY_TYPE_SESSION_STATE);

  report ("state", g_enum_get_value (klass, belay_session_get_state (session))->value_nick);
}

static void
on_current (BelaySession *session)
{
  BelayStep *step = belay_session_get_current (session);
  g_autofree char *number = step != NULL ? g_strdup_printf ("%u", belay_step_get_number (step)) : NULL;

  report ("current", number);
}

static void
on_status (BelaySession *session)
{
  report ("status", belay_session_get_status (session));
}

static void
on_privacy (BelaySession *session)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (BELAY_TYPE_PRIVACY_PHASE);

  report ("privacy", g_enum_get_value (klass, (int) belay_session_get_privacy (session))->value_nick);
}

static void
on_idle_deadline (BelaySession *session)
{
  report ("leaving", belay_session_get_idle_deadline (session) != 0 ? "yes" : "no");
}

static void
on_problem (BelaySession *session)
{
  const GError *problem = belay_session_get_problem (session);

  report ("problem", problem != NULL ? problem->message : NULL);
}

static void
on_step_state (BelayStep *step)
{
  g_autofree char *text = g_strdup_printf ("%u %s", belay_step_get_number (step),
                                           belay_step_state_get_name (belay_step_get_state (step)));

  report ("step", text);
}

static void
on_entries (GListModel *entries,
            guint       position,
            guint       removed,
            guint       added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr(BelayEntry) entry = g_list_model_get_item (entries, i);
      BelayStep *step = belay_entry_get_step (entry);

      if (step != NULL)
        {
          g_signal_connect (step, "notify::state", G_CALLBACK (on_step_state), NULL);
          on_step_state (step);
        }
      else if (belay_entry_get_kind (entry) == BELAY_ENTRY_NOTICE)
        {
          report ("notice", belay_entry_get_text (entry));
        }
      else if (belay_entry_get_kind (entry) == BELAY_ENTRY_CONTACT)
        {
          report ("contact", belay_entry_get_text (entry));
        }
    }
}

static char *
tell_review (const BelayReview *review)
{
  g_autofree char *sentence = belay_review_describe (review, BELAY_REVIEW_YOURS);
  g_autofree char *counts = belay_review_describe_counts (review);
  g_autofree char *flagged = belay_review_describe_flagged (review);

  return g_strjoin ("|", sentence, counts, flagged, NULL);
}

/* What was seen while it went on, and what is on record, come to the same. */
static void
check_review (BelaySession *session)
{
  BelayTrail *trail = belay_session_get_trail (session);
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrailHistory) history = NULL;
  g_autoptr(BelayReview) live = belay_session_review (session);
  g_autoptr(BelayReview) recorded = NULL;
  g_autofree char *told = tell_review (live), *told_by_record = NULL;

  if (trail == NULL)
    return;

  history = belay_trail_history_load (belay_trail_get_directory (trail), NULL, &error);
  g_assert_no_error (error);
  recorded = belay_review_new_for_history (history);
  told_by_record = tell_review (recorded);
  report ("review", told);
  g_assert_cmpstr (told, ==, told_by_record);
}

static void
on_closed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Driver *driver = user_data;
  g_autoptr(GError) error = NULL;

  if (!belay_session_close_finish (BELAY_SESSION (source), result, &error))
    report ("error", error->message);
  else
    check_review (driver->session);
  g_main_loop_quit (driver->loop);
}

/* Edits the current step: its input as JSON. */
static gboolean
edit (BelaySession  *session,
      const char    *json,
      GError       **error)
{
  BelayStep *step = belay_session_get_current (session);
  g_autoptr(BelayAction) action = NULL;

  action = belay_action_edit_json (belay_step_get_action (step),
                                   belay_proposal_get_space (belay_step_get_proposal (step)), json, error);

  return action != NULL && belay_session_edit (session, step, action, 5, error);
}

static gboolean
obey_decision (BelaySession  *session,
               const char    *command,
               const char    *argument,
               GError       **error)
{
  BelayStep *step = belay_session_get_current (session);

  if (step == NULL)
    {
      g_set_error_literal (error, BELAY_SESSION_ERROR, BELAY_SESSION_ERROR_STATE, "No current step");
      return FALSE;
    }

  if (g_str_equal (command, "approve"))
    return belay_session_approve (session, step, 5, error);
  if (g_str_equal (command, "named"))
    return belay_session_approve_named (session, step, 5, error);
  if (g_str_equal (command, "skip"))
    return belay_session_skip (session, step, 5, error);
  if (g_str_equal (command, "reject"))
    return belay_session_reject (session, step, argument, 5, error);
  if (g_str_equal (command, "look-again"))
    return belay_session_look_at_change (session, step, 5, error);

  return edit (session, argument, error);
}

/* ASCII, by the person's own hands. */
static void
type (BelaySession *session,
      const char   *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      belay_session_person_key (session, (guint32) *p, TRUE);
      belay_session_person_key (session, (guint32) *p, FALSE);
    }
}

/* The saved rules, as JSON. */
static gboolean
save_rules (BelaySession  *session,
            const char    *json,
            GError       **error)
{
  g_autoptr(BelayRules) rules = belay_rules_parse (json, -1, error);

  if (rules != NULL)
    belay_rule_book_set_saved (belay_session_get_rules (session), rules);

  return rules != NULL;
}

/* "Always allow like this in this session", confirmed. */
static gboolean
allow_like_this (BelaySession  *session,
                 GError       **error)
{
  g_autoptr(BelayRule) rule = belay_session_propose_rule (session, belay_session_get_current (session));
  g_autofree char *tried = NULL;
  guint n, n_steps;

  if (rule == NULL)
    {
      g_set_error_literal (error, BELAY_SESSION_ERROR, BELAY_SESSION_ERROR_STATE, "No rule could be narrow");
      return FALSE;
    }

  n = belay_session_try_rule (session, rule, &n_steps);
  tried = g_strdup_printf ("%u of %u", n, n_steps);
  report ("rule", rule->id);
  report ("tried", tried);

  return belay_session_add_rule (session, rule, error);
}

/* As if each step had been in view for its number of seconds. */
static gint64
get_visible (BelayStep *step,
             gpointer   user_data)
{
  return belay_step_get_index (step) * 1000;
}

static gboolean
approve_until (BelaySession  *session,
               BelayStep     *last,
               GError       **error)
{
  g_autoptr(BelayStep) stopped = NULL;
  gboolean done = belay_session_approve_until (session, last, get_visible, NULL, &stopped, error);
  g_autofree char *before = stopped != NULL ? g_strdup_printf ("%u", belay_step_get_index (stopped)) : NULL;

  report ("stopped-before", before);

  return done;
}

/* Of the turn under way; NULL if it has none. */
static BelayStep *
get_step (BelaySession *session,
          const char   *index)
{
  GListModel *turn = belay_session_get_turn (session);
  g_autoptr(BelayStep) step = g_list_model_get_item (turn, (guint) g_ascii_strtoull (index, NULL, 10) - 1);

  return step;
}

/* Commands on a step of the turn, by its place in it. */
static gboolean
obey_on_step (BelaySession  *session,
              const char    *command,
              const char    *index,
              GError       **error)
{
  BelayStep *step = get_step (session, index);

  if (step == NULL)
    {
      g_set_error_literal (error, BELAY_SESSION_ERROR, BELAY_SESSION_ERROR_STATE, "No such step");
      return FALSE;
    }

  if (g_str_equal (command, "approve-until"))
    return approve_until (session, step, error);
  if (g_str_equal (command, "reject-from"))
    return belay_session_reject_from (session, step, "Enough", get_visible, NULL, error);
  if (g_str_equal (command, "take-back"))
    return belay_session_take_back (session, step, error);

  return belay_session_skip (session, step, 5, error);
}

static void
on_handed_in (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = belay_session_hand_in_finish (BELAY_SESSION (source), result, &error);

  report (path != NULL ? "handed-in" : "error", path != NULL ? path : error->message);
}

static void
on_taken_out (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (belay_session_take_out_finish (BELAY_SESSION (source), result, &error))
    report ("taken-out", NULL);
  else
    report ("error", error->message);
}

/* FALSE: it is no command about files. "take-out FROM TO" */
static gboolean
obey_files (BelaySession *session,
            const char   *command,
            const char   *argument)
{
  g_auto(GStrv) words = g_strsplit (argument != NULL ? argument : "", " ", 2);
  g_autoptr(GFile) file = NULL;

  if (g_str_equal (command, "hand-in"))
    {
      file = g_file_new_for_path (argument);
      belay_session_hand_in_async (session, file, on_handed_in, NULL);
    }
  else if (g_str_equal (command, "take-out"))
    {
      file = g_file_new_for_path (words[1]);
      belay_session_take_out_async (session, words[0], file, on_taken_out, NULL);
    }
  else
    {
      return FALSE;
    }

  return TRUE;
}

static gboolean
obey_rest (Driver      *driver,
           const char  *command,
           const char  *argument,
           GError     **error)
{
  BelaySession *session = driver->session;

  if (obey_files (session, command, argument))
    return TRUE;
  if (g_str_equal (command, "approve-turn"))
    return belay_session_approve_turn (session, get_visible, NULL, error);
  if (g_str_equal (command, "answer"))
    return belay_session_answer (session, argument, error);
  if (g_str_equal (command, "resume"))
    return belay_session_resume (session, error);
  if (g_str_equal (command, "take-over"))
    return belay_session_take_over (session, error);
  if (g_str_equal (command, "hand-back"))
    return belay_session_hand_back (session, error);
  if (g_str_equal (command, "private"))
    return belay_session_begin_private (session, error);
  if (g_str_equal (command, "end-private"))
    return belay_session_end_private (session, error);
  if (g_str_equal (command, "show-agent"))
    return belay_session_show_screen (session, error);
  if (g_str_equal (command, "recorded-words"))
    {
      report ("recorded-words", belay_session_get_recorded_words (session));
      return TRUE;
    }
  if (g_str_equal (command, "flatten"))
    {
      belay_session_set_flatten (session, (guint) g_ascii_strtoull (argument, NULL, 10));
      return TRUE;
    }
  if (g_str_equal (command, "rules"))
    return save_rules (session, argument, error);
  if (g_str_equal (command, "allow-like-this"))
    return allow_like_this (session, error);
  if (g_str_equal (command, "revoke"))
    return belay_rule_book_revoke (belay_session_get_rules (session), argument);
  if (g_str_equal (command, "slack"))
    return belay_session_set_slack (session, argument, error);

  if (g_str_equal (command, "stop"))
    belay_session_stop (session);
  else if (g_str_equal (command, "key"))
    {
      belay_session_person_key (session, (guint32) g_ascii_strtoull (argument, NULL, 0), TRUE);
      belay_session_person_key (session, (guint32) g_ascii_strtoull (argument, NULL, 0), FALSE);
    }
  else if (g_str_equal (command, "press"))
    belay_session_person_pointer (session, (BelayPoint) { 300, 300 }, 1);
  else if (g_str_equal (command, "point"))
    {
      BelayPoint point;
      guint buttons;

      g_assert_cmpint (sscanf (argument, "%d %d %u", &point.x, &point.y, &buttons), ==, 3);
      belay_session_person_pointer (session, point, buttons);
    }
  else if (g_str_equal (command, "type"))
    type (session, argument);
  else if (g_str_equal (command, "record-typing"))
    belay_session_set_records_typing (session, g_str_equal (argument, "on"));
  else if (g_str_equal (command, "begin"))
    {
      g_autoptr(BelayAgent) agent = test_scripted_agent_new (argument);

      belay_session_begin (session, agent, "The task");
    }
  else if (g_str_equal (command, "stay"))
    belay_session_stay (session);
  else if (g_str_equal (command, "close"))
    belay_session_close_async (session, on_closed, driver);
  else if (g_str_equal (command, "quit"))
    g_main_loop_quit (driver->loop);
  else
    g_error ("Unknown command “%s”", command);

  return TRUE;
}

static void
on_line (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Driver *driver = user_data;
  g_autofree char *line = g_data_input_stream_read_line_finish (driver->input, result, NULL, NULL);
  static const char *const decisions[] = { "approve", "named", "skip", "reject", "edit", "look-again", NULL };
  static const char *const on_step[] = { "approve-until", "reject-from", "take-back", "skip-step", NULL };
  g_auto(GStrv) words = NULL;
  g_autoptr(GError) error = NULL;
  gboolean done;

  if (line == NULL)
    {
      g_main_loop_quit (driver->loop);
      return;
    }

  words = g_strsplit (line, " ", 2);
  if (g_strv_contains (decisions, words[0]))
    done = obey_decision (driver->session, words[0], words[1], &error);
  else if (g_strv_contains (on_step, words[0]))
    done = obey_on_step (driver->session, words[0], words[1], &error);
  else
    done = obey_rest (driver, words[0], words[1], &error);

  if (!done)
    report ("error", error->message);

  /* The end of the commands must not overtake the closing. */
  if (g_str_equal (words[0], "close"))
    return;

  g_data_input_stream_read_line_async (driver->input, G_PRIORITY_DEFAULT, NULL, on_line, driver);
}

/* Of the trail at @directory, without the pauses between the words. */
static void
begin_replay (BelaySession *session,
              const char   *directory)
{
  g_autoptr(GError) error = NULL;
  BelayRecording *recording = belay_recording_load (directory, NULL, &error);
  g_autoptr(BelayReplay) replay = NULL;

  if (recording == NULL)
    {
      report ("error", error->message);
      return;
    }

  replay = belay_replay_new (recording);
  g_object_set (replay, "pace", 0.0, NULL);
  report ("title", belay_agent_get_title (BELAY_AGENT (replay)));
  belay_session_begin (session, BELAY_AGENT (replay), belay_replay_get_task (replay));
}

/* Each as "name=value". */
static void
keep_secrets (char **secrets)
{
  for (guint i = 0; secrets != NULL && secrets[i] != NULL; i++)
    {
      g_auto(GStrv) parts = g_strsplit (secrets[i], "=", 2);
      g_autoptr(GError) error = NULL;
      g_autoptr(BelaySecret) secret = belay_secret_new (parts[0], parts[1], &error);

      g_assert_no_error (error);
      belay_secret_store_keep (belay_secret_store_get_default (), secret);
    }
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *sandbox_name = NULL, *script = NULL, *trail = NULL, *slack = NULL;
  g_autofree char *replay = NULL, *task = NULL, *rules = NULL;
  g_auto(GStrv) secrets = NULL;
  gint64 steps = 0, idle = 0;
  int flatten = 0;
  gboolean shell = FALSE, freeze = FALSE;
  const GOptionEntry options[] = {
    { "sandbox", 0, 0, G_OPTION_ARG_STRING, &sandbox_name, NULL, NULL },
    { "script", 0, 0, G_OPTION_ARG_STRING, &script, NULL, NULL },
    { "trail", 0, 0, G_OPTION_ARG_STRING, &trail, NULL, NULL },
    { "replay", 0, 0, G_OPTION_ARG_STRING, &replay, NULL, NULL },
    { "task", 0, 0, G_OPTION_ARG_STRING, &task, NULL, NULL },
    { "secret", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &secrets, NULL, NULL },
    { "slack", 0, 0, G_OPTION_ARG_STRING, &slack, NULL, NULL },
    { "flatten", 0, 0, G_OPTION_ARG_INT, &flatten, NULL, NULL },
    { "freeze", 0, 0, G_OPTION_ARG_NONE, &freeze, NULL, NULL },
    { "shell", 0, 0, G_OPTION_ARG_NONE, &shell, NULL, NULL },
    { "rules", 0, 0, G_OPTION_ARG_STRING, &rules, NULL, NULL },
    { "steps", 0, 0, G_OPTION_ARG_INT64, &steps, NULL, NULL },
    { "idle", 0, 0, G_OPTION_ARG_INT64, &idle, NULL, NULL },
    { NULL },
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(BelaySandbox) sandbox = NULL;
  g_autoptr(BelaySession) session = NULL;
  g_autoptr(GInputStream) stdin_stream = g_unix_input_stream_new (0, FALSE);
  Driver driver = { 0 };
  BelayBudget budget = { 0 };

  setvbuf (stdout, NULL, _IOLBF, 0);
  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) ||
      (sandbox = belay_sandbox_new (sandbox_name, &error)) == NULL)
    g_error ("%s", error->message);

  session = belay_session_new (sandbox, trail);
  driver.loop = g_main_loop_new (NULL, FALSE);
  driver.session = session;
  driver.input = g_data_input_stream_new (stdin_stream);
  keep_secrets (secrets);
  budget.steps = (guint) steps;
  belay_session_set_budget (session, &budget);
  belay_session_set_flatten (session, (guint) flatten);
  belay_session_set_wants_shell (session, shell);
  belay_session_set_stop_freezes (session, freeze);
  belay_session_set_idle (session, (guint) idle, (guint) idle);
  if (slack != NULL)
    g_assert_true (belay_session_set_slack (session, slack, NULL));

  if (rules != NULL)
    g_assert_true (save_rules (session, rules, NULL));

  g_signal_connect (session, "notify::state", G_CALLBACK (on_state), NULL);
  g_signal_connect (session, "notify::current", G_CALLBACK (on_current), NULL);
  g_signal_connect (session, "notify::status", G_CALLBACK (on_status), NULL);
  g_signal_connect (session, "notify::problem", G_CALLBACK (on_problem), NULL);
  g_signal_connect (session, "notify::privacy", G_CALLBACK (on_privacy), NULL);
  g_signal_connect (session, "notify::idle-deadline", G_CALLBACK (on_idle_deadline), NULL);
  g_signal_connect (belay_session_get_timeline (session), "items-changed", G_CALLBACK (on_entries), NULL);
  belay_session_open (session);

  if (script != NULL)
    {
      g_autoptr(BelayAgent) agent = test_scripted_agent_new (script);

      belay_session_begin (session, agent, task != NULL ? task : "The task");
    }

  if (replay != NULL)
    begin_replay (session, replay);

  g_data_input_stream_read_line_async (driver.input, G_PRIORITY_DEFAULT, NULL, on_line, &driver);
  g_main_loop_run (driver.loop);

  g_object_unref (driver.input);
  g_main_loop_unref (driver.loop);

  return 0;
}
