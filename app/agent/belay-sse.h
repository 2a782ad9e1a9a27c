/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BELAY_SSE_MAX_LINE  (16 * 1024 * 1024)
#define BELAY_SSE_MAX_EVENT (32 * 1024 * 1024)

/* Bytes in, server-sent events out. Knows nothing of what they mean. */
typedef struct _BelaySse BelaySse;

/* @name: the event's name, "" if it has none. @data: its data, "" if it has none; NUL-terminated, and may hold NULs or
 * bytes that are not UTF-8. FALSE with @error set ends the parsing for good. The parser must not be freed from within. */
typedef gboolean (* BelaySseFunc) (const char  *name,
                                   const char  *data,
                                   gsize        length,
                                   gpointer     user_data,
                                   GError     **error);

BelaySse *belay_sse_new  (BelaySseFunc   func,
                          gpointer       user_data);
void      belay_sse_free (BelaySse      *self);
gboolean  belay_sse_feed (BelaySse      *self,
                          const char    *bytes,
                          gsize          length,
                          GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelaySse, belay_sse_free)

G_END_DECLS
