/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-batch.h"

#include <glib/gi18n-lib.h>
#include "belay-batch-row.h"
#include "belay-fit.h"
#include "belay-in-view.h"

struct _BelayBatch
{
  GtkWidget     parent_instance;

  GtkBox       *rows;
  GtkLabel     *position;

  GListModel   *turn;           /* (nullable): of BelayStep */
  BelayStep    *step;           /* (nullable): the one looked at */
  BelayInView  *in_view;
  GSignalGroup *turn_signals;
  GSignalGroup *step_signals;
  guint         look;           /* idle: which rows can be seen is to be found out */
};

enum
{
  PICKED,
  POINTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayBatch, belay_batch, GTK_TYPE_WIDGET)

static BelayBatchRow *
first_row (BelayBatch *self)
{
  return (BelayBatchRow *) gtk_widget_get_first_child (GTK_WIDGET (self->rows));
}

static BelayBatchRow *
next_row (BelayBatchRow *row)
{
  return (BelayBatchRow *) gtk_widget_get_next_sibling (GTK_WIDGET (row));
}

static BelayBatchRow *
find_row (BelayBatch *self,
          BelayStep  *step)
{
  BelayBatchRow *row;

  for (row = first_row (self); row != NULL && belay_batch_row_get_step (row) != step; row = next_row (row))
    ;

  return row;
}

/* Which rows can be seen. */

static void
update_in_view (BelayBatch *self)
{
  for (BelayBatchRow *row = first_row (self); row != NULL; row = next_row (row))
    belay_batch_row_set_in_view (row, belay_in_view_sees (self->in_view, GTK_WIDGET (row)));
}

static gboolean
look (gpointer user_data)
{
  BelayBatch *self = user_data;

  self->look = 0;
  update_in_view (self);

  return G_SOURCE_REMOVE;
}

/* When everything has its place. */
static void
queue_look (BelayBatch *self)
{
  if (self->look == 0)
    self->look = g_idle_add (look, self);
}

/* The rows. */

static void
on_row_clicked (BelayBatch    *self,
                BelayBatchRow *row)
{
  g_signal_emit (self, signals[PICKED], 0, belay_batch_row_get_step (row));
}

static void
on_row_pointed (GtkEventController *controller,
                GParamSpec         *pspec,
                BelayBatch         *self)
{
  BelayBatchRow *row = BELAY_BATCH_ROW (gtk_event_controller_get_widget (controller));
  gboolean pointed;

  g_object_get (controller, pspec->name, &pointed, NULL);
  g_signal_emit (self, signals[POINTED], 0, pointed ? belay_batch_row_get_step (row) : NULL);
}

static GtkWidget *
create_row (BelayBatch *self,
            BelayStep  *step)
{
  GtkWidget *row = belay_batch_row_new (step);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect_object (row, "clicked", G_CALLBACK (on_row_clicked), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "notify::contains-pointer", G_CALLBACK (on_row_pointed), self, 0);
  g_signal_connect_object (focus, "notify::contains-focus", G_CALLBACK (on_row_pointed), self, 0);
  gtk_widget_add_controller (row, motion);
  gtk_widget_add_controller (row, focus);

  return row;
}

static void
scroll_to_shown (BelayBatch *self)
{
  BelayBatchRow *row = find_row (self, self->step);
  GtkWidget *around = gtk_widget_get_ancestor (GTK_WIDGET (self->rows), GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (around));
  graphene_rect_t bounds;

  if (row != NULL && gtk_widget_compute_bounds (GTK_WIDGET (row), GTK_WIDGET (self->rows), &bounds) &&
      bounds.size.height > 0)
    gtk_adjustment_clamp_page (adjustment, bounds.origin.y - bounds.size.height,
                               bounds.origin.y + 2 * bounds.size.height);
}

static void
mark_shown (BelayBatch *self)
{
  for (BelayBatchRow *row = first_row (self); row != NULL; row = next_row (row))
    belay_batch_row_set_shown (row, belay_batch_row_get_step (row) == self->step);

  scroll_to_shown (self);
  queue_look (self);
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
on_turn_changed (BelayBatch *self,
                 guint       position,
                 guint       removed,
                 guint       added)
{
  BelayBatchRow *row = first_row (self);

  for (guint i = 0; i < position && row != NULL; i++)
    row = next_row (row);

  for (guint i = 0; i < removed && row != NULL; i++)
    {
      BelayBatchRow *next = next_row (row);

      gtk_box_remove (self->rows, GTK_WIDGET (row));
      row = next;
    }

  for (guint i = 0; i < added; i++)
    {
      g_autoptr(BelayStep) step = g_list_model_get_item (self->turn, position + i);

      /* A turn only grows at its end. */
      gtk_box_append (self->rows, create_row (self, step));
    }

  mark_shown (self);
  update_position (self);
}

static void
belay_batch_dispose (GObject *object)
{
  BelayBatch *self = BELAY_BATCH (object);
  GtkWidget *child;

  g_clear_handle_id (&self->look, g_source_remove);
  g_clear_object (&self->in_view);
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
  signals[POINTED] = g_signal_new ("pointed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, BELAY_TYPE_STEP);

  g_type_ensure (BELAY_TYPE_FIT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-batch.ui");
  gtk_widget_class_bind_template_child (widget_class, BelayBatch, rows);
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
  self->in_view = belay_in_view_new (GTK_WIDGET (self->rows));
  g_signal_connect_object (self->in_view, "changed", G_CALLBACK (update_in_view), self, G_CONNECT_SWAPPED);
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
  guint n_before;

  g_return_if_fail (BELAY_IS_BATCH (self));
  g_return_if_fail (turn == NULL || G_IS_LIST_MODEL (turn));

  n_before = self->turn != NULL ? g_list_model_get_n_items (self->turn) : 0;
  if (!g_set_object (&self->turn, turn))
    return;

  g_signal_group_set_target (self->turn_signals, turn);
  on_turn_changed (self, 0, n_before, turn != NULL ? g_list_model_get_n_items (turn) : 0);
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
  mark_shown (self);
  update_position (self);
}

/**
 * belay_batch_set_pointed:
 * @self: a batch
 * @step: (nullable): the step whose mark is under the pointer
 */
void
belay_batch_set_pointed (BelayBatch *self,
                         BelayStep  *step)
{
  g_return_if_fail (BELAY_IS_BATCH (self));

  for (BelayBatchRow *row = first_row (self); row != NULL; row = next_row (row))
    belay_batch_row_set_pointed (row, step != NULL && belay_batch_row_get_step (row) == step);
}

/**
 * belay_batch_get_visible_ms:
 * @self: a batch
 * @step: a step
 *
 * Returns: for how long its row could be seen, in milliseconds; -1: never
 */
gint64
belay_batch_get_visible_ms (BelayBatch *self,
                            BelayStep  *step)
{
  BelayBatchRow *row;

  g_return_val_if_fail (BELAY_IS_BATCH (self), -1);

  row = find_row (self, step);

  return row != NULL ? belay_batch_row_get_visible_ms (row) : -1;
}

/**
 * belay_batch_get_beside:
 * @self: a batch
 * @step: one of its steps
 * @by: how many places later; earlier where negative
 *
 * Returns: (transfer none) (nullable): the step there
 */
BelayStep *
belay_batch_get_beside (BelayBatch *self,
                        BelayStep  *step,
                        int         by)
{
  BelayBatchRow *row;

  g_return_val_if_fail (BELAY_IS_BATCH (self), NULL);

  row = find_row (self, step);
  for (; row != NULL && by > 0; by--)
    row = next_row (row);
  for (; row != NULL && by < 0; by++)
    row = (BelayBatchRow *) gtk_widget_get_prev_sibling (GTK_WIDGET (row));

  return row != NULL ? belay_batch_row_get_step (row) : NULL;
}
