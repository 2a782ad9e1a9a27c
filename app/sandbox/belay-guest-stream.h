/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-guest-wire.h"

G_BEGIN_DECLS

/* What has come of frames at either end. Zero-initialised. */
typedef struct
{
  guint8 data[2 * BELAY_GUEST_MAX_FRAME];
  gsize  start;
  gsize  end;
} BelayGuestStream;

/* Reads what is there, without waiting where @fd does not wait. As read(2): 0 at the end, -1 with errno. */
gssize   belay_guest_stream_fill (BelayGuestStream  *self,
                                  int                fd);
/* The next frame that is there as a whole; @payload is valid until the next call of a function here. What is none is skipped. */
gboolean belay_guest_stream_take (BelayGuestStream  *self,
                                  BelayGuestFrame   *frame,
                                  const guint8     **payload);
/* Writes all of it, waiting for room up to @wait_ms each time. FALSE: it did not go out. */
gboolean belay_guest_stream_write (int               fd,
                                   gconstpointer     data,
                                   gsize             length,
                                   int               wait_ms);
/* The same of one frame. */
gboolean belay_guest_stream_send (int                fd,
                                  BelayGuestVerb     verb,
                                  gconstpointer      payload,
                                  gsize              length,
                                  int                wait_ms);
/* The same of HELLO, with the zeros in front. */
gboolean belay_guest_stream_greet (int               fd,
                                   guint32           number,
                                   int               wait_ms);

G_END_DECLS
