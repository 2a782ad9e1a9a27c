/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TRAIL_FIXTURE_WIDTH  320
#define TRAIL_FIXTURE_HEIGHT 200

/* What happens in it, besides the session's beginning, its task and its end; each a moment. */
enum
{
  TRAIL_MOMENT_OPEN,
  TRAIL_MOMENT_TASK,
  TRAIL_MOMENT_CLICK,           /* approved by the person, done; the screen changes in two places */
  TRAIL_MOMENT_TYPE,            /* changed by the person, done; nothing changes */
  TRAIL_MOMENT_REJECTED,
  TRAIL_MOMENT_SAID,            /* the words of the three */
  TRAIL_MOMENT_TAKE_OVER,
  TRAIL_MOMENT_CLOSE,
  TRAIL_N_MOMENTS
};

/* A recorded session below @root, made through the API of the trail; its directory, (transfer full). @n_more: further
 * steps, each a moment before the end. Needs a main loop that nobody else runs. */
char *trail_fixture_record (const char *root,
                            const char *task,
                            guint       n_more);
void  trail_fixture_remove (const char *root);

G_END_DECLS
