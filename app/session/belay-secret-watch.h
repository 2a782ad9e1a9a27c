/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-secret.h"
#include "belay-veil.h"

G_BEGIN_DECLS

#define BELAY_TYPE_SECRET_WATCH (belay_secret_watch_get_type ())

/*
 * Knows which secrets have been typed, and where they can be seen since: what has been drawn while they were typed, the
 * same drawn elsewhere, and every place that reads like one of them. What cannot be told counts as one. Main thread only.
 */
G_DECLARE_FINAL_TYPE (BelaySecretWatch, belay_secret_watch, BELAY, SECRET_WATCH, GObject)

BelaySecretWatch *belay_secret_watch_new            (void);

/* The first key of @secret goes out next; @frame: the screen before it. */
void              belay_secret_watch_begin          (BelaySecretWatch     *self,
                                                     BelaySecret          *secret,
                                                     BelayFrame           *frame);
/* What it draws has been drawn by now. */
void              belay_secret_watch_end            (BelaySecretWatch     *self,
                                                     BelayFrame           *frame);
/* Nothing is looked for any more, and no value is kept. */
void              belay_secret_watch_forget         (BelaySecretWatch     *self);

/* Whether there is anything to look for. */
gboolean          belay_secret_watch_is_needed      (BelaySecretWatch     *self);
/* (element-type BelaySecret): what has been typed */
GPtrArray        *belay_secret_watch_get_secrets    (BelaySecretWatch     *self);

/* What of @frame must be covered. Takes a few seconds at the most; fails only when it is cancelled. */
void              belay_secret_watch_examine_async  (BelaySecretWatch     *self,
                                                     BelayFrame           *frame,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
BelayVeil        *belay_secret_watch_examine_finish (BelaySecretWatch     *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);

G_END_DECLS
