/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "egress-connection.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "egress-head.h"
#include "egress-hello.h"
#include "egress-pipe.h"

#define SPEAK_SECONDS  15       /* until a client has said what it wants */
#define HELD_SECONDS   300      /* until the program has answered: it does, much sooner */
#define IDLE_SECONDS   600      /* without a byte */
#define LAST_SECONDS   5        /* to take the last words */

typedef enum
{
  STATE_HEAD,                   /* the client says what it wants */
  STATE_HELD,                   /* the program has been asked */
  STATE_HELLO,                  /* a tunnel: the client says whom it greets in it */
  STATE_RELAY,
  STATE_LAST,                   /* it has been refused: the client takes the last words */
} State;

struct _EgressConnection
{
  guint32     id;
  State       state;
  EgressTell  tell;
  gboolean    asked;            /* the program knows of it */
  gboolean    said_all;         /* the last words have left */
  int         client, server;   /* -1: none */
  gint64      deadline;         /* monotonic µs */

  EgressHead  head;
  guint64     body;             /* bytes of a request that are still to come */
  EgressPipe  up;               /* towards the server; until there is one, what the client has said */
  EgressPipe  down;
};

static void
set_state (EgressConnection *self,
           State             state,
           guint             seconds)
{
  self->state = state;
  self->deadline = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
}

EgressConnection *
egress_connection_new (guint32    id,
                       int        client,
                       EgressTell tell)
{
  EgressConnection *self = g_new0 (EgressConnection, 1);

  self->id = id;
  self->client = client;
  self->server = -1;
  self->tell = tell;
  set_state (self, STATE_HEAD, SPEAK_SECONDS);

  return self;
}

static void
close_server (EgressConnection *self)
{
  if (self->server >= 0)
    close (self->server);

  self->server = -1;
}

static void
tell_kind (EgressConnection      *self,
           BelayEgressPacketKind  kind,
           BelayEgressReason      reason,
           const char            *other)
{
  BelayEgressPacket packet = {
    .kind = kind,
    .id = self->id,
    .reason = reason,
    .port = self->head.port,
    .secure = (guint8) self->head.secure,
    .sent = self->state == STATE_RELAY ? self->up.total : 0,
    .received = self->state == STATE_RELAY ? self->down.total : 0,
  };

  g_strlcpy (packet.host, self->head.host, sizeof packet.host);
  if (other != NULL)
    g_strlcpy (packet.other, other, sizeof packet.other);

  self->tell (&packet);
}

void
egress_connection_free (EgressConnection *self)
{
  if (self->asked)
    tell_kind (self, BELAY_EGRESS_ENDED, BELAY_EGRESS_REASON_NONE, NULL);

  close (self->client);
  close_server (self);
  egress_head_clear (&self->head);
  g_free (self);
}

guint32
egress_connection_get_id (EgressConnection *self)
{
  return self->id;
}

/* The last words to the client. A browser shows the page of a plain request, and its own of a tunnel. */
static void
refuse (EgressConnection *self,
        const char       *status,
        const char       *sentence)
{
  g_autofree char *page = g_strdup_printf ("<!doctype html><title>%s</title><p>%s\n", status, sentence);
  g_autofree char *answer = g_strdup_printf ("HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: %" G_GSIZE_FORMAT
                                             "\r\nConnection: close\r\n\r\n%s", status, strlen (page), page);

  egress_pipe_put (&self->down, answer, strlen (answer));
  set_state (self, STATE_LAST, LAST_SECONDS);
}

static void
refuse_request (EgressConnection  *self,
                EgressHeadResult   result)
{
  BelayEgressReason reason = result == EGRESS_HEAD_ADDRESS ? BELAY_EGRESS_REASON_ADDRESS : BELAY_EGRESS_REASON_MALFORMED;

  tell_kind (self, BELAY_EGRESS_REFUSED, reason, NULL);

  if (result == EGRESS_HEAD_ADDRESS)
    refuse (self, "403 Forbidden", "This sandbox reaches hosts by their names only, not by their addresses.");
  else if (result == EGRESS_HEAD_NO_LENGTH)
    refuse (self, "411 Length Required", "A request has to say how long it is.");
  else
    refuse (self, "400 Bad Request", "This request cannot be understood.");
}

static void
read_head (EgressConnection *self)
{
  EgressHeadResult result;

  egress_head_clear (&self->head);
  result = egress_head_parse ((const char *) self->up.data + self->up.start, self->up.end - self->up.start, &self->head);

  if (result == EGRESS_HEAD_INCOMPLETE)
    return;

  if (result != EGRESS_HEAD_DONE)
    {
      refuse_request (self, result);
      return;
    }

  self->up.start += self->head.length;
  self->body = self->head.body;
  self->asked = TRUE;
  set_state (self, STATE_HELD, HELD_SECONDS);
  tell_kind (self, BELAY_EGRESS_ASK, BELAY_EGRESS_REASON_NONE, NULL);
}

/* TLS is told in its own words: a fatal alert, access_denied. */
static void
refuse_hello (EgressConnection  *self,
              BelayEgressReason  reason,
              const char        *other)
{
  static const guint8 alert[] = { 21, 3, 1, 0, 2, 2, 49 };

  tell_kind (self, BELAY_EGRESS_REFUSED, reason, other);
  close_server (self);
  if (reason != BELAY_EGRESS_REASON_NOT_ENCRYPTED)
    egress_pipe_put (&self->down, alert, sizeof alert);
  set_state (self, STATE_LAST, LAST_SECONDS);
}

/* Not a byte goes out through a tunnel before it is known to lead where was asked for. */
static void
read_hello (EgressConnection *self)
{
  char name[BELAY_HOST_NAME_MAX + 1];

  switch (egress_hello_parse (self->up.data + self->up.start, self->up.end - self->up.start, name))
    {
    case EGRESS_HELLO_INCOMPLETE:
      break;

    case EGRESS_HELLO_DONE:
      if (g_str_equal (name, self->head.host))
        set_state (self, STATE_RELAY, IDLE_SECONDS);
      else
        refuse_hello (self, BELAY_EGRESS_REASON_OTHER_NAME, name);
      break;

    case EGRESS_HELLO_NO_NAME:
      refuse_hello (self, BELAY_EGRESS_REASON_NO_NAME, NULL);
      break;

    case EGRESS_HELLO_NOT_TLS:
    default:
      refuse_hello (self, BELAY_EGRESS_REASON_NOT_ENCRYPTED, NULL);
    }
}

/* A request goes out with the head that was made of it, and with its body: what the client said beyond that is dropped. */
static void
begin_request (EgressConnection *self)
{
  gsize said = (gsize) MIN (self->body, self->up.end - self->up.start);
  g_autofree guint8 *body = g_memdup2 (self->up.data + self->up.start, said);

  self->up.start = self->up.end = 0;
  egress_pipe_put (&self->up, self->head.rewritten->str, self->head.rewritten->len);
  if (!egress_pipe_put (&self->up, body, said))
    {
      /* Head and the beginning of a body together are never that long: see the limit in wants_client(). */
      g_assert_not_reached ();
    }
  self->body -= said;
  set_state (self, STATE_RELAY, IDLE_SECONDS);
}

static void
begin_tunnel (EgressConnection *self)
{
  static const char established[] = "HTTP/1.1 200 Connection established\r\n\r\n";

  egress_pipe_put (&self->down, established, sizeof established - 1);
  set_state (self, STATE_HELLO, SPEAK_SECONDS);
  read_hello (self);
}

/**
 * egress_connection_answer:
 * @self: a connection the program has been asked about
 * @verdict: its answer
 * @server: (transfer full): a connected, non-blocking socket, or -1
 *
 * Goes on, or refuses.
 */
void
egress_connection_answer (EgressConnection   *self,
                          BelayEgressVerdict  verdict,
                          int                 server)
{
  if (self->state != STATE_HELD)
    {
      if (server >= 0)
        close (server);
      return;
    }

  self->server = server;

  if (verdict == BELAY_EGRESS_ALLOW && server >= 0)
    {
      if (self->head.secure)
        begin_tunnel (self);
      else
        begin_request (self);
    }
  else if (verdict == BELAY_EGRESS_DENY)
    refuse (self, "403 Forbidden", "This host has not been allowed. Nothing was sent to it.");
  else
    refuse (self, "502 Bad Gateway", "This host is allowed, but it could not be reached.");
}

/* Whether the client may speak now. Before there is an answer it has said enough. */
static gboolean
wants_client (EgressConnection *self)
{
  gsize held = self->up.end - self->up.start;

  switch (self->state)
    {
    case STATE_HEAD:
      return held < EGRESS_HEAD_MAX;
    case STATE_HELLO:
      return held < EGRESS_HELLO_MAX;
    case STATE_RELAY:
      return !self->up.ended && egress_pipe_has_room (&self->up) && (self->head.secure || self->body > 0);
    case STATE_LAST:
      return !self->up.ended;
    case STATE_HELD:
    default:
      return FALSE;
    }
}

gint64
egress_connection_prepare (EgressConnection *self,
                           struct pollfd     fds[2])
{
  gboolean relays = self->state == STATE_RELAY;

  fds[0] = (struct pollfd) { .fd = self->client };
  fds[1] = (struct pollfd) { .fd = relays ? self->server : -1 };

  fds[0].events = (short) ((wants_client (self) ? POLLIN : 0) | (egress_pipe_is_empty (&self->down) ? 0 : POLLOUT) |
                           (self->state == STATE_HELD ? POLLRDHUP : 0));
  fds[1].events = (short) ((!self->down.ended && egress_pipe_has_room (&self->down) ? POLLIN : 0) |
                           (egress_pipe_is_empty (&self->up) ? 0 : POLLOUT));

  /* Of a server that has hung up poll() would speak for ever. */
  if (fds[1].events == 0)
    fds[1].fd = -1;

  return self->deadline;
}

static void
read_client (EgressConnection *self)
{
  gsize most = EGRESS_PIPE_SIZE, n;

  if (self->state == STATE_HEAD)
    most = EGRESS_HEAD_MAX - (self->up.end - self->up.start);
  else if (self->state == STATE_HELLO)
    most = EGRESS_HELLO_MAX - (self->up.end - self->up.start);
  else if (!self->head.secure)
    most = (gsize) MIN (self->body, EGRESS_PIPE_SIZE);

  n = egress_pipe_fill (&self->up, self->client, most);
  if (n == 0)
    return;

  if (self->state == STATE_HEAD)
    read_head (self);
  else if (self->state == STATE_HELLO)
    read_hello (self);
  else if (self->state == STATE_RELAY && !self->head.secure)
    self->body -= n;
}

/* What the client still says is read and dropped: closing on unread bytes would take the last words back. */
static gboolean
take_leave (EgressConnection *self)
{
  guint8 dropped[4096];
  gssize n;

  egress_pipe_drain (&self->down, self->client);
  if (self->down.broken)
    return FALSE;

  if (egress_pipe_is_empty (&self->down) && !self->said_all)
    {
      shutdown (self->client, SHUT_WR);
      self->said_all = TRUE;
    }

  n = read (self->client, dropped, sizeof dropped);
  if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
    self->up.ended = TRUE;

  return !self->up.ended || !self->said_all;
}

/* One direction that has ended and been delivered ends at the other side, too. */
static gboolean
relay (EgressConnection   *self,
       const struct pollfd fds[2])
{
  gboolean moved = FALSE;

  if (fds[1].revents & (POLLIN | POLLHUP | POLLERR))
    moved |= !self->down.ended && egress_pipe_has_room (&self->down) &&
             egress_pipe_fill (&self->down, self->server, EGRESS_PIPE_SIZE) > 0;

  moved |= !egress_pipe_is_empty (&self->up) || !egress_pipe_is_empty (&self->down);
  egress_pipe_drain (&self->up, self->server);
  egress_pipe_drain (&self->down, self->client);

  if (self->up.broken || self->down.broken)
    return FALSE;

  if (self->down.ended && egress_pipe_is_empty (&self->down))
    return FALSE;

  if (self->up.ended && egress_pipe_is_empty (&self->up) && self->server >= 0)
    shutdown (self->server, SHUT_WR);

  if (moved)
    set_state (self, STATE_RELAY, IDLE_SECONDS);

  return TRUE;
}

gboolean
egress_connection_go_on (EgressConnection    *self,
                         const struct pollfd  fds[2],
                         gint64               now)
{
  if (now >= self->deadline)
    return FALSE;

  if (self->state == STATE_HELD)
    return (fds[0].revents & (POLLRDHUP | POLLHUP | POLLERR)) == 0;

  if (self->state != STATE_LAST && (fds[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0 && wants_client (self))
    read_client (self);

  switch (self->state)
    {
    case STATE_LAST:
      return take_leave (self);

    case STATE_RELAY:
      return (fds[0].revents & (POLLHUP | POLLERR)) == 0 && relay (self, fds);

    case STATE_HELLO:
      egress_pipe_drain (&self->down, self->client);
      return !self->down.broken && !self->up.ended;

    case STATE_HEAD:
      return !self->up.ended;

    case STATE_HELD:
    default:
      return TRUE;
    }
}
