/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "belay-action.h"
#include "belay-rule-pattern.h"

G_BEGIN_DECLS

typedef enum
{
  BELAY_RULE_ALLOW,             /* it runs without asking, unless a guard objects */
  BELAY_RULE_ASK,               /* the person is asked, whatever the slack */
  BELAY_RULE_DENY,              /* it does not run */
} BelayRuleEffect;

#define BELAY_RULE_N_ACTIONS   (BELAY_ACTION_TEXT_EDITOR + 1)
#define BELAY_RULE_MAX_ID      64       /* bytes */
#define BELAY_RULE_MAX_NAME    120      /* characters */
#define BELAY_RULE_MAX_COMMENT 1000     /* characters */

/* A part of the screen: pixels of a screen of the named size, or, where that is 0, fractions from 0 to 1. */
typedef struct
{
  double x;
  double y;
  double width;
  double height;
  int    screen_width;
  int    screen_height;
} BelayRuleRegion;

/*
 * What a person has said about steps of a kind, or about hosts. Immutable, reference counted, safe to share between threads.
 * A condition that is not there is always met.
 */
typedef struct
{
  char              *id;                /* small letters, digits, hyphens; unique among the rules in force */
  char              *name;              /* in the person's words */
  char              *comment;           /* (nullable) */
  BelayRuleEffect    effect;
  gboolean           enabled;
  gboolean           for_session;       /* it ends with the session, and is in no file */

  guint32            actions;           /* 1 << BelayActionKind; 0: any */
  BelayRulePattern  *text;              /* (nullable) what is typed, pressed, or run by a shell */
  gboolean           has_region;
  BelayRuleRegion    region;            /* where the pointer acts */
  BelayRulePattern  *window;            /* (nullable) a glob: the title of the window it goes to */
  char              *host;              /* (nullable) then it is about network requests alone: "example.org",
                                         * "*.example.org", or "*" to ask and to deny */
  char              *sandbox;           /* (nullable) the name, "bubblewrap" */
} BelayRule;

#define BELAY_TYPE_RULE (belay_rule_get_type ())
GType       belay_rule_get_type        (void);

BelayRule  *belay_rule_new             (void);
BelayRule  *belay_rule_ref             (const BelayRule *self);
void        belay_rule_unref           (BelayRule       *self);

/* The same again, to be changed by whoever made it before anybody else has it; (transfer full). */
BelayRule  *belay_rule_copy            (const BelayRule *self);

/* "allow", "ask", "deny" */
const char *belay_rule_effect_get_name (BelayRuleEffect  effect);

/* An id nobody else has. (transfer full) */
char       *belay_rule_make_id         (void);

/* What is known of a step, or of a request. Pointers are borrowed. */
typedef struct
{
  const BelayAction   *action;          /* NULL: a network request */
  const BelayGeometry *geometry;        /* (nullable) of the picture the action refers to */
  const BelayPoint    *pointer;         /* (nullable) where the pointer is, screen pixels */
  const char          *window;          /* (nullable) the title of the window it goes to; NULL: nobody knows */
  const char          *host;            /* of a request; NULL: nobody knows */
  const char          *sandbox;         /* (nullable) */
} BelayRuleFacts;

/* Whether a rule that is enabled is about @facts. */
BelayRuleFit    belay_rule_match           (const BelayRule      *self,
                                        const BelayRuleFacts *facts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayRule, belay_rule_unref)

G_END_DECLS
