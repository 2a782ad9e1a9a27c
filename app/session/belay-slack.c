/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-slack.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* Returns: the number, or 0 if it is none from 1 to 999. By hand: g_ascii_string_to_unsigned() trusts errno, which more
 * than the number can set. */
static guint
parse_steps (const char *text)
{
  guint n = 0;

  if (strlen (text) > 3)
    return 0;

  for (; g_ascii_isdigit (*text); text++)
    n = n * 10 + (guint) (*text - '0');

  return *text == '\0' ? n : 0;
}

/* Returns: the seconds, or 0 if they are none from 1 to 60 */
static guint
parse_pause (const char *text)
{
  guint n = parse_steps (text);

  return n <= BELAY_SLACK_MAX_PAUSE ? n : 0;
}

/**
 * belay_slack_parse:
 * @text: "every", "looks", "auto", "auto:" with seconds from 1 to 60 or "recorded", or a number from 1 to 999
 * @slack: (out): what it means; untouched on failure
 * @error: return location for an error
 *
 * Returns: %FALSE with %G_IO_ERROR_INVALID_ARGUMENT for anything else
 */
gboolean
belay_slack_parse (const char  *text,
                   BelaySlack  *slack,
                   GError     **error)
{
  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (slack != NULL, FALSE);

  if (g_str_equal (text, "every"))
    *slack = (BelaySlack) { .kind = BELAY_SLACK_EVERY };
  else if (g_str_equal (text, "looks"))
    *slack = (BelaySlack) { .kind = BELAY_SLACK_LOOKS };
  else if (g_str_equal (text, "auto"))
    *slack = (BelaySlack) { .kind = BELAY_SLACK_AUTO };
  else if (g_str_equal (text, "auto:recorded"))
    *slack = (BelaySlack) { .kind = BELAY_SLACK_AUTO, .pause = BELAY_SLACK_PAUSE_RECORDED };
  else if (g_str_has_prefix (text, "auto:") && parse_pause (text + strlen ("auto:")) > 0)
    *slack = (BelaySlack) { .kind = BELAY_SLACK_AUTO, .pause = (int) parse_pause (text + strlen ("auto:")) };
  else if (parse_steps (text) > 0)
    *slack = (BelaySlack) { .kind = BELAY_SLACK_NEXT, .remaining = parse_steps (text) };
  else
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   /* Translators: “every”, “looks” and “auto” are to be typed as they are */
                   _("“%s” is no slack. It is “every”, “looks”, “auto”, or a number of steps from 1 to 999."), text);
      return FALSE;
    }

  return TRUE;
}

/**
 * belay_slack_to_string:
 * @slack: a slack
 *
 * Returns: (transfer full): the text belay_slack_parse() takes
 */
char *
belay_slack_to_string (const BelaySlack *slack)
{
  g_return_val_if_fail (slack != NULL, NULL);

  switch (slack->kind)
    {
    case BELAY_SLACK_EVERY:
      return g_strdup ("every");

    case BELAY_SLACK_NEXT:
      return g_strdup_printf ("%u", slack->remaining);

    case BELAY_SLACK_AUTO:
      if (slack->pause == BELAY_SLACK_PAUSE_RECORDED)
        return g_strdup ("auto:recorded");
      return slack->pause > 0 ? g_strdup_printf ("auto:%d", slack->pause) : g_strdup ("auto");

    case BELAY_SLACK_LOOKS:
    default:
      return g_strdup ("looks");
    }
}

/**
 * belay_slack_allows:
 * @slack: a slack
 * @action: a valid action
 *
 * Returns: whether @action may run without asking, provided no guard objects
 */
gboolean
belay_slack_allows (const BelaySlack  *slack,
                    const BelayAction *action)
{
  g_return_val_if_fail (slack != NULL, FALSE);
  g_return_val_if_fail (action != NULL, FALSE);

  switch (slack->kind)
    {
    case BELAY_SLACK_LOOKS:
      return belay_action_is_look (action);

    case BELAY_SLACK_NEXT:
      return belay_action_is_look (action) || slack->remaining > 0;

    case BELAY_SLACK_AUTO:
      return TRUE;

    case BELAY_SLACK_EVERY:
    default:
      return FALSE;
    }
}
