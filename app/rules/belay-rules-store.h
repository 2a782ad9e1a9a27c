/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-rules.h"

G_BEGIN_DECLS

#define BELAY_TYPE_RULES_STORE (belay_rules_store_get_type ())

/*
 * The saved rules and their file, which may be changed by hand at any time. While it cannot be read, the rules are ones that ask
 * everything. Property "rules", notified. Main thread; after the first time the disk is another one's.
 */
G_DECLARE_FINAL_TYPE (BelayRulesStore, belay_rules_store, BELAY, RULES_STORE, GObject)

BelayRulesStore *belay_rules_store_new              (const char           *path);
/* $XDG_CONFIG_HOME/belay/rules.json; (transfer full) */
char            *belay_rules_store_get_default_path (void);

/* (transfer none): never NULL */
BelayRules      *belay_rules_store_get_rules        (BelayRulesStore      *self);
/* The file's text, also where it cannot be read as rules; "" if there is none. */
const char      *belay_rules_store_get_text         (BelayRulesStore      *self);

/* Text that is being written and may not be rules yet: it outlives whoever edits it. (nullable) */
const char      *belay_rules_store_get_draft        (BelayRulesStore      *self);
void             belay_rules_store_set_draft        (BelayRulesStore      *self,
                                                     const char           *text);

/* Writes @text if it is rules, and takes them on; else BELAY_RULES_ERROR_INVALID. In the order of the calls. */
void             belay_rules_store_save_async       (BelayRulesStore      *self,
                                                     const char           *text,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
gboolean         belay_rules_store_save_finish      (BelayRulesStore      *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);

G_END_DECLS
