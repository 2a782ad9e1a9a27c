/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-moment-details.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "belay-held-pair.h"
#include "belay-moment-versions.h"
#include "belay-moment-words.h"
#include "belay-provenance-view.h"
#include "belay-visible-text.h"

#define MAX_TEXT   8000         /* characters shown of one text; all of it is in the record */
#define LOOK_AHEAD 64           /* moments, for the words that came with a step */

/**
 * BelayMomentDetails:
 *
 * One moment in words.
 *
 * Made anew for each moment: scrubbing changes most of it, and it is a handful of labels.
 */
struct _BelayMomentDetails
{
  GtkWidget          parent_instance;

  GtkScrolledWindow *scroller;
  GtkBox            *box;
  gboolean           rehearsal;
};

G_DEFINE_FINAL_TYPE (BelayMomentDetails, belay_moment_details, GTK_TYPE_WIDGET)

static GtkWidget *
make_text (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);

  return label;
}

static GtkWidget *
add_text (BelayMomentDetails *self,
          const char         *text,
          const char         *style)
{
  GtkWidget *label = make_text (text);

  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_box_append (self->box, label);

  return label;
}

/* A title and what it is the title of. Text as recorded; nothing is added for none. */
static void
add_section (BelayMomentDetails *self,
             const char         *title,
             const char         *text)
{
  g_autofree char *shown = text != NULL ? belay_moment_words_show_lines (text, MAX_TEXT) : NULL;
  GtkWidget *box, *heading, *label;

  if (shown == NULL || *shown == '\0')
    return;

  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  heading = gtk_label_new (title);
  label = make_text (shown);
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "caption-heading");
  gtk_widget_add_css_class (heading, "dim-label");
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (self->box, box);
}

/* What is long and rarely wanted. */
static void
add_folded (BelayMomentDetails *self,
            const char         *title,
            const char         *text,
            const char         *style)
{
  g_autofree char *shown = text != NULL ? belay_moment_words_show_lines (text, MAX_TEXT) : NULL;
  GtkWidget *expander, *label;

  if (shown == NULL || *shown == '\0')
    return;

  expander = gtk_expander_new (title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (expander), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  label = make_text (shown);
  gtk_widget_add_css_class (label, style);
  gtk_widget_set_margin_top (label, 4);
  gtk_expander_set_child (GTK_EXPANDER (expander), label);
  gtk_box_append (self->box, expander);
}

static void
add_finding (BelayMomentDetails       *self,
             const BelayMomentFinding *finding)
{
  gboolean hold = g_strcmp0 (finding->severity, "hold") == 0;
  gboolean warn = g_strcmp0 (finding->severity, "warn") == 0;
  g_autofree char *sentence = belay_visible_text (finding->sentence != NULL ? finding->sentence : "", MAX_TEXT);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *icon = gtk_image_new_from_icon_name (hold ? "dialog-error-symbolic" :
                                                  warn ? "dialog-warning-symbolic" : "dialog-information-symbolic");
  GtkWidget *label = make_text (sentence);

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  hold ? _("Risk") : warn ? _("Warning") : _("Note"), -1);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (box, "belay-finding");
  gtk_widget_add_css_class (box, hold ? "error" : warn ? "warning" : "dim-label");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (self->box, box);
}

static void
add_time (BelayMomentDetails *self,
          BelayMoment        *moment)
{
  gint64 time = belay_moment_get_time (moment);
  g_autofree char *clock = belay_moment_words_format_clock (time);
  g_autofree char *utc = belay_moment_words_format_utc (time);
  g_autofree char *cost = belay_moment_words_format_cost (belay_moment_get_cost (moment));
  GString *text = g_string_new (clock);
  GtkWidget *label;

  g_string_append_printf (text, _(" · record %" G_GUINT64_FORMAT), belay_moment_get_seq (moment));
  if (belay_moment_get_cost (moment) > 0)
    /* Translators: %s is an amount of money */
    g_string_append_printf (text, _(" · %s spent so far"), cost);

  label = add_text (self, text->str, "dim-label");
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_set_tooltip_text (label, utc);
  g_string_free (text, TRUE);
}

/* The words of the reply a step came with: the reply is on record when it has ended, after what it proposed.
 * (transfer none) (nullable) */
static BelayMoment *
find_words (BelayTrailHistory *history,
            guint              position)
{
  guint turn = belay_moment_get_step (belay_trail_history_get_moment (history, position))->turn;
  guint end = MIN (belay_trail_history_get_n_moments (history), position + LOOK_AHEAD);

  for (guint i = position + 1; i < end; i++)
    {
      BelayMoment *moment = belay_trail_history_get_moment (history, i);
      const BelayMomentStep *step = belay_moment_get_step (moment);

      if (belay_moment_get_kind (moment) == BELAY_MOMENT_SAID)
        return moment;

      if (step != NULL && step->turn != turn)
        return NULL;
    }

  return NULL;
}

static void
add_words (BelayMomentDetails *self,
           BelayMoment        *said)
{
  add_section (self, self->rehearsal ? _("The rehearsal said") : _("Claude said"), belay_moment_get_text (said));
  add_folded (self, self->rehearsal ? _("What the rehearsal thought") : _("What Claude thought"),
              belay_moment_get_thought (said), "dim-label");
}

static gboolean
is_boundary (const char *text,
             gsize       position)
{
  return ((guchar) text[position] & 0xc0) != 0x80;
}

/* As the card has shown it. The record is not believed: what does not fit the text is left out. (nullable) */
static GPtrArray *
convert_origins (GPtrArray  *recorded,
                 const char *text)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_origin_part_free);
  gsize size = strlen (text), end = 0;

  for (guint i = 0; i < recorded->len; i++)
    {
      const BelayMomentOrigin *origin = recorded->pdata[i];
      BelayOriginPart *part = g_new0 (BelayOriginPart, 1);

      part->origin = belay_origin_parse (origin->origin);
      part->start = origin->start;
      part->length = origin->length;
      g_ptr_array_add (parts, part);

      if (origin->start != end || origin->length > size - end || !is_boundary (text, end + origin->length))
        {
          g_ptr_array_unref (parts);
          return NULL;
        }

      end += origin->length;
    }

  return parts;
}

static void
add_origins (BelayMomentDetails    *self,
             BelayMoment           *moment,
             const BelayMomentStep *step)
{
  g_autoptr(BelayAction) action = step->origins->len > 0 ? belay_moment_parse_action (moment, FALSE) : NULL;
  const char *text = action != NULL && belay_action_get_kind (action) == BELAY_ACTION_TYPE ? belay_action_get_text (action)
                                                                                           : NULL;
  g_autoptr(GPtrArray) parts = text != NULL ? convert_origins (step->origins, text) : NULL;
  GtkWidget *view;

  if (parts == NULL)
    return;

  view = belay_provenance_view_new ();
  belay_provenance_view_set_text (BELAY_PROVENANCE_VIEW (view), text, parts);
  gtk_box_append (self->box, view);
}

static void
add_step (BelayMomentDetails *self,
          BelayTrailHistory  *history,
          BelayMoment        *moment,
          guint               position)
{
  const BelayMomentStep *step = belay_moment_get_step (moment);
  g_autofree char *state = belay_moment_words_describe_state (step);
  g_autofree char *decision = belay_moment_words_describe_decision (step);
  BelayMoment *said = find_words (history, position);
  GtkWidget *label = add_text (self, state, "heading"), *versions;

  gtk_widget_add_css_class (label, belay_moment_words_get_style (moment));
  add_text (self, decision, NULL);
  add_section (self, _("In the person’s words"), step->reason);

  for (guint i = 0; step->findings != NULL && i < step->findings->len; i++)
    add_finding (self, step->findings->pdata[i]);
  if (step->approved != NULL && step->held != NULL)
    gtk_box_append (self->box, belay_held_pair_new (belay_trail_history_get_directory (history), moment));
  add_section (self, _("Refused, because"), step->invalid);
  add_origins (self, moment, step);

  versions = belay_moment_versions_new ();
  belay_moment_versions_set_moment (BELAY_MOMENT_VERSIONS (versions), moment);
  gtk_box_append (self->box, versions);

  if (said != NULL)
    add_words (self, said);
  add_section (self, self->rehearsal ? _("What the rehearsal was told") : _("What Claude was told"), step->text);
  if (step->n_events > 0)
    add_folded (self, _("The events"), step->events, "monospace");
}

/* Whether the sentence about it is more than the beginning of what is shown in full. */
static gboolean
has_sentence (BelayMoment *moment)
{
  switch ((int) belay_moment_get_kind (moment))
    {
    case BELAY_MOMENT_SAID:
    case BELAY_MOMENT_TASK:
    case BELAY_MOMENT_PROBLEM:
      return FALSE;

    default:
      return TRUE;
    }
}

static void
add_other (BelayMomentDetails *self,
           BelayTrailHistory  *history,
           BelayMoment        *moment)
{
  switch ((int) belay_moment_get_kind (moment))
    {
    case BELAY_MOMENT_OPEN:
      add_section (self, _("Sandbox"), belay_trail_history_get_sandbox (history));
      add_section (self, self->rehearsal ? _("Rehearsal") : _("Model"), belay_trail_history_get_agent (history));
      break;

    case BELAY_MOMENT_SAID:
      add_words (self, moment);
      break;

    case BELAY_MOMENT_TASK:
      add_section (self, _("The person said"), belay_moment_get_text (moment));
      break;

    case BELAY_MOMENT_PROBLEM:
      add_section (self, _("The program said"), belay_moment_get_text (moment));
      break;

    default:
      break;
    }
}

static void
clear (BelayMomentDetails *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
}

static void
belay_moment_details_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (belay_moment_details_parent_class)->dispose (object);
}

static void
belay_moment_details_class_init (BelayMomentDetailsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_moment_details_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
belay_moment_details_init (BelayMomentDetails *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 10));
  gtk_widget_add_css_class (GTK_WIDGET (self->box), "belay-details");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("About this moment"), -1);

  self->scroller = GTK_SCROLLED_WINDOW (gtk_scrolled_window_new ());
  gtk_scrolled_window_set_policy (self->scroller, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (self->scroller, GTK_WIDGET (self->box));
  gtk_widget_set_parent (GTK_WIDGET (self->scroller), GTK_WIDGET (self));
}

/**
 * belay_moment_details_show:
 * @self: details
 * @history: (nullable): a session
 * @position: a moment of it
 */
void
belay_moment_details_show (BelayMomentDetails *self,
                           BelayTrailHistory  *history,
                           guint               position)
{
  BelayMoment *moment;
  g_autofree char *sentence = NULL;

  g_return_if_fail (BELAY_IS_MOMENT_DETAILS (self));

  clear (self);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  if (history == NULL || position >= belay_trail_history_get_n_moments (history))
    return;

  self->rehearsal = belay_trail_history_is_rehearsal (history);
  moment = belay_trail_history_get_moment (history, position);
  sentence = belay_moment_describe (moment);

  if (has_sentence (moment))
    add_text (self, sentence, "belay-sentence");
  add_time (self, moment);
  if (belay_moment_get_step (moment) != NULL)
    add_step (self, history, moment, position);
  else
    add_other (self, history, moment);
}
