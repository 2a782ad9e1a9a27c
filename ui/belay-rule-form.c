/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-rule-form.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "belay-json.h"

BelayRuleForm *
belay_rule_form_new (void)
{
  BelayRuleForm *self = g_new0 (BelayRuleForm, 1);

  self->id = belay_rule_make_id ();
  self->effect = BELAY_RULE_ASK;
  self->enabled = TRUE;

  return self;
}

static char *
format_region (const BelayRuleRegion *region)
{
  if (region->screen_width != 0)
    return g_strdup_printf ("%d, %d, %d, %d of %d × %d", (int) region->x, (int) region->y, (int) region->width,
                            (int) region->height, region->screen_width, region->screen_height);

  return g_strdup_printf ("%.12g, %.12g, %.12g, %.12g %%", region->x * 100, region->y * 100, region->width * 100,
                          region->height * 100);
}

BelayRuleForm *
belay_rule_form_new_of (const BelayRule *rule)
{
  BelayRuleForm *self = g_new0 (BelayRuleForm, 1);

  self->id = g_strdup (rule->id);
  self->name = g_strdup (rule->name);
  self->comment = g_strdup (rule->comment);
  self->effect = rule->effect;
  self->enabled = rule->enabled;
  self->network = rule->host != NULL;
  self->actions = rule->actions;
  self->host = g_strdup (rule->host);
  self->sandbox = g_strdup (rule->sandbox);

  if (rule->text != NULL)
    {
      self->text = g_strdup (belay_rule_pattern_get_source (rule->text));
      self->is_regex = belay_rule_pattern_get_kind (rule->text) == BELAY_PATTERN_REGEX;
    }
  if (rule->window != NULL)
    self->window = g_strdup (belay_rule_pattern_get_source (rule->window));
  if (rule->has_region)
    self->region = format_region (&rule->region);

  return self;
}

void
belay_rule_form_free (BelayRuleForm *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->comment);
  g_free (self->text);
  g_free (self->region);
  g_free (self->window);
  g_free (self->host);
  g_free (self->sandbox);
  g_free (self);
}

/* The numbers in @text. Returns: how many, 7 for more than six */
static guint
read_numbers (const char *text,
              double      numbers[6])
{
  guint n = 0;

  while (*text != '\0')
    {
      char *end;
      double number;

      if (!g_ascii_isdigit (*text) && *text != '-')
        {
          text++;
          continue;
        }

      number = g_ascii_strtod (text, &end);
      if (end == text)
        return 7;
      if (n == 6)
        return 7;
      numbers[n++] = number;
      text = end;
    }

  return n;
}

static gboolean
add_region (JsonObject  *when,
            const char  *text,
            GError     **error)
{
  static const char * const names[] = { "x", "y", "width", "height" };
  JsonObject *region;
  double numbers[6] = { 0 };
  guint n = read_numbers (text, numbers);
  gboolean percent = g_str_has_suffix (text, "%");

  if ((percent && n != 4) || (!percent && n != 6))
    {
      g_set_error_literal (error, BELAY_RULES_ERROR, BELAY_RULES_ERROR_INVALID,
                           /* Translators: the examples are to be typed as they are, with “of” or a word of yours for it. */
                           _("A region is like “0, 0, 50, 100 %” or “100, 80, 64, 64 of 1280 × 800”: from the left, from the top, "
                             "width, height."));
      return FALSE;
    }

  region = json_object_new ();
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (percent)
        json_object_set_double_member (region, names[i], numbers[i] / 100);
      else
        json_object_set_int_member (region, names[i], (gint64) numbers[i]);
    }

  if (!percent)
    {
      JsonObject *screen = json_object_new ();

      json_object_set_int_member (screen, "width", (gint64) numbers[4]);
      json_object_set_int_member (screen, "height", (gint64) numbers[5]);
      json_object_set_object_member (region, "screen", screen);
    }

  json_object_set_object_member (when, "region", region);

  return TRUE;
}

static gboolean
is_set (const char *text)
{
  return text != NULL && *text != '\0';
}

static void
set_text (JsonObject *object,
          const char *member,
          const char *text)
{
  if (is_set (text))
    json_object_set_string_member (object, member, text);
}

static gboolean
add_actions (JsonObject           *when,
             const BelayRuleForm  *self,
             GError              **error)
{
  JsonArray *actions;

  if (is_set (self->text))
    {
      JsonObject *text = json_object_new ();

      json_object_set_string_member (text, self->is_regex ? "regex" : "glob", self->text);
      json_object_set_object_member (when, "text", text);
    }

  set_text (when, "window", self->window);
  if (is_set (self->region) && !add_region (when, self->region, error))
    return FALSE;

  if (self->actions == 0)
    return TRUE;

  actions = json_array_new ();
  for (guint kind = 0; kind < BELAY_RULE_N_ACTIONS; kind++)
    if ((self->actions & (1u << kind)) != 0)
      json_array_add_string_element (actions, belay_action_kind_get_name (kind));
  json_object_set_array_member (when, "actions", actions);

  return TRUE;
}

static JsonObject *
build (const BelayRuleForm *self,
       JsonObject          *when)
{
  JsonObject *object = json_object_new ();
  JsonObject *rule = json_object_new ();
  JsonArray *rules = json_array_new ();

  json_object_set_string_member (rule, "id", self->id);
  json_object_set_string_member (rule, "name", self->name != NULL ? self->name : "");
  set_text (rule, "comment", self->comment);
  json_object_set_string_member (rule, "effect", belay_rule_effect_get_name (self->effect));
  json_object_set_boolean_member (rule, "enabled", self->enabled);
  json_object_set_object_member (rule, "when", json_object_ref (when));
  json_array_add_object_element (rules, rule);
  json_object_set_int_member (object, "format", BELAY_RULES_FORMAT);
  json_object_set_array_member (object, "rules", rules);

  return object;
}

/* What is said of the file is about the one rule there is. */
static void
shorten (GError *error)
{
  static const char * const places[] = { "rules[0].when.", "rules[0].when: ", "rules[0].", "rules[0]: " };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_str_has_prefix (error->message, places[i]))
      {
        memmove (error->message, error->message + strlen (places[i]), strlen (error->message + strlen (places[i])) + 1);
        return;
      }
}

BelayRules *
belay_rule_form_read (const BelayRuleForm  *self,
                      GError              **error)
{
  g_autoptr(JsonObject) when = json_object_new ();
  g_autoptr(JsonObject) object = NULL;
  g_autofree char *json = NULL;
  GError *problem = NULL;
  BelayRules *rules;

  if (!is_set (self->name))
    {
      g_set_error_literal (error, BELAY_RULES_ERROR, BELAY_RULES_ERROR_INVALID, _("The rule needs a name."));
      return NULL;
    }

  if (self->network)
    json_object_set_string_member (when, "host", self->host != NULL ? self->host : "");
  else if (!add_actions (when, self, error))
    return NULL;
  set_text (when, "sandbox", self->sandbox);

  object = build (self, when);
  json = belay_json_object_to_string (object);
  rules = belay_rules_parse (json, -1, &problem);
  if (rules == NULL)
    {
      shorten (problem);
      g_propagate_error (error, problem);
    }

  return rules;
}
