/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-step.h"

G_BEGIN_DECLS

/* What a step's file edit would change as the record has it, without secrets: the session keeps it at the step, by this name. */
#define BELAY_RECORDED_DIFF "belay-recorded-diff"

/* (transfer full): the differences, as they are; not to be recorded before secrets are taken out. */
char *belay_record_write_diff (BelayFileEdit *edit);

G_END_DECLS
