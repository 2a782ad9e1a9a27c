/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-screen-wire.h"

G_BEGIN_DECLS

/*
 * The client's side of the RFB protocol (RFC 6143 and the registered extensions) without any I/O: bytes in, calls out.
 * Whatever arrives, in pieces of whatever size, it writes to the two buffers it was given and nowhere else.
 */
typedef struct _Rfb Rfb;

typedef enum
{
  RFB_LOCAL,                    /* bandwidth is free: Raw and CopyRect */
  RFB_REMOTE,                   /* ZRLE and Hextile as well, and TLS where it is offered */
} RfbDistance;

typedef struct
{
  /* To the server. */
  void (*send)            (gpointer               user_data,
                           const guint8          *data,
                           gsize                  length);
  /* The rest waits for rfb_resume(). */
  void (*report)          (gpointer               user_data,
                           const BelayWireReport *report);
  void (*start_tls)       (gpointer               user_data,
                           gboolean               anonymous);
  /* The rest waits for rfb_set_password(). */
  void (*password_wanted) (gpointer               user_data);
  /* UTF-8, at most BELAY_WIRE_MAX_TEXT bytes, not terminated. */
  void (*text)            (gpointer               user_data,
                           const char            *text,
                           gsize                  length);
  void (*takes_clipboard) (gpointer               user_data);
} RfbCalls;

Rfb              *rfb_new            (RfbDistance      distance,
                                      guint8          *screen,
                                      guint8          *cursor,
                                      const RfbCalls  *calls,
                                      gpointer         user_data);
void              rfb_free           (Rfb             *self);

gsize             rfb_feed           (Rfb             *self,
                                      const guint8    *data,
                                      gsize            length);
void              rfb_resume         (Rfb             *self);
void              rfb_refresh        (Rfb             *self);
void              rfb_set_password   (Rfb             *self,
                                      const char      *password);

gboolean          rfb_send_pointer   (Rfb             *self,
                                      guint            x,
                                      guint            y,
                                      guint            buttons);
gboolean          rfb_send_key       (Rfb             *self,
                                      guint32          keysym,
                                      gboolean         down);
gboolean          rfb_send_clipboard (Rfb             *self,
                                      const char      *text,
                                      gsize            length);
gboolean          rfb_take_fetched   (Rfb             *self);
gboolean          rfb_send_probe     (Rfb             *self);

gboolean          rfb_is_waiting     (const Rfb       *self);
gboolean          rfb_is_running     (const Rfb       *self);
gboolean          rfb_is_in_message  (const Rfb       *self);
guint64           rfb_get_n_messages (const Rfb       *self);
BelayWireFailure  rfb_get_failure    (const Rfb       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rfb, rfb_free)

G_END_DECLS
