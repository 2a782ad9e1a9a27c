/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-contact-bar.h"

#include <glib/gi18n-lib.h>
#include "belay-contact-answers.h"
#include "belay-egress.h"
#include "belay-entry.h"

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

  GPtrArray           *contacts;        /* of BelayContact: all of the session's */
  BelayContact        *shown;           /* (nullable) */
  guint                second_id;
  guint                read_id;
};

G_DEFINE_FINAL_TYPE (BelayContactBar, belay_contact_bar, GTK_TYPE_WIDGET)

static gboolean
is_held (BelayContact *contact)
{
  return contact != NULL && belay_contact_get_state (contact) == BELAY_CONTACT_HELD;
}

static BelayContact *
find_held (BelayContactBar *self)
{
  BelayContact *found = NULL;

  if (is_held (self->shown))
    return self->shown;

  for (guint i = 0; i < self->contacts->len; i++)
    {
      BelayContact *contact = g_ptr_array_index (self->contacts, i);

      if (is_held (contact) && (found == NULL || belay_contact_get_time (contact) < belay_contact_get_time (found)))
        found = contact;
    }

  return found;
}

static gboolean
update_rest (gpointer user_data)
{
  BelayContactBar *self = user_data;
  gint64 waited = (g_get_real_time () - belay_contact_get_time (self->shown)) / G_USEC_PER_SEC;
  int left = (int) CLAMP (BELAY_EGRESS_HOLD_SECONDS - waited, 1, BELAY_EGRESS_HOLD_SECONDS);
  g_autofree char *text = g_strdup_printf (ngettext ("Refused in %d second", "Refused in %d seconds", left), left);

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
show (BelayContactBar *self)
{
  g_autofree char *sentence = belay_contact_describe (self->shown);

  gtk_label_set_label (self->label, sentence);
  update_rest (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->answers), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);

  self->second_id = g_timeout_add_seconds (1, update_rest, self);
  self->read_id = g_timeout_add (READ_MS, on_read, self);
}

static void
update (BelayContactBar *self)
{
  if (!g_set_object (&self->shown, find_held (self)))
    return;

  hide (self);
  belay_contact_answers_set_contact (self->answers, self->shown);
  if (self->shown != NULL)
    show (self);
}

static void
on_entries_changed (BelayContactBar *self,
                    guint            position,
                    guint            n_removed,
                    guint            n_added,
                    GListModel      *entries)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr(BelayEntry) entry = g_list_model_get_item (entries, i);
      BelayContact *contact = belay_entry_get_contact (entry);

      if (contact == NULL || g_ptr_array_find (self->contacts, contact, NULL))
        continue;

      g_ptr_array_add (self->contacts, g_object_ref (contact));
      g_signal_connect_object (contact, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      update (self);
    }
}

static void
belay_contact_bar_dispose (GObject *object)
{
  BelayContactBar *self = BELAY_CONTACT_BAR (object);
  GtkWidget *child;

  g_clear_handle_id (&self->second_id, g_source_remove);
  g_clear_handle_id (&self->read_id, g_source_remove);
  g_clear_object (&self->shown);
  g_clear_pointer (&self->contacts, g_ptr_array_unref);
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
  self->contacts = g_ptr_array_new_with_free_func (g_object_unref);

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
  GListModel *entries;

  g_return_if_fail (BELAY_IS_CONTACT_BAR (self));
  g_return_if_fail (BELAY_IS_SESSION (session));

  entries = belay_session_get_timeline (session);
  g_signal_connect_object (entries, "items-changed", G_CALLBACK (on_entries_changed), self, G_CONNECT_SWAPPED);
  on_entries_changed (self, 0, 0, g_list_model_get_n_items (entries), entries);
}
