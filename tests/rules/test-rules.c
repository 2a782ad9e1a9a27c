/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "belay-rule-words.h"
#include "random-rules.h"

static BelayRuleFit
fit (BelayPatternKind   kind,
     BelayPatternReach  reach,
     const char        *source,
     const char        *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayRulePattern) pattern = belay_rule_pattern_new (kind, reach, source, &error);

  g_assert_no_error (error);

  return belay_rule_pattern_match (pattern, text);
}

static void
test_patterns (void)
{
  static const struct
  {
    const char *source;
    const char *text;
    gboolean    regex;
    BelayRuleFit    whole;
    BelayRuleFit    part;
  } cases[] = {
    { "ls", "ls", FALSE, BELAY_RULE_FIT_YES, BELAY_RULE_FIT_YES },
    { "ls", "LS -l", FALSE, BELAY_RULE_FIT_NO, BELAY_RULE_FIT_YES },
    { "ls*", "ls -l", FALSE, BELAY_RULE_FIT_YES, BELAY_RULE_FIT_YES },
    { "ls*", "ls\nrm -rf ~\n", FALSE, BELAY_RULE_FIT_NO, BELAY_RULE_FIT_YES },
    { "ls*", "ls\r", FALSE, BELAY_RULE_FIT_NO, BELAY_RULE_FIT_YES },
    { "a*b*c", "a b b c b c", FALSE, BELAY_RULE_FIT_YES, BELAY_RULE_FIT_YES },
    { "a*b*c", "a c b", FALSE, BELAY_RULE_FIT_NO, BELAY_RULE_FIT_NO },
    { "a?c", "a\xc3\xa4""c", FALSE, BELAY_RULE_FIT_YES, BELAY_RULE_FIT_YES },
    { "a?c", "ac", FALSE, BELAY_RULE_FIT_NO, BELAY_RULE_FIT_NO },
    { "a.c", "abc", FALSE, BELAY_RULE_FIT_NO, BELAY_RULE_FIT_NO },
    { "\\*", "*", FALSE, BELAY_RULE_FIT_YES, BELAY_RULE_FIT_YES },
    { "\\*", "x", FALSE, BELAY_RULE_FIT_NO, BELAY_RULE_FIT_NO },
    { "ls\\n", "ls\n", FALSE, BELAY_RULE_FIT_YES, BELAY_RULE_FIT_YES },
    { "*", "", FALSE, BELAY_RULE_FIT_YES, BELAY_RULE_FIT_YES },
    { "ls", "ls; rm x", TRUE, BELAY_RULE_FIT_NO, BELAY_RULE_FIT_YES },
    { "ls|rm", "ls", TRUE, BELAY_RULE_FIT_YES, BELAY_RULE_FIT_YES },
    { "ls$", "ls\n", TRUE, BELAY_RULE_FIT_NO, BELAY_RULE_FIT_NO },
    { "ls.*", "ls\nrm x", TRUE, BELAY_RULE_FIT_NO, BELAY_RULE_FIT_YES },
    { "ls.*", "ls\rrm x", TRUE, BELAY_RULE_FIT_NO, BELAY_RULE_FIT_YES },        /* typed, it is Enter as well */
    { "ls.*", "ls\r\nrm x", TRUE, BELAY_RULE_FIT_NO, BELAY_RULE_FIT_YES },
    { "ls\\N*x", "ls\rrm x", TRUE, BELAY_RULE_FIT_NO, BELAY_RULE_FIT_NO },
    { "ls(?#", "ls", TRUE, BELAY_RULE_FIT_NO, BELAY_RULE_FIT_NO },       /* no pattern */
    { "l(*ACCEPT)s", "lXX", TRUE, BELAY_RULE_FIT_NO, BELAY_RULE_FIT_YES },
    { "rm \\Kls", "rm ls", TRUE, BELAY_RULE_FIT_NO, BELAY_RULE_FIT_YES },
    { "ls", "\xff", TRUE, BELAY_RULE_FIT_UNKNOWN, BELAY_RULE_FIT_UNKNOWN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BelayPatternKind kind = cases[i].regex ? BELAY_PATTERN_REGEX : BELAY_PATTERN_GLOB;

      if (g_str_equal (cases[i].source, "ls(?#"))
        {
          g_assert_null (belay_rule_pattern_new (kind, BELAY_PATTERN_WHOLE, cases[i].source, NULL));
          continue;
        }

      g_assert_cmpint (fit (kind, BELAY_PATTERN_WHOLE, cases[i].source, cases[i].text), ==, cases[i].whole);
      g_assert_cmpint (fit (kind, BELAY_PATTERN_PART, cases[i].source, cases[i].text), ==, cases[i].part);
    }
}

/* A text made to be slow is given up, and then nothing is allowed. */
static void
test_limits (void)
{
  g_autofree char *slow = g_strnfill (4000, 'a');
  g_autofree char *huge = g_strnfill (BELAY_PATTERN_MAX_TEXT + 1, 'a');
  g_autofree char *stars = g_strnfill (BELAY_PATTERN_MAX_TEXT, 'a');

  g_assert_cmpint (fit (BELAY_PATTERN_REGEX, BELAY_PATTERN_WHOLE, "(a+)+b", slow), !=, BELAY_RULE_FIT_YES);
  g_assert_cmpint (fit (BELAY_PATTERN_REGEX, BELAY_PATTERN_PART, "(a|aa)+c?$b", slow), !=, BELAY_RULE_FIT_YES);
  g_assert_cmpint (fit (BELAY_PATTERN_REGEX, BELAY_PATTERN_PART, "(a|aa)+[bc]", slow), ==, BELAY_RULE_FIT_UNKNOWN);
  g_assert_cmpint (fit (BELAY_PATTERN_GLOB, BELAY_PATTERN_WHOLE, "a*", huge), ==, BELAY_RULE_FIT_UNKNOWN);
  g_assert_cmpint (fit (BELAY_PATTERN_GLOB, BELAY_PATTERN_WHOLE, "*a*a*a*a*a*a*", stars), ==, BELAY_RULE_FIT_YES);
  g_assert_cmpint (fit (BELAY_PATTERN_GLOB, BELAY_PATTERN_WHOLE, "*a*a*a*a*a*ab", stars), !=, BELAY_RULE_FIT_YES);
}

static void
test_quote (void)
{
  static const char * const texts[] = { "ls", "a*b?c\\d", "line\nline\t\n", "“x”", "[a-z]", "(*ACCEPT)" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *glob = belay_rule_pattern_quote (texts[i]);
      g_autofree char *more = g_strconcat (texts[i], "x", NULL);

      g_assert_cmpint (fit (BELAY_PATTERN_GLOB, BELAY_PATTERN_WHOLE, glob, texts[i]), ==, BELAY_RULE_FIT_YES);
      g_assert_cmpint (fit (BELAY_PATTERN_GLOB, BELAY_PATTERN_WHOLE, glob, more), ==, BELAY_RULE_FIT_NO);
    }
}

/* One rule, of its conditions. */
static BelayRules *
make (const char *effect,
      const char *when)
{
  g_autofree char *json = g_strdup_printf ("{\"format\":1,\"rules\":[{\"id\":\"one\",\"name\":\"One\",\"effect\":\"%s\",\"when\":%s}]}",
                                           effect, when);
  g_autoptr(GError) error = NULL;
  BelayRules *rules = belay_rules_parse (json, -1, &error);

  g_assert_no_error (error);

  return rules;
}

static BelayRulesVerdict
say (const char *effect,
     const char *when,
     const char *name,
     const char *input)
{
  static const BelayGeometry geometry = { 640, 400, 1280, 800 };
  g_autoptr(BelayRules) rules = make (effect, when);
  g_autoptr(BelayAction) action = test_parse_action (name, input);
  const BelayRuleFacts facts = { .action = action, .geometry = &geometry, .window = "Editor", .sandbox = "vm" };

  return belay_rules_decide (rules, &facts, NULL, NULL);
}

static void
test_regions (void)
{
  /* Picture pixels are half of the screen's here. */
  static const char half[] = "{\"actions\":[\"left_click\",\"left_click_drag\",\"zoom\"],\"region\":"
                             "{\"x\":0,\"y\":0,\"width\":0.5,\"height\":1}}";
  static const char pixels[] = "{\"actions\":[\"left_click\"],\"region\":{\"x\":100,\"y\":100,\"width\":10,\"height\":10,"
                               "\"screen\":{\"width\":1280,\"height\":800}}}";
  static const char other[] = "{\"actions\":[\"left_click\"],\"region\":{\"x\":0,\"y\":0,\"width\":800,\"height\":600,"
                              "\"screen\":{\"width\":800,\"height\":600}}}";

  g_assert_cmpint (say ("allow", half, "left_click", "{\"coordinate\":[319,399]}"), ==, BELAY_RULES_ALLOW);
  g_assert_cmpint (say ("allow", half, "left_click", "{\"coordinate\":[321,0]}"), ==, BELAY_RULES_SILENT);
  g_assert_cmpint (say ("allow", half, "left_click_drag", "{\"start_coordinate\":[10,10],\"coordinate\":[600,10]}"), ==,
                   BELAY_RULES_SILENT);
  g_assert_cmpint (say ("deny", half, "left_click_drag", "{\"start_coordinate\":[600,10],\"coordinate\":[10,10]}"), ==,
                   BELAY_RULES_DENY);
  g_assert_cmpint (say ("allow", half, "zoom", "{\"region\":[10,10,330,20]}"), ==, BELAY_RULES_SILENT);
  g_assert_cmpint (say ("deny", half, "zoom", "{\"region\":[10,10,330,20]}"), ==, BELAY_RULES_DENY);
  g_assert_cmpint (say ("allow", pixels, "left_click", "{\"coordinate\":[52,52]}"), ==, BELAY_RULES_ALLOW);
  g_assert_cmpint (say ("allow", pixels, "left_click", "{\"coordinate\":[49,52]}"), ==, BELAY_RULES_SILENT);
  g_assert_cmpint (say ("allow", other, "left_click", "{\"coordinate\":[52,52]}"), ==, BELAY_RULES_SILENT);
  g_assert_cmpint (say ("deny", other, "left_click", "{\"coordinate\":[52,52]}"), ==, BELAY_RULES_ASK);

  /* Where the pointer is is not known here; and typing has no place. */
  g_assert_cmpint (say ("deny", half, "left_click", "{}"), ==, BELAY_RULES_ASK);
  g_assert_cmpint (say ("deny", "{\"region\":{\"x\":0,\"y\":0,\"width\":1,\"height\":1}}", "type", "{\"text\":\"x\"}"), ==,
                   BELAY_RULES_SILENT);
}

static void
test_conditions (void)
{
  static const char click[] = "{\"coordinate\":[10,10]}";

  g_assert_cmpint (say ("deny", "{}", "left_click", click), ==, BELAY_RULES_DENY);
  g_assert_cmpint (say ("deny", "{\"text\":{\"glob\":\"*\"}}", "left_click", click), ==, BELAY_RULES_SILENT);
  g_assert_cmpint (say ("allow", "{\"actions\":[\"left_click\"]}", "left_click", click), ==, BELAY_RULES_ALLOW);
  g_assert_cmpint (say ("allow", "{\"actions\":[\"left_click\"]}", "left_click", "{\"coordinate\":[10,10],\"text\":\"ctrl\"}"), ==,
                   BELAY_RULES_SILENT);
  g_assert_cmpint (say ("deny", "{\"actions\":[\"left_click\"]}", "left_click", "{\"coordinate\":[10,10],\"text\":\"ctrl\"}"), ==,
                   BELAY_RULES_DENY);
  g_assert_cmpint (say ("allow", "{\"actions\":[\"type\"],\"window\":\"edit*\"}", "type", "{\"text\":\"x\"}"), ==,
                   BELAY_RULES_SILENT);
  g_assert_cmpint (say ("ask", "{\"actions\":[\"type\"],\"window\":\"edit*\"}", "type", "{\"text\":\"x\"}"), ==, BELAY_RULES_ASK);
  g_assert_cmpint (say ("allow", "{\"actions\":[\"type\"],\"window\":\"Edit*\"}", "type", "{\"text\":\"x\"}"), ==,
                   BELAY_RULES_ALLOW);
  g_assert_cmpint (say ("deny", "{\"sandbox\":\"bubblewrap\"}", "type", "{\"text\":\"x\"}"), ==, BELAY_RULES_SILENT);
  g_assert_cmpint (say ("deny", "{\"host\":\"*\"}", "type", "{\"text\":\"x\"}"), ==, BELAY_RULES_SILENT);
}

static BelayRulesVerdict
reach (const char *effect,
       const char *pattern,
       const char *host)
{
  g_autofree char *when = g_strdup_printf ("{\"host\":\"%s\"}", pattern);
  g_autoptr(BelayRules) rules = make (effect, when);
  const BelayRuleFacts facts = { .host = host };

  return belay_rules_decide (rules, &facts, NULL, NULL);
}

/* What the network's guard will ask. */
static void
test_hosts (void)
{
  g_assert_cmpint (reach ("allow", "example.org", "Example.org."), ==, BELAY_RULES_ALLOW);
  g_assert_cmpint (reach ("allow", "example.org", "www.example.org"), ==, BELAY_RULES_SILENT);
  g_assert_cmpint (reach ("allow", "*.example.org", "www.example.org"), ==, BELAY_RULES_ALLOW);
  g_assert_cmpint (reach ("allow", "*.example.org", "example.org"), ==, BELAY_RULES_SILENT);
  g_assert_cmpint (reach ("allow", "*.example.org", "notexample.org"), ==, BELAY_RULES_SILENT);
  g_assert_cmpint (reach ("allow", "*.example.org", ".example.org"), ==, BELAY_RULES_SILENT);
  g_assert_cmpint (reach ("allow", "example.org", NULL), ==, BELAY_RULES_SILENT);
  g_assert_cmpint (reach ("deny", "example.org", "www.example.org"), ==, BELAY_RULES_DENY);
  g_assert_cmpint (reach ("deny", "*.example.org", "example.org"), ==, BELAY_RULES_DENY);
  g_assert_cmpint (reach ("deny", "example.org", "notexample.org"), ==, BELAY_RULES_SILENT);
  g_assert_cmpint (reach ("deny", "*", "anything"), ==, BELAY_RULES_DENY);
  g_assert_cmpint (reach ("deny", "example.org", NULL), ==, BELAY_RULES_ASK);
}

/* What is wrong is said with its place. */
static void
test_refused (void)
{
  static const struct
  {
    const char *json;
    const char *message;
  } cases[] = {
    { "[]", "rules are an object" },
    { "{\"format\":2,\"rules\":[]}", "format: this version of Belay knows format 1 only" },
    { "{\"format\":1,\"rules\":[],\"more\":1}", "“more” is not known here" },
    { "{\"format\":1,\"rules\":[1]}", "rules[0]: an object is needed here" },
    { "{\"format\":1,\"rules\":[{\"id\":\"A\",\"name\":\"n\",\"effect\":\"ask\",\"when\":{}}]}",
      "rules[0]: “id” has small letters, digits and hyphens only" },
    { "{\"format\":1,\"rules\":[{\"id\":\"a\",\"name\":\"n\",\"effect\":\"permit\",\"when\":{}}]}",
      "rules[0]: “effect” is “allow”, “ask” or “deny”" },
    { "{\"format\":1,\"rules\":[{\"id\":\"a\",\"name\":\"n\",\"effect\":\"deny\",\"when\":{\"windows\":\"x\"}}]}",
      "rules[0].when: “windows” is not known here" },
    { "{\"format\":1,\"rules\":[{\"id\":\"a\",\"name\":\"n\",\"effect\":\"allow\",\"when\":{}}]}",
      "rules[0].when: a rule that allows has to name its “actions”, or a “host”" },
    { "{\"format\":1,\"rules\":[{\"id\":\"a\",\"name\":\"n\",\"effect\":\"allow\",\"when\":{\"host\":\"*\"}}]}",
      "rules[0].when: not every host can be allowed" },
    { "{\"format\":1,\"rules\":[{\"id\":\"a\",\"name\":\"n\",\"effect\":\"ask\",\"when\":{\"text\":{\"regex\":\"(\"}}}]}",
      "rules[0].when.text.regex: this is no pattern" },
    { "{\"format\":1,\"rules\":[{\"id\":\"a\",\"name\":\"n\",\"effect\":\"ask\",\"when\":{\"text\":{\"glob\":\"a\\nb\"}}}]}",
      "rules[0].when.text.glob: there is a control character" },
    { "{\"format\":1,\"rules\":[{\"id\":\"a\",\"name\":\"n\",\"effect\":\"ask\",\"when\":{\"actions\":[\"type\",\"fly\"]}}]}",
      "rules[0].when.actions[1]: there is no action “fly”" },
    { "{\"format\":1,\"rules\":[{\"id\":\"a\",\"name\":\"n\",\"effect\":\"ask\",\"when\":{\"region\":{\"x\":0.6,\"y\":0,\"width\":0.5,"
      "\"height\":1}}}]}", "rules[0].when.region: it is empty, or reaches beyond the screen" },
    { "{\"format\":1,\"rules\":[{\"id\":\"a\",\"name\":\"n\",\"effect\":\"ask\",\"when\":{}},{\"id\":\"a\",\"name\":\"n\","
      "\"effect\":\"ask\",\"when\":{}}]}", "rules[1]: another rule is called “a”, too" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (belay_rules_parse (cases[i].json, -1, &error));
      g_assert_error (error, BELAY_RULES_ERROR, BELAY_RULES_ERROR_INVALID);
      if (!g_str_has_prefix (error->message, cases[i].message))
        g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

static void
test_unreadable (void)
{
  g_autoptr(BelayRules) rules = belay_rules_new_unreadable ("It is broken.");
  g_autoptr(BelayRules) allow = make ("allow", "{\"actions\":[\"left_click\"]}");
  g_autoptr(BelayRules) both = belay_rules_join (rules, allow);
  g_autoptr(BelayAction) action = test_parse_action ("left_click", "{\"coordinate\":[1,1]}");
  const BelayRuleFacts facts = { .action = action };
  const BelayRule *rule;

  g_assert_cmpint (belay_rules_decide (both, &facts, &rule, NULL), ==, BELAY_RULES_ASK);
  g_assert_cmpstr (rule->id, ==, "unreadable");
  g_assert_nonnull (belay_rules_get_unreadable (both));
}

static void
test_full (void)
{
  g_autoptr(BelayRules) rules = belay_rules_new ();
  g_autoptr(BelayRule) last = belay_rule_new ();
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < BELAY_RULES_MAX; i++)
    {
      g_autoptr(BelayRule) rule = belay_rule_new ();
      BelayRules *more;

      rule->id = belay_rule_make_id ();
      rule->name = g_strdup ("x");
      more = belay_rules_with (rules, rule, &error);
      g_assert_no_error (error);
      belay_rules_unref (rules);
      rules = more;
    }

  last->id = g_strdup ("last");
  g_assert_null (belay_rules_with (rules, last, &error));
  g_assert_error (error, BELAY_RULES_ERROR, BELAY_RULES_ERROR_FULL);
}

static void
test_words (void)
{
  static const struct
  {
    const char *effect;
    const char *when;
    const char *words;
  } cases[] = {
    { "deny", "{}", "Any action" },
    { "allow", "{\"actions\":[\"type\",\"key\"],\"text\":{\"glob\":\"ls\"},\"window\":\"xterm\"}",
      "Type, Press keys · text is “ls” · window “xterm”" },
    { "deny", "{\"text\":{\"regex\":\"rm\\\\s\"}}", "Any action · text in which the expression “rm\\s” fits" },
    { "deny", "{\"host\":\"*.example.org\",\"sandbox\":\"vm\"}", "network: “*.example.org” · sandbox “vm”" },
    { "ask", "{\"region\":{\"x\":0.5,\"y\":0,\"width\":0.5,\"height\":1}}",
      "Any action · within 50 × 100 % of the screen, 50 % from the left, 0 % from the top" },
    { "ask", "{\"text\":{\"glob\":\"a\xe2\x80\xae""b\"}}", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BelayRules) rules = make (cases[i].effect, cases[i].when);
      g_autofree char *words = belay_rule_describe (belay_rules_get (rules, 0));

      if (cases[i].words != NULL)
        g_assert_cmpstr (words, ==, cases[i].words);
      else
        g_assert_null (strstr (words, "\xe2\x80\xae"));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rules/patterns", test_patterns);
  g_test_add_func ("/rules/limits", test_limits);
  g_test_add_func ("/rules/quote", test_quote);
  g_test_add_func ("/rules/regions", test_regions);
  g_test_add_func ("/rules/conditions", test_conditions);
  g_test_add_func ("/rules/hosts", test_hosts);
  g_test_add_func ("/rules/refused", test_refused);
  g_test_add_func ("/rules/unreadable", test_unreadable);
  g_test_add_func ("/rules/full", test_full);
  g_test_add_func ("/rules/words", test_words);

  return g_test_run ();
}
