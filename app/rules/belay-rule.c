/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-rule.h"

#include <string.h>

/* A whole screen as fractions is a hair more or less than 1. */
#define HAIR 1e-9

G_DEFINE_BOXED_TYPE (BelayRule, belay_rule, belay_rule_ref, belay_rule_unref)

static void
clear (BelayRule *self)
{
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->comment, g_free);
  g_clear_pointer (&self->text, belay_rule_pattern_unref);
  g_clear_pointer (&self->window, belay_rule_pattern_unref);
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->sandbox, g_free);
}

/* Returns: (transfer full): an enabled rule with nothing in it, which asks; to be filled by whoever makes it */
BelayRule *
belay_rule_new (void)
{
  BelayRule *self = g_atomic_rc_box_new0 (BelayRule);

  self->effect = BELAY_RULE_ASK;
  self->enabled = TRUE;

  return self;
}

BelayRule *
belay_rule_ref (const BelayRule *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire ((BelayRule *) self);
}

void
belay_rule_unref (BelayRule *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear);
}

BelayRule *
belay_rule_copy (const BelayRule *self)
{
  BelayRule *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = belay_rule_new ();
  *copy = *self;
  copy->id = g_strdup (self->id);
  copy->name = g_strdup (self->name);
  copy->comment = g_strdup (self->comment);
  copy->text = self->text != NULL ? belay_rule_pattern_ref (self->text) : NULL;
  copy->window = self->window != NULL ? belay_rule_pattern_ref (self->window) : NULL;
  copy->host = g_strdup (self->host);
  copy->sandbox = g_strdup (self->sandbox);

  return copy;
}

const char *
belay_rule_effect_get_name (BelayRuleEffect effect)
{
  static const char * const names[] = { "allow", "ask", "deny" };

  return names[effect];
}

char *
belay_rule_make_id (void)
{
  g_autofree char *uuid = g_uuid_string_random ();

  uuid[8] = '\0';

  return g_strconcat ("rule-", uuid, NULL);
}

/* The conditions. What is asked of an allow is more than what is enough for the other two. */

static BelayRuleFit
fit (gboolean fits)
{
  return fits ? BELAY_RULE_FIT_YES : BELAY_RULE_FIT_NO;
}

static BelayRuleFit
match_kind (const BelayRule   *self,
            const BelayAction *action)
{
  if (self->actions != 0 && (self->actions & (1u << belay_action_get_kind (action))) == 0)
    return BELAY_RULE_FIT_NO;

  /* A key that is held changes what a click does, and no condition speaks of it. */
  return fit (self->effect != BELAY_RULE_ALLOW || !belay_action_sends_pointer (action) ||
              belay_action_get_held (action) == NULL);
}

static BelayRuleFit
match_pattern (const BelayRulePattern *pattern,
               const char             *text)
{
  return text != NULL ? belay_rule_pattern_match (pattern, text) : BELAY_RULE_FIT_UNKNOWN;
}

/* Pixels of another screen mean nothing. */
static gboolean
get_pixels (const BelayRuleRegion *region,
            const BelayGeometry   *geometry,
            double                *left,
            double                *top,
            double                *right,
            double                *bottom)
{
  gboolean in_pixels = region->screen_width != 0;
  double width = in_pixels ? 1 : geometry->screen_width;
  double height = in_pixels ? 1 : geometry->screen_height;

  if (in_pixels &&
      (region->screen_width != geometry->screen_width || region->screen_height != geometry->screen_height))
    return FALSE;

  *left = region->x * width;
  *top = region->y * height;
  *right = (region->x + region->width) * width + HAIR;
  *bottom = (region->y + region->height) * height + HAIR;

  return TRUE;
}

/* The corners of where @action acts, screen pixels. Returns: how many; 0: nowhere; -1: not known */
static int
get_places (const BelayRuleFacts *facts,
            BelayPoint            places[2])
{
  BelayActionKind kind = belay_action_get_kind (facts->action);
  BelayPoint point;
  BelayRect area;
  int n = 0;

  if (belay_action_get_region (facts->action, &area))
    {
      belay_geometry_rect_to_screen (facts->geometry, &area, &area);
      places[0] = (BelayPoint) { area.x, area.y };
      places[1] = (BelayPoint) { area.x + area.width - 1, area.y + area.height - 1 };
      return 2;
    }

  if (!belay_action_sends_pointer (facts->action))
    return 0;

  if (belay_action_get_start (facts->action, &point))
    places[n++] = belay_geometry_to_screen (facts->geometry, point);
  if (belay_action_get_point (facts->action, &point))
    places[n++] = belay_geometry_to_screen (facts->geometry, point);

  if (n == 0 || (n == 1 && kind == BELAY_ACTION_LEFT_CLICK_DRAG))
    {
      if (facts->pointer == NULL)
        return -1;
      places[n++] = *facts->pointer;
    }

  return n;
}

/* All of it has to be inside for an allow; for the others it is enough that it reaches inside. */
static BelayRuleFit
match_region (const BelayRule      *self,
              const BelayRuleFacts *facts)
{
  BelayPoint places[2];
  double left, top, right, bottom;
  int n, n_inside = 0;

  if (facts->geometry == NULL)
    return belay_action_sends_pointer (facts->action) || belay_action_get_kind (facts->action) == BELAY_ACTION_ZOOM
           ? BELAY_RULE_FIT_UNKNOWN : BELAY_RULE_FIT_NO;

  n = get_places (facts, places);
  if (n == 0)
    return BELAY_RULE_FIT_NO;
  if (n < 0 || !get_pixels (&self->region, facts->geometry, &left, &top, &right, &bottom))
    return BELAY_RULE_FIT_UNKNOWN;

  if (belay_action_get_kind (facts->action) == BELAY_ACTION_ZOOM && self->effect != BELAY_RULE_ALLOW)
    return fit (places[1].x >= left && places[0].x < right && places[1].y >= top && places[0].y < bottom);

  for (int i = 0; i < n; i++)
    if (places[i].x >= left && places[i].x < right && places[i].y >= top && places[i].y < bottom)
      n_inside++;

  return fit (self->effect == BELAY_RULE_ALLOW ? n_inside == n : n_inside > 0);
}

static BelayRuleFit
match_action (const BelayRule      *self,
              const BelayRuleFacts *facts)
{
  const char *text = belay_action_get_text (facts->action);
  BelayRuleFit worst = match_kind (self, facts->action);

  if (worst != BELAY_RULE_FIT_NO && self->text != NULL)
    worst = MIN (worst, text != NULL ? belay_rule_pattern_match (self->text, text) : BELAY_RULE_FIT_NO);
  if (worst != BELAY_RULE_FIT_NO && self->has_region)
    worst = MIN (worst, match_region (self, facts));
  if (worst != BELAY_RULE_FIT_NO && self->window != NULL)
    worst = MIN (worst, match_pattern (self->window, facts->window));

  return worst;
}

/* An allow is as narrow as it is written; the others take in the hosts below, and with “*.” the one above. */
static BelayRuleFit
match_host (const BelayRule *self,
            const char      *host)
{
  g_autofree char *lower = NULL;
  const char *name = self->host;
  gboolean below = g_str_has_prefix (name, "*.");
  gsize length;

  if (host == NULL || *host == '\0')
    return BELAY_RULE_FIT_UNKNOWN;
  if (g_str_equal (name, "*"))
    return BELAY_RULE_FIT_YES;

  lower = g_ascii_strdown (host, -1);
  length = strlen (lower);
  if (lower[length - 1] == '.')
    lower[length - 1] = '\0';
  if (below)
    name += 2;

  if (g_str_equal (lower, name))
    return fit (!below || self->effect != BELAY_RULE_ALLOW);

  if (!below && self->effect == BELAY_RULE_ALLOW)
    return BELAY_RULE_FIT_NO;

  length = strlen (lower);

  return fit (length > strlen (name) + 1 && g_str_has_suffix (lower, name) && lower[length - strlen (name) - 1] == '.');
}

/**
 * belay_rule_match:
 * @self: a rule
 * @facts: what is known
 *
 * What cannot be told is no reason to allow anything, and reason enough to ask.
 *
 * Returns: whether the rule is about it; %BELAY_RULE_FIT_UNKNOWN if it may be
 */
BelayRuleFit
belay_rule_match (const BelayRule      *self,
                  const BelayRuleFacts *facts)
{
  BelayRuleFit worst;

  g_return_val_if_fail (self != NULL && facts != NULL, BELAY_RULE_FIT_UNKNOWN);

  if (!self->enabled || (self->host != NULL) != (facts->action == NULL))
    return BELAY_RULE_FIT_NO;

  worst = self->host != NULL ? match_host (self, facts->host) : match_action (self, facts);

  if (worst != BELAY_RULE_FIT_NO && self->sandbox != NULL)
    worst = MIN (worst, facts->sandbox != NULL ? fit (g_str_equal (self->sandbox, facts->sandbox)) : BELAY_RULE_FIT_UNKNOWN);

  return worst;
}
