/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-provenance.h"

G_BEGIN_DECLS

#define BELAY_TYPE_PROVENANCE_VIEW (belay_provenance_view_get_type ())

/*
 * A text that is to be typed, part by part: which of its words come from the person, which from the screen, and which from
 * neither. Where the pointer or the keyboard's focus is on a part from the screen, the action "page.point" (iiii: screen
 * pixels; all 0: nowhere) is activated.
 */
G_DECLARE_FINAL_TYPE (BelayProvenanceView, belay_provenance_view, BELAY, PROVENANCE_VIEW, GtkWidget)

GtkWidget *belay_provenance_view_new      (void);
/* @parts: (nullable): of BelayOriginPart; NULL while they are not known. */
void       belay_provenance_view_set_text (BelayProvenanceView *self,
                                           const char          *text,
                                           GPtrArray           *parts);

/* The text as Pango markup, its parts told apart by the lines below them. */
char      *belay_provenance_markup        (const char          *text,
                                           GPtrArray           *parts);

G_END_DECLS
