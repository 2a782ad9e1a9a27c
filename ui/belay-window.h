/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "belay-launch.h"

G_BEGIN_DECLS

#define BELAY_TYPE_WINDOW (belay_window_get_type ())

/* One window: the start page, then the page of its session. */
G_DECLARE_FINAL_TYPE (BelayWindow, belay_window, BELAY, WINDOW, AdwApplicationWindow)

BelayWindow *belay_window_new        (AdwApplication    *application);
void         belay_window_set_launch (BelayWindow       *self,
                                      const BelayLaunch *launch);
void         belay_window_launch     (BelayWindow       *self,
                                      const BelayLaunch *launch);
void         belay_window_prepare    (BelayWindow       *self,
                                      const BelayLaunch *launch);
void         belay_window_set_notice (BelayWindow       *self,
                                      const char        *notice);

G_END_DECLS
