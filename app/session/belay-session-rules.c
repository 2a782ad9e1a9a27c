/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-private.h"

#include <glib/gi18n-lib.h>

#include "belay-session-rules.h"

/* What the person's rules say about the steps, and what follows from it. */

#define RULE_GUARD "rule"

/* Pixels around a place that count as that place, when a rule is made of a step. */
#define PLACE_SIDE 64

/* What is known of @step when it is to do @action. Where the pointer is, and which window is in front, is only known of the
 * step that is next: those before it change it. */
static void
gather (BelaySession   *self,
        BelayStep      *step,
        BelayAction    *action,
        BelayRuleFacts *facts,
        BelayPoint     *pointer)
{
  gboolean next = self->turn != NULL && belay_turn_get_next (self->turn) == step;

  *facts = (BelayRuleFacts) {
    .action = action,
    .geometry = belay_step_get_geometry (step),
    .sandbox = belay_sandbox_get_name (self->sandbox),
  };

  if (next && belay_session_get_pointer (self, pointer))
    facts->pointer = pointer;
  if (next)
    facts->window = belay_session_get_window_title (self, step);
}

/**
 * belay_session_ask_rules:
 * @self: a session
 * @step: a step
 * @action: (nullable): what it is to do
 * @rule: (out) (optional) (nullable): the rule that says it
 * @unsure: (out) (optional): whether it is only possible that the rule is about it
 *
 * Returns: what the rules in force say
 */
BelayRulesVerdict
belay_session_ask_rules (BelaySession     *self,
                         BelayStep        *step,
                         BelayAction      *action,
                         const BelayRule **rule,
                         gboolean         *unsure)
{
  BelayRuleFacts facts;
  BelayPoint pointer;

  if (rule != NULL)
    *rule = NULL;
  if (action == NULL || belay_rules_get_n (belay_rule_book_get_rules (self->book)) == 0)
    return BELAY_RULES_SILENT;

  gather (self, step, action, &facts, &pointer);

  return belay_rules_decide (belay_rule_book_get_rules (self->book), &facts, rule, unsure);
}

static BelayRulesVerdict
ask (BelaySession     *self,
     BelayStep        *step,
     const BelayRule **rule,
     gboolean         *unsure)
{
  return belay_session_ask_rules (self, step, belay_step_get_action (step), rule, unsure);
}

/**
 * belay_session_runs_by_itself:
 * @self: a session
 * @step: a step nobody has decided on
 * @announced: whether a step that is announced first counts
 *
 * Returns: whether the rules, or else slack, let @step run without asking, as long as no guard objects
 */
gboolean
belay_session_runs_by_itself (BelaySession *self,
                              BelayStep    *step,
                              gboolean      announced)
{
  switch (ask (self, step, NULL, NULL))
    {
    case BELAY_RULES_ALLOW:
      return TRUE;

    case BELAY_RULES_SILENT:
      return (announced || self->slack.kind != BELAY_SLACK_AUTO) &&
             belay_slack_allows (&self->slack, belay_step_get_action (step));

    case BELAY_RULES_ASK:
    case BELAY_RULES_DENY:
    default:
      return FALSE;
    }
}

/* Why the person is asked, or is not any more. */
static void
note (BelaySession    *self,
      BelayStep       *step,
      const BelayRule *rule,
      gboolean         unsure)
{
  g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *sentence = NULL;

  if (rule != NULL)
    {
      sentence = g_strdup_printf (unsure
                                  /* Translators: %s is the name of a rule. */
                                  ? _("Your rule “%s” may deny this; not all it speaks of is known here.")
                                  /* Translators: %s is the name of a rule. */
                                  : _("Your rule “%s” asks about this."), rule->name);
      g_ptr_array_add (findings, belay_finding_new (RULE_GUARD, BELAY_FINDING_NOTE, sentence, NULL));
    }

  if (belay_step_replace_findings (step, RULE_GUARD, findings))
    belay_trail_append (self->trail, "scan", belay_record_scan (step));
}

/* Rejects a step nobody has decided on. */
static void
deny (BelaySession    *self,
      BelayStep       *step,
      const BelayRule *rule)
{
  g_autofree char *slack = belay_session_get_slack (self);
  g_autoptr(GError) error = NULL;
  BelayDecision decision = {
    .verdict = BELAY_VERDICT_REJECT,
    .by = BELAY_DECIDER_RULE,
    .rule = (BelayRule *) rule,
    .reason = rule->comment,
    .frame = belay_screen_get_frame (self->screen),
    .time = g_get_monotonic_time (),
    .visible_ms = -1,
    .ahead = belay_turn_get_next (self->turn) != step,
  };

  if (!belay_step_decide (step, &decision, &error))
    {
      g_critical ("A rule could not deny: %s", error->message);
      return;
    }

  belay_trail_append (self->trail, "decision", belay_record_decision (step, slack));
  belay_trail_append (self->trail, "action.result", belay_record_result (step, BELAY_STEP_REJECTED, NULL, 0, 0, NULL));
}

/**
 * belay_session_apply_rules:
 * @self: a session
 * @step: a step that is examined or waiting
 *
 * A step that a rule denies ends here; of one that a rule asks about, it is said why.
 *
 * Returns: %FALSE if @step has ended
 */
gboolean
belay_session_apply_rules (BelaySession *self,
                           BelayStep    *step)
{
  const BelayRule *rule = NULL;
  gboolean unsure = FALSE;
  BelayRulesVerdict verdict = ask (self, step, &rule, &unsure);

  if (verdict == BELAY_RULES_DENY)
    {
      deny (self, step, rule);
      return FALSE;
    }

  note (self, step, verdict == BELAY_RULES_ASK ? rule : NULL, unsure);

  return TRUE;
}

/**
 * belay_session_check_rules:
 * @self: a session
 * @step: a decided step whose turn it is
 *
 * It may have been decided before a rule, or a fact that a rule speaks of, was there.
 *
 * Returns: %FALSE if a rule denies it after all: then it has ended
 */
gboolean
belay_session_check_rules (BelaySession *self,
                           BelayStep    *step)
{
  const BelayRule *rule;
  g_autofree char *sentence = NULL;
  g_autoptr(BelayFinding) finding = NULL;
  g_autoptr(GError) error = NULL;

  if (ask (self, step, &rule, NULL) != BELAY_RULES_DENY)
    return TRUE;

  /* Translators: %s is the name of a rule. */
  sentence = g_strdup_printf (_("Your rule “%s” denies this."), rule->name);
  finding = belay_finding_new (RULE_GUARD, BELAY_FINDING_HOLD, sentence, NULL);
  if (!belay_step_hold (step, finding, NULL, NULL, &error))
    {
      g_critical ("A denied step could not be held: %s", error->message);
      return FALSE;
    }

  belay_trail_append (self->trail, "scan", belay_record_scan (step));
  deny (self, step, rule);

  return FALSE;
}

/**
 * belay_session_may_decide:
 * @self: a session
 * @step: a step the person decides on
 * @action: (nullable): what is to run; %NULL: nothing
 * @error: return location for an error
 *
 * The person who has made a rule takes it back first.
 *
 * Returns: %FALSE with %BELAY_SESSION_ERROR_STATE if a rule denies @action
 */
gboolean
belay_session_may_decide (BelaySession  *self,
                          BelayStep     *step,
                          BelayAction   *action,
                          GError       **error)
{
  const BelayRule *rule;

  if (belay_session_ask_rules (self, step, action, &rule, NULL) != BELAY_RULES_DENY)
    return TRUE;

  g_set_error (error, BELAY_SESSION_ERROR, BELAY_SESSION_ERROR_STATE,
               /* Translators: %s is the name of a rule. */
               _("Your rule “%s” denies this. To do it all the same, change the rule first."), rule->name);

  return FALSE;
}

/* What is on the record. */

static JsonObject *
record_rules (BelaySession *self,
              const char   *what,
              const char   *id)
{
  BelayRules *rules = belay_rule_book_get_rules (self->book);
  JsonObject *object = json_object_new ();
  g_autofree char *json = belay_rules_to_json (rules);
  g_autofree char *digest = belay_rules_get_digest (rules);

  json_object_set_string_member (object, "what", what);
  if (id != NULL)
    json_object_set_string_member (object, "rule", id);
  json_object_set_string_member (object, "digest", digest);
  json_object_set_string_member (object, "rules", json);

  return object;
}

/**
 * belay_session_record_policy:
 * @self: a session
 * @open: the payload of session.open
 *
 * Adds which rules are in force: their digest. The rules themselves follow in a record of their own.
 */
void
belay_session_record_policy (BelaySession *self,
                             JsonObject   *open)
{
  g_autofree char *digest = belay_rules_get_digest (belay_rule_book_get_rules (self->book));

  json_object_set_string_member (open, "policy", digest);
}

/**
 * belay_session_begin_rules:
 * @self: a session whose trail is there
 *
 * Puts the rules in force on the record, if there are any.
 */
void
belay_session_begin_rules (BelaySession *self)
{
  if (belay_rules_get_n (belay_rule_book_get_rules (self->book)) > 0)
    belay_trail_append (self->trail, "rules", record_rules (self, "in force", NULL));
}

/* When they change. */

/* What is waiting, or will, and is denied now, ends. */
static void
apply_to_turn (BelaySession *self)
{
  GListModel *steps = belay_turn_get_steps (self->turn);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(BelayStep) step = g_list_model_get_item (steps, i);
      BelayStepState state = belay_step_get_state (step);

      if (state == BELAY_STEP_EXAMINED || state == BELAY_STEP_WAITING)
        belay_session_apply_rules (self, step);
    }
}

static gboolean
is_waiting (BelaySession *self)
{
  return self->state == BELAY_SESSION_WAITING || self->state == BELAY_SESSION_COUNTDOWN;
}

static void
on_rules_changed (BelayRuleBook *book,
                  const char    *what,
                  const char    *id,
                  BelaySession  *self)
{
  if (self->trail == NULL || self->state == BELAY_SESSION_CLOSED)
    return;

  belay_trail_append (self->trail, "rules", record_rules (self, what, id));
  belay_session_apply_host_rules (self);

  if (self->turn == NULL || (!is_waiting (self) && self->state != BELAY_SESSION_THINKING &&
                             self->state != BELAY_SESSION_RUNNING))
    return;

  apply_to_turn (self);
  if (is_waiting (self))
    belay_session_proceed (self);
  else
    belay_session_follow (self);
}

/**
 * belay_session_watch_rules:
 * @self: a session that is being made
 */
void
belay_session_watch_rules (BelaySession *self)
{
  self->book = belay_rule_book_new ();
  g_signal_connect_object (self->book, "changed", G_CALLBACK (on_rules_changed), self, 0);
}

/**
 * belay_session_get_rules:
 * @self: a session
 *
 * Returns: (transfer none): the rules in force in it
 */
BelayRuleBook *
belay_session_get_rules (BelaySession *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), NULL);

  return self->book;
}

/* A rule made of a step. */

static void
set_place (BelayRule           *rule,
           const BelayGeometry *geometry,
           const BelayPoint    *places,
           guint                n)
{
  BelayRect area = belay_rect_around (places[0], PLACE_SIDE, geometry->screen_width, geometry->screen_height);

  for (guint i = 1; i < n; i++)
    {
      BelayRect other = belay_rect_around (places[i], PLACE_SIDE, geometry->screen_width, geometry->screen_height);

      belay_rect_union (&area, &other, &area);
    }

  rule->has_region = TRUE;
  rule->region = (BelayRuleRegion) {
    area.x, area.y, area.width, area.height, geometry->screen_width, geometry->screen_height,
  };
}

/* Where @facts act, as a region of @rule. FALSE: somewhere, but nobody knows where. */
static gboolean
narrow_place (BelayRule            *rule,
              const BelayRuleFacts *facts)
{
  BelayPoint places[2], point;
  BelayRect area;
  guint n = 0;

  if (belay_action_get_region (facts->action, &area))
    {
      belay_geometry_rect_to_screen (facts->geometry, &area, &area);
      rule->has_region = TRUE;
      rule->region = (BelayRuleRegion) {
        area.x, area.y, area.width, area.height, facts->geometry->screen_width, facts->geometry->screen_height,
      };
      return TRUE;
    }

  if (!belay_action_sends_pointer (facts->action))
    return TRUE;

  if (belay_action_get_start (facts->action, &point))
    places[n++] = belay_geometry_to_screen (facts->geometry, point);
  if (belay_action_get_point (facts->action, &point))
    places[n++] = belay_geometry_to_screen (facts->geometry, point);
  if (n == 0 && facts->pointer != NULL)
    places[n++] = *facts->pointer;
  if (n > 0)
    set_place (rule, facts->geometry, places, n);

  return n > 0;
}

static gboolean
narrow_words (BelayRule            *rule,
              const BelayRuleFacts *facts)
{
  const char *text = belay_action_get_text (facts->action);
  g_autofree char *exact = text != NULL ? belay_rule_pattern_quote (text) : NULL;
  g_autofree char *title = facts->window != NULL ? belay_rule_pattern_quote (facts->window) : NULL;

  if (exact != NULL)
    rule->text = belay_rule_pattern_new (BELAY_PATTERN_GLOB, BELAY_PATTERN_WHOLE, exact, NULL);
  if (title != NULL && *title != '\0')
    rule->window = belay_rule_pattern_new (BELAY_PATTERN_GLOB, BELAY_PATTERN_WHOLE, title, NULL);

  return (exact == NULL || rule->text != NULL) && (title == NULL || *title == '\0' || rule->window != NULL);
}

static char *
name_rule (BelayStep *step)
{
  g_autofree char *sentence = belay_step_describe (step);
  g_autofree char *start = NULL;

  if (g_utf8_strlen (sentence, -1) <= BELAY_RULE_MAX_NAME)
    return g_steal_pointer (&sentence);

  start = g_utf8_substring (sentence, 0, BELAY_RULE_MAX_NAME - 1);

  return g_strconcat (start, "…", NULL);
}

/**
 * belay_session_propose_rule:
 * @self: a session
 * @step: the step whose turn it is
 *
 * A rule that allows what @step does, and as little else as can be said: the same words, the place, the window.
 *
 * Returns: (transfer full) (nullable): the rule, which is not in force; %NULL if it could not be narrow
 */
BelayRule *
belay_session_propose_rule (BelaySession *self,
                            BelayStep    *step)
{
  g_autoptr(BelayRule) rule = NULL;
  BelayRuleFacts facts;
  BelayPoint pointer;
  BelayAction *action;

  g_return_val_if_fail (BELAY_IS_SESSION (self), NULL);
  g_return_val_if_fail (BELAY_IS_STEP (step), NULL);

  action = belay_step_get_action (step);
  if (action == NULL)
    return NULL;

  gather (self, step, action, &facts, &pointer);
  rule = belay_rule_new ();
  rule->id = belay_rule_make_id ();
  rule->name = name_rule (step);
  rule->effect = BELAY_RULE_ALLOW;
  rule->for_session = TRUE;
  rule->actions = 1u << belay_action_get_kind (action);
  rule->sandbox = g_strdup (facts.sandbox);

  /* It has to be about the step itself: a click with a key held cannot be allowed by a rule. */
  if (!narrow_place (rule, &facts) || !narrow_words (rule, &facts) ||
      belay_rule_match (rule, &facts) != BELAY_RULE_FIT_YES)
    return NULL;

  return g_steal_pointer (&rule);
}

/**
 * belay_session_try_rule:
 * @self: a session
 * @rule: a rule
 * @n_steps: (out): of this session so far
 *
 * Returns: how many of them @rule is about. Where the pointer was, or which window was in front, is not known any more.
 */
guint
belay_session_try_rule (BelaySession    *self,
                        const BelayRule *rule,
                        guint           *n_steps)
{
  GListModel *entries = belay_session_get_timeline (self);
  guint n = 0;

  *n_steps = 0;
  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr(BelayEntry) entry = g_list_model_get_item (entries, i);
      BelayStep *step = belay_entry_get_step (entry);
      BelayRuleFacts facts;
      BelayPoint pointer;

      if (step == NULL || belay_proposal_get_action (belay_step_get_proposal (step)) == NULL)
        continue;

      gather (self, step, belay_proposal_get_action (belay_step_get_proposal (step)), &facts, &pointer);
      (*n_steps)++;
      n += belay_rule_match (rule, &facts) == BELAY_RULE_FIT_YES ? 1 : 0;
    }

  return n;
}

/**
 * belay_session_add_rule:
 * @self: a session
 * @rule: a rule for this session
 * @error: return location for an error
 *
 * The second deliberate act: @rule is in force, and on the record. A step that waits for nothing but the person, and that it
 * allows, goes on.
 *
 * Returns: %FALSE if there are too many rules
 */
gboolean
belay_session_add_rule (BelaySession     *self,
                        const BelayRule  *rule,
                        GError          **error)
{
  BelayStep *next;

  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);
  g_return_val_if_fail (rule != NULL, FALSE);

  if (!belay_rule_book_add (self->book, rule, error))
    return FALSE;

  next = self->turn != NULL ? belay_turn_get_next (self->turn) : NULL;
  if (self->state == BELAY_SESSION_WAITING && next != NULL && belay_step_get_state (next) == BELAY_STEP_WAITING &&
      ask (self, next, NULL, NULL) == BELAY_RULES_ALLOW)
    {
      g_set_object (&self->parked, next);
      belay_session_proceed (self);
    }

  return TRUE;
}
