/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-record.h"

/* The payloads of what is recorded of the network. */

static JsonObject *
of_contact (BelayContact *contact)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "host", belay_contact_get_host (contact));
  json_object_set_int_member (object, "port", belay_contact_get_port (contact));
  json_object_set_boolean_member (object, "tls", belay_contact_get_secure (contact));

  return object;
}

static const char *
get_reason (BelayContact *contact)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (BELAY_TYPE_CONTACT_REASON);

  return g_enum_get_value (klass, (int) belay_contact_get_reason (contact))->value_nick;
}

/**
 * belay_record_contact:
 * @contact: what the sandbox reached for, as it stands now
 * @step: the step that was carried out last, 0 if there was none: it may have caused this
 * @suppressed: how many before this one were not recorded one by one
 *
 * Returns: (transfer full): the payload of a net.held, net.allowed, net.blocked or net.unreachable
 */
JsonObject *
belay_record_contact (BelayContact *contact,
                      guint         step,
                      guint         suppressed)
{
  JsonObject *object = of_contact (contact);

  if (belay_contact_get_state (contact) == BELAY_CONTACT_REFUSED)
    json_object_set_string_member (object, "reason", get_reason (contact));
  if (belay_contact_get_other (contact) != NULL)
    json_object_set_string_member (object, "other", belay_contact_get_other (contact));
  if (step > 0)
    json_object_set_int_member (object, "step", step);
  if (suppressed > 0)
    json_object_set_int_member (object, "suppressed", suppressed);

  return object;
}

/**
 * belay_record_private_contact:
 *
 * Returns: (transfer full): the payload for what was reached for during private input
 */
JsonObject *
belay_record_private_contact (void)
{
  JsonObject *object = json_object_new ();

  json_object_set_boolean_member (object, "private", TRUE);

  return object;
}

/**
 * belay_record_host_decision:
 * @contact: what the sandbox reached for
 * @decision: "once", "session" or "never"
 *
 * Returns: (transfer full): the payload of a net.decision
 */
JsonObject *
belay_record_host_decision (BelayContact *contact,
                            const char   *decision)
{
  JsonObject *object = of_contact (contact);

  json_object_set_string_member (object, "decision", decision);

  return object;
}

/**
 * belay_record_add_rule:
 * @object: the payload of a net.blocked or a net.decision
 * @rule: (nullable): what decided it; %NULL: no rule did
 */
void
belay_record_add_rule (JsonObject      *object,
                       const BelayRule *rule)
{
  if (rule == NULL)
    return;

  json_object_set_string_member (object, "by", "rule");
  json_object_set_string_member (object, "rule", rule->id);
  json_object_set_string_member (object, "rule_name", rule->name);
}

/**
 * belay_record_add_hosts:
 * @object: the payload of a session.open
 * @sandbox: its sandbox
 *
 * Adds which hosts are allowed from the beginning, if that is for this program to say.
 */
void
belay_record_add_hosts (JsonObject   *object,
                        BelaySandbox *sandbox)
{
  BelayEgress *egress = belay_sandbox_get_egress (sandbox);
  g_auto(GStrv) patterns = egress != NULL ? belay_allow_list_get (belay_egress_get_list (egress)) : NULL;
  JsonArray *array;

  if (patterns == NULL)
    return;

  array = json_array_new ();
  for (char **pattern = patterns; *pattern != NULL; pattern++)
    json_array_add_string_element (array, *pattern);
  json_object_set_array_member (object, "allowed_hosts", array);
}
