/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-rules-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "belay-json-place.h"

/* A whole screen as fractions is a hair more or less than 1. */
#define HAIR 1e-9

#define MAX_HOST    253
#define MAX_SANDBOX 400

/* The patterns' reach depends on the effect, which is therefore read first. */
static BelayPatternReach
get_reach (const BelayRule *self)
{
  return self->effect == BELAY_RULE_ALLOW ? BELAY_PATTERN_WHOLE : BELAY_PATTERN_PART;
}

static gboolean
read_pattern (BelayRule         *self,
              JsonObject        *object,
              const char        *member,
              BelayPatternKind   kind,
              const char        *place,
              BelayRulePattern **pattern,
              GError           **error)
{
  g_autofree char *inner = g_strdup_printf ("%s.%s", place, member);
  GError *reason = NULL;
  const char *source;

  if (!belay_json_get_string (object, member, &source, &reason))
    return belay_json_fail_at (place, reason, error);

  *pattern = belay_rule_pattern_new (kind, get_reach (self), source, &reason);

  return *pattern != NULL || belay_json_fail_at (inner, reason, error);
}

static gboolean
read_pattern_object (BelayRule    *self,
                     JsonObject   *when,
                     const char   *place,
                     GError      **error)
{
  static const char * const known[] = { "glob", "regex", NULL };
  g_autofree char *inner = g_strconcat (place, ".text", NULL);
  GError *reason = NULL;
  JsonObject *object;
  gboolean glob, regex;

  if (!json_object_has_member (when, "text"))
    return TRUE;

  if (!belay_json_get_object (when, "text", &object, &reason))
    return belay_json_fail_at (place, reason, error);

  if (!belay_json_check_members (object, known, inner, error))
    return FALSE;

  glob = json_object_has_member (object, "glob");
  regex = json_object_has_member (object, "regex");
  if (glob == regex)
    return belay_json_refuse_at (inner, error, _("either “glob” or “regex” is needed"));

  return read_pattern (self, object, glob ? "glob" : "regex", glob ? BELAY_PATTERN_GLOB : BELAY_PATTERN_REGEX, inner,
                       &self->text, error);
}

static gboolean
read_kind (BelayRule   *self,
           JsonNode    *node,
           const char  *place,
           GError     **error)
{
  const char *name;

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return belay_json_refuse_at (place, error, _("the name of an action is needed here"));

  name = json_node_get_string (node);
  for (guint kind = 0; kind < BELAY_RULE_N_ACTIONS; kind++)
    {
      if (!g_str_equal (name, belay_action_kind_get_name (kind)))
        continue;

      if ((self->actions & (1u << kind)) != 0)
        return belay_json_refuse_at (place, error, _("“%s” is there twice"), name);

      self->actions |= 1u << kind;
      return TRUE;
    }

  return belay_json_refuse_at (place, error, _("there is no action “%s”"), name);
}

static gboolean
read_actions (BelayRule   *self,
              JsonObject  *when,
              const char  *place,
              GError     **error)
{
  GError *reason = NULL;
  JsonArray *array;

  if (!json_object_has_member (when, "actions"))
    return TRUE;

  if (!belay_json_get_array (when, "actions", &array, &reason))
    return belay_json_fail_at (place, reason, error);

  if (json_array_get_length (array) == 0)
    /* Translators: %s is the name of a list in a file. */
    return belay_json_refuse_at (place, error, _("“%s” is empty"), "actions");

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *inner = g_strdup_printf ("%s.actions[%u]", place, i);

      if (!read_kind (self, json_array_get_element (array, i), inner, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_screen (BelayRuleRegion  *region,
             JsonObject       *object,
             const char       *place,
             GError          **error)
{
  static const char * const known[] = { "width", "height", NULL };
  g_autofree char *inner = g_strconcat (place, ".screen", NULL);
  GError *reason = NULL;
  JsonObject *screen;
  gint64 width, height;

  if (!json_object_has_member (object, "screen"))
    return TRUE;

  if (!belay_json_get_object (object, "screen", &screen, &reason))
    return belay_json_fail_at (place, reason, error);

  if (!belay_json_check_members (screen, known, inner, error))
    return FALSE;

  if (!belay_json_get_int (screen, "width", 1, G_MAXUINT16, &width, &reason) ||
      !belay_json_get_int (screen, "height", 1, G_MAXUINT16, &height, &reason))
    return belay_json_fail_at (inner, reason, error);

  region->screen_width = (int) width;
  region->screen_height = (int) height;

  return TRUE;
}

/* One number of a region: whole where there is a screen to count its pixels. */
static gboolean
read_length (const BelayRuleRegion  *region,
             JsonObject             *object,
             const char             *member,
             int                     screen,
             double                 *value,
             GError                **error)
{
  gint64 pixels;

  if (region->screen_width == 0)
    return belay_json_get_double (object, member, 0, 1, value, error);

  if (!belay_json_get_int (object, member, 0, screen, &pixels, error))
    return FALSE;

  *value = (double) pixels;

  return TRUE;
}

static gboolean
read_region (BelayRule   *self,
             JsonObject  *when,
             const char  *place,
             GError     **error)
{
  static const char * const known[] = { "x", "y", "width", "height", "screen", NULL };
  g_autofree char *inner = g_strconcat (place, ".region", NULL);
  BelayRuleRegion *region = &self->region;
  GError *reason = NULL;
  JsonObject *object;
  double right, bottom;

  if (!json_object_has_member (when, "region"))
    return TRUE;

  if (!belay_json_get_object (when, "region", &object, &reason))
    return belay_json_fail_at (place, reason, error);

  if (!belay_json_check_members (object, known, inner, error) || !read_screen (region, object, inner, error))
    return FALSE;

  if (!read_length (region, object, "x", region->screen_width, &region->x, &reason) ||
      !read_length (region, object, "y", region->screen_height, &region->y, &reason) ||
      !read_length (region, object, "width", region->screen_width, &region->width, &reason) ||
      !read_length (region, object, "height", region->screen_height, &region->height, &reason))
    return belay_json_fail_at (inner, reason, error);

  right = region->screen_width != 0 ? region->screen_width : 1;
  bottom = region->screen_width != 0 ? region->screen_height : 1;
  if (region->width <= 0 || region->height <= 0 || region->x + region->width > right + HAIR ||
      region->y + region->height > bottom + HAIR)
    return belay_json_refuse_at (inner, error, _("it is empty, or reaches beyond the screen"));

  self->has_region = TRUE;

  return TRUE;
}

static gboolean
read_host (BelayRule   *self,
           JsonObject  *when,
           const char  *place,
           GError     **error)
{
  const char *name;

  if (!belay_json_read_text (when, "host", TRUE, MAX_HOST, place, &self->host, error) || self->host == NULL)
    return self->host != NULL || !json_object_has_member (when, "host");

  if (g_str_equal (self->host, "*"))
    return self->effect != BELAY_RULE_ALLOW || belay_json_refuse_at (place, error, _("not every host can be allowed"));

  name = g_str_has_prefix (self->host, "*.") ? self->host + 2 : self->host;
  if (*name == '\0' || *name == '.' || g_str_has_suffix (name, ".") || strstr (name, "..") != NULL ||
      strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789.-:_") != strlen (name))
    return belay_json_refuse_at (place, error,
                                 _("“%s” is no host; it is like “example.org” or “*.example.org”, in small letters"),
                                 self->host);

  return TRUE;
}

/* What would make a rule mean another thing than it says. */
static gboolean
check_conditions (const BelayRule  *self,
                  const char       *place,
                  GError          **error)
{
  if (self->host != NULL && (self->actions != 0 || self->text != NULL || self->has_region || self->window != NULL))
    return belay_json_refuse_at (place, error,
                                 _("a rule with “host” is about the network, and can have “sandbox” besides, no more"));

  if (self->effect == BELAY_RULE_ALLOW && self->host == NULL && self->actions == 0)
    return belay_json_refuse_at (place, error, _("a rule that allows has to name its “actions”, or a “host”"));

  return TRUE;
}

static gboolean
read_when (BelayRule   *self,
           JsonObject  *object,
           const char  *place,
           GError     **error)
{
  static const char * const known[] = { "actions", "text", "region", "window", "host", "sandbox", NULL };
  g_autofree char *inner = g_strdup_printf ("%s%swhen", place, *place == '\0' ? "" : ".");
  GError *reason = NULL;
  JsonObject *when;

  if (!belay_json_get_object (object, "when", &when, &reason))
    return belay_json_fail_at (place, reason, error);

  return belay_json_check_members (when, known, inner, error) && read_actions (self, when, inner, error) &&
         read_pattern_object (self, when, inner, error) && read_region (self, when, inner, error) &&
         (!json_object_has_member (when, "window") ||
          read_pattern (self, when, "window", BELAY_PATTERN_GLOB, inner, &self->window, error)) &&
         read_host (self, when, inner, error) &&
         belay_json_read_text (when, "sandbox", TRUE, MAX_SANDBOX, inner, &self->sandbox, error) &&
         check_conditions (self, inner, error);
}

static gboolean
read_effect (BelayRule   *self,
             JsonObject  *object,
             const char  *place,
             GError     **error)
{
  GError *reason = NULL;
  const char *name;

  if (!belay_json_get_string (object, "effect", &name, &reason))
    return belay_json_fail_at (place, reason, error);

  for (BelayRuleEffect effect = BELAY_RULE_ALLOW; effect <= BELAY_RULE_DENY; effect++)
    if (g_str_equal (name, belay_rule_effect_get_name (effect)))
      {
        self->effect = effect;
        return TRUE;
      }

  /* Translators: “allow”, “ask” and “deny” are to be typed as they are. */
  return belay_json_refuse_at (place, error, _("“effect” is “allow”, “ask” or “deny”"));
}

static gboolean
read_head (BelayRule   *self,
           JsonObject  *object,
           const char  *place,
           GError     **error)
{
  GError *reason = NULL;

  if (!belay_json_read_text (object, "id", FALSE, BELAY_RULE_MAX_ID, place, &self->id, error) ||
      !belay_json_read_text (object, "name", FALSE, BELAY_RULE_MAX_NAME, place, &self->name, error) ||
      !belay_json_read_text (object, "comment", TRUE, BELAY_RULE_MAX_COMMENT, place, &self->comment, error))
    return FALSE;

  if (strspn (self->id, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen (self->id))
    return belay_json_refuse_at (place, error, _("“id” has small letters, digits and hyphens only"));

  if (json_object_has_member (object, "enabled") &&
      !belay_json_get_boolean (object, "enabled", &self->enabled, &reason))
    return belay_json_fail_at (place, reason, error);

  return read_effect (self, object, place, error);
}

static gboolean
read_rule (BelayRules  *self,
           JsonNode    *node,
           const char  *place,
           GError     **error)
{
  static const char * const known[] = { "id", "name", "comment", "effect", "enabled", "when", NULL };
  g_autoptr(BelayRule) rule = belay_rule_new ();
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return belay_json_refuse_at (place, error, _("an object is needed here"));

  object = json_node_get_object (node);

  if (!belay_json_check_members (object, known, place, error) || !read_head (rule, object, place, error) ||
      !read_when (rule, object, place, error))
    return FALSE;

  if (belay_rules_find (self, rule->id) != NULL)
    return belay_json_refuse_at (place, error, _("another rule is called “%s”, too"), rule->id);

  g_ptr_array_add (self->list, g_steal_pointer (&rule));

  return TRUE;
}

static gboolean
read_rules (BelayRules  *self,
            JsonObject  *object,
            GError     **error)
{
  static const char * const known[] = { "format", "rules", "$schema", NULL };
  GError *reason = NULL;
  JsonArray *array;
  gint64 format;

  if (!belay_json_get_int (object, "format", 1, G_MAXINT, &format, &reason))
    return belay_json_fail_at ("", reason, error);

  if (format != BELAY_RULES_FORMAT)
    return belay_json_refuse_at ("format", error, _("this version of Belay knows format %d only"), BELAY_RULES_FORMAT);

  if (!belay_json_check_members (object, known, "", error))
    return FALSE;

  if (!belay_json_get_array (object, "rules", &array, &reason))
    return belay_json_fail_at ("", reason, error);

  if (json_array_get_length (array) > BELAY_RULES_MAX)
    return belay_json_refuse_at ("rules", error, _("there are more than %d"), BELAY_RULES_MAX);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *place = g_strdup_printf ("rules[%u]", i);

      if (!read_rule (self, json_array_get_element (array, i), place, error))
        return FALSE;
    }

  return TRUE;
}

static BelayRules *
parse (const char  *json,
       gssize       length,
       GError     **error)
{
  g_autoptr(BelayRules) self = NULL;
  g_autoptr(JsonNode) node = belay_json_parse (json, length, BELAY_RULES_MAX_SIZE, error);

  if (node == NULL)
    return NULL;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      belay_json_refuse_at ("", error, _("rules are an object"));
      return NULL;
    }

  self = belay_rules_new ();

  return read_rules (self, json_node_get_object (node), error) ? g_steal_pointer (&self) : NULL;
}

/**
 * belay_rules_parse:
 * @json: rules, as data/rules.schema.json has them
 * @length: bytes of @json, or -1 if it ends with a NUL
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the rules, or %NULL with %BELAY_RULES_ERROR_INVALID, whose message starts with the
 *   place, like “rules[2].when: …”
 */
BelayRules *
belay_rules_parse (const char  *json,
                   gssize       length,
                   GError     **error)
{
  g_autoptr(GError) reason = NULL;
  BelayRules *self;

  g_return_val_if_fail (json != NULL, NULL);

  self = parse (json, length, &reason);
  if (self == NULL)
    g_set_error_literal (error, BELAY_RULES_ERROR, BELAY_RULES_ERROR_INVALID, reason->message);

  return self;
}
