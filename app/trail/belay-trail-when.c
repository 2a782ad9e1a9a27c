/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-when.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SECOND_NS     G_GINT64_CONSTANT (1000000000)
#define MINUTE        60
#define HOUR          (60 * MINUTE)
#define DAY           (24 * HOUR)

/* Takes @n digits, at least one, at most @n_max, off @p. */
static gboolean
take_number (const char **p,
             guint        n_min,
             guint        n_max,
             int         *number)
{
  guint n = 0;

  *number = 0;

  while (n < n_max && g_ascii_isdigit ((*p)[n]))
    *number = *number * 10 + ((*p)[n++] - '0');

  *p += n;

  return n >= n_min;
}

static gboolean
take_char (const char **p,
           char         c)
{
  if (**p != c)
    return FALSE;

  (*p)++;

  return TRUE;
}

static gboolean
take_date (const char        **p,
           BelayTrailWhenEnd  *end)
{
  const char *rest = *p;
  int year, month, day;

  if (!take_number (&rest, 4, 4, &year) || !take_char (&rest, '-') || !take_number (&rest, 2, 2, &month) ||
      !take_char (&rest, '-') || !take_number (&rest, 2, 2, &day))
    return FALSE;

  end->year = year;
  end->month = month;
  end->day = day;
  *p = rest;

  return TRUE;
}

static gboolean
take_time (const char        **p,
           BelayTrailWhenEnd  *end)
{
  const char *rest = *p;
  int hours, minutes, seconds = 0;

  if (!take_number (&rest, 1, 2, &hours) || !take_char (&rest, ':') || !take_number (&rest, 2, 2, &minutes))
    return FALSE;

  end->unit = MINUTE;

  if (take_char (&rest, ':'))
    {
      if (!take_number (&rest, 2, 2, &seconds))
        return FALSE;

      end->unit = 1;
    }

  end->second = hours < 24 && minutes < 60 && seconds < 60 ? hours * HOUR + minutes * MINUTE + seconds : -1;
  *p = rest;

  return TRUE;
}

static void
note_invalid (BelayTrailWhen *self,
              const char     *from,
              const char     *to)
{
  gsize length = MIN ((gsize) (to - from), sizeof self->invalid - 1);

  memcpy (self->invalid, from, length);
  self->invalid[length] = '\0';
}

/* The next date, time or ".." of a word; FALSE if there is none. */
static gboolean
take_piece (BelayTrailWhen  *self,
            const char     **p)
{
  BelayTrailWhenEnd *end = &self->ends[self->is_range ? 1 : 0];
  BelayTrailWhenEnd piece = *end;
  const char *start = *p;

  if (g_str_has_prefix (*p, ".."))
    {
      *p += 2;
      self->is_double |= self->is_range;
      self->is_range = TRUE;
      return TRUE;
    }

  if (take_date (p, &piece))
    {
      if (!g_date_valid_dmy ((GDateDay) piece.day, (GDateMonth) piece.month, (GDateYear) piece.year))
        note_invalid (self, start, *p);

      self->is_double |= end->has_date;
      *end = piece;
      end->has_date = TRUE;

      if (**p == 'T' && g_ascii_isdigit ((*p)[1]))
        (*p)++;

      return TRUE;
    }

  piece = *end;

  if (!take_time (p, &piece))
    return FALSE;

  if (piece.second < 0)
    note_invalid (self, start, *p);

  self->is_double |= end->has_time;
  *end = piece;
  end->has_time = TRUE;

  return TRUE;
}

static gboolean
is_empty (const BelayTrailWhenEnd *end)
{
  return !end->has_date && !end->has_time;
}

/**
 * belay_trail_when_take:
 * @self: what is known so far; zeros at first
 * @word: a word of a query
 *
 * Returns: %FALSE if it says nothing about time
 */
gboolean
belay_trail_when_take (BelayTrailWhen *self,
                       const char     *word)
{
  BelayTrailWhen next = *self;
  const char *p = word;

  while (*p != '\0')
    if (!take_piece (&next, &p))
      return FALSE;

  /* Two full stops alone are a range where a time came before. */
  if (is_empty (&next.ends[0]) && is_empty (&next.ends[1]))
    return FALSE;

  *self = next;

  return TRUE;
}

/* Nanoseconds since 1970 of the beginning of @end, or of what comes after it. */
static gboolean
to_time (const BelayTrailWhenEnd *end,
         gboolean                 after,
         gint64                  *time)
{
  g_autoptr(GDateTime) day = NULL;
  g_autoptr(GDateTime) date = NULL;
  int second = end->has_time ? end->second : 0;

  date = g_date_time_new_local (end->year, end->month, end->day, second / HOUR, second / MINUTE % 60, second % MINUTE);

  if (date != NULL && after && !end->has_time)
    day = g_date_time_add_days (date, 1);
  else if (date != NULL)
    day = g_date_time_add_seconds (date, after ? end->unit : 0);

  /* Years beyond 2262 do not fit. */
  if (day == NULL || g_date_time_to_unix (day) > G_MAXINT64 / SECOND_NS)
    return FALSE;

  *time = MAX (g_date_time_to_unix (day), 0) * SECOND_NS;

  return TRUE;
}

static gboolean
resolve_dates (BelayTrailWhen   *self,
               BelayTrailQuery  *query,
               GError          **error)
{
  BelayTrailWhenEnd *first = &self->ends[0], *last = &self->ends[self->is_range ? 1 : 0];
  BelayTrailWhenEnd *dated = first->has_date ? first : last;
  BelayTrailWhenEnd *other = first->has_date ? last : first;

  if (other->has_time && !other->has_date)
    {
      other->year = dated->year;
      other->month = dated->month;
      other->day = dated->day;
      other->has_date = TRUE;
    }

  if ((first->has_date && !to_time (first, FALSE, &query->from)) ||
      (last->has_date && !to_time (last, TRUE, &query->until)))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("There is no such date."));
      return FALSE;
    }

  if (query->until != 0 && query->from >= query->until)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _("The time after the two dots is earlier than the one before them."));
      return FALSE;
    }

  return TRUE;
}

/**
 * belay_trail_when_resolve:
 * @self: what the words of a query say about time
 * @query: (inout): gets the times
 * @error: (nullable): return location for an error
 *
 * Returns: %FALSE with %G_IO_ERROR_INVALID_ARGUMENT
 */
gboolean
belay_trail_when_resolve (BelayTrailWhen   *self,
                          BelayTrailQuery  *query,
                          GError          **error)
{
  const BelayTrailWhenEnd *first = &self->ends[0], *last = &self->ends[self->is_range ? 1 : 0];

  if (*self->invalid != '\0')
    {
      /* Translators: the placeholder is what was typed, as in “25:00”. */
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("“%s” is no date and no time of day."),
                   self->invalid);
      return FALSE;
    }

  if (self->is_double)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _("That is one time too many: a range is written 14:30..14:45."));
      return FALSE;
    }

  if (first->has_date || last->has_date)
    return resolve_dates (self, query, error);

  if (!first->has_time && !last->has_time)
    return TRUE;

  query->day_from = first->has_time ? first->second : 0;
  query->day_until = last->has_time ? last->second + last->unit : DAY;

  return TRUE;
}
