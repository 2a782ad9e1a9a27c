/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A directory of ours alone for as long as a sandbox runs, and the socket in it. */
typedef struct _BelayRunDirectory BelayRunDirectory;

BelayRunDirectory *belay_run_directory_new             (GError            **error);
void               belay_run_directory_free            (BelayRunDirectory  *self);
const char        *belay_run_directory_get_path        (BelayRunDirectory  *self);
const char        *belay_run_directory_get_socket_path (BelayRunDirectory  *self);
int                belay_run_directory_listen          (BelayRunDirectory  *self,
                                                        GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayRunDirectory, belay_run_directory_free)

G_END_DECLS
