/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * belay-screen [HOST]: speaks to a VNC server on behalf of Belay, which trusts neither. The server is a local one
 * unless its HOST is named. See belay-screen-wire.h for the descriptors it is given and what it says.
 *
 * One thread, one loop. Whatever the server does, input is passed on at once.
 */

#include "belay-confine.h"
#include "belay-screen-tls.h"
#include "rfb.h"
#include "screen-deadlines.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_SIZE          (256 * 1024)
#define MAX_MEMORY         (512 * 1024 * 1024)
#define MAX_QUEUE          (1024 * 1024)        /* bytes for a server that does not read */
#define TEXT_INTERVAL      (G_USEC_PER_SEC / 4)

typedef struct
{
  Rfb              *rfb;
  ScreenTls        *tls;                /* NULL: a local server */
  gboolean          tls_started;
  BelayWireFailure  failure;

  guint8           *room;               /* for what is encrypted */
  GByteArray       *in;                 /* not yet taken */
  GByteArray       *out;                /* not yet sent */

  ScreenDeadlines   deadlines;

  guint32           n_inputs;           /* sent by the program, modulo 2^32 */
  guint32           n_taken;            /* of these it was told that they left */
  guint32           n_texts;            /* for the clipboard, likewise */

  GByteArray       *text;               /* for the program, at the next chance */
  gboolean          has_text;
  gint64            text_time;
} Helper;

static void
fail (Helper           *self,
      BelayWireFailure  failure)
{
  if (self->failure == BELAY_WIRE_FAILURE_NONE)
    self->failure = failure;
}

/* TO THE PROGRAM */

static gboolean
try_to_tell (gconstpointer data,
             gsize         length)
{
  gssize n;

  do
    n = write (BELAY_WIRE_FD_CONTROL, data, length);
  while (n < 0 && errno == EINTR);

  if (n < 0 && errno != EAGAIN)
    _exit (0);                          /* the program is gone, or has had enough */

  return n == (gssize) length;
}

/* Without a program that listens there is nothing else to do. */
static void
tell (gconstpointer data,
      gsize         length)
{
  while (!try_to_tell (data, length))
    poll (&(struct pollfd) { BELAY_WIRE_FD_CONTROL, POLLOUT, 0 }, 1, -1);
}

static void
tell_event (BelayWireEventKind kind,
            guint32            value)
{
  const BelayWireEvent event = { kind, value };

  tell (&event, sizeof event);
}

static void
on_report (gpointer               user_data,
           const BelayWireReport *report)
{
  ((Helper *) user_data)->deadlines.has_reported = TRUE;
  tell (report, sizeof *report);
}

static void
on_password_wanted (gpointer user_data)
{
  tell_event (BELAY_WIRE_PASSWORD_WANTED, 0);
}

static void
on_takes_clipboard (gpointer user_data)
{
  tell_event (BELAY_WIRE_TAKES_CLIPBOARD, 0);
}

/* Only the newest text counts, and four a second will do. */
static void
on_text (gpointer    user_data,
         const char *text,
         gsize       length)
{
  Helper *self = user_data;
  const BelayWireEvent event = { BELAY_WIRE_TEXT, 0 };

  g_byte_array_set_size (self->text, 0);
  g_byte_array_append (self->text, (const guint8 *) &event, sizeof event);
  g_byte_array_append (self->text, (const guint8 *) text, (guint) length);
  self->has_text = TRUE;
}

static void
tell_text (Helper *self,
           gint64  now)
{
  if (!self->has_text || now < self->text_time)
    return;

  self->text_time = now + TEXT_INTERVAL;
  if (try_to_tell (self->text->data, self->text->len))
    self->has_text = FALSE;
}

/* The program sends no more input than the server takes. */
static void
tell_taken (Helper *self)
{
  const BelayWireEvent taken = { BELAY_WIRE_TAKEN, self->n_inputs };

  if (self->out->len == 0 && self->n_taken != self->n_inputs && try_to_tell (&taken, sizeof taken))
    self->n_taken = self->n_inputs;

  if (rfb_take_fetched (self->rfb))
    tell_event (BELAY_WIRE_FETCHED, self->n_texts);
}

/* TO THE SERVER */

static void
flush (Helper *self)
{
  gboolean moved = FALSE;

  while (self->out->len > 0)
    {
      gssize n = write (BELAY_WIRE_FD_SERVER, self->out->data, self->out->len);

      if (n < 0 && errno == EINTR)
        continue;

      if (n < 0)
        {
          /* What the server said before it hung up is still to be read; that ends in CLOSED. */
          if (errno != EAGAIN)
            g_byte_array_set_size (self->out, 0);
          break;
        }

      g_byte_array_remove_range (self->out, 0, (guint) n);
      moved = TRUE;
    }

  screen_deadlines_note_queue (&self->deadlines, self->out->len == 0, moved);

  if (self->out->len > MAX_QUEUE)
    fail (self, BELAY_WIRE_FAILURE_NO_ANSWER);
}

static void
on_send (gpointer      user_data,
         const guint8 *data,
         gsize         length)
{
  Helper *self = user_data;

  if (!self->tls_started)
    g_byte_array_append (self->out, data, (guint) length);
  else if (!screen_tls_send (self->tls, data, length, self->out))
    fail (self, BELAY_WIRE_FAILURE_TLS);

  flush (self);
}

static void
receive_tls (Helper       *self,
             const guint8 *data,
             gsize         length)
{
  gboolean was_up = screen_tls_is_up (self->tls);

  switch (screen_tls_receive (self->tls, data, length, self->in, self->out))
    {
    case SCREEN_TLS_CLOSED:
      fail (self, BELAY_WIRE_FAILURE_CLOSED);
      break;

    case SCREEN_TLS_BROKEN:
      fail (self, BELAY_WIRE_FAILURE_TLS);
      break;

    case SCREEN_TLS_NOT_TRUSTED:
      fail (self, BELAY_WIRE_FAILURE_CERTIFICATE);
      break;

    case SCREEN_TLS_FINE:
    default:
      break;
    }

  flush (self);

  if (!was_up && screen_tls_is_up (self->tls))
    rfb_resume (self->rfb);
}

/* The server speaks second in TLS: if it has already sent something, that is not TLS. */
static void
on_start_tls (gpointer user_data,
              gboolean anonymous)
{
  Helper *self = user_data;

  if (self->tls == NULL || !screen_tls_start (self->tls, anonymous))
    {
      fail (self, BELAY_WIRE_FAILURE_TLS);
      return;
    }

  self->tls_started = TRUE;
  receive_tls (self, NULL, 0);
}

/* FROM THE SERVER */

static void
take (Helper *self)
{
  gsize n = rfb_feed (self->rfb, self->in->data, self->in->len);

  g_byte_array_remove_range (self->in, 0, (guint) n);
  screen_deadlines_note_taken (&self->deadlines, self->rfb, n);
  fail (self, rfb_get_failure (self->rfb));
}

/* Reads behind what has not been taken yet; what is encrypted goes elsewhere first. */
static gssize
read_server (Helper *self)
{
  guint n_before = self->in->len;
  gssize n;

  if (self->tls_started)
    return read (BELAY_WIRE_FD_SERVER, self->room, READ_SIZE);

  g_byte_array_set_size (self->in, n_before + READ_SIZE);
  n = read (BELAY_WIRE_FD_SERVER, self->in->data + n_before, READ_SIZE);
  g_byte_array_set_size (self->in, n_before + (guint) MAX (n, 0));

  return n;
}

static void
receive (Helper *self)
{
  gssize n = read_server (self);

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return;

  if (n <= 0)
    {
      fail (self, BELAY_WIRE_FAILURE_CLOSED);
      return;
    }

  screen_deadlines_note_received (&self->deadlines);
  if (self->tls_started)
    receive_tls (self, self->room, (gsize) n);

  take (self);
}

/* FROM THE PROGRAM */

static void
obey (Helper             *self,
      BelayWireCommand   *command,
      const char         *text,
      gsize               length)
{
  g_autofree char *password = NULL;

  switch (command->kind)
    {
    case BELAY_WIRE_POINTER:
      rfb_send_pointer (self->rfb, command->a, command->b, command->c);
      screen_deadlines_note_input (&self->deadlines);
      self->n_inputs++;
      break;

    case BELAY_WIRE_KEY:
      rfb_send_key (self->rfb, command->a, command->b != 0);
      screen_deadlines_note_input (&self->deadlines);
      self->n_inputs++;
      break;

    case BELAY_WIRE_CLIPBOARD:
      tell_taken (self);                /* about the text before */
      rfb_send_clipboard (self->rfb, text, length);
      self->n_inputs++;
      self->n_texts++;
      break;

    case BELAY_WIRE_PASSWORD:
      password = g_strndup (text, length);
      rfb_set_password (self->rfb, password);
      explicit_bzero (password, length);
      take (self);
      break;

    case BELAY_WIRE_ACK:
      rfb_resume (self->rfb);
      take (self);
      break;

    case BELAY_WIRE_REFRESH:
      rfb_refresh (self->rfb);
      break;

    case BELAY_WIRE_PING:
      tell_event (BELAY_WIRE_PONG, 0);
      break;

    default:
      _exit (1);
    }
}

static void
read_commands (Helper *self)
{
  static struct
  {
    BelayWireCommand command;
    char             text[BELAY_WIRE_MAX_TEXT];
  } packet;

  while (self->failure == BELAY_WIRE_FAILURE_NONE)
    {
      gssize n = read (BELAY_WIRE_FD_CONTROL, &packet, sizeof packet);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0 && errno == EAGAIN)
        return;
      if (n < (gssize) sizeof packet.command)
        _exit (0);                      /* the program is gone, or has had enough */

      obey (self, &packet.command, packet.text, (gsize) n - sizeof packet.command);
      explicit_bzero (packet.text, (gsize) n - sizeof packet.command);
    }
}

/* THE LOOP */

/* Waiting for the program, not for the server. */
static gboolean
is_held (Helper *self)
{
  return rfb_is_waiting (self->rfb) && (!self->tls_started || screen_tls_is_up (self->tls));
}

/* Returns: when to look again */
static gint64
check_times (Helper *self,
             gint64  now)
{
  gint64 next = G_MAXINT64;

  fail (self, screen_deadlines_check (&self->deadlines, self->rfb, is_held (self), now, &next));

  if (self->has_text)
    next = MIN (next, MAX (self->text_time, now + G_TIME_SPAN_MILLISECOND));

  /* There was no room to tell. */
  if (self->out->len == 0 && self->n_taken != self->n_inputs)
    next = MIN (next, now + G_TIME_SPAN_MILLISECOND);

  return next;
}

static int
wait_time (gint64 next,
           gint64 now)
{
  if (next == G_MAXINT64)
    return -1;

  return (int) MAX (0, (next - now + 999) / 1000);
}

static void
run (Helper *self)
{
  while (self->failure == BELAY_WIRE_FAILURE_NONE)
    {
      gint64 now = g_get_monotonic_time ();
      gint64 next = check_times (self, now);
      gboolean reading = !is_held (self);
      struct pollfd fds[] = {
        { BELAY_WIRE_FD_CONTROL, POLLIN, 0 },
        { BELAY_WIRE_FD_SERVER, (short) ((reading ? POLLIN : 0) | (self->out->len > 0 ? POLLOUT : 0)), 0 },
      };

      /* A server that hung up would wake us for ever while nothing may be read. */
      if (fds[1].events == 0)
        fds[1].fd = -1;

      if (self->failure != BELAY_WIRE_FAILURE_NONE)
        break;

      if (poll (fds, G_N_ELEMENTS (fds), wait_time (next, now)) < 0 && errno != EINTR)
        _exit (1);

      if (fds[0].revents != 0)
        read_commands (self);
      if (fds[1].revents & POLLOUT)
        flush (self);
      if (reading && fds[1].revents & (POLLIN | POLLHUP | POLLERR) && self->failure == BELAY_WIRE_FAILURE_NONE)
        receive (self);
      tell_taken (self);
      tell_text (self, g_get_monotonic_time ());
    }
}

static guint8 *
map_memory (void)
{
  struct stat status;
  guint8 *memory;

  if (fstat (BELAY_WIRE_FD_MEMORY, &status) != 0 || status.st_size != (off_t) BELAY_WIRE_MEMORY_SIZE)
    return NULL;

  memory = mmap (NULL, BELAY_WIRE_MEMORY_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, BELAY_WIRE_FD_MEMORY, 0);

  return memory == MAP_FAILED ? NULL : memory;
}

int
main (int    argc,
      char **argv)
{
  static const RfbCalls calls = {
    .send = on_send,
    .report = on_report,
    .start_tls = on_start_tls,
    .password_wanted = on_password_wanted,
    .text = on_text,
    .takes_clipboard = on_takes_clipboard,
  };
  Helper self = { .deadlines = { .is_remote = argc == 2, .started = g_get_monotonic_time () } };
  guint8 *memory = map_memory ();

  if (memory == NULL || argc > 2)
    {
      g_printerr ("belay-screen is a part of Belay, which starts it. It is of no use by itself.\n");
      return 2;
    }

  close_range (BELAY_WIRE_FD_MEMORY + 1, ~0u, 0);
  close (BELAY_WIRE_FD_MEMORY);
#if !defined(__SANITIZE_ADDRESS__)
  close_range (0, 2, 0);
#endif
  signal (SIGPIPE, SIG_IGN);
  fcntl (BELAY_WIRE_FD_SERVER, F_SETFL, O_NONBLOCK);
  fcntl (BELAY_WIRE_FD_CONTROL, F_SETFL, O_NONBLOCK);

  self.tls = argc == 2 ? screen_tls_new (argv[1]) : NULL;
  if (argc == 2 && self.tls == NULL)
    self.failure = BELAY_WIRE_FAILURE_TLS;

  self.room = g_malloc (READ_SIZE);
  self.in = g_byte_array_new ();
  self.out = g_byte_array_new ();
  self.text = g_byte_array_new ();
  self.rfb = rfb_new (argc == 2 ? RFB_REMOTE : RFB_LOCAL, memory, memory + BELAY_WIRE_SCREEN_SIZE, &calls, &self);

  if (!belay_confine (BELAY_CONFINE_PLAIN, BELAY_WIRE_FD_MEMORY, MAX_MEMORY))
    self.failure = BELAY_WIRE_FAILURE_CONFINE;

  run (&self);
  tell_event (BELAY_WIRE_FAILED, self.failure);

  return 0;
}
