/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-budget.h"
#include "belay-gate.h"
#include "belay-hidden-text.h"
#include "belay-lease.h"
#include "belay-preflight-run.h"
#include "belay-record.h"
#include "belay-rule-book.h"
#include "belay-screen-text.h"
#include "belay-session.h"
#include "belay-story.h"
#include "belay-timeline.h"
#include "belay-trail-held.h"
#include "belay-turn.h"

G_BEGIN_DECLS

typedef struct _BelaySessionReplay BelaySessionReplay;
typedef struct _BelaySight BelaySight;
typedef struct _BelayReturn BelayReturn;
typedef struct _BelayNaming BelayNaming;
typedef struct _BelaySessionWords BelaySessionWords;
typedef struct _BelayWindowWait BelayWindowWait;

/* What the files of the session share: the object (belay-session.c), how it comes to be and ends (-life), the way of the
 * steps (-loop), how they are examined (-examine, -secrets, -sight, -words, -origins), what they are aimed at in words (-target),
 * the conversation (-talk, -listen), its end before the session's (-renew), going back in it (-rewind), what the person may do
 * (-person, on several steps at once -batch), how they take control (-control), how far they let it go (-slack), what the rules
 * say (-rules, -window, -host-rules), what the sandbox reaches (-network), what is checked before all that (-preflight), what an
 * earlier session left held down (-held), and what a replay adds (-replay). */
struct _BelaySession
{
  GObject            parent_instance;

  /* The house the session lives in; all but the sandbox come while it opens. */
  BelaySandbox      *sandbox;
  BelayScreen       *screen;
  BelayTrail        *trail;
  BelayGate         *gate;
  char              *trail_root;
  GCancellable      *opening;
  gboolean           finding_held;
  GPtrArray         *held;              /* of BelayTrailHeld: what an earlier session left down; nullable */
  BelayPreflight    *preflight;
  BelayPreflightRun *preflight_run;     /* nullable: while it is carried out */
  GTask             *closing;           /* of belay_session_close_async() while something is still ending */

  BelayAgent        *agent;
  BelaySessionReplay *replay;           /* nullable: the agent is none */
  char              *task;

  BelaySessionState  state;
  char              *status;            /* overrides the sentence of the state; nullable */
  GError            *problem;
  char              *question;
  BelayTimeline     *timeline;

  /* The conversation. */
  BelayTurn         *turn;              /* of the reply under way, or the last one */
  BelayStep         *parked;            /* waits for nothing but the lost screen; nullable */
  BelayStep         *current;           /* what the decision card shows; nullable */
  BelayMessage      *outgoing;          /* said, or about to be, and not answered yet; nullable */
  char              *handed;            /* sentences on files the agent has not heard of; nullable */
  char              *note;              /* a sentence the agent must hear with the next words; nullable */
  BelayStory        *story;             /* what has been said and done, for a new conversation */
  gboolean           is_full;           /* nothing more can be said in this one */
  BelayPicture      *fresh;             /* a picture that goes with it; nullable */
  GCancellable      *asking;            /* of the ask under way, NULL if there is none */
  BelayStep         *passing;           /* the step inside the gate; nullable */
  GPtrArray         *returns;           /* of BelayReturn, oldest first: what can be gone back to */
  BelayReturn       *returning;         /* nullable: the one of them that the machine is being brought back to */
  BelayStep         *keeping;           /* nullable, not owned: the step before which the machine is being kept as it is */
  BelayStep         *without_return;    /* nullable: the step that runs without that */
  BelayNaming       *naming;            /* (nullable) finds words for what the current step is aimed at */
  gboolean           looking;           /* a fresh picture is being taken */
  gboolean           look_is_due;       /* that failed: resuming tries again */
  BelaySessionState  after_stop;        /* STOPPED, TAKEN_OVER or CLOSED: where STOPPING leads */
  gboolean           stop_freezes;      /* the sandbox with everything in it */
  BelaySessionState  before_take_over;  /* where handing back leads if the agent was not at work */

  /* The person in control. */
  BelayLease        *lease;             /* (nullable) while they are */
  BelayPrivacy      *privacy;           /* whether nobody but them may see the screen: ask here before keeping a frame */
  gboolean           was_private;       /* in this lease */
  gint64             private_since;     /* monotonic */
  gboolean           records_typing;    /* which keys they press, not only how many */
  guint              idle_ms;           /* without input until they count as gone, 0: never */
  guint              idle_notice_ms;    /* more until control goes back */
  gboolean           unattended;        /* it went back by itself, and they have done nothing since */

  guint              n_turns;
  guint              n_steps;
  guint              n_run;

  BelayGeometry      geometry;
  BelaySlack         slack;
  BelayRuleBook     *book;              /* the rules in force */
  BelayWindowWait   *window_wait;       /* (nullable) for the title of a window, see -window */
  guint              countdown;         /* source id, 0: none */
  gint64             deadline;
  BelayBudget        limits;            /* as the person set them */
  BelayBudget        budget;            /* in force; raised when the person goes on */
  GPtrArray         *examinations;      /* of steps that are being examined; nullable */
  gboolean           awaiting_guards;   /* the session goes on when the step whose turn it is has been examined */
  gboolean           patterns_ready;    /* what is looked for in text has been compiled */
  BelayHiddenText   *hidden_text;
  BelayShell        *shell;             /* (nullable) what the agent's commands and files go through */
  gboolean           wants_shell;
  guint              n_previews;        /* files that are being read for what would become of them */
  gboolean           awaiting_previews; /* the session goes on when they have been */
  GHashTable        *troubled;          /* of static strings: guards that do not work at present */
  GPtrArray         *glimpses;          /* (nullable) of pictures for the agent that showed something new */
  BelaySessionWords *words;
  BelaySight        *sight;             /* (nullable) the pictures the agent has seen last */
  BelaySight        *next_sight;        /* (nullable) those that go with the next message */
  GHashTable        *told;              /* of strings: what is hidden, and the person has been told of */
  guint              flatten;           /* up to which difference something is hidden from the agent; 0: nothing */
  guint              recorded_flatten;  /* the same as the record has it */
  guint              last_passed;       /* number of the step that passed the gate last, 0: none */
  GHashTable        *told_contacts;     /* of BelayContact: those the timeline shows */
  GHashTable        *acted_on;          /* of strings: and approved something in spite of */
  GHashTable        *offered;           /* of strings: the secrets the person has mentioned */
  GHashTable        *typed_into;        /* of strings: where which of them has been typed */

  BelayUsage         usage;
  gint64             started;           /* monotonic, 0: no task yet */
};

typedef enum
{
  BELAY_SESSION_PROP_STATE = 1,
  BELAY_SESSION_PROP_CONTROL,
  BELAY_SESSION_PROP_STATUS,
  BELAY_SESSION_PROP_CURRENT,
  BELAY_SESSION_PROP_DEADLINE,
  BELAY_SESSION_PROP_PROBLEM,
  BELAY_SESSION_PROP_SLACK,
  BELAY_SESSION_PROP_QUESTION,
  BELAY_SESSION_PROP_TASK,
  BELAY_SESSION_PROP_AGENT,
  BELAY_SESSION_PROP_SCREEN,
  BELAY_SESSION_PROP_TRAIL,
  BELAY_SESSION_PROP_USAGE,
  BELAY_SESSION_PROP_FLATTEN,
  BELAY_SESSION_PROP_PRIVACY,
  BELAY_SESSION_PROP_IDLE_DEADLINE,
  BELAY_SESSION_PROP_RECORDS_TYPING,
  BELAY_SESSION_N_PROPS,
} BelaySessionProp;

/* belay-session.c */
void     belay_session_notify         (BelaySession       *self,
                                       BelaySessionProp    prop);
void     belay_session_set_state      (BelaySession       *self,
                                       BelaySessionState   state);
void     belay_session_set_status     (BelaySession       *self,
                                       const char         *status);
void     belay_session_set_question   (BelaySession       *self,
                                       const char         *question);
void     belay_session_pause          (BelaySession       *self,
                                       const GError       *problem);
void     belay_session_fail           (BelaySession       *self,
                                       const GError       *problem);

/* belay-session-control.c */
void     belay_session_watch_privacy  (BelaySession       *self);
void     belay_session_follow_lease   (BelaySession       *self);
char    *belay_session_tell_lease     (BelaySession       *self,
                                       const char         *begin);
void     belay_session_return_idle    (BelaySession       *self);
void     belay_session_record_gap     (BelaySession       *self,
                                       const char         *reason);

/* belay-session-examine.c */
void     belay_session_examine        (BelaySession       *self,
                                       BelayStep          *step);
void     belay_session_examine_edit   (BelaySession       *self,
                                       BelayStep          *step);
gboolean belay_session_await_guards   (BelaySession       *self,
                                       BelayStep          *step);
void     belay_session_prepare_guards (BelaySession       *self);
void     belay_session_end_examinations (BelaySession     *self);

/* belay-session-files.c */
void     belay_session_take_handed    (BelaySession       *self);

/* belay-session-flatten.c */
void     belay_session_record_flatten (BelaySession       *self);

/* belay-session-glimpse.c */
void     belay_session_watch_glimpse  (BelaySession       *self,
                                       BelayPicture       *picture);
void     belay_session_change_glimpses (BelaySession      *self);
void     belay_session_add_glimpsed   (BelaySession       *self,
                                       GPtrArray          *findings);
guint    belay_session_get_doubt      (BelaySession       *self);

/* belay-session-held.c */
void     belay_session_find_held      (BelaySession       *self);
void     belay_session_release_held   (BelaySession       *self);

/* belay-session-life.c */
void     belay_session_begin_now      (BelaySession       *self);
void     belay_session_check_ready    (BelaySession       *self);
void     belay_session_finish_closing (BelaySession       *self);

void     belay_session_be_ready       (BelaySession       *self);

/* belay-session-preflight.c */
void     belay_session_begin_preflight (BelaySession      *self);

/* belay-session-listen.c */
void     belay_session_connect_agent  (BelaySession       *self);

/* belay-session-network.c */
void     belay_session_open_network   (BelaySession       *self);
void     belay_session_close_network  (BelaySession       *self);
void     belay_session_forbid_model   (BelaySession       *self);
JsonObject *belay_session_scrub_hosts (BelaySession   *self,
                                       JsonObject         *object);

/* belay-session-renew.c */
void     belay_session_pause_full     (BelaySession       *self,
                                       const char         *why);
void     belay_session_renew          (BelaySession       *self,
                                       const char         *text);

/* belay-session-secrets.c */
void     belay_session_offer_secrets  (BelaySession       *self,
                                       const char         *words);
void     belay_session_offer_edited   (BelaySession       *self,
                                       BelayStep          *step,
                                       BelayAction        *action);
char    *belay_session_refuse_secrets (BelaySession       *self,
                                       BelayAction        *action);
void     belay_session_add_secrets    (BelaySession       *self,
                                       BelayStep          *step,
                                       GPtrArray          *findings);
void     belay_session_note_secrets   (BelaySession       *self,
                                       BelayStep          *step);
void     belay_session_tell_secret_problem (BelaySession  *self);
/* (transfer full): @text, read off the screen, with names in the place of secrets that have been typed */
char    *belay_session_scrub          (BelaySession       *self,
                                       const char         *text);

/* belay-session-rules.c */
void     belay_session_watch_rules    (BelaySession       *self);
void     belay_session_record_policy  (BelaySession       *self,
                                       JsonObject         *open);
void     belay_session_begin_rules    (BelaySession       *self);
BelayRulesVerdict belay_session_ask_rules (BelaySession     *self,
                                           BelayStep        *step,
                                           BelayAction      *action,
                                           const BelayRule **rule,
                                           gboolean         *unsure);
gboolean belay_session_runs_by_itself (BelaySession       *self,
                                       BelayStep          *step,
                                       gboolean            announced);
gboolean belay_session_apply_rules    (BelaySession       *self,
                                       BelayStep          *step);
gboolean belay_session_check_rules    (BelaySession       *self,
                                       BelayStep          *step);
gboolean belay_session_may_decide     (BelaySession       *self,
                                       BelayStep          *step,
                                       BelayAction        *action,
                                       GError            **error);

/* belay-session-host-rules.c */
void     belay_session_rule_hosts     (BelaySession       *self,
                                       gboolean            in_force);
const BelayRule *belay_session_get_host_rule (BelaySession *self,
                                              BelayContact *contact);
gboolean belay_session_allow_by_rule  (BelaySession       *self,
                                       BelayContact       *contact);
void     belay_session_apply_host_rules (BelaySession     *self);

/* belay-session-window.c */
gboolean belay_session_await_window   (BelaySession       *self,
                                       BelayStep          *step);
void     belay_session_forget_window  (BelaySession       *self);
const char *belay_session_get_window_title (BelaySession  *self,
                                            BelayStep     *step);

/* belay-session-rewind.c */
void     belay_return_free            (BelayReturn        *self);
void     belay_session_forget_returns (BelaySession       *self);
gboolean belay_session_keep_machine   (BelaySession       *self,
                                       BelayStep          *step);

/* belay-session-shell.c */
void     belay_session_open_shell     (BelaySession       *self);
void     belay_session_preview        (BelaySession       *self,
                                       BelayStep          *step);
void     belay_session_preview_rest   (BelaySession       *self);
gboolean belay_session_is_previewed   (BelaySession       *self,
                                       BelayStep          *step);
gboolean belay_session_await_previews (BelaySession       *self,
                                       BelayStep          *step);

/* belay-session-sight.c */
void     belay_sight_unref            (BelaySight         *self);
void     belay_session_show_agent     (BelaySession       *self,
                                       BelayPicture       *picture);
void     belay_session_change_sight   (BelaySession       *self);
gboolean belay_session_is_sight_clear (BelaySession       *self);
void     belay_session_add_hidden     (BelaySession       *self,
                                       GPtrArray          *findings);
void     belay_session_act_on_hidden  (BelaySession       *self,
                                       BelayStep          *step);

/* belay-session-trouble.c */
void     belay_session_set_trouble    (BelaySession       *self,
                                       const char         *guard,
                                       const char         *why);
gboolean belay_session_is_troubled    (BelaySession       *self);

/* belay-session-target.c */
void     belay_session_watch_target   (BelaySession       *self);
void     belay_session_name_target    (BelaySession       *self);
void     belay_naming_free            (BelayNaming        *self);
/* belay-session-words.c */
BelaySessionWords *belay_session_words_new (void);
void     belay_session_words_free     (BelaySessionWords  *self);
void     belay_session_read_words     (BelaySession       *self,
                                       BelayPicture       *picture);
void     belay_session_change_word_sight (BelaySession    *self);
const BelayScreenReading *belay_session_get_reading (BelaySession *self);
void     belay_session_add_words      (BelaySession       *self,
                                       BelayStep          *step,
                                       GPtrArray          *findings);
void     belay_session_act_on_words   (BelaySession       *self,
                                       BelayStep          *step);
gboolean belay_session_are_words_known (BelaySession      *self);
gboolean belay_session_is_awaiting_words (BelaySession    *self);
gboolean belay_session_await_reading  (BelaySession       *self,
                                       BelayStep          *step);
void     belay_session_cease_awaiting (BelaySession       *self);
void     belay_session_end_awaiting   (BelaySession       *self);

/* belay-session-origins.c */
void     belay_session_hear_person    (BelaySession       *self,
                                       const char         *text);
void     belay_session_take_typed     (BelaySession       *self,
                                       BelayStep          *step);
void     belay_session_watch_clipboard (BelaySession      *self);

/* belay-session-talk.c */
void     belay_session_measure        (BelaySession       *self);
void     belay_session_ask            (BelaySession       *self,
                                       BelayMessage       *message);
void     belay_session_say            (BelaySession       *self,
                                       const char         *text);
void     belay_session_look_again     (BelaySession       *self,
                                       const char         *note);
gboolean belay_session_is_ending      (BelaySession       *self);
void     belay_session_check_ended    (BelaySession       *self);
void     belay_session_keep_results   (BelaySession       *self);

/* belay-session-loop.c */
void     belay_session_follow         (BelaySession       *self);
void     belay_session_end_step       (BelaySession       *self,
                                       BelayStep          *step,
                                       BelayStepState      state,
                                       const char         *outcome);
void     belay_session_drop_steps     (BelaySession       *self,
                                       const char         *outcome);
gboolean belay_session_is_parked      (BelaySession       *self,
                                       BelayStep          *step);
void     belay_session_proceed        (BelaySession       *self);
/* belay-session-machine.c */
void     belay_session_record_machine (BelaySession       *self);
void     belay_session_unlock_screen  (BelaySession       *self);

/* belay-session-freeze.c */
void     belay_session_watch_freeze   (BelaySession       *self);
void     belay_session_freeze         (BelaySession       *self);

void     belay_session_halt           (BelaySession       *self,
                                       BelaySessionState   after);
void     belay_session_end_countdown  (BelaySession       *self);
void     belay_session_shorten_slack  (BelaySession       *self);

/* belay-session-batch.c */
void     belay_session_end_halted     (BelaySession       *self);

/* belay-session-person.c */
gboolean belay_session_refuse_now     (GError            **error);
gboolean belay_session_can_decide     (BelaySession       *self,
                                       GError            **error);
gboolean belay_session_decide         (BelaySession       *self,
                                       BelayStep          *step,
                                       BelayDecision      *decision,
                                       GError            **error);
void     belay_session_go_on          (BelaySession       *self);

/* belay-session-replay.c */
void     belay_session_watch_replay   (BelaySession       *session);
void     belay_session_free_replay    (BelaySessionReplay *self);
void     belay_session_add_remarks    (BelaySession       *session,
                                       BelayStep          *step,
                                       GPtrArray          *findings);
void     belay_session_compare        (BelaySession       *session,
                                       BelayStep          *step,
                                       BelayPicture       *picture);
gboolean belay_session_check_recording (BelaySession      *session,
                                       BelayStep          *step);
guint    belay_session_get_pause      (BelaySession       *session,
                                       BelayStep          *step);
BelayFrame *belay_session_get_agents_frame (BelaySession  *session,
                                            BelayStep     *step);
void     belay_session_await_words    (BelaySession       *session);

G_END_DECLS
