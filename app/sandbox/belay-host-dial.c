/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-host-dial.h"

#include "belay-public-address.h"

#define CONNECT_SECONDS 8       /* to one address */
#define MAX_ADDRESSES   4

typedef struct
{
  guint16        port;
  GSocketClient *client;
  GList         *addresses;     /* of GInetAddress: those not tried yet */
  GError        *error;         /* of the last one tried */
} Dial;

static void
dial_free (Dial *self)
{
  g_object_unref (self->client);
  g_list_free_full (self->addresses, g_object_unref);
  g_clear_error (&self->error);
  g_free (self);
}

static void try_next (GTask *task);

static void
on_connected (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Dial *self = g_task_get_task_data (task);
  GSocketConnection *connection;

  g_clear_error (&self->error);
  connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &self->error);

  if (connection != NULL)
    g_task_return_pointer (task, connection, g_object_unref);
  else
    try_next (task);
}

static void
try_next (GTask *task)
{
  Dial *self = g_task_get_task_data (task);
  g_autoptr(GSocketAddress) address = NULL;
  GList *first = self->addresses;

  if (first == NULL || g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      g_task_return_error (task, g_steal_pointer (&self->error));
      return;
    }

  address = g_inet_socket_address_new (first->data, self->port);
  self->addresses = g_list_remove_link (self->addresses, first);
  g_list_free_full (first, g_object_unref);
  g_socket_client_connect_async (self->client, G_SOCKET_CONNECTABLE (address), g_task_get_cancellable (task), on_connected,
                                 g_object_ref (task));
}

/* Keeps those of the internet, a few of them; none where it cannot be told what is near. */
static GList *
choose (GList *addresses)
{
  GList *chosen = NULL;
  struct ifaddrs *interfaces = NULL;
  guint n = 0;

  if (getifaddrs (&interfaces) != 0)
    return NULL;

  for (GList *l = addresses; l != NULL && n < MAX_ADDRESSES; l = l->next)
    {
      if (belay_address_is_public (l->data) && !belay_address_is_near (l->data, interfaces))
        {
          chosen = g_list_prepend (chosen, g_object_ref (l->data));
          n++;
        }
    }

  freeifaddrs (interfaces);

  return g_list_reverse (chosen);
}

static void
on_looked_up (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Dial *self = g_task_get_task_data (task);
  GList *addresses = g_resolver_lookup_by_name_finish (G_RESOLVER (source), result, &self->error);

  self->addresses = choose (addresses);

  if (addresses != NULL && self->addresses == NULL)
    self->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "The name leads to no public address");

  g_resolver_free_addresses (addresses);
  try_next (task);
}

void
belay_host_dial_async (const char          *name,
                       guint16              port,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr(GResolver) resolver = g_resolver_get_default ();
  Dial *self = g_new0 (Dial, 1);

  g_return_if_fail (name != NULL);

  g_task_set_source_tag (task, belay_host_dial_async);
  g_task_set_task_data (task, self, (GDestroyNotify) dial_free);
  self->port = port;
  self->client = g_socket_client_new ();
  g_socket_client_set_enable_proxy (self->client, FALSE);
  g_socket_client_set_timeout (self->client, CONNECT_SECONDS);
  g_resolver_lookup_by_name_async (resolver, name, cancellable, on_looked_up, g_steal_pointer (&task));
}

GSocketConnection *
belay_host_dial_finish (GAsyncResult  *result,
                        GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
