/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-scan.h"

G_BEGIN_DECLS

/* What can be searched for beside words, as a word of the index. The letter says what it is about. */
typedef enum
{
  BELAY_TRAIL_FACET_ACTION   = 'a',
  BELAY_TRAIL_FACET_BY       = 'b',
  BELAY_TRAIL_FACET_DECISION = 'd',
  BELAY_TRAIL_FACET_STATE    = 'e',
  BELAY_TRAIL_FACET_HOST     = 'h',
  BELAY_TRAIL_FACET_SESSION  = 's',
  BELAY_TRAIL_FACET_HOUR     = 'x',     /* of the local day */
  BELAY_TRAIL_FACET_TENTH    = 'y',     /* ten minutes, of 144 */
  BELAY_TRAIL_FACET_MINUTE   = 'z',     /* of 1440 */
} BelayTrailFacet;

/* Appends the word for @value. */
void     belay_trail_facet_append        (GString                *out,
                                          BelayTrailFacet         facet,
                                          const char             *value);
void     belay_trail_facet_append_number (GString                *out,
                                          BelayTrailFacet         facet,
                                          gint64                  value);

/* Where a record belongs in the index. */
typedef enum
{
  BELAY_TRAIL_ROW_NONE,         /* nothing to be found in it */
  BELAY_TRAIL_ROW_OWN,
  BELAY_TRAIL_ROW_STEP,         /* it is about a step, which has one row */
} BelayTrailRowKind;

/* Appends what can be found in @record: its words to @text, and what else is said of it to @facets. */
BelayTrailRowKind belay_trail_row_read   (const BelayTrailRecord *record,
                                          gint64                 *step,
                                          GString                *text,
                                          GString                *facets);

G_END_DECLS
