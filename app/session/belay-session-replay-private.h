/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-comparison.h"
#include "belay-replay.h"
#include "belay-session-private.h"

G_BEGIN_DECLS

/* A comparison under way. */
typedef struct
{
  BelaySession *session;
  BelayStep    *step;           /* (nullable: only reads the picture before a step) */
  char         *sha256;
  guint         n_attempts;
} BelayLook;

/* What belay-session-replay.c and belay-session-compare.c share. */
struct _BelaySessionReplay
{
  BelaySession    *session;     /* its owner */
  BelayReplay     *replay;
  GCancellable    *cancellable;

  guint            n_pending;   /* comparisons under way, "late" included */
  BelayStep       *latest;      /* (nullable) the step that was compared last */
  BelayLook       *late;        /* (nullable) the comparison that waits for its next attempt */
  guint            late_timer;  /* source id */
  gboolean         waited_for;  /* the session goes on when there is none */
  BelayComparison *last;        /* (nullable) the recorded picture read last */
  char            *missing;     /* (nullable) SHA-256 of one that could not be read */
  BelayFrame      *now;         /* (nullable) the last picture of now, where it had to be scaled; picture pixels */

  BelayDifference *said;        /* (nullable) where the screen differs, as far as the person knows */
  BelayFinding    *news;        /* (nullable) a difference no step has asked about yet */
  guint            checked;     /* the number of the step that was compared last */
  BelayFrame      *matching;    /* (nullable) the screen then, if its target was as recorded */
  GHashTable      *regions;     /* GArray of BelayRect, screen pixels, by the number of the step */
};

const BelayRecordedStep *belay_session_replay_get_recorded (BelaySessionReplay *self,
                                                            BelayStep          *step);
/* Reads the picture @sha256: belay_session_proceed() follows when it is there, if self->waited_for. */
void                     belay_session_replay_read         (BelaySessionReplay *self,
                                                            const char         *sha256);
gboolean                 belay_session_replay_is_scaled    (const BelayGeometry *geometry);
void                     belay_look_free                   (BelayLook          *look);

G_END_DECLS
