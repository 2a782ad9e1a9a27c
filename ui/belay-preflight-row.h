/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-preflight.h"

G_BEGIN_DECLS

/* (transfer floating): one thing that was checked, as it stands now */
GtkWidget *belay_preflight_row_new (BelayPreflightItem *item);

G_END_DECLS
