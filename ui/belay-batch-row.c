/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-batch-row.h"

#include <glib/gi18n-lib.h>
#include "belay-step-words.h"
#include "belay-view-clock.h"

struct _BelayBatchRow
{
  GtkButton       parent_instance;

  BelayStep      *step;
  GtkWidget      *number;
  GtkLabel       *sentence;
  GtkImage       *risk;
  GtkLabel       *state;
  BelayViewClock  clock;
};

G_DEFINE_FINAL_TYPE (BelayBatchRow, belay_batch_row, GTK_TYPE_BUTTON)

/* Shorter than what the timeline says: the sentence needs the room. (nullable) */
static const char *
get_word (BelayStep *step)
{
  const BelayDecision *decision = belay_step_get_decision (step);

  switch (belay_step_get_state (step))
    {
    case BELAY_STEP_DECIDED:
      return decision != NULL && decision->verdict == BELAY_VERDICT_EDIT ? _("Changed") : _("Approved");

    case BELAY_STEP_RUNNING:
      return _("Running…");

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
      return _("Not known");

    case BELAY_STEP_PROPOSED:
    case BELAY_STEP_EXAMINED:
    case BELAY_STEP_WAITING:
    default:
      return NULL;
    }
}

/* Decided risks are no longer a reason to stop. */
static gboolean
get_risk (BelayStep     *step,
          BelaySeverity *worst)
{
  BelayStepState state = belay_step_get_state (step);

  return (state == BELAY_STEP_EXAMINED || state == BELAY_STEP_WAITING) && belay_step_get_worst (step, worst) &&
         *worst >= BELAY_FINDING_WARN;
}

static char *
make_name (BelayStep  *step,
           const char *sentence)
{
  g_autofree char *state = belay_step_words_describe (step);
  BelaySeverity worst;

  if (!get_risk (step, &worst))
    return g_strdup_printf (_("Step %u: %s, %s"), belay_step_get_index (step), sentence, state);

  /* Translators: the number of a step, what it does, its state, and how bad what was found is, as in “Warning” */
  return g_strdup_printf (_("Step %u: %s, %s, %s"), belay_step_get_index (step), sentence, state,
                          belay_severity_get_title (worst));
}

static void
update_style (GtkWidget  *widget,
              const char *style)
{
  static const char *const styles[] = { "accent", "success", "error", "warning", "dim-label", NULL };

  for (guint i = 0; styles[i] != NULL; i++)
    gtk_widget_remove_css_class (widget, styles[i]);

  gtk_widget_add_css_class (widget, style);
}

static void
update (BelayBatchRow *self)
{
  g_autofree char *sentence = belay_step_describe (self->step);
  g_autofree char *name = make_name (self->step, sentence);
  const char *word = get_word (self->step);
  BelaySeverity worst;
  gboolean risky = get_risk (self->step, &worst);

  gtk_label_set_label (self->sentence, sentence);
  gtk_label_set_label (self->state, word != NULL ? word : "");
  gtk_widget_set_visible (GTK_WIDGET (self->state), word != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->risk), risky);
  update_style (GTK_WIDGET (self->state), belay_step_words_get_style (self->step));
  update_style (self->number, belay_step_words_get_style (self->step));

  if (risky)
    {
      gtk_image_set_from_icon_name (self->risk, belay_severity_get_icon (worst));
      update_style (GTK_WIDGET (self->risk), belay_severity_get_style (worst));
    }

  if (belay_step_state_is_final (belay_step_get_state (self->step)))
    gtk_widget_add_css_class (GTK_WIDGET (self), "over");

  gtk_widget_set_tooltip_text (GTK_WIDGET (self), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* What was seen before was the step without what has just been found. */
static void
on_findings_changed (BelayBatchRow *self)
{
  BelayStepState state = belay_step_get_state (self->step);

  if (state == BELAY_STEP_EXAMINED || state == BELAY_STEP_WAITING)
    belay_view_clock_restart (&self->clock, self->clock.since != 0);
}

static void
belay_batch_row_dispose (GObject *object)
{
  g_clear_object (&BELAY_BATCH_ROW (object)->step);

  G_OBJECT_CLASS (belay_batch_row_parent_class)->dispose (object);
}

static void
belay_batch_row_class_init (BelayBatchRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_batch_row_dispose;
}

static GtkWidget *
add (GtkWidget  *box,
     GtkWidget  *child,
     const char *style)
{
  gtk_widget_add_css_class (child, style);
  gtk_box_append (GTK_BOX (box), child);

  return child;
}

static void
belay_batch_row_init (BelayBatchRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->number = add (box, gtk_label_new (NULL), "belay-number");
  self->sentence = GTK_LABEL (add (box, gtk_label_new (NULL), "belay-queue-sentence"));
  self->risk = GTK_IMAGE (add (box, gtk_image_new (), "belay-queue-risk"));
  self->state = GTK_LABEL (add (box, gtk_label_new (NULL), "caption"));

  gtk_label_set_xalign (self->sentence, 0);
  gtk_label_set_ellipsize (self->sentence, PANGO_ELLIPSIZE_END);
  gtk_label_set_single_line_mode (self->sentence, TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->sentence), TRUE);
  gtk_widget_set_valign (self->number, GTK_ALIGN_CENTER);
  gtk_button_set_child (GTK_BUTTON (self), box);
  gtk_widget_set_focus_on_click (GTK_WIDGET (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "flat");
  gtk_widget_add_css_class (GTK_WIDGET (self), "belay-queue-row");
}

/**
 * belay_batch_row_new:
 * @step: a step
 *
 * Returns: (transfer floating): a button that stands for it
 */
GtkWidget *
belay_batch_row_new (BelayStep *step)
{
  BelayBatchRow *self;
  g_autofree char *number = NULL;

  g_return_val_if_fail (BELAY_IS_STEP (step), NULL);

  self = g_object_new (BELAY_TYPE_BATCH_ROW, NULL);
  self->step = g_object_ref (step);
  number = g_strdup_printf ("%u", belay_step_get_index (step));
  gtk_label_set_label (GTK_LABEL (self->number), number);
  g_signal_connect_object (step, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (step, "notify::findings", G_CALLBACK (on_findings_changed), self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}

BelayStep *
belay_batch_row_get_step (BelayBatchRow *self)
{
  g_return_val_if_fail (BELAY_IS_BATCH_ROW (self), NULL);

  return self->step;
}

static void
set_style (BelayBatchRow *self,
           const char    *style,
           gboolean       set)
{
  if (set)
    gtk_widget_add_css_class (GTK_WIDGET (self), style);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), style);
}

/**
 * belay_batch_row_set_shown:
 * @self: a row
 * @shown: whether the card shows its step
 */
void
belay_batch_row_set_shown (BelayBatchRow *self,
                           gboolean       shown)
{
  g_return_if_fail (BELAY_IS_BATCH_ROW (self));

  set_style (self, "shown", shown);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_PRESSED,
                               shown ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
}

/**
 * belay_batch_row_set_pointed:
 * @self: a row
 * @pointed: whether the person points at the mark of its step
 */
void
belay_batch_row_set_pointed (BelayBatchRow *self,
                             gboolean       pointed)
{
  g_return_if_fail (BELAY_IS_BATCH_ROW (self));

  set_style (self, "pointed", pointed);
}

/**
 * belay_batch_row_set_in_view:
 * @self: a row
 * @in_view: whether it can be seen now
 */
void
belay_batch_row_set_in_view (BelayBatchRow *self,
                             gboolean       in_view)
{
  g_return_if_fail (BELAY_IS_BATCH_ROW (self));

  belay_view_clock_set_shown (&self->clock, in_view);
}

/**
 * belay_batch_row_get_visible_ms:
 * @self: a row
 *
 * Returns: for how long it could be seen, with all that has been found, in milliseconds; -1: never
 */
gint64
belay_batch_row_get_visible_ms (BelayBatchRow *self)
{
  g_return_val_if_fail (BELAY_IS_BATCH_ROW (self), -1);

  return belay_view_clock_get_ms (&self->clock);
}
