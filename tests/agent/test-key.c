/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-key.h"

static void
on_looked_up (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static char *
look_up (BelayKeySource  *source,
         GError         **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  belay_key_lookup_async (NULL, NULL, on_looked_up, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return belay_key_lookup_finish (result, source, error);
}

static void
test_environment (void)
{
  g_autoptr(GError) error = NULL;
  BelayKeySource source;
  char *key;

  g_setenv ("ANTHROPIC_API_KEY", "sk-from-the-environment", TRUE);
  key = look_up (&source, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (key, ==, "sk-from-the-environment");
  g_assert_cmpint (source, ==, BELAY_KEY_ENVIRONMENT);
  belay_key_free (key);
}

/* No keyring to ask is an error that can be shown and says what to do, neither a wait nor a warning. */
static void
test_no_keyring (void)
{
  g_autoptr(GError) error = NULL;
  BelayKeySource source;

  g_unsetenv ("ANTHROPIC_API_KEY");
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  g_assert_null (look_up (&source, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "ANTHROPIC_API_KEY"));
  g_assert_null (strstr (error->message, "/nonexistent"));
  g_assert_cmpint (source, ==, BELAY_KEY_NONE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/key/environment", test_environment);
  g_test_add_func ("/key/no-keyring", test_no_keyring);

  return g_test_run ();
}
