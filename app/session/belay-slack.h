/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "belay-action.h"

G_BEGIN_DECLS

/* How far the agent may go before it must ask. */
typedef enum
{
  BELAY_SLACK_EVERY,            /* "every": every step asks */
  BELAY_SLACK_LOOKS,            /* "looks": screenshot, zoom, wait and cursor position are free; the default */
  BELAY_SLACK_NEXT,             /* "1" … "999": the next N steps are free, then back to "looks" */
  BELAY_SLACK_AUTO,             /* "auto": until something looks wrong; each step after a visible countdown. "auto:1" …
                                 * "auto:60": of so many seconds; "auto:recorded": in a replay, as long as it was then */
} BelaySlackKind;

typedef struct
{
  BelaySlackKind kind;
  guint          remaining;     /* of BELAY_SLACK_NEXT */
  int            pause;         /* of BELAY_SLACK_AUTO, seconds; 0: the usual countdown; or BELAY_SLACK_PAUSE_RECORDED */
} BelaySlack;

#define BELAY_SLACK_COUNTDOWN_MS   2000
#define BELAY_SLACK_PAUSE_RECORDED (-1)
#define BELAY_SLACK_MAX_PAUSE      60

gboolean  belay_slack_parse     (const char        *text,
                                 BelaySlack        *slack,
                                 GError           **error);
char     *belay_slack_to_string (const BelaySlack  *slack);
/* Whether @action may run without asking, all else being well. */
gboolean  belay_slack_allows    (const BelaySlack  *slack,
                                 const BelayAction *action);

G_END_DECLS
