/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-shell-wire.h"
#include "belay-shell.h"

G_BEGIN_DECLS

/* What packets from the sandbox mean, if they can mean anything. */

/* (transfer full) (nullable): NULL: it cannot be the output of a command. */
BelayShellOutput *belay_shell_output_read (const BelayShellAnswer *answer,
                                           const guint8           *payload,
                                           gsize                   length);
/* (transfer full) (nullable) (element-type BelayShellEntry): NULL: it cannot be a list. */
GPtrArray        *belay_shell_list_read   (const guint8           *data,
                                           gsize                   length);
void              belay_shell_set_error   (GError                **error,
                                           BelayShellError         code);
BelayShellError   belay_shell_error_of    (BelayShellStatus        status);

G_END_DECLS
