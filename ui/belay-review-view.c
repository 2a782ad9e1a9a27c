/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-review-view.h"

#include <glib/gi18n-lib.h>

/**
 * BelayReviewView:
 *
 * How a session was decided.
 *
 * It says what was, in numbers, and leaves it to the person what to think of that.
 */
struct _BelayReviewView
{
  GtkWidget    parent_instance;

  BelayReview *review;          /* (nullable) */
};

enum
{
  STEP_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayReviewView, belay_review_view, GTK_TYPE_WIDGET)

static GtkWidget *
add_label (BelayReviewView *self,
           const char      *text,
           const char      *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_widget_set_parent (label, GTK_WIDGET (self));

  return label;
}

static void
add_heading (BelayReviewView *self,
             const char      *text)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0, "wrap", TRUE,
                                   "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, NULL);

  gtk_widget_add_css_class (label, "caption-heading");
  gtk_widget_set_parent (label, GTK_WIDGET (self));
}

static GtkWidget *
create_span (guint           count,
             BelayReviewSpan span)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *number = g_strdup_printf ("%u", count);
  GtkWidget *value = gtk_label_new (number);
  GtkWidget *caption = gtk_label_new (belay_review_span_get_label (span));

  gtk_widget_add_css_class (value, "heading");
  gtk_widget_add_css_class (value, "numeric");
  gtk_widget_add_css_class (caption, "caption");
  gtk_widget_add_css_class (caption, "dim-label");
  gtk_label_set_ellipsize (GTK_LABEL (caption), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (box, "belay-span");
  if (count == 0)
    gtk_widget_add_css_class (value, "dim-label");
  gtk_box_append (GTK_BOX (box), value);
  gtk_box_append (GTK_BOX (box), caption);

  return box;
}

/* What one decision took is in the sentence. */
static void
add_spans (BelayReviewView *self)
{
  GtkWidget *row;

  if (self->review->times->len < 2)
    return;

  row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Decisions by how long the step was in view"), -1);
  for (guint i = 0; i < BELAY_REVIEW_N_SPANS; i++)
    gtk_box_append (GTK_BOX (row), create_span (self->review->spans[i], i));
  gtk_widget_set_parent (row, GTK_WIDGET (self));
}

static void
on_flagged_clicked (BelayReviewView *self,
                    GtkButton       *button)
{
  guint place = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "belay-place"));

  g_signal_emit (self, signals[STEP_ACTIVATED], 0, place);
}

static GtkWidget *
create_flagged (BelayReviewView          *self,
                const BelayReviewFlagged *flagged)
{
  g_autofree char *how = belay_review_flagged_describe (flagged);
  g_autofree char *name = NULL;
  const char *sentence = flagged->sentence != NULL ? flagged->sentence : "";
  GtkWidget *button = gtk_button_new ();
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE, "icon-name", "dialog-warning-symbolic", "valign", GTK_ALIGN_START,
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  GtkWidget *first = g_object_new (GTK_TYPE_LABEL, "label", sentence, "xalign", 0.0, "ellipsize", PANGO_ELLIPSIZE_END,
                                   "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, "lines", 2, NULL);
  GtkWidget *second = g_object_new (GTK_TYPE_LABEL, "label", how, "xalign", 0.0, "wrap", TRUE, NULL);

  gtk_widget_add_css_class (second, "caption");
  gtk_widget_add_css_class (second, "dim-label");
  gtk_box_append (GTK_BOX (words), first);
  gtk_box_append (GTK_BOX (words), second);
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), words);
  gtk_button_set_child (GTK_BUTTON (button), row);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "belay-flagged");
  gtk_widget_set_tooltip_text (button, _("Show This Step"));

  /* Translators: what a step would do, and how it was decided */
  name = g_strdup_printf (_("%s. %s"), sentence, how);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_flagged_clicked), self, G_CONNECT_SWAPPED);

  return button;
}

static void
add_flagged (BelayReviewView *self)
{
  GPtrArray *flagged = self->review->flagged;
  g_autofree char *title = g_strdup_printf (ngettext ("%u Step Was Flagged", "%u Steps Were Flagged", flagged->len),
                                            flagged->len);

  if (flagged->len == 0)
    return;

  add_heading (self, title);
  for (guint i = 0; i < flagged->len; i++)
    {
      GtkWidget *button = create_flagged (self, flagged->pdata[i]);

      g_object_set_data (G_OBJECT (button), "belay-place", GUINT_TO_POINTER (i));
      gtk_widget_set_parent (button, GTK_WIDGET (self));
    }
}

static void
clear (BelayReviewView *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
}

static void
belay_review_view_dispose (GObject *object)
{
  BelayReviewView *self = BELAY_REVIEW_VIEW (object);

  clear (self);
  g_clear_pointer (&self->review, belay_review_free);

  G_OBJECT_CLASS (belay_review_view_parent_class)->dispose (object);
}

static void
belay_review_view_class_init (BelayReviewViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = belay_review_view_dispose;
  signals[STEP_ACTIVATED] = g_signal_new ("step-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
belay_review_view_init (BelayReviewView *self)
{
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (layout, 6);
  gtk_widget_add_css_class (GTK_WIDGET (self), "belay-review");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("The Decisions"), -1);
}

GtkWidget *
belay_review_view_new (void)
{
  return g_object_new (BELAY_TYPE_REVIEW_VIEW, NULL);
}

/**
 * belay_review_view_set_review:
 * @self: a view
 * @review: (transfer full) (nullable): what it shows
 * @whose: whom it speaks to
 */
void
belay_review_view_set_review (BelayReviewView  *self,
                              BelayReview      *review,
                              BelayReviewWhose  whose)
{
  g_autofree char *sentence = NULL, *counts = NULL;

  g_return_if_fail (BELAY_IS_REVIEW_VIEW (self));

  clear (self);
  g_clear_pointer (&self->review, belay_review_free);
  self->review = review;
  gtk_widget_set_visible (GTK_WIDGET (self), review != NULL && review->n_steps > 0);
  if (review == NULL || review->n_steps == 0)
    return;

  sentence = belay_review_describe (review, whose);
  counts = belay_review_describe_counts (review);
  add_label (self, sentence, NULL);
  add_spans (self);
  if (*counts != '\0')
    gtk_widget_add_css_class (add_label (self, counts, "caption"), "dim-label");
  add_flagged (self);
}

const BelayReview *
belay_review_view_get_review (BelayReviewView *self)
{
  g_return_val_if_fail (BELAY_IS_REVIEW_VIEW (self), NULL);

  return self->review;
}
