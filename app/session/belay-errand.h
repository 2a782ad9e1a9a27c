/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-finding.h"
#include "belay-gate.h"
#include "belay-shell.h"

G_BEGIN_DECLS

/* How a step ended that did not go through the screen. */
typedef struct
{
  BelayFinding   *finding;      /* (nullable) the file is not what was decided on: it is held, and nothing was done */
  BelayStepState  state;        /* NOT_RUN, DONE, FAILED, INTERRUPTED */
  char           *text;         /* for the model: what was put out and how it ended; without secrets that were typed */
  int             status;       /* the exit status of a command, -1: there is none */
  gint64          size;         /* bytes a command put out, -1: it was none */
  gboolean        clipped;
} BelayErrand;

void         belay_errand_free        (BelayErrand          *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayErrand, belay_errand_free)

/* What @action makes of a file that was read with @error: (nullable). (transfer full) */
BelayFileEdit *belay_file_edit_new_read (const BelayAction   *action,
                                         GBytes              *content,
                                         const GError        *error);

/* Of the gate alone: runs @step, whose intent is durable. */
void         belay_gate_errand_async  (BelayGate            *self,
                                       BelayStep            *step,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
BelayErrand *belay_gate_errand_finish (BelayGate            *self,
                                       GAsyncResult         *result);

G_END_DECLS
