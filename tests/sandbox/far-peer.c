/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "far-peer.h"

#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* The namespace. */

/* In one piece: the kernel takes a map only so. */
static gboolean
write_file (const char *path,
            const char *text)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);
  gboolean written = fd >= 0 && write (fd, text, strlen (text)) == (gssize) strlen (text);

  if (fd >= 0)
    close (fd);

  return written;
}

static gboolean
set_address (int         fd,
             const char *interface,
             const char *address)
{
  struct ifreq request = { 0 };
  struct sockaddr_in *in = (struct sockaddr_in *) &request.ifr_addr;

  g_strlcpy (request.ifr_name, interface, sizeof request.ifr_name);
  in->sin_family = AF_INET;
  inet_pton (AF_INET, address, &in->sin_addr);

  return ioctl (fd, SIOCSIFADDR, &request) == 0;
}

/* Root stays root: what it starts steps down, to a user that a namespace of its own would not know. Others stay who they are. */
static gboolean
leave (void)
{
  g_autofree char *user = g_strdup_printf ("%d %d 1", geteuid (), geteuid ());
  g_autofree char *group = g_strdup_printf ("%d %d 1", getegid (), getegid ());

  if (geteuid () == 0)
    return unshare (CLONE_NEWNET) == 0;

  return unshare (CLONE_NEWUSER | CLONE_NEWNET) == 0 && write_file ("/proc/self/setgroups", "deny") &&
         write_file ("/proc/self/uid_map", user) && write_file ("/proc/self/gid_map", group);
}

gboolean
far_peer_enter (void)
{
  struct ifreq up = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
  gboolean done;
  int fd;

  if (!leave ())
    return FALSE;

  fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  done = ioctl (fd, SIOCSIFFLAGS, &up) == 0 && set_address (fd, "lo:1", FAR_ADDRESS);
  close (fd);

  return done;
}

/* Names. */

#define FAR_TYPE_RESOLVER (far_resolver_get_type ())
G_DECLARE_FINAL_TYPE (FarResolver, far_resolver, FAR, RESOLVER, GResolver)

struct _FarResolver
{
  GResolver   parent_instance;

  GHashTable *names;
  guint       n_lookups;
};

G_DEFINE_FINAL_TYPE (FarResolver, far_resolver, G_TYPE_RESOLVER)

static void
free_addresses (gpointer addresses)
{
  g_resolver_free_addresses (addresses);
}

static void
far_resolver_lookup_async (GResolver           *resolver,
                           const char          *name,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  FarResolver *self = FAR_RESOLVER (resolver);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  const char *address = g_hash_table_lookup (self->names, name);

  self->n_lookups++;
  if (address != NULL)
    g_task_return_pointer (task, g_list_append (NULL, g_inet_address_new_from_string (address)), free_addresses);
  else
    g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "No such name");
}

static GList *
far_resolver_lookup_finish (GResolver     *resolver,
                            GAsyncResult  *result,
                            GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
far_resolver_finalize (GObject *object)
{
  g_hash_table_unref (FAR_RESOLVER (object)->names);
  G_OBJECT_CLASS (far_resolver_parent_class)->finalize (object);
}

static void
far_resolver_class_init (FarResolverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = far_resolver_finalize;
  G_RESOLVER_CLASS (klass)->lookup_by_name_async = far_resolver_lookup_async;
  G_RESOLVER_CLASS (klass)->lookup_by_name_finish = far_resolver_lookup_finish;
}

static void
far_resolver_init (FarResolver *self)
{
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static FarResolver *
get_resolver (void)
{
  static FarResolver *resolver;

  if (resolver == NULL)
    {
      resolver = g_object_new (FAR_TYPE_RESOLVER, NULL);
      g_resolver_set_default (G_RESOLVER (resolver));
    }

  return resolver;
}

void
far_peer_name (const char *name,
               const char *address)
{
  g_hash_table_replace (get_resolver ()->names, g_strdup (name), g_strdup (address));
}

guint
far_peer_get_lookups (void)
{
  return get_resolver ()->n_lookups;
}

/* Servers. */

static GMutex mutex;
static GString *heard;
static guint n_visits;

static gboolean
on_visit (GThreadedSocketService *service,
          GSocketConnection      *connection,
          GObject                *source,
          gpointer                port)
{
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_autofree char *answer = g_strdup_printf ("port %u\n", GPOINTER_TO_UINT (port));
  gboolean answered = FALSE;
  char bytes[4096];
  gssize n;

  g_mutex_lock (&mutex);
  n_visits++;
  g_mutex_unlock (&mutex);

  while ((n = g_input_stream_read (in, bytes, sizeof bytes, NULL, NULL)) > 0)
    {
      g_mutex_lock (&mutex);
      g_string_append_len (heard, bytes, n);
      g_mutex_unlock (&mutex);

      if (!answered)
        g_output_stream_write_all (out, answer, strlen (answer), NULL, NULL, NULL);
      answered = TRUE;
    }

  return TRUE;
}

GSocketService *
far_peer_serve (guint16 port)
{
  g_autoptr(GSocketService) service = g_threaded_socket_service_new (20);
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new_from_string (FAR_ADDRESS, port);
  g_autoptr(GError) error = NULL;

  g_mutex_lock (&mutex);
  if (heard == NULL)
    heard = g_string_new (NULL);
  g_mutex_unlock (&mutex);

  g_socket_listener_add_address (G_SOCKET_LISTENER (service), address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL,
                                 NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (service, "run", G_CALLBACK (on_visit), GUINT_TO_POINTER (port));
  g_socket_service_start (service);

  return g_steal_pointer (&service);
}

char *
far_peer_get_heard (void)
{
  char *copy;

  g_mutex_lock (&mutex);
  copy = heard != NULL ? g_memdup2 (heard->str, heard->len + 1) : g_strdup ("");
  for (gsize i = 0; heard != NULL && i < heard->len; i++)
    copy[i] = copy[i] != '\0' ? copy[i] : '.';
  g_mutex_unlock (&mutex);

  return copy;
}

guint
far_peer_get_visits (void)
{
  guint n;

  g_mutex_lock (&mutex);
  n = n_visits;
  g_mutex_unlock (&mutex);

  return n;
}
