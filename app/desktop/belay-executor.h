/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-action.h"
#include "belay-input-plan.h"
#include "belay-input-planner.h"
#include "belay-screen.h"

G_BEGIN_DECLS

#define BELAY_TYPE_EXECUTOR (belay_executor_get_type ())

/*
 * Carries out input plans on a screen, one at a time, and keeps the ledger of what is held down. Only BelayGate may
 * own one; a test reads the sources and holds everybody to that. Main thread only.
 *
 * Signals: "secret" (BelaySecret, nullable): its first key goes out next; NULL: what follows it does.
 */
G_DECLARE_FINAL_TYPE (BelayExecutor, belay_executor, BELAY, EXECUTOR, GObject)

BelayExecutor  *belay_executor_new           (BelayScreen          *screen);

/* BELAY_KEYS_SYMBOLS unless told; a virtual machine's screen wants BELAY_KEYS_SCANCODES. */
void            belay_executor_set_key_way   (BelayExecutor        *self,
                                              BelayKeyWay           way);

BelayInputPlan *belay_executor_plan          (BelayExecutor        *self,
                                              const BelayAction    *action,
                                              const BelayGeometry  *geometry,
                                              GError              **error);

/* Hands over the secrets that @plan types: they are kept until it has ended. FALSE, and nothing is kept, if it could not
 * type them all. */
gboolean        belay_executor_take_secrets  (BelayExecutor        *self,
                                              BelayInputPlan       *plan,
                                              GPtrArray            *secrets,
                                              GError              **error);

/* Runs @plan. Cancelling @cancellable, or belay_executor_stop(), ends it before the next event; in both cases what is
 * held down has been released before the callback runs. */
void            belay_executor_run_async     (BelayExecutor        *self,
                                              BelayInputPlan       *plan,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean        belay_executor_run_finish    (BelayExecutor        *self,
                                              GAsyncResult         *result,
                                              guint                *n_sent,
                                              GError              **error);

/* Synchronous: when this returns no further event of the running plan goes out, and everything held is released. */
void            belay_executor_stop          (BelayExecutor        *self);

/* Releases keys that a plan of an earlier run of the program may have left down. */
void            belay_executor_release_keys  (BelayExecutor        *self,
                                              const guint32        *keysyms,
                                              guint                 n_keysyms);
/* The same for buttons, pressed where @point is. */
void            belay_executor_release_buttons (BelayExecutor      *self,
                                              BelayPoint            point);

/* The person's own hands, while they are in control. */
gboolean        belay_executor_pass_pointer  (BelayExecutor        *self,
                                              BelayPoint            point,
                                              guint                 buttons);
gboolean        belay_executor_pass_key      (BelayExecutor        *self,
                                              guint32               keysym,
                                              gboolean              down);

/* Of a machine that has gone back to when @buttons were down at @point: its server thinks they are up, so they go down once more
 * first. Whether anything is held or not, the server gets something to do, and looks at its screen. */
void            belay_executor_renew         (BelayExecutor        *self,
                                              BelayPoint            point,
                                              guint                 buttons);
/* What is held down of the mouse. */
guint           belay_executor_get_buttons   (BelayExecutor        *self);

gboolean        belay_executor_get_pointer   (BelayExecutor        *self,
                                              BelayPoint           *point);
gboolean        belay_executor_is_holding    (BelayExecutor        *self);
gint64          belay_executor_get_last_time (BelayExecutor        *self);

G_END_DECLS
