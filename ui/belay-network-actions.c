/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-network-actions.h"

#include "belay-hosts-dialog.h"

struct _BelayNetworkActions
{
  GActionMap   *map;
  BelaySession *session;        /* nullable */
};

static BelayEgress *
get_egress (BelayNetworkActions *self)
{
  return self->session != NULL ? belay_sandbox_get_egress (belay_session_get_sandbox (self->session)) : NULL;
}

static void
leave (BelayNetworkActions *self)
{
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
}

static void
decide (BelayNetworkActions *self,
        GVariant            *id,
        BelayHostDecision    decision)
{
  BelayEgress *egress = get_egress (self);
  BelayContact *contact = egress != NULL ? belay_egress_find (egress, g_variant_get_string (id, NULL)) : NULL;

  if (contact != NULL)
    belay_session_decide_host (self->session, contact, decision);
}

static void
on_allow_once (GSimpleAction *action,
               GVariant      *id,
               gpointer       user_data)
{
  decide (user_data, id, BELAY_HOST_ONCE);
}

static void
on_allow (GSimpleAction *action,
          GVariant      *id,
          gpointer       user_data)
{
  decide (user_data, id, BELAY_HOST_SESSION);
}

static void
on_never (GSimpleAction *action,
          GVariant      *id,
          gpointer       user_data)
{
  decide (user_data, id, BELAY_HOST_NEVER);
}

static void
on_hosts (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  BelayNetworkActions *self = user_data;

  belay_hosts_dialog_present (self->session, GTK_WINDOW (self->map));
}

static const GActionEntry entries[] =
{
  { .name = "hosts",           .activate = on_hosts },
  { .name = "allow-host-once", .activate = on_allow_once, .parameter_type = "s" },
  { .name = "allow-host",      .activate = on_allow, .parameter_type = "s" },
  { .name = "never-host",      .activate = on_never, .parameter_type = "s" },
};

static void
update (BelayNetworkActions *self)
{
  gboolean enabled = get_egress (self) != NULL;

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (self->map, entries[i].name)), enabled);
}

BelayNetworkActions *
belay_network_actions_new (GActionMap *map)
{
  BelayNetworkActions *self = g_new0 (BelayNetworkActions, 1);

  self->map = map;
  g_action_map_add_action_entries (map, entries, G_N_ELEMENTS (entries), self);
  belay_network_actions_set_session (self, NULL);

  return self;
}

void
belay_network_actions_free (BelayNetworkActions *self)
{
  leave (self);
  g_free (self);
}

void
belay_network_actions_set_session (BelayNetworkActions *self,
                                   BelaySession        *session)
{
  leave (self);
  if (session != NULL)
    {
      /* Whether a machine elsewhere has a way out is known when it has started. */
      self->session = g_object_ref (session);
      g_signal_connect_swapped (session, "notify::state", G_CALLBACK (update), self);
    }

  update (self);
}
