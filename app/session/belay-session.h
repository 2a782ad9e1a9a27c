/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-agent.h"
#include "belay-preflight.h"
#include "belay-privacy.h"
#include "belay-sandbox.h"
#include "belay-screen.h"
#include "belay-slack.h"
#include "belay-step.h"
#include "belay-trail.h"

G_BEGIN_DECLS

typedef enum
{
  BELAY_SESSION_OPENING,        /* the sandbox starts, the screen connects, the trail is made */
  BELAY_SESSION_READY,          /* live, no task yet: the person prepares the sandbox */
  BELAY_SESSION_THINKING,       /* the agent has been asked */
  BELAY_SESSION_WAITING,        /* "current" waits for the person's decision */
  BELAY_SESSION_COUNTDOWN,      /* "current" runs at "deadline" unless stopped */
  BELAY_SESSION_RUNNING,        /* a step is carried out */
  BELAY_SESSION_ASKING,         /* the agent asked a question: belay_session_answer() */
  BELAY_SESSION_FINISHED,       /* the reply has ended: a new instruction goes on */
  BELAY_SESSION_PAUSED,         /* "problem" says why: belay_session_resume() */
  BELAY_SESSION_STOPPING,
  BELAY_SESSION_STOPPED,        /* by the person: a new instruction goes on */
  BELAY_SESSION_TAKEN_OVER,     /* the person is in control: belay_session_hand_back() */
  BELAY_SESSION_FAILED,         /* it cannot go on at all; "problem" says why */
  BELAY_SESSION_CLOSED,
} BelaySessionState;

#define BELAY_TYPE_SESSION_STATE (belay_session_state_get_type ())
GType belay_session_state_get_type (void);

typedef enum
{
  BELAY_CONTROL_NOBODY,
  BELAY_CONTROL_AGENT,
  BELAY_CONTROL_PERSON,
} BelayControl;

#define BELAY_TYPE_CONTROL (belay_control_get_type ())
GType belay_control_get_type (void);

#define BELAY_SESSION_ERROR (belay_session_error_quark ())
GQuark belay_session_error_quark (void);

typedef enum
{
  BELAY_SESSION_ERROR_STATE,    /* not now */
  BELAY_SESSION_ERROR_BUDGET,   /* a limit of the budget is reached */
  BELAY_SESSION_ERROR_SCREEN,   /* the screen is lost */
  BELAY_SESSION_ERROR_SANDBOX,  /* the sandbox ended */
  BELAY_SESSION_ERROR_REPLY,    /* refusal, cut at max_tokens */
  BELAY_SESSION_ERROR_FULL,     /* the conversation is as large as it may be; resuming begins a new one */
} BelaySessionError;

/* What the person decides on a host that the sandbox reached for. */
typedef enum
{
  BELAY_HOST_ONCE,              /* what one page needs, see belay-allow-list.h */
  BELAY_HOST_SESSION,
  BELAY_HOST_NEVER,
} BelayHostDecision;

/* Limits of one session; 0: none. */
typedef struct
{
  gint64 cost;                  /* micro-dollars */
  guint  steps;                 /* steps that ran */
  guint  minutes;               /* since the task was given */
} BelayBudget;

#define BELAY_TYPE_SESSION (belay_session_get_type ())

/*
 * One task, one sandbox, one conversation, one trail. Main thread only.
 *
 * Properties, read only and notified: "state" (BelaySessionState), "control" (BelayControl), "status" (string, a
 * translated sentence for the header), "current" (BelayStep, nullable: what the decision card shows), "deadline" (int64,
 * monotonic µs, 0: none), "problem" (GError, nullable), "slack" (string), "question" (string, nullable), "task" (string,
 * nullable), "agent" (BelayAgent, nullable), "screen" (BelayScreen, nullable until open), "trail" (nullable until open),
 * "usage" (pointer-less: notified; read with the getter), "flatten" (uint), "privacy" (BelayPrivacyPhase), "idle-deadline"
 * (int64, monotonic µs, 0: none), "records-typing" (boolean).
 */
G_DECLARE_FINAL_TYPE (BelaySession, belay_session, BELAY, SESSION, GObject)

BelaySession      *belay_session_new            (BelaySandbox         *sandbox,
                                                 const char           *trail_root);

/* Starts the sandbox, connects its screen, makes the trail. After it the state is READY, or FAILED. */
void               belay_session_open           (BelaySession         *self);

/* Gives the task; may be called before the session is READY, and then begins when it is. */
void               belay_session_begin          (BelaySession         *self,
                                                 BelayAgent           *agent,
                                                 const char           *task);

/* What is checked of the sandbox before the first step. While something is red and the person has not taken it on, the session
 * is READY and blocked: a task waits. */
BelayPreflight    *belay_session_get_preflight  (BelaySession         *self);
gboolean           belay_session_is_blocked     (BelaySession         *self);
gboolean           belay_session_accept_preflight (BelaySession       *self,
                                                 GError              **error);

BelaySessionState  belay_session_get_state      (BelaySession         *self);
BelayControl       belay_session_get_control    (BelaySession         *self);
const char        *belay_session_get_status     (BelaySession         *self);
const char        *belay_session_get_task       (BelaySession         *self);
BelayStep         *belay_session_get_current    (BelaySession         *self);
gint64             belay_session_get_deadline   (BelaySession         *self);
const GError      *belay_session_get_problem    (BelaySession         *self);
const char        *belay_session_get_question   (BelaySession         *self);
BelayAgent        *belay_session_get_agent      (BelaySession         *self);
BelaySandbox      *belay_session_get_sandbox    (BelaySession         *self);
BelayScreen       *belay_session_get_screen     (BelaySession         *self);
BelayTrail        *belay_session_get_trail      (BelaySession         *self);
/* Whether what the person sees is the sandbox as it is now. While it is not, nothing can be decided; "status", which is
 * notified when this changes, says so. */
gboolean           belay_session_is_screen_live (BelaySession         *self);
/* of BelayEntry, oldest first */
GListModel        *belay_session_get_timeline   (BelaySession         *self);
const BelayUsage  *belay_session_get_usage      (BelaySession         *self);
guint              belay_session_get_n_run      (BelaySession         *self);
/* of BelayStep: the turn under way, in order; empty between turns */
GListModel        *belay_session_get_turn       (BelaySession         *self);
/* Of a replay: where the screen after @step differs from the recording, screen pixels; NULL if nowhere. */
const BelayRect   *belay_session_get_differences (BelaySession        *self,
                                                 BelayStep            *step,
                                                 guint                *n_regions);
/* Of a replay that awaits words: (nullable) what the person said there in the recording. */
const char        *belay_session_get_recorded_words (BelaySession     *self);
/* Of the pictures the agent speaks of: the SHA-256 of one that showed what was on the screen while the agent looked only, and
 * where, screen pixels; (nullable). */
const char        *belay_session_get_glimpse    (BelaySession         *self,
                                                 BelayRect            *area);
gboolean           belay_session_get_geometry   (BelaySession         *self,
                                                 BelayGeometry        *geometry);
/* Screen pixels; FALSE while they are not known. The caret is where the last click went: typing goes there. */
gboolean           belay_session_get_pointer    (BelaySession         *self,
                                                 BelayPoint           *pointer);
gboolean           belay_session_get_caret      (BelaySession         *self,
                                                 BelayPoint           *caret);

char              *belay_session_get_slack      (BelaySession         *self);
gboolean           belay_session_set_slack      (BelaySession         *self,
                                                 const char           *slack,
                                                 GError              **error);
void               belay_session_get_budget     (BelaySession         *self,
                                                 BelayBudget          *budget);
void               belay_session_set_budget     (BelaySession         *self,
                                                 const BelayBudget    *budget);

/* Up to which difference from its background, of 255, something is hidden from the agent: 0 (nothing),
 * BELAY_FLATTEN_UNSEEN or any other value up to BELAY_FLATTEN_HARDLY_SEEN. May change at any time, and holds for the
 * pictures taken from then on; "flatten" (uint) is notified. */
guint              belay_session_get_flatten    (BelaySession         *self);
void               belay_session_set_flatten    (BelaySession         *self,
                                                 guint                 flatten);

/* Whether the agent is to have the sandbox's shell and files; before the task begins. From then on whether it has. */
void               belay_session_set_wants_shell (BelaySession        *self,
                                                 gboolean              wants_shell);
gboolean           belay_session_get_shell      (BelaySession         *self);

/* Decisions of the person on @step. Deciding ahead is allowed. @visible_ms: how long the card has been in view.
 * Each fails with BELAY_STEP_ERROR_STATE or BELAY_SESSION_ERROR_STATE. */
gboolean           belay_session_approve        (BelaySession         *self,
                                                 BelayStep            *step,
                                                 gint64                visible_ms,
                                                 GError              **error);
/* The same, the risk of a hold finding having been named. */
gboolean           belay_session_approve_named  (BelaySession         *self,
                                                 BelayStep            *step,
                                                 gint64                visible_ms,
                                                 GError              **error);
/* Decisions on several steps with one press: belay-session-batch.c. */
typedef gint64 (*BelayVisibleFunc) (BelayStep *step,
                                    gpointer   user_data);

gboolean           belay_session_approve_turn   (BelaySession         *self,
                                                 BelayVisibleFunc      visible,
                                                 gpointer              user_data,
                                                 GError              **error);
/* @stopped: (out) (transfer full) (nullable): the step before which it stopped. */
gboolean           belay_session_approve_until  (BelaySession         *self,
                                                 BelayStep            *last,
                                                 BelayVisibleFunc      visible,
                                                 gpointer              user_data,
                                                 BelayStep           **stopped,
                                                 GError              **error);
gboolean           belay_session_reject_from    (BelaySession         *self,
                                                 BelayStep            *first,
                                                 const char           *reason,
                                                 BelayVisibleFunc      visible,
                                                 gpointer              user_data,
                                                 GError              **error);
/* Until it is on its way to the sandbox, the person may take back that they approved or changed @step. */
gboolean           belay_session_can_take_back  (BelaySession         *self,
                                                 BelayStep            *step);
gboolean           belay_session_take_back      (BelaySession         *self,
                                                 BelayStep            *step,
                                                 GError              **error);
gboolean           belay_session_edit           (BelaySession         *self,
                                                 BelayStep            *step,
                                                 BelayAction          *action,
                                                 gint64                visible_ms,
                                                 GError              **error);
gboolean           belay_session_skip           (BelaySession         *self,
                                                 BelayStep            *step,
                                                 gint64                visible_ms,
                                                 GError              **error);
gboolean           belay_session_reject         (BelaySession         *self,
                                                 BelayStep            *step,
                                                 const char           *reason,
                                                 gint64                visible_ms,
                                                 GError              **error);

/* On a step that is held because its target changed: it does not run, nor does the rest of the turn; the agent is told so
 * and gets a fresh picture. */
gboolean           belay_session_look_at_change (BelaySession         *self,
                                                 BelayStep            *step,
                                                 gint64                visible_ms,
                                                 GError              **error);

/* Promise 3. Synchronous: on return nothing more is sent and everything held is released. Always allowed. */
void               belay_session_stop           (BelaySession         *self);

/* An answer to a question, or a new instruction when it has finished or was stopped. */
gboolean           belay_session_answer         (BelaySession         *self,
                                                 const char           *text,
                                                 GError              **error);
/* Goes on after a pause: the same request again, or past the limit (which is raised by as much again). */
gboolean           belay_session_resume         (BelaySession         *self,
                                                 GError              **error);

gboolean           belay_session_take_over      (BelaySession         *self,
                                                 GError              **error);
gboolean           belay_session_hand_back      (BelaySession         *self,
                                                 GError              **error);
/* Like taking over, but nothing is recorded and nothing reaches the agent, until the person has ended it, looked at what is
 * left on the screen, and lets the agent see that. Beginning again leads back from that look. */
gboolean           belay_session_begin_private  (BelaySession         *self,
                                                 GError              **error);
gboolean           belay_session_end_private    (BelaySession         *self,
                                                 GError              **error);
gboolean           belay_session_show_screen    (BelaySession         *self,
                                                 GError              **error);
BelayPrivacyPhase  belay_session_get_privacy    (BelaySession         *self);
/* Whether the record and the agent are told which keys the person presses, not only how many. */
gboolean           belay_session_get_records_typing (BelaySession     *self);
void               belay_session_set_records_typing (BelaySession     *self,
                                                 gboolean              records_typing);
/* Milliseconds. Without input for @idle, and @notice more, control goes back to the agent by itself; 0: never. */
void               belay_session_set_idle       (BelaySession         *self,
                                                 guint                 idle,
                                                 guint                 notice);
gint64             belay_session_get_idle_deadline (BelaySession      *self);
/* They are still there. */
void               belay_session_stay           (BelaySession         *self);
/* The person's hands; ignored unless they are in control. @point: screen pixels. @buttons: bit 0 left, 1 middle,
 * 2 right, 3 to 6 wheel up, down, left, right. */
void               belay_session_person_pointer (BelaySession         *self,
                                                 BelayPoint            point,
                                                 guint                 buttons);
void               belay_session_person_key     (BelaySession         *self,
                                                 guint32               keysym,
                                                 gboolean              down);

/* The hosts the sandbox may reach; its egress has the list, belay_sandbox_get_egress(). */
void               belay_session_decide_host    (BelaySession         *self,
                                                 BelayContact         *contact,
                                                 BelayHostDecision     decision);
gboolean           belay_session_allow_hosts    (BelaySession         *self,
                                                 const char           *pattern,
                                                 GError              **error);
void               belay_session_disallow_hosts (BelaySession         *self,
                                                 const char           *pattern);

/* Where the sandbox can: the machine and the conversation as they were before @step ran, and on from there. */
gboolean           belay_session_can_go_back    (BelaySession         *self,
                                                 BelayStep            *step);
gboolean           belay_session_go_back        (BelaySession         *self,
                                                 BelayStep            *step,
                                                 GError              **error);

/* Stops, ends the sandbox, closes the trail. The state is CLOSED when it has finished. */
void               belay_session_close_async    (BelaySession         *self,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
gboolean           belay_session_close_finish   (BelaySession         *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);

G_END_DECLS
