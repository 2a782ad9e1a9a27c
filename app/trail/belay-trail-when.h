/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-query.h"

G_BEGIN_DECLS

/* A date, a time of day, or both, as somebody typed them. */
typedef struct
{
  gboolean has_date;
  gboolean has_time;
  int      year, month, day;
  int      second;              /* since midnight */
  int      unit;                /* how long the time is: a minute, or a second; 0: it is none */
} BelayTrailWhenEnd;

/* "2026-11-23", "14:32", "2026-11-23 14:30..14:45", …: what the words of a query say about time. */
typedef struct
{
  BelayTrailWhenEnd ends[2];
  gboolean          is_range;   /* ".." was there: ends[1] is what came after it */
  gboolean          is_double;  /* a date or a time too many */
  char              invalid[16];        /* what has the form of a date or a time and is none */
} BelayTrailWhen;

gboolean belay_trail_when_take    (BelayTrailWhen   *self,
                                   const char       *word);
gboolean belay_trail_when_resolve (BelayTrailWhen   *self,
                                   BelayTrailQuery  *query,
                                   GError          **error);

G_END_DECLS
