/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Files that are disks of machines on this computer, made as the user whom machines belong to. None is for the main thread. */

/* (transfer full) (nullable): QEMU's name of what kind of file it is */
char    *belay_vm_disk_find_format (const char    *disk,
                                    GError       **error);

/* Makes @disk above @base, which is only read. */
gboolean belay_vm_disk_put_above   (const char    *base,
                                    const char    *format,
                                    const char    *disk,
                                    GCancellable  *cancellable,
                                    GError       **error);
gboolean belay_vm_disk_copy        (const char    *from,
                                    const char    *to,
                                    GCancellable  *cancellable,
                                    GError       **error);

/* Makes the file of a disk @bytes long, without taking that room: it is not to grow beyond. */
gboolean belay_vm_disk_stretch     (const char    *disk,
                                    guint64        bytes,
                                    GError       **error);

/* Whether there is room for a disk below @directory; with less than a little, what fails fails for that. */
gboolean belay_vm_disk_has_room    (const char    *directory);

G_END_DECLS
