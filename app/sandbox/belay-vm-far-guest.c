/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-vm-far-guest.h"

#include "belay-guest-wire.h"
#include "belay-vm-agent.h"
#include "belay-vm-guest.h"

/* For the agent to answer: with the processor's help, and without. */
#define KVM_AGENT_SECONDS      10
#define EMULATED_AGENT_SECONDS 30

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

  if (!plan->has_agent || !belay_vm_agent_await_port (run->domain, seconds, cancellable))
    return -1;

  *channel = belay_vm_channel_new (run->address, plan->uuid, BELAY_GUEST_FAR_PORT);
  port.data = *channel;

  return belay_vm_guest_open_port (run->domain, &port, plan->kvm ? KVM_AGENT_SECONDS : EMULATED_AGENT_SECONDS);
}
