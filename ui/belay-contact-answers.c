/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-contact-answers.h"

#include <glib/gi18n-lib.h>

/**
 * BelayContactAnswers:
 *
 * The buttons activate the actions of the window, which know the session; each names the contact it is about.
 */
struct _BelayContactAnswers
{
  GtkWidget     parent_instance;

  GtkWidget    *once;
  GtkWidget    *session;
  GtkWidget    *never;
  GSignalGroup *signals;
  gboolean      late;
};

G_DEFINE_FINAL_TYPE (BelayContactAnswers, belay_contact_answers, GTK_TYPE_WIDGET)

static void
update (BelayContactAnswers *self)
{
  g_autoptr(BelayContact) contact = g_signal_group_dup_target (self->signals);
  gboolean open = contact != NULL && belay_contact_is_open (contact) &&
                  !(self->late && belay_contact_get_state (contact) == BELAY_CONTACT_HELD);

  gtk_widget_set_visible (GTK_WIDGET (self), open);
  if (open)
    gtk_widget_set_visible (self->never, belay_contact_get_reason (contact) != BELAY_CONTACT_NEVER);
}

static void
name_button (GtkWidget    *button,
             BelayContact *contact,
             const char   *name)
{
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", belay_contact_get_id (contact));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
name_buttons (BelayContactAnswers *self,
              BelayContact        *contact)
{
  const char *host = belay_contact_get_shown (contact);
  /* Translators: %s is the name of a host */
  g_autofree char *once = g_strdup_printf (_("Allow %s Once"), host);
  g_autofree char *session = g_strdup_printf (_("Allow %s for This Session"), host);
  g_autofree char *never = g_strdup_printf (_("Never Allow %s"), host);

  name_button (self->once, contact, once);
  name_button (self->session, contact, session);
  name_button (self->never, contact, never);
}

void
belay_contact_answers_set_late (BelayContactAnswers *self)
{
  g_return_if_fail (BELAY_IS_CONTACT_ANSWERS (self));

  self->late = TRUE;
  update (self);
}

void
belay_contact_answers_set_contact (BelayContactAnswers *self,
                                   BelayContact        *contact)
{
  g_return_if_fail (BELAY_IS_CONTACT_ANSWERS (self));
  g_return_if_fail (contact == NULL || BELAY_IS_CONTACT (contact));

  g_signal_group_set_target (self->signals, contact);
  if (contact != NULL)
    name_buttons (self, contact);
  update (self);
}

static GtkWidget *
add_button (BelayContactAnswers *self,
            const char          *label,
            const char          *tooltip,
            const char          *action)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_tooltip_text (button, tooltip);
  /* The target first: without it the action would not fit. */
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", "");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_parent (button, GTK_WIDGET (self));

  return button;
}

static void
belay_contact_answers_dispose (GObject *object)
{
  BelayContactAnswers *self = BELAY_CONTACT_ANSWERS (object);
  GtkWidget *child;

  g_clear_object (&self->signals);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (belay_contact_answers_parent_class)->dispose (object);
}

static void
belay_contact_answers_class_init (BelayContactAnswersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_contact_answers_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "contactanswers");
}

static void
belay_contact_answers_init (BelayContactAnswers *self)
{
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));

  gtk_box_layout_set_spacing (layout, 6);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);

  self->once = add_button (self, _("Once"), _("Allow for Half a Minute"), "win.allow-host-once");
  self->session = add_button (self, _("This Session"), _("Allow Until This Session Ends"), "win.allow-host");
  self->never = add_button (self, _("Never"), _("Refuse Without Asking Again"), "win.never-host");

  self->signals = g_signal_group_new (BELAY_TYPE_CONTACT);
  g_signal_group_connect_swapped (self->signals, "notify::state", G_CALLBACK (update), self);
}
