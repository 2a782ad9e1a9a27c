/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <zlib.h>
#include "rfb.h"

G_BEGIN_DECLS

/* What a step did with the bytes it was offered: how many it took (also none, if it moved on to another step), or: */
#define RFB_MORE   ((gssize) -1)        /* these are not enough; offer them again with more behind */
#define RFB_BROKEN ((gssize) -2)        /* failure is set */

#define RFB_MAX_UNIT 2048               /* no step asks for more bytes than this at once */

typedef gssize (*RfbStep) (Rfb          *self,
                           const guint8 *data,
                           gsize         length);

enum
{
  RFB_ENCODING_RAW          = 0,
  RFB_ENCODING_COPY_RECT    = 1,
  RFB_ENCODING_HEXTILE      = 5,
  RFB_ENCODING_ZRLE         = 16,
  RFB_ENCODING_DESKTOP_SIZE = -223,
  RFB_ENCODING_CURSOR       = -239,
  RFB_ENCODING_ALPHA_CURSOR = -314,
};

#define RFB_ENCODING_CLIPBOARD ((gint32) 0xC0A1E5CE)

/* The rectangle being decoded, and how far it has come. */
typedef struct
{
  guint   x, y, width, height;
  gint32  encoding;
  guint   column, row;          /* Raw: of the next pixel; Hextile, ZRLE: of the next tile's corner */
  guint32 background, foreground;
  guint32 n_compressed;         /* ZRLE: bytes still to come */
} RfbRect;

struct _Rfb
{
  RfbDistance       distance;
  guint32          *screen;             /* width pixels a row */
  guint32          *cursor;
  const RfbCalls   *calls;
  gpointer          user_data;

  RfbStep           step;
  gboolean          waiting;            /* for rfb_resume() or rfb_set_password() */
  gboolean          running;            /* past the handshake */
  gboolean          in_message;
  guint64           n_messages;
  BelayWireFailure  failure;

  /* Handshake */
  int               minor;
  gboolean          tls_anonymous;
  gboolean          tls_password;
  gboolean          has_password;
  guint8            challenge[16];

  /* rfb_collect() */
  GByteArray       *blob;
  gsize             n_keep;
  gsize             n_skip;
  RfbStep           collected;
  gboolean          extended;           /* the cut text is a message of the extended clipboard */

  /* The screen */
  guint             width, height;
  gboolean          want_all;           /* the next request asks for everything */
  gboolean          refreshing;         /* everything has been asked for once more, and has not come */
  guint             n_rects;            /* of this update, still to come */
  RfbRect           rect;
  BelayWireReport   report;             /* of this update */

  /* ZRLE: one stream for the whole connection. */
  z_stream          zrle;
  guint8           *inflated;
  gsize             n_inflated;

  /* Clipboard */
  gboolean          takes_clipboard;
  char             *copied;             /* what we offer to the sandbox */
  gsize             n_copied;
  gboolean          offered;            /* and not fetched since */
  gboolean          fetched;            /* and not yet told */
};

static inline guint
rfb_u16 (const guint8 *data)
{
  return (guint) data[0] << 8 | data[1];
}

static inline guint32
rfb_u32 (const guint8 *data)
{
  return (guint32) data[0] << 24 | (guint32) data[1] << 16 | (guint32) data[2] << 8 | data[3];
}

static inline void
rfb_put_u16 (guint8 *data,
             guint   value)
{
  data[0] = (guint8) (value >> 8);
  data[1] = (guint8) value;
}

static inline void
rfb_put_u32 (guint8  *data,
             guint32  value)
{
  rfb_put_u16 (data, value >> 16);
  rfb_put_u16 (data + 2, value & 0xffff);
}

gssize  rfb_fail              (Rfb              *self,
                               BelayWireFailure  failure);
void    rfb_send              (Rfb              *self,
                               const guint8     *data,
                               gsize             length);
gssize  rfb_collect           (Rfb              *self,
                               gsize             n_keep,
                               gsize             n_skip,
                               RfbStep           then);

/* rfb-handshake.c: ends in rfb_start_messages() */
gssize  rfb_read_version      (Rfb              *self,
                               const guint8     *data,
                               gsize             length);
void    rfb_answer_challenge  (Rfb              *self,
                               const char       *password);

/* rfb.c */
gssize  rfb_set_size          (Rfb              *self,
                               guint             width,
                               guint             height);
void    rfb_start_messages    (Rfb              *self);
void    rfb_message_done      (Rfb              *self);
gssize  rfb_read_message      (Rfb              *self,
                               const guint8     *data,
                               gsize             length);

/* rfb-update.c: from the header of an update to the report about it */
gssize  rfb_read_rect         (Rfb              *self,
                               const guint8     *data,
                               gsize             length);
void    rfb_request           (Rfb              *self);

/* rfb-decode.c: each ends in rfb_read_rect() */
gssize  rfb_read_raw          (Rfb              *self,
                               const guint8     *data,
                               gsize             length);
gssize  rfb_read_copy_rect    (Rfb              *self,
                               const guint8     *data,
                               gsize             length);
gssize  rfb_read_hextile      (Rfb              *self,
                               const guint8     *data,
                               gsize             length);

/* rfb-zrle.c */
gssize  rfb_read_zrle         (Rfb              *self,
                               const guint8     *data,
                               gsize             length);

/* rfb-clipboard.c */
gssize  rfb_read_cut_text     (Rfb              *self,
                               const guint8     *data,
                               gsize             length);

G_END_DECLS
