/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-vm-agent.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "belay-vm-guest.h"

#define POLL_USEC      (G_USEC_PER_SEC / 2)
#define ANSWER_SECONDS 10
#define LEAST_SECONDS  20       /* for what is put in, however late the agent came */

gboolean
belay_vm_agent_await_port (BelayVmDomain *domain,
                           int            seconds,
                           GCancellable  *cancellable)
{
  gint64 deadline = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;

  while (!g_cancellable_is_cancelled (cancellable) && belay_vm_domain_is_alive (domain))
    {
      if (belay_vm_domain_has_agent (domain))
        return TRUE;
      if (g_get_monotonic_time () >= deadline)
        return FALSE;

      g_usleep (POLL_USEC);
    }

  return FALSE;
}

gboolean
belay_vm_agent_can_run (const char *answer)
{
  g_autoptr(JsonNode) node = json_from_string (answer, NULL);
  JsonNode *member = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_object_get_member (json_node_get_object (node), "return") :
                     NULL;
  JsonNode *commands = member != NULL && JSON_NODE_HOLDS_OBJECT (member) ?
                       json_object_get_member (json_node_get_object (member), "supported_commands") : NULL;
  JsonArray *array = commands != NULL && JSON_NODE_HOLDS_ARRAY (commands) ? json_node_get_array (commands) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      JsonObject *command = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;

      if (command != NULL && g_strcmp0 (json_object_get_string_member_with_default (command, "name", NULL), "guest-exec") == 0)
        return json_object_get_boolean_member_with_default (command, "enabled", FALSE);
    }

  return FALSE;
}

static gboolean
may_run (BelayVmDomain *domain)
{
  g_autofree char *answer = belay_vm_domain_ask_agent (domain, "{\"execute\":\"guest-info\"}", ANSWER_SECONDS, NULL);

  return answer != NULL && belay_vm_agent_can_run (answer);
}

int
belay_vm_agent_await (BelayVmDomain *domain,
                      const char    *path,
                      int            seconds,
                      GCancellable  *cancellable,
                      BelayVmAgent  *state)
{
  gint64 deadline = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  int left, fd;

  *state = BELAY_VM_AGENT_ABSENT;
  if (!belay_vm_agent_await_port (domain, seconds, cancellable))
    return -1;

  *state = BELAY_VM_AGENT_REFUSES;
  if (!may_run (domain))
    return -1;

  left = (int) ((deadline - g_get_monotonic_time ()) / G_USEC_PER_SEC);
  fd = belay_vm_guest_open (domain, path, MAX (left, LEAST_SECONDS));
  *state = fd >= 0 ? BELAY_VM_AGENT_THERE : BELAY_VM_AGENT_NO_DESKTOP;

  return fd;
}

const char *
belay_vm_agent_explain (BelayVmAgent state)
{
  switch (state)
    {
    case BELAY_VM_AGENT_ABSENT:
      /* Translators: the words in quotes are the name of a program. */
      return _("Cannot be checked: no guest agent answers in the machine. Install “qemu-guest-agent” in it.");

    case BELAY_VM_AGENT_REFUSES:
      return _("Cannot be checked: the guest agent in the machine may not run programs. Allow “guest-exec” in its settings.");

    case BELAY_VM_AGENT_NO_DESKTOP:
      return _("Cannot be checked: nobody’s desktop was there in time, or the machine does not let the guest agent start what was "
               "put into it. Let somebody be logged in when it starts.");

    case BELAY_VM_AGENT_THERE:
    default:
      return NULL;
    }
}
