/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sys/types.h>
#include <glib.h>
#include "belay-probe-report.h"

G_BEGIN_DECLS

/* @check: an index of belay_probe_checks. @problem: what was found, a few words; NULL: it is as it should be. */
typedef void (* BelayContainerFound) (guint       check,
                                      const char *problem,
                                      gpointer    user_data);

/* Looks from outside at what the kernel says of a container's process: what is not said cannot be a lie of the container.
 * FALSE: this machine does not let one look, and nothing was said. */
gboolean belay_container_inspect (pid_t                process,
                                  BelayContainerFound  found,
                                  gpointer             user_data);

/* The same of a virtual machine: what the process that is it can reach, and who it is, whatever the guest made of it. */
gboolean belay_container_inspect_machine (pid_t               process,
                                          BelayContainerFound found,
                                          gpointer            user_data);

G_END_DECLS
