/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * belay-reader: reads the words in pictures. The pictures show whatever the sandbox shows, and the library that reads them
 * is large: so it does it here, with its dictionary loaded, without files, network or privileges, and may be killed.
 */

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <tesseract/capi.h>
#include <unistd.h>

#include "belay-confine.h"
#include "belay-reader.h"
#include "belay-reader-wire.h"

/* Screens have about that many pixels an inch; the library would guess, and say so. */
#define RESOLUTION 96

static gboolean
send_packet (const BelayReaderPacket *packet,
             const char              *text)
{
  struct iovec parts[] = { { (void *) packet, sizeof *packet }, { (void *) text, text != NULL ? strlen (text) : 0 } };
  gssize n;

  do
    n = writev (BELAY_READER_FD_CONTROL, parts, G_N_ELEMENTS (parts));
  while (n < 0 && errno == EINTR);

  return n >= 0;
}

static gboolean
send_kind (BelayReaderPacketKind kind)
{
  return send_packet (&(BelayReaderPacket) { .kind = kind }, NULL);
}

static TessPageSegMode
get_mode (guint32 layout)
{
  switch (layout)
    {
    case BELAY_READER_LINE:
      return PSM_SINGLE_LINE;
    case BELAY_READER_SPARSE:
      return PSM_SPARSE_TEXT;
    default:
      return PSM_SINGLE_BLOCK;
    }
}

/* One word. What is too long for one is no word. */
static gboolean
send_word (TessResultIterator *words,
           guint32             line)
{
  g_autofree char *copy = NULL;
  char *text = TessResultIteratorGetUTF8Text (words, RIL_WORD);
  float confidence = TessResultIteratorConfidence (words, RIL_WORD);
  BelayReaderPacket packet = { .kind = BELAY_READER_PACKET_WORD, .line = line };
  int left, top, right, bottom;

  if (text != NULL && strlen (text) <= BELAY_READER_MAX_TEXT)
    copy = g_strdup (text);
  TessDeleteText (text);

  if (copy == NULL || !TessPageIteratorBoundingBox (TessResultIteratorGetPageIterator (words), RIL_WORD, &left, &top,
                                                    &right, &bottom))
    return TRUE;

  packet.x = left;
  packet.y = top;
  packet.width = right - left;
  packet.height = bottom - top;
  packet.confidence = isfinite (confidence) ? (guint32) CLAMP (confidence, 0, 100) : 0;

  return send_packet (&packet, copy);
}

static gboolean
send_words (TessBaseAPI *reader)
{
  TessResultIterator *words = TessBaseAPIGetIterator (reader);
  gboolean sent = TRUE;
  guint32 line = 0;
  guint n = 0;

  if (words == NULL)
    return TRUE;

  do
    {
      line += TessPageIteratorIsAtBeginningOf (TessResultIteratorGetPageIterator (words), RIL_TEXTLINE) ? 1 : 0;
      sent = send_word (words, line);
    }
  while (sent && ++n < BELAY_READER_MAX_WORDS && TessResultIteratorNext (words, RIL_WORD));

  TessResultIteratorDelete (words);

  return sent;
}

static gboolean
answer (TessBaseAPI              *reader,
        const guint8             *memory,
        const BelayReaderRequest *request)
{
  gboolean sent;

  if (request->width == 0 || request->height == 0 || request->width > BELAY_READER_MAX_SIDE ||
      request->height > BELAY_READER_MAX_SIDE || (guint64) request->width * request->height > BELAY_READER_MAX_PIXELS)
    return FALSE;

  TessBaseAPISetPageSegMode (reader, get_mode (request->layout));
  TessBaseAPISetImage (reader, memory, (int) request->width, (int) request->height, 1, (int) request->width);
  TessBaseAPISetSourceResolution (reader, RESOLUTION);
  sent = TessBaseAPIRecognize (reader, NULL) != 0 || send_words (reader);
  TessBaseAPIClear (reader);

  return sent && send_kind (BELAY_READER_PACKET_DONE);
}

static gssize
receive (BelayReaderRequest *request)
{
  gssize n;

  do
    n = read (BELAY_READER_FD_CONTROL, request, sizeof *request);
  while (n < 0 && errno == EINTR);

  return n;
}

int
main (int    argc,
      char **argv)
{
  const guint8 *memory = mmap (NULL, BELAY_READER_MAX_PIXELS, PROT_READ, MAP_SHARED, BELAY_READER_FD_MEMORY, 0);
  TessBaseAPI *reader;
  BelayReaderRequest request;

  if (memory == MAP_FAILED)
    {
      g_printerr ("belay-reader is a part of Belay, which starts it. It is of no use by itself.\n");
      return 2;
    }

  signal (SIGPIPE, SIG_IGN);
  close_range (BELAY_READER_FD_CONTROL + 1, ~0u, 0);
  reader = TessBaseAPICreate ();

  if (TessBaseAPIInit3 (reader, NULL, "eng") != 0)
    {
      send_kind (BELAY_READER_PACKET_NO_LANGUAGE);
      return 1;
    }

  /* Nothing here is worth a guess at another spelling. */
  TessBaseAPISetVariable (reader, "debug_file", "/dev/null");

  if (!belay_confine (BELAY_CONFINE_PLAIN, BELAY_READER_FD_CONTROL, BELAY_READER_MAX_MEMORY))
    {
      send_kind (BELAY_READER_PACKET_NOT_CONFINED);
      return 1;
    }

  send_kind (BELAY_READER_PACKET_READY);

  while (receive (&request) == (gssize) sizeof request && answer (reader, memory, &request))
    ;

  return 0;
}
