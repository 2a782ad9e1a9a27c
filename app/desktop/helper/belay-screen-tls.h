/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* TLS between two memory buffers: no I/O, and no files once the trust has been loaded. */
typedef struct _ScreenTls ScreenTls;

typedef enum
{
  SCREEN_TLS_FINE,
  SCREEN_TLS_CLOSED,
  SCREEN_TLS_BROKEN,
  SCREEN_TLS_NOT_TRUSTED,
} ScreenTlsResult;

ScreenTls       *screen_tls_new     (const char      *host);
void             screen_tls_free    (ScreenTls       *self);
gboolean         screen_tls_start   (ScreenTls       *self,
                                     gboolean         anonymous);
gboolean         screen_tls_is_up   (ScreenTls       *self);
ScreenTlsResult  screen_tls_receive (ScreenTls       *self,
                                     const guint8    *data,
                                     gsize            length,
                                     GByteArray      *plain,
                                     GByteArray      *out);
gboolean         screen_tls_send    (ScreenTls       *self,
                                     const guint8    *data,
                                     gsize            length,
                                     GByteArray      *out);

G_END_DECLS
