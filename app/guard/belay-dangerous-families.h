/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-dangerous-text.h"

G_BEGIN_DECLS

/* A kind of danger, and what it looks like in a folded text (belay_fold_text()). */
typedef struct
{
  const char      *name;        /* for the trail */
  BelaySeverity    severity;
  BelayTextOrigin  origins;     /* where it means something */
  const char      *sentence;    /* N_(): for the person */
  const char *const *patterns;  /* any of them: belay-dangerous-patterns.h */
} BelayDangerousFamily;

/* The worst first. */
const BelayDangerousFamily *belay_dangerous_families_get (guint *n_families);

G_END_DECLS
