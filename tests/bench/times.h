/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How long things took, as the benches of the guards count and sum up. */
typedef struct
{
  double median;                /* ms */
  double most_of_them;          /* ms: 95 of 100 were faster */
  double most;                  /* ms */
} TimesSummary;

/* Fresh memory costs more than looking at it: the program, which looks all the time, keeps it, and so do we. */
void   times_keep_memory        (void);

/* Returns: µs this thread has used */
gint64 times_get_processor_time (void);

/* @times: of gint64, µs, not empty; sorted here */
void   times_sum_up             (GArray       *times,
                                 TimesSummary *summary);

G_END_DECLS
