/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-canaries.h"

#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <unistd.h>

struct _BelayCanaries
{
  BelayCanarySang  sang;
  gpointer         user_data;

  char            *file;
  GSocketService  *server;
  guint16          port;
  GSocketService  *local;
  char            *abstract;
};

/* Nobody else knows the port or the name, and nobody is answered. */
static gboolean
on_server (GSocketService    *service,
           GSocketConnection *connection,
           GObject           *source,
           gpointer           user_data)
{
  BelayCanaries *self = user_data;

  self->sang ("local", self->user_data);

  return TRUE;
}

static gboolean
on_local (GSocketService    *service,
          GSocketConnection *connection,
          GObject           *source,
          gpointer           user_data)
{
  BelayCanaries *self = user_data;

  self->sang ("desktop", self->user_data);

  return TRUE;
}

/* Where IPv6 is off, IPv4 alone. */
static void
serve (BelayCanaries *self)
{
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GInetAddress) loopback6 = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV6);
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) address6 = NULL;
  g_autoptr(GSocketAddress) effective = NULL;

  self->server = g_socket_service_new ();
  g_signal_connect (self->server, "incoming", G_CALLBACK (on_server), self);

  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->server), address, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &effective, NULL))
    return;

  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  address6 = g_inet_socket_address_new (loopback6, self->port);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->server), address6, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                 NULL, NULL, NULL);
}

static void
serve_locally (BelayCanaries *self)
{
  g_autofree char *name = g_strdup_printf ("belay-canary-%08x%08x", g_random_int (), g_random_int ());
  g_autoptr(GSocketAddress) address = g_unix_socket_address_new_with_type (name, -1, G_UNIX_SOCKET_ADDRESS_ABSTRACT);

  self->local = g_socket_service_new ();
  g_signal_connect (self->local, "incoming", G_CALLBACK (on_local), self);

  if (g_socket_listener_add_address (G_SOCKET_LISTENER (self->local), address, G_SOCKET_TYPE_STREAM,
                                     G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, NULL))
    self->abstract = g_steal_pointer (&name);
}

BelayCanaries *
belay_canaries_new (BelayCanarySang sang,
                    gpointer        user_data)
{
  BelayCanaries *self = g_new0 (BelayCanaries, 1);
  int fd = g_file_open_tmp ("belay-canary-XXXXXX", &self->file, NULL);

  self->sang = sang;
  self->user_data = user_data;
  if (fd >= 0)
    close (fd);
  serve (self);
  serve_locally (self);

  return self;
}

void
belay_canaries_free (BelayCanaries *self)
{
  GSocketService *services[] = { self->server, self->local };

  for (gsize i = 0; i < G_N_ELEMENTS (services); i++)
    {
      g_signal_handlers_disconnect_by_data (services[i], self);
      g_socket_service_stop (services[i]);
      g_socket_listener_close (G_SOCKET_LISTENER (services[i]));
      g_object_unref (services[i]);
    }

  if (self->file != NULL)
    g_unlink (self->file);
  g_free (self->file);
  g_free (self->abstract);
  g_free (self);
}

const char *
belay_canaries_get_file (BelayCanaries *self)
{
  return self->file;
}

guint16
belay_canaries_get_port (BelayCanaries *self)
{
  return self->port;
}

const char *
belay_canaries_get_abstract (BelayCanaries *self)
{
  return self->abstract;
}
