/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-rules-private.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (belay-rules-error-quark, belay_rules_error)

G_DEFINE_BOXED_TYPE (BelayRules, belay_rules, belay_rules_ref, belay_rules_unref)

static void
clear (BelayRules *self)
{
  g_clear_pointer (&self->list, g_ptr_array_unref);
  g_clear_pointer (&self->unreadable, g_free);
}

BelayRules *
belay_rules_new (void)
{
  BelayRules *self = g_atomic_rc_box_new0 (BelayRules);

  self->list = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_rule_unref);

  return self;
}

/**
 * belay_rules_new_unreadable:
 * @why: a sentence for the person
 *
 * Among rules that nobody can read may be one that denies: until they are mended, everything is asked.
 *
 * Returns: (transfer full): rules with one that asks
 */
BelayRules *
belay_rules_new_unreadable (const char *why)
{
  BelayRules *self = belay_rules_new ();
  BelayRule *rule = belay_rule_new ();

  rule->id = g_strdup ("unreadable");
  rule->name = g_strdup (_("The saved rules cannot be read"));
  rule->comment = g_strdup (why);
  g_ptr_array_add (self->list, rule);
  self->unreadable = g_strdup (why);

  return self;
}

BelayRules *
belay_rules_ref (BelayRules *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

void
belay_rules_unref (BelayRules *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear);
}

guint
belay_rules_get_n (const BelayRules *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->list->len;
}

const BelayRule *
belay_rules_get (const BelayRules *self,
                 guint             i)
{
  g_return_val_if_fail (self != NULL && i < self->list->len, NULL);

  return self->list->pdata[i];
}

const BelayRule *
belay_rules_find (const BelayRules *self,
                  const char       *id)
{
  g_return_val_if_fail (self != NULL && id != NULL, NULL);

  for (guint i = 0; i < self->list->len; i++)
    {
      const BelayRule *rule = self->list->pdata[i];

      if (g_str_equal (rule->id, id))
        return rule;
    }

  return NULL;
}

const char *
belay_rules_get_unreadable (const BelayRules *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->unreadable;
}

/* Those of @self, but for the one called @id. */
static BelayRules *
copy_without (const BelayRules *self,
              const char       *id)
{
  BelayRules *copy = belay_rules_new ();

  copy->unreadable = g_strdup (self->unreadable);
  for (guint i = 0; i < self->list->len; i++)
    {
      const BelayRule *rule = self->list->pdata[i];

      if (id == NULL || !g_str_equal (rule->id, id))
        g_ptr_array_add (copy->list, belay_rule_ref (rule));
    }

  return copy;
}

BelayRules *
belay_rules_with (const BelayRules  *self,
                  const BelayRule   *rule,
                  GError           **error)
{
  g_autoptr(BelayRules) copy = NULL;

  g_return_val_if_fail (self != NULL && rule != NULL, NULL);

  copy = copy_without (self, NULL);
  for (guint i = 0; i < copy->list->len; i++)
    {
      const BelayRule *old = copy->list->pdata[i];

      if (!g_str_equal (old->id, rule->id))
        continue;

      belay_rule_unref (copy->list->pdata[i]);
      copy->list->pdata[i] = belay_rule_ref (rule);
      return g_steal_pointer (&copy);
    }

  if (copy->list->len == BELAY_RULES_MAX)
    {
      g_set_error (error, BELAY_RULES_ERROR, BELAY_RULES_ERROR_FULL, _("There can be %d rules, and there are."),
                   BELAY_RULES_MAX);
      return NULL;
    }

  g_ptr_array_add (copy->list, belay_rule_ref (rule));

  return g_steal_pointer (&copy);
}

BelayRules *
belay_rules_without (const BelayRules *self,
                     const char       *id)
{
  g_return_val_if_fail (self != NULL && id != NULL, NULL);

  return copy_without (self, id);
}

BelayRules *
belay_rules_enable (const BelayRules *self,
                    const char       *id,
                    gboolean          enabled)
{
  const BelayRule *rule = belay_rules_find (self, id);
  g_autoptr(BelayRule) changed = NULL;

  if (rule == NULL)
    return copy_without (self, NULL);

  changed = belay_rule_copy (rule);
  changed->enabled = enabled;

  return belay_rules_with (self, changed, NULL);
}

BelayRule *
belay_rules_rename (const BelayRules *self,
                    guint             i)
{
  BelayRule *renamed = belay_rule_copy (belay_rules_get (self, i));

  g_free (renamed->id);
  renamed->id = belay_rule_make_id ();

  return renamed;
}

BelayRules *
belay_rules_join (const BelayRules *self,
                  const BelayRules *other)
{
  BelayRules *joined;

  g_return_val_if_fail (self != NULL && other != NULL, NULL);

  joined = copy_without (self, NULL);
  if (joined->unreadable == NULL)
    joined->unreadable = g_strdup (other->unreadable);

  for (guint i = 0; i < other->list->len; i++)
    {
      const BelayRule *rule = other->list->pdata[i];

      if (belay_rules_find (joined, rule->id) == NULL)
        g_ptr_array_add (joined->list, belay_rule_ref (rule));
    }

  return joined;
}

/* Whether @rule goes before @found among those that say the same. */
static gboolean
comes_first (const BelayRule *rule,
             const BelayRule *found)
{
  return found == NULL || g_strcmp0 (rule->id, found->id) < 0;
}

/**
 * belay_rules_decide:
 * @self: rules
 * @facts: what is known of a step or a request
 * @rule: (out) (optional) (nullable): the rule that decides
 * @unsure: (out) (optional): see the header
 *
 * Deny goes before ask, ask before allow. An allow counts only where all it says is known to be so. A deny that may be about
 * it makes the person be asked: they can see what the program cannot.
 *
 * Returns: what is to be done
 */
BelayRulesVerdict
belay_rules_decide (const BelayRules      *self,
                    const BelayRuleFacts  *facts,
                    const BelayRule      **rule,
                    gboolean              *unsure)
{
  /* The strictest last: allowed, may be denied, asked, denied. */
  enum { ALLOWED, MAYBE_DENIED, ASKED, DENIED, N_SAYINGS };
  static const BelayRulesVerdict verdicts[] = {
    BELAY_RULES_ALLOW, BELAY_RULES_ASK, BELAY_RULES_ASK, BELAY_RULES_DENY,
  };
  const BelayRule *found[N_SAYINGS] = { NULL };
  int strictest = N_SAYINGS;

  g_return_val_if_fail (self != NULL && facts != NULL, BELAY_RULES_ASK);

  for (guint i = 0; i < self->list->len; i++)
    {
      const BelayRule *one = self->list->pdata[i];
      BelayRuleFit fit = belay_rule_match (one, facts);
      int says;

      if (fit == BELAY_RULE_FIT_NO || (one->effect == BELAY_RULE_ALLOW && fit == BELAY_RULE_FIT_UNKNOWN))
        continue;

      if (one->effect == BELAY_RULE_ALLOW)
        says = ALLOWED;
      else if (one->effect == BELAY_RULE_ASK)
        says = ASKED;
      else
        says = fit == BELAY_RULE_FIT_YES ? DENIED : MAYBE_DENIED;

      if (comes_first (one, found[says]))
        found[says] = one;
    }

  do
    strictest--;
  while (strictest >= 0 && found[strictest] == NULL);

  if (rule != NULL)
    *rule = strictest >= 0 ? found[strictest] : NULL;
  if (unsure != NULL)
    *unsure = strictest == MAYBE_DENIED;

  return strictest >= 0 ? verdicts[strictest] : BELAY_RULES_SILENT;
}
