/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-rule-book.h"

struct _BelayRuleBook
{
  GObject     parent_instance;

  BelayRules *saved;
  BelayRules *own;              /* of this session */
  BelayRules *rules;            /* both */
};

enum { PROP_RULES = 1, N_PROPS };
enum { CHANGED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayRuleBook, belay_rule_book, G_TYPE_OBJECT)

static void
belay_rule_book_get_property (GObject    *object,
                              guint       property_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  if (property_id == PROP_RULES)
    g_value_set_boxed (value, BELAY_RULE_BOOK (object)->rules);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
belay_rule_book_finalize (GObject *object)
{
  BelayRuleBook *self = BELAY_RULE_BOOK (object);

  belay_rules_unref (self->saved);
  belay_rules_unref (self->own);
  belay_rules_unref (self->rules);

  G_OBJECT_CLASS (belay_rule_book_parent_class)->finalize (object);
}

static void
belay_rule_book_class_init (BelayRuleBookClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = belay_rule_book_get_property;
  object_class->finalize = belay_rule_book_finalize;

  properties[PROP_RULES] = g_param_spec_boxed ("rules", NULL, NULL, BELAY_TYPE_RULES,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
belay_rule_book_init (BelayRuleBook *self)
{
  self->saved = belay_rules_new ();
  self->own = belay_rules_new ();
  self->rules = belay_rules_new ();
}

BelayRuleBook *
belay_rule_book_new (void)
{
  return g_object_new (BELAY_TYPE_RULE_BOOK, NULL);
}

BelayRules *
belay_rule_book_get_rules (BelayRuleBook *self)
{
  g_return_val_if_fail (BELAY_IS_RULE_BOOK (self), NULL);

  return self->rules;
}

guint
belay_rule_book_get_n (BelayRuleBook *self)
{
  guint n = 0;

  g_return_val_if_fail (BELAY_IS_RULE_BOOK (self), 0);

  for (guint i = 0; i < belay_rules_get_n (self->rules); i++)
    n += belay_rules_get (self->rules, i)->enabled ? 1 : 0;

  return n;
}

/* @what and @id as the signal has them. */
static void
renew (BelayRuleBook *self,
       const char    *what,
       const char    *id)
{
  belay_rules_unref (self->rules);
  self->rules = belay_rules_join (self->saved, self->own);
  g_signal_emit (self, signals[CHANGED], 0, what, id);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RULES]);
}

/* A rule of this session that is saved now is a saved one. */
static void
drop_saved (BelayRuleBook *self)
{
  for (guint i = 0; i < belay_rules_get_n (self->saved); i++)
    {
      BelayRules *without = belay_rules_without (self->own, belay_rules_get (self->saved, i)->id);

      belay_rules_unref (self->own);
      self->own = without;
    }
}

void
belay_rule_book_set_saved (BelayRuleBook *self,
                           BelayRules    *rules)
{
  g_return_if_fail (BELAY_IS_RULE_BOOK (self));
  g_return_if_fail (rules != NULL);

  belay_rules_ref (rules);
  belay_rules_unref (self->saved);
  self->saved = rules;
  drop_saved (self);
  renew (self, "changed", NULL);
}

gboolean
belay_rule_book_add (BelayRuleBook    *self,
                     const BelayRule  *rule,
                     GError          **error)
{
  BelayRules *own;

  g_return_val_if_fail (BELAY_IS_RULE_BOOK (self), FALSE);
  g_return_val_if_fail (rule != NULL && rule->for_session, FALSE);

  own = belay_rules_with (self->own, rule, error);
  if (own == NULL)
    return FALSE;

  belay_rules_unref (self->own);
  self->own = own;
  renew (self, "added", rule->id);

  return TRUE;
}

gboolean
belay_rule_book_revoke (BelayRuleBook *self,
                        const char    *id)
{
  g_autofree char *revoked = g_strdup (id);
  BelayRules *own;

  g_return_val_if_fail (BELAY_IS_RULE_BOOK (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  if (belay_rules_find (self->own, id) == NULL)
    return FALSE;

  own = belay_rules_without (self->own, id);
  belay_rules_unref (self->own);
  self->own = own;
  renew (self, "revoked", revoked);

  return TRUE;
}
