/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-vm-far-guest.h"

#include <stdlib.h>

#include "belay-guest-wire.h"
#include "belay-vm-guest.h"

/* For the agent to answer: with the processor's help, and without. */
#define KVM_AGENT_SECONDS      10
#define EMULATED_AGENT_SECONDS 30

#define POLL_USEC (G_USEC_PER_SEC / 2)

static void
on_element (GMarkupParseContext  *context,
            const char           *name,
            const char          **names,
            const char          **values,
            gpointer              user_data,
            GError              **error)
{
  gboolean *is_there = user_data;
  gboolean agent = FALSE, connected = FALSE;

  if (!g_str_equal (name, "target"))
    return;

  for (; *names != NULL; names++, values++)
    {
      agent = agent || (g_str_equal (*names, "name") && g_str_equal (*values, BELAY_VM_PLAN_AGENT_PORT));
      connected = connected || (g_str_equal (*names, "state") && g_str_equal (*values, "connected"));
    }

  *is_there = *is_there || (agent && connected);
}

gboolean
belay_vm_far_guest_is_agent_there (const char *xml)
{
  static const GMarkupParser parser = { .start_element = on_element };
  gboolean is_there = FALSE;
  g_autoptr(GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &is_there, NULL);

  g_markup_parse_context_parse (context, xml, -1, NULL);

  return is_there;
}

/* FALSE: it is not there in time, or nobody wants to know any more. */
static gboolean
await_agent (BelayVmRun   *run,
             int           seconds,
             GCancellable *cancellable)
{
  gint64 deadline = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;

  while (!g_cancellable_is_cancelled (cancellable) && g_get_monotonic_time () < deadline)
    {
      char *xml = belay_vm_domain_get_xml (run->domain);
      gboolean is_there = xml != NULL && belay_vm_far_guest_is_agent_there (xml);

      free (xml);

      if (xml == NULL || is_there)
        return is_there;

      g_usleep (POLL_USEC);
    }

  return FALSE;
}

static int
dial (gpointer data)
{
  return belay_vm_channel_dial (data);
}

int
belay_vm_far_guest_open (BelayVmRun      *run,
                         BelayVmPlan     *plan,
                         BelayVmChannel **channel,
                         GCancellable    *cancellable)
{
  int seconds = belay_vm_limits_get_wait (&run->limits, plan->kvm);
  BelayVmGuestPort port = { .name = BELAY_GUEST_FAR_PORT, .dial = dial, .fresh = TRUE, .cancellable = cancellable,
                            .desktop_seconds = seconds };

  *channel = NULL;

  if (!plan->has_agent || !await_agent (run, seconds, cancellable))
    return -1;

  *channel = belay_vm_channel_new (run->address, plan->uuid, BELAY_GUEST_FAR_PORT);
  port.data = *channel;

  return belay_vm_guest_open_port (run->domain, &port, plan->kvm ? KVM_AGENT_SECONDS : EMULATED_AGENT_SECONDS);
}
