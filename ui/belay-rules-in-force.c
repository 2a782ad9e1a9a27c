/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-rules-in-force.h"

#include <glib/gi18n-lib.h>
#include "belay-rule-row.h"
#include "belay-saved-rules.h"
#include "belay-session-rules.h"
#include "belay-stop-key.h"

/**
 * BelayRulesInForce:
 *
 * What decides beside the person, while the session runs.
 */
struct _BelayRulesInForce
{
  AdwPreferencesWindow  parent_instance;

  AdwPreferencesPage   *page;
  AdwPreferencesGroup  *own;
  AdwPreferencesGroup  *saved;
  GPtrArray            *rows;           /* of GtkWidget, borrowed */

  BelaySession         *session;
};

G_DEFINE_FINAL_TYPE (BelayRulesInForce, belay_rules_in_force, ADW_TYPE_PREFERENCES_WINDOW)

static void
say (BelayRulesInForce *self,
     const char        *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), adw_toast_new (escaped));
}

static void
on_revoke_clicked (GtkButton         *button,
                   BelayRulesInForce *self)
{
  belay_rule_book_revoke (belay_session_get_rules (self->session), g_object_get_data (G_OBJECT (button), "belay-id"));
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BelayRulesInForce) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!belay_rules_store_save_finish (BELAY_RULES_STORE (source), result, &error))
    say (self, error->message);
  else
    say (self, _("The rule is saved"));
}

/* The third deliberate act. */
static void
on_save_response (AdwMessageDialog  *dialog,
                  const char        *response,
                  BelayRulesInForce *self)
{
  BelayRulesStore *store = belay_saved_rules_get_default ();
  BelayRules *rules = belay_rules_store_get_rules (store);
  const BelayRule *rule = belay_rules_find (belay_rule_book_get_rules (belay_session_get_rules (self->session)),
                                            g_object_get_data (G_OBJECT (dialog), "belay-id"));
  g_autoptr(BelayRules) more = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *json = NULL;

  if (!g_str_equal (response, "save") || rule == NULL)
    return;

  if (belay_rules_get_unreadable (rules) != NULL)
    {
      say (self, _("The saved rules cannot be read. Mend them in the preferences first."));
      return;
    }

  more = belay_rules_with (rules, rule, &error);
  if (more == NULL)
    {
      say (self, error->message);
      return;
    }

  json = belay_rules_to_json (more);
  belay_rules_store_save_async (store, json, on_saved, g_object_ref (self));
}

static void
on_save_clicked (GtkButton         *button,
                 BelayRulesInForce *self)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Save This Rule?"),
                                              _("It will hold in later sessions as well, until you remove it in the "
                                                "preferences."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "save", _("_Save Rule"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "belay-id", g_strdup (g_object_get_data (G_OBJECT (button), "belay-id")),
                          g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_save_response), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
add_button (BelayRulesInForce *self,
            GtkWidget         *row,
            const BelayRule   *rule,
            const char        *icon,
            const char        *tooltip,
            GCallback          callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  /* Translators: the first %s is what a button does, the second the name of a rule. */
  g_autofree char *name = g_strdup_printf (_("%s: %s"), tooltip, rule->name);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "belay-id", g_strdup (rule->id), g_free);
  g_signal_connect_object (button, "clicked", callback, self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static void
add_row (BelayRulesInForce *self,
         const BelayRule   *rule)
{
  GtkWidget *row = belay_rule_row_new (rule);

  if (rule->for_session)
    {
      add_button (self, row, rule, "document-save-symbolic", _("Save for Later Sessions…"), G_CALLBACK (on_save_clicked));
      add_button (self, row, rule, "edit-undo-symbolic", _("Take Back"), G_CALLBACK (on_revoke_clicked));
    }

  adw_preferences_group_add (rule->for_session ? self->own : self->saved, row);
  g_ptr_array_add (self->rows, row);
}

static void
update (BelayRulesInForce *self)
{
  BelayRules *rules = belay_rule_book_get_rules (belay_session_get_rules (self->session));
  guint n_own = 0, n_saved = 0;

  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = self->rows->pdata[i];

      adw_preferences_group_remove (gtk_widget_is_ancestor (row, GTK_WIDGET (self->own)) ? self->own : self->saved, row);
    }
  g_ptr_array_set_size (self->rows, 0);

  for (guint i = 0; i < belay_rules_get_n (rules); i++)
    {
      const BelayRule *rule = belay_rules_get (rules, i);

      if (!rule->enabled)
        continue;

      add_row (self, rule);
      if (rule->for_session)
        n_own++;
      else
        n_saved++;
    }

  adw_preferences_group_set_description (self->own, n_own > 0 ? _("They end with the session.")
                                                              : _("You have allowed nothing beyond the slack."));
  gtk_widget_set_visible (GTK_WIDGET (self->saved), n_saved > 0);
}

/* The actions of the program are out of reach of this window. */
static void
on_edit_clicked (BelayRulesInForce *self)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  GtkApplication *application = parent != NULL ? gtk_window_get_application (parent) : NULL;

  gtk_window_close (GTK_WINDOW (self));
  if (application != NULL)
    g_action_group_activate_action (G_ACTION_GROUP (application), "preferences", NULL);
}

static void
belay_rules_in_force_dispose (GObject *object)
{
  BelayRulesInForce *self = BELAY_RULES_IN_FORCE (object);

  g_clear_object (&self->session);

  G_OBJECT_CLASS (belay_rules_in_force_parent_class)->dispose (object);
}

static void
belay_rules_in_force_finalize (GObject *object)
{
  g_ptr_array_unref (BELAY_RULES_IN_FORCE (object)->rows);

  G_OBJECT_CLASS (belay_rules_in_force_parent_class)->finalize (object);
}

static void
belay_rules_in_force_class_init (BelayRulesInForceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_rules_in_force_dispose;
  G_OBJECT_CLASS (klass)->finalize = belay_rules_in_force_finalize;
}

static void
belay_rules_in_force_init (BelayRulesInForce *self)
{
  GtkWidget *edit = gtk_button_new_with_label (_("Edit…"));

  self->rows = g_ptr_array_new ();
  self->page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  self->own = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  self->saved = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  gtk_window_set_title (GTK_WINDOW (self), _("Rules in Force"));
  gtk_window_set_default_size (GTK_WINDOW (self), 520, 460);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  adw_preferences_window_set_search_enabled (ADW_PREFERENCES_WINDOW (self), FALSE);

  gtk_widget_add_css_class (edit, "flat");
  g_signal_connect_swapped (edit, "clicked", G_CALLBACK (on_edit_clicked), self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (edit), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Edit the saved rules"), -1);
  adw_preferences_group_set_title (self->own, _("This Session"));
  adw_preferences_group_set_title (self->saved, _("Saved"));
  adw_preferences_group_set_header_suffix (self->saved, edit);
  adw_preferences_page_add (self->page, self->own);
  adw_preferences_page_add (self->page, self->saved);
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (self), self->page);
}

void
belay_rules_in_force_present (GtkWindow    *parent,
                              BelaySession *session)
{
  BelayRulesInForce *self = g_object_new (BELAY_TYPE_RULES_IN_FORCE, "transient-for", parent, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (belay_session_get_rules (session), "notify::rules", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  belay_stop_key_attach (GTK_WIDGET (self), parent);
  update (self);
  gtk_window_present (GTK_WINDOW (self));
}

char *
belay_rules_in_force_describe (BelaySession *session)
{
  guint n = belay_rule_book_get_n (belay_session_get_rules (session));

  if (n == 0)
    return NULL;

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u rule in force", "%u rules in force", n), n);
}
