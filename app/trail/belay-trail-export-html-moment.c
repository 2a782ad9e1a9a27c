/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-export-html-private.h"

#include <glib/gi18n-lib.h>

#define TIME_FORMAT      "%H:%M:%S"
#define DAY_TIME_FORMAT  "%F %H:%M:%S"

/* With the day, unless it is the first one. */
static void
add_time (BelayHtml *self,
          gint64     time)
{
  g_autofree char *day = belay_html_format_time (time, "%F");
  g_autofree char *first_day = belay_html_format_time (belay_trail_history_get_begin (self->history), "%F");
  g_autofree char *text = belay_html_format_time (time, g_str_equal (day, first_day) ? TIME_FORMAT : DAY_TIME_FORMAT);

  belay_export_output_add (self->out, text);
}

/* The class is the word where it is one of ours, as belay_html_name_decision() and _state() know them. */
static void
begin_badge (BelayHtml  *self,
             const char *class,
             const char *words,
             const char *recorded)
{
  belay_export_output_printf (self->out, "<span class=\"badge %s\">", words != NULL ? class : "other");
  belay_html_add_text (self, words != NULL ? words : recorded, 60);
}

static void
add_badges (BelayHtml             *self,
            const BelayMomentStep *step)
{
  gboolean by_slack = g_strcmp0 (step->by, "slack") == 0;

  begin_badge (self, step->verdict == NULL ? "undecided" : by_slack ? "slack" : step->verdict,
               belay_html_name_decision (step->verdict, step->by), step->verdict);
  if (step->verdict != NULL && !by_slack && step->visible_ms > 0)
    belay_export_output_printf (self->out, " · %.1f s", (double) step->visible_ms / 1000);
  belay_export_output_add (self->out, "</span>\n");

  if (step->state != NULL)
    begin_badge (self, step->state, belay_html_name_state (step->state), step->state);
  else if (step->sent_name != NULL)
    begin_badge (self, "unknown", _("Its result is not recorded"), NULL);
  else
    return;

  belay_export_output_add (self->out, "</span>\n");
}

static void
add_line (BelayHtml   *self,
          BelayMoment *moment)
{
  const BelayMomentStep *step = belay_moment_get_step (moment);
  g_autofree char *exact = NULL;
  gint64 cost = belay_moment_get_cost (moment);

  belay_export_output_add (self->out, "<p class=\"line\">");
  belay_export_output_add (self->out, "<time>");
  add_time (self, belay_moment_get_time (moment));
  belay_export_output_add (self->out, "</time>\n");
  belay_export_output_printf (self->out, "<a href=\"#m%" G_GUINT64_FORMAT "\" class=\"who\">",
                              belay_moment_get_seq (moment));
  belay_html_add_text (self, belay_html_name_kind (belay_moment_get_kind (moment)), 0);
  if (step != NULL)
    belay_export_output_printf (self->out, " %u", step->number);
  belay_export_output_add (self->out, "</a>\n");

  if (step != NULL)
    add_badges (self, step);

  if (cost > self->cost)
    {
      exact = belay_html_format_cost (cost - self->cost);
      self->cost = cost;
      belay_export_output_printf (self->out, "<span class=\"cost\">+%s</span>", exact);
    }

  belay_export_output_add (self->out, "</p>\n");
}

/* A paragraph, if there is something to say. @words: (nullable): a format of ours around it */
static void
add_quote (BelayHtml  *self,
           const char *words,
           const char *text)
{
  if (text == NULL || *text == '\0')
    return;

  belay_export_output_printf (self->out, "<p class=\"quote prose\">%s <q><bdi>", words);
  belay_html_add_lines (self, text);
  belay_export_output_add (self->out, "</bdi></q></p>\n");
}

static void
add_findings (BelayHtml             *self,
              const BelayMomentStep *step)
{
  if (step->findings == NULL || step->findings->len == 0)
    return;

  belay_export_output_add (self->out, "<ul class=\"findings\">");

  for (guint i = 0; i < step->findings->len; i++)
    {
      const BelayMomentFinding *finding = step->findings->pdata[i];

      belay_export_output_printf (self->out, "<li class=\"%s\"><b>%s</b> <bdi>",
                                  g_strcmp0 (finding->severity, "hold") == 0   ? "hold"
                                  : g_strcmp0 (finding->severity, "note") == 0 ? "note"
                                                                               : "warn",
                                  belay_html_name_severity (finding->severity));
      belay_html_add_text (self, finding->sentence, 0);
      belay_export_output_add (self->out, "</bdi></li>");
    }

  belay_export_output_add (self->out, "</ul>\n");
}

static void
add_figure (BelayHtml              *self,
            BelayMoment            *moment,
            const BelayHtmlPicture *picture,
            gboolean                before)
{
  const BelayMomentStep *step = belay_moment_get_step (moment);
  g_autofree char *label = g_strdup_printf (before ? _("The screen before step %u, what was proposed drawn on it")
                                                   : _("The screen after step %u"), step->number);

  belay_export_output_printf (self->out,
                              "<figure class=\"shot\" data-when=\"%s\"><div class=\"view\">"
                              "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"",
                              before ? "before" : "after", picture->width, picture->height);
  belay_html_add_text (self, label, 0);
  belay_export_output_printf (self->out, "\"><use href=\"#picture-%u\"/>", picture->number);
  if (before)
    belay_html_add_marks (self, moment, picture);
  belay_export_output_add (self->out, "</svg>");
  if (before)
    belay_html_add_keys (self, moment);
  belay_export_output_add (self->out, "</div><figcaption>");
  belay_html_add_text (self, before ? _("Before: what was decided on") : _("After"), 0);
  belay_export_output_add (self->out, "</figcaption></figure>\n");
}

static void
add_missing (BelayHtml  *self,
             const char *sha256)
{
  g_autofree char *words = g_strdup_printf (_("The picture %s is not there, or is not what its name says."), sha256);

  belay_export_output_add (self->out, "<p class=\"missing\">");
  belay_html_add_text (self, words, 0);
  belay_export_output_add (self->out, "</p>\n");
}

static void
add_figures (BelayHtml             *self,
             BelayMoment           *moment,
             const BelayMomentStep *step)
{
  const char *sha256 = step->before != NULL ? step->before : belay_moment_get_picture (moment);
  const BelayHtmlPicture *before = belay_html_need_picture (self, sha256);
  const BelayHtmlPicture *after = belay_html_need_picture (self, step->after);

  if (before != NULL && before->number == 0)
    add_missing (self, sha256);

  if (after != NULL && after->number == 0 && after != before)
    add_missing (self, step->after);

  if ((before == NULL || before->number == 0) && (after == NULL || after->number == 0))
    return;

  belay_export_output_add (self->out, "<div class=\"shots\">");
  if (before != NULL && before->number != 0)
    add_figure (self, moment, before, TRUE);
  if (after != NULL && after->number != 0)
    add_figure (self, moment, after, FALSE);
  belay_export_output_add (self->out, "</div>\n");
}

/* One of proposed, decided, sent. @input: (nullable): then @otherwise is said */
static void
add_way (BelayHtml  *self,
         const char *title,
         gint64      time,
         const char *name,
         const char *input,
         const char *otherwise)
{
  belay_export_output_add (self->out, "<div><h3>");
  belay_html_add_text (self, title, 0);
  if (time > 0)
    {
      belay_export_output_add (self->out, " · ");
      add_time (self, time);
    }
  belay_export_output_add (self->out, "</h3>");

  if (name != NULL)
    {
      belay_export_output_add (self->out, "<pre><b><bdi>");
      belay_html_add_text (self, name, 0);
      belay_export_output_add (self->out, "</bdi></b>\n<bdi>");
      belay_html_add_lines (self, input != NULL ? input : "");
      belay_export_output_add (self->out, "</bdi></pre>");
    }
  else
    {
      belay_export_output_add (self->out, "<p>");
      belay_html_add_text (self, otherwise, 0);
      belay_export_output_add (self->out, "</p>");
    }

  belay_export_output_add (self->out, "</div>");
}

static void
add_fact (BelayHtml  *self,
          const char *name,
          const char *value)
{
  if (value == NULL || *value == '\0')
    return;

  belay_export_output_add (self->out, "<dt>");
  belay_html_add_text (self, name, 0);
  belay_export_output_add (self->out, "</dt><dd class=\"prose\"><bdi>");
  belay_html_add_lines (self, value);
  belay_export_output_add (self->out, "</bdi></dd>");
}

static void
add_facts (BelayHtml             *self,
           BelayMoment           *moment,
           const BelayMomentStep *step)
{
  g_autofree char *record = g_strdup_printf ("%" G_GUINT64_FORMAT " (%s)", belay_moment_get_seq (moment),
                                             belay_moment_get_record (moment));
  g_autofree char *turn = g_strdup_printf ("%u / %u", step->turn, step->index + 1);
  g_autofree char *sent = NULL;

  if (step->sent_name != NULL)
    sent = g_strdup_printf (_("%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT), step->n_sent, step->n_events);

  belay_export_output_add (self->out, "<dl class=\"facts\">");
  add_fact (self, _("Told the model"), step->text);
  add_fact (self, _("Refused because"), step->invalid);
  add_fact (self, _("Slack"), step->slack);
  add_fact (self, _("Turn / place"), turn);
  add_fact (self, _("Tool use"), step->tool_use_id);
  add_fact (self, _("Record"), record);
  add_fact (self, _("Events sent"), sent);
  add_fact (self, _("Events"), step->events);
  belay_export_output_add (self->out, "</dl>");
}

/* What ran is not what the sentence says. */
static void
add_change (BelayHtml   *self,
            BelayMoment *moment)
{
  g_autoptr(BelayAction) proposed = belay_moment_parse_action (moment, FALSE);
  g_autoptr(BelayAction) sent = belay_moment_parse_action (moment, TRUE);
  g_autofree char *description = NULL;

  if (sent == NULL || (proposed != NULL && belay_action_equal (proposed, sent)))
    return;

  description = belay_action_describe (sent);
  belay_export_output_printf (self->out, "<p class=\"quote\">%s <b><bdi>", _("Changed to:"));
  belay_html_add_text (self, description, 0);
  belay_export_output_add (self->out, "</bdi></b></p>\n");
}

static void
add_step (BelayHtml             *self,
          BelayMoment           *moment,
          const BelayMomentStep *step)
{
  gboolean goes = g_strcmp0 (step->verdict, "approve") == 0;

  add_change (self, moment);
  add_findings (self, step);
  add_quote (self, _("The person said:"), step->reason);
  add_figures (self, moment, step);

  belay_export_output_printf (self->out, "<details><summary>%s</summary><div class=\"ways\">",
                              _("Proposed, decided, sent"));
  add_way (self, C_("of an action", "Proposed"), step->proposed_at, step->name, step->input, NULL);
  add_way (self, C_("of an action", "Decided"), step->decided_at, step->decided_name, step->decided_input,
           goes ? _("As it was proposed") : step->verdict != NULL ? _("Not to run") : _("Nothing"));
  add_way (self, C_("of an action", "Sent"), step->intended_at, step->sent_name, step->sent_input, _("Nothing"));
  belay_export_output_add (self->out, "</div>\n");
  add_facts (self, moment, step);
  belay_export_output_add (self->out, "</details>\n");
}

/* Words are shown as lines and whole; of everything else there is a sentence. */
static void
add_sentence (BelayHtml   *self,
              BelayMoment *moment)
{
  BelayMomentKind kind = belay_moment_get_kind (moment);
  const char *text = belay_moment_get_text (moment);
  gboolean prose = (kind == BELAY_MOMENT_TASK || kind == BELAY_MOMENT_SAID || kind == BELAY_MOMENT_PROBLEM) &&
                   text != NULL;
  g_autofree char *description = prose ? NULL : belay_moment_describe (moment);

  if (belay_moment_get_thought (moment) != NULL)
    {
      belay_export_output_add (self->out, "<p class=\"thought prose\"><bdi>");
      belay_html_add_lines (self, belay_moment_get_thought (moment));
      belay_export_output_add (self->out, "</bdi></p>\n");
      /* Without words the thought is all there is. */
      if (kind == BELAY_MOMENT_SAID && !prose)
        {
          belay_export_output_printf (self->out, "<p class=\"sentence\" hidden>%s</p>\n", _("The agent thought."));
          return;
        }
    }

  belay_export_output_printf (self->out, "<p class=\"sentence%s\"><bdi>", prose ? " prose" : "");
  if (prose)
    belay_html_add_lines (self, text);
  else
    belay_html_add_text (self, description, 0);
  belay_export_output_add (self->out, "</bdi></p>\n");
}

/**
 * belay_html_add_moment:
 * @self: a page, in its list of moments
 * @position: of the moment
 *
 * Adds everything that is recorded of it.
 */
void
belay_html_add_moment (BelayHtml *self,
                       guint      position)
{
  BelayMoment *moment = self->moments->pdata[position];
  const BelayMomentStep *step = belay_moment_get_step (moment);
  g_autofree char *classes = belay_html_name_classes (moment);
  const BelayHtmlPicture *picture = NULL;

  /* A list has nothing but its items: what it stores is in the one before, or the same. */
  belay_export_output_printf (self->out, "<li class=\"moment %s\" id=\"m%" G_GUINT64_FORMAT "\">", classes,
                              belay_moment_get_seq (moment));
  add_line (self, moment);
  add_sentence (self, moment);

  if (step != NULL)
    add_step (self, moment, step);
  else
    picture = belay_html_need_picture (self, belay_moment_get_picture (moment));

  /* The screen at that time: shown beside the list, not in it again. */
  if (picture != NULL && picture->number != 0)
    belay_export_output_printf (self->out, "<i hidden data-picture=\"%u\" data-size=\"%d %d\"></i>",
                                picture->number, picture->width, picture->height);

  belay_export_output_add (self->out, "</li>\n");
}
