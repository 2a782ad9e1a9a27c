/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-hosts-row.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "belay-host-pattern.h"

struct _BelayHostsRow
{
  AdwExpanderRow  parent_instance;

  AdwEntryRow    *entry;
  GtkLabel       *problem;
  GtkListBoxRow  *problem_row;
  GPtrArray      *hosts;        /* of strings */
  GPtrArray      *rows;         /* of GtkWidget, not owned: one a host */
};

enum
{
  ADDED,
  REMOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayHostsRow, belay_hosts_row, ADW_TYPE_EXPANDER_ROW)

static void
update_subtitle (BelayHostsRow *self)
{
  g_autofree char *subtitle = NULL;
  guint more = self->hosts->len > 0 ? self->hosts->len - 1 : 0;

  if (self->hosts->len == 0)
    subtitle = g_strdup (_("The sandbox reaches nothing"));
  else if (more == 0)
    subtitle = g_markup_escape_text (self->hosts->pdata[0], -1);
  else
    /* Translators: %s is the name of a host */
    subtitle = g_markup_printf_escaped (ngettext ("%s and %u other", "%s and %u others", more),
                                        (const char *) self->hosts->pdata[0], more);

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
}

static void
show_problem (BelayHostsRow *self,
              const char    *sentence)
{
  gtk_label_set_label (self->problem, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_row), sentence != NULL);
  if (sentence != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
}

static gboolean
find (BelayHostsRow *self,
      const char    *host,
      guint         *index)
{
  return g_ptr_array_find_with_equal_func (self->hosts, host, g_str_equal, index);
}

static void
on_remove_clicked (GtkButton     *button,
                   BelayHostsRow *self)
{
  g_autofree char *host = g_strdup (g_object_get_data (G_OBJECT (button), "host"));
  guint index;

  if (!find (self, host, &index))
    return;

  adw_expander_row_remove (ADW_EXPANDER_ROW (self), self->rows->pdata[index]);
  g_ptr_array_remove_index (self->rows, index);
  g_ptr_array_remove_index (self->hosts, index);
  update_subtitle (self);
  g_signal_emit (self, signals[REMOVED], 0, host);
}

static GtkWidget *
create_remove (BelayHostsRow *self,
               const char    *host)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  /* Translators: %s is the name of a host */
  g_autofree char *name = g_strdup_printf (_("Remove %s"), host);

  g_object_set_data_full (G_OBJECT (button), "host", g_strdup (host), g_free);
  gtk_widget_set_tooltip_text (button, _("Remove"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_remove_clicked), self, 0);

  return button;
}

/* (transfer full): @text as it is always written, or NULL with the sentence that says what is wrong with it */
static char *
normalize (const char  *text,
           GError     **error)
{
  g_autoptr(BelayHostPattern) pattern = belay_host_pattern_parse (text, error);

  return pattern != NULL ? belay_host_pattern_to_string (pattern) : NULL;
}

static void
add (BelayHostsRow *self,
     const char    *host)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), host);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), create_remove (self, host));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_ptr_array_add (self->rows, row);
  g_ptr_array_add (self->hosts, g_strdup (host));
  update_subtitle (self);
}

static void
on_apply (BelayHostsRow *self)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *host = normalize (gtk_editable_get_text (GTK_EDITABLE (self->entry)), &error);
  guint index;

  show_problem (self, error != NULL ? error->message : NULL);
  if (host == NULL)
    return;

  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  if (find (self, host, &index))
    return;

  add (self, host);
  g_signal_emit (self, signals[ADDED], 0, host);
}

static void
on_text_changed (BelayHostsRow *self)
{
  show_problem (self, NULL);
}

static void
belay_hosts_row_finalize (GObject *object)
{
  BelayHostsRow *self = BELAY_HOSTS_ROW (object);

  g_ptr_array_unref (self->hosts);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (belay_hosts_row_parent_class)->finalize (object);
}

static void
belay_hosts_row_class_init (BelayHostsRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = belay_hosts_row_finalize;

  signals[ADDED] = g_signal_new ("added", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[REMOVED] = g_signal_new ("removed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
add_entry (BelayHostsRow *self)
{
  self->entry = ADW_ENTRY_ROW (adw_entry_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->entry), _("Allow a Host, for Example *.debian.org"));
  adw_entry_row_set_show_apply_button (self->entry, TRUE);
  gtk_text_set_input_purpose (GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (self->entry))), GTK_INPUT_PURPOSE_URL);
  g_signal_connect_object (self->entry, "apply", G_CALLBACK (on_apply), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (on_text_changed), self, G_CONNECT_SWAPPED);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), GTK_WIDGET (self->entry));
}

static void
add_problem (BelayHostsRow *self)
{
  self->problem = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->problem, TRUE);
  gtk_label_set_xalign (self->problem, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "error");
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "caption");
  gtk_widget_set_margin_start (GTK_WIDGET (self->problem), 12);
  gtk_widget_set_margin_end (GTK_WIDGET (self->problem), 12);
  gtk_widget_set_margin_top (GTK_WIDGET (self->problem), 6);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->problem), 6);

  self->problem_row = GTK_LIST_BOX_ROW (gtk_list_box_row_new ());
  gtk_list_box_row_set_activatable (self->problem_row, FALSE);
  gtk_list_box_row_set_child (self->problem_row, GTK_WIDGET (self->problem));
  gtk_widget_set_visible (GTK_WIDGET (self->problem_row), FALSE);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), GTK_WIDGET (self->problem_row));
}

static void
belay_hosts_row_init (BelayHostsRow *self)
{
  self->hosts = g_ptr_array_new_with_free_func (g_free);
  self->rows = g_ptr_array_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _("Allowed Hosts"));
  add_entry (self);
  add_problem (self);
  update_subtitle (self);
}

void
belay_hosts_row_set_hosts (BelayHostsRow      *self,
                           const char * const *hosts)
{
  g_return_if_fail (BELAY_IS_HOSTS_ROW (self));

  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_size (self->hosts, 0);
  update_subtitle (self);

  for (guint i = 0; hosts != NULL && hosts[i] != NULL; i++)
    {
      g_autofree char *host = normalize (hosts[i], NULL);
      guint index;

      if (host != NULL && !find (self, host, &index))
        add (self, host);
    }
}

GStrv
belay_hosts_row_get_hosts (BelayHostsRow *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (BELAY_IS_HOSTS_ROW (self), NULL);

  for (guint i = 0; i < self->hosts->len; i++)
    g_strv_builder_add (builder, self->hosts->pdata[i]);

  return g_strv_builder_end (builder);
}
