/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-held-contact.h"

#include "belay-egress.h"
#include "belay-entry.h"

struct _BelayHeldContact
{
  GObject       parent_instance;

  GPtrArray    *contacts;       /* of BelayContact: all of the timeline */
  BelayContact *held;           /* (nullable) */
};

enum
{
  PROP_CONTACT = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (BelayHeldContact, belay_held_contact, G_TYPE_OBJECT)

static gboolean
is_held (BelayContact *contact)
{
  return contact != NULL && belay_contact_get_state (contact) == BELAY_CONTACT_HELD;
}

/* One that waits is not exchanged for another: somebody is reading. */
static BelayContact *
find (BelayHeldContact *self)
{
  BelayContact *found = NULL;

  if (is_held (self->held))
    return self->held;

  for (guint i = 0; i < self->contacts->len; i++)
    {
      BelayContact *contact = g_ptr_array_index (self->contacts, i);

      if (is_held (contact) && (found == NULL || belay_contact_get_time (contact) < belay_contact_get_time (found)))
        found = contact;
    }

  return found;
}

static void
update (BelayHeldContact *self)
{
  if (g_set_object (&self->held, find (self)))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONTACT]);
}

static void
on_entries_changed (BelayHeldContact *self,
                    guint             position,
                    guint             n_removed,
                    guint             n_added,
                    GListModel       *entries)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr(GObject) entry = g_list_model_get_item (entries, i);
      BelayContact *contact = belay_entry_get_contact (BELAY_ENTRY (entry));

      if (contact == NULL || g_ptr_array_find (self->contacts, contact, NULL))
        continue;

      g_ptr_array_add (self->contacts, g_object_ref (contact));
      g_signal_connect_object (contact, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      update (self);
    }
}

static void
belay_held_contact_get_property (GObject    *object,
                                 guint       property_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  if (property_id == PROP_CONTACT)
    g_value_set_object (value, BELAY_HELD_CONTACT (object)->held);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
belay_held_contact_finalize (GObject *object)
{
  BelayHeldContact *self = BELAY_HELD_CONTACT (object);

  g_clear_object (&self->held);
  g_ptr_array_unref (self->contacts);

  G_OBJECT_CLASS (belay_held_contact_parent_class)->finalize (object);
}

static void
belay_held_contact_class_init (BelayHeldContactClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = belay_held_contact_get_property;
  object_class->finalize = belay_held_contact_finalize;

  properties[PROP_CONTACT] = g_param_spec_object ("contact", NULL, NULL, BELAY_TYPE_CONTACT,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
belay_held_contact_init (BelayHeldContact *self)
{
  self->contacts = g_ptr_array_new_with_free_func (g_object_unref);
}

BelayHeldContact *
belay_held_contact_new (GListModel *entries)
{
  BelayHeldContact *self;

  g_return_val_if_fail (G_IS_LIST_MODEL (entries), NULL);

  self = g_object_new (BELAY_TYPE_HELD_CONTACT, NULL);
  g_signal_connect_object (entries, "items-changed", G_CALLBACK (on_entries_changed), self, G_CONNECT_SWAPPED);
  on_entries_changed (self, 0, 0, g_list_model_get_n_items (entries), entries);

  return self;
}

BelayContact *
belay_held_contact_get (BelayHeldContact *self)
{
  g_return_val_if_fail (BELAY_IS_HELD_CONTACT (self), NULL);

  return self->held;
}

guint
belay_held_contact_get_rest (BelayHeldContact *self)
{
  gint64 waited;

  g_return_val_if_fail (BELAY_IS_HELD_CONTACT (self), 0);

  if (self->held == NULL)
    return 0;

  waited = (g_get_real_time () - belay_contact_get_time (self->held)) / G_USEC_PER_SEC;

  return (guint) CLAMP (BELAY_EGRESS_HOLD_SECONDS - waited, 1, BELAY_EGRESS_HOLD_SECONDS);
}
