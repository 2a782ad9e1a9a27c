/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How a text hides what it says. */
typedef enum
{
  BELAY_DISGUISE_NONE      = 0,
  BELAY_DISGUISE_INVISIBLE = 1 << 0,    /* characters without width or ink */
  BELAY_DISGUISE_BIDI      = 1 << 1,    /* its order is turned around */
  BELAY_DISGUISE_LOOKALIKE = 1 << 2,    /* letters of another script within words */
  BELAY_DISGUISE_CONTROL   = 1 << 3,    /* escape and other control characters */
} BelayDisguise;

/* @text as it reads: compatibility forms and lookalikes become plain letters, what cannot be seen is left out, capitals
 * small; runs of blanks become one. (transfer full). */
char *belay_fold_text       (const char    *text,
                             BelayDisguise *disguise);

G_END_DECLS
