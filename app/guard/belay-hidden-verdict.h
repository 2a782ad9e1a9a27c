/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-geometry.h"

G_BEGIN_DECLS

typedef enum
{
  BELAY_HIDDEN_NOTHING,         /* it was read: no words */
  BELAY_HIDDEN_WORDS,           /* there is text */
  BELAY_HIDDEN_UNREAD,          /* nobody knows */
} BelayHiddenKind;

/* A place where something is drawn too faintly to be seen. */
typedef struct
{
  BelayRect        area;        /* screen pixels */
  BelayHiddenKind  kind;
  char            *text;        /* (nullable) what it says: hostile, to be shown through belay_visible_text() */
  char            *key;         /* the same for the same pixels */
  gboolean         large;       /* read as large letters */
} BelayHiddenPlace;

/* What is known of one frame. Immutable. */
typedef struct
{
  GPtrArray *places;            /* of BelayHiddenPlace, top to bottom */
  gboolean   noisy;             /* parts were too restless to tell */
  gboolean   unreadable;        /* nothing can be read on this machine */
  char      *problem;           /* (nullable) a sentence: why not all could be read */
} BelayHiddenVerdict;

BelayHiddenVerdict *belay_hidden_verdict_new   (void);
void                belay_hidden_verdict_free  (BelayHiddenVerdict       *self);

/* Whether there is a place of that kind. */
gboolean            belay_hidden_verdict_finds (const BelayHiddenVerdict *self,
                                                BelayHiddenKind           kind);

/* Drops a place with words if another one that overlaps it says the same: one text found in two ways is one text. */
void                belay_hidden_verdict_join  (BelayHiddenVerdict       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayHiddenVerdict, belay_hidden_verdict_free)

G_END_DECLS
