/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-secrets-page.h"

#include <glib/gi18n-lib.h>
#include "belay-secret-store.h"

/**
 * BelaySecretsPage:
 *
 * The names of the person's secrets, and a form to add one or to give one another value.
 */
struct _BelaySecretsPage
{
  AdwPreferencesPage   parent_instance;

  AdwPreferencesGroup *list_group;
  AdwActionRow        *empty_row;
  AdwPreferencesGroup *form_group;
  GtkEditable         *name_row;
  GtkEditable         *value_row;
  AdwActionRow        *memory_row;
  GtkSwitch           *memory_switch;
  GtkWidget           *save_button;

  BelaySecretStore    *store;
  GPtrArray           *rows;            /* of GtkWidget, not owned: one for each secret */
  GCancellable        *cancellable;
};

G_DEFINE_FINAL_TYPE (BelaySecretsPage, belay_secrets_page, ADW_TYPE_PREFERENCES_PAGE)

static void
say (BelaySecretsPage *self,
     const char       *text)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  if (ADW_IS_PREFERENCES_WINDOW (root))
    adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (root), adw_toast_new (escaped));
}

/* The list. */

static void
on_removed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(BelaySecretsPage) self = user_data;
  g_autoptr(GError) error = NULL;

  if (belay_secret_store_remove_finish (BELAY_SECRET_STORE (source), result, &error))
    say (self, _("The secret was removed"));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    say (self, error->message);
}

static void
on_remove_clicked (GtkWidget        *button,
                   BelaySecretsPage *self)
{
  belay_secret_store_remove_async (self->store, g_object_get_data (G_OBJECT (button), "belay-name"), self->cancellable,
                                   on_removed, g_object_ref (self));
}

static void
on_replace_clicked (GtkWidget        *button,
                    BelaySecretsPage *self)
{
  gtk_editable_set_text (self->name_row, g_object_get_data (G_OBJECT (button), "belay-name"));
  gtk_editable_set_text (self->value_row, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->value_row));
}

static GtkWidget *
make_button (BelaySecretsPage *self,
             const char       *icon,
             const char       *tooltip,
             const char       *label,
             const char       *name,
             GCallback         callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (button), "belay-name", g_strdup (name), g_free);
  g_signal_connect_object (button, "clicked", callback, self, 0);

  return button;
}

static void
add_row (BelaySecretsPage       *self,
         const BelaySecretEntry *entry)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *replace = NULL;
  g_autofree char *remove = NULL;

  /* Translators: %s is the name of a secret */
  replace = g_strdup_printf (_("Replace %s"), entry->name);
  /* Translators: %s is the name of a secret */
  remove = g_strdup_printf (_("Remove %s"), entry->name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), entry->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), entry->is_kept ? _("In memory until Belay quits") : _("In your keyring"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             make_button (self, "document-edit-symbolic", _("Replace…"), replace, entry->name,
                                          G_CALLBACK (on_replace_clicked)));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             make_button (self, "user-trash-symbolic", _("Remove"), remove, entry->name,
                                          G_CALLBACK (on_remove_clicked)));
  adw_preferences_group_add (self->list_group, row);
  g_ptr_array_add (self->rows, row);
}

static void
show_empty (BelaySecretsPage   *self,
            BelaySecretKeyring  keyring,
            guint               n_entries)
{
  gboolean locked = keyring == BELAY_SECRET_KEYRING_LOCKED;

  gtk_widget_set_visible (GTK_WIDGET (self->empty_row), locked || n_entries == 0);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->empty_row),
                                 locked ? _("Your Keyring Is Locked") : _("No Secrets Yet"));
  adw_action_row_set_subtitle (self->empty_row,
                               locked ? _("What is in it is shown when it is unlocked; you are asked when a secret is used.")
                                      : NULL);
}

static void
show_keyring (BelaySecretsPage *self,
              gboolean          has_keyring)
{
  if (!has_keyring)
    gtk_switch_set_active (self->memory_switch, TRUE);

  gtk_widget_set_sensitive (GTK_WIDGET (self->memory_row), has_keyring);
  adw_action_row_set_subtitle (self->memory_row,
                               has_keyring ? _("Not in the keyring: it is gone when Belay quits")
                                           : _("This desktop has no keyring: it is gone when Belay quits"));
}

static void
on_listed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(BelaySecretsPage) self = user_data;
  g_autoptr(GError) error = NULL;
  BelaySecretKeyring keyring;
  g_autoptr(GPtrArray) entries = belay_secret_store_list_finish (BELAY_SECRET_STORE (source), result, &keyring, &error);

  /* The page may be gone. */
  if (entries == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->list_group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);

  for (guint i = 0; i < entries->len; i++)
    add_row (self, entries->pdata[i]);

  show_empty (self, keyring, entries->len);
  show_keyring (self, keyring != BELAY_SECRET_KEYRING_ABSENT);
}

static void
list (BelaySecretsPage *self)
{
  belay_secret_store_list_async (self->store, self->cancellable, on_listed, g_object_ref (self));
}

/* The form. */

static void
clear_form (BelaySecretsPage *self)
{
  gtk_editable_set_text (self->value_row, "");
  gtk_editable_set_text (self->name_row, "");
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BelaySecretsPage) self = user_data;
  g_autoptr(GError) error = NULL;

  if (belay_secret_store_save_finish (BELAY_SECRET_STORE (source), result, &error))
    {
      clear_form (self);
      say (self, _("The secret is in your keyring"));
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      say (self, error->message);
    }
}

static void
on_save_clicked (BelaySecretsPage *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name_row)));
  g_autoptr(GError) error = NULL;
  g_autoptr(BelaySecret) secret = belay_secret_new (name, gtk_editable_get_text (self->value_row), &error);

  if (secret == NULL)
    {
      say (self, error->message);
      return;
    }

  if (!gtk_switch_get_active (self->memory_switch))
    {
      belay_secret_store_save_async (self->store, secret, self->cancellable, on_saved, g_object_ref (self));
      return;
    }

  belay_secret_store_keep (self->store, secret);
  clear_form (self);
  say (self, _("The secret is kept until Belay quits"));
}

static void
on_form_changed (BelaySecretsPage *self)
{
  gtk_widget_set_sensitive (self->save_button, *gtk_editable_get_text (self->name_row) != '\0' &&
                                               *gtk_editable_get_text (self->value_row) != '\0');
}

static void
belay_secrets_page_dispose (GObject *object)
{
  BelaySecretsPage *self = BELAY_SECRETS_PAGE (object);

  g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (belay_secrets_page_parent_class)->dispose (object);
}

static void
belay_secrets_page_finalize (GObject *object)
{
  BelaySecretsPage *self = BELAY_SECRETS_PAGE (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (belay_secrets_page_parent_class)->finalize (object);
}

static void
belay_secrets_page_class_init (BelaySecretsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = belay_secrets_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = belay_secrets_page_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-secrets-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BelaySecretsPage, list_group);
  gtk_widget_class_bind_template_child (widget_class, BelaySecretsPage, empty_row);
  gtk_widget_class_bind_template_child (widget_class, BelaySecretsPage, form_group);
  gtk_widget_class_bind_template_child (widget_class, BelaySecretsPage, name_row);
  gtk_widget_class_bind_template_child (widget_class, BelaySecretsPage, value_row);
  gtk_widget_class_bind_template_child (widget_class, BelaySecretsPage, memory_row);
  gtk_widget_class_bind_template_child (widget_class, BelaySecretsPage, memory_switch);
  gtk_widget_class_bind_template_child (widget_class, BelaySecretsPage, save_button);
  gtk_widget_class_bind_template_callback (widget_class, on_form_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_save_clicked);
}

static void
belay_secrets_page_init (BelaySecretsPage *self)
{
  self->store = belay_secret_store_get_default ();
  self->rows = g_ptr_array_new ();
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  /* What was typed here is not to come back. */
  gtk_editable_set_enable_undo (self->value_row, FALSE);
  g_signal_connect_object (self->store, "changed", G_CALLBACK (list), self, G_CONNECT_SWAPPED);
  list (self);
}
