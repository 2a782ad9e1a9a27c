/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-writer.h"

G_BEGIN_DECLS

typedef enum
{
  BELAY_TRAIL_REQUEST_OPEN,
  BELAY_TRAIL_REQUEST_RECORD,
  BELAY_TRAIL_REQUEST_PICTURE,
  BELAY_TRAIL_REQUEST_CLOSE,
  BELAY_TRAIL_REQUEST_FAIL,
  BELAY_TRAIL_REQUEST_QUIT,
} BelayTrailRequestType;

/* What the writer is asked for. It belongs to the thread that made it until it is pushed, then to the writer, then to the
 * delivery. */
typedef struct
{
  BelayTrailRequestType  type;
  BelayTrailStamp        stamp;
  char                  *name;        /* root, kind or SHA-256 */
  char                  *payload;
  GBytes                *bytes;
  GError                *error;
  GTask                 *task;        /* released in the main context only: it may hold the last reference to the trail */
  BelayTrailDone         done;
  guint64                seq;
  gboolean               failed;
} BelayTrailRequest;

/* @stamp: (nullable). @name: (nullable). @payload: (transfer full) (nullable). @task: (transfer full) (nullable). @done:
 * (nullable). */
BelayTrailRequest *belay_trail_request_new  (BelayTrailRequestType  type,
                                             const BelayTrailStamp *stamp,
                                             const char            *name,
                                             char                  *payload,
                                             GTask                 *task,
                                             BelayTrailDone         done);
void               belay_trail_request_free (gpointer               data);

G_END_DECLS
