/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-rules-page.h"

#include <glib/gi18n-lib.h>
#include "belay-rule-editor.h"
#include "belay-rule-row.h"
#include "belay-rules-share.h"
#include "belay-rules-text.h"
#include "belay-rules-trial-view.h"
#include "belay-saved-rules.h"

/**
 * BelayRulesPage:
 *
 * All saved rules, each with its conditions in words.
 */
struct _BelayRulesPage
{
  AdwPreferencesPage   parent_instance;

  AdwPreferencesGroup *problem;
  AdwPreferencesGroup *list;
  AdwPreferencesGroup *tools;
  GtkWidget           *add_button;
  AdwActionRow        *try_row;
  AdwActionRow        *text_row;
  AdwActionRow        *export_row;
  GPtrArray           *rows;            /* of GtkWidget, borrowed */

  BelayRulesStore     *store;
};

G_DEFINE_FINAL_TYPE (BelayRulesPage, belay_rules_page, ADW_TYPE_PREFERENCES_PAGE)

static AdwPreferencesWindow *
get_window (BelayRulesPage *self)
{
  return ADW_PREFERENCES_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
say (BelayRulesPage *self,
     const char     *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_preferences_window_add_toast (get_window (self), adw_toast_new (escaped));
}

/* A draft may have come or gone while a subpage was open. */
static void
show_draft (BelayRulesPage *self)
{
  adw_action_row_set_subtitle (self->text_row, belay_rules_store_get_draft (self->store) != NULL
                                               ? _("What you typed is not saved yet") : _("The file, checked as you type"));
}

static void
on_subpage_closed (BelayRulesPage *self)
{
  adw_preferences_window_close_subpage (get_window (self));
  show_draft (self);
}

static void
present (BelayRulesPage *self,
         GtkWidget      *subpage)
{
  g_signal_connect_object (subpage, "closed", G_CALLBACK (on_subpage_closed), self, G_CONNECT_SWAPPED);
  adw_preferences_window_present_subpage (get_window (self), subpage);
}

static void
edit (BelayRulesPage  *self,
      const BelayRule *rule)
{
  present (self, belay_rule_editor_new (rule));
}

static void
on_row_activated (GtkWidget      *row,
                  BelayRulesPage *self)
{
  const BelayRule *rule = belay_rules_find (belay_rules_store_get_rules (self->store),
                                            g_object_get_data (G_OBJECT (row), "belay-id"));

  if (rule != NULL)
    edit (self, rule);
}

static void
on_add_clicked (BelayRulesPage *self)
{
  edit (self, NULL);
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BelayRulesPage) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!belay_rules_store_save_finish (BELAY_RULES_STORE (source), result, &error) &&
      gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    say (self, error->message);
}

static void
on_switched (GtkSwitch      *enabled,
             GParamSpec     *pspec,
             BelayRulesPage *self)
{
  BelayRules *rules = belay_rules_store_get_rules (self->store);
  g_autoptr(BelayRules) changed = belay_rules_enable (rules, g_object_get_data (G_OBJECT (enabled), "belay-id"),
                                                      gtk_switch_get_active (enabled));
  g_autofree char *json = belay_rules_to_json (changed);

  belay_rules_store_save_async (self->store, json, on_saved, g_object_ref (self));
}

static void
add_row (BelayRulesPage  *self,
         const BelayRule *rule)
{
  GtkWidget *row = belay_rule_row_new (rule);
  GtkWidget *enabled = gtk_switch_new ();
  /* Translators: %s is the name of a rule. */
  g_autofree char *name = g_strdup_printf (_("In force: %s"), rule->name);

  gtk_switch_set_active (GTK_SWITCH (enabled), rule->enabled);
  gtk_widget_set_valign (enabled, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (enabled), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (enabled), "belay-id", g_strdup (rule->id), g_free);
  g_object_set_data_full (G_OBJECT (row), "belay-id", g_strdup (rule->id), g_free);
  g_signal_connect (enabled, "notify::active", G_CALLBACK (on_switched), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), enabled);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect (row, "activated", G_CALLBACK (on_row_activated), self);
  adw_preferences_group_add (self->list, row);
  g_ptr_array_add (self->rows, row);
}

static void
update (BelayRulesPage *self)
{
  BelayRules *rules = belay_rules_store_get_rules (self->store);
  const char *problem = belay_rules_get_unreadable (rules);
  g_autofree char *escaped = g_markup_escape_text (problem != NULL ? problem : "", -1);
  guint n = problem == NULL ? belay_rules_get_n (rules) : 0;

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->list, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < n; i++)
    add_row (self, belay_rules_get (rules, i));

  adw_preferences_group_set_description (self->problem, escaped);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
  gtk_widget_set_sensitive (self->add_button, problem == NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->try_row), n > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->export_row), n > 0);
  adw_preferences_group_set_description (self->list, n > 0 || problem != NULL
                                         ? _("Deny goes before ask, ask before allow; where none fits, the slack decides.")
                                         : _("There are none: the slack alone decides."));
  show_draft (self);
}

/* What else can be done with them. */

static void
on_try_activated (BelayRulesPage *self)
{
  present (self, belay_rules_trial_view_new (belay_rules_store_get_rules (self->store)));
}

static void
on_text_activated (BelayRulesPage *self)
{
  present (self, belay_rules_text_new ());
}

static void
on_shared (const char *message,
           gboolean    imported,
           gpointer    user_data)
{
  BelayRulesPage *self = user_data;

  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;

  if (message != NULL)
    say (self, message);
  if (imported)
    on_text_activated (self);
}

static void
on_import_activated (BelayRulesPage *self)
{
  belay_rules_import (GTK_WINDOW (get_window (self)), G_OBJECT (self), on_shared);
}

static void
on_export_activated (BelayRulesPage *self)
{
  belay_rules_export (GTK_WINDOW (get_window (self)), G_OBJECT (self), on_shared);
}

static AdwActionRow *
add_tool (BelayRulesPage *self,
          const char     *title,
          const char     *subtitle,
          GCallback       callback)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_swapped (row, "activated", callback, self);
  adw_preferences_group_add (self->tools, row);

  return ADW_ACTION_ROW (row);
}

static void
belay_rules_page_finalize (GObject *object)
{
  g_ptr_array_unref (BELAY_RULES_PAGE (object)->rows);

  G_OBJECT_CLASS (belay_rules_page_parent_class)->finalize (object);
}

static void
belay_rules_page_class_init (BelayRulesPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = belay_rules_page_finalize;
}

static AdwPreferencesGroup *
add_group (BelayRulesPage *self,
           const char     *title)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  if (title != NULL)
    adw_preferences_group_set_title (group, title);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self), group);

  return group;
}

static void
belay_rules_page_init (BelayRulesPage *self)
{
  self->rows = g_ptr_array_new ();
  self->store = belay_saved_rules_get_default ();

  self->problem = add_group (self, _("The Rules Cannot Be Read, So Every Step Asks"));
  self->list = add_group (self, _("Saved Rules"));
  self->tools = add_group (self, NULL);
  self->add_button = gtk_button_new_from_icon_name ("list-add-symbolic");
  gtk_widget_add_css_class (self->add_button, "flat");
  gtk_widget_set_tooltip_text (self->add_button, _("Add a Rule"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add_button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Add a rule"), -1);
  g_signal_connect_swapped (self->add_button, "clicked", G_CALLBACK (on_add_clicked), self);
  adw_preferences_group_set_header_suffix (self->list, self->add_button);

  self->try_row = add_tool (self, _("Try on a Recorded Session"), _("What would have been allowed, asked and denied"),
                            G_CALLBACK (on_try_activated));
  self->text_row = add_tool (self, _("Edit as Text"), "", G_CALLBACK (on_text_activated));
  add_tool (self, _("Import"), _("You see what is added before it is saved"), G_CALLBACK (on_import_activated));
  self->export_row = add_tool (self, _("Export"), _("All rules into one file"), G_CALLBACK (on_export_activated));

  g_signal_connect_object (self->store, "notify::rules", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
