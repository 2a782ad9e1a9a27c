/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-shell.h"

G_BEGIN_DECLS

#define BELAY_TYPE_SHELL_CHANNEL (belay_shell_channel_get_type ())

/* The program's end of the socket to belay-shell, which lives in the sandbox. */
G_DECLARE_FINAL_TYPE (BelayShellChannel, belay_shell_channel, BELAY, SHELL_CHANNEL, BelayShell)

/* @fd: (transfer full): a SOCK_SEQPACKET socket, close-on-exec. */
BelayShell *belay_shell_channel_new (int fd);

G_END_DECLS
