/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  BELAY_PROBE_FINE,             /* it could not reach what "check" is about */
  BELAY_PROBE_BAD,              /* it could, "detail" says what */
  BELAY_PROBE_DRAWN,
  BELAY_PROBE_KEY,              /* "keysym" has gone down */
  BELAY_PROBE_GONE,
} BelayProbeWord;

/* What the sandbox tries by itself: the names of the checks, in this order. */
extern const char * const belay_probe_checks[];
#define BELAY_PROBE_N_CHECKS 12

/* What belay-probe says in one packet. It comes from the sandbox and may be a lie. */
typedef struct
{
  BelayProbeWord word;
  guint          check;         /* index of belay_probe_checks */
  char          *detail;        /* (nullable) to be shown through belay_visible_text(); not empty */
  guint32        keysym;
} BelayProbeReport;

gboolean belay_probe_report_parse (const char       *packet,
                                   gsize             length,
                                   BelayProbeReport *report);
void     belay_probe_report_clear (BelayProbeReport *report);

G_END_DECLS
