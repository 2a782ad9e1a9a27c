/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BELAY_TYPE_ENTRY_LAYOUT (belay_entry_layout_get_type ())

/*
 * A row of the timeline: one child has the texts and gets the width that the others leave, which get the least they need.
 * A GtkBox would search for the width that suits the texts, by measuring them at one height after the other.
 */
G_DECLARE_FINAL_TYPE (BelayEntryLayout, belay_entry_layout, BELAY, ENTRY_LAYOUT, GtkLayoutManager)

/* @texts: a child, which must live as long */
void belay_entry_layout_set_texts (BelayEntryLayout *self,
                                   GtkWidget        *texts);

G_END_DECLS
