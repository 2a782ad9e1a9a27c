/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-trail-record.h"

G_BEGIN_DECLS

/*
 * The thread that writes one session. The functions are for the thread that made the writer; what it calls back is
 * called there, too, in the order of the requests. Requests never fail by themselves: after the first error every one of
 * them is answered with it.
 */
typedef struct _BelayTrailWriter BelayTrailWriter;

/* @task: (transfer full). @error: (nullable): owned by the writer. Returns the task's result. */
typedef void (* BelayTrailDone) (GTask        *task,
                                 guint64       seq,
                                 const GError *error);

/* What its owner is told while it lives. */
typedef struct
{
  void (* failed) (GObject      *owner,
                   const GError *error);
  void (* stored) (GObject      *owner,
                   const char   *sha256);
} BelayTrailWriterEvents;

BelayTrailWriter *belay_trail_writer_new           (GObject                      *owner,
                                                    const BelayTrailWriterEvents *events,
                                                    GError                      **error);

/* Writes what was asked for, lets go of the files and ends the thread; does not wait for any of it. */
void              belay_trail_writer_release       (BelayTrailWriter             *self);

/* Makes the session below @root and writes session.open. @payload: (transfer full) from belay_trail_payload_format(). */
void              belay_trail_writer_open          (BelayTrailWriter             *self,
                                                    const char                   *root,
                                                    const BelayTrailStamp        *stamp,
                                                    char                         *payload,
                                                    GTask                        *task,
                                                    BelayTrailDone                done);
/* @task: (nullable): without one the record need not be durable. */
void              belay_trail_writer_append        (BelayTrailWriter             *self,
                                                    const BelayTrailStamp        *stamp,
                                                    const char                   *kind,
                                                    char                         *payload,
                                                    GTask                        *task,
                                                    BelayTrailDone                done);
void              belay_trail_writer_store         (BelayTrailWriter             *self,
                                                    GBytes                       *bytes,
                                                    const char                   *sha256);
void              belay_trail_writer_close         (BelayTrailWriter             *self,
                                                    const BelayTrailStamp        *stamp,
                                                    char                         *payload,
                                                    GTask                        *task,
                                                    BelayTrailDone                done);
/* A record that cannot be written at all: the trail fails with @error (transfer full) when its turn comes. */
void              belay_trail_writer_fail          (BelayTrailWriter             *self,
                                                    GError                       *error,
                                                    GTask                        *task,
                                                    BelayTrailDone                done);

/* Once it is open. */
const char       *belay_trail_writer_get_directory (BelayTrailWriter             *self);
const char       *belay_trail_writer_get_id        (BelayTrailWriter             *self);
/* (nullable): why what is recorded is not signed. */
const GError     *belay_trail_writer_get_unsigned  (BelayTrailWriter             *self);

G_END_DECLS
