/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-actions-private.h"

#include <glib/gi18n-lib.h>

#include "belay-rule-offer.h"
#include "belay-rules-in-force.h"

#include "belay-flatten-choice.h"

enum
{
  FAILED,
  ANSWERED,
  NOTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelaySessionActions, belay_session_actions, G_TYPE_OBJECT)

void
belay_session_actions_check (BelaySessionActions *self,
                             const GError        *error)
{
  if (error != NULL)
    g_signal_emit (self, signals[FAILED], 0, error);
}

static BelayStep *
get_step (BelaySessionActions *self)
{
  return self->page != NULL ? belay_session_page_get_step (self->page) : NULL;
}

/* What the actions do. They are disabled where there is no step, and g_action_activate() honours that. */

static void
on_approve (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  BelaySessionActions *self = user_data;
  g_autoptr(GError) error = NULL;

  belay_session_approve (self->session, get_step (self), belay_session_page_get_visible_ms (self->page), &error);
  belay_session_actions_check (self, error);
}

static void
on_approve_named (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  BelaySessionActions *self = user_data;
  g_autoptr(GError) error = NULL;

  belay_session_approve_named (self->session, get_step (self), belay_session_page_get_visible_ms (self->page),
                               &error);
  belay_session_actions_check (self, error);
}

/* A step that is being changed, or thought about, must not run meanwhile. */
static void
end_countdown (BelaySessionActions *self)
{
  if (belay_session_get_state (self->session) == BELAY_SESSION_COUNTDOWN)
    belay_session_set_slack (self->session, "looks", NULL);
}

/* The first of two deliberate acts. */
static void
on_allow_like_this (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  BelaySessionActions *self = user_data;
  g_autoptr(GError) error = NULL;

  end_countdown (self);
  belay_rule_offer_present (GTK_WINDOW (self->map), self->session, get_step (self), &error);
  belay_session_actions_check (self, error);
}

static void
on_rules (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  BelaySessionActions *self = user_data;

  belay_rules_in_force_present (GTK_WINDOW (self->map), self->session);
}

static void
on_edit (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  BelaySessionActions *self = user_data;

  end_countdown (self);
  belay_session_page_set_editing (self->page, TRUE);
}

static void
apply_edit (BelaySessionActions *self,
            BelayStep           *step,
            BelayAction         *edited)
{
  g_autoptr(GError) error = NULL;

  belay_session_edit (self->session, step, edited, belay_session_page_get_visible_ms (self->page), &error);
  belay_session_actions_check (self, error);
}

static void
on_edit_json (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  BelaySessionActions *self = user_data;
  BelayStep *step = get_step (self);
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayAction) edited = NULL;

  edited = belay_action_edit_json (belay_step_get_action (step),
                                   belay_proposal_get_space (belay_step_get_proposal (step)),
                                   g_variant_get_string (parameter, NULL), &error);

  if (edited != NULL)
    apply_edit (self, step, edited);
  else
    belay_session_actions_check (self, error);
}

static void
on_skip (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  BelaySessionActions *self = user_data;
  g_autoptr(GError) error = NULL;

  belay_session_skip (self->session, get_step (self), belay_session_page_get_visible_ms (self->page), &error);
  belay_session_actions_check (self, error);
}

/* An empty reason is none: the session bus knows no type for what may be nothing. */
static void
on_reject (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  BelaySessionActions *self = user_data;
  g_autoptr(GError) error = NULL;
  const char *reason = g_variant_get_string (parameter, NULL);

  belay_session_reject (self->session, get_step (self), *reason != '\0' ? reason : NULL,
                        belay_session_page_get_visible_ms (self->page), &error);
  belay_session_actions_check (self, error);
}

static void
on_stop (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  BelaySessionActions *self = user_data;

  belay_session_stop (self->session);
}

/* Whether the slack would have let the step run that waits: that was asked about, and still is. */
static gboolean
is_late (BelaySessionActions *self,
         const char          *slack)
{
  BelayStep *step = belay_session_get_current (self->session);
  BelaySeverity worst;
  BelaySlack parsed;

  return belay_session_get_state (self->session) == BELAY_SESSION_WAITING && step != NULL &&
         belay_step_get_action (step) != NULL && belay_slack_parse (slack, &parsed, NULL) &&
         belay_slack_allows (&parsed, belay_step_get_action (step)) &&
         !(belay_step_get_worst (step, &worst) && worst >= BELAY_FINDING_WARN);
}

static void
on_slack (GSimpleAction *action,
          GVariant      *value,
          gpointer       user_data)
{
  BelaySessionActions *self = user_data;
  const char *slack = g_variant_get_string (value, NULL);
  g_autoptr(GError) error = NULL;

  if (belay_session_set_slack (self->session, slack, &error) && is_late (self, slack))
    g_signal_emit (self, signals[NOTED], 0, _("This holds from the next step on. The one that waits still waits for you."));

  belay_session_actions_check (self, error);
}

static void
on_pause (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  BelaySessionActions *self = user_data;
  g_autoptr(GError) error = NULL;

  belay_session_set_slack (self->session, "looks", &error);
  belay_session_actions_check (self, error);
}

static void
on_answer (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  BelaySessionActions *self = user_data;
  const char *words = g_variant_get_string (parameter, NULL);
  g_autoptr(GError) error = NULL;

  if (belay_session_get_agent (self->session) == NULL)
    g_signal_emit (self, signals[ANSWERED], 0, words);
  else
    belay_session_answer (self->session, words, &error);

  belay_session_actions_check (self, error);
}

static void
on_live (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  BelaySessionActions *self = user_data;

  belay_session_page_go_live (self->page);
}

static void
on_reveal (GSimpleAction *action,
           GVariant      *value,
           gpointer       user_data)
{
  BelaySessionActions *self = user_data;

  g_simple_action_set_state (action, value);
  belay_session_page_set_revealed (self->page, g_variant_get_boolean (value));
}

static void
on_show_glimpse (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  BelaySessionActions *self = user_data;

  belay_session_page_show_glimpse (self->page);
}

static void
on_flatten (GSimpleAction *action,
            GVariant      *value,
            gpointer       user_data)
{
  BelaySessionActions *self = user_data;

  belay_session_set_flatten (self->session, belay_flatten_choice_to_levels (g_variant_get_string (value, NULL)));
}

static void
on_resume (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  BelaySessionActions *self = user_data;
  g_autoptr(GError) error = NULL;

  belay_session_resume (self->session, &error);
  belay_session_actions_check (self, error);
}

static void
on_retry_now (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  BelaySessionActions *self = user_data;
  BelayAgent *agent = belay_session_get_agent (self->session);

  if (agent != NULL)
    belay_agent_retry_now (agent);
}

static const GActionEntry entries[] =
{
  { .name = "approve",       .activate = on_approve },
  { .name = "approve-named", .activate = on_approve_named },
  { .name = "allow-like-this", .activate = on_allow_like_this },
  { .name = "rules",         .activate = on_rules },
  { .name = "edit",          .activate = on_edit },
  { .name = "edit-json",     .activate = on_edit_json, .parameter_type = "s" },
  { .name = "skip",          .activate = on_skip },
  { .name = "reject",        .activate = on_reject, .parameter_type = "s" },
  { .name = "stop",          .activate = on_stop },
  { .name = "slack",         .parameter_type = "s", .state = "'looks'", .change_state = on_slack },
  { .name = "pause",         .activate = on_pause },
  { .name = "answer",        .activate = on_answer, .parameter_type = "s" },
  { .name = "live",          .activate = on_live },
  { .name = "reveal",        .state = "false", .change_state = on_reveal },
  { .name = "show-glimpse",  .activate = on_show_glimpse },
  { .name = "flatten",       .parameter_type = "s", .state = "'nothing'", .change_state = on_flatten },
  { .name = "resume",        .activate = on_resume },
  { .name = "retry-now",     .activate = on_retry_now },
};

/* When they are enabled. */

typedef struct
{
  gboolean decidable;           /* the card's step may be decided now */
  gboolean runnable;            /* and may lead to it being run */
  gboolean held;
} Situation;

static Situation
get_situation (BelaySessionActions *self)
{
  Situation situation = { FALSE };
  BelayStep *step = get_step (self);
  BelaySeverity worst = BELAY_FINDING_NOTE;
  BelaySessionState session;
  BelayStepState state;

  if (step == NULL)
    return situation;

  session = belay_session_get_state (self->session);
  state = belay_step_get_state (step);
  situation.decidable = (session == BELAY_SESSION_THINKING || session == BELAY_SESSION_WAITING ||
                         session == BELAY_SESSION_COUNTDOWN || session == BELAY_SESSION_RUNNING) &&
                        (state == BELAY_STEP_EXAMINED || state == BELAY_STEP_WAITING) &&
                        belay_session_is_screen_live (self->session);
  situation.runnable = situation.decidable && belay_step_get_action (step) != NULL &&
                       belay_session_page_is_live (self->page);
  situation.held = belay_step_get_worst (step, &worst) && worst == BELAY_FINDING_HOLD;

  return situation;
}

void
belay_session_actions_enable (BelaySessionActions *self,
                              const char          *name,
                              gboolean             enabled)
{
  GAction *action = g_action_map_lookup_action (self->map, name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static gboolean
takes_words (BelaySession *session)
{
  BelaySessionState state = session != NULL ? belay_session_get_state (session) : BELAY_SESSION_CLOSED;

  /* A task that waits needs no other one. */
  return (state == BELAY_SESSION_READY && belay_session_get_task (session) == NULL) || state == BELAY_SESSION_ASKING ||
         state == BELAY_SESSION_FINISHED || state == BELAY_SESSION_STOPPED || state == BELAY_SESSION_PAUSED;
}

static void
update_decisions (BelaySessionActions *self)
{
  Situation situation = get_situation (self);

  belay_session_actions_enable (self, "approve", situation.runnable && !situation.held);
  belay_session_actions_enable (self, "approve-named", situation.runnable && situation.held);
  belay_session_actions_enable (self, "approve-turn", situation.runnable);
  belay_session_actions_update_batch (self, situation.decidable, situation.runnable);
  belay_session_actions_enable (self, "allow-like-this", situation.runnable && !situation.held &&
                                get_step (self) == belay_session_get_current (self->session));
  belay_session_actions_enable (self, "edit", situation.runnable);
  belay_session_actions_enable (self, "edit-json", situation.runnable);
  belay_session_actions_enable (self, "skip", situation.decidable);
  belay_session_actions_enable (self, "reject", situation.decidable);
}

static void
update_state (BelaySessionActions *self)
{
  BelaySessionState state = self->session != NULL ? belay_session_get_state (self->session) : BELAY_SESSION_CLOSED;
  gboolean private = self->session != NULL && belay_session_get_privacy (self->session) != BELAY_PRIVACY_NONE;
  g_autofree char *slack = self->session != NULL ? belay_session_get_slack (self->session) : NULL;
  GAction *slack_action = g_action_map_lookup_action (self->map, "slack");

  /* Stop is never out of reach while there is anything that could be stopped. */
  belay_session_actions_enable (self, "stop", state != BELAY_SESSION_CLOSED && state != BELAY_SESSION_FAILED);
  belay_session_actions_enable (self, "slack", state != BELAY_SESSION_CLOSED);
  belay_session_actions_enable (self, "rules", state != BELAY_SESSION_CLOSED);
  belay_session_actions_enable (self, "pause", state == BELAY_SESSION_COUNTDOWN);
  belay_session_actions_enable (self, "answer", takes_words (self->session) && !private);
  belay_session_actions_enable (self, "resume", state == BELAY_SESSION_PAUSED && !private);
  belay_session_actions_enable (self, "retry-now", state == BELAY_SESSION_THINKING);
  belay_session_actions_enable (self, "reveal", self->page != NULL);
  belay_session_actions_enable (self, "show-glimpse", self->page != NULL);
  belay_session_actions_enable (self, "flatten", state != BELAY_SESSION_CLOSED && state != BELAY_SESSION_FAILED);
  belay_session_actions_enable (self, "live", self->page != NULL && !belay_session_page_is_live (self->page));

  if (self->session != NULL)
    {
      const char *flatten = belay_flatten_choice_of_levels (belay_session_get_flatten (self->session));

      g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (self->map, "flatten")),
                                 g_variant_new_string (flatten));
    }
  if (slack != NULL)
    g_simple_action_set_state (G_SIMPLE_ACTION (slack_action), g_variant_new_string (slack));

  belay_session_actions_update_control (self);
  update_decisions (self);
}

static void
on_step_changed (BelaySessionActions *self)
{
  g_signal_group_set_target (self->step_signals, get_step (self));
  update_decisions (self);
}

static void
belay_session_actions_dispose (GObject *object)
{
  BelaySessionActions *self = BELAY_SESSION_ACTIONS (object);

  g_clear_object (&self->session_signals);
  g_clear_object (&self->page_signals);
  g_clear_object (&self->step_signals);
  g_clear_pointer (&self->network, belay_network_actions_free);
  g_clear_pointer (&self->files, belay_files_actions_free);
  g_clear_object (&self->session);
  g_clear_weak_pointer (&self->page);

  G_OBJECT_CLASS (belay_session_actions_parent_class)->dispose (object);
}

static void
belay_session_actions_class_init (BelaySessionActionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_session_actions_dispose;

  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[ANSWERED] = g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[NOTED] = g_signal_new ("noted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
belay_session_actions_init (BelaySessionActions *self)
{
  static const char *const watched[] = {
    "notify::state", "notify::status", "notify::control", "notify::slack", "notify::flatten", "notify::current",
    "notify::privacy", "notify::idle-deadline", "notify::records-typing",
    "notify::task"
  };

  self->session_signals = g_signal_group_new (BELAY_TYPE_SESSION);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_group_connect_swapped (self->session_signals, watched[i], G_CALLBACK (update_state), self);

  self->page_signals = g_signal_group_new (BELAY_TYPE_SESSION_PAGE);
  g_signal_group_connect_swapped (self->page_signals, "notify::live", G_CALLBACK (update_state), self);
  g_signal_group_connect_swapped (self->page_signals, "notify::step", G_CALLBACK (on_step_changed), self);
  g_signal_group_connect_swapped (self->page_signals, "edited", G_CALLBACK (apply_edit), self);

  self->step_signals = g_signal_group_new (BELAY_TYPE_STEP);
  g_signal_group_connect_swapped (self->step_signals, "notify", G_CALLBACK (update_decisions), self);
}

/**
 * belay_session_actions_new:
 * @map: the window, which must outlive the actions; they are added to it
 *
 * Returns: (transfer full): the actions, all disabled
 */
BelaySessionActions *
belay_session_actions_new (GActionMap *map)
{
  BelaySessionActions *self;

  g_return_val_if_fail (G_IS_ACTION_MAP (map), NULL);

  self = g_object_new (BELAY_TYPE_SESSION_ACTIONS, NULL);
  self->map = map;
  self->network = belay_network_actions_new (map);
  self->files = belay_files_actions_new (map, G_OBJECT (self));
  g_action_map_add_action_entries (map, entries, G_N_ELEMENTS (entries), self);
  belay_session_actions_add_batch (self);
  belay_session_actions_add_control (self);
  update_state (self);

  return self;
}

/**
 * belay_session_actions_set_session:
 * @self: the actions
 * @session: (nullable): what they act on
 * @page: (nullable): the page that shows it
 */
void
belay_session_actions_set_session (BelaySessionActions *self,
                                   BelaySession        *session,
                                   BelaySessionPage    *page)
{
  g_return_if_fail (BELAY_IS_SESSION_ACTIONS (self));
  g_return_if_fail ((session == NULL) == (page == NULL));

  g_set_object (&self->session, session);
  g_set_weak_pointer (&self->page, page);
  belay_network_actions_set_session (self->network, session);
  belay_files_actions_set_session (self->files, session, page);
  g_signal_group_set_target (self->session_signals, session);
  g_signal_group_set_target (self->page_signals, page);
  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (self->map, "reveal")),
                             g_variant_new_boolean (FALSE));
  on_step_changed (self);
  update_state (self);
}
