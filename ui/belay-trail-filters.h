/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BELAY_TYPE_TRAIL_FILTERS (belay_trail_filters_get_type ())

/*
 * What can be looked for, for those who do not know how to write it. Choices are words in the text of the search, and
 * words typed there are choices here. Property: "query" (char *; notified when the person chose).
 */
G_DECLARE_FINAL_TYPE (BelayTrailFilters, belay_trail_filters, BELAY, TRAIL_FILTERS, GtkWidget)

const char *belay_trail_filters_get_query (BelayTrailFilters *self);
void        belay_trail_filters_set_query (BelayTrailFilters *self,
                                           const char        *query);

/* @query with its word that begins with @prefix replaced by @word, or without it; (transfer full). @prefix: NULL for a day,
 * which has none; @word: (nullable). */
char       *belay_trail_filters_replace   (const char        *query,
                                           const char        *prefix,
                                           const char        *word);

G_END_DECLS
