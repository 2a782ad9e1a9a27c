/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  BELAY_TRAIL_EXPORT_HTML,      /* one page that needs nothing else */
  BELAY_TRAIL_EXPORT_TAR,       /* the directory as it is, and how to verify it */
  BELAY_TRAIL_EXPORT_OTLP,      /* OpenTelemetry, JSON */
} BelayTrailExportFormat;

typedef enum
{
  BELAY_TRAIL_EXPORT_NONE     = 0,
  BELAY_TRAIL_EXPORT_CONTENTS = 1 << 0,         /* OpenTelemetry: also what was said and typed */
} BelayTrailExportFlags;

/*
 * Writes the session at @directory to @file. Nothing is left behind when it is cancelled or fails; @file is replaced only
 * when all of it is there. @progress: (nullable) (scope notified): called in the caller's main context.
 */
void      belay_trail_export_async  (const char             *directory,
                                     BelayTrailExportFormat  format,
                                     BelayTrailExportFlags   flags,
                                     GFile                  *file,
                                     GCancellable           *cancellable,
                                     GFileProgressCallback   progress,
                                     gpointer                progress_data,
                                     GAsyncReadyCallback     callback,
                                     gpointer                user_data);
gboolean  belay_trail_export_finish (GAsyncResult           *result,
                                     GError                **error);
/* Blocks; for commands. */
gboolean  belay_trail_export        (const char             *directory,
                                     BelayTrailExportFormat  format,
                                     BelayTrailExportFlags   flags,
                                     GFile                  *file,
                                     GCancellable           *cancellable,
                                     GFileProgressCallback   progress,
                                     gpointer                progress_data,
                                     GError                **error);

/* "belay-2026-11-23T14-02-11Z.html"; (transfer full). */
char     *belay_trail_export_suggest_name (const char             *directory,
                                           BelayTrailExportFormat  format);

G_END_DECLS
