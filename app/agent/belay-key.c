/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-key.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>

#define BASE_URL "https://api.anthropic.com"

static const SecretSchema schema = {
  "io.github.belay_desktop.Belay.ApiKey",
  SECRET_SCHEMA_NONE,
  {
    { "base-url", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

/* One key for one address, however it is written. */
static char *
normalize (const char *base_url)
{
  gsize length;

  if (base_url == NULL || *base_url == '\0')
    base_url = g_getenv ("ANTHROPIC_BASE_URL");
  if (base_url == NULL || *base_url == '\0')
    base_url = BASE_URL;

  for (length = strlen (base_url); length > 0 && base_url[length - 1] == '/'; length--)
    ;

  return g_strndup (base_url, length);
}

/**
 * belay_key_free:
 * @key: (nullable): a key
 *
 * Wipes and frees @key.
 */
void
belay_key_free (char *key)
{
  secret_password_free (key);
}

/* Nobody answers on the session bus, or there is no bus. */
static gboolean
is_absent (const GError *error)
{
  return error->domain == G_IO_ERROR ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND);
}

/* Puts @error, which it takes, into words for a person, with what they can do. Domain and code stay. */
static GError *
explain (GError *error)
{
  GError *said;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return error;

  g_dbus_error_strip_remote_error (error);

  if (is_absent (error))
    said = g_error_new_literal (error->domain, error->code,
                                _("This desktop has no keyring to keep a key in. Set ANTHROPIC_API_KEY in the "
                                  "environment that Belay is started from."));
  else if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    said = g_error_new_literal (error->domain, error->code,
                                _("The keyring is locked. Unlock it, or set ANTHROPIC_API_KEY in the environment "
                                  "that Belay is started from."));
  else
    /* Translators: %s is what the keyring said, in its own words. */
    said = g_error_new (error->domain, error->code,
                        _("The keyring refused (%s). ANTHROPIC_API_KEY in the environment that Belay is started from "
                          "works without it."), error->message);

  g_error_free (error);

  return said;
}

static void
on_looked_up (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  char *key = secret_password_lookup_finish (result, &error);

  g_task_set_task_data (task, GINT_TO_POINTER (key != NULL ? BELAY_KEY_KEYRING : BELAY_KEY_NONE), NULL);

  if (error != NULL)
    g_task_return_error (task, explain (error));
  else
    g_task_return_pointer (task, key, (GDestroyNotify) belay_key_free);
}

/**
 * belay_key_lookup_async:
 * @base_url: (nullable): the address of the service; %NULL for the usual one
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called on the main context
 * @user_data: for @callback
 *
 * Looks for a key in the environment, then in the keyring, which may ask the
 * person to unlock it.
 */
void
belay_key_lookup_async (const char          *base_url,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autofree char *address = normalize (base_url);
  const char *key = g_getenv ("ANTHROPIC_API_KEY");

  g_task_set_source_tag (task, belay_key_lookup_async);

  if (key != NULL && *key != '\0')
    {
      g_task_set_task_data (task, GINT_TO_POINTER (BELAY_KEY_ENVIRONMENT), NULL);
      g_task_return_pointer (task, g_strdup (key), (GDestroyNotify) belay_key_free);
      return;
    }

  secret_password_lookup (&schema, cancellable, on_looked_up, g_steal_pointer (&task), "base-url", address, NULL);
}

/**
 * belay_key_lookup_finish:
 * @result: what the callback got
 * @source: (out) (optional): where the key was
 * @error: (nullable): no keyring could be asked
 *
 * Returns: (transfer full) (nullable): the key, to be freed with
 *   belay_key_free(); %NULL without an error if there is none
 */
char *
belay_key_lookup_finish (GAsyncResult    *result,
                         BelayKeySource  *source,
                         GError         **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, belay_key_lookup_async), NULL);

  if (source != NULL)
    *source = GPOINTER_TO_INT (g_task_get_task_data (G_TASK (result)));

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_stored (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, explain (error));
}

/**
 * belay_key_store_async:
 * @base_url: (nullable): the address of the service; %NULL for the usual one
 * @key: the key
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called on the main context
 * @user_data: for @callback
 *
 * Puts the key into the person's keyring, in place of one that is there.
 */
void
belay_key_store_async (const char          *base_url,
                       const char          *key,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autofree char *address = normalize (base_url);
  g_autofree char *label = NULL;

  g_return_if_fail (key != NULL && *key != '\0');

  g_task_set_source_tag (task, belay_key_store_async);
  /* Translators: %s is the address of a service; this is what a key is called in the keyring */
  label = g_strdup_printf (_("Belay: API key for %s"), address);
  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, label, key, cancellable, on_stored,
                         g_steal_pointer (&task), "base-url", address, NULL);
}

gboolean
belay_key_store_finish (GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, belay_key_store_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_cleared (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  secret_password_clear_finish (result, &error);

  if (error != NULL)
    g_task_return_error (task, explain (error));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * belay_key_clear_async:
 * @base_url: (nullable): the address of the service; %NULL for the usual one
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called on the main context
 * @user_data: for @callback
 *
 * Takes the key out of the keyring. That there was none is not an error.
 */
void
belay_key_clear_async (const char          *base_url,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autofree char *address = normalize (base_url);

  g_task_set_source_tag (task, belay_key_clear_async);
  secret_password_clear (&schema, cancellable, on_cleared, g_steal_pointer (&task), "base-url", address, NULL);
}

gboolean
belay_key_clear_finish (GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, belay_key_clear_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
