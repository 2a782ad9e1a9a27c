/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rfb.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

/* The protocol without sockets: whole, in pieces, and damaged at random. */

#define WIDTH  90
#define HEIGHT 70
#define GUARD  (64 * 1024)
#define CANARY 0xa5

/* WHAT A SERVER SAYS */

static void
add (GByteArray *bytes,
     const void *data,
     gsize       length)
{
  g_byte_array_append (bytes, data, (guint) length);
}

static void
add_u16 (GByteArray *bytes,
         guint       value)
{
  add (bytes, (const guint8[]) { (guint8) (value >> 8), (guint8) value }, 2);
}

static void
add_u32 (GByteArray *bytes,
         guint32     value)
{
  add_u16 (bytes, value >> 16);
  add_u16 (bytes, value & 0xffff);
}

static void
add_rect (GByteArray *bytes,
          guint       x,
          guint       y,
          guint       width,
          guint       height,
          gint32      encoding)
{
  add_u16 (bytes, x);
  add_u16 (bytes, y);
  add_u16 (bytes, width);
  add_u16 (bytes, height);
  add_u32 (bytes, (guint32) encoding);
}

static void
add_pattern (GByteArray *bytes,
             gsize       length)
{
  for (gsize i = 0; i < length; i++)
    add (bytes, (const guint8[]) { (guint8) (i * 37 + i / 251) }, 1);
}

static void
add_update (GByteArray *bytes,
            guint       n_rects)
{
  add_u16 (bytes, 0);
  add_u16 (bytes, n_rects);
}

static void
add_handshake (GByteArray *bytes)
{
  add (bytes, "RFB 003.008\n" "\1\1" "\0\0\0\0", 18);
  add_u16 (bytes, WIDTH);
  add_u16 (bytes, HEIGHT);
  add (bytes, "\x20\x18\0\1\0\xff\0\xff\0\xff\x10\x08\0\0\0\0" "\0\0\0\4name", 24);
}

static void
add_hextile (GByteArray *bytes)
{
  add_rect (bytes, 3, 2, 20, 16, 5);
  add (bytes, "\x1a\1\2\3\4\2\x10\x20\x30\0\x11\x22\x40\x50\x60\0\x33\x00", 18);
  add (bytes, "\x0c\11\11\11\0\1\0\x3f", 8);
}

static void
add_zrle (GByteArray *bytes,
          z_stream   *stream)
{
  g_autoptr(GByteArray) plain = g_byte_array_new ();
  guint8 packed[32768];

  add (plain, "\0", 1);                                 /* 64 x 64 raw */
  add_pattern (plain, 64 * 64 * 3);
  add (plain, "\3\1\1\1\2\2\2\3\3\3", 10);              /* 26 x 64, three colours, packed */
  for (guint i = 0; i < 64 * 7; i++)
    add (plain, "\x18", 1);
  add (plain, "\x80\7\7\7\xff\x80", 6);                 /* 64 x 6, a run */
  add (plain, "\x82\1\2\3\4\5\6\0\1\x81\x99", 11);      /* 26 x 6, runs of a palette */

  stream->next_in = plain->data;
  stream->avail_in = plain->len;
  stream->next_out = packed;
  stream->avail_out = sizeof packed;
  g_assert_cmpint (deflate (stream, Z_SYNC_FLUSH), ==, Z_OK);

  add_rect (bytes, 0, 0, WIDTH, HEIGHT, 16);
  add_u32 (bytes, (guint32) (sizeof packed - stream->avail_out));
  add (bytes, packed, sizeof packed - stream->avail_out);
}

static void
add_clipboard (GByteArray *bytes,
               guint32     flags,
               const char *plain,
               gsize       length)
{
  guint8 packed[256];
  uLongf n_packed = sizeof packed;

  if (length > 0)
    g_assert_cmpint (compress (packed, &n_packed, (const guint8 *) plain, length), ==, Z_OK);
  else
    n_packed = 0;

  add (bytes, "\3\0\0\0", 4);
  add_u32 (bytes, (guint32) -(gint32) (4 + n_packed));
  add_u32 (bytes, flags);
  add (bytes, packed, n_packed);
}

static GByteArray *
make_conversation (RfbDistance distance)
{
  GByteArray *bytes = g_byte_array_new ();
  z_stream stream = { 0 };

  g_assert_cmpint (deflateInit (&stream, 6), ==, Z_OK);
  add_handshake (bytes);

  add_update (bytes, 2);
  add_rect (bytes, 0, 0, WIDTH, HEIGHT, 0);
  add_pattern (bytes, WIDTH * HEIGHT * 4);
  add_rect (bytes, 10, 12, 40, 30, 1);
  add (bytes, "\0\5\0\7", 4);

  add_clipboard (bytes, 0x1f000001, NULL, 0);
  add_clipboard (bytes, 0x10000001, "\0\0\0\4\xc3\xa9\n\0", 8);
  add_clipboard (bytes, 0x08000001, NULL, 0);
  add_clipboard (bytes, 0x02000001, NULL, 0);
  add (bytes, "\3\0\0\0\0\0\0\4old\xe9", 12);
  add (bytes, "\1\0\0\0\0\1\0\0\0\0\0\0", 12);
  add (bytes, "\2", 1);

  add_update (bytes, 2);
  add_rect (bytes, 1, 2, 10, 3, -239);
  add_pattern (bytes, 10 * 3 * 4 + 2 * 3);
  add_rect (bytes, 1, 2, 3, 3, -314);
  add_u32 (bytes, 0);
  add_pattern (bytes, 3 * 3 * 4);

  if (distance == RFB_REMOTE)
    {
      add_update (bytes, 3);
      add_hextile (bytes);
      add_zrle (bytes, &stream);
      add_zrle (bytes, &stream);
    }

  add_update (bytes, 2);
  add_rect (bytes, 0, 0, WIDTH - 3, HEIGHT + 4, -223);
  add_rect (bytes, 5, 6, 7, 8, 0);
  add_pattern (bytes, 7 * 8 * 4);
  deflateEnd (&stream);

  return bytes;
}

/* WHAT A CLIENT MAKES OF IT */

typedef struct
{
  Rfb        *rfb;
  guint8     *screen;
  guint8     *cursor;
  GByteArray *sent;
  GString    *told;
  gboolean    waits;
  guint       n_reports;
} Client;

static void
on_send (gpointer      user_data,
         const guint8 *data,
         gsize         length)
{
  add (((Client *) user_data)->sent, data, length);
}

static void
on_report (gpointer               user_data,
           const BelayWireReport *report)
{
  Client *self = user_data;

  g_assert_cmpuint (report->width * report->height, <=, BELAY_FRAME_MAX_PIXELS);
  g_assert_cmpuint (report->n_damage, <=, BELAY_WIRE_MAX_DAMAGE);
  g_assert_cmpuint (report->cursor_width, <=, BELAY_WIRE_CURSOR_SIDE);
  g_assert_cmpuint (report->cursor_height, <=, BELAY_WIRE_CURSOR_SIDE);
  g_string_append_printf (self->told, "report %u %ux%u %u\n", report->flags, report->width, report->height,
                          report->n_damage);
  self->waits = TRUE;
  self->n_reports++;
}

static void
on_start_tls (gpointer user_data,
              gboolean anonymous)
{
  ((Client *) user_data)->waits = TRUE;
}

static void
on_password_wanted (gpointer user_data)
{
}

static void
on_text (gpointer    user_data,
         const char *text,
         gsize       length)
{
  g_assert_cmpuint (length, <=, BELAY_WIRE_MAX_TEXT);
  g_assert_true (g_utf8_validate_len (text, length, NULL));
  g_string_append_printf (((Client *) user_data)->told, "text %.*s\n", (int) length, text);
}

static void
on_takes_clipboard (gpointer user_data)
{
  g_string_append (((Client *) user_data)->told, "takes clipboard\n");
}

static const RfbCalls calls = {
  on_send, on_report, on_start_tls, on_password_wanted, on_text, on_takes_clipboard,
};

/* The last byte of the memory is followed by nothing. */
static guint8 *
map_guarded (gsize size)
{
  gsize page = (gsize) sysconf (_SC_PAGESIZE);
  guint8 *memory = mmap (NULL, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

  g_assert_true (memory != MAP_FAILED);
  g_assert_cmpint (mprotect (memory + size, page, PROT_NONE), ==, 0);

  return memory;
}

static void
client_init (Client      *self,
             RfbDistance  distance)
{
  static guint8 *screen, *cursor;

  if (screen == NULL)
    {
      screen = map_guarded (BELAY_WIRE_SCREEN_SIZE);
      cursor = map_guarded (BELAY_WIRE_CURSOR_SIDE * BELAY_WIRE_CURSOR_SIDE * 4);
    }

  *self = (Client) { .screen = screen, .cursor = cursor };
  self->sent = g_byte_array_new ();
  self->told = g_string_new (NULL);
  self->rfb = rfb_new (distance, screen, cursor, &calls, self);
  memset (screen, CANARY, WIDTH * HEIGHT * 4 + GUARD);
}

static void
client_clear (Client *self)
{
  rfb_free (self->rfb);
  g_byte_array_unref (self->sent);
  g_string_free (self->told, TRUE);
}

/* As belay-screen does it: what is left is offered again with more behind. */
static void
client_feed (Client       *self,
             const guint8 *data,
             gsize         length,
             gsize         piece)
{
  g_autoptr(GByteArray) buffer = g_byte_array_new ();
  gsize fed = 0;

  while (rfb_get_failure (self->rfb) == BELAY_WIRE_FAILURE_NONE)
    {
      gsize n = MIN (piece, length - fed), taken;

      add (buffer, data + fed, n);
      fed += n;
      taken = rfb_feed (self->rfb, buffer->data, buffer->len);
      g_byte_array_remove_range (buffer, 0, (guint) taken);

      if (rfb_is_waiting (self->rfb))
        {
          if (self->waits)
            rfb_resume (self->rfb);
          else
            rfb_set_password (self->rfb, "secret");
          self->waits = FALSE;
        }
      else if (n == 0 && taken == 0)
        break;
    }
}

static void
test_pieces (gconstpointer user_data)
{
  RfbDistance distance = GPOINTER_TO_INT (user_data);
  g_autoptr(GByteArray) bytes = make_conversation (distance);
  const gsize size = (WIDTH - 3) * (HEIGHT + 4) * 4;
  g_autofree guint8 *picture = NULL;
  Client whole;

  client_init (&whole, distance);
  client_feed (&whole, bytes->data, bytes->len, bytes->len);
  g_assert_cmpint (rfb_get_failure (whole.rfb), ==, BELAY_WIRE_FAILURE_NONE);
  g_assert_cmpuint (whole.n_reports, ==, distance == RFB_REMOTE ? 4 : 3);
  g_assert_nonnull (strstr (whole.told->str, "takes clipboard\ntext é\n\ntext oldé\n"));
  g_assert_false (rfb_is_in_message (whole.rfb));
  picture = g_memdup2 (whole.screen, size);

  for (gsize piece = 1; piece < 300; piece += piece < 20 ? 1 : 37)
    {
      Client client;

      client_init (&client, distance);
      client_feed (&client, bytes->data, bytes->len, piece);
      g_assert_cmpstr (client.told->str, ==, whole.told->str);
      g_assert_cmpmem (client.screen, size, picture, size);
      g_assert_cmpmem (client.sent->data, client.sent->len, whole.sent->data, whole.sent->len);
      client_clear (&client);
    }

  client_clear (&whole);
}

/* Cut anywhere, it waits for more and has touched nothing beyond the screen. */
static void
test_cut (void)
{
  g_autoptr(GByteArray) bytes = make_conversation (RFB_REMOTE);

  for (gsize length = 0; length < bytes->len; length += 1 + length / 97)
    {
      Client client;

      client_init (&client, RFB_REMOTE);
      client_feed (&client, bytes->data, length, 1000);
      g_assert_cmpint (rfb_get_failure (client.rfb), ==, BELAY_WIRE_FAILURE_NONE);
      client_clear (&client);
    }
}

static gboolean
has_another_size (const char *told)
{
  for (const char *p = strstr (told, "report"); p != NULL; p = strstr (p + 1, "report"))
    {
      if (strncmp (p, "report 0", 8) != 0 && strstr (p, G_STRINGIFY (WIDTH) "x" G_STRINGIFY (HEIGHT)) == NULL)
        return TRUE;
    }

  return FALSE;
}

/* Whatever is wrong with it, nothing is written where nothing belongs. The sanitizers see the rest. */
static void
test_damaged (void)
{
  g_autoptr(GByteArray) near = make_conversation (RFB_LOCAL);
  g_autoptr(GByteArray) far = make_conversation (RFB_REMOTE);
  guint n_failed = 0, n_rounds = g_test_thorough () ? 100000 : 3000;

  for (guint round = 0; round < n_rounds; round++)
    {
      RfbDistance distance = round % 2 ? RFB_REMOTE : RFB_LOCAL;
      GByteArray *whole = distance == RFB_REMOTE ? far : near;
      g_autofree guint8 *bytes = g_memdup2 (whole->data, whole->len);
      gsize length = whole->len, start = round % 5 == 0 ? 0 : 40;
      Client client;

      /* Lengths and kinds are few among pixels: damage mostly what follows a header. */
      for (int n = g_test_rand_int_range (1, 4); n > 0; n--)
        {
          gsize at = start + (gsize) g_test_rand_int_range (0, (gint32) (length - start));

          if (g_test_rand_bit () && length > WIDTH * HEIGHT * 4 + 100)
            at = WIDTH * HEIGHT * 4 + 60 + (gsize) g_test_rand_int_range (0, (gint32) (length - WIDTH * HEIGHT * 4 - 60));
          bytes[at] = g_test_rand_bit () ? (guint8) g_test_rand_int_range (0, 256)
                                         : (guint8) (bytes[at] ^ (1 << g_test_rand_int_range (0, 8)));
        }

      client_init (&client, distance);
      client_feed (&client, bytes, length, (gsize) g_test_rand_int_range (1, 5000));
      n_failed += rfb_get_failure (client.rfb) != BELAY_WIRE_FAILURE_NONE;

      if (rfb_get_failure (client.rfb) == BELAY_WIRE_FAILURE_PROTOCOL && client.n_reports < 2 &&
          !has_another_size (client.told->str) && start > 0)
        {
          for (gsize i = 0; i < 1024; i++)
            g_assert_cmphex (client.screen[WIDTH * HEIGHT * 4 + i], ==, CANARY);
        }

      client_clear (&client);
    }

  g_test_message ("%u of %u refused", n_failed, n_rounds);
  g_assert_cmpuint (n_failed, >, n_rounds / 20);
}

static void
test_password (void)
{
  /* The challenge and the answer as vncviewer gives it for "secret". */
  Client client;

  client_init (&client, RFB_LOCAL);
  client_feed (&client, (const guint8 *) "RFB 003.008\n\1\2" "0123456789abcdef", 30, 30);
  g_assert_cmpuint (client.sent->len, ==, 12 + 1 + 16);
  g_assert_cmpint (rfb_get_failure (client.rfb), ==, BELAY_WIRE_FAILURE_NONE);
  client_feed (&client, (const guint8 *) "\0\0\0\1", 4, 4);
  g_assert_cmpint (rfb_get_failure (client.rfb), ==, BELAY_WIRE_FAILURE_PASSWORD);
  client_clear (&client);
}

static void
test_not_before_the_handshake (void)
{
  Client client;

  client_init (&client, RFB_LOCAL);
  g_assert_false (rfb_send_pointer (client.rfb, 0, 0, 0));
  g_assert_false (rfb_send_key (client.rfb, 'a', TRUE));
  g_assert_false (rfb_send_clipboard (client.rfb, "a", 1));
  g_assert_false (rfb_send_probe (client.rfb));
  g_assert_cmpuint (client.sent->len, ==, 0);
  client_clear (&client);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/rfb/pieces-local", GINT_TO_POINTER (RFB_LOCAL), test_pieces);
  g_test_add_data_func ("/rfb/pieces-remote", GINT_TO_POINTER (RFB_REMOTE), test_pieces);
  g_test_add_func ("/rfb/cut", test_cut);
  g_test_add_func ("/rfb/damaged", test_damaged);
  g_test_add_func ("/rfb/password", test_password);
  g_test_add_func ("/rfb/not-before-the-handshake", test_not_before_the_handshake);

  return g_test_run ();
}
