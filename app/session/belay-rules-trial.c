/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-rules-trial.h"

#include <glib/gi18n-lib.h>

#include "belay-trail-history.h"
#include "belay-visible-text.h"

#define MAX_NAME 120            /* characters of a rule's name in a sentence */

static void
step_free (gpointer data)
{
  BelayRulesTrialStep *step = data;

  g_free (step->what);
  g_free (step->rule);
  g_free (step->recorded);
  g_free (step->by);
  g_free (step);
}

static void
clear (BelayRulesTrial *self)
{
  g_free (self->session);
  g_free (self->task);
  g_free (self->problem);
  g_ptr_array_unref (self->steps);
}

void
belay_rules_trial_unref (BelayRulesTrial *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear);
}

/* Whether a guard found what makes every allow ask. What an earlier rule said is no guard's finding. */
static gboolean
is_objected_to (const BelayMomentStep *recorded)
{
  for (guint i = 0; recorded->findings != NULL && i < recorded->findings->len; i++)
    {
      const BelayMomentFinding *finding = recorded->findings->pdata[i];

      if (g_strcmp0 (finding->guard, "rule") != 0 && g_strcmp0 (finding->severity, "note") != 0)
        return TRUE;
    }

  return FALSE;
}

/* Where the pointer was, and in which window, is not on the record; how large the screen was only where its pictures had that
 * size, which all but large ones have. */
static void
try_step (BelayRulesTrial *self,
          BelayRules      *rules,
          BelayMoment     *moment,
          const char      *sandbox)
{
  const BelayMomentStep *recorded = belay_moment_get_step (moment);
  g_autoptr(BelayAction) action = belay_moment_parse_action (moment, FALSE);
  BelayRuleFacts facts = { .action = action, .sandbox = sandbox };
  BelayRulesTrialStep *step;
  const BelayRule *rule;
  BelayGeometry geometry;
  int width, height;

  if (action == NULL)
    return;

  if (belay_moment_get_size (moment, &width, &height))
    {
      geometry = (BelayGeometry) { width, height, width, height };
      facts.geometry = &geometry;
    }

  /* What was known when it was decided; an edit may have gone elsewhere. */
  if (recorded->target != NULL && recorded->decided_name == NULL)
    facts.window = belay_target_get_window (recorded->target);

  step = g_new0 (BelayRulesTrialStep, 1);
  step->number = recorded->number;
  step->time = belay_moment_get_time (moment);
  step->what = belay_moment_describe (moment);
  step->recorded = g_strdup (recorded->verdict);
  step->by = g_strdup (recorded->by);
  step->verdict = belay_rules_decide (rules, &facts, &rule, &step->unsure);
  step->rule = rule != NULL ? g_strdup (rule->name) : NULL;

  if (step->verdict == BELAY_RULES_ALLOW && is_objected_to (recorded))
    {
      step->verdict = BELAY_RULES_ASK;
      step->overridden = TRUE;
    }

  self->n[step->verdict]++;
  g_ptr_array_add (self->steps, step);
}

/**
 * belay_rules_trial_load:
 * @directory: of a trail
 * @rules: what is tried
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Asks @rules about each step that was proposed. An allow that a finding would have overruled counts as asking.
 *
 * Returns: (transfer full) (nullable): what they would have said
 */
BelayRulesTrial *
belay_rules_trial_load (const char    *directory,
                        BelayRules    *rules,
                        GCancellable  *cancellable,
                        GError       **error)
{
  g_autoptr(BelayTrailHistory) history = belay_trail_history_load (directory, cancellable, error);
  BelayRulesTrial *self;

  if (history == NULL)
    return NULL;

  self = g_atomic_rc_box_new0 (BelayRulesTrial);
  self->session = g_strdup (belay_trail_history_get_id (history));
  self->task = g_strdup (belay_trail_history_get_task (history));
  self->steps = g_ptr_array_new_with_free_func (step_free);
  if (belay_trail_history_get_error (history) != NULL)
    self->problem = g_strdup (belay_trail_history_get_error (history)->message);

  for (guint i = 0; i < belay_trail_history_get_n_moments (history); i++)
    {
      BelayMoment *moment = belay_trail_history_get_moment (history, i);

      if (belay_moment_get_kind (moment) == BELAY_MOMENT_STEP)
        try_step (self, rules, moment, belay_trail_history_get_sandbox (history));
    }

  return self;
}

typedef struct
{
  char       *directory;
  BelayRules *rules;
} Request;

static void
request_free (Request *request)
{
  g_free (request->directory);
  belay_rules_unref (request->rules);
  g_free (request);
}

static void
load_on_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Request *request = data;
  GError *error = NULL;
  BelayRulesTrial *trial = belay_rules_trial_load (request->directory, request->rules, cancellable, &error);

  if (trial != NULL)
    g_task_return_pointer (task, trial, (GDestroyNotify) belay_rules_trial_unref);
  else
    g_task_return_error (task, error);
}

void
belay_rules_trial_load_async (const char          *directory,
                              BelayRules          *rules,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Request *request = g_new (Request, 1);

  request->directory = g_strdup (directory);
  request->rules = belay_rules_ref (rules);
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  g_task_run_in_thread (task, load_on_thread);
}

BelayRulesTrial *
belay_rules_trial_load_finish (GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

char *
belay_rules_trial_describe (const BelayRulesTrial *self,
                            gboolean               one)
{
  g_autoptr(GString) said = g_string_new (NULL);

  g_string_append_printf (said, one
                          /* Translators: how many steps; the last %u is all of them. */
                          ? _("This rule would have allowed %u of %u steps, denied %u, asked about %u.")
                          /* Translators: how many steps; the last %u is all of them. */
                          : _("These rules would have allowed %u of %u steps, denied %u, asked about %u."),
                          self->n[BELAY_RULES_ALLOW], self->steps->len, self->n[BELAY_RULES_DENY],
                          self->n[BELAY_RULES_ASK]);

  if (self->n[BELAY_RULES_SILENT] > 0)
    {
      g_string_append_c (said, ' ');
      g_string_append_printf (said, g_dngettext (GETTEXT_PACKAGE, "%u is left to the slack.", "%u are left to the slack.",
                                                 self->n[BELAY_RULES_SILENT]), self->n[BELAY_RULES_SILENT]);
    }

  return g_string_free (g_steal_pointer (&said), FALSE);
}

char *
belay_rules_trial_describe_step (const BelayRulesTrialStep *step)
{
  g_autofree char *name = belay_visible_text (step->rule != NULL ? step->rule : "", MAX_NAME);

  switch (step->verdict)
    {
    case BELAY_RULES_ALLOW:
      /* Translators: %s is the name of a rule. */
      return g_strdup_printf (_("Allowed by “%s”"), name);

    case BELAY_RULES_DENY:
      /* Translators: %s is the name of a rule. */
      return g_strdup_printf (_("Denied by “%s”"), name);

    case BELAY_RULES_ASK:
      if (step->overridden)
        /* Translators: %s is the name of a rule. */
        return g_strdup_printf (_("Asked about: “%s” allows it, but a guard found something"), name);
      if (step->unsure)
        /* Translators: %s is the name of a rule. */
        return g_strdup_printf (_("Asked about: “%s” may deny it, but not all it speaks of is recorded"), name);
      /* Translators: %s is the name of a rule. */
      return g_strdup_printf (_("Asked about by “%s”"), name);

    case BELAY_RULES_SILENT:
    default:
      return g_strdup (_("Left to the slack"));
    }
}
