/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "belay-allow-list.h"
#include "random-rules.h"

/* What has to be so for any rules and any step. Each test draws anew; the seed is printed with a failure by GLib. */
#define ROUNDS 10000

static GRand *
make_rand (void)
{
  return g_rand_new_with_seed (g_test_rand_int ());
}

static BelayRulesVerdict
decide (const BelayRules *rules,
        const TestFacts  *facts)
{
  return belay_rules_decide (rules, &facts->facts, NULL, NULL);
}

static BelayRules *
with_effect (const BelayRules *rules,
             const BelayRule  *model,
             BelayRuleEffect   effect)
{
  g_autoptr(BelayRules) one = belay_rules_new ();
  g_autoptr(BelayRules) alone = belay_rules_with (one, model, NULL);
  g_autofree char *json = belay_rules_to_json (alone);
  g_autofree char *from = g_strdup_printf ("\"effect\": \"%s\"", belay_rule_effect_get_name (model->effect));
  g_autofree char *to = g_strdup_printf ("\"effect\": \"%s\"", belay_rule_effect_get_name (effect));
  g_autoptr(GString) text = g_string_new (json);
  g_autoptr(BelayRules) changed = NULL;
  g_autoptr(GError) error = NULL;

  g_string_replace (text, from, to, 1);
  changed = belay_rules_parse (text->str, -1, &error);
  g_assert_no_error (error);

  return belay_rules_with (rules, belay_rules_get (changed, 0), NULL);
}

/* What the rules say, made anew in the simplest way: the strictest of what each says alone. */
static void
test_strictest_wins (void)
{
  g_autoptr(GRand) rand = make_rand ();
  guint seen[4] = { 0 };

  for (guint round = 0; round < ROUNDS; round++)
    {
      g_autoptr(BelayRules) rules = test_random_rules (rand, 6);
      BelayRulesVerdict expected = BELAY_RULES_SILENT;
      TestFacts facts;

      test_random_facts (rand, &facts);
      for (guint i = 0; i < belay_rules_get_n (rules); i++)
        {
          const BelayRule *rule = belay_rules_get (rules, i);
          BelayRuleFit fit = belay_rule_match (rule, &facts.facts);
          BelayRulesVerdict says = BELAY_RULES_SILENT;

          if (rule->effect == BELAY_RULE_ALLOW && fit == BELAY_RULE_FIT_YES)
            says = BELAY_RULES_ALLOW;
          else if (rule->effect == BELAY_RULE_DENY && fit == BELAY_RULE_FIT_YES)
            says = BELAY_RULES_DENY;
          else if (rule->effect != BELAY_RULE_ALLOW && fit != BELAY_RULE_FIT_NO)
            says = BELAY_RULES_ASK;
          expected = MAX (expected, says);
        }

      g_assert_cmpint (decide (rules, &facts), ==, expected);
      seen[expected]++;
      test_clear_facts (&facts);
    }

  /* A test that never meets one of them proves nothing. */
  for (guint i = 0; i < G_N_ELEMENTS (seen); i++)
    g_assert_cmpuint (seen[i], >, ROUNDS / 50);
}

static BelayRules *
shuffle (GRand            *rand,
         const BelayRules *rules)
{
  guint n = belay_rules_get_n (rules);
  g_autofree guint *order = g_new (guint, MAX (n, 1));
  BelayRules *shuffled = belay_rules_new ();

  for (guint i = 0; i < n; i++)
    order[i] = i;
  for (guint i = n; i > 1; i--)
    {
      guint j = (guint) g_rand_int_range (rand, 0, (gint32) i);
      guint kept = order[i - 1];

      order[i - 1] = order[j];
      order[j] = kept;
    }
  for (guint i = 0; i < n; i++)
    {
      BelayRules *more = belay_rules_with (shuffled, belay_rules_get (rules, order[i]), NULL);

      belay_rules_unref (shuffled);
      shuffled = more;
    }

  return shuffled;
}

static void
test_order_means_nothing (void)
{
  g_autoptr(GRand) rand = make_rand ();

  for (guint round = 0; round < ROUNDS; round++)
    {
      g_autoptr(BelayRules) rules = test_random_rules (rand, 8);
      g_autoptr(BelayRules) shuffled = shuffle (rand, rules);
      const BelayRule *one = NULL, *other = NULL;
      gboolean unsure, other_unsure;
      TestFacts facts;

      test_random_facts (rand, &facts);
      g_assert_cmpint (belay_rules_decide (rules, &facts.facts, &one, &unsure), ==,
                       belay_rules_decide (shuffled, &facts.facts, &other, &other_unsure));
      g_assert_true (one == other);
      g_assert_cmpint (unsure, ==, other_unsure);
      test_clear_facts (&facts);
    }
}

static void
test_nothing_added_allows (void)
{
  g_autoptr(GRand) rand = make_rand ();

  for (guint round = 0; round < ROUNDS; round++)
    {
      g_autoptr(BelayRules) rules = test_random_rules (rand, 5);
      g_autoptr(BelayRule) model = test_random_rule (rand, 1000);
      g_autoptr(BelayRules) denied = with_effect (rules, model, BELAY_RULE_DENY);
      g_autoptr(BelayRules) asked = with_effect (rules, model, BELAY_RULE_ASK);
      TestFacts facts;

      test_random_facts (rand, &facts);
      g_assert_false (decide (denied, &facts) == BELAY_RULES_ALLOW && decide (rules, &facts) != BELAY_RULES_ALLOW);
      g_assert_false (decide (asked, &facts) == BELAY_RULES_ALLOW && decide (rules, &facts) != BELAY_RULES_ALLOW);
      if (decide (rules, &facts) == BELAY_RULES_DENY)
        g_assert_cmpint (decide (asked, &facts), ==, BELAY_RULES_DENY);
      test_clear_facts (&facts);
    }
}

static void
test_nothing_removed_allows (void)
{
  g_autoptr(GRand) rand = make_rand ();

  for (guint round = 0; round < ROUNDS; round++)
    {
      g_autoptr(BelayRules) rules = test_random_rules (rand, 6);
      TestFacts facts;

      test_random_facts (rand, &facts);
      for (guint i = 0; i < belay_rules_get_n (rules); i++)
        {
          const BelayRule *rule = belay_rules_get (rules, i);
          g_autoptr(BelayRules) without = belay_rules_without (rules, rule->id);

          if (rule->effect == BELAY_RULE_ALLOW && decide (without, &facts) == BELAY_RULES_ALLOW)
            g_assert_cmpint (decide (rules, &facts), ==, BELAY_RULES_ALLOW);
        }
      test_clear_facts (&facts);
    }
}

/* Whatever a rule allows, it allows because of facts that are known: without one of them that it speaks of, it does not. */
static void
test_unknown_never_allows (void)
{
  g_autoptr(GRand) rand = make_rand ();
  guint n_allowed = 0;

  for (guint round = 0; round < ROUNDS; round++)
    {
      g_autoptr(BelayRules) rules = test_random_rules (rand, 6);
      TestFacts facts, less;
      BelayRulesVerdict verdict;

      test_random_facts (rand, &facts);
      less = facts;
      less.facts.window = NULL;
      less.facts.sandbox = NULL;
      less.facts.geometry = NULL;
      less.facts.pointer = NULL;
      less.facts.host = NULL;
      verdict = decide (rules, &less);

      if (verdict == BELAY_RULES_ALLOW)
        {
          const BelayRule *rule;

          n_allowed++;
          belay_rules_decide (rules, &less.facts, &rule, NULL);
          g_assert_null (rule->window);
          g_assert_null (rule->sandbox);
          g_assert_null (rule->host);
          g_assert_false (rule->has_region);
          g_assert_cmpint (decide (rules, &facts), ==, BELAY_RULES_ALLOW);
        }
      /* Less is known: what was asked or denied is not let through to the slack either. */
      if (decide (rules, &facts) >= BELAY_RULES_ASK && facts.action == NULL)
        g_assert_cmpint (verdict, >=, BELAY_RULES_ASK);
      test_clear_facts (&facts);
    }

  g_assert_cmpuint (n_allowed, >, ROUNDS / 100);
}

static void
test_print_and_parse (void)
{
  g_autoptr(GRand) rand = make_rand ();

  for (guint round = 0; round < ROUNDS / 10; round++)
    {
      g_autoptr(BelayRules) rules = test_random_rules (rand, 6);
      g_autofree char *json = belay_rules_to_json (rules);
      g_autoptr(GError) error = NULL;
      g_autoptr(BelayRules) read = belay_rules_parse (json, -1, &error);
      g_autofree char *again = NULL;
      g_autofree char *digest = belay_rules_get_digest (rules);
      g_autofree char *read_digest = NULL;

      g_assert_no_error (error);
      again = belay_rules_to_json (read);
      read_digest = belay_rules_get_digest (read);
      g_assert_cmpstr (json, ==, again);
      g_assert_cmpstr (digest, ==, read_digest);

      for (guint i = 0; i < 5; i++)
        {
          TestFacts facts;

          test_random_facts (rand, &facts);
          g_assert_cmpint (decide (rules, &facts), ==, decide (read, &facts));
          test_clear_facts (&facts);
        }
    }
}

static void
mutate (GRand   *rand,
        GString *text)
{
  gsize at = (gsize) g_rand_int_range (rand, 0, (gint32) text->len);
  gsize most = (gsize) g_rand_int_range (rand, 1, 12);
  gsize length = MIN (most, text->len - at);

  switch (g_rand_int_range (rand, 0, 4))
    {
    case 0:
      text->str[at] = (char) g_rand_int_range (rand, 1, 256);
      break;

    case 1:
      g_string_erase (text, (gssize) at, (gssize) length);
      break;

    case 2:
      {
        g_autofree char *copy = g_strndup (text->str + at, length);

        g_string_insert (text, g_rand_int_range (rand, 0, (gint32) text->len), copy);
        break;
      }

    default:
      {
        static const char * const bits[] = { "{", "}", "[", "]", ",", ":", "\"", "null", "1e9", "-1", "\\u0000", "*", "true" };

        g_string_insert (text, (gssize) at, bits[g_rand_int_range (rand, 0, G_N_ELEMENTS (bits))]);
        break;
      }
    }
}

/* Damaged text is refused, or is rules that can be written and read again: never half of them. */
static void
test_mutations (void)
{
  g_autoptr(GRand) rand = make_rand ();
  guint n_refused = 0;

  for (guint round = 0; round < ROUNDS; round++)
    {
      g_autoptr(BelayRules) rules = test_random_rules (rand, 3);
      g_autofree char *json = belay_rules_to_json (rules);
      g_autoptr(GString) text = g_string_new (json);
      g_autoptr(BelayRules) read = NULL;
      g_autoptr(GError) error = NULL;

      for (int i = g_rand_int_range (rand, 1, 4); i > 0; i--)
        mutate (rand, text);

      read = belay_rules_parse (text->str, (gssize) text->len, &error);
      if (read == NULL)
        {
          g_assert_error (error, BELAY_RULES_ERROR, BELAY_RULES_ERROR_INVALID);
          n_refused++;
          continue;
        }

      {
        g_autofree char *written = belay_rules_to_json (read);
        g_autoptr(BelayRules) again = belay_rules_parse (written, -1, &error);

        g_assert_no_error (error);
        g_assert_cmpuint (belay_rules_get_n (again), ==, belay_rules_get_n (read));
      }
    }

  g_assert_cmpuint (n_refused, >, ROUNDS / 4);
}

/* A condition that is left out or misspelt must not make an allow wider without anybody noticing: renamed, it is refused. */
static void
test_misspelt_never_widens (void)
{
  static const char * const members[] = { "actions", "text", "region", "window", "host", "sandbox", "when", "effect", "enabled",
                                          "glob", "regex", "screen", "x", "width" };
  g_autoptr(GRand) rand = make_rand ();
  guint n_refused = 0;

  for (guint round = 0; round < ROUNDS / 10; round++)
    {
      g_autoptr(BelayRules) rules = test_random_rules (rand, 3);
      g_autofree char *json = belay_rules_to_json (rules);
      const char *member = members[g_rand_int_range (rand, 0, G_N_ELEMENTS (members))];
      g_autofree char *from = g_strdup_printf ("\"%s\":", member);
      g_autofree char *to = g_strdup_printf ("\"%ss\":", member);
      g_autoptr(GString) text = g_string_new (json);
      g_autoptr(BelayRules) read = NULL;

      if (g_string_replace (text, from, to, 1) == 0)
        continue;

      read = belay_rules_parse (text->str, -1, NULL);
      g_assert_null (read);
      n_refused++;
    }

  g_assert_cmpuint (n_refused, >, 100);
}

/* Bytes that were never rules. */
static void
test_noise (void)
{
  g_autoptr(GRand) rand = make_rand ();

  for (guint round = 0; round < ROUNDS; round++)
    {
      guint8 bytes[64];
      gsize n = (gsize) g_rand_int_range (rand, 0, sizeof bytes);
      g_autoptr(BelayRules) read = NULL;

      for (gsize i = 0; i < n; i++)
        bytes[i] = (guint8) g_rand_int (rand);
      read = belay_rules_parse ((const char *) bytes, (gssize) n, NULL);
      g_assert_null (read);
    }
}

/* The rules and the person's list of hosts. */

static BelayRulesVerdict
decide_host (const BelayRules *rules,
             const char       *name)
{
  const BelayRuleFacts facts = { .host = name, .sandbox = "bubblewrap" };

  return belay_rules_decide (rules, &facts, NULL, NULL);
}

static gboolean
denies (const char *name,
        gpointer    rules)
{
  return decide_host (rules, name) == BELAY_RULES_DENY;
}

/* Whatever rules and list: the model's own service is forbidden, what a rule denies is denied, and nothing that the list does
 * not allow by itself is allowed because rules are asked. */
static void
test_hosts (void)
{
  static const char *const names[] = { "example.org", "www.example.org", "other.test", "api.model.test", "eu.api.model.test" };
  static const char *const patterns[] = { "example.org", "*.example.org", "other.test", "*.model.test" };
  g_autoptr(GRand) rand = make_rand ();
  guint seen[BELAY_ALLOW_LIST_FORBIDDEN + 1] = { 0 };

  for (guint round = 0; round < ROUNDS; round++)
    {
      g_autoptr(BelayRules) rules = test_random_rules (rand, 8);
      g_autoptr(BelayAllowList) list = belay_allow_list_new ();
      const char *name = names[g_rand_int_range (rand, 0, G_N_ELEMENTS (names))];
      BelayAllowListVerdict alone, ruled;

      for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
        if (g_rand_boolean (rand))
          g_assert_true (belay_allow_list_add (list, patterns[i], NULL));
      belay_allow_list_forbid (list, "api.model.test");

      alone = belay_allow_list_check (list, name, 443, TRUE, NULL);
      belay_allow_list_set_denier (list, denies, rules);
      ruled = belay_allow_list_check (list, name, 443, TRUE, NULL);
      if (g_str_has_suffix (name, "api.model.test"))
        g_assert_cmpint (ruled, ==, BELAY_ALLOW_LIST_FORBIDDEN);
      else if (decide_host (rules, name) == BELAY_RULES_DENY)
        g_assert_cmpint (ruled, ==, BELAY_ALLOW_LIST_DENIED);
      else
        g_assert_cmpint (ruled, ==, alone);
      seen[ruled]++;
    }

  g_assert_cmpuint (seen[BELAY_ALLOW_LIST_DENIED], >, ROUNDS / 100);
  g_assert_cmpuint (seen[BELAY_ALLOW_LIST_ALLOWED], >, ROUNDS / 100);
  g_assert_cmpuint (seen[BELAY_ALLOW_LIST_FORBIDDEN], >, ROUNDS / 100);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rules/strictest-wins", test_strictest_wins);
  g_test_add_func ("/rules/order-means-nothing", test_order_means_nothing);
  g_test_add_func ("/rules/nothing-added-allows", test_nothing_added_allows);
  g_test_add_func ("/rules/nothing-removed-allows", test_nothing_removed_allows);
  g_test_add_func ("/rules/unknown-never-allows", test_unknown_never_allows);
  g_test_add_func ("/rules/print-and-parse", test_print_and_parse);
  g_test_add_func ("/rules/mutations", test_mutations);
  g_test_add_func ("/rules/misspelt-never-widens", test_misspelt_never_widens);
  g_test_add_func ("/rules/noise", test_noise);
  g_test_add_func ("/rules/hosts", test_hosts);

  return g_test_run ();
}
