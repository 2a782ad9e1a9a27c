/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What happened, for the person; @message: (nullable): nothing to say. @imported: there is a draft with the imported rules. */
typedef void (*BelayRulesShared) (const char *message,
                                  gboolean    imported,
                                  gpointer    user_data);

/* Asks for a file and writes the saved rules there, or makes a draft of the saved rules and those in it: nothing is saved.
 * @owner: while it lives, @shared is called with it. */
void belay_rules_export (GtkWindow        *parent,
                         GObject          *owner,
                         BelayRulesShared  shared);
void belay_rules_import (GtkWindow        *parent,
                         GObject          *owner,
                         BelayRulesShared  shared);

G_END_DECLS
