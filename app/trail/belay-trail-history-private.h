/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-history.h"
#include "belay-trail-reader.h"

G_BEGIN_DECLS

struct _BelayTrailHistory
{
  GObject    parent_instance;

  char      *directory;
  char      *id;
  GPtrArray *moments;
  GArray    *places;            /* guint: the moment of each record, by seq - 1 */
  GError    *error;

  char      *task;
  char      *agent;
  char      *sandbox;
  gboolean   has_task;
  gboolean   rehearsal;
  gint64     begin;
  gint64     end;
  gint64     cost;
};

/* Reads all there is into an empty history; ends early when it is cancelled. */
void belay_trail_history_read (BelayTrailHistory *self,
                               BelayTrailReader  *reader,
                               GCancellable      *cancellable);

G_END_DECLS
