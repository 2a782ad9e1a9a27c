/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Runs a command as the user whom machines belong to, and waits: not for the main thread. @argv: its program is an absolute path.
 * Returns: (transfer full) (nullable): what it wrote; or NULL with BELAY_SANDBOX_ERROR_MISSING when there is no such program,
 * _NO_SPACE when it says that a disk is full, _FAILED with its last words, or G_IO_ERROR_CANCELLED. */
char    *belay_vm_run       (const char * const  *argv,
                             GCancellable        *cancellable,
                             GError             **error);

/* Whether a message of a program means that a disk is full. */
gboolean belay_vm_is_full   (const char          *message);

G_END_DECLS
