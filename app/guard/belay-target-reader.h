/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-frame.h"
#include "belay-target-words.h"

G_BEGIN_DECLS

#define BELAY_TYPE_TARGET_READER (belay_target_reader_get_type ())

/*
 * Reads what a pointer action is aimed at: the words under a point. The same pixels are read once. Main thread only; the
 * reading is done by a belay-reader of its own, so that what else is read on the screen does not delay it.
 */
G_DECLARE_FINAL_TYPE (BelayTargetReader, belay_target_reader, BELAY, TARGET_READER, GObject)

BelayTargetReader *belay_target_reader_new         (void);

/* Starts the process, so that the first reading need not. */
void              belay_target_reader_prepare      (BelayTargetReader    *self);

/* The pixels that are read for @point; screen pixels. FALSE if it lies outside of the screen. */
gboolean          belay_target_reader_get_area     (const BelayFrame     *frame,
                                                    BelayPoint            point,
                                                    BelayRect            *area);

void              belay_target_reader_read_async   (BelayTargetReader    *self,
                                                    BelayFrame           *frame,
                                                    BelayPoint            point,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
/* (transfer full) (nullable): NULL without an error: nothing is written there */
BelayTargetWords *belay_target_reader_read_finish  (BelayTargetReader    *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

G_END_DECLS
