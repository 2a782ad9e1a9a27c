/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-guest-way.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "belay-guest-stream.h"
#include "belay-sandbox-fd.h"

/* In the program and in the machine: no more than both have. */

#define CHUNK      16384        /* bytes of a connection in one frame */
#define OUT_BUSY   65536        /* bytes that wait for the port: then no connection is read */
#define OUT_FULL   (1024 * 1024)        /* then the port is not read either: who says so much and hears nothing has to wait */
#define TELL_TAKEN (BELAY_GUEST_WAY_WINDOW / 4)

typedef struct
{
  guint32     number;
  int         fd;
  GByteArray *waiting;          /* has come by the port, and has not been taken */
  guint       room;             /* bytes that the other end has room for */
  guint       taken;            /* bytes that were taken here, and the other end has not been told */
  gboolean    said_end;         /* nothing more goes to the other end */
  gboolean    heard_end;        /* nothing more comes from there */
  gboolean    gone;             /* either end has given it up */
} Connection;

struct _BelayGuestWay
{
  int               port;
  int               listener;
  BelayGuestWayDial dial;       /* (nullable): in the machine */
  gpointer          user_data;
  GPtrArray        *connections;
  guint             first;      /* who is read first: each in turn */
  guint32           number;     /* of the last hello, or of the last connection */
  gboolean          is_greeting; /* until the other end has said hello again: what comes is of an earlier moment */
  GByteArray       *out;        /* what has yet to go out by the port */
  BelayGuestStream *stream;
};

static void
connection_free (gpointer data)
{
  Connection *self = data;

  belay_sandbox_clear_fd (&self->fd);
  g_byte_array_unref (self->waiting);
  g_free (self);
}

/* Frames to the other end. */

static void
say (BelayGuestWay  *self,
     BelayGuestVerb  verb,
     guint32         number,
     gconstpointer   bytes,
     gsize           length)
{
  const BelayGuestFrame frame = { BELAY_GUEST_MAGIC, verb, (guint32) (sizeof number + length) };

  g_byte_array_append (self->out, (const guint8 *) &frame, sizeof frame);
  g_byte_array_append (self->out, (const guint8 *) &number, sizeof number);
  g_byte_array_append (self->out, bytes, (guint) length);
}

/* More zeros first than a frame is long. */
static void
say_hello (BelayGuestWay *self,
           guint32        number)
{
  static const guint8 zeros[BELAY_GUEST_MAX_FRAME];

  g_byte_array_append (self->out, zeros, sizeof zeros);
  say (self, BELAY_GUEST_HELLO, number, NULL, 0);
}

static void
give_up (BelayGuestWay *self,
         Connection    *connection)
{
  if (!connection->gone)
    say (self, BELAY_GUEST_WAY_GONE, connection->number, NULL, 0);

  connection->gone = TRUE;
}

static Connection *
find (BelayGuestWay *self,
      guint32        number)
{
  for (guint i = 0; i < self->connections->len; i++)
    {
      Connection *connection = self->connections->pdata[i];

      if (connection->number == number && !connection->gone)
        return connection;
    }

  return NULL;
}

static void
add (BelayGuestWay *self,
     guint32        number,
     int            fd)
{
  Connection *connection = g_new0 (Connection, 1);

  connection->number = number;
  connection->fd = fd;
  connection->waiting = g_byte_array_new ();
  connection->room = BELAY_GUEST_WAY_WINDOW;
  g_ptr_array_add (self->connections, connection);
}

/* What the other end says. */

static void
hear_hello (BelayGuestWay *self,
            guint32        number)
{
  if (self->dial != NULL)
    {
      self->is_greeting = self->is_greeting && number != self->number;
      return;
    }

  /* Whoever is there has forgotten what was there before, but may have half of a frame of it: the zeros fill that. */
  g_ptr_array_set_size (self->connections, 0);
  self->is_greeting = FALSE;
  say_hello (self, number);
}

static void
hear_open (BelayGuestWay *self,
           guint32        number)
{
  int fd = -1;

  if (self->dial == NULL || find (self, number) != NULL)
    return;

  if (self->connections->len < BELAY_GUEST_WAY_MAX)
    fd = self->dial (self->user_data);

  if (fd >= 0)
    add (self, number, fd);
  else
    say (self, BELAY_GUEST_WAY_GONE, number, NULL, 0);
}

/* More than there is room for comes from nobody who keeps to what is agreed. */
static void
hear_data (BelayGuestWay *self,
           Connection    *connection,
           const guint8  *bytes,
           gsize          length)
{
  if (connection->heard_end || connection->waiting->len + connection->taken + length > BELAY_GUEST_WAY_WINDOW)
    give_up (self, connection);
  else
    g_byte_array_append (connection->waiting, bytes, (guint) length);
}

static void
hear_taken (BelayGuestWay *self,
            Connection    *connection,
            const guint8  *bytes,
            gsize          length)
{
  guint32 taken;

  if (length != sizeof taken)
    return;

  memcpy (&taken, bytes, sizeof taken);
  if (taken <= BELAY_GUEST_WAY_WINDOW - connection->room)
    connection->room += taken;
  else
    give_up (self, connection);
}

static void
hear (BelayGuestWay         *self,
      const BelayGuestFrame *frame,
      const guint8          *payload)
{
  gsize length = frame->length;
  Connection *connection;
  guint32 number;

  if (length < sizeof number)
    return;

  memcpy (&number, payload, sizeof number);
  payload += sizeof number;
  length -= sizeof number;

  if (frame->verb == BELAY_GUEST_HELLO)
    hear_hello (self, number);
  else if (self->is_greeting)
    return;
  else if (frame->verb == BELAY_GUEST_WAY_OPEN)
    hear_open (self, number);
  else if ((connection = find (self, number)) == NULL)
    return;
  else if (frame->verb == BELAY_GUEST_WAY_DATA)
    hear_data (self, connection, payload, length);
  else if (frame->verb == BELAY_GUEST_WAY_TAKEN)
    hear_taken (self, connection, payload, length);
  else if (frame->verb == BELAY_GUEST_WAY_END)
    connection->heard_end = TRUE;
  else if (frame->verb == BELAY_GUEST_WAY_GONE)
    connection->gone = TRUE;
}

/* FALSE: nobody is at the other end. */
static gboolean
read_port (BelayGuestWay *self)
{
  gssize n = belay_guest_stream_fill (self->stream, self->port);
  BelayGuestFrame frame;
  const guint8 *payload;

  if (n <= 0)
    return n < 0 && errno == EAGAIN;

  while (belay_guest_stream_take (self->stream, &frame, &payload))
    hear (self, &frame, payload);

  return TRUE;
}

static gboolean
write_port (BelayGuestWay *self)
{
  gssize n = write (self->port, self->out->data, self->out->len);

  if (n > 0)
    g_byte_array_remove_range (self->out, 0, (guint) n);

  return n >= 0 || errno == EAGAIN || errno == EINTR;
}

/* What the connections here say and take. */

static void
take_connection (BelayGuestWay *self)
{
  int fd = accept4 (self->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

  if (fd < 0)
    return;

  add (self, ++self->number, fd);
  say (self, BELAY_GUEST_WAY_OPEN, self->number, NULL, 0);
}

static void
read_connection (BelayGuestWay *self,
                 Connection    *connection)
{
  guint8 chunk[CHUNK];
  gssize n = recv (connection->fd, chunk, MIN (sizeof chunk, connection->room), MSG_DONTWAIT);

  if (n > 0)
    {
      connection->room -= (guint) n;
      say (self, BELAY_GUEST_WAY_DATA, connection->number, chunk, (gsize) n);
    }
  else if (n == 0)
    {
      connection->said_end = TRUE;
      say (self, BELAY_GUEST_WAY_END, connection->number, NULL, 0);
    }
  else if (errno != EAGAIN && errno != EINTR)
    {
      give_up (self, connection);
    }
}

static void
write_connection (BelayGuestWay *self,
                  Connection    *connection)
{
  gssize n = send (connection->fd, connection->waiting->data, connection->waiting->len, MSG_DONTWAIT | MSG_NOSIGNAL);

  if (n < 0 && errno != EAGAIN && errno != EINTR)
    give_up (self, connection);

  if (n <= 0)
    return;

  g_byte_array_remove_range (connection->waiting, 0, (guint) n);
  connection->taken += (guint) n;
}

/* What follows from what it is like now. FALSE: it is over. */
static gboolean
settle (BelayGuestWay *self,
        Connection    *connection)
{
  guint32 taken = connection->taken;

  if (taken >= TELL_TAKEN && !connection->gone && !connection->heard_end)
    {
      say (self, BELAY_GUEST_WAY_TAKEN, connection->number, &taken, sizeof taken);
      connection->taken = 0;
    }

  if (connection->heard_end && connection->waiting->len == 0)
    shutdown (connection->fd, SHUT_WR);

  return !connection->gone && (!connection->heard_end || !connection->said_end || connection->waiting->len > 0);
}

/* The rounds. */

static gboolean
may_read (BelayGuestWay *self,
          Connection    *connection)
{
  return !connection->said_end && connection->room > 0 && self->out->len < OUT_BUSY && !self->is_greeting;
}

/* Who waits for nothing is not looked at: that he is gone would be said again and again. */
static struct pollfd
prepare (BelayGuestWay *self,
         Connection    *connection)
{
  short events = (short) ((may_read (self, connection) ? POLLIN : 0) | (connection->waiting->len > 0 ? POLLOUT : 0));

  return (struct pollfd) { events != 0 ? connection->fd : -1, events, 0 };
}

static void
serve (BelayGuestWay       *self,
       const struct pollfd *fds,
       guint                n)
{
  self->first = n > 0 ? (self->first + 1) % n : 0;

  for (guint i = 0; i < n; i++)
    {
      guint which = (self->first + i) % n;
      Connection *connection = self->connections->pdata[which];

      if (fds[which].revents == 0 || connection->gone)
        continue;
      if (connection->waiting->len > 0)
        write_connection (self, connection);
      if (may_read (self, connection) && fds[which].revents & (POLLIN | POLLHUP | POLLERR))
        read_connection (self, connection);
    }
}

static void
sweep (BelayGuestWay *self)
{
  for (guint i = self->connections->len; i-- > 0;)
    if (!settle (self, self->connections->pdata[i]))
      g_ptr_array_remove_index (self->connections, i);
}

int
belay_guest_way_go_round (BelayGuestWay *self,
                          int            bell)
{
  struct pollfd fds[3 + BELAY_GUEST_WAY_MAX];
  guint n = self->connections->len;
  gboolean takes = n < BELAY_GUEST_WAY_MAX && self->out->len < OUT_BUSY && !self->is_greeting;
  gboolean goes_on = TRUE;

  fds[0] = (struct pollfd) { self->port, (short) ((self->out->len < OUT_FULL ? POLLIN : 0) | (self->out->len > 0 ? POLLOUT : 0)), 0 };
  fds[1] = (struct pollfd) { bell, POLLIN, 0 };
  fds[2] = (struct pollfd) { takes ? self->listener : -1, POLLIN, 0 };
  for (guint i = 0; i < n; i++)
    fds[3 + i] = prepare (self, self->connections->pdata[i]);

  if (poll (fds, 3 + n, -1) < 0)
    return errno == EINTR ? 1 : -1;

  if (fds[1].revents != 0)
    return 0;

  /* The connections first: what comes by the port may end them all. */
  serve (self, fds + 3, n);
  if (fds[2].revents & POLLIN)
    take_connection (self);
  if (fds[0].revents & POLLOUT)
    goes_on = write_port (self);
  if (goes_on && fds[0].revents & (POLLIN | POLLHUP | POLLERR))
    goes_on = read_port (self);
  sweep (self);

  return goes_on ? 1 : -1;
}

void
belay_guest_way_hold (BelayGuestWay *self)
{
  g_ptr_array_set_size (self->connections, 0);
  self->is_greeting = TRUE;
  self->number = g_random_int ();
}

void
belay_guest_way_greet (BelayGuestWay *self)
{
  belay_guest_way_hold (self);
  say_hello (self, self->number);
}

gboolean
belay_guest_way_is_open (BelayGuestWay *self)
{
  return !self->is_greeting;
}

guint
belay_guest_way_count (BelayGuestWay *self)
{
  return self->connections->len;
}

BelayGuestWay *
belay_guest_way_new (int                port,
                     int                listener,
                     BelayGuestWayDial  dial,
                     gpointer           user_data)
{
  BelayGuestWay *self = g_new0 (BelayGuestWay, 1);

  self->port = port;
  self->listener = listener;
  self->dial = dial;
  self->user_data = user_data;
  self->is_greeting = TRUE;
  self->connections = g_ptr_array_new_with_free_func (connection_free);
  self->out = g_byte_array_new ();
  self->stream = g_new0 (BelayGuestStream, 1);

  return self;
}

void
belay_guest_way_free (BelayGuestWay *self)
{
  g_ptr_array_unref (self->connections);
  g_byte_array_unref (self->out);
  g_free (self->stream);
  g_free (self);
}
