/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-rule-words.h"

#include <glib/gi18n-lib.h>

#include "belay-visible-text.h"

#define MAX_SHOWN 80            /* characters of a pattern in a sentence */

/**
 * belay_rule_kind_get_title:
 * @kind: of an action
 *
 * Returns: (transfer none): its name for a person, translated
 */
const char *
belay_rule_kind_get_title (BelayActionKind kind)
{
  static const char * const titles[] = {
    [BELAY_ACTION_SCREENSHOT]      = N_("Screenshot"),
    [BELAY_ACTION_ZOOM]            = N_("Zoom"),
    [BELAY_ACTION_LEFT_CLICK]      = N_("Left click"),
    [BELAY_ACTION_RIGHT_CLICK]     = N_("Right click"),
    [BELAY_ACTION_MIDDLE_CLICK]    = N_("Middle click"),
    [BELAY_ACTION_DOUBLE_CLICK]    = N_("Double click"),
    [BELAY_ACTION_TRIPLE_CLICK]    = N_("Triple click"),
    [BELAY_ACTION_LEFT_CLICK_DRAG] = N_("Drag"),
    [BELAY_ACTION_MOUSE_MOVE]      = N_("Move the pointer"),
    [BELAY_ACTION_LEFT_MOUSE_DOWN] = N_("Press the left button"),
    [BELAY_ACTION_LEFT_MOUSE_UP]   = N_("Release the left button"),
    [BELAY_ACTION_CURSOR_POSITION] = N_("Ask where the pointer is"),
    [BELAY_ACTION_SCROLL]          = N_("Scroll"),
    [BELAY_ACTION_TYPE]            = N_("Type"),
    [BELAY_ACTION_KEY]             = N_("Press keys"),
    [BELAY_ACTION_HOLD_KEY]        = N_("Hold a key"),
    [BELAY_ACTION_WAIT]            = N_("Wait"),
    [BELAY_ACTION_BASH]            = N_("Run in the shell"),
    [BELAY_ACTION_TEXT_EDITOR]     = N_("Edit a file"),
  };

  return _(titles[kind]);
}

/**
 * belay_rule_effect_get_title:
 * @effect: of a rule
 *
 * Returns: (transfer none): the word for a person, translated
 */
const char *
belay_rule_effect_get_title (BelayRuleEffect effect)
{
  static const char * const titles[] = { N_("Allow"), N_("Ask"), N_("Deny") };

  return _(titles[effect]);
}

static char *
quote (const char *source)
{
  g_autofree char *visible = belay_visible_text (source, MAX_SHOWN);

  /* Translators: quotation marks around a pattern or a name. */
  return g_strdup_printf (_("“%s”"), visible);
}

static char *
describe_actions (guint32 actions)
{
  GString *out = g_string_new (NULL);

  for (guint kind = 0; kind < BELAY_RULE_N_ACTIONS; kind++)
    {
      if ((actions & (1u << kind)) == 0)
        continue;

      if (out->len > 0)
        /* Translators: between the items of a list. */
        g_string_append (out, C_("list", ", "));
      g_string_append (out, belay_rule_kind_get_title (kind));
    }

  return g_string_free (out, FALSE);
}

static char *
describe_text (const BelayRule *self)
{
  g_autofree char *pattern = quote (belay_rule_pattern_get_source (self->text));
  gboolean whole = self->effect == BELAY_RULE_ALLOW;

  if (belay_rule_pattern_get_kind (self->text) == BELAY_PATTERN_REGEX)
    /* Translators: %s is a regular expression. */
    return g_strdup_printf (whole ? _("text that fits the expression %s") : _("text in which the expression %s fits"), pattern);

  /* Translators: %s is a text, in which * stands for anything. */
  return g_strdup_printf (whole ? _("text is %s") : _("text has %s in it"), pattern);
}

static char *
describe_region (const BelayRuleRegion *region)
{
  if (region->screen_width != 0)
    /* Translators: a part of the screen: width × height, at x, y, of a screen of width × height; pixels. */
    return g_strdup_printf (_("within %d × %d at %d, %d of a screen of %d × %d"), (int) region->width, (int) region->height,
                            (int) region->x, (int) region->y, region->screen_width, region->screen_height);

  /* Translators: a part of the screen in percent: width × height, from the left, from the top. */
  return g_strdup_printf (_("within %g × %g %% of the screen, %g %% from the left, %g %% from the top"),
                          region->width * 100, region->height * 100, region->x * 100, region->y * 100);
}

/* Takes over @part. */
static void
add (GString *out,
     char    *part)
{
  if (out->len > 0)
    g_string_append (out, " · ");
  g_string_append (out, part);
  g_free (part);
}

/**
 * belay_rule_describe:
 * @self: a rule
 *
 * Returns: (transfer full): its conditions in words, safe to show
 */
char *
belay_rule_describe (const BelayRule *self)
{
  GString *out = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  if (self->host != NULL)
    {
      g_autofree char *host = quote (self->host);

      /* Translators: %s is the name of a host. */
      add (out, g_strdup_printf (_("network: %s"), host));
    }
  else
    {
      add (out, self->actions != 0 ? describe_actions (self->actions) : g_strdup (_("Any action")));
    }

  if (self->text != NULL)
    add (out, describe_text (self));
  if (self->has_region)
    add (out, describe_region (&self->region));
  if (self->window != NULL)
    {
      g_autofree char *window = quote (belay_rule_pattern_get_source (self->window));

      /* Translators: %s is the title of a window, in which * stands for anything. */
      add (out, g_strdup_printf (_("window %s"), window));
    }
  if (self->sandbox != NULL)
    {
      g_autofree char *sandbox = quote (self->sandbox);

      /* Translators: %s is the name of a sandbox. */
      add (out, g_strdup_printf (_("sandbox %s"), sandbox));
    }

  return g_string_free (out, FALSE);
}
