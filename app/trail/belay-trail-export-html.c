/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-export-html-private.h"

#include <glib/gi18n-lib.h>
#include <openssl/evp.h>
#include <string.h>

#include "belay-review-history.h"

#define RESOURCES "/io/github/belay_desktop/Belay/export/"

/* Characters of a task a heading may have, and a title. */
#define MAX_HEADING 160
#define MAX_TITLE    80

/* So many moments are a line each above the scrubber; of more, thin lines. */
#define MANY_TICKS 150

/* What a template names: words of ours, or a part that is written. */
typedef struct
{
  const char *name;
  const char *words;                            /* (nullable) to be translated */
  void      (* add) (BelayHtml *self);          /* (nullable) */
} Place;

static GBytes *
get_resource (const char *name)
{
  g_autofree char *path = g_strconcat (RESOURCES, name, NULL);
  g_autoptr(GError) error = NULL;
  GBytes *bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);

  if (bytes == NULL)
    g_error ("The program lacks a part of itself: %s", error->message);

  return bytes;
}

static void
add_resource (BelayHtml  *self,
              const char *name)
{
  g_autoptr(GBytes) bytes = get_resource (name);

  belay_export_output_add_data (self->out, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* Content Security Policy Level 3, 2.3.1: the hash of exactly what is between the tags. */
static char *
hash_resource (const char *name)
{
  g_autoptr(GBytes) bytes = get_resource (name);
  guint8 digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  g_autofree char *text = NULL;

  if (EVP_Digest (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), digest, &length, EVP_sha256 (), NULL) != 1)
    g_error ("SHA-256 is not to be had");

  text = g_base64_encode (digest, length);

  return g_strconcat ("sha256-", text, NULL);
}

/* Nothing is fetched, and nothing runs but the page's own script. */
static void
add_policy (BelayHtml *self)
{
  g_autofree char *style = hash_resource ("page.css");
  g_autofree char *script = hash_resource ("page.js");

  belay_export_output_printf (self->out, "default-src 'none'; img-src data:; style-src '%s'; script-src '%s'; "
                              "base-uri 'none'; form-action 'none'", style, script);
}

static void
add_style (BelayHtml *self)
{
  add_resource (self, "page.css");
}

static void
add_script (BelayHtml *self)
{
  add_resource (self, "page.js");
}

static void
add_title (BelayHtml *self)
{
  const char *task = belay_trail_history_get_task (self->history);

  if (self->export->report->verdict == BELAY_TRAIL_BROKEN)
    belay_export_output_add (self->out, "BROKEN — ");

  belay_html_add_text (self, task != NULL ? task : self->export->id, MAX_TITLE);
  belay_export_output_add (self->out, " — Belay");
}

static void
add_span (BelayHtml  *self,
          const char *text)
{
  if (text == NULL || *text == '\0')
    return;

  belay_export_output_add (self->out, "<span><bdi>");
  belay_html_add_text (self, text, 200);
  belay_export_output_add (self->out, "</bdi></span>\n");
}

static void
add_about (BelayHtml *self)
{
  BelayTrailHistory *history = self->history;
  g_autofree char *begin = belay_html_format_time (belay_trail_history_get_begin (history), _("%-d %B %Y, %H:%M"));
  g_autofree char *end = belay_html_format_time (belay_trail_history_get_end (history), _("%H:%M (UTC%:z)"));
  g_autofree char *time = g_strdup_printf ("%s – %s", begin, end);

  belay_export_output_add (self->out, "<p class=\"about\">");
  add_span (self, time);
  add_span (self, belay_trail_history_get_agent (history));
  if (belay_trail_history_is_rehearsal (history))
    add_span (self, _("Rehearsal: no model was asked"));
  add_span (self, belay_trail_history_get_sandbox (history));
  add_span (self, self->export->id);
  belay_export_output_add (self->out, "</p>\n");
}

/* What a person counts first. */
typedef struct
{
  guint steps;
  guint approved;
  guint by_slack;
  guint edited;
  guint refused;
  guint warned;
  guint network;
} Counts;

static void
count_step (Counts                *counts,
            const BelayMomentStep *step)
{
  gboolean by_slack = g_strcmp0 (step->by, "slack") == 0;

  counts->steps++;
  counts->warned += step->findings != NULL && step->findings->len > 0;

  if (g_strcmp0 (step->verdict, "approve") == 0 && by_slack)
    counts->by_slack++;
  else if (g_strcmp0 (step->verdict, "approve") == 0)
    counts->approved++;
  else if (g_strcmp0 (step->verdict, "edit") == 0)
    counts->edited++;
  else if (step->verdict != NULL)
    counts->refused++;
}

static Counts
count_moments (BelayHtml *self)
{
  Counts counts = { 0 };

  for (guint i = 0; i < self->moments->len; i++)
    {
      BelayMoment *moment = self->moments->pdata[i];
      const BelayMomentStep *step = belay_moment_get_step (moment);

      if (step != NULL)
        count_step (&counts, step);
      else if (belay_moment_get_kind (moment) == BELAY_MOMENT_NETWORK)
        counts.network++;
    }

  return counts;
}

static void
add_figure (BelayHtml  *self,
            const char *value,
            const char *name)
{
  belay_export_output_printf (self->out, "<li><b>%s</b><span>%s</span></li>", value, name);
}

static void
add_count (BelayHtml  *self,
           guint       count,
           const char *name)
{
  g_autofree char *value = g_strdup_printf ("%u", count);

  if (count > 0)
    add_figure (self, value, name);
}

static void
add_figures (BelayHtml *self)
{
  BelayTrailHistory *history = self->history;
  Counts counts = count_moments (self);
  g_autofree char *steps = g_strdup_printf ("%u", counts.steps);
  g_autofree char *cost = belay_html_format_cost (belay_trail_history_get_cost (history));
  g_autofree char *span = belay_html_format_span (belay_trail_history_get_end (history) -
                                                  belay_trail_history_get_begin (history));

  belay_export_output_add (self->out, "<ul class=\"figures\">");
  add_figure (self, span, _("long"));
  add_figure (self, steps, ngettext ("step", "steps", counts.steps));
  add_count (self, counts.approved, _("approved by the person"));
  add_count (self, counts.by_slack, _("allowed by the slack"));
  add_count (self, counts.edited, _("changed"));
  add_count (self, counts.refused, _("rejected or skipped"));
  add_count (self, counts.warned, _("with findings"));
  add_count (self, counts.network, _("connections"));
  add_figure (self, cost, _("spent"));
  belay_export_output_add (self->out, "</ul>\n");
}

/* How it was decided, in words. */
static void
add_review (BelayHtml *self)
{
  g_autoptr(BelayReview) review = belay_review_new_for_history (self->history);
  g_autofree char *sentence = belay_review_describe (review, BELAY_REVIEW_SOMEBODYS);
  g_autofree char *flagged = belay_review_describe_flagged (review);

  if (review->n_steps == 0)
    return;

  belay_export_output_add (self->out, "<p class=\"review\">");
  belay_html_add_text (self, sentence, 0);
  if (*flagged != '\0')
    {
      belay_export_output_add (self->out, " ");
      belay_html_add_text (self, flagged, 0);
    }
  belay_export_output_add (self->out, "</p>\n");
}

static void
add_heading (BelayHtml *self)
{
  const char *task = belay_trail_history_get_task (self->history);
  gboolean is_long = task != NULL && g_utf8_strlen (task, -1) > MAX_HEADING;

  belay_export_output_printf (self->out,
                              "<div>\n<p class=\"brand\"><svg viewBox=\"0 0 24 24\" aria-hidden=\"true\">"
                              "<path d=\"M7 15V8a5 5 0 0 1 10 0v8a4 4 0 0 1-8 0v-6\"/></svg>%s</p>\n"
                              "<h1 class=\"lines%s\"><bdi>", _("Belay: the record of a session"),
                              is_long ? " long" : "");
  if (task != NULL)
    belay_html_add_lines (self, task);
  else
    belay_html_add_text (self, _("No task was given"), 0);
  belay_export_output_add (self->out, "</bdi></h1>\n");
  add_about (self);
  add_figures (self);
  add_review (self);
  belay_export_output_add (self->out, "</div>");
}

static const char *
explain_verdict (BelayTrailVerdict verdict)
{
  switch (verdict)
    {
    case BELAY_TRAIL_SEALED:
      return _("It proves that whoever had the key of this installation recorded this, in this order, and that nothing "
               "was changed, added or taken away since. It does not keep a program that was replaced, or the owner of "
               "the machine, from having recorded what is not true.");

    case BELAY_TRAIL_BROKEN:
      return _("Something was changed after it was written. What follows is what can still be read; rely on none of "
               "it.");

    case BELAY_TRAIL_PICTURES_MISSING:
      return _("The records follow from each other, so none of them was changed by itself. Pictures they name are "
               "not there: what was on screen at those moments cannot be shown.");

    case BELAY_TRAIL_UNSEALED:
    default:
      return _("Each record names the SHA-256 of the one before it, so a change to one of them would show. No "
               "signature that is trusted here says that this is all: whoever can write the files could have written "
               "other ones.");
    }
}

static void
add_icon (BelayHtml         *self,
          BelayTrailVerdict  verdict)
{
  const char *sign = verdict == BELAY_TRAIL_SEALED   ? "M8 12l3 3 5-6"
                     : verdict == BELAY_TRAIL_BROKEN ? "M9 9l6 6M15 9l-6 6"
                                                     : "M12 8v5M12 16v.1";

  belay_export_output_printf (self->out,
                              "<svg viewBox=\"0 0 24 24\" aria-hidden=\"true\">"
                              "<path d=\"M12 3 4 6v6c0 5 3 8 8 9 5-1 8-4 8-9V6z%s\"/></svg>", sign);
}

static void
add_how_to_verify (BelayHtml *self)
{
  const BelayTrailReport *report = self->export->report;

  belay_export_output_printf (self->out, "<details><summary>%s</summary>\n<p>%s</p>\n",
                              _("How to check it"),
                              _("This page is for reading: anybody could have changed it. What can be checked is the "
                                "record it was made from. On the machine that has it, or in an archive made with "
                                "“belay trail export --format tar”, run:"));
  belay_export_output_add (self->out, "<pre class=\"command\">belay trail verify ");
  belay_html_add_text (self, belay_export_call_session (self->export), 0);
  belay_export_output_printf (self->out, "</pre>\n<p>%s</p>\n<dl><dt>%s</dt><dd><code>",
                              _("It is the same record if the session, the number of records and the hash of the "
                                "last one are these:"), _("Session"));
  belay_html_add_text (self, self->export->id, 0);
  belay_export_output_printf (self->out, "</code></dd><dt>%s</dt><dd>%" G_GUINT64_FORMAT "</dd>", _("Records"),
                              report->n_records);
  belay_export_output_printf (self->out, "<dt>%s</dt><dd><code>%s</code></dd><dt>%s</dt><dd><code>", _("Last hash"),
                              self->export->head, _("Signed by"));
  belay_html_add_text (self, report->signer != NULL ? report->signer : _("nobody"), 0);
  belay_export_output_printf (self->out, "</code></dd></dl>\n<p>%s</p></details>\n",
                              _("On another machine, give the public key of the installation with “--key”; have it from "
                                "its owner, not from here."));
}

static void
add_verdict (BelayHtml *self)
{
  static const char * const classes[] = {
    [BELAY_TRAIL_SEALED] = "sealed",
    [BELAY_TRAIL_BROKEN] = "broken",
    [BELAY_TRAIL_UNSEALED] = "unsealed",
    [BELAY_TRAIL_PICTURES_MISSING] = "missing-pictures",
  };
  BelayTrailReport *report = self->export->report;
  g_autofree char *description = belay_trail_report_describe (report);

  belay_export_output_printf (self->out, "<section class=\"verdict %s\" aria-label=\"%s\">", classes[report->verdict],
                              _("Verdict"));
  add_icon (self, report->verdict);
  belay_export_output_printf (self->out, "<div><h2>%s</h2><p><bdi>", belay_trail_verdict_get_name (report->verdict));
  belay_html_add_text (self, description, 0);
  belay_export_output_printf (self->out, "</bdi></p><p>%s</p>", explain_verdict (report->verdict));
  add_how_to_verify (self);
  belay_export_output_add (self->out, "</div></section>");
}

/* One line a moment, above the scrubber. */
static void
add_ticks (BelayHtml *self)
{
  belay_export_output_printf (self->out,
                              "<svg id=\"ticks\"%s viewBox=\"0 0 %u 10\" preserveAspectRatio=\"none\" "
                              "aria-hidden=\"true\">", self->moments->len > MANY_TICKS ? " class=\"many\"" : "",
                              MAX (self->moments->len, 2) * 10 - 10);

  for (guint i = 0; i < self->moments->len; i++)
    {
      g_autofree char *classes = belay_html_name_classes (self->moments->pdata[i]);

      belay_export_output_printf (self->out, "<path class=\"%s\" d=\"M%u 0v10\"/>", classes, i * 10);
    }

  belay_export_output_add (self->out, "</svg>");
}

static void
add_last (BelayHtml *self)
{
  belay_export_output_printf (self->out, "%u", MAX (self->moments->len, 1) - 1);
}

static void
add_moments (BelayHtml *self)
{
  const GError *error = belay_trail_history_get_error (self->history);

  for (guint i = 0; i < self->moments->len && belay_export_output_is_good (self->out); i++)
    belay_html_add_moment (self, i);

  if (error == NULL)
    return;

  belay_export_output_printf (self->out, "<li class=\"moment record\" id=\"end\"><p class=\"line\"><time></time>"
                              "<span class=\"who\">BROKEN</span></p><p class=\"sentence\"><bdi>");
  belay_html_add_text (self, error->message, 0);
  belay_export_output_printf (self->out, "</bdi></p><p>%s</p></li>\n",
                              _("Nothing that comes after this record can be read as a part of it."));
}

static void
add_footer (BelayHtml *self)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%F %H:%M (UTC%:z)");
  g_autofree char *text = g_strdup_printf (_("Made by Belay %s on %s. Times are those of the machine that made it. What "
                                             "an agent, a screen or a person wrote is shown with everything that "
                                             "hides in it made visible."), BELAY_VERSION, time);

  belay_html_add_text (self, text, 0);
}

static void
add_place (BelayHtml  *self,
           const char *name,
           gsize       length)
{
  static const Place places[] = {
    /* Translators: the language of the translation, as HTML names it: “de”, “pt-BR” */
    { "language", N_("en"), NULL },
    { "generator", "Belay " BELAY_VERSION, NULL },
    { "policy", NULL, add_policy },
    { "title", NULL, add_title },
    { "style", NULL, add_style },
    { "script", NULL, add_script },
    { "skip", N_("To what happened"), NULL },
    { "heading", NULL, add_heading },
    { "verdict", NULL, add_verdict },
    { "the-screen", N_("The screen"), NULL },
    { "ticks", NULL, add_ticks },
    { "last", NULL, add_last },
    { "position", N_("Moment"), NULL },
    { "first", N_("First moment"), NULL },
    { "previous", N_("Previous moment"), NULL },
    { "play", N_("Play"), NULL },
    { "next", N_("Next moment"), NULL },
    { "final", N_("Last moment"), NULL },
    { "before-or-after", N_("Before or after the action"), NULL },
    { "before", N_("Before"), NULL },
    { "after", N_("After"), NULL },
    { "what-happened", N_("What happened"), NULL },
    { "nothing", N_("No picture was recorded until then."), NULL },
    { "moments", NULL, add_moments },
    { "footer", NULL, add_footer },
  };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      if (strlen (places[i].name) != length || strncmp (places[i].name, name, length) != 0)
        continue;

      if (places[i].add != NULL)
        places[i].add (self);
      else
        belay_html_add_text (self, _(places[i].words), 0);

      return;
    }

  g_error ("The template names something unknown: %.*s", (int) length, name);
}

/* One way through, so that what is filled in is never looked at again. */
static void
fill_template (BelayHtml *self)
{
  g_autoptr(GBytes) bytes = get_resource ("page.html");
  g_autofree char *template = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  const char *at = template;
  const char *begin, *end;

  while ((begin = strstr (at, "{{")) != NULL && (end = strstr (begin, "}}")) != NULL)
    {
      belay_export_output_add_data (self->out, at, (gsize) (begin - at));
      add_place (self, begin + 2, (gsize) (end - begin - 2));
      at = end + 2;
    }

  belay_export_output_add (self->out, at);
}

static gboolean
is_step_of (BelayMoment           *moment,
            const BelayMomentStep *other)
{
  const BelayMomentStep *step = belay_moment_get_step (moment);

  return step != NULL && step->turn == other->turn;
}

/*
 * A reply is recorded when it has ended, and the steps it proposed before that. Whoever reads wants to know first what was
 * said, and then what was proposed.
 */
static GPtrArray *
order_moments (BelayTrailHistory *history)
{
  guint n_moments = belay_trail_history_get_n_moments (history);
  GPtrArray *moments = g_ptr_array_new_full (n_moments, NULL);

  for (guint i = 0; i < n_moments; i++)
    {
      BelayMoment *moment = belay_trail_history_get_moment (history, i);
      BelayMoment *before = i > 0 ? belay_trail_history_get_moment (history, i - 1) : NULL;
      const BelayMomentStep *last = before != NULL ? belay_moment_get_step (before) : NULL;
      guint place = moments->len;

      if (belay_moment_get_kind (moment) == BELAY_MOMENT_SAID && last != NULL)
        while (place > 0 && is_step_of (moments->pdata[place - 1], last))
          place--;

      g_ptr_array_insert (moments, (int) place, moment);
    }

  return moments;
}

/* Each picture is read once, when it is needed first. */
static goffset
measure_pictures (BelayExport *export)
{
  g_autofree char *blobs = g_build_filename (export->directory, "blobs", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (blobs);
  guint64 bytes = 0;

  g_file_measure_disk_usage (file, G_FILE_MEASURE_APPARENT_SIZE, export->cancellable, NULL, NULL, &bytes,
                             NULL, NULL, NULL);

  return (goffset) bytes;
}

/**
 * belay_export_html:
 * @self: an export
 * @error: return location for an error
 *
 * One page that needs nothing else: for reading, offline, in any browser, with its script or without.
 *
 * Returns: %FALSE if the session cannot be read
 */
gboolean
belay_export_html (BelayExport  *self,
                   GError      **error)
{
  g_autoptr(BelayTrailHistory) history = belay_trail_history_load (self->directory, self->cancellable, error);
  g_autoptr(GHashTable) pictures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(GPtrArray) moments = NULL;
  BelayHtml html = { self, self->output, history, NULL, pictures, 0, 0 };

  if (history == NULL)
    return FALSE;

  html.moments = moments = order_moments (history);
  belay_export_output_set_total (self->output, measure_pictures (self));
  fill_template (&html);

  return TRUE;
}
