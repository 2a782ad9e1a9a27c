/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-rules-private.h"

#include "belay-json.h"

/* How rules are written: for people to read, always in the same way, so that the same rules have the same digest. */

static void
begin_member (GString    *out,
              const char *indent,
              const char *name)
{
  if (out->str[out->len - 1] != '{')
    g_string_append_c (out, ',');
  g_string_append_printf (out, "\n%s\"%s\": ", indent, name);
}

static void
append_text (GString    *out,
             const char *indent,
             const char *name,
             const char *value)
{
  if (value == NULL)
    return;

  begin_member (out, indent, name);
  belay_json_append_string (out, value);
}

static void
append_actions (GString *out,
                guint32  actions)
{
  gboolean first = TRUE;

  if (actions == 0)
    return;

  begin_member (out, "        ", "actions");
  for (guint kind = 0; kind < BELAY_RULE_N_ACTIONS; kind++)
    {
      if ((actions & (1u << kind)) == 0)
        continue;

      g_string_append_printf (out, "%s\"%s\"", first ? "[" : ", ", belay_action_kind_get_name (kind));
      first = FALSE;
    }
  g_string_append_c (out, ']');
}

static void
append_pattern (GString                *out,
                const BelayRulePattern *pattern)
{
  if (pattern == NULL)
    return;

  begin_member (out, "        ", "text");
  g_string_append_printf (out, "{\"%s\": ",
                          belay_rule_pattern_get_kind (pattern) == BELAY_PATTERN_GLOB ? "glob" : "regex");
  belay_json_append_string (out, belay_rule_pattern_get_source (pattern));
  g_string_append_c (out, '}');
}

/* As few digits as make the same number again. */
static void
append_number (GString *out,
               double   value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (number, sizeof number, "%.15g", value);
  if (g_ascii_strtod (number, NULL) != value)
    g_ascii_dtostr (number, sizeof number, value);
  g_string_append (out, number);
}

static void
append_region (GString               *out,
               const BelayRuleRegion *region)
{
  const struct
  {
    const char *name;
    double      value;
  } lengths[] = {
    { "x", region->x }, { "y", region->y }, { "width", region->width }, { "height", region->height },
  };

  begin_member (out, "        ", "region");
  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_string_append_printf (out, "%s\"%s\": ", i == 0 ? "{" : ", ", lengths[i].name);
      append_number (out, lengths[i].value);
    }

  if (region->screen_width != 0)
    g_string_append_printf (out, ", \"screen\": {\"width\": %d, \"height\": %d}", region->screen_width,
                            region->screen_height);
  g_string_append_c (out, '}');
}

static void
append_rule (GString         *out,
             const BelayRule *rule)
{
  g_string_append (out, "    {");
  append_text (out, "      ", "id", rule->id);
  append_text (out, "      ", "name", rule->name);
  append_text (out, "      ", "comment", rule->comment);
  append_text (out, "      ", "effect", belay_rule_effect_get_name (rule->effect));
  if (!rule->enabled)
    g_string_append (out, ",\n      \"enabled\": false");

  begin_member (out, "      ", "when");
  g_string_append_c (out, '{');
  append_actions (out, rule->actions);
  append_pattern (out, rule->text);
  if (rule->has_region)
    append_region (out, &rule->region);
  append_text (out, "        ", "window", rule->window != NULL ? belay_rule_pattern_get_source (rule->window) : NULL);
  append_text (out, "        ", "host", rule->host);
  append_text (out, "        ", "sandbox", rule->sandbox);
  g_string_append (out, out->str[out->len - 1] == '{' ? "}" : "\n      }");
  g_string_append (out, "\n    }");
}

/**
 * belay_rules_to_json:
 * @self: rules
 *
 * Returns: (transfer full): what belay_rules_parse() makes the same rules of
 */
char *
belay_rules_to_json (const BelayRules *self)
{
  GString *out = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  g_string_append_printf (out, "{\n  \"format\": %d,\n  \"rules\": [", BELAY_RULES_FORMAT);
  for (guint i = 0; i < self->list->len; i++)
    {
      g_string_append (out, i == 0 ? "\n" : ",\n");
      append_rule (out, self->list->pdata[i]);
    }
  g_string_append (out, self->list->len == 0 ? "]\n}\n" : "\n  ]\n}\n");

  return g_string_free (out, FALSE);
}

/**
 * belay_rules_get_digest:
 * @self: rules
 *
 * Returns: (transfer full): SHA-256, in hexadecimal, of belay_rules_to_json()
 */
char *
belay_rules_get_digest (const BelayRules *self)
{
  g_autofree char *json = belay_rules_to_json (self);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, json, -1);
}
