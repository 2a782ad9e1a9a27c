/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-rule.h"

G_BEGIN_DECLS

#define BELAY_RULES_ERROR (belay_rules_error_quark ())
GQuark belay_rules_error_quark (void);

typedef enum
{
  BELAY_RULES_ERROR_INVALID,    /* no rules: the message begins with the place, like “rules[2].when.text: …” */
  BELAY_RULES_ERROR_FULL,
} BelayRulesError;

#define BELAY_RULES_FORMAT   1
#define BELAY_RULES_MAX      200
#define BELAY_RULES_MAX_SIZE (512 * 1024)       /* bytes of a file */

/*
 * Some rules, of which the strictest decides; their order means nothing. Immutable, reference counted, safe to share between
 * threads.
 */
typedef struct _BelayRules BelayRules;

#define BELAY_TYPE_RULES (belay_rules_get_type ())
GType            belay_rules_get_type       (void);

BelayRules      *belay_rules_new            (void);
/* In place of rules that cannot be read: everything is asked, because of @why, a sentence. */
BelayRules      *belay_rules_new_unreadable (const char        *why);
/* Strict: an unknown member is an error. */
BelayRules      *belay_rules_parse          (const char        *json,
                                             gssize             length,
                                             GError           **error);
BelayRules      *belay_rules_ref            (BelayRules        *self);
void             belay_rules_unref          (BelayRules        *self);

guint            belay_rules_get_n          (const BelayRules  *self);
const BelayRule *belay_rules_get            (const BelayRules  *self,
                                             guint              i);
const BelayRule *belay_rules_find           (const BelayRules  *self,
                                             const char        *id);
/* (nullable) why everything is asked */
const char      *belay_rules_get_unreadable (const BelayRules  *self);

/* With @rule, in place of one with its id; BELAY_RULES_ERROR_FULL. (transfer full) */
BelayRules      *belay_rules_with           (const BelayRules  *self,
                                             const BelayRule   *rule,
                                             GError           **error);
BelayRules      *belay_rules_without        (const BelayRules  *self,
                                             const char        *id);
/* With the rule called @id in force or not. */
BelayRules      *belay_rules_enable         (const BelayRules  *self,
                                             const char        *id,
                                             gboolean           enabled);
/* The rule at @i under an id nobody else has; (transfer full). */
BelayRule       *belay_rules_rename         (const BelayRules  *self,
                                             guint              i);
/* Those of both; that of @self where an id is in both. */
BelayRules      *belay_rules_join           (const BelayRules  *self,
                                             const BelayRules  *other);

/* What belay_rules_parse() reads, and the SHA-256 of that; (transfer full). */
char            *belay_rules_to_json        (const BelayRules  *self);
char            *belay_rules_get_digest     (const BelayRules  *self);

typedef enum
{
  BELAY_RULES_SILENT,           /* no rule is about it: slack decides */
  BELAY_RULES_ALLOW,
  BELAY_RULES_ASK,
  BELAY_RULES_DENY,
} BelayRulesVerdict;

/* The strictest of what the rules say. @rule: (out) (optional) (transfer none) (nullable): the one that says it, of several
 * the one whose id comes first; it lives as long as @self. @unsure: (out) (optional): it denies, but whether it is about this
 * is not known, so the person is asked. */
BelayRulesVerdict belay_rules_decide        (const BelayRules     *self,
                                             const BelayRuleFacts *facts,
                                             const BelayRule     **rule,
                                             gboolean             *unsure);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayRules, belay_rules_unref)

G_END_DECLS
