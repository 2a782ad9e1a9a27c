/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-allow-list.h"

#include <string.h>

#include "belay-host-name.h"
#include "belay-host-pattern.h"

typedef struct
{
  char             *text;
  BelayHostPattern *pattern;
} Entry;

/* A decision on one host, port and kind of connection. */
typedef struct
{
  char   *key;
  gint64  until;                /* monotonic µs; 0: for ever, and never to be allowed */
} Decision;

struct _BelayAllowList
{
  GObject     parent_instance;

  GPtrArray  *entries;          /* of Entry */
  GHashTable *decisions;        /* key → Decision */
  GPtrArray  *forbidden;        /* of names */
  BelayAllowListDenies denies;  /* (nullable) */
  gpointer    denies_data;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayAllowList, belay_allow_list, G_TYPE_OBJECT)

static void
entry_free (Entry *entry)
{
  g_free (entry->text);
  belay_host_pattern_free (entry->pattern);
  g_free (entry);
}

static void
decision_free (Decision *decision)
{
  g_free (decision->key);
  g_free (decision);
}

static char *
make_key (const char *name,
          guint16     port,
          gboolean    secure)
{
  return g_strdup_printf ("%s:%u:%d", name, port, secure);
}

static void
emit_changed (BelayAllowList *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

BelayAllowList *
belay_allow_list_new (void)
{
  return g_object_new (BELAY_TYPE_ALLOW_LIST, NULL);
}

static gboolean
find (BelayAllowList *self,
      const char     *text,
      guint          *index)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = self->entries->pdata[i];

      if (g_str_equal (entry->text, text))
        {
          *index = i;
          return TRUE;
        }
    }

  return FALSE;
}

gboolean
belay_allow_list_add (BelayAllowList  *self,
                      const char      *pattern,
                      GError         **error)
{
  g_autoptr(BelayHostPattern) parsed = NULL;
  g_autofree char *text = NULL;
  Entry *entry;
  guint index;

  g_return_val_if_fail (BELAY_IS_ALLOW_LIST (self), FALSE);
  g_return_val_if_fail (pattern != NULL, FALSE);

  parsed = belay_host_pattern_parse (pattern, error);
  if (parsed == NULL)
    return FALSE;

  text = belay_host_pattern_to_string (parsed);
  if (find (self, text, &index))
    return TRUE;

  entry = g_new (Entry, 1);
  entry->text = g_steal_pointer (&text);
  entry->pattern = g_steal_pointer (&parsed);
  g_ptr_array_add (self->entries, entry);
  emit_changed (self);

  return TRUE;
}

void
belay_allow_list_remove (BelayAllowList *self,
                         const char     *pattern)
{
  guint index;

  g_return_if_fail (BELAY_IS_ALLOW_LIST (self));
  g_return_if_fail (pattern != NULL);

  if (!find (self, pattern, &index))
    return;

  g_ptr_array_remove_index (self->entries, index);
  emit_changed (self);
}

GStrv
belay_allow_list_get (BelayAllowList *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (BELAY_IS_ALLOW_LIST (self), NULL);

  for (guint i = 0; i < self->entries->len; i++)
    g_strv_builder_add (builder, ((const Entry *) self->entries->pdata[i])->text);

  return g_strv_builder_end (builder);
}

static void
decide (BelayAllowList *self,
        const char     *name,
        guint16         port,
        gboolean        secure,
        gint64          until)
{
  Decision *decision = g_new (Decision, 1);

  decision->key = make_key (name, port, secure);
  decision->until = until;
  g_hash_table_replace (self->decisions, decision->key, decision);
  emit_changed (self);
}

void
belay_allow_list_allow_once (BelayAllowList *self,
                             const char     *name,
                             guint16         port,
                             gboolean        secure)
{
  g_return_if_fail (BELAY_IS_ALLOW_LIST (self));
  g_return_if_fail (name != NULL);

  decide (self, name, port, secure, g_get_monotonic_time () + BELAY_ALLOW_LIST_ONCE_SECONDS * G_USEC_PER_SEC);
}

void
belay_allow_list_never (BelayAllowList *self,
                        const char     *name,
                        guint16         port,
                        gboolean        secure)
{
  g_return_if_fail (BELAY_IS_ALLOW_LIST (self));
  g_return_if_fail (name != NULL);

  decide (self, name, port, secure, 0);
}

/* The pattern that allows just that, as a person would write it. */
static char *
to_pattern (const char *name,
            guint16     port,
            gboolean    secure)
{
  return port == (secure ? 443 : 80) ? g_strdup (name) : g_strdup_printf ("%s:%u", name, port);
}

void
belay_allow_list_allow (BelayAllowList *self,
                        const char     *name,
                        guint16         port,
                        gboolean        secure)
{
  g_autofree char *key = NULL;
  g_autofree char *pattern = NULL;
  g_autoptr(GError) error = NULL;

  g_return_if_fail (BELAY_IS_ALLOW_LIST (self));
  g_return_if_fail (name != NULL);

  /* Who allows it has changed their mind about "never". */
  key = make_key (name, port, secure);
  g_hash_table_remove (self->decisions, key);

  pattern = to_pattern (name, port, secure);
  if (!belay_allow_list_add (self, pattern, &error))
    g_warning ("A host that was asked for cannot be allowed: %s", error->message);
}

void
belay_allow_list_forbid (BelayAllowList *self,
                         const char     *name)
{
  char plain[BELAY_HOST_NAME_MAX + 1];
  g_autofree char *ascii = NULL;

  g_return_if_fail (BELAY_IS_ALLOW_LIST (self));
  g_return_if_fail (name != NULL);

  ascii = g_hostname_to_ascii (name);
  if (ascii == NULL || belay_host_name_parse (ascii, strlen (ascii), plain) != BELAY_HOST_NAME)
    return;     /* an address, or nothing that can be asked for: none is ever allowed */

  g_ptr_array_add (self->forbidden, g_strdup (plain));
  emit_changed (self);
}

void
belay_allow_list_set_denier (BelayAllowList       *self,
                             BelayAllowListDenies  denies,
                             gpointer              user_data)
{
  g_return_if_fail (BELAY_IS_ALLOW_LIST (self));

  self->denies = denies;
  self->denies_data = user_data;
  emit_changed (self);
}

void
belay_allow_list_reconsider (BelayAllowList *self)
{
  g_return_if_fail (BELAY_IS_ALLOW_LIST (self));

  emit_changed (self);
}

static gboolean
is_forbidden (BelayAllowList *self,
              const char     *name)
{
  for (guint i = 0; i < self->forbidden->len; i++)
    {
      const char *forbidden = self->forbidden->pdata[i];
      gsize length = strlen (name), own = strlen (forbidden);

      if (g_str_has_suffix (name, forbidden) && (length == own || name[length - own - 1] == '.'))
        return TRUE;
    }

  return FALSE;
}

BelayAllowListVerdict
belay_allow_list_check (BelayAllowList  *self,
                        const char      *name,
                        guint16          port,
                        gboolean         secure,
                        const char     **pattern)
{
  g_autofree char *key = NULL;
  const Decision *decision;

  g_return_val_if_fail (BELAY_IS_ALLOW_LIST (self), BELAY_ALLOW_LIST_FORBIDDEN);
  g_return_val_if_fail (name != NULL, BELAY_ALLOW_LIST_FORBIDDEN);

  if (pattern != NULL)
    *pattern = NULL;

  if (is_forbidden (self, name))
    return BELAY_ALLOW_LIST_FORBIDDEN;

  if (self->denies != NULL && self->denies (name, self->denies_data))
    return BELAY_ALLOW_LIST_DENIED;

  key = make_key (name, port, secure);
  decision = g_hash_table_lookup (self->decisions, key);
  if (decision != NULL && decision->until == 0)
    return BELAY_ALLOW_LIST_NEVER;

  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = self->entries->pdata[i];

      if (belay_host_pattern_matches (entry->pattern, name, port, secure))
        {
          if (pattern != NULL)
            *pattern = entry->text;
          return BELAY_ALLOW_LIST_ALLOWED;
        }
    }

  return decision != NULL && decision->until > g_get_monotonic_time () ? BELAY_ALLOW_LIST_ALLOWED : BELAY_ALLOW_LIST_ASK;
}

static void
belay_allow_list_finalize (GObject *object)
{
  BelayAllowList *self = BELAY_ALLOW_LIST (object);

  g_ptr_array_unref (self->entries);
  g_hash_table_unref (self->decisions);
  g_ptr_array_unref (self->forbidden);

  G_OBJECT_CLASS (belay_allow_list_parent_class)->finalize (object);
}

static void
belay_allow_list_class_init (BelayAllowListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = belay_allow_list_finalize;

  signals[CHANGED] = g_signal_new ("changed", BELAY_TYPE_ALLOW_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
belay_allow_list_init (BelayAllowList *self)
{
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  self->decisions = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) decision_free);
  self->forbidden = g_ptr_array_new_with_free_func (g_free);
}
