/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-mark.h"

G_BEGIN_DECLS

/* Shared by the marks that are shapes and those that are words. */
cairo_t *belay_mark_begin  (const BelayMark *self,
                            double           left,
                            double           top,
                            double           right,
                            double           bottom);
void     belay_mark_stroke (const BelayMark *self,
                            cairo_t         *cr,
                            double           unit);

G_END_DECLS
