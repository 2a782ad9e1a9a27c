/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-preferences.h"

#include <glib/gi18n-lib.h>
#include "belay-combo-values.h"
#include "belay-hosts-row.h"
#include "belay-key.h"
#include "belay-launch.h"
#include "belay-machine-group.h"
#include "belay-records-group.h"
#include "belay-rules-page.h"
#include "belay-secrets-page.h"
#include "belay-settings.h"
#include "belay-flatten-choice.h"
#include "belay-slack-choice.h"
#include "belay-stop-key.h"

/**
 * BelayPreferences:
 *
 * What stays set from one session to the next.
 */
struct _BelayPreferences
{
  AdwPreferencesWindow  parent_instance;

  GtkWidget            *private_group;
  GtkWidget            *unkept_group;
  AdwComboRow          *model_row;
  AdwComboRow          *effort_row;
  GtkWidget            *key_group;
  GtkWidget            *secrets_page;
  GtkEditable          *key_row;
  AdwActionRow         *stored_row;
  GtkWidget            *forget_button;
  GtkWidget            *gateway_group;
  GtkEditable          *base_url_row;
  GtkEditable          *headers_row;
  GtkEditable          *api_version_row;
  GtkSwitch            *bearer_switch;
  GtkSwitch            *freeze_switch;
  GtkEditable          *sandbox_row;
  BelayHostsRow        *hosts_row;
  AdwComboRow          *slack_row;
  AdwComboRow          *flatten_row;
  GtkSpinButton        *cost_spin;
  GtkSpinButton        *steps_spin;
  GtkSpinButton        *minutes_spin;
  GtkSpinButton        *idle_spin;

  BelaySettings        *settings;
  GCancellable         *cancellable;
};

G_DEFINE_FINAL_TYPE (BelayPreferences, belay_preferences, ADW_TYPE_PREFERENCES_WINDOW)

static void
say (BelayPreferences *self,
     const char       *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), adw_toast_new (escaped));
}

/* The key. */

static const char *
describe_origin (BelayKeySource origin)
{
  switch (origin)
    {
    case BELAY_KEY_ENVIRONMENT:
      return _("From the environment");

    case BELAY_KEY_KEYRING:
      return _("In your keyring");

    case BELAY_KEY_NONE:
    default:
      return _("None");
    }
}

static void
on_key_found (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  BelayPreferences *self;
  g_autoptr(GError) error = NULL;
  BelayKeySource origin = BELAY_KEY_NONE;

  belay_key_free (belay_key_lookup_finish (result, &origin, &error));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = user_data;
  adw_action_row_set_subtitle (self->stored_row, error != NULL ? error->message : describe_origin (origin));
  gtk_widget_set_sensitive (self->forget_button, origin == BELAY_KEY_KEYRING);
}

static void
look_for_key (BelayPreferences *self)
{
  g_autofree char *base_url = belay_launch_get_base_url (self->settings);

  belay_key_lookup_async (base_url, self->cancellable, on_key_found, self);
}

/* The keyring has changed, or it could not be. */
static void
on_keyring_answered (BelayPreferences *self,
                     gboolean          done,
                     const GError     *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (!done)
    {
      say (self, error->message);
      return;
    }

  gtk_editable_set_text (self->key_row, "");
  say (self, _("The keyring is up to date"));
  look_for_key (self);
}

static void
on_key_stored (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  gboolean done = belay_key_store_finish (result, &error);

  on_keyring_answered (user_data, done, error);
}

static void
on_key_cleared (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  gboolean done = belay_key_clear_finish (result, &error);

  on_keyring_answered (user_data, done, error);
}

static void
on_key_apply (BelayPreferences *self)
{
  g_autofree char *base_url = belay_launch_get_base_url (self->settings);
  char *key = g_strstrip (g_strdup (gtk_editable_get_text (self->key_row)));

  if (*key != '\0')
    belay_key_store_async (base_url, key, self->cancellable, on_key_stored, self);

  belay_key_free (key);
}

static void
on_forget_clicked (BelayPreferences *self)
{
  g_autofree char *base_url = belay_launch_get_base_url (self->settings);

  belay_key_clear_async (base_url, self->cancellable, on_key_cleared, self);
}

/* Everything else. */

static void
on_entry_apply (GtkWidget        *row,
                BelayPreferences *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
  const char *key = g_object_get_data (G_OBJECT (row), "belay-key");

  belay_settings_set_string (self->settings, key, text);
}

static void
on_headers_apply (BelayPreferences *self)
{
  g_auto(GStrv) parts = g_strsplit (gtk_editable_get_text (self->headers_row), ";", -1);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) headers = NULL;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_strstrip (parts[i]);
      if (*parts[i] == '\0')
        continue;

      if (strchr (parts[i], ':') == NULL || *parts[i] == ':')
        {
          say (self, _("A header is a name, a colon and a value"));
          return;
        }

      g_strv_builder_add (builder, parts[i]);
    }

  headers = g_strv_builder_end (builder);
  belay_settings_set_value (self->settings, "extra-headers", g_variant_new_strv ((const char *const *) headers, -1));
}

static void
on_choice_selected (AdwComboRow      *row,
                    GParamSpec       *pspec,
                    BelayPreferences *self)
{
  const char *const *values = g_object_get_data (G_OBJECT (row), "belay-values");
  guint selected = adw_combo_row_get_selected (row);

  if (selected < g_strv_length ((char **) values))
    belay_settings_set_string (self->settings, g_object_get_data (G_OBJECT (row), "belay-key"), values[selected]);
}

/* @values and @titles go together, and @values is kept. */
static void
fill_choice (BelayPreferences  *self,
             AdwComboRow       *row,
             const char        *key,
             char             **values,
             char             **titles)
{
  g_autoptr(GtkStringList) list = gtk_string_list_new ((const char *const *) titles);
  g_autofree char *current = belay_settings_get_string (self->settings, key);
  guint selected = 0;

  for (guint i = 0; values[i] != NULL; i++)
    if (g_str_equal (values[i], current))
      selected = i;

  g_object_set_data_full (G_OBJECT (row), "belay-values", g_strdupv (values), (GDestroyNotify) g_strfreev);
  g_object_set_data (G_OBJECT (row), "belay-key", (gpointer) key);
  belay_combo_values_keep (row);
  adw_combo_row_set_model (row, G_LIST_MODEL (list));
  adw_combo_row_set_selected (row, selected);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (on_choice_selected), self, 0);
}

static void
fill_models (BelayPreferences *self)
{
  g_autoptr(GError) error = NULL;
  BelayModels *models = belay_launch_get_models (&error);
  g_autoptr(GStrvBuilder) values = g_strv_builder_new ();
  g_autoptr(GStrvBuilder) titles = g_strv_builder_new ();
  g_autofree const BelayModel **list = NULL;
  g_auto(GStrv) value_strv = NULL;
  g_auto(GStrv) title_strv = NULL;
  const BelayModel *preferred;
  g_autofree char *title = NULL;

  if (models == NULL)
    {
      say (self, error->message);
      return;
    }

  /* Translators: %s is the name of a model. */
  preferred = belay_models_get_default (models);
  title = g_strdup_printf (_("Default (%s)"), preferred->title);
  g_strv_builder_add (values, "");
  g_strv_builder_add (titles, title);

  list = belay_models_list (models);
  for (guint i = 0; list[i] != NULL; i++)
    {
      g_strv_builder_add (values, list[i]->id);
      g_strv_builder_add (titles, list[i]->title);
    }

  value_strv = g_strv_builder_end (values);
  title_strv = g_strv_builder_end (titles);
  fill_choice (self, self->model_row, "model", value_strv, title_strv);
}

static void
fill_slack (BelayPreferences *self)
{
  const char *const *values = belay_slack_choice_list ();
  g_autoptr(GStrvBuilder) titles = g_strv_builder_new ();
  g_auto(GStrv) title_strv = NULL;

  for (guint i = 0; values[i] != NULL; i++)
    {
      g_autofree char *title = belay_slack_choice_title (values[i]);

      g_strv_builder_add (titles, title);
    }

  title_strv = g_strv_builder_end (titles);
  fill_choice (self, self->slack_row, "slack", (char **) values, title_strv);
}

static void
fill_flatten (BelayPreferences *self)
{
  const char *const *values = belay_flatten_choice_list ();
  g_autoptr(GStrvBuilder) titles = g_strv_builder_new ();
  g_auto(GStrv) title_strv = NULL;

  for (guint i = 0; values[i] != NULL; i++)
    g_strv_builder_add (titles, belay_flatten_choice_title (values[i]));

  title_strv = g_strv_builder_end (titles);
  fill_choice (self, self->flatten_row, "flatten", (char **) values, title_strv);
}

static void
fill_effort (BelayPreferences *self)
{
  char *values[] = { (char *) "", (char *) "low", (char *) "medium", (char *) "high", NULL };
  char *titles[] = { (char *) _("The Model’s Own"), (char *) _("Low"), (char *) _("Medium"), (char *) _("High"), NULL };

  fill_choice (self, self->effort_row, "effort", values, titles);
}

static void
fill_entry (BelayPreferences *self,
            GtkEditable      *row,
            const char       *key)
{
  g_autofree char *text = belay_settings_get_string (self->settings, key);

  g_object_set_data (G_OBJECT (row), "belay-key", (gpointer) key);
  gtk_editable_set_text (row, text);
}

static void
fill_headers (BelayPreferences *self)
{
  g_auto(GStrv) headers = belay_settings_get_strv (self->settings, "extra-headers");
  g_autofree char *text = g_strjoinv ("; ", headers);

  gtk_editable_set_text (self->headers_row, text);
}

static void
fill_hosts (BelayPreferences *self)
{
  g_auto(GStrv) hosts = belay_settings_get_strv (self->settings, "allowed-hosts");

  belay_hosts_row_set_hosts (self->hosts_row, (const char * const *) hosts);
}

static void
on_hosts_changed (BelayPreferences *self)
{
  g_auto(GStrv) hosts = belay_hosts_row_get_hosts (self->hosts_row);

  belay_settings_set_value (self->settings, "allowed-hosts", g_variant_new_strv ((const char * const *) hosts, -1));
}

static void
on_bearer_changed (BelayPreferences *self)
{
  belay_settings_set_value (self->settings, "bearer", g_variant_new_boolean (gtk_switch_get_active (self->bearer_switch)));
}

static void
on_freeze_changed (BelayPreferences *self)
{
  belay_settings_set_value (self->settings, "stop-freezes",
                            g_variant_new_boolean (gtk_switch_get_active (self->freeze_switch)));
}

static void
on_limits_changed (BelayPreferences *self)
{
  belay_settings_set_value (self->settings, "limit-cost",
                            g_variant_new_double (gtk_spin_button_get_value (self->cost_spin)));
  belay_settings_set_value (self->settings, "limit-steps",
                            g_variant_new_uint32 (gtk_spin_button_get_value_as_int (self->steps_spin)));
  belay_settings_set_value (self->settings, "limit-minutes",
                            g_variant_new_uint32 (gtk_spin_button_get_value_as_int (self->minutes_spin)));
  belay_settings_set_value (self->settings, "idle-minutes",
                            g_variant_new_uint32 (gtk_spin_button_get_value_as_int (self->idle_spin)));
}

static void
fill_numbers (BelayPreferences *self)
{
  GtkSpinButton *spins[] = { self->cost_spin, self->steps_spin, self->minutes_spin, self->idle_spin };

  gtk_switch_set_active (self->bearer_switch, belay_settings_get_boolean (self->settings, "bearer"));
  gtk_spin_button_set_value (self->cost_spin, belay_settings_get_double (self->settings, "limit-cost"));
  gtk_spin_button_set_value (self->steps_spin, belay_settings_get_uint (self->settings, "limit-steps"));
  gtk_spin_button_set_value (self->minutes_spin, belay_settings_get_uint (self->settings, "limit-minutes"));
  gtk_spin_button_set_value (self->idle_spin, belay_settings_get_uint (self->settings, "idle-minutes"));

  gtk_switch_set_active (self->freeze_switch, belay_settings_get_boolean (self->settings, "stop-freezes"));
  g_signal_connect_object (self->freeze_switch, "notify::active", G_CALLBACK (on_freeze_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->bearer_switch, "notify::active", G_CALLBACK (on_bearer_changed), self,
                           G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (spins); i++)
    g_signal_connect_object (spins[i], "value-changed", G_CALLBACK (on_limits_changed), self, G_CONNECT_SWAPPED);
}

static void
belay_preferences_dispose (GObject *object)
{
  BelayPreferences *self = BELAY_PREFERENCES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (belay_preferences_parent_class)->dispose (object);
}

static void
belay_preferences_class_init (BelayPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = belay_preferences_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, BelayPreferences, private_group);
  gtk_widget_class_bind_template_child (widget_class, BelayPreferences, unkept_group);
  gtk_widget_class_bind_template_child (widget_class, BelayPreferences, key_group);
  gtk_widget_class_bind_template_child (widget_class, BelayPreferences, secrets_page);
  gtk_widget_class_bind_template_child (widget_class, BelayPreferences, gateway_group);
  gtk_widget_class_bind_template_child (widget_class, BelayPreferences, model_row);
  gtk_widget_class_bind_template_child (widget_class, BelayPreferences, effort_row);
  gtk_widget_class_bind_template_child (widget_class, BelayPreferences, key_row);
  gtk_widget_class_bind_template_child (widget_class, BelayPreferences, stored_row);
  gtk_widget_class_bind_template_child (widget_class, BelayPreferences, forget_button);
  gtk_widget_class_bind_template_child (widget_class, BelayPreferences, base_url_row);
  gtk_widget_class_bind_template_child (widget_class, BelayPreferences, headers_row);
  gtk_widget_class_bind_template_child (widget_class, BelayPreferences, api_version_row);
  gtk_widget_class_bind_template_child (widget_class, BelayPreferences, bearer_switch);
  gtk_widget_class_bind_template_child (widget_class, BelayPreferences, freeze_switch);
  gtk_widget_class_bind_template_child (widget_class, BelayPreferences, sandbox_row);
  gtk_widget_class_bind_template_child (widget_class, BelayPreferences, hosts_row);
  gtk_widget_class_bind_template_child (widget_class, BelayPreferences, slack_row);
  gtk_widget_class_bind_template_child (widget_class, BelayPreferences, flatten_row);
  gtk_widget_class_bind_template_child (widget_class, BelayPreferences, cost_spin);
  gtk_widget_class_bind_template_child (widget_class, BelayPreferences, steps_spin);
  gtk_widget_class_bind_template_child (widget_class, BelayPreferences, minutes_spin);
  gtk_widget_class_bind_template_child (widget_class, BelayPreferences, idle_spin);
  gtk_widget_class_bind_template_callback (widget_class, on_hosts_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_key_apply);
  gtk_widget_class_bind_template_callback (widget_class, on_forget_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_apply);
  gtk_widget_class_bind_template_callback (widget_class, on_headers_apply);
}

static void
belay_preferences_init (BelayPreferences *self)
{
  self->settings = belay_settings_get_default ();
  self->cancellable = g_cancellable_new ();

  g_type_ensure (BELAY_TYPE_HOSTS_ROW);
  g_type_ensure (BELAY_TYPE_MACHINE_GROUP);
  g_type_ensure (BELAY_TYPE_RECORDS_GROUP);
  g_type_ensure (BELAY_TYPE_RULES_PAGE);
  g_type_ensure (BELAY_TYPE_SECRETS_PAGE);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (self->unkept_group, !belay_settings_is_persistent (self->settings));
  fill_models (self);
  fill_effort (self);
  fill_slack (self);
  fill_flatten (self);
  fill_entry (self, self->base_url_row, "base-url");
  fill_entry (self, self->api_version_row, "api-version");
  fill_entry (self, self->sandbox_row, "sandbox");
  fill_hosts (self);
  fill_headers (self);
  fill_numbers (self);
  look_for_key (self);
}

/* Before an audience: opened while a window presents. */
static void
keep_private (BelayPreferences *self)
{
  gtk_widget_set_visible (self->private_group, TRUE);
  gtk_widget_set_visible (self->key_group, FALSE);
  gtk_widget_set_visible (self->secrets_page, FALSE);
  gtk_widget_set_visible (self->gateway_group, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->sandbox_row), FALSE);
}

static gboolean
has_audience (GtkWindow *window)
{
  g_autoptr(GVariant) presenter = NULL;

  if (window == NULL || !G_IS_ACTION_GROUP (window))
    return FALSE;

  presenter = g_action_group_get_action_state (G_ACTION_GROUP (window), "presenter");

  return presenter != NULL && g_variant_get_boolean (presenter);
}

/**
 * belay_preferences_present:
 * @parent: (nullable): the window they are opened from
 */
void
belay_preferences_present (GtkWindow *parent)
{
  GtkWindow *window = g_object_new (BELAY_TYPE_PREFERENCES, "transient-for", parent, NULL);

  if (has_audience (parent))
    keep_private (BELAY_PREFERENCES (window));

  if (parent != NULL && g_action_group_has_action (G_ACTION_GROUP (parent), "stop"))
    belay_stop_key_attach (GTK_WIDGET (window), parent);

  gtk_window_present (window);
}
