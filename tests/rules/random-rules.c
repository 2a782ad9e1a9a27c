/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random-rules.h"

#define PICK(rand, list) (list[g_rand_int_range (rand, 0, G_N_ELEMENTS (list))])

static gboolean
toss (GRand *rand,
      int    one_of)
{
  return g_rand_int_range (rand, 0, one_of) == 0;
}

static BelayRulePattern *
random_pattern (GRand           *rand,
                BelayRuleEffect  effect,
                gboolean         may_be_regex)
{
  static const char * const globs[] = { "ls", "ls*", "*", "*a*b*", "rm *", "?s", "Editor*", "*Browser", "a\\*", "ls\\n" };
  static const char * const regexes[] = { "ls", "l.", "^ls$", "(a|b)+", "rm\\s.*", "(a+)+$", "\\w+", "ls|rm .*" };
  gboolean regex = may_be_regex && toss (rand, 2);
  g_autoptr(GError) error = NULL;
  BelayRulePattern *pattern;

  pattern = belay_rule_pattern_new (regex ? BELAY_PATTERN_REGEX : BELAY_PATTERN_GLOB,
                                    effect == BELAY_RULE_ALLOW ? BELAY_PATTERN_WHOLE : BELAY_PATTERN_PART,
                                    regex ? PICK (rand, regexes) : PICK (rand, globs), &error);
  g_assert_no_error (error);

  return pattern;
}

static void
random_region (GRand     *rand,
               BelayRule *rule)
{
  static const BelayRuleRegion regions[] = {
    { 0, 0, 1, 1, 0, 0 }, { 0.5, 0, 0.5, 1, 0, 0 }, { 0.1, 0.2, 0.3, 0.4, 0, 0 },
    { 0, 0, 640, 400, 1280, 800 }, { 90, 90, 20, 20, 1280, 800 }, { 0, 0, 800, 600, 800, 600 },
  };

  rule->has_region = TRUE;
  rule->region = PICK (rand, regions);
}

static void
random_conditions (GRand     *rand,
                   BelayRule *rule)
{
  static const guint32 kinds[] = {
    1u << BELAY_ACTION_TYPE, 1u << BELAY_ACTION_LEFT_CLICK, (1u << BELAY_ACTION_TYPE) | (1u << BELAY_ACTION_KEY),
    1u << BELAY_ACTION_LEFT_CLICK_DRAG, (1u << BELAY_RULE_N_ACTIONS) - 1,
  };

  if (rule->effect == BELAY_RULE_ALLOW || toss (rand, 2))
    rule->actions = PICK (rand, kinds);
  if (toss (rand, 3))
    rule->text = random_pattern (rand, rule->effect, TRUE);
  if (toss (rand, 4))
    random_region (rand, rule);
  if (toss (rand, 4))
    rule->window = random_pattern (rand, rule->effect, FALSE);
}

BelayRule *
test_random_rule (GRand *rand,
                  guint  number)
{
  static const char * const hosts[] = { "example.org", "*.example.org", "*.org", "test", "10.0.0.1" };
  static const char * const sandboxes[] = { "bubblewrap", "vm" };
  BelayRule *rule = belay_rule_new ();

  rule->id = g_strdup_printf ("rule-%u", number);
  rule->name = g_strdup_printf ("Rule “%u” ⏎", number);
  rule->comment = toss (rand, 2) ? g_strdup ("Why\nnot \"so\"?") : NULL;
  rule->effect = g_rand_int_range (rand, BELAY_RULE_ALLOW, BELAY_RULE_DENY + 1);
  rule->enabled = !toss (rand, 8);

  if (toss (rand, 4))
    rule->host = g_strdup (PICK (rand, hosts));
  else
    random_conditions (rand, rule);
  if (toss (rand, 4))
    rule->sandbox = g_strdup (PICK (rand, sandboxes));

  return rule;
}

BelayRules *
test_random_rules (GRand *rand,
                   guint  n_most)
{
  guint n = (guint) g_rand_int_range (rand, 0, (gint32) n_most + 1);
  BelayRules *rules = belay_rules_new ();

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BelayRule) rule = test_random_rule (rand, i);
      BelayRules *more = belay_rules_with (rules, rule, NULL);

      belay_rules_unref (rules);
      rules = more;
    }

  return rules;
}

BelayAction *
test_parse_action (const char *name,
                   const char *input)
{
  const BelayActionSpace space = { BELAY_TOOL_SHAPE_TOOLSET_20260801, 1280, 800 };
  g_autoptr(GError) error = NULL;
  BelayAction *action = belay_action_parse (&space, "computer", name, input, -1, &error);

  g_assert_no_error (error);

  return action;
}

void
test_random_facts (GRand     *rand,
                   TestFacts *facts)
{
  static const struct
  {
    const char *name;
    const char *input;
  } actions[] = {
    { "type", "{\"text\":\"ls\"}" },
    { "type", "{\"text\":\"LS -l\"}" },
    { "type", "{\"text\":\"rm -rf ~\\nls\\n\"}" },
    { "type", "{\"text\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac\"}" },
    { "key", "{\"text\":\"ctrl+s\"}" },
    { "left_click", "{\"coordinate\":[100,100]}" },
    { "left_click", "{\"coordinate\":[1279,799]}" },
    { "left_click", "{\"coordinate\":[100,100],\"text\":\"shift\"}" },
    { "left_click", "{}" },
    { "left_click_drag", "{\"start_coordinate\":[100,100],\"coordinate\":[700,500]}" },
    { "left_mouse_down", "{}" },
    { "screenshot", "{}" },
    { "zoom", "{\"region\":[10,10,200,200]}" },
    { "wait", "{\"duration\":1}" },
  };
  static const char * const windows[] = { NULL, "Editor", "Editor — ls", "A Browser", "browser" };
  static const char * const hosts[] = { NULL, "example.org", "www.example.org.", "EXAMPLE.ORG", "other.test", "10.0.0.1" };
  static const char * const sandboxes[] = { NULL, "bubblewrap", "vm" };

  *facts = (TestFacts) { .geometry = { 1280, 800, 1280, 800 }, .pointer = { 95, 105 } };
  facts->facts.sandbox = PICK (rand, sandboxes);

  if (toss (rand, 4))
    {
      facts->facts.host = PICK (rand, hosts);
      return;
    }

  {
    guint i = (guint) g_rand_int_range (rand, 0, G_N_ELEMENTS (actions));

    facts->action = test_parse_action (actions[i].name, actions[i].input);
  }
  facts->facts.action = facts->action;
  facts->facts.geometry = toss (rand, 5) ? NULL : &facts->geometry;
  facts->facts.pointer = toss (rand, 2) ? NULL : &facts->pointer;
  facts->facts.window = PICK (rand, windows);
}

void
test_clear_facts (TestFacts *facts)
{
  g_clear_pointer (&facts->action, belay_action_unref);
}
