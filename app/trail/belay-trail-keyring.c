/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-keyring.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>

#include "belay-hex.h"
#include "belay-trail-secret.h"

/* A keyring that does not answer must not keep a session waiting. Microseconds. */
#define PATIENCE (3 * G_USEC_PER_SEC)

/* By its name gnome-keyring does not find what is locked, only by the attributes. */
static const SecretSchema schema = {
  "io.github.belay_desktop.Belay.TrailKey",
  SECRET_SCHEMA_DONT_MATCH_NAME,
  {
    { "belay", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "public", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

#define USE "trail-key"

/*
 * The Secret Service, but for its questions: whatever would need one fails.
 */
typedef SecretService      QuietService;
typedef SecretServiceClass QuietServiceClass;

GType quiet_service_get_type (void);

G_DEFINE_TYPE (QuietService, quiet_service, SECRET_TYPE_SERVICE)

static GVariant *
refuse_prompt (SecretService       *service,
               SecretPrompt        *prompt,
               GCancellable        *cancellable,
               const GVariantType  *return_type,
               GError             **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Nobody is asked");

  return NULL;
}

static void
quiet_service_class_init (QuietServiceClass *klass)
{
  SECRET_SERVICE_CLASS (klass)->prompt_sync = refuse_prompt;
}

static void
quiet_service_init (QuietService *self)
{
}

/* Gives up for a caller that blocks. */
typedef struct
{
  GMutex        lock;
  GCond         done;
  gboolean      is_done;
  GCancellable *cancellable;
  GThread      *thread;
} Watch;

static gpointer
watch (gpointer user_data)
{
  Watch *self = user_data;
  gint64 deadline = g_get_monotonic_time () + PATIENCE;

  g_mutex_lock (&self->lock);

  while (!self->is_done)
    {
      if (!g_cond_wait_until (&self->done, &self->lock, deadline))
        {
          g_cancellable_cancel (self->cancellable);
          break;
        }
    }

  g_mutex_unlock (&self->lock);

  return NULL;
}

static void
watch_begin (Watch *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->done);
  self->is_done = FALSE;
  self->cancellable = g_cancellable_new ();
  self->thread = g_thread_new ("belay-keyring", watch, self);
}

static void
watch_end (Watch *self)
{
  g_mutex_lock (&self->lock);
  self->is_done = TRUE;
  g_cond_signal (&self->done);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->done);
  g_object_unref (self->cancellable);
}

static SecretService *
open_service (GCancellable *cancellable)
{
  g_autoptr(GError) error = NULL;
  SecretService *service = secret_service_open_sync (quiet_service_get_type (), NULL, SECRET_SERVICE_OPEN_SESSION,
                                                     cancellable, &error);

  if (service == NULL)
    g_info ("There is no keyring: %s", error->message);

  return service;
}

/* Of several keys the one stored last: an installation that lost its files had one before. */
static SecretItem *
find_newest (GList *items)
{
  SecretItem *newest = NULL;

  for (GList *l = items; l != NULL; l = l->next)
    if (newest == NULL || secret_item_get_created (l->data) > secret_item_get_created (newest))
      newest = l->data;

  return newest;
}

static BelayTrailKeyringAnswer
take_seed (SecretItem  *item,
           guint8     **seed)
{
  SecretValue *value;
  const char *text;
  gsize length;

  if (item == NULL)
    return BELAY_TRAIL_KEYRING_NOTHING;

  value = secret_item_get_locked (item) ? NULL : secret_item_get_secret (item);

  if (value == NULL)
    return BELAY_TRAIL_KEYRING_LOCKED;

  text = secret_value_get (value, &length);
  *seed = belay_trail_secret_alloc (BELAY_TRAIL_SEED_SIZE);

  if (!belay_hex_decode (text, length, *seed, BELAY_TRAIL_SEED_SIZE))
    {
      belay_trail_secret_wipe (*seed, BELAY_TRAIL_SEED_SIZE);
      *seed = NULL;
    }

  secret_value_unref (value);

  return *seed != NULL ? BELAY_TRAIL_KEYRING_DONE : BELAY_TRAIL_KEYRING_NOTHING;
}

static BelayTrailKeyringAnswer
look_up (GCancellable  *cancellable,
         const char    *public_hex,
         guint8       **seed)
{
  g_autoptr(SecretService) service = open_service (cancellable);
  g_autoptr(GHashTable) attributes = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GError) error = NULL;
  BelayTrailKeyringAnswer answer;
  GList *items;

  if (service == NULL)
    return BELAY_TRAIL_KEYRING_ABSENT;

  g_hash_table_insert (attributes, (gpointer) "belay", (gpointer) USE);

  if (public_hex != NULL)
    g_hash_table_insert (attributes, (gpointer) "public", (gpointer) public_hex);

  /* Without SECRET_SEARCH_UNLOCK what is locked is found and stays locked. */
  items = secret_service_search_sync (service, &schema, attributes, SECRET_SEARCH_ALL | SECRET_SEARCH_LOAD_SECRETS,
                                      cancellable, &error);

  if (error != NULL)
    {
      g_info ("The keyring cannot be searched: %s", error->message);
      return BELAY_TRAIL_KEYRING_ABSENT;
    }

  answer = take_seed (find_newest (items), seed);
  g_list_free_full (items, g_object_unref);

  return answer;
}

/**
 * belay_trail_keyring_look_up:
 * @public_hex: (nullable): the public part of the key looked for; %NULL for the one stored last
 * @seed: (out): its secret part, with %BELAY_TRAIL_KEYRING_DONE only; see belay_trail_secret_wipe()
 *
 * Returns: what the keyring says
 */
BelayTrailKeyringAnswer
belay_trail_keyring_look_up (const char  *public_hex,
                             guint8     **seed)
{
  BelayTrailKeyringAnswer answer;
  Watch watch_dog;

  *seed = NULL;
  watch_begin (&watch_dog);
  answer = look_up (watch_dog.cancellable, public_hex, seed);
  watch_end (&watch_dog);

  return answer;
}

static BelayTrailKeyringAnswer
store (GCancellable *cancellable,
       const char   *public_hex,
       const guint8 *seed)
{
  g_autoptr(SecretService) service = open_service (cancellable);
  g_autoptr(SecretCollection) collection = NULL;
  g_autoptr(SecretItem) item = NULL;
  g_autoptr(GHashTable) attributes = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GError) error = NULL;
  SecretValue *value;
  char *hex;

  if (service == NULL)
    return BELAY_TRAIL_KEYRING_ABSENT;

  collection = secret_collection_for_alias_sync (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE,
                                                 cancellable, NULL);

  /* Making a keyring, or unlocking one, would ask the person. */
  if (collection == NULL || secret_collection_get_locked (collection))
    return BELAY_TRAIL_KEYRING_ABSENT;

  hex = belay_trail_secret_alloc (2 * BELAY_TRAIL_SEED_SIZE + 1);
  belay_hex_encode (seed, BELAY_TRAIL_SEED_SIZE, hex);
  value = secret_value_new (hex, 2 * BELAY_TRAIL_SEED_SIZE, "text/plain");
  belay_trail_secret_wipe (hex, 2 * BELAY_TRAIL_SEED_SIZE + 1);

  g_hash_table_insert (attributes, (gpointer) "belay", (gpointer) USE);
  g_hash_table_insert (attributes, (gpointer) "public", (gpointer) public_hex);
  item = secret_item_create_sync (collection, &schema, attributes, _("Belay: key that signs records"), value,
                                  SECRET_ITEM_CREATE_REPLACE, cancellable, &error);
  secret_value_unref (value);

  if (item == NULL)
    g_info ("The keyring takes no key: %s", error->message);

  return item != NULL ? BELAY_TRAIL_KEYRING_DONE : BELAY_TRAIL_KEYRING_ABSENT;
}

/**
 * belay_trail_keyring_store:
 * @public_hex: the public part of a key
 * @seed: its secret part
 *
 * Returns: %BELAY_TRAIL_KEYRING_DONE or %BELAY_TRAIL_KEYRING_ABSENT
 */
BelayTrailKeyringAnswer
belay_trail_keyring_store (const char   *public_hex,
                           const guint8 *seed)
{
  BelayTrailKeyringAnswer answer;
  Watch watch_dog;

  watch_begin (&watch_dog);
  answer = store (watch_dog.cancellable, public_hex, seed);
  watch_end (&watch_dog);

  return answer;
}
