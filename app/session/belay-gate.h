/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-executor.h"
#include "belay-picture.h"
#include "belay-recent.h"
#include "belay-session.h"

G_BEGIN_DECLS

/* How the carrying out of a step ended. */
typedef struct
{
  BelayStepState  state;        /* DONE, FAILED, INTERRUPTED, NOT_RUN; or WAITING: held, the person must be asked again */
  char           *text;         /* what is true about it, for the model; not translated */
  BelayPicture   *picture;      /* (nullable) the screen at rest after it, or what was zoomed into */
  BelayPicture   *shown;        /* (nullable) what the agent gets instead: without what a person does not see */
} BelayOutcome;

void          belay_outcome_free         (BelayOutcome         *outcome);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayOutcome, belay_outcome_free)

#define BELAY_TYPE_GATE (belay_gate_get_type ())

/* The one door between decision and sandbox. Main thread only. */
G_DECLARE_FINAL_TYPE (BelayGate, belay_gate, BELAY, GATE, GObject)

BelayGate    *belay_gate_new             (BelayScreen          *screen,
                                          BelayTrail           *trail,
                                          BelayPrivacy         *privacy);

void          belay_gate_set_control     (BelayGate            *self,
                                          BelayControl          control);
BelayControl  belay_gate_get_control     (BelayGate            *self);
void          belay_gate_set_geometry    (BelayGate            *self,
                                          const BelayGeometry  *geometry);

/* Up to which difference from its background something is hidden in the pictures for the agent; 0: nothing is. */
void          belay_gate_set_flatten     (BelayGate            *self,
                                          guint                 flatten);

/* The screen when it last came to rest; (nullable). */
BelayFrame   *belay_gate_get_rest        (BelayGate            *self);
/* What the screen showed lately. */
const BelayRecent *belay_gate_get_recent (BelayGate           *self);
/* g_get_monotonic_time() of the last event that went out, whoever's it was. */
gint64        belay_gate_get_last_input  (BelayGate            *self);
/* (nullable) a hold finding if what @step is aimed at differs between @then and now */
BelayFinding *belay_gate_compare         (BelayGate            *self,
                                          BelayStep            *step,
                                          BelayFrame           *then);
/* The buttons that are held down, and where. */
guint         belay_gate_get_held        (BelayGate            *self,
                                          BelayPoint           *point);
/* The machine has gone back to when @buttons were held down at @point: they are let go of. Nobody is inside. */
void          belay_gate_renew           (BelayGate            *self,
                                          BelayPoint            point,
                                          guint                 buttons);
gboolean      belay_gate_get_pointer     (BelayGate            *self,
                                          BelayPoint           *point);
/* Where the last click went, and so where typing goes. */
gboolean      belay_gate_get_caret       (BelayGate            *self,
                                          BelayPoint           *point);

void          belay_gate_run_async       (BelayGate            *self,
                                          BelayStep            *step,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
BelayOutcome *belay_gate_run_finish      (BelayGate            *self,
                                          GAsyncResult         *result,
                                          GError              **error);

/* A picture of the screen at rest for the agent, stored in the trail; nothing is sent. */
void          belay_gate_look_async      (BelayGate            *self,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
BelayPicture *belay_gate_look_finish     (BelayGate            *self,
                                          GAsyncResult         *result,
                                          GError              **error);

/* A picture of the screen as it is now goes to the trail, for @why. Nothing waits for it. */
void          belay_gate_keep            (BelayGate            *self,
                                          const char           *why);
/* The same of @frame, which the screen showed. @step: the number of the one it is about; 0: of none. */
void          belay_gate_keep_frame      (BelayGate            *self,
                                          const char           *why,
                                          BelayFrame           *frame,
                                          guint                 step);
/* (nullable): what commands and files go through. */
void          belay_gate_set_shell       (BelayGate            *self,
                                          BelayShell           *shell);
/* @names: of strings: the secrets that may be typed; (transfer none), and may change. */
void          belay_gate_set_offered     (BelayGate            *self,
                                          GHashTable           *names);
/* (transfer full) (nullable): why the last secret could not be fetched, in words for the person */
GError       *belay_gate_take_secret_problem (BelayGate        *self);
/* (element-type BelaySecret): what has been typed so far */
GPtrArray    *belay_gate_get_typed_secrets (BelayGate          *self);

/* Whether something that was read or said has a secret in it that was typed here. */
gboolean      belay_gate_reads_secret    (BelayGate            *self,
                                          const char           *text);

void          belay_gate_stop            (BelayGate            *self);
void          belay_gate_close           (BelayGate            *self);

/* Releases what an earlier session may have left down. @pressed: (nullable): where, if it was a button as well. FALSE if
 * something is still owed; it is sent as soon as that is possible. */
gboolean      belay_gate_release         (BelayGate            *self,
                                          const guint32        *keysyms,
                                          guint                 n_keysyms,
                                          const BelayPoint     *pressed);

/* Before anybody is in control: types one letter, see belay-gate-trial.c. */
void          belay_gate_try_key_async   (BelayGate            *self,
                                          char                  letter,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
gboolean      belay_gate_try_key_finish  (BelayGate            *self,
                                          GAsyncResult         *result,
                                          GError              **error);

gboolean      belay_gate_person_pointer  (BelayGate            *self,
                                          BelayPoint            point,
                                          guint                 buttons);
gboolean      belay_gate_person_key      (BelayGate            *self,
                                          guint32               keysym,
                                          gboolean              down);

G_END_DECLS
