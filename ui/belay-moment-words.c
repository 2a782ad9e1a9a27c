/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-moment-words.h"

#include <glib/gi18n-lib.h>
#include "belay-json.h"
#include "belay-step-state.h"
#include "belay-visible-text.h"

#define MAX_AGENT  120          /* characters of its name */
#define MAX_WORD   40           /* characters of a word nobody knows */
#define MAX_MEMBER 2000         /* characters of a member of an input */

typedef struct
{
  const char *icon;
  const char *style;
} Look;

static const Look looks[] =
{
  [BELAY_MOMENT_OPEN]    = { "media-record-symbolic",         "dim-label" },
  [BELAY_MOMENT_TASK]    = { "user-info-symbolic",            "accent" },
  [BELAY_MOMENT_SAID]    = { "user-available-symbolic",       "dim-label" },
  [BELAY_MOMENT_STEP]    = { "dialog-question-symbolic",      "dim-label" },
  [BELAY_MOMENT_PERSON]  = { "avatar-default-symbolic",       "accent" },
  [BELAY_MOMENT_NETWORK] = { "network-wired-symbolic",        "dim-label" },
  [BELAY_MOMENT_PROBLEM] = { "dialog-warning-symbolic",       "warning" },
  [BELAY_MOMENT_RECORD]  = { "dialog-warning-symbolic",       "warning" },
  [BELAY_MOMENT_CLOSE]   = { "media-playback-stop-symbolic",  "dim-label" },
};

static const Look step_looks[] =
{
  [BELAY_STEP_PROPOSED]    = { "dialog-question-symbolic",     "dim-label" },
  [BELAY_STEP_DECIDED]     = { "media-playback-start-symbolic", "dim-label" },
  [BELAY_STEP_DONE]        = { "object-select-symbolic",       "success" },
  [BELAY_STEP_FAILED]      = { "dialog-error-symbolic",        "error" },
  [BELAY_STEP_REJECTED]    = { "action-unavailable-symbolic",  "error" },
  [BELAY_STEP_SKIPPED]     = { "media-skip-forward-symbolic",  "dim-label" },
  [BELAY_STEP_INTERRUPTED] = { "media-playback-stop-symbolic", "warning" },
  [BELAY_STEP_NOT_RUN]     = { "list-remove-symbolic",         "dim-label" },
  [BELAY_STEP_UNKNOWN]     = { "dialog-warning-symbolic",      "warning" },
};

/* How far the records go. A step whose intent is there and whose result is not may have run. */
static BelayStepState
get_state (const BelayMomentStep *step)
{
  static const BelayStepState finals[] = {
    BELAY_STEP_DONE, BELAY_STEP_FAILED, BELAY_STEP_REJECTED, BELAY_STEP_SKIPPED, BELAY_STEP_INTERRUPTED,
    BELAY_STEP_NOT_RUN, BELAY_STEP_UNKNOWN,
  };

  for (guint i = 0; step->state != NULL && i < G_N_ELEMENTS (finals); i++)
    {
      if (g_str_equal (step->state, belay_step_state_get_name (finals[i])))
        return finals[i];
    }

  if (step->state != NULL || step->intended_at != 0 || step->sent_name != NULL)
    return BELAY_STEP_UNKNOWN;

  return step->verdict != NULL ? BELAY_STEP_DECIDED : BELAY_STEP_PROPOSED;
}

static const Look *
get_look (BelayMoment *moment)
{
  const BelayMomentStep *step = belay_moment_get_step (moment);

  return step != NULL ? &step_looks[get_state (step)] : &looks[belay_moment_get_kind (moment)];
}

/**
 * belay_moment_words_get_icon:
 * @moment: a moment
 *
 * Returns: the name of the icon that stands for it
 */
const char *
belay_moment_words_get_icon (BelayMoment *moment)
{
  return get_look (moment)->icon;
}

/**
 * belay_moment_words_get_style:
 * @moment: a moment
 *
 * Returns: the style class that goes with the icon
 */
const char *
belay_moment_words_get_style (BelayMoment *moment)
{
  return get_look (moment)->style;
}

/**
 * belay_moment_words_did_run:
 * @step: of a moment
 *
 * Returns: whether anything of it may have reached the sandbox
 */
gboolean
belay_moment_words_did_run (const BelayMomentStep *step)
{
  switch ((int) get_state (step))
    {
    case BELAY_STEP_DONE:
    case BELAY_STEP_INTERRUPTED:
    case BELAY_STEP_UNKNOWN:
      return TRUE;

    case BELAY_STEP_FAILED:
      return step->n_sent > 0;

    default:
      return FALSE;
    }
}

static gboolean
is_by_slack (const BelayMomentStep *step)
{
  return g_strcmp0 (step->by, "person") != 0;
}

static const char *
describe_done (const BelayMomentStep *step)
{
  if (step->verdict == NULL)
    return _("Done, but nobody decided it");

  if (g_str_equal (step->verdict, "edit"))
    return _("Changed by the person, done");

  if (g_strcmp0 (step->by, "rule") == 0)
    return _("Allowed by a rule, done");

  return is_by_slack (step) ? _("Done within the slack") : _("Approved by the person, done");
}

/**
 * belay_moment_words_describe_state:
 * @step: of a moment
 *
 * Returns: (transfer full): what became of it, for somebody who was not there
 */
char *
belay_moment_words_describe_state (const BelayMomentStep *step)
{
  switch ((int) get_state (step))
    {
    case BELAY_STEP_DONE:
      return g_strdup (describe_done (step));

    case BELAY_STEP_FAILED:
      return g_strdup (_("Failed"));

    case BELAY_STEP_REJECTED:
      return g_strdup (g_strcmp0 (step->by, "rule") == 0 ? _("Denied by a rule") : _("Rejected by the person"));

    case BELAY_STEP_SKIPPED:
      return g_strdup (_("Skipped by the person"));

    case BELAY_STEP_INTERRUPTED:
      return g_strdup (_("Interrupted"));

    case BELAY_STEP_NOT_RUN:
      return g_strdup (_("Not run"));

    case BELAY_STEP_DECIDED:
      return g_strdup (_("Decided; nothing says that it ran"));

    case BELAY_STEP_PROPOSED:
      return g_strdup (_("Proposed, not decided"));

    default:
      return g_strdup (_("May or may not have run"));
    }
}

/**
 * belay_moment_words_describe_decision:
 * @step: of a moment
 *
 * Returns: (transfer full): who decided what, and after how long a look
 */
char *
belay_moment_words_describe_decision (const BelayMomentStep *step)
{
  const char *word;
  g_autofree char *seconds = NULL;
  g_autofree char *slack = NULL;

  if (step->verdict == NULL)
    return g_strdup (_("Nobody decided it."));

  word = belay_review_get_verdict_word (step->verdict);
  if (is_by_slack (step))
    {
      slack = belay_visible_text (step->slack != NULL ? step->slack : "?", MAX_WORD);

      /* Translators: the first is “Approved” or the like, the second the name of the slack */
      return g_strdup_printf (_("%s by the slack “%s”; nobody was asked."), word, slack);
    }

  /* Translators: “Approved” or the like; the decision of a rule, here and below of the person */
  if (g_strcmp0 (step->by, "rule") == 0)
    return g_strdup_printf (_("%s by a rule; nobody was asked."), word);

  if (g_strcmp0 (step->verdict, "take-back") == 0)
    return g_strdup_printf (_("%s by the person."), word);

  if (step->visible_ms < 0)
    return g_strdup_printf (_("%s by the person, with the step never in view."), word);

  seconds = belay_review_format_time (step->visible_ms);

  /* Translators: the first is “Approved” or the like, the second a time, as in “4.2 s” */
  return g_strdup_printf (_("%s by the person after it had been in view for %s."), word, seconds);
}

/**
 * belay_moment_words_show_lines:
 * @text: text as recorded
 * @max_chars: how much of it at most
 *
 * Returns: (transfer full): the same in lines, with everything visible that would otherwise act unseen
 */
char *
belay_moment_words_show_lines (const char *text,
                               guint       max_chars)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *start = g_utf8_substring (valid, 0, MIN (max_chars, g_utf8_strlen (valid, -1)));
  g_auto(GStrv) lines = g_strsplit (g_strstrip (start), "\n", -1);
  GString *shown = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *visible = belay_visible_text (lines[i], 0);

      if (i > 0)
        g_string_append_c (shown, '\n');
      g_string_append (shown, visible);
    }

  if (g_utf8_strlen (valid, -1) > max_chars)
    g_string_append (shown, " …");

  return g_string_free (shown, FALSE);
}

static void
append_member (GString    *shown,
               const char *name,
               JsonNode   *value)
{
  g_autofree char *text = JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING
                            ? json_node_dup_string (value) : belay_json_to_string (value);
  g_autofree char *line = g_strdup_printf ("%s: %s", name, text);
  g_autofree char *visible = belay_visible_text (line, MAX_MEMBER);

  g_string_append_c (shown, '\n');
  g_string_append (shown, visible);
}

/**
 * belay_moment_words_show_input:
 * @name: of an action, as recorded
 * @input: its input as recorded, JSON or not
 *
 * Returns: (transfer full): the name, and each member of the input on a line of its own; an input that is no JSON as it is
 */
char *
belay_moment_words_show_input (const char *name,
                               const char *input)
{
  g_autoptr(JsonNode) node = belay_json_parse (input, -1, BELAY_JSON_MAX_SIZE, NULL);
  g_autofree char *visible_name = belay_visible_text (name, MAX_WORD);
  GString *shown = g_string_new (visible_name);
  g_autoptr(GList) members = NULL;
  JsonObject *object;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      g_autofree char *visible = belay_visible_text (input, MAX_MEMBER);

      g_string_append_c (shown, '\n');
      g_string_append (shown, visible);

      return g_string_free (shown, FALSE);
    }

  object = json_node_get_object (node);
  members = json_object_get_members (object);
  for (GList *l = members; l != NULL; l = l->next)
    append_member (shown, l->data, json_object_get_member (object, l->data));

  return g_string_free (shown, FALSE);
}

static GDateTime *
to_local (gint64 time)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (time / 1000000000);

  return utc != NULL ? g_date_time_to_local (utc) : NULL;
}

static char *
format_local (gint64      time,
              const char *format)
{
  g_autoptr(GDateTime) local = to_local (time);
  char *text = local != NULL ? g_date_time_format (local, format) : NULL;

  return text != NULL ? text : g_strdup ("");
}

/**
 * belay_moment_words_format_clock:
 * @time: UTC, ns
 *
 * Returns: (transfer full): the time of day, local
 */
char *
belay_moment_words_format_clock (gint64 time)
{
  return format_local (time, "%X");
}

/**
 * belay_moment_words_format_date:
 * @time: UTC, ns
 *
 * Returns: (transfer full): the day and the time of day, local
 */
char *
belay_moment_words_format_date (gint64 time)
{
  /* Translators: a date and a time, as strftime() takes them */
  return format_local (time, _("%-d %B %Y, %H:%M"));
}

/**
 * belay_moment_words_format_utc:
 * @time: UTC, ns
 *
 * Returns: (transfer full): the moment as everybody everywhere calls it, to the millisecond
 */
char *
belay_moment_words_format_utc (gint64 time)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (time / 1000000000);
  g_autofree char *text = utc != NULL ? g_date_time_format (utc, "%Y-%m-%d %H:%M:%S") : NULL;

  if (text == NULL)
    return g_strdup ("");

  return g_strdup_printf ("%s.%03d UTC", text, (int) (time / 1000000 % 1000));
}

/**
 * belay_moment_words_format_cost:
 * @microdollars: what was spent, in millionths of a dollar
 *
 * Returns: (transfer full): the same in dollars
 */
char *
belay_moment_words_format_cost (gint64 microdollars)
{
  return g_strdup_printf ("$%.*f", microdollars < G_USEC_PER_SEC ? 3 : 2, (double) microdollars / G_USEC_PER_SEC);
}

/**
 * belay_moment_words_describe_session:
 * @history: a session
 *
 * Returns: (transfer full): when it began, whom it was with and what it has cost, to be shown
 */
char *
belay_moment_words_describe_session (BelayTrailHistory *history)
{
  const char *agent = belay_trail_history_get_agent (history);
  g_autofree char *date = belay_moment_words_format_date (belay_trail_history_get_begin (history));
  g_autofree char *who = NULL;
  g_autofree char *cost = NULL;
  GString *text = g_string_new (date);

  if (belay_trail_history_is_rehearsal (history))
    who = g_strdup (_("rehearsal"));
  else if (agent != NULL)
    who = belay_visible_text (agent, MAX_AGENT);

  if (who != NULL)
    g_string_append_printf (text, " · %s", who);

  if (belay_trail_history_get_cost (history) > 0)
    {
      cost = belay_moment_words_format_cost (belay_trail_history_get_cost (history));
      g_string_append_printf (text, " · %s", cost);
    }

  return g_string_free (text, FALSE);
}
