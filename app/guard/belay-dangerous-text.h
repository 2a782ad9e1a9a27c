/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-action.h"
#include "belay-finding.h"

G_BEGIN_DECLS

/* Where a text was met: words that are ordinary on a screen are not on the way into a terminal, and the other way round. */
typedef enum
{
  BELAY_TEXT_TYPED  = 1 << 0,   /* is about to be typed */
  BELAY_TEXT_SHELL  = 1 << 1,   /* is about to be run by a shell */
  BELAY_TEXT_SCREEN = 1 << 2,   /* was read off the screen, a title or the clipboard: nobody's word */
} BelayTextOrigin;

/* One passage that looks dangerous. */
typedef struct
{
  const char   *family;         /* static: "destructive", "pipe-to-shell", …: for the trail */
  BelaySeverity severity;
  char         *excerpt;        /* of the text as it was read, safe to show */
} BelayTextHit;

void          belay_text_hit_free                (BelayTextHit       *hit);
/* What is wrong with it: translated, static. */
const char   *belay_text_hit_get_sentence        (const BelayTextHit *hit);

/* Makes ready what takes a moment the first time (some 60 ms). Any thread. */
void          belay_dangerous_text_prepare       (void);

/* GPtrArray of BelayTextHit, one for each family at most, the worst first; (transfer full). Any thread. */
GPtrArray    *belay_dangerous_text_find          (const char         *text,
                                                  BelayTextOrigin     origin);

/* What an action would type, press or run. GPtrArray of BelayFinding; (transfer full). */
GPtrArray    *belay_dangerous_text_examine       (const BelayAction  *action);

/* One finding for what was read at @region of the screen; (nullable) (transfer full). */
BelayFinding *belay_dangerous_text_examine_screen (const char        *text,
                                                   const BelayRect   *region);

G_END_DECLS
