/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-contact-bar.h"

#include <glib/gi18n-lib.h>
#include "belay-contact-answers.h"
#include "belay-held-contact.h"

#define READ_MS 600     /* no answer before: it would be to the question that stood here */

/**
 * BelayContactBar:
 *
 * Which host the sandbox wants to reach.
 *
 * It waits for seconds only, and the timeline, where such a question has its place, may be scrolled elsewhere or be a line high.
 * So while it waits it is asked here; afterwards it can still be answered there. Of several this is the one that has waited longest.
 */
struct _BelayContactBar
{
  GtkWidget            parent_instance;

  GtkLabel            *label;
  GtkLabel            *rest;
  BelayContactAnswers *answers;

  BelayHeldContact    *held;            /* (nullable) before there is a session */
  guint                second_id;
  guint                read_id;
};

G_DEFINE_FINAL_TYPE (BelayContactBar, belay_contact_bar, GTK_TYPE_WIDGET)

static gboolean
update_rest (gpointer user_data)
{
  BelayContactBar *self = user_data;
  guint rest = belay_held_contact_get_rest (self->held);
  g_autofree char *text = g_strdup_printf (ngettext ("Refused in %u second", "Refused in %u seconds", rest), rest);

  gtk_label_set_label (self->rest, text);

  return G_SOURCE_CONTINUE;
}

static gboolean
on_read (gpointer user_data)
{
  BelayContactBar *self = user_data;

  self->read_id = 0;
  gtk_widget_set_sensitive (GTK_WIDGET (self->answers), TRUE);

  return G_SOURCE_REMOVE;
}

static void
hide (BelayContactBar *self)
{
  g_clear_handle_id (&self->second_id, g_source_remove);
  g_clear_handle_id (&self->read_id, g_source_remove);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
show (BelayContactBar *self,
      BelayContact    *contact)
{
  g_autofree char *sentence = belay_contact_describe (contact);

  gtk_label_set_label (self->label, sentence);
  update_rest (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->answers), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);

  self->second_id = g_timeout_add_seconds (1, update_rest, self);
  self->read_id = g_timeout_add (READ_MS, on_read, self);
}

static void
on_held_changed (BelayContactBar *self)
{
  BelayContact *contact = belay_held_contact_get (self->held);

  hide (self);
  belay_contact_answers_set_contact (self->answers, contact);
  if (contact != NULL)
    show (self, contact);
}

static void
belay_contact_bar_dispose (GObject *object)
{
  BelayContactBar *self = BELAY_CONTACT_BAR (object);
  GtkWidget *child;

  g_clear_handle_id (&self->second_id, g_source_remove);
  g_clear_handle_id (&self->read_id, g_source_remove);
  g_clear_object (&self->held);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (belay_contact_bar_parent_class)->dispose (object);
}

static void
belay_contact_bar_class_init (BelayContactBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = belay_contact_bar_dispose;

  gtk_widget_class_set_css_name (widget_class, "contactbar");
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-contact-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, BelayContactBar, label);
  gtk_widget_class_bind_template_child (widget_class, BelayContactBar, rest);
  gtk_widget_class_bind_template_child (widget_class, BelayContactBar, answers);
}

static void
belay_contact_bar_init (BelayContactBar *self)
{
  g_type_ensure (BELAY_TYPE_CONTACT_ANSWERS);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * belay_contact_bar_set_session:
 * @self: a bar
 * @session: whose sandbox it is about
 */
void
belay_contact_bar_set_session (BelayContactBar *self,
                               BelaySession    *session)
{
  g_return_if_fail (BELAY_IS_CONTACT_BAR (self) && self->held == NULL);
  g_return_if_fail (BELAY_IS_SESSION (session));

  self->held = belay_held_contact_new (belay_session_get_timeline (session));
  g_signal_connect_object (self->held, "notify::contact", G_CALLBACK (on_held_changed), self, G_CONNECT_SWAPPED);
  on_held_changed (self);
}
