/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Connections that are carried over a port: both ends of it, real sockets at theirs; and the program's end with somebody who lies. */

#include <fcntl.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "belay-guest-stream.h"
#include "belay-guest-way.h"

#define MUCH    (3 * 1024 * 1024)
#define WAIT_MS 20000

/* An end of the port, and the thread that serves it. */
typedef struct
{
  BelayGuestWay *way;
  int            port;
  int            bell;
  GThread       *thread;
} End;

typedef struct
{
  int               listener;   /* of the machine */
  int               far;        /* where connections lead to */
  End               machine;
  End               program;
  int               peer;       /* in the machine's place */
  BelayGuestStream  stream;
  BelayGuestFrame   frame;
  const guint8     *payload;
} Fixture;

/* Both are unnamed but for the kernel, which gives them names. */
static int
listen_somewhere (void)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address.sun_family), ==, 0);
  g_assert_cmpint (listen (fd, 128), ==, 0);

  return fd;
}

static int
connect_to (int listener)
{
  struct sockaddr_un address;
  struct timeval wait = { .tv_sec = WAIT_MS / 1000 };
  socklen_t length = sizeof address;
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (getsockname (listener, (struct sockaddr *) &address, &length), ==, 0);
  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, length), ==, 0);
  setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  setsockopt (fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);

  return fd;
}

static int
take (int listener)
{
  struct timeval wait = { .tv_sec = WAIT_MS / 1000 };
  gint64 deadline = g_get_monotonic_time () + WAIT_MS * 1000;
  int fd;

  while ((fd = accept4 (listener, NULL, NULL, SOCK_CLOEXEC)) < 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (1000);
    }

  setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  setsockopt (fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);

  return fd;
}

static int
dial (gpointer user_data)
{
  Fixture *fixture = user_data;
  int fd = connect_to (fixture->far);

  g_assert_cmpint (fcntl (fd, F_SETFL, O_NONBLOCK), ==, 0);

  return fd;
}

static gpointer
serve (gpointer user_data)
{
  End *end = user_data;

  while (belay_guest_way_go_round (end->way, end->bell) > 0)
    ;

  return NULL;
}

static void
start (End *end)
{
  end->bell = eventfd (0, EFD_CLOEXEC);
  end->thread = g_thread_new ("end", serve, end);
}

static void
stop (End *end)
{
  if (end->thread == NULL)
    return;

  g_assert_cmpint (eventfd_write (end->bell, 1), ==, 0);
  g_thread_join (g_steal_pointer (&end->thread));
  close (end->bell);
}

/* @data: whether there is a machine, or only a peer */
static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  int pair[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair), ==, 0);
  fixture->listener = listen_somewhere ();
  fixture->far = listen_somewhere ();
  fixture->peer = pair[0];
  fixture->program.port = pair[1];
  fixture->program.way = belay_guest_way_new (pair[1], -1, dial, fixture);
  belay_guest_way_greet (fixture->program.way);

  if (data != NULL)
    {
      fixture->machine.port = pair[0];
      fixture->machine.way = belay_guest_way_new (pair[0], fixture->listener, NULL, NULL);
      start (&fixture->machine);
    }

  start (&fixture->program);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  stop (&fixture->program);
  stop (&fixture->machine);
  belay_guest_way_free (fixture->program.way);
  g_clear_pointer (&fixture->machine.way, belay_guest_way_free);
  close (fixture->program.port);
  close (fixture->peer);
  close (fixture->listener);
  close (fixture->far);
}

/* Much, in both directions at once. */

typedef struct
{
  int      fd;
  guint32  seed;
} Work;

static gpointer
send_much (gpointer user_data)
{
  Work *work = user_data;
  g_autofree guint8 *bytes = g_malloc (MUCH);

  for (gsize i = 0; i < MUCH; i++)
    bytes[i] = (guint8) (i * work->seed + i / 1021);

  g_assert_cmpint (send (work->fd, bytes, MUCH, MSG_NOSIGNAL), ==, MUCH);
  shutdown (work->fd, SHUT_WR);

  return NULL;
}

static void
receive_much (Work *work)
{
  g_autofree guint8 *bytes = g_malloc (MUCH);
  char more;

  g_assert_cmpint (recv (work->fd, bytes, MUCH, MSG_WAITALL), ==, MUCH);
  for (gsize i = 0; i < MUCH; i++)
    g_assert_cmpuint (bytes[i], ==, (guint8) (i * work->seed + i / 1021));

  /* And its end. */
  g_assert_cmpint (recv (work->fd, &more, 1, 0), ==, 0);
}

static void
test_much (Fixture       *fixture,
           gconstpointer  data)
{
  Work here = { connect_to (fixture->listener), 3 };
  Work there = { take (fixture->far), 7 };
  GThread *one = g_thread_new ("one", send_much, &here);
  GThread *other = g_thread_new ("other", send_much, &there);
  Work to_here = { here.fd, there.seed }, to_there = { there.fd, here.seed };
  GThread *receiver = g_thread_new ("receiver", (GThreadFunc) receive_much, &to_there);

  receive_much (&to_here);
  g_thread_join (receiver);
  g_thread_join (one);
  g_thread_join (other);
  close (here.fd);
  close (there.fd);
}

/* Who takes nothing keeps nobody else waiting. */
static void
test_slow (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree guint8 *bytes = g_malloc0 (MUCH);
  int slow = connect_to (fixture->listener), slow_there = take (fixture->far);
  gsize put = 0;
  gssize n;

  fcntl (slow, F_SETFL, O_NONBLOCK);
  for (guint i = 0; i < 100; i++, g_usleep (2000))
    while ((n = send (slow, bytes, MUCH, MSG_NOSIGNAL)) > 0)
      put += (gsize) n;
  g_assert_cmpuint (put, <, MUCH);

  test_much (fixture, data);

  /* All of it is there, when somebody wants it. */
  g_assert_cmpint (recv (slow_there, bytes, put, MSG_WAITALL), ==, (gssize) put);
  close (slow);
  close (slow_there);
}

/* More than there may be wait until there is room. */
static void
test_many (Fixture       *fixture,
           gconstpointer  data)
{
  int here[BELAY_GUEST_WAY_MAX + 6], there[BELAY_GUEST_WAY_MAX + 6];
  char letter;

  for (guint i = 0; i < G_N_ELEMENTS (here); i++)
    here[i] = connect_to (fixture->listener);
  for (guint i = 0; i < BELAY_GUEST_WAY_MAX; i++)
    there[i] = take (fixture->far);

  g_usleep (50000);
  g_assert_cmpint (accept4 (fixture->far, NULL, NULL, SOCK_CLOEXEC), <, 0);

  for (guint i = 0; i < 6; i++)
    {
      close (here[i]);
      g_assert_cmpint (recv (there[i], &letter, 1, 0), ==, 0);
      close (there[i]);
      there[BELAY_GUEST_WAY_MAX + i] = take (fixture->far);
    }

  for (guint i = 6; i < G_N_ELEMENTS (here); i++)
    {
      letter = (char) i;
      g_assert_cmpint (send (here[i], &letter, 1, MSG_NOSIGNAL), ==, 1);
      g_assert_cmpint (recv (there[i], &letter, 1, 0), ==, 1);
      g_assert_cmpint (letter, ==, (char) i);
      close (here[i]);
      close (there[i]);
    }
}

/* What nobody answers to is told to whoever waits. */
static void
test_gone (Fixture       *fixture,
           gconstpointer  data)
{
  int here = connect_to (fixture->listener), there = take (fixture->far);
  char letter = 'a';

  close (there);
  g_assert_cmpint (recv (here, &letter, 1, 0), ==, 0);
  for (guint i = 0; i < 1000 && send (here, &letter, 1, MSG_NOSIGNAL) == 1; i++)
    g_usleep (5000);
  g_assert_cmpint (send (here, &letter, 1, MSG_NOSIGNAL), <, 0);
  close (here);
}

/* The machine has gone back: all that was there is over, and what comes next is not taken for it. */
static void
test_renewed (Fixture       *fixture,
              gconstpointer  data)
{
  int here = connect_to (fixture->listener), there = take (fixture->far);
  char letter = 'a';

  stop (&fixture->program);
  belay_guest_way_hold (fixture->program.way);
  g_assert_cmpuint (belay_guest_way_count (fixture->program.way), ==, 0);
  g_assert_false (belay_guest_way_is_open (fixture->program.way));
  belay_guest_way_greet (fixture->program.way);
  g_assert_cmpint (recv (there, &letter, 1, 0), ==, 0);
  start (&fixture->program);
  g_assert_cmpint (recv (here, &letter, 1, 0), ==, 0);
  close (here);
  close (there);
  test_much (fixture, data);
}

/* Somebody in the machine's place. */

static void
say (Fixture        *fixture,
     BelayGuestVerb  verb,
     guint32         number,
     gconstpointer   bytes,
     gsize           length)
{
  g_autofree guint8 *payload = g_malloc0 (sizeof number + length);

  memcpy (payload, &number, sizeof number);
  if (bytes != NULL)
    memcpy (payload + sizeof number, bytes, length);
  g_assert_true (belay_guest_stream_send (fixture->peer, verb, payload, sizeof number + length, WAIT_MS));
}

/* The next frame; returns its number. */
static guint32
hear_any (Fixture *fixture)
{
  gint64 deadline = g_get_monotonic_time () + WAIT_MS * 1000;
  guint32 number;

  while (!belay_guest_stream_take (&fixture->stream, &fixture->frame, &fixture->payload))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      if (belay_guest_stream_fill (&fixture->stream, fixture->peer) < 0)
        g_usleep (1000);
    }

  g_assert_cmpuint (fixture->frame.length, >=, sizeof number);
  memcpy (&number, fixture->payload, sizeof number);

  return number;
}

static guint32
hear (Fixture        *fixture,
      BelayGuestVerb  verb)
{
  guint32 number = hear_any (fixture);

  g_assert_cmpuint (fixture->frame.verb, ==, verb);

  return number;
}

static void
test_liar (Fixture       *fixture,
           gconstpointer  data)
{
  const guint32 much = BELAY_GUEST_WAY_WINDOW;
  g_autofree guint8 *bytes = g_malloc0 (BELAY_GUEST_MAX_PAYLOAD);
  guint32 number = hear (fixture, BELAY_GUEST_HELLO);
  char letter = 'a';
  int first, second;

  /* Nothing counts before the hello, nor after a wrong one. */
  say (fixture, BELAY_GUEST_WAY_OPEN, 1, NULL, 0);
  say (fixture, BELAY_GUEST_HELLO, number + 1, NULL, 0);
  say (fixture, BELAY_GUEST_WAY_OPEN, 2, NULL, 0);
  say (fixture, BELAY_GUEST_HELLO, number, NULL, 0);
  say (fixture, BELAY_GUEST_WAY_OPEN, 3, NULL, 0);
  say (fixture, BELAY_GUEST_WAY_OPEN, 3, NULL, 0);
  say (fixture, BELAY_GUEST_WAY_DATA, 1, &letter, 1);
  say (fixture, BELAY_GUEST_WAY_DATA, 3, &letter, 1);
  first = take (fixture->far);
  g_assert_cmpint (recv (first, &letter, 1, 0), ==, 1);
  g_usleep (20000);
  g_assert_cmpint (accept4 (fixture->far, NULL, NULL, SOCK_CLOEXEC), <, 0);

  /* More than has been taken, and more than was ever sent. */
  say (fixture, BELAY_GUEST_WAY_TAKEN, 3, &much, sizeof much);
  g_assert_cmpuint (hear (fixture, BELAY_GUEST_WAY_GONE), ==, 3);
  g_assert_cmpint (recv (first, &letter, 1, 0), ==, 0);
  close (first);

  say (fixture, BELAY_GUEST_WAY_OPEN, 4, NULL, 0);
  second = take (fixture->far);
  for (guint i = 0; i < 12; i++)
    say (fixture, BELAY_GUEST_WAY_DATA, 4, bytes, BELAY_GUEST_MAX_PAYLOAD - sizeof number);
  do
    number = hear_any (fixture);
  while (fixture->frame.verb == BELAY_GUEST_WAY_TAKEN);
  g_assert_cmpuint (fixture->frame.verb, ==, BELAY_GUEST_WAY_GONE);
  g_assert_cmpuint (number, ==, 4);
  close (second);

  /* Frames that are too short, and garbage. */
  g_assert_true (belay_guest_stream_send (fixture->peer, BELAY_GUEST_WAY_OPEN, "x", 1, WAIT_MS));
  memset (bytes, 'B', 300);
  g_assert_cmpint (write (fixture->peer, bytes, 300), ==, 300);
  say (fixture, BELAY_GUEST_WAY_OPEN, 5, NULL, 0);
  close (take (fixture->far));
  g_assert_cmpuint (hear (fixture, BELAY_GUEST_WAY_END), ==, 5);
}

int
main (int    argc,
      char **argv)
{
  static const gboolean both = TRUE;

  g_test_init (&argc, &argv, NULL);
  g_test_add ("/guest-way/much", Fixture, &both, set_up, test_much, tear_down);
  g_test_add ("/guest-way/slow", Fixture, &both, set_up, test_slow, tear_down);
  g_test_add ("/guest-way/many", Fixture, &both, set_up, test_many, tear_down);
  g_test_add ("/guest-way/gone", Fixture, &both, set_up, test_gone, tear_down);
  g_test_add ("/guest-way/renewed", Fixture, &both, set_up, test_renewed, tear_down);
  g_test_add ("/guest-way/liar", Fixture, NULL, set_up, test_liar, tear_down);

  return g_test_run ();
}
