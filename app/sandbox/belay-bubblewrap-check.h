/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the bubblewrap sandbox needs of this machine. */

char     **belay_bubblewrap_missing_packages (void);
char      *belay_bubblewrap_explain_refusal  (const char           *proc_sys,
                                              const char           *output);
void       belay_bubblewrap_check_async      (GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean   belay_bubblewrap_check_finish     (GAsyncResult         *result,
                                              GError              **error);

G_END_DECLS
