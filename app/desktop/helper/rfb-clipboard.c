/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rfb-private.h"

#include <string.h>

/* The extended clipboard: https://github.com/rfbproto/rfbproto, "Extended Clipboard Pseudo-Encoding". Its messages are
 * cut texts of negative length, and are sent only to a server that has sent one. */
enum
{
  CLIPBOARD_TEXT    = 1 << 0,
  CLIPBOARD_CAPS    = 1 << 24,
  CLIPBOARD_REQUEST = 1 << 25,
  CLIPBOARD_PEEK    = 1 << 26,
  CLIPBOARD_NOTIFY  = 1 << 27,
  CLIPBOARD_PROVIDE = 1 << 28,
};

static void
send_extended (Rfb          *self,
               guint32       flags,
               const guint8 *data,
               gsize         length)
{
  g_autofree guint8 *message = g_malloc0 (12 + length);

  message[0] = 6;
  rfb_put_u32 (message + 4, (guint32) -(gint32) (4 + length));
  rfb_put_u32 (message + 8, flags);
  if (length > 0)
    memcpy (message + 12, data, length);

  rfb_send (self, message, 12 + length);
}

/* We take texts of any size when we asked for them, and none unasked. */
static void
send_caps (Rfb *self)
{
  const guint8 sizes[4] = { 0 };

  send_extended (self, CLIPBOARD_CAPS | CLIPBOARD_REQUEST | CLIPBOARD_PEEK | CLIPBOARD_NOTIFY | CLIPBOARD_PROVIDE |
                 CLIPBOARD_TEXT, sizes, sizeof sizes);
}

static void
send_notify (Rfb *self)
{
  send_extended (self, CLIPBOARD_NOTIFY | (self->n_copied > 0 ? CLIPBOARD_TEXT : 0), NULL, 0);
}

/* Line feeds are left as they are: the protocol wants CR LF, but Xtigervnc takes either and QEMU hands on what it
 * gets, so that this is exact on both. */
static void
send_provide (Rfb *self)
{
  gsize n = 4 + self->n_copied + 1;
  g_autofree guint8 *plain = g_malloc0 (n);
  uLongf n_packed = compressBound ((uLong) n);
  g_autofree guint8 *packed = g_malloc (n_packed);

  rfb_put_u32 (plain, (guint32) self->n_copied + 1);
  memcpy (plain + 4, self->copied, self->n_copied);
  if (compress (packed, &n_packed, plain, (uLong) n) != Z_OK)
    return;

  send_extended (self, CLIPBOARD_PROVIDE | CLIPBOARD_TEXT, packed, n_packed);
  self->fetched = self->offered;
  self->offered = FALSE;
}

/* Reads CR LF as LF, ends at a NUL and after BELAY_WIRE_MAX_TEXT bytes, never within a character. */
static void
hand_out (Rfb        *self,
          const char *text,
          gsize       length)
{
  g_autoptr(GString) clean = g_string_sized_new (MIN (length, BELAY_WIRE_MAX_TEXT));
  const char *end;

  for (gsize i = 0; i < length && text[i] != '\0' && clean->len < BELAY_WIRE_MAX_TEXT; i++)
    {
      if (text[i] != '\r' || i + 1 == length || text[i + 1] != '\n')
        g_string_append_c (clean, text[i]);
    }

  g_utf8_validate (clean->str, (gssize) clean->len, &end);
  self->calls->text (self->user_data, clean->str, (gsize) (end - clean->str));
}

static gssize
read_provide (Rfb          *self,
              const guint8 *data,
              gsize         length)
{
  gsize room = 4 + BELAY_WIRE_MAX_TEXT + 1, n_plain;
  g_autofree guint8 *plain = g_malloc (room);
  z_stream stream = { .next_in = (Bytef *) data, .avail_in = (uInt) length };
  int result;

  if (inflateInit (&stream) != Z_OK)
    return rfb_fail (self, BELAY_WIRE_FAILURE_PROTOCOL);

  stream.next_out = plain;
  stream.avail_out = (uInt) room;
  result = inflate (&stream, Z_SYNC_FLUSH);
  inflateEnd (&stream);
  if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
    return rfb_fail (self, BELAY_WIRE_FAILURE_PROTOCOL);

  n_plain = room - stream.avail_out;
  if (n_plain < 4)
    return rfb_fail (self, BELAY_WIRE_FAILURE_PROTOCOL);

  hand_out (self, (const char *) plain + 4, MIN (n_plain - 4, rfb_u32 (plain)));

  return 0;
}

static gssize
read_extended (Rfb *self)
{
  const guint8 *data = self->blob->data;
  guint32 flags;

  if (self->blob->len < 4)
    return rfb_fail (self, BELAY_WIRE_FAILURE_PROTOCOL);

  flags = rfb_u32 (data);
  if (flags & CLIPBOARD_CAPS)
    {
      send_caps (self);
      if ((flags & CLIPBOARD_TEXT) && !self->takes_clipboard)
        {
          self->takes_clipboard = TRUE;
          self->calls->takes_clipboard (self->user_data);
        }
    }
  else if (flags & CLIPBOARD_REQUEST)
    {
      if (flags & CLIPBOARD_TEXT)
        send_provide (self);
    }
  else if (flags & CLIPBOARD_PEEK)
    send_notify (self);
  else if (flags & CLIPBOARD_NOTIFY)
    {
      if (flags & CLIPBOARD_TEXT)
        send_extended (self, CLIPBOARD_REQUEST | CLIPBOARD_TEXT, NULL, 0);
    }
  else if ((flags & CLIPBOARD_PROVIDE) && (flags & CLIPBOARD_TEXT))
    return read_provide (self, data + 4, self->blob->len - 4);

  return 0;
}

/* The old cut text is Latin-1. */
static void
read_latin1 (Rfb *self)
{
  g_autoptr(GString) text = g_string_sized_new (self->blob->len);

  for (guint i = 0; i < self->blob->len; i++)
    g_string_append_unichar (text, self->blob->data[i]);

  hand_out (self, text->str, text->len);
}

gssize
rfb_read_cut_text (Rfb          *self,
                   const guint8 *data,
                   gsize         length)
{
  rfb_message_done (self);

  if (self->extended)
    return read_extended (self);

  read_latin1 (self);

  return 0;
}

static gboolean
send_latin1 (Rfb        *self,
             const char *text,
             gsize       length)
{
  g_autoptr(GByteArray) message = g_byte_array_new ();
  const char *end = text + length;

  g_byte_array_set_size (message, 8);
  memset (message->data, 0, 8);
  message->data[0] = 6;

  for (const char *p = text; p < end; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c > 0xff)
        return FALSE;
      g_byte_array_append (message, (const guint8[]) { (guint8) c }, 1);
    }

  rfb_put_u32 (message->data + 4, message->len - 8);
  rfb_send (self, message->data, message->len);

  return TRUE;
}

/**
 * rfb_send_clipboard:
 * @self: a client
 * @text: valid UTF-8
 * @length: its bytes, at most %BELAY_WIRE_MAX_TEXT
 *
 * Puts a text on the sandbox's clipboard. A server with the extended clipboard fetches it when somebody pastes; others
 * are sent it at once if they can have it unchanged, which is as Latin-1.
 *
 * Returns: %FALSE if this server cannot have this text
 */
gboolean
rfb_send_clipboard (Rfb        *self,
                    const char *text,
                    gsize       length)
{
  if (!self->running)
    return FALSE;

  if (!self->takes_clipboard)
    return send_latin1 (self, text, length);

  g_free (self->copied);
  self->copied = g_strndup (text, length);
  self->n_copied = length;
  self->offered = TRUE;
  self->fetched = FALSE;
  send_notify (self);

  return TRUE;
}

/**
 * rfb_take_fetched:
 * @self: a client
 *
 * Returns: %TRUE once for each rfb_send_clipboard() whose text the server has fetched
 */
gboolean
rfb_take_fetched (Rfb *self)
{
  gboolean fetched = self->fetched;

  self->fetched = FALSE;

  return fetched;
}
