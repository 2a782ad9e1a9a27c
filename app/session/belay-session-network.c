/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-private.h"

#include <glib/gi18n-lib.h>

#include "belay-secret-match.h"

/* The way out of the sandbox: it is opened when there is a record, what passes is recorded, and the person decides on it. */

/* The service the model is asked at, when the agent does not say another. */
#define MODEL_HOST "api.anthropic.com"

#define MAX_TOLD 200            /* hosts the timeline shows */

static const char *
get_record_kind (BelayContact *contact)
{
  switch (belay_contact_get_state (contact))
    {
    case BELAY_CONTACT_HELD:
      return "net.held";
    case BELAY_CONTACT_ALLOWED:
      return "net.allowed";
    case BELAY_CONTACT_UNREACHABLE:
      return "net.unreachable";
    case BELAY_CONTACT_REFUSED:
    default:
      return "net.blocked";
    }
}

/* A host that is allowed and answers is what the person expects: it is recorded, and not told. */
static void
tell (BelaySession *self,
      BelayContact *contact)
{
  if (belay_contact_get_state (contact) == BELAY_CONTACT_ALLOWED || g_hash_table_contains (self->told_contacts, contact) ||
      g_hash_table_size (self->told_contacts) > MAX_TOLD)
    return;

  if (g_hash_table_size (self->told_contacts) == MAX_TOLD)
    belay_timeline_add (self->timeline, BELAY_ENTRY_NOTICE,
                        _("The sandbox reaches for more and more hosts. From here on they are only in the record."));
  else
    belay_timeline_add_contact (self->timeline, contact);

  g_hash_table_add (self->told_contacts, g_object_ref (contact));
}

/**
 * belay_session_scrub_hosts:
 * @self: a session
 * @object: (transfer none): a payload about a host
 *
 * Typed into the wrong field, a secret becomes the name of a host that a browser looks for.
 *
 * Returns: (transfer none): @object, with the names of the secrets that were typed in the place of their values
 */
JsonObject *
belay_session_scrub_hosts (BelaySession *self,
                           JsonObject   *object)
{
  static const char * const members[] = { "host", "other" };

  for (guint i = 0; self->gate != NULL && i < G_N_ELEMENTS (members); i++)
    {
      const char *host = json_object_get_string_member_with_default (object, members[i], NULL);
      g_autofree char *scrubbed = host != NULL
                                  ? belay_secret_match_scrub_host (belay_gate_get_typed_secrets (self->gate), host) : NULL;

      if (scrubbed != NULL)
        json_object_set_string_member (object, members[i], scrubbed);
    }

  return object;
}

/* Nor is one to be read by whoever looks at the timeline. */
static void
hide_secrets (BelaySession *self,
              BelayContact *contact)
{
  g_autofree char *scrubbed = self->gate != NULL ? belay_secret_match_scrub_host (belay_gate_get_typed_secrets (self->gate),
                                                                                  belay_contact_get_host (contact)) : NULL;

  if (scrubbed != NULL)
    belay_contact_set_shown (contact, scrubbed);
}

static void
on_contact (BelayEgress  *egress,
            BelayContact *contact,
            guint         suppressed,
            BelaySession *self)
{
  /* What the person looks up privately is nobody's business; that something was reached for is no secret. */
  JsonObject *object = belay_privacy_is_on (self->privacy)
                       ? belay_record_private_contact ()
                       : belay_session_scrub_hosts (self, belay_record_contact (contact, self->last_passed, suppressed));

  if (!belay_privacy_is_on (self->privacy))
    belay_record_add_rule (object, belay_session_get_host_rule (self, contact));
  belay_trail_append (self->trail, get_record_kind (contact), object);

  hide_secrets (self, contact);
  if (!belay_session_allow_by_rule (self, contact))
    tell (self, contact);
}

static void
on_failed (BelayEgress  *egress,
           const GError *error,
           BelaySession *self)
{
  belay_trail_append (self->trail, "problem", belay_record_problem (error));
  belay_timeline_add (self->timeline, BELAY_ENTRY_PROBLEM, error->message);
}

/**
 * belay_session_open_network:
 * @self: a session that can record
 *
 * Lets the sandbox reach what is on its list of allowed hosts.
 */
void
belay_session_open_network (BelaySession *self)
{
  BelayEgress *egress = belay_sandbox_get_egress (self->sandbox);

  if (egress == NULL)
    return;

  belay_allow_list_forbid (belay_egress_get_list (egress), MODEL_HOST);
  belay_session_rule_hosts (self, TRUE);
  g_signal_connect_object (egress, "contact", G_CALLBACK (on_contact), self, 0);
  g_signal_connect_object (egress, "failed", G_CALLBACK (on_failed), self, 0);
  belay_egress_open (egress);
}

/**
 * belay_session_close_network:
 * @self: a session that cannot record any more
 *
 * Ends all connections.
 */
void
belay_session_close_network (BelaySession *self)
{
  BelayEgress *egress = belay_sandbox_get_egress (self->sandbox);

  if (egress == NULL)
    return;

  belay_egress_stop (egress);
  belay_session_rule_hosts (self, FALSE);
}

/**
 * belay_session_forbid_model:
 * @self: a session that has just got its agent
 *
 * Nobody can allow the sandbox to reach the model's own service: what is there is not only the model, and whoever has a key
 * can have things sent to them through it.
 */
void
belay_session_forbid_model (BelaySession *self)
{
  BelayEgress *egress = belay_sandbox_get_egress (self->sandbox);
  const char *url = belay_agent_get_base_url (self->agent);
  g_autoptr(GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;

  if (egress == NULL)
    return;

  belay_allow_list_forbid (belay_egress_get_list (egress), MODEL_HOST);
  if (uri != NULL && g_uri_get_host (uri) != NULL)
    belay_allow_list_forbid (belay_egress_get_list (egress), g_uri_get_host (uri));
}

/**
 * belay_session_decide_host:
 * @self: a session
 * @contact: a contact that is open
 * @decision: what the person decided
 *
 * It takes effect at once, on what is held as well.
 */
void
belay_session_decide_host (BelaySession      *self,
                           BelayContact      *contact,
                           BelayHostDecision  decision)
{
  static const char * const words[] = {
    [BELAY_HOST_ONCE] = "once", [BELAY_HOST_SESSION] = "session", [BELAY_HOST_NEVER] = "never",
  };
  BelayEgress *egress;

  g_return_if_fail (BELAY_IS_SESSION (self));
  g_return_if_fail (BELAY_IS_CONTACT (contact));

  egress = belay_sandbox_get_egress (self->sandbox);
  if (egress == NULL || self->trail == NULL || self->state == BELAY_SESSION_CLOSED || !belay_contact_is_open (contact))
    return;

  belay_trail_append (self->trail, "net.decision",
                      belay_session_scrub_hosts (self, belay_record_host_decision (contact, words[decision])));

  if (decision == BELAY_HOST_ONCE)
    belay_egress_allow_once (egress, contact);
  else if (decision == BELAY_HOST_SESSION)
    belay_egress_allow (egress, contact);
  else
    belay_egress_never (egress, contact);
}

static void
record_list (BelaySession *self,
             const char   *what,
             const char   *pattern)
{
  JsonObject *object;

  if (self->trail == NULL || self->state == BELAY_SESSION_CLOSED)
    return;

  object = belay_record_string ("host", pattern);
  json_object_set_string_member (object, "decision", what);
  belay_trail_append (self->trail, "net.decision", object);
}

/**
 * belay_session_allow_hosts:
 * @self: a session
 * @pattern: see belay-host-pattern.h
 * @error: return location for an error
 *
 * Adds to the list of allowed hosts for this session.
 *
 * Returns: %FALSE with a sentence for the person if @pattern is none, or the sandbox has no network
 */
gboolean
belay_session_allow_hosts (BelaySession  *self,
                           const char    *pattern,
                           GError       **error)
{
  BelayEgress *egress;

  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);
  g_return_val_if_fail (pattern != NULL, FALSE);

  egress = belay_sandbox_get_egress (self->sandbox);
  if (egress == NULL)
    {
      g_set_error_literal (error, BELAY_SESSION_ERROR, BELAY_SESSION_ERROR_STATE,
                           _("What this sandbox reaches is not for Belay to say."));
      return FALSE;
    }

  if (!belay_allow_list_add (belay_egress_get_list (egress), pattern, error))
    return FALSE;

  record_list (self, "session", pattern);

  return TRUE;
}

/**
 * belay_session_disallow_hosts:
 * @self: a session
 * @pattern: as the list has it
 *
 * Takes it off the list again. What is connected stays connected.
 */
void
belay_session_disallow_hosts (BelaySession *self,
                              const char   *pattern)
{
  BelayEgress *egress;

  g_return_if_fail (BELAY_IS_SESSION (self));
  g_return_if_fail (pattern != NULL);

  egress = belay_sandbox_get_egress (self->sandbox);
  if (egress == NULL)
    return;

  belay_allow_list_remove (belay_egress_get_list (egress), pattern);
  record_list (self, "no more", pattern);
}
