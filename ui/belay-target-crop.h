/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-frame.h"

G_BEGIN_DECLS

#define BELAY_TYPE_TARGET_CROP (belay_target_crop_get_type ())

/* A part of a frame, as large as there is room for, with what differs outlined. */
G_DECLARE_FINAL_TYPE (BelayTargetCrop, belay_target_crop, BELAY, TARGET_CROP, GtkWidget)

GtkWidget *belay_target_crop_new  (const char       *name);
/* @frame: (nullable); @area, @changed: screen pixels; @target: (nullable): where the action is aimed */
void       belay_target_crop_show (BelayTargetCrop  *self,
                                   BelayFrame       *frame,
                                   const BelayRect  *area,
                                   const BelayRect  *changed,
                                   const BelayPoint *target);

G_END_DECLS
