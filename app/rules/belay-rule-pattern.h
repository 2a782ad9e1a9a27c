/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a rule asks of a text or a window title. */
typedef enum
{
  BELAY_PATTERN_GLOB,           /* “*” any characters, “?” one, neither a line end; “\” quotes, “\n” and “\t” are those characters */
  BELAY_PATTERN_REGEX,          /* as PCRE2 has it */
} BelayPatternKind;

/* How it has to fit. */
typedef enum
{
  BELAY_PATTERN_WHOLE,          /* all of the text, letter by letter: what an allow asks */
  BELAY_PATTERN_PART,           /* anywhere, in capitals or not: enough to ask or to deny */
} BelayPatternReach;

/* What is true of a condition, as far as can be told. */
typedef enum
{
  BELAY_RULE_FIT_NO,
  BELAY_RULE_FIT_UNKNOWN,            /* a fact is missing, or a limit was reached */
  BELAY_RULE_FIT_YES,
} BelayRuleFit;

#define BELAY_PATTERN_MAX_SIZE 1000     /* bytes of a pattern */
#define BELAY_PATTERN_MAX_TEXT 16384    /* bytes of a text that is looked through; a longer one is BELAY_RULE_FIT_UNKNOWN */

/* Immutable, reference counted, safe to share between threads. */
typedef struct _BelayRulePattern BelayRulePattern;

BelayRulePattern *belay_rule_pattern_new         (BelayPatternKind        kind,
                                                  BelayPatternReach       reach,
                                                  const char             *source,
                                                  GError                **error);
BelayRulePattern *belay_rule_pattern_ref         (BelayRulePattern       *self);
void              belay_rule_pattern_unref       (BelayRulePattern       *self);

BelayPatternKind  belay_rule_pattern_get_kind    (const BelayRulePattern *self);
const char       *belay_rule_pattern_get_source  (const BelayRulePattern *self);
BelayRuleFit          belay_rule_pattern_match       (const BelayRulePattern *self,
                                                  const char             *text);

/* The glob that fits @text and nothing else; (transfer full). */
char             *belay_rule_pattern_quote       (const char             *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayRulePattern, belay_rule_pattern_unref)

G_END_DECLS
