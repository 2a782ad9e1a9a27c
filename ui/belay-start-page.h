/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "belay-launch.h"

G_BEGIN_DECLS

#define BELAY_TYPE_START_PAGE (belay_start_page_get_type ())

/*
 * Where a session begins: task, sandbox, model, slack, limits.
 *
 * Signals: "start" (BelayLaunch *, gboolean prepare: the sandbox opens first, the task comes later); "message" (char *:
 * something to say in passing).
 */
G_DECLARE_FINAL_TYPE (BelayStartPage, belay_start_page, BELAY, START_PAGE, GtkWidget)

void         belay_start_page_set_launch (BelayStartPage    *self,
                                          const BelayLaunch *launch);
void         belay_start_page_set_busy   (BelayStartPage    *self,
                                          gboolean           busy);
void         belay_start_page_set_error  (BelayStartPage    *self,
                                          const GError      *error);
void         belay_start_page_set_notice (BelayStartPage    *self,
                                          const char        *notice);
void         belay_start_page_start      (BelayStartPage    *self);
void         belay_start_page_set_presenter (BelayStartPage *self,
                                             gboolean        presenter);

G_END_DECLS
