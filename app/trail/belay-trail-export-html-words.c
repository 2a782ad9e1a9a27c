/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-export-html-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "belay-visible-text.h"

#define NS_PER_SECOND G_GINT64_CONSTANT (1000000000)

/**
 * belay_html_add_text:
 * @self: a page
 * @text: UTF-8; of the model, the screen, the record
 * @max_chars: how much of it, 0: all
 *
 * Adds one line of text. What would hide or turn is spelled out, what HTML would obey is escaped, and a right-to-left
 * word turns nothing outside of its <bdi>. Safe in an element and in a quoted attribute that is no address and no script;
 * nothing here puts it anywhere else.
 */
void
belay_html_add_text (BelayHtml  *self,
                     const char *text,
                     guint       max_chars)
{
  g_autofree char *visible = belay_visible_text (text, max_chars);
  g_autofree char *escaped = g_markup_escape_text (visible, -1);

  belay_export_output_add (self->out, escaped);
}

/**
 * belay_html_add_lines:
 * @self: a page
 * @text: UTF-8; of the model, the screen, the record
 *
 * The same for text of many lines, which stay lines.
 */
void
belay_html_add_lines (BelayHtml  *self,
                      const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (i > 0)
        belay_export_output_add (self->out, "\n");

      belay_html_add_text (self, lines[i], 0);
    }
}

const char *
belay_html_name_decision (const char *verdict,
                          const char *by)
{
  static const struct
  {
    const char *verdict;
    const char *by;             /* NULL: anybody */
    const char *words;
  } names[] = {
    { "approve", "person", N_("Approved by the person") },
    { "approve", "slack", N_("Allowed by the slack") },
    { "approve", "rule", N_("Allowed by a rule") },
    { "approve", NULL, N_("Approved") },
    { "edit", NULL, N_("Changed by the person") },
    { "skip", NULL, N_("Skipped by the person") },
    { "reject", "person", N_("Rejected by the person") },
    { "reject", "rule", N_("Denied by a rule") },
    { "look-again", NULL, N_("Not run, because its target had changed") },
    { "take-back", NULL, N_("Taken back by the person") },
    { "reject", NULL, N_("Rejected") },
  };

  if (verdict == NULL)
    return _("Not decided");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (verdict, names[i].verdict) && (names[i].by == NULL || g_strcmp0 (by, names[i].by) == 0))
      return _(names[i].words);

  return NULL;
}

const char *
belay_html_name_state (const char *state)
{
  static const struct
  {
    const char *state;
    const char *words;
  } names[] = {
    { "done", N_("Done") },
    { "failed", N_("Failed") },
    { "rejected", N_("Not run") },
    { "skipped", N_("Not run") },
    { "interrupted", N_("Interrupted") },
    { "not-run", N_("Not run") },
    { "unknown", N_("Unknown: it may or may not have run") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (state, names[i].state) == 0)
      return _(names[i].words);

  return NULL;
}

const char *
belay_html_name_severity (const char *severity)
{
  if (g_strcmp0 (severity, "hold") == 0)
    return _("Held");

  return g_strcmp0 (severity, "note") == 0 ? _("Note") : _("Warning");
}

const char *
belay_html_name_kind (BelayMomentKind kind)
{
  static const char * const names[] = {
    [BELAY_MOMENT_OPEN] = NC_("part of a record", "Begin"),
    [BELAY_MOMENT_TASK] = NC_("part of a record", "Person"),
    [BELAY_MOMENT_SAID] = NC_("part of a record", "Agent"),
    [BELAY_MOMENT_STEP] = NC_("part of a record", "Step"),
    [BELAY_MOMENT_PERSON] = NC_("part of a record", "Person"),
    [BELAY_MOMENT_NETWORK] = NC_("part of a record", "Network"),
    [BELAY_MOMENT_PROBLEM] = NC_("part of a record", "Remark"),
    [BELAY_MOMENT_RECORD] = NC_("part of a record", "Record"),
    [BELAY_MOMENT_CLOSE] = NC_("part of a record", "End"),
  };

  g_return_val_if_fail (kind < G_N_ELEMENTS (names), "");

  return g_dpgettext2 (GETTEXT_PACKAGE, "part of a record", names[kind]);
}

static gboolean
has_severity (const BelayMomentStep *step,
              const char            *severity)
{
  for (guint i = 0; step->findings != NULL && i < step->findings->len; i++)
    {
      const BelayMomentFinding *finding = step->findings->pdata[i];

      if (g_strcmp0 (finding->severity, severity) == 0)
        return TRUE;
    }

  return FALSE;
}

static void
add_known (GString            *classes,
           const char         *word,
           const char * const *known)
{
  if (word != NULL && g_strv_contains (known, word))
    g_string_append_printf (classes, " %s", word);
}

/**
 * belay_html_name_classes:
 * @moment: a moment
 *
 * Returns: (transfer full): what it looks like, as classes of the style sheet
 */
char *
belay_html_name_classes (BelayMoment *moment)
{
  static const char * const kinds[] = {
    [BELAY_MOMENT_OPEN] = "open",
    [BELAY_MOMENT_TASK] = "task",
    [BELAY_MOMENT_SAID] = "said",
    [BELAY_MOMENT_STEP] = "step",
    [BELAY_MOMENT_PERSON] = "person",
    [BELAY_MOMENT_NETWORK] = "network",
    [BELAY_MOMENT_PROBLEM] = "problem",
    [BELAY_MOMENT_RECORD] = "record",
    [BELAY_MOMENT_CLOSE] = "close",
  };
  static const char * const verdicts[] = { "approve", "edit", "skip", "reject", "look-again", "take-back", NULL };
  static const char * const states[] = { "done", "failed", "interrupted", "unknown", NULL };
  const BelayMomentStep *step = belay_moment_get_step (moment);
  GString *classes = g_string_new (kinds[belay_moment_get_kind (moment)]);

  if (step == NULL)
    return g_string_free (classes, FALSE);

  if (step->verdict == NULL)
    g_string_append (classes, " undecided");

  add_known (classes, step->verdict, verdicts);
  add_known (classes, step->state, states);

  if (g_strcmp0 (step->verdict, "reject") == 0 || g_strcmp0 (step->verdict, "skip") == 0)
    g_string_append (classes, " refused");

  if (has_severity (step, "hold") || has_severity (step, "warn"))
    g_string_append (classes, " warned");

  return g_string_free (classes, FALSE);
}

/**
 * belay_html_format_time:
 * @time: UTC, ns
 * @format: as for g_date_time_format()
 *
 * Returns: (transfer full): local time
 */
char *
belay_html_format_time (gint64      time,
                        const char *format)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (time / NS_PER_SECOND);
  g_autoptr(GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  char *text = local != NULL ? g_date_time_format (local, format) : NULL;

  return text != NULL ? text : g_strdup ("?");
}

/**
 * belay_html_format_cost:
 * @microdollars: money
 *
 * Returns: (transfer full): as in "$0.42", and below a cent "$0.0042"
 */
char *
belay_html_format_cost (gint64 microdollars)
{
  double dollars = (double) microdollars / 1e6;

  return g_strdup_printf (dollars >= 0.095 || microdollars == 0 ? "$%.2f" : "$%.4f", dollars);
}

/**
 * belay_html_format_span:
 * @nanoseconds: how long
 *
 * Returns: (transfer full): in words, translated
 */
char *
belay_html_format_span (gint64 nanoseconds)
{
  gint64 seconds = MAX (nanoseconds, 0) / NS_PER_SECOND;
  int hours = (int) MIN (seconds / 3600, G_MAXINT);
  int minutes = (int) (seconds / 60 % 60);

  if (hours > 0)
    return g_strdup_printf (_("%d h %d min"), hours, minutes);

  if (minutes > 0)
    return g_strdup_printf (_("%d min %d s"), minutes, (int) (seconds % 60));

  return g_strdup_printf (_("%d s"), (int) seconds);
}
