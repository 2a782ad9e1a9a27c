/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-session.h"

G_BEGIN_DECLS

/* Shows which hosts the sandbox of @session may reach, and lets the person change that for this session. */
void belay_hosts_dialog_present (BelaySession *session,
                                 GtkWindow    *parent);

G_END_DECLS
