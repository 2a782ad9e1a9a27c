/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-entry-meta.h"

#include <glib/gi18n-lib.h>

#include "belay-step-words.h"

static char *
format_time (gint64 time)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autoptr(GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%X") : g_strdup ("");
}

char *
belay_entry_meta_describe (BelayStep *step,
                           gboolean   reserved)
{
  g_autofree char *state = belay_step_words_describe (step);
  g_autofree char *time = format_time (belay_step_get_time (step));
  const BelayDecision *decision = belay_step_get_decision (step);
  BelayStepState now = belay_step_get_state (step);
  const char *detail = NULL;

  /* Translators: of a picture; it stands below a step, beside its state and its time. */
  if (belay_step_get_picture_shown (step) != NULL)
    {
      char *more = g_strdup_printf ("%s · %s", time, _("faint parts hidden"));

      g_free (time);
      time = more;
    }

  if (belay_step_is_abandoned (step))
    {
      /* Translators: of a step; it stands beside its state and its time. */
      char *more = g_strdup_printf ("%s · %s", time, _("undone"));

      g_free (time);
      time = more;
    }

  if (now == BELAY_STEP_REJECTED && decision != NULL && !reserved)
    detail = decision->reason;
  else if (belay_step_get_action (step) != NULL && !belay_action_is_computer (belay_step_get_action (step)) &&
           now != BELAY_STEP_NOT_RUN)
    detail = NULL;
  else if (now == BELAY_STEP_FAILED || now == BELAY_STEP_INTERRUPTED || now == BELAY_STEP_NOT_RUN)
    detail = belay_step_get_outcome (step);

  if (detail != NULL && *detail != '\0')
    return g_strdup_printf ("%s · %s\n%s", state, time, detail);

  return g_strdup_printf ("%s · %s", state, time);
}
