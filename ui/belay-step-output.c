/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-step-output.h"

#include <string.h>
#include "belay-visible-text.h"

#define LINES_FOLDED     3
#define LINES_UNFOLDED   400
#define MAX_LINE         400    /* characters */

char *
belay_step_output_get (BelayStep *step,
                       gboolean   unfolded,
                       gboolean  *more)
{
  BelayAction *action = belay_step_get_action (step);
  BelayStepState state = belay_step_get_state (step);
  const char *outcome = belay_step_get_outcome (step);
  g_autoptr(GString) text = NULL;
  g_auto(GStrv) lines = NULL;
  guint n;

  *more = FALSE;
  if (action == NULL || belay_action_is_computer (action) || outcome == NULL ||
      (state != BELAY_STEP_DONE && state != BELAY_STEP_FAILED && state != BELAY_STEP_INTERRUPTED))
    return NULL;

  lines = g_strsplit (outcome, "\n", -1);
  n = g_strv_length (lines);
  *more = n > LINES_FOLDED;
  text = g_string_new (NULL);

  for (guint i = 0; i < MIN (n, (guint) (unfolded ? LINES_UNFOLDED : LINES_FOLDED)); i++)
    {
      g_autofree char *visible = belay_visible_text (lines[i], MAX_LINE);

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", visible);
    }

  if (n > (guint) (unfolded ? LINES_UNFOLDED : LINES_FOLDED))
    g_string_append (text, "\n⋯");

  return g_string_free (g_steal_pointer (&text), FALSE);
}
