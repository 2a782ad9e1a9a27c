/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-trail-query.h"
#include "belay-trail-scan.h"

G_BEGIN_DECLS

/* What a list says of a session. */
typedef enum
{
  BELAY_TRAIL_RECORDING,        /* a live process holds it */
  BELAY_TRAIL_COMPLETE,
  BELAY_TRAIL_RECOVERED,        /* closed after its writer had died */
  BELAY_TRAIL_OPEN,             /* its writer died */
  BELAY_TRAIL_CHANGED,          /* it does not verify */
} BelayTrailState;

typedef struct
{
  char            *id;
  gint64           time;        /* of its first record, UTC, ns */
  char            *task;        /* (nullable) the first one */
  char            *agent;       /* (nullable) who was given it, as recorded: a model, or "rehearsal:" or "replay:" and a name */
  guint            n_steps;     /* proposed */
  BelayTrailState  state;
} BelayTrailSummary;

BelayTrailSummary *belay_trail_summary_new  (const char         *directory,
                                             GError            **error);
void               belay_trail_summary_free (BelayTrailSummary  *self);
/* For whoever reads the records anyway. The state is BELAY_TRAIL_OPEN until session.close is added. */
void               belay_trail_summary_add  (BelayTrailSummary      *self,
                                             const BelayTrailRecord *record);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTrailSummary, belay_trail_summary_free)

/* A session as lines of text that are safe on a terminal: what a person reads, or the records as JSON. What could be
 * read is in @out also after BELAY_TRAIL_ERROR_BROKEN. */
gboolean           belay_trail_show_text    (const char         *directory,
                                             GString            *out,
                                             GError            **error);
/* The same for a time: what @when fits, or else the last before it. Its other parts are not looked at. */
gboolean           belay_trail_show_at      (const char             *directory,
                                             const BelayTrailQuery  *when,
                                             GString                *out,
                                             GError                **error);
/* One step in full: what was proposed, decided and sent. */
gboolean           belay_trail_show_step    (const char         *directory,
                                             guint               number,
                                             GString            *out,
                                             GError            **error);
gboolean           belay_trail_show_json    (const char         *directory,
                                             GString            *out,
                                             GError            **error);

/* Local time; (transfer full). @time: UTC, ns. */
char              *belay_trail_format_time  (gint64              time);

G_END_DECLS
