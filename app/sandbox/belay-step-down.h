/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The user a program run as root steps down to before anything of a sandbox runs: no account of a Debian system has it. */
#define BELAY_STEP_DOWN_ID 61999

/* Whether this program is root, and has to. */
gboolean belay_step_down_is_due (void);

/* Adds to @argv what makes the command that follows run as that user; nothing for an ordinary one. */
void     belay_step_down_add    (GPtrArray *argv);

G_END_DECLS
