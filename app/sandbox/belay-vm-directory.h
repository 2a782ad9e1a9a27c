/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A directory of a machine's own for as long as it runs: its disk, its sockets. It is of mode 0700 and belongs to the user whom the
 * machine runs as. Not for the main thread. */
typedef struct _BelayVmDirectory BelayVmDirectory;

/* Makes one, and removes those that killed programs left behind. (nullable): or an error */
BelayVmDirectory *belay_vm_directory_new      (GCancellable      *cancellable,
                                               GError           **error);
/* Removes it with all in it. */
void              belay_vm_directory_free     (BelayVmDirectory  *self);

const char       *belay_vm_directory_get_path (BelayVmDirectory  *self);

/* (transfer full) (nullable): where what all machines of root's use is kept, and the user they run as can read it: @name below it.
 * With @own it is a directory of that user's, made if need be. */
char             *belay_vm_directory_share    (BelayVmDirectory  *self,
                                               const char        *name,
                                               gboolean           own);
/* (transfer full) */
char             *belay_vm_directory_build    (BelayVmDirectory  *self,
                                               const char        *name);

/* Leaves an empty file @name in it. */
gboolean          belay_vm_directory_mark      (BelayVmDirectory  *self,
                                                const char        *name,
                                                GError           **error);
/* Whether it, or that of another machine of this user's that runs, has a file @name. */
gboolean          belay_vm_directory_is_marked (BelayVmDirectory  *self,
                                                const char        *name);

/* (transfer full): where images and machines are kept: below the person's data, or where others can read it when the program
 * is root, whose own data only root can. */
char             *belay_vm_get_data_directory (const char        *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayVmDirectory, belay_vm_directory_free)

G_END_DECLS
