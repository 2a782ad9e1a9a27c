/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>

#include "belay-settings.h"

/* GSETTINGS_SCHEMA_DIR names the schema just compiled, GSETTINGS_BACKEND is memory. */

static void
on_changed (BelaySettings *settings,
            const char    *key,
            GString       *log)
{
  g_string_append_printf (log, "%s ", key);
}

/* Without the schema the program runs on the defaults compiled in, which must be those of the schema. */
static void
test_defaults (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr(GSettingsSchema) schema = g_settings_schema_source_lookup (source, BELAY_APPLICATION_ID, TRUE);
  g_autoptr(BelaySettings) unkept = belay_settings_new (NULL);
  g_auto(GStrv) keys = NULL;

  g_assert_nonnull (schema);
  keys = g_settings_schema_list_keys (schema);
  g_assert_cmpuint (g_strv_length (keys), >, 10);

  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autoptr(GSettingsSchemaKey) key = g_settings_schema_get_key (schema, keys[i]);
      g_autoptr(GVariant) expected = g_settings_schema_key_get_default_value (key);
      g_autoptr(GVariant) found = belay_settings_get_value (unkept, keys[i]);

      g_assert_cmpvariant (found, expected);
    }
}

static void
check_set (BelaySettings *settings)
{
  g_autoptr(GString) log = g_string_new (NULL);
  g_autofree char *slack = NULL;

  g_signal_connect (settings, "changed", G_CALLBACK (on_changed), log);
  belay_settings_set_string (settings, "slack", "every");
  belay_settings_set_string (settings, "slack", "every");
  while (log->len == 0)
    g_main_context_iteration (NULL, TRUE);

  slack = belay_settings_get_string (settings, "slack");
  g_assert_cmpstr (slack, ==, "every");
  g_assert_cmpstr (log->str, ==, "slack ");

  g_assert_true (belay_settings_set_value (settings, "limit-cost", g_variant_new_double (2.5)));
  g_assert_cmpfloat (belay_settings_get_double (settings, "limit-cost"), ==, 2.5);
  g_signal_handlers_disconnect_by_data (settings, log);
}

static void
test_unkept (void)
{
  g_autoptr(BelaySettings) settings = belay_settings_new (NULL);

  g_assert_false (belay_settings_is_persistent (settings));
  check_set (settings);
}

static void
test_kept (void)
{
  g_autoptr(BelaySettings) settings = belay_settings_new (g_settings_schema_source_get_default ());

  g_assert_true (belay_settings_is_persistent (settings));
  check_set (settings);
  g_assert_false (belay_settings_set_value (settings, "limit-cost", g_variant_new_double (-1)));
  g_assert_cmpfloat (belay_settings_get_double (settings, "limit-cost"), ==, 2.5);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/defaults", test_defaults);
  g_test_add_func ("/settings/unkept", test_unkept);
  g_test_add_func ("/settings/kept", test_kept);

  return g_test_run ();
}
