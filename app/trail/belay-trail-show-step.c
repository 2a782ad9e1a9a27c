/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-show.h"

#include <glib/gi18n-lib.h>

#include "belay-trail-blobs.h"
#include "belay-trail-history.h"
#include "belay-trail.h"
#include "belay-visible-text.h"

/* One line: what it is, when, and what was recorded, made visible. Nothing is left out of it: that is what it is for. */
static void
append_line (GString    *out,
             const char *label,
             gint64      time,
             const char *text)
{
  g_autofree char *visible = belay_visible_text (text, 0);
  g_autofree char *when = time != 0 ? belay_trail_format_time (time) : g_strdup ("");

  g_string_append_printf (out, "  %-16s  %-19s  %s\n", label, when, visible);
}

static void
append_action (GString    *out,
               const char *label,
               gint64      time,
               const char *name,
               const char *input)
{
  g_autofree char *text = NULL;

  if (name == NULL)
    return;

  text = g_strconcat (name, " ", input != NULL ? input : "", NULL);
  append_line (out, label, time, text);
}

static void
append_decision (GString               *out,
                 const BelayMomentStep *step)
{
  g_autoptr(GString) text = g_string_new (NULL);

  if (step->verdict == NULL)
    {
      append_line (out, _("Decided"), 0, _("nobody decided"));
      return;
    }

  g_string_append_printf (text, "%s, %s", step->verdict, step->by != NULL ? step->by : "?");

  if (step->visible_ms >= 0)
    /* Translators: how long a proposal was in view before it was decided, in milliseconds. */
    g_string_append_printf (text, _(", after %" G_GINT64_FORMAT " ms"), step->visible_ms);

  if (step->reason != NULL && *step->reason != '\0')
    g_string_append_printf (text, ": %s", step->reason);

  append_line (out, _("Decided"), step->decided_at, text->str);
  append_action (out, _("Decided instead"), 0, step->decided_name, step->decided_input);
}

static void
append_sent (GString               *out,
             const BelayMomentStep *step)
{
  g_autofree char *events = NULL;

  if (step->intended_at == 0)
    {
      append_line (out, _("Sent"), 0, _("nothing"));
      return;
    }

  append_action (out, _("About to be sent"), step->intended_at, step->sent_name != NULL ? step->sent_name : "?",
                 step->sent_input);

  if (step->events != NULL)
    append_line (out, _("Events"), 0, step->events);

  if (step->ended_at == 0)
    return;

  /* Translators: of the second number of key presses and mouse events, the first was sent. */
  events = g_strdup_printf (_("%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " events"), step->n_sent, step->n_events);
  append_line (out, _("Sent"), 0, events);
}

/* What the person could read. */
static void
append_target (GString               *out,
               const BelayMomentStep *step)
{
  const char *labels[] = { _("Aimed at"), _("Window"), _("Known from") };
  g_autofree char *source = step->target != NULL ? belay_target_describe_source (step->target) : NULL;
  const char *texts[] = { NULL, NULL, source };

  if (step->target != NULL)
    {
      texts[0] = belay_target_place_get_words (belay_target_get_end (step->target));
      texts[1] = belay_target_get_window (step->target);
    }

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i] != NULL)
      append_line (out, labels[i], 0, texts[i]);
}

static void
append_picture (GString    *out,
                const char *label,
                const char *sha256)
{
  g_autofree char *name = sha256 != NULL ? belay_trail_blob_get_name (sha256) : NULL;

  if (name != NULL)
    append_line (out, label, 0, name);
}

static void
append_step (GString               *out,
             const BelayMomentStep *step)
{
  g_autofree char *result = NULL;

  /* Translators: the placeholder is the number of a step. */
  g_string_append_printf (out, _("Step %u"), step->number);
  g_string_append_c (out, '\n');
  append_action (out, _("Proposed"), step->proposed_at, step->name, step->input);

  if (step->invalid != NULL)
    append_line (out, _("Refused"), 0, step->invalid);

  for (guint i = 0; i < step->findings->len; i++)
    {
      const BelayMomentFinding *finding = step->findings->pdata[i];
      g_autofree char *text = g_strdup_printf ("%s: %s (%s)", finding->severity, finding->sentence, finding->guard);

      append_line (out, _("Finding"), 0, text);
    }

  append_target (out, step);
  append_decision (out, step);
  append_sent (out, step);

  if (step->state == NULL)
    {
      append_line (out, _("Result"), 0, _("not recorded"));
    }
  else
    {
      result = g_strconcat (step->state, step->text != NULL ? ": " : "", step->text != NULL ? step->text : "", NULL);
      append_line (out, _("Result"), step->ended_at, result);
    }

  append_picture (out, _("Picture before"), step->before);
  append_picture (out, _("Picture after"), step->after);
}

/**
 * belay_trail_show_step:
 * @directory: the directory of a session
 * @number: of a step
 * @out: where to append lines
 * @error: (nullable): return location for an error
 *
 * What was proposed, decided and sent, and what came of it, in full. Nothing in it is invisible.
 *
 * Returns: %FALSE with %BELAY_TRAIL_ERROR_NOT_FOUND, also if there is no such step, or %BELAY_TRAIL_ERROR_BROKEN
 */
gboolean
belay_trail_show_step (const char  *directory,
                       guint        number,
                       GString     *out,
                       GError     **error)
{
  g_autoptr(BelayTrailHistory) history = belay_trail_history_load (directory, NULL, error);
  gboolean found = FALSE;

  if (history == NULL)
    return FALSE;

  for (guint i = 0; i < belay_trail_history_get_n_moments (history); i++)
    {
      const BelayMomentStep *step = belay_moment_get_step (belay_trail_history_get_moment (history, i));

      if (step == NULL || step->number != number)
        continue;

      append_step (out, step);
      found = TRUE;
    }

  if (belay_trail_history_get_error (history) != NULL)
    {
      g_propagate_error (error, g_error_copy (belay_trail_history_get_error (history)));
      return FALSE;
    }

  if (!found)
    g_set_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_NOT_FOUND, _("There is no step %u in %s."), number,
                 belay_trail_history_get_id (history));

  return found;
}
