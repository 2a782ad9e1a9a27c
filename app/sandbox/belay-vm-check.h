/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One thing that this computer can do with virtual machines, or cannot: what, and what to do about it. */
typedef struct
{
  gboolean  fine;
  char     *what;
  char     *advice;             /* (nullable) */
} BelayVmFact;

void       belay_vm_fact_free    (BelayVmFact          *self);

/* Tries what is needed for virtual machines: programs, libvirt, the processor's help, images. Main thread; answers within seconds. */
void       belay_vm_check_async  (GAsyncReadyCallback   callback,
                                  gpointer              user_data);
/* (transfer full): of BelayVmFact */
GPtrArray *belay_vm_check_finish (GAsyncResult         *result);

G_END_DECLS
