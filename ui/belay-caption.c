/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-caption.h"

#include <glib/gi18n-lib.h>
#include "belay-step-words.h"
#include "belay-visible-text.h"

#define MAX_TEXT 400    /* characters; far more than two lines hold */

struct _BelayCaption
{
  GtkWidget   parent_instance;

  GtkLabel   *state;
  GtkLabel   *words;
  const char *style;            /* (nullable): of the state shown */
};

G_DEFINE_FINAL_TYPE (BelayCaption, belay_caption, GTK_TYPE_WIDGET)

static void
belay_caption_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (belay_caption_parent_class)->dispose (object);
}

static void
belay_caption_class_init (BelayCaptionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = belay_caption_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "belaycaption");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_STATUS);
}

static void
belay_caption_init (BelayCaption *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);

  self->state = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_set_halign (GTK_WIDGET (self->state), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->state), "state");
  gtk_widget_set_parent (GTK_WIDGET (self->state), GTK_WIDGET (self));

  self->words = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->words, TRUE);
  gtk_label_set_wrap_mode (self->words, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (self->words, 2);
  gtk_label_set_ellipsize (self->words, PANGO_ELLIPSIZE_END);
  gtk_label_set_justify (self->words, GTK_JUSTIFY_CENTER);
  gtk_label_set_max_width_chars (self->words, 48);
  gtk_widget_add_css_class (GTK_WIDGET (self->words), "title-1");
  gtk_widget_set_parent (GTK_WIDGET (self->words), GTK_WIDGET (self));
}

/**
 * belay_caption_new:
 *
 * Returns: (transfer floating): a caption that says nothing yet
 */
GtkWidget *
belay_caption_new (void)
{
  return g_object_new (BELAY_TYPE_CAPTION, NULL);
}

/* For the audience: not what the person is to do, but what becomes of the step. */
static const char *
name_state (BelayStepState state)
{
  switch (state)
    {
    case BELAY_STEP_PROPOSED:
    case BELAY_STEP_EXAMINED:
    case BELAY_STEP_WAITING:
      return _("Proposed");

    case BELAY_STEP_DECIDED:
      return _("Approved");

    case BELAY_STEP_RUNNING:
      return _("Running");

    case BELAY_STEP_DONE:
      return _("Done");

    case BELAY_STEP_FAILED:
      return _("Failed");

    case BELAY_STEP_REJECTED:
      return _("Rejected");

    case BELAY_STEP_SKIPPED:
      return _("Skipped");

    case BELAY_STEP_INTERRUPTED:
      return _("Interrupted");

    case BELAY_STEP_NOT_RUN:
      return _("Not run");

    case BELAY_STEP_UNKNOWN:
    default:
      return _("Not known");
    }
}

/* The sentence of a step that was decided without being approved says so: no “Approved” before a refusal. */
static const char *
name_step (BelayStep *step)
{
  BelayStepState state = belay_step_get_state (step);
  const BelayDecision *decision = belay_step_get_decision (step);

  if (state != BELAY_STEP_DECIDED || decision == NULL)
    return name_state (state);

  if (decision->verdict == BELAY_VERDICT_REJECT)
    return name_state (BELAY_STEP_REJECTED);

  return decision->verdict == BELAY_VERDICT_SKIP ? name_state (BELAY_STEP_SKIPPED) : name_state (state);
}

static void
set_style (BelayCaption *self,
           const char   *style)
{
  if (g_strcmp0 (self->style, style) == 0)
    return;

  if (self->style != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self), self->style);
  if (style != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), style);

  self->style = style;
}

/**
 * belay_caption_show_step:
 * @self: a caption
 * @step: what to say, with what has become of it
 */
void
belay_caption_show_step (BelayCaption *self,
                         BelayStep    *step)
{
  g_autofree char *markup = NULL;
  g_autofree char *plain = NULL;
  g_autofree char *name = NULL;
  const char *state;

  g_return_if_fail (BELAY_IS_CAPTION (self));
  g_return_if_fail (BELAY_IS_STEP (step));

  state = name_step (step);
  markup = belay_step_describe_markup (step);
  plain = belay_step_describe (step);
  name = g_strdup_printf ("%s: %s", state, plain);

  set_style (self, belay_step_words_get_style (step));
  gtk_label_set_label (self->state, state);
  gtk_widget_set_visible (GTK_WIDGET (self->state), TRUE);
  gtk_label_set_markup (self->words, markup);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/**
 * belay_caption_show_text:
 * @self: a caption
 * @text: what was said; only its beginning is shown, in at most two lines
 */
void
belay_caption_show_text (BelayCaption *self,
                         const char   *text)
{
  g_autofree char *start = NULL;
  g_autofree char *visible = NULL;

  g_return_if_fail (BELAY_IS_CAPTION (self));
  g_return_if_fail (text != NULL);

  start = g_utf8_strlen (text, -1) > MAX_TEXT ? g_utf8_substring (text, 0, MAX_TEXT) : g_strdup (text);
  visible = belay_visible_prose (start);
  g_strstrip (g_strdelimit (visible, "\n\t", ' '));

  set_style (self, NULL);
  gtk_label_set_label (self->state, "");
  gtk_widget_set_visible (GTK_WIDGET (self->state), FALSE);
  gtk_label_set_text (self->words, visible);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, visible, -1);
}

/**
 * belay_caption_get_state:
 * @self: a caption
 *
 * Returns: the name of the state shown, "" if none is
 */
const char *
belay_caption_get_state (BelayCaption *self)
{
  g_return_val_if_fail (BELAY_IS_CAPTION (self), "");

  return gtk_label_get_text (self->state);
}

/**
 * belay_caption_get_words:
 * @self: a caption
 *
 * Returns: the sentence shown, without markup
 */
const char *
belay_caption_get_words (BelayCaption *self)
{
  g_return_val_if_fail (BELAY_IS_CAPTION (self), "");

  return gtk_label_get_text (self->words);
}
