/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-vm-way-out.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <unistd.h>

#include "belay-guest-way.h"
#include "belay-sandbox-fd.h"

#define ANSWER_SECONDS 15       /* for the machine to answer */

typedef enum
{
  DO_HOLD  = 1 << 0,
  DO_GREET = 1 << 1,
  DO_END   = 1 << 2,
} Do;

struct _BelayVmWayOut
{
  BelayVmChannel     *channel;
  struct sockaddr_un  address;  /* of the socket of belay-egress */
  int                 port;
  int                 bell;     /* an eventfd */
  guint               tasks;    /* atomic: of Do */
  GThread            *thread;   /* has the next one */
  BelayGuestWay      *way;
};

static int
dial (gpointer user_data)
{
  BelayVmWayOut *self = user_data;
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

  if (fd >= 0 && connect (fd, (const struct sockaddr *) &self->address, sizeof self->address) != 0)
    belay_sandbox_clear_fd (&fd);

  return fd;
}

static int
listen_at (const struct sockaddr_un *address)
{
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

  if (fd >= 0 && (bind (fd, (const struct sockaddr *) address, sizeof *address) != 0 || listen (fd, BELAY_GUEST_WAY_MAX) != 0))
    belay_sandbox_clear_fd (&fd);

  return fd;
}

/* The thread. */

/* FALSE: that was the end. */
static gboolean
do_tasks (BelayVmWayOut *self)
{
  eventfd_t times;
  guint tasks;

  if (eventfd_read (self->bell, &times) != 0)
    g_debug ("eventfd: %s", g_strerror (errno));

  tasks = g_atomic_int_and (&self->tasks, 0);
  if (tasks & DO_HOLD)
    belay_guest_way_hold (self->way);
  if (tasks & DO_GREET)
    belay_guest_way_greet (self->way);

  return !(tasks & DO_END);
}

static gpointer
run (gpointer user_data)
{
  BelayVmWayOut *self = user_data;
  int done;

  do
    done = belay_guest_way_go_round (self->way, self->bell);
  while (done > 0 || (done == 0 && do_tasks (self)));

  /* Nothing of it is left waiting. */
  belay_guest_way_hold (self->way);

  return NULL;
}

static void
ask (BelayVmWayOut *self,
     Do             task)
{
  g_atomic_int_or (&self->tasks, task);
  if (eventfd_write (self->bell, 1) != 0)
    g_debug ("eventfd: %s", g_strerror (errno));
}

void
belay_vm_way_out_hold (BelayVmWayOut *self)
{
  ask (self, DO_HOLD);
}

void
belay_vm_way_out_renew (BelayVmWayOut *self)
{
  ask (self, DO_GREET);
}

/* Beginning and ending. */

static gboolean
greet (BelayVmWayOut *self)
{
  const struct itimerspec limit = { .it_value.tv_sec = ANSWER_SECONDS };
  int timer = timerfd_create (CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  int done = 1;

  belay_guest_way_greet (self->way);
  if (timer >= 0 && timerfd_settime (timer, 0, &limit, NULL) == 0)
    while (done > 0 && !belay_guest_way_is_open (self->way))
      done = belay_guest_way_go_round (self->way, timer);

  belay_sandbox_clear_fd (&timer);

  return belay_guest_way_is_open (self->way);
}

BelayVmWayOut *
belay_vm_way_out_new (const BelayVmAddress *address,
                      const char           *uuid,
                      const char           *path,
                      int                  *listener)
{
  g_autoptr(BelayVmWayOut) self = g_new0 (BelayVmWayOut, 1);

  *listener = -1;
  self->port = -1;
  self->bell = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  self->address.sun_family = AF_UNIX;
  if (g_strlcpy (self->address.sun_path, path, sizeof self->address.sun_path) >= sizeof self->address.sun_path)
    return NULL;

  self->channel = belay_vm_channel_new (address, uuid, BELAY_GUEST_WAY_PORT);
  self->port = belay_vm_channel_dial (self->channel);
  if (self->port < 0)
    return NULL;

  self->way = belay_guest_way_new (self->port, -1, dial, self);
  if (!greet (self) || (*listener = listen_at (&self->address)) < 0)
    return NULL;

  self->thread = g_thread_new ("way out", run, self);

  return g_steal_pointer (&self);
}

void
belay_vm_way_out_free (BelayVmWayOut *self)
{
  if (self->thread != NULL)
    {
      ask (self, DO_END);
      g_thread_join (self->thread);
    }

  g_clear_pointer (&self->way, belay_guest_way_free);
  belay_sandbox_clear_fd (&self->port);
  belay_sandbox_clear_fd (&self->bell);
  g_clear_pointer (&self->channel, belay_vm_channel_free);
  g_free (self);
}
