/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-vm-channel.h"

#include <errno.h>
#include <fcntl.h>
#include <libvirt/virterror.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "belay-sandbox-fd.h"
#include "belay-vm-far.h"

#define CHUNK 65536             /* bytes that are passed on at a time */

/* What libvirt calls, on any thread: it keeps what it needs until libvirt lets go of it. */
typedef struct
{
  virStreamPtr stream;          /* (nullable) of a stream's */
  int          fd;              /* an eventfd: there is something to look at */
  gboolean     lost;            /* atomic: so is the connection */
} Bell;

/* One stream, and our end of the socket pair that it is for others. Two threads, so that it is heard while nobody there listens: the
 * writer, which waits for libvirt to take what is said, and the reader, which it starts and waits for. */
typedef struct
{
  virConnectPtr  connection;    /* not owned */
  virStreamPtr   stream;
  Bell          *bell;
  GThread       *writer;
  int            fd;
  gboolean       over;          /* atomic: the writer has ended */

  /* Of the reader. */
  GByteArray    *waiting;       /* what has come and nobody has taken */
  gboolean       ended;         /* nothing more comes */
} Pump;

struct _BelayVmChannel
{
  BelayVmAddress *address;
  char           *uuid;
  char           *port;
  virConnectPtr   connection;   /* (nullable) with the next one */
  Pump           *pump;         /* (nullable) */
};

/* The bell. */

static Bell *
bell_new (virStreamPtr stream)
{
  Bell *self = g_atomic_rc_box_new0 (Bell);

  virStreamRef (stream);
  self->stream = stream;
  self->fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);

  return self;
}

static void
bell_clear (gpointer data)
{
  Bell *self = data;

  virStreamFree (self->stream);
  belay_sandbox_clear_fd (&self->fd);
}

static void
bell_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, bell_clear);
}

static void
bell_ring (Bell *self)
{
  if (eventfd_write (self->fd, 1) != 0)
    g_debug ("eventfd: %s", g_strerror (errno));
}

/* Until the reader has looked, the main loop is not to be kept busy with saying so. */
static void
on_readable (virStreamPtr  stream,
             int           events,
             void         *user_data)
{
  Bell *bell = user_data;

  virStreamEventUpdateCallback (stream, 0);
  bell_ring (bell);
}

static void
on_lost (virConnectPtr  connection,
         int            reason,
         void          *user_data)
{
  Bell *bell = user_data;

  g_atomic_int_set (&bell->lost, TRUE);
  bell_ring (bell);
}

/* The reader. */

/* What is there; what is more than may wait is not kept. */
static void
draw (Pump *self)
{
  static const int looked_for = VIR_STREAM_EVENT_READABLE | VIR_STREAM_EVENT_ERROR | VIR_STREAM_EVENT_HANGUP;
  g_autofree char *chunk = g_malloc (CHUNK);
  int n;

  while ((n = virStreamRecv (self->stream, chunk, CHUNK)) > 0)
    {
      if (self->ended || self->waiting->len + (guint) n > BELAY_VM_CHANNEL_MAX_WAITING)
        {
          self->ended = TRUE;
          g_byte_array_set_size (self->waiting, 0);
        }
      else
        {
          g_byte_array_append (self->waiting, (const guint8 *) chunk, (guint) n);
        }
    }

  if (n != -2 || g_atomic_int_get (&self->bell->lost))
    self->ended = TRUE;
  else
    virStreamEventUpdateCallback (self->stream, looked_for);
}

static void
hand_on (Pump *self)
{
  gssize n = self->waiting->len > 0 ? send (self->fd, self->waiting->data, self->waiting->len, MSG_DONTWAIT | MSG_NOSIGNAL) : 0;

  if (n > 0)
    g_byte_array_remove_range (self->waiting, 0, (guint) n);
  else if (n < 0 && errno != EAGAIN && errno != EINTR)
    g_byte_array_set_size (self->waiting, 0);

  /* The writer hears of it, and so does whoever has the other end. */
  if (self->ended && self->waiting->len == 0)
    shutdown (self->fd, SHUT_RDWR);
}

static gpointer
run_reader (gpointer user_data)
{
  Pump *self = user_data;
  eventfd_t times;

  while (!g_atomic_int_get (&self->over))
    {
      struct pollfd fds[] = { { self->bell->fd, POLLIN, 0 }, { self->waiting->len > 0 ? self->fd : -1, POLLOUT, 0 } };

      if (poll (fds, G_N_ELEMENTS (fds), -1) < 0 && errno != EINTR)
        break;

      if (eventfd_read (self->bell->fd, &times) == 0)
        draw (self);
      hand_on (self);
    }

  return NULL;
}

/* The writer. */

static gboolean
say (Pump       *self,
     const char *text,
     gsize       length)
{
  while (length > 0)
    {
      int n = virStreamSend (self->stream, text, length);

      if (n == -2)
        g_usleep (G_USEC_PER_SEC / 100);
      else if (n <= 0)
        return FALSE;

      text += MAX (n, 0);
      length -= (gsize) MAX (n, 0);
    }

  return TRUE;
}

static gpointer
run_writer (gpointer user_data)
{
  Pump *self = user_data;
  GThread *reader = g_thread_new ("channel reader", run_reader, self);
  g_autofree char *chunk = g_malloc (CHUNK);
  gssize n;

  do
    n = recv (self->fd, chunk, CHUNK, 0);
  while ((n < 0 && errno == EINTR) || (n > 0 && say (self, chunk, (gsize) n)));

  g_atomic_int_set (&self->over, TRUE);
  bell_ring (self->bell);
  g_thread_join (reader);
  shutdown (self->fd, SHUT_RDWR);
  virConnectUnregisterCloseCallback (self->connection, on_lost);
  virStreamEventRemoveCallback (self->stream);

  return NULL;
}

static void
pump_free (Pump *self)
{
  shutdown (self->fd, SHUT_RDWR);
  g_thread_join (self->writer);
  virStreamFree (self->stream);
  bell_unref (self->bell);
  belay_sandbox_clear_fd (&self->fd);
  g_byte_array_unref (self->waiting);
  g_free (self);
}

/* @stream: (transfer full). @fd: (transfer full) */
static Pump *
pump_new (virConnectPtr connection,
          virStreamPtr  stream,
          int           fd)
{
  Pump *self = g_new0 (Pump, 1);

  self->connection = connection;
  self->stream = stream;
  self->fd = fd;
  self->bell = bell_new (stream);
  self->waiting = g_byte_array_new ();

  virStreamEventAddCallback (stream, VIR_STREAM_EVENT_READABLE | VIR_STREAM_EVENT_ERROR | VIR_STREAM_EVENT_HANGUP, on_readable,
                             g_atomic_rc_box_acquire (self->bell), bell_unref);
  virConnectRegisterCloseCallback (connection, on_lost, g_atomic_rc_box_acquire (self->bell), bell_unref);
  self->writer = g_thread_new ("channel writer", run_writer, self);

  return self;
}

/* The channel. */

BelayVmChannel *
belay_vm_channel_new (const BelayVmAddress *address,
                      const char           *uuid,
                      const char           *port)
{
  BelayVmChannel *self = g_new0 (BelayVmChannel, 1);

  self->address = belay_vm_address_copy (address);
  self->uuid = g_strdup (uuid);
  self->port = g_strdup (port);

  return self;
}

/* With the connection: libvirt lets go of a stream by itself only when all that was said there has been taken. */
static void
hang_up (BelayVmChannel *self)
{
  g_clear_pointer (&self->pump, pump_free);
  if (self->connection != NULL)
    virConnectClose (g_steal_pointer (&self->connection));
}

/* (nullable) */
static virStreamPtr
open_stream (BelayVmChannel *self)
{
  virDomainPtr domain = virDomainLookupByUUIDString (self->connection, self->uuid);
  virStreamPtr stream = domain != NULL ? virStreamNew (self->connection, VIR_STREAM_NONBLOCK) : NULL;

  if (stream == NULL || virDomainOpenChannel (domain, self->port, stream, VIR_DOMAIN_CHANNEL_FORCE) != 0)
    {
      g_message ("Nobody in the machine can be spoken to: %s", virGetLastErrorMessage ());
      g_clear_pointer (&stream, virStreamFree);
    }

  g_clear_pointer (&domain, virDomainFree);

  return stream;
}

int
belay_vm_channel_dial (BelayVmChannel *self)
{
  g_autoptr(GError) error = NULL;
  virStreamPtr stream = NULL;
  int pair[2];

  hang_up (self);

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
    return -1;

  self->connection = belay_vm_far_open (self->address, &error);
  if (self->connection == NULL)
    g_message ("Nobody in the machine can be spoken to: %s", error->message);
  else
    stream = open_stream (self);

  if (stream == NULL || fcntl (pair[0], F_SETFL, O_NONBLOCK) != 0)
    {
      g_clear_pointer (&stream, virStreamFree);
      belay_sandbox_clear_fd (&pair[0]);
      belay_sandbox_clear_fd (&pair[1]);
      return -1;
    }

  self->pump = pump_new (self->connection, stream, pair[1]);

  return pair[0];
}

void
belay_vm_channel_free (BelayVmChannel *self)
{
  hang_up (self);
  belay_vm_address_free (self->address);
  g_free (self->uuid);
  g_free (self->port);
  g_free (self);
}
