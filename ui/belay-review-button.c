/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-review-button.h"

#include <glib/gi18n-lib.h>
#include "belay-fit.h"
#include "belay-review-history.h"
#include "belay-review-view.h"
#include "belay-visible-text.h"

#define MAX_HEIGHT 460

/**
 * BelayReviewButton:
 *
 * The decisions of a recorded session, in a popover.
 *
 * A session that is still being recorded is read again each time.
 */
struct _BelayReviewButton
{
  GtkWidget        parent_instance;

  GtkWidget       *button;
  GtkWidget       *popover;
  GtkLabel        *status;      /* while there is nothing to show */
  BelayReviewView *view;

  char            *directory;   /* (nullable) */
  GCancellable    *loading;
};

enum
{
  RECORD_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayReviewButton, belay_review_button, GTK_TYPE_WIDGET)

static void
show_status (BelayReviewButton *self,
             const char        *text)
{
  gtk_label_set_label (self->status, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->status), text != NULL);
}

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  BelayReviewButton *self;
  g_autoptr(GError) error = NULL;
  g_autofree char *visible = NULL;
  BelayReview *review = belay_review_load_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = user_data;
  g_clear_object (&self->loading);
  visible = error != NULL ? belay_visible_text (error->message, 0) : NULL;
  if (error != NULL)
    show_status (self, visible);
  else
    show_status (self, review->n_steps > 0 ? NULL : _("Nothing was proposed in this session."));

  belay_review_view_set_review (self->view, review, BELAY_REVIEW_SOMEBODYS);
}

static void
forget (BelayReviewButton *self)
{
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

static void
on_show (BelayReviewButton *self)
{
  if (self->directory == NULL)
    return;

  forget (self);
  if (belay_review_view_get_review (self->view) == NULL)
    show_status (self, _("Reading…"));
  self->loading = g_cancellable_new ();
  belay_review_load_async (self->directory, self->loading, on_loaded, self);
}

static void
on_step_activated (BelayReviewButton *self,
                   guint              place)
{
  const BelayReview *review = belay_review_view_get_review (self->view);
  const BelayReviewFlagged *flagged = review->flagged->pdata[place];
  guint64 seq = flagged->seq;

  gtk_popover_popdown (GTK_POPOVER (self->popover));
  g_signal_emit (self, signals[RECORD_ACTIVATED], 0, seq);
}

static void
belay_review_button_dispose (GObject *object)
{
  BelayReviewButton *self = BELAY_REVIEW_BUTTON (object);

  forget (self);
  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_pointer (&self->directory, g_free);

  G_OBJECT_CLASS (belay_review_button_parent_class)->dispose (object);
}

static void
belay_review_button_class_init (BelayReviewButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_review_button_dispose;
  signals[RECORD_ACTIVATED] = g_signal_new ("record-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
create_content (BelayReviewButton *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *heading = g_object_new (GTK_TYPE_LABEL, "label", _("The Decisions"), "xalign", 0.0,
                                     "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, NULL);

  self->status = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "wrap", TRUE, NULL);
  self->view = BELAY_REVIEW_VIEW (belay_review_view_new ());
  g_signal_connect_object (self->view, "step-activated", G_CALLBACK (on_step_activated), self, G_CONNECT_SWAPPED);

  gtk_widget_add_css_class (heading, "heading");
  gtk_widget_add_css_class (GTK_WIDGET (self->status), "dim-label");
  gtk_widget_add_css_class (box, "belay-proof");
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->status));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->view));

  return g_object_new (BELAY_TYPE_FIT, "child", box, "max-height", MAX_HEIGHT, "min-height", 40,
                       "width-request", 300, NULL);
}

static void
belay_review_button_init (BelayReviewButton *self)
{
  self->popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (self->popover), create_content (self));
  g_signal_connect_object (self->popover, "show", G_CALLBACK (on_show), self, G_CONNECT_SWAPPED);

  self->button = g_object_new (GTK_TYPE_MENU_BUTTON, "icon-name", "object-select-symbolic", "popover", self->popover,
                               "tooltip-text", _("The Decisions"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("The Decisions"), -1);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
}

/**
 * belay_review_button_set_directory:
 * @self: a button
 * @directory: (nullable): of a session; what was shown of another one is forgotten
 */
void
belay_review_button_set_directory (BelayReviewButton *self,
                                   const char        *directory)
{
  g_return_if_fail (BELAY_IS_REVIEW_BUTTON (self));

  if (g_strcmp0 (self->directory, directory) == 0)
    return;

  forget (self);
  g_free (self->directory);
  self->directory = g_strdup (directory);
  belay_review_view_set_review (self->view, NULL, BELAY_REVIEW_SOMEBODYS);
}

/**
 * belay_review_button_popup:
 * @self: a button
 *
 * As if it were pressed.
 */
void
belay_review_button_popup (BelayReviewButton *self)
{
  g_return_if_fail (BELAY_IS_REVIEW_BUTTON (self));

  gtk_menu_button_popup (GTK_MENU_BUTTON (self->button));
}
