/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-rules.h"

G_BEGIN_DECLS

/* Rules and steps drawn at random from few values, so that they meet often. */
BelayRule   *test_random_rule   (GRand          *rand,
                                 guint           number);
BelayRules  *test_random_rules  (GRand          *rand,
                                 guint           n_most);

/* What is known of a step, with its strings. */
typedef struct
{
  BelayRuleFacts facts;
  BelayAction   *action;        /* (nullable) */
  BelayGeometry  geometry;
  BelayPoint     pointer;
} TestFacts;

void         test_random_facts  (GRand          *rand,
                                 TestFacts      *facts);
void         test_clear_facts   (TestFacts      *facts);
BelayAction *test_parse_action  (const char     *name,
                                 const char     *input);

G_END_DECLS
