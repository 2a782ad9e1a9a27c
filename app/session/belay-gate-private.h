/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-gate.h"
#include "belay-recent.h"
#include "belay-secret-watch.h"

G_BEGIN_DECLS

/* What belay-gate.c (the door and who may pass), belay-gate-passage.c (a step's way through), belay-gate-picture.c (what is
 * seen of it) and belay-gate-secrets.c (what it types and nobody may see) share. */
struct _BelayGate
{
  GObject         parent_instance;

  BelayScreen    *screen;
  BelayTrail     *trail;
  BelayPrivacy   *privacy;
  BelayExecutor  *executor;
  BelayControl    control;
  BelayGeometry   geometry;
  guint           flatten;      /* up to which difference something is hidden from the agent */

  BelayFrame     *rest;         /* the screen when it last came to rest */
  BelayPicture   *picture;      /* the last picture of the whole screen */
  BelayPoint      caret;        /* where the last click went: where typing goes */
  gboolean        has_caret;

  BelayRecent    *recent;       /* what the screen showed lately */
  BelaySecretWatch *watch;      /* where secrets can be seen */
  BelayShell     *shell;        /* (nullable) */
  GHashTable     *offered;      /* (nullable) of strings: the secrets that may be typed; the session's */
  GError         *secret_problem; /* (nullable) why one could not be fetched, for the person */

  GCancellable   *passage;      /* of the step inside, NULL when the door is free */
  gboolean        closed;       /* for good: the trail takes nothing more */
};

/* belay-gate-approach.c */
void          belay_gate_watch           (BelayGate            *self);
BelayFinding *belay_gate_examine_target  (BelayGate            *self,
                                          BelayStep            *step,
                                          BelayFrame           *bound);
void          belay_gate_approach_async  (BelayGate            *self,
                                          BelayInputPlan       *plan,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
gboolean      belay_gate_approach_finish (BelayGate            *self,
                                          GAsyncResult         *result,
                                          guint                *n_sent,
                                          BelayFinding        **finding,
                                          GError              **error);
/* belay-gate-secrets.c */
void          belay_gate_fetch_secrets_async  (BelayGate           *self,
                                               BelayAction         *action,
                                               GCancellable        *cancellable,
                                               GAsyncReadyCallback  callback,
                                               gpointer             user_data);
GPtrArray    *belay_gate_fetch_secrets_finish (BelayGate           *self,
                                               GAsyncResult        *result,
                                               GError             **error);
/* @secret: (nullable) */
void          belay_gate_on_secret            (BelayGate           *self,
                                               BelaySecret         *secret);

/* belay-gate-picture.c */
void          belay_gate_picture_async   (BelayGate            *self,
                                          BelayFrame           *frame,
                                          const BelayRect      *region,
                                          int                   width,
                                          int                   height,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
gboolean      belay_gate_get_picture_size (BelayGate           *self,
                                           const BelayAction   *action,
                                           BelayRect           *region,
                                           int                 *width,
                                           int                 *height);
BelayPicture *belay_gate_picture_finish  (BelayGate            *self,
                                          GAsyncResult         *result,
                                          GError              **error);
void          belay_gate_keep_before     (BelayGate            *self,
                                          BelayStep            *step);

/* Whether @picture may go to the trail, or anywhere: not if nobody may see it, nor when the gate is closed. */
gboolean      belay_gate_may_keep        (BelayGate            *self,
                                          BelayPicture         *picture);
/* Puts it there if it may. @why: (nullable): for a record of its own. */
gboolean      belay_gate_store           (BelayGate            *self,
                                          const char           *why,
                                          BelayPicture         *picture);

G_END_DECLS
