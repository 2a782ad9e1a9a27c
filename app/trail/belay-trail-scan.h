/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A stretch of a line, not zero-terminated; of a string, what is between its quotes, escapes and all. */
typedef struct
{
  const char *at;
  gsize       length;
} BelayTrailSpan;

/* One record as it stands in its line. The spans last as long as the line does. */
typedef struct
{
  guint64        seq;
  gint64         time;          /* UTC, ns */
  gint64         mono;          /* CLOCK_BOOTTIME, ns */
  BelayTrailSpan boot;
  BelayTrailSpan session;
  BelayTrailSpan kind;
  BelayTrailSpan prev;          /* 64 characters */
  BelayTrailSpan payload;       /* the other members, each with a comma before it */
  BelayTrailSpan line;          /* all of it, newline included */
} BelayTrailRecord;

/* One member of a payload. */
typedef struct
{
  BelayTrailSpan name;
  BelayTrailSpan value;         /* as it is written, quotes included */
} BelayTrailMember;

/* Reads what every line begins with. The payload is not looked at. */
gboolean belay_trail_scan_record  (const char        *line,
                                   gsize              length,
                                   BelayTrailRecord  *record);

/* Takes the next member off @payload. Returns FALSE at the end, where @payload is empty, and before what is no member,
 * where it is not. */
gboolean belay_trail_scan_member  (BelayTrailSpan    *payload,
                                   BelayTrailMember  *member);

/* The same for the value of a member: takes its first member off, and leaves the others for the function above. */
gboolean belay_trail_scan_first_member (BelayTrailSpan   *object,
                                        BelayTrailMember *member);

gboolean belay_trail_span_equal   (BelayTrailSpan     span,
                                   const char        *text);

/* The number or text a member holds; FALSE if it is of another type. @text: within the line, escapes and all. */
gboolean belay_trail_member_int   (const BelayTrailMember *member,
                                   gint64                 *value);
gboolean belay_trail_member_text  (const BelayTrailMember *member,
                                   BelayTrailSpan         *text);

G_END_DECLS
