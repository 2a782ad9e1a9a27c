/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-hidden-verdict.h"
#include "belay-ink.h"
#include "belay-reader.h"

G_BEGIN_DECLS

#define BELAY_HIDDEN_PICTURE_DEADLINE_MS 1000   /* for reading it once */

/* A place made black on white, to be read: as it is, larger, the other way up, until there are words. */
typedef struct _BelayHiddenPicture BelayHiddenPicture;

/* @error: (nullable): why it could not be read */
typedef void (*BelayHiddenPictureDone) (BelayHiddenPicture *self,
                                        const GError       *error,
                                        gpointer            user_data);

/* Both (transfer none), and to outlive it. */
BelayHiddenPicture *belay_hidden_picture_new       (const BelayInkScan     *scan,
                                                    BelayHiddenPlace       *place);
void                belay_hidden_picture_free      (BelayHiddenPicture     *self);

BelayHiddenPlace   *belay_hidden_picture_get_place (BelayHiddenPicture     *self);

/* One after the other. On any thread: make the ink strong, and upright. */
void                belay_hidden_picture_amplify   (BelayHiddenPicture     *self);

/* On the main thread; @cancellable is looked at before something is read. */
void                belay_hidden_picture_read      (BelayHiddenPicture     *self,
                                                    BelayReader            *reader,
                                                    GCancellable           *cancellable,
                                                    BelayHiddenPictureDone  done,
                                                    gpointer                user_data);

/* On any thread: sets what kind of place it is, and what it says. It stays unread if it could not be read. */
void                belay_hidden_picture_judge     (BelayHiddenPicture     *self);

/* How many pixels of the screen, each way, are one for what is read. */
int                 belay_hidden_picture_get_step  (gboolean                large);

G_END_DECLS
