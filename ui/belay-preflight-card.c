/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-preflight-card.h"

#include <glib/gi18n-lib.h>
#include "belay-preflight-row.h"

/**
 * BelayPreflightCard:
 *
 * What was checked of the sandbox before the first step.
 *
 * While something is red and the session waits, it is open and asks; to go on takes two acts.
 */
struct _BelayPreflightCard
{
  GtkWidget       parent_instance;

  GtkToggleButton *summary;
  GtkImage        *icon;
  GtkLabel        *title;
  GtkImage        *arrow;
  GtkRevealer     *revealer;
  GtkBox          *rows;
  GtkWidget       *choice;
  GtkLabel        *question;
  GtkWidget       *leave_button;
  GtkWidget       *back_button;
  GtkWidget       *anyway_button;
  GtkWidget       *accept_button;

  BelaySession    *session;
  gboolean         is_asking;           /* the first of the two acts is done */
  gboolean         was_blocked;
};

G_DEFINE_FINAL_TYPE (BelayPreflightCard, belay_preflight_card, GTK_TYPE_WIDGET)

static void
on_toggled (BelayPreflightCard *self)
{
  gboolean open = gtk_toggle_button_get_active (self->summary);

  gtk_revealer_set_reveal_child (self->revealer, open);
  gtk_image_set_from_icon_name (self->arrow, open ? "pan-up-symbolic" : "pan-down-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->summary), GTK_ACCESSIBLE_STATE_EXPANDED, open, -1);
}

/* The rows: the worst first, otherwise in their order. */
static void
update_rows (BelayPreflightCard *self,
             BelayPreflight     *preflight)
{
  static const BelayPreflightState order[] = { BELAY_PREFLIGHT_RED, BELAY_PREFLIGHT_UNKNOWN, BELAY_PREFLIGHT_FINE };
  GListModel *items = belay_preflight_get_items (preflight);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rows))) != NULL)
    gtk_box_remove (self->rows, child);

  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    {
      for (guint j = 0; j < g_list_model_get_n_items (items); j++)
        {
          g_autoptr(BelayPreflightItem) item = g_list_model_get_item (items, j);

          if (belay_preflight_item_get_state (item) == order[i])
            gtk_box_append (self->rows, belay_preflight_row_new (item));
        }
    }
}

static char *
summarize (BelayPreflight *preflight)
{
  guint n_red = belay_preflight_count (preflight, BELAY_PREFLIGHT_RED);
  guint n_fine = belay_preflight_count (preflight, BELAY_PREFLIGHT_FINE);
  guint n_unknown = belay_preflight_count (preflight, BELAY_PREFLIGHT_UNKNOWN);

  if (n_red > 0)
    return g_strdup_printf (ngettext ("The sandbox did not pass: %u of %u checks", "The sandbox did not pass: %u of %u checks",
                                      n_red), n_red, n_red + n_fine);
  if (n_unknown > 0)
    /* Translators: how many checks of how many were fine, and how many could not be made. */
    return g_strdup_printf (_("Sandbox checked: %u of %u, %u cannot be checked here"), n_fine, n_fine, n_unknown);

  return g_strdup_printf (_("Sandbox checked: %u of %u"), n_fine, n_fine);
}

static void
update_choice (BelayPreflightCard *self)
{
  gboolean blocked = belay_session_is_blocked (self->session);

  self->is_asking &= blocked;
  gtk_widget_set_visible (self->choice, blocked);
  gtk_widget_set_visible (self->leave_button, !self->is_asking);
  gtk_widget_set_visible (self->anyway_button, !self->is_asking);
  gtk_widget_set_visible (self->back_button, self->is_asking);
  gtk_widget_set_visible (self->accept_button, self->is_asking);
  gtk_label_set_label (self->question,
                       self->is_asking
                         ? _("What Belay promises of a sandbox does not hold for this one. That you go on all the same is recorded.")
                         : _("Nothing begins in this sandbox unless you take on what is wrong with it."));
}

static void
set_look (BelayPreflightCard *self,
          const char         *icon,
          gboolean            bad)
{
  gtk_image_set_from_icon_name (self->icon, icon);

  if (bad)
    gtk_widget_add_css_class (GTK_WIDGET (self), "bad");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "bad");
}

static void
update (BelayPreflightCard *self)
{
  BelayPreflight *preflight = belay_session_get_preflight (self->session);
  gboolean blocked = belay_session_is_blocked (self->session);
  gboolean bad = belay_preflight_count (preflight, BELAY_PREFLIGHT_RED) > 0;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), belay_preflight_is_done (preflight));
  if (!belay_preflight_is_done (preflight))
    return;

  text = summarize (preflight);
  gtk_label_set_label (self->title, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->summary), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  set_look (self, bad ? "dialog-error-symbolic"
                      : belay_preflight_count (preflight, BELAY_PREFLIGHT_UNKNOWN) > 0 ? "dialog-question-symbolic"
                                                                                       : "security-high-symbolic", bad);
  update_rows (self, preflight);
  update_choice (self);

  if (blocked != self->was_blocked)
    gtk_toggle_button_set_active (self->summary, blocked);
  if (blocked && !self->was_blocked)
    gtk_widget_grab_focus (self->leave_button);
  self->was_blocked = blocked;
}

static void
on_anyway (BelayPreflightCard *self)
{
  self->is_asking = TRUE;
  update_choice (self);
  gtk_widget_grab_focus (self->back_button);
}

static void
on_back (BelayPreflightCard *self)
{
  self->is_asking = FALSE;
  update_choice (self);
  gtk_widget_grab_focus (self->leave_button);
}

static void
belay_preflight_card_dispose (GObject *object)
{
  BelayPreflightCard *self = BELAY_PREFLIGHT_CARD (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (belay_preflight_card_parent_class)->dispose (object);
}

static void
belay_preflight_card_class_init (BelayPreflightCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = belay_preflight_card_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-preflight-card.ui");
  gtk_widget_class_set_css_name (widget_class, "preflightcard");
  gtk_widget_class_bind_template_child (widget_class, BelayPreflightCard, summary);
  gtk_widget_class_bind_template_child (widget_class, BelayPreflightCard, icon);
  gtk_widget_class_bind_template_child (widget_class, BelayPreflightCard, title);
  gtk_widget_class_bind_template_child (widget_class, BelayPreflightCard, arrow);
  gtk_widget_class_bind_template_child (widget_class, BelayPreflightCard, revealer);
  gtk_widget_class_bind_template_child (widget_class, BelayPreflightCard, rows);
  gtk_widget_class_bind_template_child (widget_class, BelayPreflightCard, choice);
  gtk_widget_class_bind_template_child (widget_class, BelayPreflightCard, question);
  gtk_widget_class_bind_template_child (widget_class, BelayPreflightCard, leave_button);
  gtk_widget_class_bind_template_child (widget_class, BelayPreflightCard, back_button);
  gtk_widget_class_bind_template_child (widget_class, BelayPreflightCard, anyway_button);
  gtk_widget_class_bind_template_child (widget_class, BelayPreflightCard, accept_button);
  gtk_widget_class_bind_template_callback (widget_class, on_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_anyway);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
}

static void
belay_preflight_card_init (BelayPreflightCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
belay_preflight_card_set_session (BelayPreflightCard *self,
                                  BelaySession       *session)
{
  g_return_if_fail (BELAY_IS_PREFLIGHT_CARD (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (belay_session_get_preflight (session), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
