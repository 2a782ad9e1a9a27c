/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-typed-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "belay-fit.h"
#include "belay-step-words.h"

#define MAX_SENTENCE_TEXT 40    /* characters */
#define MIN_HEIGHT        36    /* application pixels */
#define MAX_HEIGHT        140

struct _BelayTypedText
{
  GtkWidget     parent_instance;

  GtkLabel     *label;
  GSignalGroup *step_signals;
};

G_DEFINE_FINAL_TYPE (BelayTypedText, belay_typed_text, GTK_TYPE_WIDGET)

static const char *
get_long_text (BelayStep *step)
{
  BelayAction *action = step != NULL ? belay_step_get_action (step) : NULL;
  const char *text;

  if (action == NULL || belay_action_get_kind (action) != BELAY_ACTION_TYPE)
    return NULL;

  text = belay_action_get_text (action);

  return g_utf8_strlen (text, -1) > MAX_SENTENCE_TEXT || strchr (text, '\n') != NULL ? text : NULL;
}

static void
update (BelayTypedText *self)
{
  g_autoptr(BelayStep) step = g_signal_group_dup_target (self->step_signals);
  const char *text = get_long_text (step);
  g_autofree char *markup = text != NULL ? belay_visible_text_markup (text) : NULL;

  if (markup != NULL)
    gtk_label_set_markup (self->label, markup);

  gtk_widget_set_visible (GTK_WIDGET (self), text != NULL);
}

static void
belay_typed_text_dispose (GObject *object)
{
  BelayTypedText *self = BELAY_TYPED_TEXT (object);
  GtkWidget *child;

  g_clear_object (&self->step_signals);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (belay_typed_text_parent_class)->dispose (object);
}

static void
belay_typed_text_class_init (BelayTypedTextClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_typed_text_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
create_label (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "monospace");
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Text to be typed"), -1);

  return label;
}

static void
belay_typed_text_init (BelayTypedText *self)
{
  GtkWidget *label = create_label ();
  GtkWidget *fit = g_object_new (BELAY_TYPE_FIT, "min-height", MIN_HEIGHT, "max-height", MAX_HEIGHT, "child", label, NULL);

  self->label = GTK_LABEL (label);
  gtk_widget_add_css_class (fit, "belay-typed");
  gtk_widget_set_parent (fit, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);

  self->step_signals = g_signal_group_new (BELAY_TYPE_STEP);
  g_signal_group_connect_swapped (self->step_signals, "notify::decision", G_CALLBACK (update), self);
}

/**
 * belay_typed_text_holds:
 * @step: a step
 *
 * Returns: whether @step types more than a sentence can hold
 */
gboolean
belay_typed_text_holds (BelayStep *step)
{
  g_return_val_if_fail (BELAY_IS_STEP (step), FALSE);

  return get_long_text (step) != NULL;
}

/**
 * belay_typed_text_set_step:
 * @self: a view of text
 * @step: (nullable): what would type it
 */
void
belay_typed_text_set_step (BelayTypedText *self,
                           BelayStep      *step)
{
  g_return_if_fail (BELAY_IS_TYPED_TEXT (self));
  g_return_if_fail (step == NULL || BELAY_IS_STEP (step));

  g_signal_group_set_target (self->step_signals, step);
  update (self);
}
