/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "belay-reader.h"

G_BEGIN_DECLS

/* One process belay-reader, the socket to it, and the memory it looks at. Main thread only. */
typedef struct _BelayReaderProcess BelayReaderProcess;

BelayReaderProcess *belay_reader_process_start  (GError             **error);
void                belay_reader_process_kill   (BelayReaderProcess  *self);
int                 belay_reader_process_get_fd (BelayReaderProcess  *self);
/* From now on it runs when others have nothing to do. */
void                belay_reader_process_lower  (BelayReaderProcess  *self);
void                belay_reader_process_ask    (BelayReaderProcess  *self,
                                                 GBytes              *grey,
                                                 int                  width,
                                                 int                  height,
                                                 BelayReaderLayout    layout);

G_END_DECLS
