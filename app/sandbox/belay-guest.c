/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-guest.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>

#include "belay-guest-stream.h"
#include "belay-probe-wire.h"
#include "belay-sandbox-fd.h"
#include "belay-shell-channel.h"

typedef enum
{
  PROBE,
  SHELL,
  N_WAYS,
} Which;

/* From one of them to the port: a socket pair, as they know it from the container. */
typedef struct
{
  BelayGuest     *guest;        /* not owned: it owns us */
  BelayGuestVerb  packet;
  int             fd;           /* -1: nothing more comes */
  guint           source;
} Way;

struct _BelayGuest
{
  GObject          parent_instance;

  int              fd;          /* -1: it is over */
  guint            source;
  guint32          number;      /* of the last hello */
  gboolean         is_greeting; /* it has not been answered: what comes is of an earlier moment */
  Way              ways[N_WAYS];
  BelayProbe      *probe;
  BelayShell      *shell;
  BelayGuestStream *stream;     /* too large for an object */
};

G_DEFINE_FINAL_TYPE (BelayGuest, belay_guest, G_TYPE_OBJECT)

/* What a machine is tried for from inside; the rest is its own system's matter. */
static const char * const checks[] = { "environment", "home", "agents", "direct", "names", "local", "metadata", "proxy", NULL };

static void
close_way (Way *way)
{
  g_clear_handle_id (&way->source, g_source_remove);
  belay_sandbox_clear_fd (&way->fd);
}

/* For good: the probe and the shell hear that nobody is there any more. */
static void
end (BelayGuest *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  belay_sandbox_clear_fd (&self->fd);

  for (guint i = 0; i < N_WAYS; i++)
    close_way (&self->ways[i]);
}

/* To the machine. Nobody waits for it to take it: there is room for more than can be under way. */
static gboolean
on_asked (int          fd,
          GIOCondition condition,
          gpointer     user_data)
{
  Way *way = user_data;
  static guint8 packet[BELAY_GUEST_MAX_PAYLOAD];
  gssize n = recv (fd, packet, sizeof packet, MSG_DONTWAIT);

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;

  if (n <= 0)
    {
      way->source = 0;
      close_way (way);
      return G_SOURCE_REMOVE;
    }

  if (belay_guest_stream_send (way->guest->fd, way->packet, packet, (gsize) n, 0))
    return G_SOURCE_CONTINUE;

  way->source = 0;
  end (way->guest);

  return G_SOURCE_REMOVE;
}

/* From the machine. */

static void
pass_on (Way          *way,
         const guint8 *packet,
         gsize         length)
{
  if (way->fd >= 0 && (length == 0 || send (way->fd, packet, length, MSG_DONTWAIT | MSG_NOSIGNAL) != (gssize) length))
    close_way (way);
}

static void
hear (BelayGuest            *self,
      const BelayGuestFrame *frame,
      const guint8          *payload)
{
  guint32 number;

  if (frame->verb == BELAY_GUEST_HELLO)
    {
      if (frame->length >= sizeof number)
        {
          memcpy (&number, payload, sizeof number);
          self->is_greeting = self->is_greeting && number != self->number;
        }
      return;
    }

  if (self->is_greeting)
    return;

  for (guint i = 0; i < N_WAYS; i++)
    {
      if (frame->verb == (guint32) self->ways[i].packet)
        pass_on (&self->ways[i], payload, frame->length);
    }

  if (frame->verb == BELAY_GUEST_PROBE_GONE)
    close_way (&self->ways[PROBE]);
  else if (frame->verb == BELAY_GUEST_SHELL_GONE)
    close_way (&self->ways[SHELL]);
}

static gboolean
on_readable (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  g_autoptr(BelayGuest) self = g_object_ref (user_data);
  gssize n = belay_guest_stream_fill (self->stream, fd);
  BelayGuestFrame frame;
  const guint8 *payload;

  if (n < 0 && errno == EAGAIN)
    return G_SOURCE_CONTINUE;

  if (n <= 0)
    end (self);

  while (self->fd >= 0 && belay_guest_stream_take (self->stream, &frame, &payload))
    hear (self, &frame, payload);

  return self->source != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* The object. */

static void
belay_guest_dispose (GObject *object)
{
  BelayGuest *self = BELAY_GUEST (object);

  end (self);
  g_clear_object (&self->probe);
  g_clear_object (&self->shell);

  G_OBJECT_CLASS (belay_guest_parent_class)->dispose (object);
}

static void
belay_guest_finalize (GObject *object)
{
  g_free (BELAY_GUEST (object)->stream);

  G_OBJECT_CLASS (belay_guest_parent_class)->finalize (object);
}

static void
belay_guest_class_init (BelayGuestClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_guest_dispose;
  G_OBJECT_CLASS (klass)->finalize = belay_guest_finalize;
}

static void
belay_guest_init (BelayGuest *self)
{
  self->fd = -1;
  self->stream = g_new0 (BelayGuestStream, 1);
  self->ways[PROBE] = (Way) { self, BELAY_GUEST_PROBE, -1, 0 };
  self->ways[SHELL] = (Way) { self, BELAY_GUEST_SHELL, -1, 0 };
}

/* Returns: the other end, or -1 */
static int
open_way (Way *way)
{
  int pair[2];

  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
    return -1;

  way->fd = pair[0];
  way->source = g_unix_fd_add (way->fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_asked, way);

  return pair[1];
}

BelayGuest *
belay_guest_new (int fd)
{
  static const char * const none[] = { NULL };
  BelayGuest *self = g_object_new (BELAY_TYPE_GUEST, NULL);
  int probe, shell;

  g_unix_set_fd_nonblocking (fd, TRUE, NULL);
  self->fd = fd;
  self->source = g_unix_fd_add (fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, self);

  probe = open_way (&self->ways[PROBE]);
  if (probe >= 0)
    {
      self->probe = belay_probe_new (probe, none);
      belay_probe_set_checks (self->probe, checks);
    }

  shell = open_way (&self->ways[SHELL]);
  if (shell >= 0)
    self->shell = belay_shell_channel_new (shell);

  return self;
}

BelayProbe *
belay_guest_get_probe (BelayGuest *self)
{
  g_return_val_if_fail (BELAY_IS_GUEST (self), NULL);

  return self->probe;
}

BelayShell *
belay_guest_get_shell (BelayGuest *self)
{
  g_return_val_if_fail (BELAY_IS_GUEST (self), NULL);

  return self->shell;
}

void
belay_guest_renew (BelayGuest *self)
{
  g_return_if_fail (BELAY_IS_GUEST (self));

  if (self->fd < 0)
    return;

  self->is_greeting = TRUE;
  self->number = g_random_int ();
  if (!belay_guest_stream_greet (self->fd, self->number, 0))
    end (self);
}
