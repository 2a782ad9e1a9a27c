/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-entry.h"
#include "belay-pictures.h"

G_BEGIN_DECLS

#define BELAY_TYPE_ENTRY_ROW (belay_entry_row_get_type ())

/* One line of the timeline. Rows are recycled: bound to an entry, then to another. */
G_DECLARE_FINAL_TYPE (BelayEntryRow, belay_entry_row, BELAY, ENTRY_ROW, GtkWidget)

GtkWidget  *belay_entry_row_new          (void);
void        belay_entry_row_bind         (BelayEntryRow *self,
                                          BelayEntry    *entry,
                                          BelayPictures *pictures,
                                          const char    *speaker);
void        belay_entry_row_unbind       (BelayEntryRow *self);
void        belay_entry_row_set_reserved (BelayEntryRow *self,
                                          gboolean       reserved);

G_END_DECLS
