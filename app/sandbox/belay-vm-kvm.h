/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  BELAY_VM_KVM_ABSENT,          /* no such device */
  BELAY_VM_KVM_FORBIDDEN,       /* it is there, for others */
  BELAY_VM_KVM_BROKEN,          /* a machine that was started with it did not boot, since this computer was started */
  BELAY_VM_KVM_UNTRIED,
  BELAY_VM_KVM_BOOTS,           /* one did */
} BelayVmKvm;

/* What is known of the processor's help for machines: that the device is there proves nothing. */
BelayVmKvm belay_vm_kvm_look     (void);
/* Remembers it until this computer is started again. */
void       belay_vm_kvm_remember (gboolean boots);

G_END_DECLS
