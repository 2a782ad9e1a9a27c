/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-contacts.h"

/* They are told of one by one as long as they are no more than this many: at once, and a second in the long run. */
#define TOLD_AT_ONCE  100
#define TOLD_A_SECOND 5

struct _BelayContacts
{
  GListStore *list;
  GHashTable *by_id;            /* of those: id → BelayContact, neither owned */

  double      told;             /* lately */
  gint64      told_time;
  guint       suppressed;
};

BelayContacts *
belay_contacts_new (void)
{
  BelayContacts *self = g_new0 (BelayContacts, 1);

  self->list = g_list_store_new (BELAY_TYPE_CONTACT);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);

  return self;
}

void
belay_contacts_free (BelayContacts *self)
{
  g_hash_table_unref (self->by_id);
  g_object_unref (self->list);
  g_free (self);
}

GListModel *
belay_contacts_get_model (BelayContacts *self)
{
  return G_LIST_MODEL (self->list);
}

BelayContact *
belay_contacts_find (BelayContacts *self,
                     const char    *id)
{
  return g_hash_table_lookup (self->by_id, id);
}

BelayContact *
belay_contacts_take (BelayContacts *self,
                     const char    *host,
                     guint16        port,
                     gboolean       secure)
{
  g_autoptr(BelayContact) fresh = belay_contact_new (host, port, secure);
  BelayContact *contact = belay_contacts_find (self, belay_contact_get_id (fresh));

  if (contact != NULL)
    return g_object_ref (contact);

  if (g_list_model_get_n_items (G_LIST_MODEL (self->list)) < BELAY_CONTACTS_MAX)
    {
      g_hash_table_insert (self->by_id, (gpointer) belay_contact_get_id (fresh), fresh);
      g_list_store_append (self->list, fresh);
    }

  return g_steal_pointer (&fresh);
}

gboolean
belay_contacts_may_tell (BelayContacts *self,
                         guint         *suppressed)
{
  gint64 now = g_get_monotonic_time ();

  self->told = MAX (0, self->told - TOLD_A_SECOND * (double) (now - self->told_time) / G_USEC_PER_SEC);
  self->told_time = now;

  if (self->told >= TOLD_AT_ONCE)
    {
      self->suppressed++;
      return FALSE;
    }

  self->told++;
  *suppressed = self->suppressed;
  self->suppressed = 0;

  return TRUE;
}
