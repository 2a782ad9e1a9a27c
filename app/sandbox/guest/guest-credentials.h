/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "probe.h"

G_BEGIN_DECLS

/* What was left in a machine for whoever works there: a machine that somebody lives in has a history and settings, which are not what
 * is looked for. Each: see ProbeTryFunc. */
char *guest_try_environment (const ProbeQuestion *question);
char *guest_try_home        (const ProbeQuestion *question);
char *guest_try_agents      (const ProbeQuestion *question);

G_END_DECLS
