/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-digest.h"
#include "belay-trail-export-output.h"
#include "belay-trail-export.h"
#include "belay-trail-verify.h"

G_BEGIN_DECLS

/* One export under way. Borrowed by whoever writes a format. */
typedef struct
{
  const char            *directory;
  const char            *id;            /* the name of the session */
  BelayTrailReport      *report;        /* what verifying it said, before anything was written */
  char                   head[BELAY_TRAIL_DIGEST_HEX + 1];      /* the SHA-256 of the last record that follows; "" */
  BelayTrailExportFlags  flags;
  BelayExportOutput     *output;
  GCancellable          *cancellable;   /* (nullable) */
} BelayExport;

/* Each writes all of it to the output. FALSE if the session cannot be read; what cannot be written the output knows. */
gboolean    belay_export_html         (BelayExport        *self,
                                       GError            **error);
gboolean    belay_export_tar          (BelayExport        *self,
                                       GError            **error);
gboolean    belay_export_otlp         (BelayExport        *self,
                                       GError            **error);

/* "SEALED", …: not translated. */
const char *belay_export_call_session (const BelayExport  *self);

G_END_DECLS
