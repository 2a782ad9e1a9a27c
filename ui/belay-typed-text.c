/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-typed-text.h"

#include <string.h>
#include "belay-provenance-view.h"

#define MAX_SENTENCE_TEXT 40    /* characters */

struct _BelayTypedText
{
  GtkWidget            parent_instance;

  BelayProvenanceView *view;
  GSignalGroup        *step_signals;
};

G_DEFINE_FINAL_TYPE (BelayTypedText, belay_typed_text, GTK_TYPE_WIDGET)

/* What a sentence cannot hold: a long text, or one of which there is more to say. */
static const char *
get_shown_text (BelayStep *step)
{
  BelayAction *action = step != NULL ? belay_step_get_action (step) : NULL;
  const char *text;

  if (action == NULL || belay_action_get_kind (action) != BELAY_ACTION_TYPE)
    return NULL;

  text = belay_action_get_text (action);

  if (g_utf8_strlen (text, -1) > MAX_SENTENCE_TEXT || strchr (text, '\n') != NULL ||
      belay_provenance_has (belay_step_get_origins (step), BELAY_ORIGIN_SCREEN) ||
      belay_provenance_has (belay_step_get_origins (step), BELAY_ORIGIN_PERSON))
    return text;

  return NULL;
}

static void
update (BelayTypedText *self)
{
  g_autoptr(BelayStep) step = g_signal_group_dup_target (self->step_signals);
  const char *text = get_shown_text (step);
  BelayAction *proposed = step != NULL ? belay_proposal_get_action (belay_step_get_proposal (step)) : NULL;

  /* Where the words come from was found out about the text that was proposed. */
  if (text != NULL)
    belay_provenance_view_set_text (self->view, text, proposed == belay_step_get_action (step) ? belay_step_get_origins (step)
                                                                                               : NULL);

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

static void
belay_typed_text_init (BelayTypedText *self)
{
  GtkWidget *view = belay_provenance_view_new ();

  self->view = BELAY_PROVENANCE_VIEW (view);
  gtk_widget_set_parent (view, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);

  self->step_signals = g_signal_group_new (BELAY_TYPE_STEP);
  g_signal_group_connect_swapped (self->step_signals, "notify::decision", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->step_signals, "notify::origins", G_CALLBACK (update), self);
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

  return get_shown_text (step) != NULL;
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
