/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-private.h"

/* What the person's rules say about hosts. What they deny is refused before any list is asked; what they allow is opened for
 * the session when it is reached for, as if the person had said so; where they ask or are silent the person is asked. The
 * model's own service comes before all of them: belay-allow-list.h. */

static BelayRulesVerdict
ask (BelaySession     *self,
     const char       *host,
     const BelayRule **rule)
{
  const BelayRuleFacts facts = { .host = host, .sandbox = belay_sandbox_get_name (self->sandbox) };

  return belay_rules_decide (belay_rule_book_get_rules (self->book), &facts, rule, NULL);
}

static gboolean
denies (const char *name,
        gpointer    user_data)
{
  return ask (user_data, name, NULL) == BELAY_RULES_DENY;
}

/**
 * belay_session_rule_hosts:
 * @self: a session
 * @in_force: whether the rules are to be asked
 */
void
belay_session_rule_hosts (BelaySession *self,
                          gboolean      in_force)
{
  BelayEgress *egress = belay_sandbox_get_egress (self->sandbox);

  if (egress != NULL)
    belay_allow_list_set_denier (belay_egress_get_list (egress), in_force ? denies : NULL, self);
}

/**
 * belay_session_get_host_rule:
 * @self: a session
 * @contact: what the sandbox reached for
 *
 * Returns: (transfer none) (nullable): the rule because of which it was refused
 */
const BelayRule *
belay_session_get_host_rule (BelaySession *self,
                             BelayContact *contact)
{
  const BelayRule *rule = NULL;

  if (belay_contact_get_state (contact) != BELAY_CONTACT_REFUSED || belay_contact_get_reason (contact) != BELAY_CONTACT_RULE ||
      ask (self, belay_contact_get_host (contact), &rule) != BELAY_RULES_DENY)
    return NULL;

  return rule;
}

/**
 * belay_session_allow_by_rule:
 * @self: a session
 * @contact: what the sandbox reached for
 *
 * Opens it if it is held and a rule allows it: not before it is known at which service the model is asked, and not while
 * the person is private, because the decision has to be on the record.
 *
 * Returns: whether that was so
 */
gboolean
belay_session_allow_by_rule (BelaySession *self,
                             BelayContact *contact)
{
  const BelayRule *rule;
  JsonObject *object;

  if (belay_contact_get_state (contact) != BELAY_CONTACT_HELD || self->agent == NULL || self->trail == NULL ||
      belay_privacy_is_on (self->privacy) || ask (self, belay_contact_get_host (contact), &rule) != BELAY_RULES_ALLOW)
    return FALSE;

  object = belay_session_scrub_hosts (self, belay_record_host_decision (contact, "session"));
  belay_record_add_rule (object, rule);
  belay_trail_append (self->trail, "net.decision", object);
  belay_egress_allow (belay_sandbox_get_egress (self->sandbox), contact);

  return TRUE;
}

/**
 * belay_session_apply_host_rules:
 * @self: a session whose rules have changed
 *
 * What is held is considered anew.
 */
void
belay_session_apply_host_rules (BelaySession *self)
{
  BelayEgress *egress = belay_sandbox_get_egress (self->sandbox);
  GListModel *contacts;

  if (egress == NULL)
    return;

  belay_allow_list_reconsider (belay_egress_get_list (egress));
  contacts = belay_egress_get_contacts (egress);
  for (guint i = 0; i < g_list_model_get_n_items (contacts); i++)
    {
      g_autoptr(BelayContact) contact = g_list_model_get_item (contacts, i);

      belay_session_allow_by_rule (self, contact);
    }
}
