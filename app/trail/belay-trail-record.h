/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include "belay-trail-digest.h"

G_BEGIN_DECLS

#define BELAY_TRAIL_VERSION       1
#define BELAY_TRAIL_MAX_LINE      (64 * 1024 * 1024)    /* bytes of a line, the newline included */
#define BELAY_TRAIL_BOOT_ID_SIZE  37                    /* 36 characters and a zero */

/* When something happened, in nanoseconds. */
typedef struct
{
  gint64 real;          /* since 1970, UTC */
  gint64 boot;          /* since the machine started, suspends included: CLOCK_BOOTTIME */
} BelayTrailStamp;

void      belay_trail_stamp_now      (BelayTrailStamp       *stamp);
void      belay_trail_read_boot_id   (char                   boot_id[BELAY_TRAIL_BOOT_ID_SIZE]);

/* The members of @payload as they stand in a line: each begins with a comma. */
char     *belay_trail_payload_format (JsonObject            *payload,
                                      GError               **error);

/* Appends a whole line to @out. */
void      belay_trail_record_format  (GString               *out,
                                      guint64                seq,
                                      const BelayTrailStamp *stamp,
                                      const char            *boot_id,
                                      const char            *session,
                                      const char            *kind,
                                      const guint8           prev[BELAY_TRAIL_DIGEST_SIZE],
                                      const char            *payload);

gboolean  belay_trail_kind_is_valid  (const char            *kind);

G_END_DECLS
