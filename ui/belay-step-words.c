/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-step-words.h"

#include <glib/gi18n-lib.h>
#include "belay-visible-text.h"

#define MAX_WINDOW 60           /* characters of a title */

/**
 * belay_step_words_get_icon:
 * @step: a step
 *
 * Returns: the name of the icon that stands for its state
 */
const char *
belay_step_words_get_icon (BelayStep *step)
{
  switch (belay_step_get_state (step))
    {
    case BELAY_STEP_PROPOSED:
    case BELAY_STEP_EXAMINED:
      return "content-loading-symbolic";

    case BELAY_STEP_WAITING:
      return "dialog-question-symbolic";

    case BELAY_STEP_DECIDED:
    case BELAY_STEP_RUNNING:
      return "media-playback-start-symbolic";

    case BELAY_STEP_DONE:
      return "object-select-symbolic";

    case BELAY_STEP_FAILED:
      return "dialog-error-symbolic";

    case BELAY_STEP_REJECTED:
      return "action-unavailable-symbolic";

    case BELAY_STEP_SKIPPED:
      return "media-skip-forward-symbolic";

    case BELAY_STEP_INTERRUPTED:
      return "media-playback-stop-symbolic";

    case BELAY_STEP_NOT_RUN:
      return "list-remove-symbolic";

    case BELAY_STEP_UNKNOWN:
    default:
      return "dialog-warning-symbolic";
    }
}

/**
 * belay_step_words_get_style:
 * @step: a step
 *
 * Returns: the style class that goes with its state
 */
const char *
belay_step_words_get_style (BelayStep *step)
{
  switch (belay_step_get_state (step))
    {
    case BELAY_STEP_WAITING:
    case BELAY_STEP_RUNNING:
      return "accent";

    case BELAY_STEP_DECIDED:
    case BELAY_STEP_DONE:
      return "success";

    case BELAY_STEP_FAILED:
    case BELAY_STEP_REJECTED:
      return "error";

    case BELAY_STEP_INTERRUPTED:
    case BELAY_STEP_UNKNOWN:
      return "warning";

    case BELAY_STEP_PROPOSED:
    case BELAY_STEP_EXAMINED:
    case BELAY_STEP_SKIPPED:
    case BELAY_STEP_NOT_RUN:
    default:
      return "dim-label";
    }
}

static const char *
describe_done (const BelayDecision *decision)
{
  if (decision == NULL)
    return _("Done");

  if (decision->verdict == BELAY_VERDICT_EDIT)
    return _("Done as you changed it");

  if (decision->by == BELAY_DECIDER_RULE)
    return _("Allowed by a rule, done");

  return decision->by == BELAY_DECIDER_SLACK ? _("Done within the slack") : _("Approved by you, done");
}

static const char *
describe_decided (const BelayDecision *decision)
{
  if (decision != NULL && decision->by == BELAY_DECIDER_RULE)
    return _("Allowed by a rule");

  return decision != NULL && decision->by == BELAY_DECIDER_SLACK ? _("Cleared by the slack")
                                                                 : _("Decided by you, not run yet");
}

static const char *
describe_state (BelayStepState       state,
                const BelayDecision *decision)
{
  switch (state)
    {
    case BELAY_STEP_PROPOSED:
    case BELAY_STEP_EXAMINED:
      return _("Proposed");

    case BELAY_STEP_WAITING:
      return _("Waiting for you");

    case BELAY_STEP_DECIDED:
      return describe_decided (decision);

    case BELAY_STEP_RUNNING:
      return _("Running…");

    case BELAY_STEP_DONE:
      return describe_done (decision);

    case BELAY_STEP_FAILED:
      return _("Failed");

    case BELAY_STEP_REJECTED:
      return decision != NULL && decision->by == BELAY_DECIDER_RULE ? _("Denied by a rule") : _("Rejected by you");

    case BELAY_STEP_SKIPPED:
      return _("Skipped by you");

    case BELAY_STEP_INTERRUPTED:
      return _("Interrupted");

    case BELAY_STEP_NOT_RUN:
      return _("Not run");

    case BELAY_STEP_UNKNOWN:
    default:
      return _("May or may not have run");
    }
}

/**
 * belay_step_words_describe:
 * @step: a step
 *
 * Returns: (transfer full): what became of it so far, for the person
 */
char *
belay_step_words_describe (BelayStep *step)
{
  const BelayDecision *decision = belay_step_get_decision (step);
  const char *state = describe_state (belay_step_get_state (step), decision);
  g_autofree char *name = NULL;

  if (decision == NULL || decision->rule == NULL)
    return g_strdup (state);

  name = belay_visible_text (decision->rule->name, BELAY_RULE_MAX_NAME);

  /* Translators: what became of a step, such as “Denied by a rule”, and the name of the rule. */
  return g_strdup_printf (_("%s: “%s”"), state, name);
}

/**
 * belay_severity_get_icon:
 * @severity: how bad it is
 *
 * Returns: the name of an icon
 */
const char *
belay_severity_get_icon (BelaySeverity severity)
{
  switch (severity)
    {
    case BELAY_FINDING_HOLD:
      return "dialog-error-symbolic";

    case BELAY_FINDING_WARN:
      return "dialog-warning-symbolic";

    case BELAY_FINDING_NOTE:
    default:
      return "dialog-information-symbolic";
    }
}

/**
 * belay_severity_get_style:
 * @severity: how bad it is
 *
 * Returns: a style class
 */
const char *
belay_severity_get_style (BelaySeverity severity)
{
  switch (severity)
    {
    case BELAY_FINDING_HOLD:
      return "error";

    case BELAY_FINDING_WARN:
      return "warning";

    case BELAY_FINDING_NOTE:
    default:
      return "dim-label";
    }
}

/**
 * belay_severity_get_title:
 * @severity: how bad it is
 *
 * Returns: a word for those who cannot see the icon
 */
const char *
belay_severity_get_title (BelaySeverity severity)
{
  switch (severity)
    {
    case BELAY_FINDING_HOLD:
      return _("Risk");

    case BELAY_FINDING_WARN:
      return _("Warning");

    case BELAY_FINDING_NOTE:
    default:
      return _("Note");
    }
}

/**
 * belay_visible_text_markup:
 * @text: text about to be typed
 *
 * Each line on a line of its own, with what would pass unseen made visible, and Enter, the point of no return, marked.
 *
 * Returns: (transfer full): Pango markup
 */
char *
belay_visible_text_markup (const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  GString *markup = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *visible = belay_visible_text (lines[i], 0);
      g_autofree char *escaped = g_markup_escape_text (visible, -1);
      gboolean is_last = lines[i + 1] == NULL;

      g_string_append (markup, escaped);
      if (!is_last)
        g_string_append (markup, "<span weight=\"bold\" background=\"#ff7800\" bgalpha=\"30%\"> ⏎ </span>");

      /* Below the last line break there is nothing to see. */
      if (!is_last && (lines[i + 2] != NULL || *lines[i + 1] != '\0'))
        g_string_append_c (markup, '\n');
    }

  return g_string_free (markup, FALSE);
}

/**
 * belay_step_words_describe_typing:
 * @step: a step whose text is shown by itself
 *
 * Returns: (transfer full): one translated sentence on where the text goes, as Pango markup
 */
char *
belay_step_words_describe_typing (BelayStep *step)
{
  BelayTarget *target = belay_step_get_target (step);
  const char *window = target != NULL ? belay_target_get_window (target) : NULL;
  g_autofree char *visible = NULL;
  g_autofree char *sentence = NULL;

  if (window == NULL && target != NULL)
    window = belay_target_get_program (target);

  if (window == NULL)
    return g_markup_escape_text (_("Type this text"), -1);

  visible = belay_visible_text (window, MAX_WINDOW);
  /* Translators: %s is the title of a window. */
  sentence = g_strdup_printf (_("Type this text into “%s”"), visible);

  return g_markup_escape_text (sentence, -1);
}
