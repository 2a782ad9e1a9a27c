/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-settings.h"

/**
 * BelaySettings:
 *
 * What the person has set.
 *
 * g_settings_new() aborts the program when its schema is not installed, which is how a program started from its build
 * directory ends. Here a missing schema costs only that settings are not kept.
 */
struct _BelaySettings
{
  GObject     parent_instance;

  GSettings  *settings;         /* NULL: the schema is missing */
  GHashTable *values;           /* then: of GVariant by key */
};

/* The same keys as in the schema; a test compares the two. */
static const struct
{
  const char *key;
  const char *value;
} defaults[] =
{
  { "model",            "''" },
  { "base-url",         "''" },
  { "bearer",           "false" },
  { "api-version",      "''" },
  { "extra-headers",    "@as []" },
  { "effort",           "''" },
  { "slack",            "'looks'" },
  { "flatten",          "'nothing'" },
  { "sandbox",          "'bubblewrap'" },
  { "allowed-hosts",    "@as []" },
  { "machine-memory",   "uint32 1024" },
  { "machine-processors", "uint32 2" },
  { "machine-disk",     "uint32 20" },
  { "shell",            "false" },
  { "address",          "''" },
  { "limit-cost",       "5.0" },
  { "limit-steps",      "uint32 200" },
  { "limit-minutes",    "uint32 60" },
  { "idle-minutes",     "uint32 2" },
  { "stop-freezes",     "false" },
  { "keep-days",        "uint32 0" },
  { "keep-megabytes",   "uint32 0" },
  { "recompress",       "false" },
  { "window-width",     "1280" },
  { "window-height",    "820" },
  { "window-maximized", "false" },
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelaySettings, belay_settings, G_TYPE_OBJECT)

static void
on_changed (BelaySettings *self,
            const char    *key)
{
  g_signal_emit (self, signals[CHANGED], g_quark_from_string (key), key);
}

static void
belay_settings_finalize (GObject *object)
{
  BelaySettings *self = BELAY_SETTINGS (object);

  g_clear_object (&self->settings);
  g_clear_pointer (&self->values, g_hash_table_unref);

  G_OBJECT_CLASS (belay_settings_parent_class)->finalize (object);
}

static void
belay_settings_class_init (BelaySettingsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = belay_settings_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
belay_settings_init (BelaySettings *self)
{
}

static void
fill_defaults (BelaySettings *self)
{
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_variant_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (defaults); i++)
    {
      GVariant *value = g_variant_parse (NULL, defaults[i].value, NULL, NULL, NULL);

      g_assert (value != NULL);
      g_hash_table_insert (self->values, (gpointer) defaults[i].key, g_variant_take_ref (value));
    }
}

/* That of an older program lacks keys, and to ask for one of those ends the program as well. */
static gboolean
is_complete (GSettingsSchema *schema)
{
  for (gsize i = 0; i < G_N_ELEMENTS (defaults); i++)
    if (!g_settings_schema_has_key (schema, defaults[i].key))
      return FALSE;

  return TRUE;
}

/**
 * belay_settings_new:
 * @source: (nullable): where schemas are looked up; %NULL for none at all
 *
 * Returns: (transfer full): the settings, kept if the schema is found, and is this program's
 */
BelaySettings *
belay_settings_new (GSettingsSchemaSource *source)
{
  BelaySettings *self = g_object_new (BELAY_TYPE_SETTINGS, NULL);
  g_autoptr(GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, BELAY_APPLICATION_ID, TRUE);

  if (schema == NULL || !is_complete (schema))
    {
      fill_defaults (self);
      return self;
    }

  self->settings = g_settings_new_full (schema, NULL, NULL);
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * belay_settings_get_default:
 *
 * Returns: (transfer none): the settings of this program
 */
BelaySettings *
belay_settings_get_default (void)
{
  static BelaySettings *singleton = NULL;

  if (singleton == NULL)
    {
      singleton = belay_settings_new (g_settings_schema_source_get_default ());
      g_object_add_weak_pointer (G_OBJECT (singleton), (gpointer *) &singleton);

      if (!belay_settings_is_persistent (singleton))
        g_message ("The settings schema is not installed; settings last until the program ends");
    }

  return singleton;
}

/**
 * belay_settings_is_persistent:
 * @self: settings
 *
 * Returns: %FALSE if the schema is missing and nothing is kept
 */
gboolean
belay_settings_is_persistent (BelaySettings *self)
{
  g_return_val_if_fail (BELAY_IS_SETTINGS (self), FALSE);

  return self->settings != NULL;
}

/**
 * belay_settings_get_value:
 * @self: settings
 * @key: a key of the schema
 *
 * Returns: (transfer full): its value
 */
GVariant *
belay_settings_get_value (BelaySettings *self,
                          const char    *key)
{
  GVariant *value;

  g_return_val_if_fail (BELAY_IS_SETTINGS (self), NULL);

  if (self->settings != NULL)
    return g_settings_get_value (self->settings, key);

  value = g_hash_table_lookup (self->values, key);
  g_return_val_if_fail (value != NULL, NULL);

  return g_variant_ref (value);
}

/**
 * belay_settings_set_value:
 * @self: settings
 * @key: a key of the schema
 * @value: (transfer floating): a value of the key's type
 *
 * Returns: %FALSE if the value is not in the key's range, or the administrator has locked it
 */
gboolean
belay_settings_set_value (BelaySettings *self,
                          const char    *key,
                          GVariant      *value)
{
  g_autoptr(GVariant) owned = g_variant_ref_sink (value);
  gpointer stored;
  GVariant *old;

  g_return_val_if_fail (BELAY_IS_SETTINGS (self), FALSE);

  if (self->settings != NULL)
    {
      g_autoptr(GSettingsSchema) schema = NULL;
      g_autoptr(GSettingsSchemaKey) schema_key = NULL;

      g_object_get (self->settings, "settings-schema", &schema, NULL);
      schema_key = g_settings_schema_get_key (schema, key);

      return g_settings_schema_key_range_check (schema_key, owned) &&
             g_settings_set_value (self->settings, key, owned);
    }

  if (!g_hash_table_lookup_extended (self->values, key, &stored, (gpointer *) &old) ||
      !g_variant_is_of_type (owned, g_variant_get_type (old)))
    g_return_val_if_reached (FALSE);

  if (g_variant_equal (old, owned))
    return TRUE;

  g_hash_table_replace (self->values, stored, g_steal_pointer (&owned));
  on_changed (self, stored);

  return TRUE;
}

/**
 * belay_settings_get_string:
 * @self: settings
 * @key: a key of type string
 *
 * Returns: (transfer full): its value, never %NULL
 */
char *
belay_settings_get_string (BelaySettings *self,
                           const char    *key)
{
  g_autoptr(GVariant) value = belay_settings_get_value (self, key);

  return g_variant_dup_string (value, NULL);
}

/**
 * belay_settings_set_string:
 * @self: settings
 * @key: a key of type string
 * @value: (nullable): its new value; %NULL is the empty string
 */
void
belay_settings_set_string (BelaySettings *self,
                           const char    *key,
                           const char    *value)
{
  belay_settings_set_value (self, key, g_variant_new_string (value != NULL ? value : ""));
}

/**
 * belay_settings_get_strv:
 * @self: settings
 * @key: a key that holds several strings
 *
 * Returns: (transfer full): its value
 */
char **
belay_settings_get_strv (BelaySettings *self,
                         const char    *key)
{
  g_autoptr(GVariant) value = belay_settings_get_value (self, key);

  return g_variant_dup_strv (value, NULL);
}

/**
 * belay_settings_get_boolean:
 * @self: settings
 * @key: a key of type boolean
 *
 * Returns: its value
 */
gboolean
belay_settings_get_boolean (BelaySettings *self,
                            const char    *key)
{
  g_autoptr(GVariant) value = belay_settings_get_value (self, key);

  return g_variant_get_boolean (value);
}

/**
 * belay_settings_get_int:
 * @self: settings
 * @key: a key of type int32
 *
 * Returns: its value
 */
int
belay_settings_get_int (BelaySettings *self,
                        const char    *key)
{
  g_autoptr(GVariant) value = belay_settings_get_value (self, key);

  return g_variant_get_int32 (value);
}

/**
 * belay_settings_get_uint:
 * @self: settings
 * @key: a key of type uint32
 *
 * Returns: its value
 */
guint
belay_settings_get_uint (BelaySettings *self,
                         const char    *key)
{
  g_autoptr(GVariant) value = belay_settings_get_value (self, key);

  return g_variant_get_uint32 (value);
}

/**
 * belay_settings_get_double:
 * @self: settings
 * @key: a key of type double
 *
 * Returns: its value
 */
double
belay_settings_get_double (BelaySettings *self,
                           const char    *key)
{
  g_autoptr(GVariant) value = belay_settings_get_value (self, key);

  return g_variant_get_double (value);
}
