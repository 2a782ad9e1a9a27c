/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-batch.h"

#include <glib/gi18n-lib.h>
#include "belay-step-words.h"

struct _BelayBatch
{
  GtkWidget     parent_instance;

  GtkFlowBox   *pills;
  GtkLabel     *position;

  GListModel   *turn;           /* (nullable): of BelayStep */
  BelayStep    *step;           /* (nullable): the one looked at */
  GSignalGroup *turn_signals;
  GSignalGroup *step_signals;
};

enum
{
  PICKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayBatch, belay_batch, GTK_TYPE_WIDGET)

static void
on_pill_clicked (BelayBatch *self,
                 GtkWidget  *pill)
{
  g_signal_emit (self, signals[PICKED], 0, g_object_get_data (G_OBJECT (pill), "belay-step"));
}

static void
update_pill (GtkWidget *pill)
{
  static const char *const styles[] = { "accent", "success", "error", "warning", "dim-label", NULL };
  BelayStep *step = g_object_get_data (G_OBJECT (pill), "belay-step");
  g_autofree char *sentence = belay_step_describe (step);
  g_autofree char *state = belay_step_words_describe (step);
  g_autofree char *name = g_strdup_printf (_("Step %u: %s, %s"), belay_step_get_index (step), sentence, state);

  for (guint i = 0; styles[i] != NULL; i++)
    gtk_widget_remove_css_class (pill, styles[i]);
  gtk_widget_add_css_class (pill, belay_step_words_get_style (step));
  gtk_widget_set_tooltip_text (pill, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (pill), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static GtkWidget *
create_pill (gpointer item,
             gpointer user_data)
{
  BelayBatch *self = user_data;
  BelayStep *step = item;
  g_autofree char *number = g_strdup_printf ("%u", belay_step_get_index (step));
  GtkWidget *pill = gtk_button_new_with_label (number);
  GtkWidget *place = gtk_flow_box_child_new ();

  gtk_widget_add_css_class (pill, "belay-pill");
  gtk_widget_set_focus_on_click (pill, FALSE);
  g_object_set_data_full (G_OBJECT (pill), "belay-step", g_object_ref (step), g_object_unref);
  g_signal_connect_object (step, "notify::state", G_CALLBACK (update_pill), pill, G_CONNECT_SWAPPED);
  g_signal_connect_object (pill, "clicked", G_CALLBACK (on_pill_clicked), self, G_CONNECT_SWAPPED);
  update_pill (pill);

  /* Or the keyboard would stop twice at each. */
  gtk_widget_set_focusable (place, FALSE);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (place), pill);

  return place;
}

static void
mark_shown (BelayBatch *self)
{
  GtkFlowBoxChild *place;

  for (int i = 0; (place = gtk_flow_box_get_child_at_index (self->pills, i)) != NULL; i++)
    {
      GtkWidget *pill = gtk_flow_box_child_get_child (place);

      if (g_object_get_data (G_OBJECT (pill), "belay-step") == self->step)
        gtk_widget_add_css_class (pill, "shown");
      else
        gtk_widget_remove_css_class (pill, "shown");
    }
}

static void
update_position (BelayBatch *self)
{
  guint size = self->step != NULL ? belay_step_get_turn_size (self->step) : 0;
  guint so_far = self->turn != NULL ? g_list_model_get_n_items (self->turn) : 0;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), self->step != NULL && MAX (size, so_far) > 1);
  if (self->step == NULL)
    return;

  if (size > 0)
    /* Translators: the first %u is the number of a step, the second how many there are. */
    text = g_strdup_printf (_("%u of %u"), belay_step_get_index (self->step), size);
  else
    /* Translators: a step whose number is known while more may come. */
    text = g_strdup_printf (_("Step %u"), belay_step_get_index (self->step));

  gtk_label_set_label (self->position, text);
}

static void
on_turn_changed (BelayBatch *self)
{
  mark_shown (self);
  update_position (self);
}

static void
belay_batch_dispose (GObject *object)
{
  BelayBatch *self = BELAY_BATCH (object);
  GtkWidget *child;

  g_clear_object (&self->turn_signals);
  g_clear_object (&self->step_signals);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  g_clear_object (&self->turn);
  g_clear_object (&self->step);

  G_OBJECT_CLASS (belay_batch_parent_class)->dispose (object);
}

static void
belay_batch_class_init (BelayBatchClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = belay_batch_dispose;

  signals[PICKED] = g_signal_new ("picked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, BELAY_TYPE_STEP);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-batch.ui");
  gtk_widget_class_bind_template_child (widget_class, BelayBatch, pills);
  gtk_widget_class_bind_template_child (widget_class, BelayBatch, position);
}

static void
belay_batch_init (BelayBatch *self)
{
  self->turn_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->turn_signals, "items-changed", G_CALLBACK (on_turn_changed), self);
  self->step_signals = g_signal_group_new (BELAY_TYPE_STEP);
  g_signal_group_connect_swapped (self->step_signals, "notify", G_CALLBACK (update_position), self);

  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * belay_batch_set_turn:
 * @self: a batch
 * @turn: (nullable): its steps, a list of #BelayStep that may still grow
 */
void
belay_batch_set_turn (BelayBatch *self,
                      GListModel *turn)
{
  g_return_if_fail (BELAY_IS_BATCH (self));
  g_return_if_fail (turn == NULL || G_IS_LIST_MODEL (turn));

  if (!g_set_object (&self->turn, turn))
    return;

  gtk_flow_box_bind_model (self->pills, turn, create_pill, self, NULL);
  g_signal_group_set_target (self->turn_signals, turn);
  on_turn_changed (self);
}

/**
 * belay_batch_set_step:
 * @self: a batch
 * @step: (nullable): the step looked at
 */
void
belay_batch_set_step (BelayBatch *self,
                      BelayStep  *step)
{
  g_return_if_fail (BELAY_IS_BATCH (self));
  g_return_if_fail (step == NULL || BELAY_IS_STEP (step));

  g_set_object (&self->step, step);
  g_signal_group_set_target (self->step_signals, step);
  on_turn_changed (self);
}
