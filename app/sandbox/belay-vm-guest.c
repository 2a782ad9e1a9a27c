/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-vm-guest.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "belay-guest-stream.h"
#include "belay-sandbox-fd.h"

#define THERE_MS    1500                /* for one that is there from before to answer */
#define MAX_PROGRAM (16 * 1024 * 1024)  /* bytes */

/* Run by root in the machine. The program comes through the port, as the agent takes its time to read what is long; it is gone from the
 * disk once it runs. Not every system has names for its ports, and not every one lets programs be where anybody can put them. */
#define SCRIPT "for d in /sys/class/virtio-ports/*; do [ \"$(cat $d/name)\" = \"$3\" ] && p=/dev/${d##*/}; done; " \
               "for i in 1 2 3 4 5 6 7 8 9; do command exec 3<$p && break; sleep 0.5; done; " \
               "f=$(mktemp /var/tmp/belay-guest.XXXXXX) && head -c \"$2\" <&3 >\"$f\" && exec 3<&- && " \
               "chmod 755 \"$f\" && \"$f\" \"$1\"; s=$?; " \
               "[ $s != 126 ] || { g=$(mktemp /run/belay-guest.XXXXXX) && cat \"$f\" >\"$g\" && chmod 755 \"$g\" && \"$g\" \"$1\"; s=$?; }; " \
               "rm -f \"$f\" \"$g\"; exit $s"

/* Where its socket is here. */
static int
dial_path (gpointer data)
{
  const char *path = data;
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  if (fd >= 0 && connect (fd, (const struct sockaddr *) &address, sizeof address) != 0)
    belay_sandbox_clear_fd (&fd);

  return fd;
}

typedef enum
{
  NOBODY,
  ANOTHER,
  OURS,
} Who;

/* Who answers to @verb: to HELLO with @number, and what it says it is has to be @name. */
static Who
await_answer (int             fd,
              BelayGuestVerb  verb,
              guint32         number,
              const char     *name,
              int             wait_ms)
{
  g_autofree BelayGuestStream *stream = g_new0 (BelayGuestStream, 1);
  gint64 deadline = g_get_monotonic_time () + (gint64) wait_ms * 1000;
  gsize length = strlen (name);
  struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
  BelayGuestFrame frame;
  const guint8 *payload;

  for (gint64 left = wait_ms; left > 0; left = (deadline - g_get_monotonic_time ()) / 1000)
    {
      if (poll (&poll_fd, 1, (int) left) != 1 || belay_guest_stream_fill (stream, fd) <= 0)
        return NOBODY;

      while (belay_guest_stream_take (stream, &frame, &payload))
        {
          if (frame.verb != (guint32) verb)
            continue;
          if (verb != BELAY_GUEST_HELLO)
            return ANOTHER;
          if (frame.length < sizeof number || memcmp (payload, &number, sizeof number) != 0)
            continue;

          return frame.length == sizeof number + length && memcmp (payload + sizeof number, name, length) == 0 ? OURS : ANOTHER;
        }
    }

  return NOBODY;
}

static Who
greet (int         fd,
       const char *name,
       int         wait_ms)
{
  guint32 number = g_random_int ();

  if (!belay_guest_stream_greet (fd, number, wait_ms))
    return NOBODY;

  return await_answer (fd, BELAY_GUEST_HELLO, number, name, wait_ms);
}

static void
dismiss (int         fd,
         const char *name)
{
  if (belay_guest_stream_send (fd, BELAY_GUEST_BYE, name, strlen (name), THERE_MS))
    await_answer (fd, BELAY_GUEST_BYE, 0, name, THERE_MS);
}

/* Has somebody in the machine who takes the program from the port and runs it. */
static gboolean
call_for (BelayVmDomain *domain,
          const char    *port,
          gsize          length,
          const char    *name,
          int            seconds)
{
  g_autofree char *script = g_strescape (SCRIPT, NULL);
  g_autofree char *command = g_strdup_printf ("{\"execute\":\"guest-exec\",\"arguments\":{\"path\":\"/bin/sh\",\"arg\":[\"-c\",\"%s\","
                                              "\"sh\",\"%s\",\"%" G_GSIZE_FORMAT "\",\"%s\"]}}", script, name, length, port);
  g_autoptr(GError) error = NULL;
  g_autofree char *answer = belay_vm_domain_ask_agent (domain, command, seconds, &error);

  if (answer == NULL)
    g_message ("Nothing can be put into the machine: %s", error->message);

  return answer != NULL;
}

/* Whether the machine is there. */
static gboolean
is_open (int fd)
{
  struct pollfd poll_fd = { .fd = fd };

  return poll (&poll_fd, 1, 0) >= 0 && (poll_fd.revents & (POLLHUP | POLLERR)) == 0;
}

/* What is said before it has opened the port is lost. */
static gboolean
await_ours (int           fd,
            const char   *name,
            int           seconds,
            GCancellable *cancellable)
{
  gint64 deadline = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;

  while (g_get_monotonic_time () < deadline && is_open (fd) && !g_cancellable_is_cancelled (cancellable))
    if (greet (fd, name, THERE_MS) == OURS)
      return TRUE;

  return FALSE;
}

/* With a connection of its own: what was said to nobody would be taken for the beginning of the program. */
static gboolean
put_in (BelayVmDomain          *domain,
        const BelayVmGuestPort *port,
        int                    *fd,
        const char             *program,
        gsize                   length,
        const char             *name,
        int                     seconds)
{
  belay_sandbox_clear_fd (fd);
  *fd = port->dial (port->data);

  return *fd >= 0 && call_for (domain, port->name, length, name, seconds) && belay_guest_stream_write (*fd, program, length, seconds * 1000) &&
         await_ours (*fd, name, seconds + port->desktop_seconds, port->cancellable);
}

static char *
read_program (gsize *length)
{
  const char *dir = g_getenv ("BELAY_LIBEXECDIR");
  g_autofree char *path = g_build_filename (dir != NULL ? dir : BELAY_LIBEXECDIR, BELAY_GUEST_PROGRAM, NULL);
  char *program = NULL;

  if (!g_file_get_contents (path, &program, length, NULL) || *length > MAX_PROGRAM)
    g_clear_pointer (&program, g_free);

  return program;
}

int
belay_vm_guest_open_port (BelayVmDomain          *domain,
                          const BelayVmGuestPort *port,
                          int                     seconds)
{
  gsize length = 0;
  g_autofree char *program = read_program (&length);
  g_autofree char *name = program != NULL ? g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) program, length) : NULL;
  int fd = program != NULL && !port->fresh ? port->dial (port->data) : -1;
  Who who = fd >= 0 ? greet (fd, name, THERE_MS) : NOBODY;

  if (program == NULL || (fd < 0 && !port->fresh) || who == OURS)
    return fd;

  if (who == ANOTHER)
    dismiss (fd, name);
  if (put_in (domain, port, &fd, program, length, name, seconds))
    return fd;

  g_message ("What was put into the machine does not answer.");
  belay_sandbox_clear_fd (&fd);

  return -1;
}

int
belay_vm_guest_open (BelayVmDomain *domain,
                     const char    *path,
                     int            seconds)
{
  const BelayVmGuestPort port = { .name = BELAY_GUEST_PORT, .dial = dial_path, .data = (gpointer) path };

  return belay_vm_guest_open_port (domain, &port, seconds);
}
