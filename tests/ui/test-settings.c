/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <glib/gstdio.h>

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

/* The schema of an older program lacks keys; GSettings ends the program that asks for one of them. */
static void
test_older (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *directory = g_dir_make_tmp ("belay-schema-XXXXXX", &error);
  g_autofree char *xml = g_build_filename (directory, BELAY_APPLICATION_ID ".gschema.xml", NULL);
  g_autofree char *compiled = g_build_filename (directory, "gschemas.compiled", NULL);
  const char *const argv[] = { "glib-compile-schemas", directory, NULL };
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GSettingsSchemaSource) source = NULL;
  g_autoptr(BelaySettings) settings = NULL;

  g_assert_true (g_file_set_contents (xml, "<schemalist><schema id='" BELAY_APPLICATION_ID "' path='/io/github/older/'>"
                                      "<key name='slack' type='s'><default>''</default></key></schema></schemalist>",
                                      -1, &error));
  process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_NONE, &error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  source = g_settings_schema_source_new_from_directory (directory, NULL, TRUE, &error);
  g_assert_no_error (error);
  settings = belay_settings_new (source);
  g_assert_false (belay_settings_is_persistent (settings));
  g_assert_cmpuint (belay_settings_get_uint (settings, "keep-days"), ==, 0);
  g_remove (xml);
  g_remove (compiled);
  g_rmdir (directory);
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
  g_test_add_func ("/settings/older", test_older);
  g_test_add_func ("/settings/kept", test_kept);

  return g_test_run ();
}
