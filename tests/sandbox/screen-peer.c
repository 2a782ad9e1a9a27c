/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screen-peer.h"

#include <string.h>

#define TIMEOUT_SECONDS 10

static void
receive (GSocketConnection *peer,
         void              *buffer,
         gsize              length)
{
  g_autoptr(GError) error = NULL;
  gsize received;

  g_assert_true (g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (peer)), buffer, length, &received,
                                          NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (received, ==, length);
}

static void
transmit (GSocketConnection *peer,
          const void        *buffer,
          gsize              length)
{
  g_autoptr(GError) error = NULL;

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (peer)), buffer, length, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* RFC 6143 section 7.1 to 7.3 with security type None. */
GSocketConnection *
screen_peer_connect (GSocketConnectable *address,
                     int                *width,
                     int                *height)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GError) error = NULL;
  GSocketConnection *peer;
  guint8 buffer[256];

  g_socket_client_set_timeout (client, TIMEOUT_SECONDS);
  peer = g_socket_client_connect (client, address, NULL, &error);
  g_assert_no_error (error);

  receive (peer, buffer, 12);
  g_assert_cmpmem (buffer, 12, "RFB 003.008\n", 12);
  transmit (peer, buffer, 12);
  receive (peer, buffer, 1);
  receive (peer, buffer + 1, buffer[0]);
  transmit (peer, "\1", 1);
  receive (peer, buffer, 4);
  g_assert_cmpmem (buffer, 4, "\0\0\0\0", 4);
  transmit (peer, "\1", 1);
  receive (peer, buffer, 24);
  *width = buffer[0] << 8 | buffer[1];
  *height = buffer[2] << 8 | buffer[3];
  g_assert_cmpint (buffer[20] | buffer[21] | buffer[22], ==, 0);
  receive (peer, buffer + 24, buffer[23]);

  return peer;
}

static void
send_key (GSocketConnection *peer,
          gboolean           down,
          guint32            keysym)
{
  guint8 message[8] = { 4, down, 0, 0, keysym >> 24, keysym >> 16, keysym >> 8, keysym };

  transmit (peer, message, sizeof message);
}

/* With the left button. */
void
screen_peer_click (GSocketConnection *peer,
                   int                x,
                   int                y)
{
  static const guint8 buttons[] = { 0, 1, 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      guint8 message[6] = { 5, buttons[i], x >> 8, x, y >> 8, y };

      transmit (peer, message, sizeof message);
    }
}

void
screen_peer_chord (GSocketConnection *peer,
                   const guint32     *keysyms,
                   guint              n_keysyms)
{
  for (guint i = 0; i < n_keysyms; i++)
    send_key (peer, TRUE, keysyms[i]);

  for (guint i = n_keysyms; i > 0; i--)
    send_key (peer, FALSE, keysyms[i - 1]);
}

/* A newline is the Return key. */
void
screen_peer_type (GSocketConnection *peer,
                  const char        *ascii)
{
  for (; *ascii != '\0'; ascii++)
    {
      guint32 keysym = *ascii == '\n' ? 0xff0d : (guint32) *ascii;

      screen_peer_chord (peer, &keysym, 1);
    }
}
