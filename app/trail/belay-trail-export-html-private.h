/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-export-private.h"
#include "belay-trail-history.h"

G_BEGIN_DECLS

/* A picture of the page. */
typedef struct
{
  guint number;                 /* of the page, from 1; 0: it cannot be shown */
  int   width;                  /* pixels */
  int   height;
} BelayHtmlPicture;

/* One page under way. */
typedef struct
{
  BelayExport       *export;
  BelayExportOutput *out;
  BelayTrailHistory *history;
  GPtrArray         *moments;   /* of BelayMoment, the history's, in the order of the page */
  GHashTable        *pictures;  /* SHA-256 to BelayHtmlPicture */
  guint              n_pictures;
  gint64             cost;      /* shown so far, in millionths of a dollar */
} BelayHtml;

/* The only ways text that is not ours gets into the page: visible, escaped, kept apart from what is around it. */
void                    belay_html_add_text      (BelayHtml         *self,
                                                  const char        *text,
                                                  guint              max_chars);
void                    belay_html_add_lines     (BelayHtml         *self,
                                                  const char        *text);

/* Puts the picture's bytes into the page if they are not there yet. */
const BelayHtmlPicture *belay_html_need_picture  (BelayHtml         *self,
                                                  const char        *sha256);

/* The action, and what it would do, over the picture it is about. */
void                    belay_html_add_marks     (BelayHtml              *self,
                                                  BelayMoment            *moment,
                                                  const BelayHtmlPicture *picture);
void                    belay_html_add_keys      (BelayHtml              *self,
                                                  BelayMoment            *moment);

void                    belay_html_add_moment    (BelayHtml         *self,
                                                  guint              position);

/* Names of classes, from a fixed list: nothing of the record gets into them. */
char                   *belay_html_name_classes  (BelayMoment       *moment);

/* Words, translated. */
const char             *belay_html_name_decision (const char        *verdict,
                                                  const char        *by);
const char             *belay_html_name_state    (const char        *state);
const char             *belay_html_name_severity (const char        *severity);
const char             *belay_html_name_kind     (BelayMomentKind    kind);
char                   *belay_html_format_time   (gint64             time,
                                                  const char        *format);
char                   *belay_html_format_cost   (gint64             microdollars);
char                   *belay_html_format_span   (gint64             nanoseconds);

G_END_DECLS
