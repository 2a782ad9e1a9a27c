/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-action.h"
#include "belay-finding.h"

G_BEGIN_DECLS

/* A step of a recorded session. */
typedef struct
{
  char           *what;         /* a sentence on what was proposed, translated; safe to show */
  char           *toolset;      /* (nullable) the proposal, verbatim */
  char           *name;
  char           *input;
  BelayToolShape  shape;
  gboolean        runs;         /* it ran, or may have: it is proposed again */
  gboolean        is_look;
  gboolean        by_hand;      /* the person acted in the sandbox before it */
  char           *remark;       /* (nullable) what was decided, or why it is not proposed again; translated */
  BelaySeverity   severity;     /* of the remark */
  char           *before;       /* (nullable) SHA-256 of the picture of the screen before it */
  char           *after;        /* (nullable) and after it */
  gint64          pause;        /* µs from the end of the step before it to its own beginning; -1: there was none */
} BelayRecordedStep;

/* A reply of the recorded agent. */
typedef struct
{
  char      *instruction;       /* (nullable) what the person said before it; of the first one nothing: that is the task */
  char      *thought;           /* (nullable) */
  char      *text;              /* (nullable) */
  GPtrArray *steps;             /* of BelayRecordedStep */
  int        width;             /* of the pictures its coordinates refer to; 0: there was none */
  int        height;
} BelayRecordedTurn;

/* A trail as a replay goes through it. Immutable. */
typedef struct
{
  char      *directory;
  char      *id;
  char      *date;              /* when the session began, local time */
  char      *task;              /* as recorded */
  char      *agent;             /* (nullable) */
  const char *verdict;          /* what the verification says, translated */
  GPtrArray *turns;             /* of BelayRecordedTurn */
  BelayTier  tier;              /* whose pictures have the recorded sizes */
} BelayRecording;

/* Blocks on the disk. A BROKEN trail is refused with BELAY_TRAIL_ERROR_BROKEN. */
BelayRecording *belay_recording_load (const char      *directory,
                                      GCancellable    *cancellable,
                                      GError         **error);
void            belay_recording_free (BelayRecording  *self);

/* The directory of the trail @path means, if it means one: a directory, or the name of a session below the default root;
 * (transfer full) (nullable). */
char           *belay_recording_find (const char      *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayRecording, belay_recording_free)

G_END_DECLS
