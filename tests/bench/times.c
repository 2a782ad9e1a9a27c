/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "times.h"

#include <malloc.h>
#include <time.h>

void
times_keep_memory (void)
{
  mallopt (M_MMAP_THRESHOLD, 256 * 1024 * 1024);
  mallopt (M_TRIM_THRESHOLD, 256 * 1024 * 1024);
}

gint64
times_get_processor_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  gint64 left = *(const gint64 *) a, right = *(const gint64 *) b;

  return left < right ? -1 : left > right;
}

void
times_sum_up (GArray       *times,
              TimesSummary *summary)
{
  g_array_sort (times, compare);

  summary->median = (double) g_array_index (times, gint64, times->len / 2) / 1000;
  summary->most_of_them = (double) g_array_index (times, gint64, times->len * 95 / 100) / 1000;
  summary->most = (double) g_array_index (times, gint64, times->len - 1) / 1000;
}
