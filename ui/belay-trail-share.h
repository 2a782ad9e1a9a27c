/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-trail-export.h"

G_BEGIN_DECLS

/*
 * Exports a session: asks the person where to, and shows how far it is, with a way to give up. Fails with
 * G_IO_ERROR_CANCELLED if they did.
 */
void   belay_trail_share_async    (GtkWindow               *parent,
                                   const char              *directory,
                                   BelayTrailExportFormat   format,
                                   BelayTrailExportFlags    flags,
                                   GAsyncReadyCallback      callback,
                                   gpointer                 user_data);
/* The same to a file that is known. */
void   belay_trail_share_to_async (GtkWindow               *parent,
                                   const char              *directory,
                                   BelayTrailExportFormat   format,
                                   BelayTrailExportFlags    flags,
                                   GFile                   *file,
                                   GAsyncReadyCallback      callback,
                                   gpointer                 user_data);
/* (transfer full) (nullable): what was written */
GFile *belay_trail_share_finish   (GAsyncResult            *result,
                                   GError                 **error);

G_END_DECLS
