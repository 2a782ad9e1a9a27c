/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a check is called in the record, and what the person reads of it; translatable. */
typedef struct
{
  const char *check;
  const char *title;
  const char *fine;
  const char *red;              /* %s is what was found */
  const char *advice;
  /* Of a virtual machine, (nullable) where it is the same as elsewhere: */
  const char *machine_fine;
  const char *machine_advice;   /* (nullable) what to do in a machine */
  const char *machine_unknown;  /* why it cannot be checked */
} BelayPreflightWords;

extern const BelayPreflightWords belay_preflight_words[];
#define BELAY_PREFLIGHT_N_CHECKS 15

G_END_DECLS
