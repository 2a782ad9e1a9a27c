/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-words.h"

#include <glib/gi18n-lib.h>

static char *
describe_typing (BelayAction *action)
{
  const char *text = belay_action_get_text (action);
  gulong n = text != NULL ? (gulong) g_utf8_strlen (text, -1) : 0;

  return g_strdup_printf (ngettext ("Type %lu character", "Type %lu characters", n), n);
}

/**
 * belay_session_words_describe_step:
 * @step: a step
 *
 * Returns: (transfer full): a sentence that tells no text and no key
 */
char *
belay_session_words_describe_step (BelayStep *step)
{
  BelayAction *action = belay_step_get_action (step);

  if (action == NULL)
    return g_strdup (_("A step that cannot be understood"));

  switch ((int) belay_action_get_kind (action))
    {
    case BELAY_ACTION_TYPE:
      return describe_typing (action);

    case BELAY_ACTION_KEY:
      return g_strdup (_("Press keys"));

    case BELAY_ACTION_HOLD_KEY:
      return g_strdup (_("Hold keys down"));

    case BELAY_ACTION_BASH:
      return g_strdup (_("Run a command"));

    case BELAY_ACTION_TEXT_EDITOR:
      return g_strdup (_("Change a file"));

    default:
      return belay_step_describe (step);
    }
}

/**
 * belay_session_words_describe:
 * @session: a session
 * @discreet: whether there is an audience, which is told that something waits, not what
 *
 * Returns: (transfer full): a sentence
 */
char *
belay_session_words_describe (BelaySession *session,
                              gboolean      discreet)
{
  BelayStep *step = belay_session_get_current (session);

  if (belay_session_get_state (session) == BELAY_SESSION_WAITING && step != NULL && !discreet &&
      belay_session_get_privacy (session) == BELAY_PRIVACY_NONE)
    return belay_session_words_describe_step (step);

  return g_strdup (belay_session_get_status (session));
}

/**
 * belay_session_words_since:
 * @since: monotonic, in microseconds
 *
 * Returns: (transfer full): how long ago that is, roughly
 */
char *
belay_session_words_since (gint64 since)
{
  gint64 minutes = (g_get_monotonic_time () - since) / G_TIME_SPAN_MINUTE;

  if (minutes < 1)
    return g_strdup (_("just now"));
  if (minutes < 60)
    return g_strdup_printf (ngettext ("%d minute", "%d minutes", (gulong) minutes), (int) minutes);

  return g_strdup_printf (ngettext ("%d hour", "%d hours", (gulong) (minutes / 60)), (int) (minutes / 60));
}
