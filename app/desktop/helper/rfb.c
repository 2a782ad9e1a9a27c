/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rfb-private.h"

#include <string.h>

#define MAX_BLOB (2 * 1024 * 1024)
#define MAX_CUT_TEXT (1024 * 1024)

/**
 * rfb_new:
 * @distance: how far the server is
 * @screen: at least %BELAY_WIRE_SCREEN_SIZE bytes, 4-aligned
 * @cursor: room for %BELAY_WIRE_CURSOR_SIDE pixels squared, 4-aligned
 * @calls: where to send what comes out
 * @user_data: for @calls
 *
 * Returns: (transfer full): a client before the first byte of the handshake
 */
Rfb *
rfb_new (RfbDistance     distance,
         guint8         *screen,
         guint8         *cursor,
         const RfbCalls *calls,
         gpointer        user_data)
{
  Rfb *self = g_new0 (Rfb, 1);

  self->distance = distance;
  self->screen = (gpointer) screen;
  self->cursor = (gpointer) cursor;
  self->calls = calls;
  self->user_data = user_data;
  self->step = rfb_read_version;
  self->blob = g_byte_array_new ();
  self->copied = g_strdup ("");
  self->report.event.kind = BELAY_WIRE_REPORT;

  return self;
}

/**
 * rfb_free:
 * @self: (transfer full): a client
 */
void
rfb_free (Rfb *self)
{
  if (self->inflated != NULL)
    inflateEnd (&self->zrle);

  g_free (self->inflated);
  g_byte_array_unref (self->blob);
  g_free (self->copied);
  g_free (self);
}

gssize
rfb_fail (Rfb              *self,
          BelayWireFailure  failure)
{
  self->failure = failure;

  return RFB_BROKEN;
}

void
rfb_send (Rfb          *self,
          const guint8 *data,
          gsize         length)
{
  self->calls->send (self->user_data, data, length);
}

/**
 * rfb_feed:
 * @self: a client
 * @data: what came from the server
 * @length: how much
 *
 * Takes as much as it can use now. What it left is to be offered again, in front of what came since, unless
 * rfb_get_failure() says that there is no point; a few kilobytes at most are left unless rfb_is_waiting().
 *
 * Returns: how many bytes were taken
 */
gsize
rfb_feed (Rfb          *self,
          const guint8 *data,
          gsize         length)
{
  gsize taken = 0;

  while (!self->waiting && self->failure == BELAY_WIRE_FAILURE_NONE)
    {
      gssize n = self->step (self, data + taken, length - taken);

      if (n < 0)
        {
          g_assert (n != RFB_MORE || length - taken < RFB_MAX_UNIT);
          break;
        }

      taken += (gsize) n;
    }

  return taken;
}

static gssize
read_blob (Rfb          *self,
           const guint8 *data,
           gsize         length)
{
  gsize n;

  if (self->n_keep > 0)
    {
      n = MIN (length, self->n_keep);
      g_byte_array_append (self->blob, data, (guint) n);
      self->n_keep -= n;
    }
  else
    {
      n = MIN (length, self->n_skip);
      self->n_skip -= n;
    }

  if (self->n_keep == 0 && self->n_skip == 0)
    self->step = self->collected;
  else if (n == 0)
    return RFB_MORE;

  return (gssize) n;
}

/* Collects @n_keep bytes in the blob, drops @n_skip more, and goes on with @then. */
gssize
rfb_collect (Rfb     *self,
             gsize    n_keep,
             gsize    n_skip,
             RfbStep  then)
{
  g_assert (n_keep <= MAX_BLOB);

  g_byte_array_set_size (self->blob, 0);
  self->n_keep = n_keep;
  self->n_skip = n_skip;
  self->collected = then;
  self->step = read_blob;

  return 0;
}

/* A new screen is black until its pixels come. */
gssize
rfb_set_size (Rfb   *self,
              guint  width,
              guint  height)
{
  if (width == 0 || height == 0)
    return rfb_fail (self, BELAY_WIRE_FAILURE_PROTOCOL);

  if ((guint64) width * height > BELAY_FRAME_MAX_PIXELS)
    return rfb_fail (self, BELAY_WIRE_FAILURE_TOO_LARGE);

  self->width = width;
  self->height = height;
  self->want_all = TRUE;
  self->report.flags |= BELAY_WIRE_HAS_SIZE;
  self->report.n_damage = 0;
  memset (self->screen, 0, (gsize) width * height * 4);

  return 0;
}

static void
send_pixel_format (Rfb *self)
{
  const guint8 message[20] = {
    0, 0, 0, 0,
    32, 24, G_BYTE_ORDER == G_BIG_ENDIAN, 1,
    0, 255, 0, 255, 0, 255,
    16, 8, 0,
  };

  rfb_send (self, message, sizeof message);
}

/* Only what is lossless, and nothing that some servers answer by hanging up: QEMU does that for fences and continuous
 * updates. ExtendedDesktopSize is left out because a server that knows it answers a request for everything with the
 * layout of its monitors instead of pixels (Xtigervnc). */
static void
send_encodings (Rfb *self)
{
  static const gint32 near[] = {
    RFB_ENCODING_COPY_RECT, RFB_ENCODING_RAW,
    RFB_ENCODING_DESKTOP_SIZE, RFB_ENCODING_ALPHA_CURSOR, RFB_ENCODING_CURSOR, RFB_ENCODING_CLIPBOARD,
  };
  static const gint32 far[] = {
    RFB_ENCODING_COPY_RECT, RFB_ENCODING_ZRLE, RFB_ENCODING_HEXTILE, RFB_ENCODING_RAW,
    RFB_ENCODING_DESKTOP_SIZE, RFB_ENCODING_ALPHA_CURSOR, RFB_ENCODING_CURSOR, RFB_ENCODING_CLIPBOARD,
  };
  const gint32 *encodings = self->distance == RFB_LOCAL ? near : far;
  guint n = self->distance == RFB_LOCAL ? G_N_ELEMENTS (near) : G_N_ELEMENTS (far);
  guint8 message[4 + 4 * G_N_ELEMENTS (far)] = { 2, 0 };

  rfb_put_u16 (message + 2, n);
  for (guint i = 0; i < n; i++)
    rfb_put_u32 (message + 4 + 4 * i, (guint32) encodings[i]);

  rfb_send (self, message, 4 + 4 * n);
}

void
rfb_start_messages (Rfb *self)
{
  self->running = TRUE;
  self->step = rfb_read_message;
  send_pixel_format (self);
  send_encodings (self);
  rfb_request (self);
}

void
rfb_message_done (Rfb *self)
{
  self->in_message = FALSE;
  self->step = rfb_read_message;
}

static gssize
skip_done (Rfb          *self,
           const guint8 *data,
           gsize         length)
{
  rfb_message_done (self);

  return 0;
}

static gssize
read_cut_text_header (Rfb          *self,
                      const guint8 *data,
                      gsize         length)
{
  gint64 announced, n_keep;

  if (length < 8)
    return RFB_MORE;

  /* A negative length marks a message of the extended clipboard. */
  announced = (gint32) rfb_u32 (data + 4);
  if (ABS (announced) > MAX_CUT_TEXT)
    return rfb_fail (self, BELAY_WIRE_FAILURE_PROTOCOL);

  /* Latin-1 needs no more than it may grow to, but a compressed stream must be whole. */
  n_keep = announced < 0 ? -announced : MIN (announced, BELAY_WIRE_MAX_TEXT);
  self->extended = announced < 0;
  rfb_collect (self, (gsize) n_keep, (gsize) (ABS (announced) - n_keep), rfb_read_cut_text);

  return 8;
}

/* The server's messages; RFC 6143 section 7.6. */
gssize
rfb_read_message (Rfb          *self,
                  const guint8 *data,
                  gsize         length)
{
  if (length == 0)
    return RFB_MORE;

  if (!self->in_message)
    self->n_messages++;
  self->in_message = TRUE;

  switch (data[0])
    {
    case 0:
      if (length < 4)
        return RFB_MORE;
      self->n_rects = rfb_u16 (data + 2);
      self->step = rfb_read_rect;
      return 4;

    case 1:                             /* colours of a palette we did not ask for */
      if (length < 6)
        return RFB_MORE;
      rfb_collect (self, 0, (gsize) rfb_u16 (data + 4) * 6, skip_done);
      return 6;

    case 2:                             /* bell */
      rfb_message_done (self);
      return 1;

    case 3:
      return read_cut_text_header (self, data, length);

    default:
      return rfb_fail (self, BELAY_WIRE_FAILURE_PROTOCOL);
    }
}

/**
 * rfb_resume:
 * @self: a client that waits after a report, or for TLS
 *
 * Goes on: what came meanwhile is to be offered again. After a report this asks the server for the next update.
 */
void
rfb_resume (Rfb *self)
{
  self->waiting = FALSE;

  if (self->running)
    rfb_request (self);
}

/**
 * rfb_refresh:
 * @self: a client
 *
 * Asks the server for all of the screen once more. The report that brings it says so.
 */
void
rfb_refresh (Rfb *self)
{
  self->want_all = TRUE;
  self->refreshing = TRUE;

  if (self->running && !self->waiting)
    rfb_request (self);
}

/**
 * rfb_set_password:
 * @self: a client that waits for a password
 * @password: the password; only its first eight bytes count, that is how VNC does it
 */
void
rfb_set_password (Rfb        *self,
                  const char *password)
{
  self->waiting = FALSE;
  rfb_answer_challenge (self, password);
}

/**
 * rfb_send_pointer:
 * @self: a client
 * @x: screen pixels
 * @y: screen pixels
 * @buttons: the buttons that are down, one bit each
 *
 * Returns: %FALSE before the handshake is done or outside of the screen
 */
gboolean
rfb_send_pointer (Rfb   *self,
                  guint  x,
                  guint  y,
                  guint  buttons)
{
  guint8 message[6] = { 5, (guint8) buttons };

  if (!self->running || x >= self->width || y >= self->height)
    return FALSE;

  rfb_put_u16 (message + 2, x);
  rfb_put_u16 (message + 4, y);
  rfb_send (self, message, sizeof message);

  return TRUE;
}

/**
 * rfb_send_key:
 * @self: a client
 * @keysym: an X11 keysym
 * @down: pressed or released
 *
 * Returns: %FALSE before the handshake is done
 */
gboolean
rfb_send_key (Rfb      *self,
              guint32   keysym,
              gboolean  down)
{
  guint8 message[8] = { 4, down != 0 };

  if (!self->running)
    return FALSE;

  rfb_put_u32 (message + 4, keysym);
  rfb_send (self, message, sizeof message);

  return TRUE;
}

/**
 * rfb_send_probe:
 * @self: a client
 *
 * Asks for one pixel that may be unchanged, which a server answers at once if it lives.
 *
 * Returns: %FALSE before the handshake is done
 */
gboolean
rfb_send_probe (Rfb *self)
{
  const guint8 message[10] = { 3, 0, 0, 0, 0, 0, 0, 1, 0, 1 };

  if (!self->running)
    return FALSE;

  rfb_send (self, message, sizeof message);

  return TRUE;
}

/**
 * rfb_is_waiting:
 * @self: a client
 *
 * Returns: %TRUE if it takes no bytes until somebody answers
 */
gboolean
rfb_is_waiting (const Rfb *self)
{
  return self->waiting;
}

/**
 * rfb_is_running:
 * @self: a client
 *
 * Returns: %TRUE once the handshake is done
 */
gboolean
rfb_is_running (const Rfb *self)
{
  return self->running;
}

/**
 * rfb_is_in_message:
 * @self: a client
 *
 * Returns: %TRUE if part of a message has come, and part of it has not
 */
gboolean
rfb_is_in_message (const Rfb *self)
{
  return self->in_message;
}

/**
 * rfb_get_n_messages:
 * @self: a client
 *
 * Returns: how many messages have begun
 */
guint64
rfb_get_n_messages (const Rfb *self)
{
  return self->n_messages;
}

/**
 * rfb_get_failure:
 * @self: a client
 *
 * Returns: why the connection is of no use any more
 */
BelayWireFailure
rfb_get_failure (const Rfb *self)
{
  return self->failure;
}
