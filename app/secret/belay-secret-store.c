/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-secret-store.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

/* What is locked, gnome-keyring finds by the attributes only, not by the name of the schema. */
static const SecretSchema schema = {
  "io.github.belay_desktop.Belay.Secret",
  SECRET_SCHEMA_DONT_MATCH_NAME,
  {
    { "belay", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "name", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

#define USE "named-secret"

struct _BelaySecretStore
{
  GObject    parent_instance;

  GPtrArray *kept;              /* of BelaySecret */
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelaySecretStore, belay_secret_store, G_TYPE_OBJECT)

static void
belay_secret_store_finalize (GObject *object)
{
  g_ptr_array_unref (BELAY_SECRET_STORE (object)->kept);

  G_OBJECT_CLASS (belay_secret_store_parent_class)->finalize (object);
}

static void
belay_secret_store_class_init (BelaySecretStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = belay_secret_store_finalize;

  signals[CHANGED] = g_signal_new ("changed", BELAY_TYPE_SECRET_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
belay_secret_store_init (BelaySecretStore *self)
{
  self->kept = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_secret_unref);
}

/**
 * belay_secret_store_get_default:
 *
 * Returns: (transfer none): the one of the person who runs the program
 */
BelaySecretStore *
belay_secret_store_get_default (void)
{
  static BelaySecretStore *store = NULL;

  if (store == NULL)
    store = g_object_new (BELAY_TYPE_SECRET_STORE, NULL);

  return store;
}

/**
 * belay_secret_entry_free:
 * @entry: (transfer full): an entry
 */
void
belay_secret_entry_free (BelaySecretEntry *entry)
{
  g_free (entry->name);
  g_free (entry);
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

static GError *
error_of_lock (void)
{
  return g_error_new_literal (BELAY_SECRET_ERROR, BELAY_SECRET_ERROR_LOCKED, _("The keyring is locked. Unlock it first."));
}

/* Puts @error, which it takes, into words for a person. */
static GError *
explain (GError *error)
{
  GError *said;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return error;

  g_dbus_error_strip_remote_error (error);

  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    said = error_of_lock ();
  else if (is_absent (error))
    said = g_error_new_literal (BELAY_SECRET_ERROR, BELAY_SECRET_ERROR_ABSENT,
                                _("This desktop has no keyring to keep secrets in."));
  else
    /* Translators: %s is what the keyring said, in its own words. */
    said = g_error_new (BELAY_SECRET_ERROR, BELAY_SECRET_ERROR_ABSENT, _("The keyring refused (%s)."), error->message);

  g_error_free (error);

  return said;
}

static GHashTable *
attributes_of (const char *name)
{
  GHashTable *attributes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  g_hash_table_insert (attributes, (gpointer) "belay", g_strdup (USE));
  if (name != NULL)
    g_hash_table_insert (attributes, (gpointer) "name", g_strdup (name));

  return attributes;
}

/* Listing. */

static int
compare_entries (gconstpointer a,
                 gconstpointer b)
{
  return g_strcmp0 ((*(BelaySecretEntry **) a)->name, (*(BelaySecretEntry **) b)->name);
}

static void
add_entry (GPtrArray  *entries,
           const char *name,
           gboolean    is_kept)
{
  BelaySecretEntry *entry;

  for (guint i = 0; i < entries->len; i++)
    {
      if (g_str_equal (((BelaySecretEntry *) entries->pdata[i])->name, name))
        return;
    }

  entry = g_new (BelaySecretEntry, 1);
  entry->name = g_strdup (name);
  entry->is_kept = is_kept;
  g_ptr_array_add (entries, entry);
}

static void
on_listed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BelaySecretStore *self = g_task_get_source_object (task);
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_secret_entry_free);
  g_autoptr(GError) error = NULL;
  GList *found = secret_password_search_finish (result, &error);
  BelaySecretKeyring keyring = error == NULL ? BELAY_SECRET_KEYRING_OPEN : BELAY_SECRET_KEYRING_ABSENT;

  for (guint i = 0; i < self->kept->len; i++)
    add_entry (entries, belay_secret_get_name (self->kept->pdata[i]), TRUE);

  for (GList *l = found; l != NULL; l = l->next)
    {
      g_autoptr(GHashTable) attributes = secret_retrievable_get_attributes (l->data);
      const char *name = g_hash_table_lookup (attributes, "name");

      /* What is locked has no name: the keyring keeps it hashed. */
      if (SECRET_IS_ITEM (l->data) && secret_item_get_locked (l->data))
        keyring = BELAY_SECRET_KEYRING_LOCKED;

      /* Other programs can write there, too. */
      else if (name != NULL && belay_secret_check_name (name, NULL))
        add_entry (entries, name, FALSE);
    }

  g_list_free_full (found, g_object_unref);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (error != NULL)
    g_info ("The keyring cannot be searched: %s", error->message);

  g_task_set_task_data (task, GINT_TO_POINTER (keyring), NULL);
  g_ptr_array_sort (entries, compare_entries);
  g_task_return_pointer (task, g_steal_pointer (&entries), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * belay_secret_store_list_async:
 * @self: a store
 * @cancellable: (nullable): gives up
 * @callback: called when the names are there
 * @user_data: for @callback
 *
 * A locked keyring tells no names.
 */
void
belay_secret_store_list_async (BelaySecretStore    *self,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(GHashTable) attributes = attributes_of (NULL);

  g_task_set_source_tag (task, belay_secret_store_list_async);
  secret_password_searchv (&schema, attributes, SECRET_SEARCH_ALL, cancellable, on_listed, g_steal_pointer (&task));
}

GPtrArray *
belay_secret_store_list_finish (BelaySecretStore    *self,
                                GAsyncResult        *result,
                                BelaySecretKeyring  *keyring,
                                GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (keyring != NULL)
    *keyring = GPOINTER_TO_INT (g_task_get_task_data (G_TASK (result)));

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Adding. */

static gboolean
drop_kept (BelaySecretStore *self,
           const char       *name)
{
  BelaySecret *secret = belay_secret_pick (self->kept, name);

  return secret != NULL && g_ptr_array_remove (self->kept, secret);
}

/**
 * belay_secret_store_keep:
 * @self: a store
 * @secret: a secret
 *
 * Keeps it in memory until the program ends. Until then it stands before one of its name in the keyring.
 */
void
belay_secret_store_keep (BelaySecretStore *self,
                         BelaySecret      *secret)
{
  g_return_if_fail (BELAY_IS_SECRET_STORE (self) && secret != NULL);

  drop_kept (self, belay_secret_get_name (secret));
  g_ptr_array_add (self->kept, belay_secret_ref (secret));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BelaySecretStore *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!secret_password_store_finish (result, &error))
    {
      g_task_return_error (task, error != NULL ? explain (error) : error_of_lock ());
      return;
    }

  drop_kept (self, belay_secret_get_name (g_task_get_task_data (task)));
  g_signal_emit (self, signals[CHANGED], 0);
  g_task_return_boolean (task, TRUE);
}

/**
 * belay_secret_store_save_async:
 * @self: a store
 * @secret: a secret
 * @cancellable: (nullable): gives up
 * @callback: called when it is in the keyring, or cannot be
 * @user_data: for @callback
 */
void
belay_secret_store_save_async (BelaySecretStore    *self,
                               BelaySecret         *secret,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(GHashTable) attributes = attributes_of (belay_secret_get_name (secret));
  g_autofree char *label = NULL;

  /* Translators: %s is the name of a secret; this is what it is called in the keyring */
  label = g_strdup_printf (_("Belay: secret “%s”"), belay_secret_get_name (secret));
  g_task_set_source_tag (task, belay_secret_store_save_async);
  g_task_set_task_data (task, belay_secret_ref (secret), (GDestroyNotify) belay_secret_unref);
  secret_password_storev (&schema, attributes, SECRET_COLLECTION_DEFAULT, label, belay_secret_get_value (secret),
                          cancellable, on_saved, g_steal_pointer (&task));
}

gboolean
belay_secret_store_save_finish (BelaySecretStore  *self,
                                GAsyncResult      *result,
                                GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Removing. */

static void
on_removed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BelaySecretStore *self = g_task_get_source_object (task);
  gboolean was_kept = drop_kept (self, g_task_get_task_data (task));
  GError *error = NULL;

  secret_password_clear_finish (result, &error);
  g_signal_emit (self, signals[CHANGED], 0);

  /* One that was in memory is gone, keyring or not. */
  if (error != NULL && !(was_kept && is_absent (error)))
    {
      g_task_return_error (task, explain (error));
      return;
    }

  g_clear_error (&error);
  g_task_return_boolean (task, TRUE);
}

/**
 * belay_secret_store_remove_async:
 * @self: a store
 * @name: the name of a secret
 * @cancellable: (nullable): gives up
 * @callback: called when it is gone
 * @user_data: for @callback
 *
 * That there was none is not an error.
 */
void
belay_secret_store_remove_async (BelaySecretStore    *self,
                                 const char          *name,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(GHashTable) attributes = attributes_of (name);

  g_task_set_source_tag (task, belay_secret_store_remove_async);
  g_task_set_task_data (task, g_strdup (name), g_free);
  secret_password_clearv (&schema, attributes, cancellable, on_removed, g_steal_pointer (&task));
}

gboolean
belay_secret_store_remove_finish (BelaySecretStore  *self,
                                  GAsyncResult      *result,
                                  GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Looking up. */

/* Nothing came: there is none, or it is behind a lock the person left closed. */
static void
on_searched (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GList *found = secret_password_search_finish (result, &error);

  if (error != NULL)
    g_task_return_error (task, explain (error));
  else if (found != NULL)
    g_task_return_error (task, error_of_lock ());
  else
    g_task_return_new_error (task, BELAY_SECRET_ERROR, BELAY_SECRET_ERROR_UNKNOWN, _("There is no secret called “%s”."),
                             (const char *) g_task_get_task_data (task));

  g_list_free_full (found, g_object_unref);
}

static void
on_looked_up (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  const char *name = g_task_get_task_data (task);
  GError *error = NULL;
  char *value = secret_password_lookup_finish (result, &error);
  BelaySecret *secret;

  if (error != NULL)
    {
      g_task_return_error (task, explain (error));
      return;
    }

  if (value == NULL)
    {
      g_autoptr(GHashTable) attributes = attributes_of (name);
      GCancellable *cancellable = g_task_get_cancellable (task);

      secret_password_searchv (&schema, attributes, SECRET_SEARCH_ALL, cancellable, on_searched, g_steal_pointer (&task));
      return;
    }

  secret = belay_secret_new (name, value, &error);
  secret_password_free (value);

  if (secret == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, secret, (GDestroyNotify) belay_secret_unref);
}

/**
 * belay_secret_store_get_async:
 * @self: a store
 * @name: the name of a secret
 * @cancellable: (nullable): gives up
 * @callback: called when it is there, or nobody has it
 * @user_data: for @callback
 */
void
belay_secret_store_get_async (BelaySecretStore    *self,
                              const char          *name,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(GHashTable) attributes = attributes_of (name);
  BelaySecret *kept = belay_secret_pick (self->kept, name);

  g_task_set_source_tag (task, belay_secret_store_get_async);
  g_task_set_task_data (task, g_strdup (name), g_free);

  if (kept != NULL)
    {
      g_task_return_pointer (task, belay_secret_ref (kept), (GDestroyNotify) belay_secret_unref);
      return;
    }

  secret_password_lookupv (&schema, attributes, cancellable, on_looked_up, g_steal_pointer (&task));
}

/**
 * belay_secret_store_get_finish:
 * @self: a store
 * @result: what the callback was given
 * @error: return location for an error of %BELAY_SECRET_ERROR, in words for a person
 *
 * Returns: (transfer full) (nullable): the secret
 */
BelaySecret *
belay_secret_store_get_finish (BelaySecretStore  *self,
                               GAsyncResult      *result,
                               GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
