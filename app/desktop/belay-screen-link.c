/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-screen-link.h"
#include "belay-screen-failure.h"
#include "belay-screen-process.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/* Below input from the person, above drawing. */
#define PRIORITY (G_PRIORITY_DEFAULT + 10)

#define FRAME_INTERVAL  (G_USEC_PER_SEC / 60)
#define PING_INTERVAL   (2 * G_USEC_PER_SEC)
#define PONG_DEADLINE   10              /* seconds */
#define MAX_RESIZES     4               /* a second, in the long run */
#define MAX_TEXTS       5

/* Lets a few through at once and @rate a second in the long run. */
typedef struct
{
  double rate;
  double level;
  gint64 time;
} Bucket;

struct _BelayScreenLink
{
  const BelayScreenLinkCalls *calls;    /* NULL once closed */
  gpointer                    user_data;

  GPid                        pid;      /* 0 once reaped */
  int                         control;
  guint                       control_source;
  const guint8               *memory;   /* shared: may change at any time if the helper lies */

  guint                       width, height;    /* 0 before the first report */
  BelayFrame                 *frame;
  gboolean                    delivered;        /* a frame of this connection */
  gboolean                    whole;            /* the next frame has nothing in common with the last */
  guint64                     seq;

  BelayWireReport             report;
  gboolean                    has_report;       /* not yet acknowledged */
  gboolean                    resized;          /* by this report */
  guint                       report_source;
  gint64                      report_time;      /* when the last one was acknowledged */

  gboolean                    asked;            /* for a password */
  gboolean                    takes_clipboard;
  guint32                     n_texts;          /* put on the clipboard, modulo 2^32 */
  guint32                     n_fetched;        /* the last of these that the server has fetched */
  guint32                     n_inputs;         /* sent, modulo 2^32 */
  guint32                     n_taken;          /* of these have left for the server */
  Bucket                      resizes;
  Bucket                      texts;

  gint64                      ping_time;
  guint                       pong_source;      /* 0: no answer is due */
};

static gboolean
bucket_take (Bucket *self)
{
  gint64 now = g_get_monotonic_time ();

  self->level = MAX (0, self->level - self->rate * (double) (now - self->time) / G_USEC_PER_SEC);
  self->time = now;
  self->level += 1;

  return self->level <= 2 * self->rate;
}

static void
clear_link (gpointer data)
{
  BelayScreenLink *self = data;

  g_clear_pointer (&self->frame, belay_frame_unref);
}

static void
lose (BelayScreenLink *self,
      int              code,
      const char      *message)
{
  const BelayScreenLinkCalls *calls = self->calls;
  gpointer user_data = self->user_data;
  g_autoptr(GError) error = g_error_new_literal (BELAY_SCREEN_ERROR, code, message);

  g_atomic_rc_box_acquire (self);
  belay_screen_link_close (self);
  if (calls != NULL)
    calls->lost (user_data, error);
  g_atomic_rc_box_release_full (self, clear_link);
}

static void
lose_liar (BelayScreenLink *self)
{
  lose (self, BELAY_SCREEN_ERROR_PROTOCOL, _("The program that reads the screen misbehaved and was ended."));
}

static void
lose_hung (BelayScreenLink *self)
{
  lose (self, BELAY_SCREEN_ERROR_PROTOCOL, _("The program that reads the screen hung and was ended."));
}

static void
lose_failed (BelayScreenLink *self,
             guint32          failure)
{
  g_autoptr(GError) error = belay_screen_failure_to_error (failure);

  if (error == NULL)
    lose_liar (self);
  else
    lose (self, error->code, error->message);
}

/* TO THE HELPER */

static gboolean
on_no_pong (gpointer user_data)
{
  BelayScreenLink *self = user_data;

  self->pong_source = 0;
  lose_hung (self);

  return G_SOURCE_REMOVE;
}

static gboolean
send_packet (BelayScreenLink        *self,
             const BelayWireCommand *command,
             const char             *text)
{
  gsize n_text = text != NULL ? strlen (text) : 0;
  struct iovec parts[] = { { (gpointer) command, sizeof *command }, { (gpointer) text, n_text } };
  const struct msghdr message = { .msg_iov = parts, .msg_iovlen = n_text > 0 ? 2 : 1 };

  return sendmsg (self->control, &message, MSG_DONTWAIT | MSG_NOSIGNAL) == (gssize) (sizeof *command + n_text);
}

/* A helper that has nothing to do is not asked how it is: an idle screen wakes nobody. */
static void
ping (BelayScreenLink *self)
{
  const BelayWireCommand command = { .kind = BELAY_WIRE_PING };
  gint64 now = g_get_monotonic_time ();

  if (self->pong_source != 0 || now < self->ping_time + PING_INTERVAL)
    return;

  self->ping_time = now;
  if (send_packet (self, &command, NULL))
    self->pong_source = g_timeout_add_seconds_full (G_PRIORITY_LOW, PONG_DEADLINE, on_no_pong, self, NULL);
}

static gboolean
is_same (BelayFrame *frame,
         BelayFrame *other)
{
  for (guint i = 0; i < belay_frame_get_n_tiles (frame); i++)
    {
      if (!belay_frame_shares_tile (frame, other, i))
        return FALSE;
    }

  return TRUE;
}

static BelayFrame *
copy_frame (BelayScreenLink *self)
{
  const BelayWireReport *report = &self->report;
  g_autoptr(BelayFrame) frame = belay_frame_new (self->frame, self->memory, (gsize) self->width * 4,
                                                 (int) self->width, (int) self->height,
                                                 self->whole ? NULL : report->damage, report->n_damage,
                                                 self->seq, g_get_monotonic_time ());

  /* A server may send what has not changed. That is not a new frame. */
  if (!self->whole && is_same (frame, self->frame))
    return NULL;

  g_clear_pointer (&self->frame, belay_frame_unref);
  self->frame = belay_frame_ref (frame);
  self->seq++;
  self->whole = FALSE;

  return g_steal_pointer (&frame);
}

static void
copy_cursor (BelayScreenLink *self,
             BelayCursor     *cursor)
{
  const BelayWireReport *report = &self->report;
  gsize size = (gsize) report->cursor_width * report->cursor_height * 4;

  *cursor = (BelayCursor) {
    .width = (int) report->cursor_width,
    .height = (int) report->cursor_height,
    .hot_x = (int) report->cursor_x,
    .hot_y = (int) report->cursor_y,
    .pixels = size > 0 ? g_bytes_new (self->memory + BELAY_WIRE_SCREEN_SIZE, size) : NULL,
  };
}

/* Copies what was reported, lets the helper go on at once, and only then tells. */
static gboolean
deliver (gpointer user_data)
{
  BelayScreenLink *self = g_atomic_rc_box_acquire (user_data);
  const BelayWireCommand ack = { .kind = BELAY_WIRE_ACK };
  g_autoptr(BelayFrame) frame = NULL;
  gboolean has_cursor = self->report.flags & BELAY_WIRE_HAS_CURSOR;
  gboolean is_fresh = self->report.flags & BELAY_WIRE_IS_FRESH;
  BelayCursor cursor = { 0 };

  self->report_source = 0;
  if (self->report.n_damage > 0)
    frame = copy_frame (self);
  if (has_cursor)
    copy_cursor (self, &cursor);

  self->delivered = self->delivered || frame != NULL;
  self->has_report = FALSE;
  self->report_time = g_get_monotonic_time ();

  /* If it has ended, why is still to be read. */
  if (!belay_screen_link_send (self, &ack, NULL) && errno == EAGAIN)
    lose_hung (self);

  if (self->calls != NULL && self->resized)
    self->calls->resized (self->user_data);
  if (self->calls != NULL && frame != NULL)
    self->calls->frame (self->user_data, frame);
  if (self->calls != NULL && is_fresh)
    self->calls->refreshed (self->user_data);
  if (self->calls != NULL && has_cursor)
    self->calls->cursor (self->user_data, &cursor);

  g_clear_pointer (&cursor.pixels, g_bytes_unref);
  g_atomic_rc_box_release_full (self, clear_link);

  return G_SOURCE_REMOVE;
}

/* FROM THE HELPER */

static gboolean
is_plausible (BelayScreenLink       *self,
              const BelayWireReport *report)
{
  gboolean has_size = report->flags & BELAY_WIRE_HAS_SIZE;

  if (self->has_report || report->n_damage > BELAY_WIRE_MAX_DAMAGE)
    return FALSE;

  if (report->width == 0 || report->height == 0 || report->width > G_MAXUINT16 || report->height > G_MAXUINT16 ||
      report->width * report->height > BELAY_FRAME_MAX_PIXELS)
    return FALSE;

  if (!has_size && (report->width != self->width || report->height != self->height))
    return FALSE;

  return report->cursor_width <= BELAY_WIRE_CURSOR_SIDE && report->cursor_height <= BELAY_WIRE_CURSOR_SIDE &&
         (report->cursor_width == 0) == (report->cursor_height == 0) &&
         report->cursor_x <= report->cursor_width && report->cursor_y <= report->cursor_height;
}

static void
on_report (BelayScreenLink       *self,
           const BelayWireReport *report)
{
  gint64 wait;

  if (!is_plausible (self, report))
    {
      lose_liar (self);
      return;
    }

  if ((report->flags & BELAY_WIRE_HAS_SIZE) && !bucket_take (&self->resizes))
    {
      lose (self, BELAY_SCREEN_ERROR_PROTOCOL, _("The screen changes its size all the time."));
      return;
    }

  if (report->flags & BELAY_WIRE_HAS_SIZE)
    self->whole = TRUE;

  /* A server may announce the size it has. */
  self->resized = self->delivered && (self->width != report->width || self->height != report->height);
  self->width = report->width;
  self->height = report->height;
  self->report = *report;
  self->has_report = TRUE;

  /* However fast the server is, it gets its acknowledgement, and so its next request, sixty times a second at most. */
  wait = self->report_time + FRAME_INTERVAL - g_get_monotonic_time ();
  if (wait <= 0)
    deliver (self);
  else
    self->report_source = g_timeout_add_full (PRIORITY, (guint) ((wait + 999) / 1000), deliver, self, NULL);
}

static void
on_text (BelayScreenLink *self,
         const char      *text,
         gsize            length)
{
  g_autofree char *copy = NULL;

  if (length > BELAY_WIRE_MAX_TEXT || !bucket_take (&self->texts) || !g_utf8_validate_len (text, length, NULL))
    {
      lose_liar (self);
      return;
    }

  copy = g_strndup (text, length);
  self->calls->text (self->user_data, copy);
}

static void
on_pong (BelayScreenLink *self)
{
  if (self->pong_source == 0)
    lose_liar (self);
  else
    g_clear_handle_id (&self->pong_source, g_source_remove);
}

static void
on_taken (BelayScreenLink *self,
          guint32          n_taken)
{
  /* More than it knew of, and no more than it was sent. */
  if (n_taken == self->n_taken || n_taken - self->n_taken > self->n_inputs - self->n_taken)
    lose_liar (self);
  else
    self->n_taken = n_taken;
}

/* The server may have fetched one text while we sent the next. */
static void
on_fetched (BelayScreenLink *self,
            guint32          n_fetched)
{
  if (n_fetched == self->n_fetched || n_fetched - self->n_fetched > self->n_texts - self->n_fetched)
    {
      lose_liar (self);
      return;
    }

  self->n_fetched = n_fetched;
  if (n_fetched == self->n_texts)
    self->calls->fetched (self->user_data);
}

typedef union
{
  BelayWireEvent  event;
  BelayWireReport report;
  char            bytes[sizeof (BelayWireEvent) + BELAY_WIRE_MAX_TEXT];
} Packet;

static void
on_packet (BelayScreenLink *self,
           const Packet    *packet,
           gsize            length)
{
  gboolean plain = length == sizeof packet->event;

  if (packet->event.kind == BELAY_WIRE_REPORT && length == sizeof packet->report)
    on_report (self, &packet->report);
  else if (packet->event.kind == BELAY_WIRE_TEXT)
    on_text (self, packet->bytes + sizeof packet->event, length - sizeof packet->event);
  else if (packet->event.kind == BELAY_WIRE_PASSWORD_WANTED && plain && !self->asked)
    {
      self->asked = TRUE;
      self->calls->password_wanted (self->user_data);
    }
  else if (packet->event.kind == BELAY_WIRE_TAKES_CLIPBOARD && plain)
    self->takes_clipboard = TRUE;
  else if (packet->event.kind == BELAY_WIRE_PONG && plain)
    on_pong (self);
  else if (packet->event.kind == BELAY_WIRE_TAKEN && plain)
    on_taken (self, packet->event.value);
  else if (packet->event.kind == BELAY_WIRE_FETCHED && plain)
    on_fetched (self, packet->event.value);
  else if (packet->event.kind == BELAY_WIRE_FAILED && plain)
    lose_failed (self, packet->event.value);
  else
    lose_liar (self);
}

static gboolean
on_control (int          fd,
            GIOCondition condition,
            gpointer     user_data)
{
  BelayScreenLink *self = g_atomic_rc_box_acquire (user_data);
  static Packet packet;
  gssize n;

  /* A helper that ends with commands unread resets the connection; what it said last comes after that. */
  do
    n = recv (fd, &packet, sizeof packet, MSG_DONTWAIT | MSG_TRUNC);
  while (n < 0 && (errno == EINTR || errno == ECONNRESET));

  if (n == 0 || (n < 0 && errno != EAGAIN))
    lose (self, BELAY_SCREEN_ERROR_PROTOCOL, _("The program that reads the screen ended."));
  else if (n > (gssize) sizeof packet || (n > 0 && n < (gssize) sizeof packet.event))
    lose_liar (self);
  else if (n > 0)
    on_packet (self, &packet, (gsize) n);

  g_atomic_rc_box_release_full (self, clear_link);

  return G_SOURCE_CONTINUE;
}

/* THE PROCESS */

static void
on_reaped (GPid     pid,
           int      status,
           gpointer user_data)
{
  BelayScreenLink *self = user_data;

  self->pid = 0;
}

static void
release_link (gpointer data)
{
  g_atomic_rc_box_release_full (data, clear_link);
}

/**
 * belay_screen_link_new:
 * @server: (transfer full): the connected socket of the VNC server
 * @host: (nullable): the name the server was reached by, %NULL if it is on this machine
 * @previous: (nullable): a frame to share tiles with
 * @seq: the sequence number of the first frame
 * @calls: where to say what happens; must outlive the link
 * @user_data: for @calls
 * @error: return location for an error
 *
 * Starts a helper. The link stays valid until it is closed.
 *
 * Returns: (transfer full) (nullable): the link, to be closed by belay_screen_link_close()
 */
BelayScreenLink *
belay_screen_link_new (int                         server,
                       const char                 *host,
                       BelayFrame                 *previous,
                       guint64                     seq,
                       const BelayScreenLinkCalls *calls,
                       gpointer                    user_data,
                       GError                    **error)
{
  BelayScreenLink *self = g_atomic_rc_box_new0 (BelayScreenLink);

  self->calls = calls;
  self->user_data = user_data;
  self->control = -1;
  self->frame = previous != NULL ? belay_frame_ref (previous) : NULL;
  self->seq = seq;
  self->whole = TRUE;
  self->resizes.rate = MAX_RESIZES;
  self->texts.rate = MAX_TEXTS;

  if (!belay_screen_process_start (server, host, &self->pid, &self->control, &self->memory, error))
    {
      belay_screen_link_close (self);
      return NULL;
    }

  g_child_watch_add_full (G_PRIORITY_DEFAULT, self->pid, on_reaped, g_atomic_rc_box_acquire (self), release_link);
  self->control_source = g_unix_fd_add_full (PRIORITY, self->control, G_IO_IN | G_IO_HUP | G_IO_ERR, on_control,
                                             self, NULL);
  ping (self);

  return self;
}

/**
 * belay_screen_link_close:
 * @self: (transfer full): a link
 *
 * Kills the helper. There are no further calls.
 */
void
belay_screen_link_close (BelayScreenLink *self)
{
  if (self->calls == NULL)
    return;

  self->calls = NULL;
  g_clear_handle_id (&self->control_source, g_source_remove);
  g_clear_handle_id (&self->report_source, g_source_remove);
  g_clear_handle_id (&self->pong_source, g_source_remove);

  if (self->pid != 0)
    kill (self->pid, SIGKILL);
  if (self->control >= 0)
    close (self->control);
  if (self->memory != NULL)
    munmap ((gpointer) self->memory, BELAY_WIRE_MEMORY_SIZE);
  self->control = -1;
  self->memory = NULL;

  g_atomic_rc_box_release_full (self, clear_link);
}

/**
 * belay_screen_link_send:
 * @self: a link
 * @command: what to say
 * @text: (nullable): its text, at most %BELAY_WIRE_MAX_TEXT bytes
 *
 * Says it at once.
 *
 * Returns: %FALSE if that would block, or the helper is gone; then nothing was sent
 */
gboolean
belay_screen_link_send (BelayScreenLink        *self,
                        const BelayWireCommand *command,
                        const char             *text)
{
  if (self->calls == NULL || !send_packet (self, command, text))
    return FALSE;

  if (command->kind == BELAY_WIRE_POINTER || command->kind == BELAY_WIRE_KEY || command->kind == BELAY_WIRE_CLIPBOARD)
    self->n_inputs++;
  if (command->kind == BELAY_WIRE_CLIPBOARD)
    self->n_texts++;

  ping (self);

  return TRUE;
}

/**
 * belay_screen_link_get_n_pending:
 * @self: a link
 *
 * Returns: how many pointer, key and clipboard commands have been sent and have not left for the server yet
 */
guint
belay_screen_link_get_n_pending (BelayScreenLink *self)
{
  return self->n_inputs - self->n_taken;
}

/**
 * belay_screen_link_contains:
 * @self: a link
 * @x: screen pixels
 * @y: screen pixels
 *
 * Returns: %TRUE if the point is on the screen as it is now, which may be of another size than the newest frame
 */
gboolean
belay_screen_link_contains (BelayScreenLink *self,
                            int              x,
                            int              y)
{
  return x >= 0 && y >= 0 && (guint) x < self->width && (guint) y < self->height;
}

/**
 * belay_screen_link_takes_clipboard:
 * @self: a link
 *
 * Returns: %TRUE if any Unicode text reaches the clipboard unchanged
 */
gboolean
belay_screen_link_takes_clipboard (BelayScreenLink *self)
{
  return self->takes_clipboard;
}
