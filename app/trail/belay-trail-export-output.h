/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * A file that appears under its name only when all of it is written. It is written beside it, under another name; whatever
 * happens before belay_export_output_commit() leaves nothing behind. Blocks on the disk; one thread at a time.
 *
 * The first failure is kept: what is added after it is dropped, and the commit says what it was.
 */
typedef struct _BelayExportOutput BelayExportOutput;

BelayExportOutput *belay_export_output_new      (GFile                 *file,
                                                 GCancellable          *cancellable,
                                                 GFileProgressCallback  progress,
                                                 gpointer               progress_data,
                                                 GError               **error);
void               belay_export_output_free     (BelayExportOutput     *self);

void               belay_export_output_add      (BelayExportOutput     *self,
                                                 const char            *text);
void               belay_export_output_printf   (BelayExportOutput     *self,
                                                 const char            *format,
                                                 ...) G_GNUC_PRINTF (2, 3);
void               belay_export_output_add_data (BelayExportOutput     *self,
                                                 gconstpointer          data,
                                                 gsize                  length);
/* FALSE once something failed or it was cancelled: no need to go on. */
gboolean           belay_export_output_is_good  (BelayExportOutput     *self);

/* How far the source has been read. */
void               belay_export_output_set_total (BelayExportOutput    *self,
                                                  goffset               total);
void               belay_export_output_advance   (BelayExportOutput    *self,
                                                  goffset               amount);

gboolean           belay_export_output_commit   (BelayExportOutput     *self,
                                                 GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayExportOutput, belay_export_output_free)

G_END_DECLS
