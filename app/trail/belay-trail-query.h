/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * What somebody looks for in the trails. Every part that is given has to fit. "14:32", "2026-11-23", "2026-11-23 14:32",
 * "14:30..14:45", action:left_click, decision:reject, by:person, state:unknown, host:example.org, session:ID; everything
 * else is text, "in quotes" as it stands.
 */
typedef struct
{
  char   *text;                 /* (nullable) an expression of words, as typed */
  gint64  from;                 /* UTC, ns; 0: open. A time of day without a date is one of each day: */
  gint64  until;                /* exclusive */
  int     day_from;             /* seconds since midnight, local time; -1: any */
  int     day_until;            /* exclusive */
  char   *action;               /* (nullable) */
  char   *decision;             /* (nullable) */
  char   *by;                   /* (nullable) */
  char   *state;                /* (nullable) */
  char   *host;                 /* (nullable) */
  char   *session;              /* (nullable) */
} BelayTrailQuery;

/* Errors (G_IO_ERROR_INVALID_ARGUMENT) are a sentence for the person who typed @text. */
BelayTrailQuery *belay_trail_query_parse (const char            *text,
                                          GError               **error);
BelayTrailQuery *belay_trail_query_copy  (const BelayTrailQuery *self);
void             belay_trail_query_free  (BelayTrailQuery       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTrailQuery, belay_trail_query_free)

G_END_DECLS
