/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-slack-choice.h"

#include <glib/gi18n-lib.h>
#include "belay-slack.h"

/**
 * belay_slack_choice_list:
 *
 * Returns: (transfer none): what menus and rows offer, from the shortest rope to the longest
 */
const char *const *
belay_slack_choice_list (void)
{
  static const char *const choices[] = { "every", "looks", "3", "10", "auto", NULL };

  return choices;
}

/**
 * belay_slack_choice_list_replay:
 *
 * Returns: (transfer none): what is offered in a replay, which may go on by itself with a rhythm
 */
const char *const *
belay_slack_choice_list_replay (void)
{
  static const char *const choices[] = { "every", "looks", "3", "10", "auto:1", "auto:5", "auto:recorded", NULL };

  return choices;
}

static gboolean
parse (const char *text,
       BelaySlack *slack)
{
  if (text != NULL && belay_slack_parse (text, slack, NULL))
    return TRUE;

  *slack = (BelaySlack) { .kind = BELAY_SLACK_LOOKS };
  return FALSE;
}

/**
 * belay_slack_choice_title:
 * @slack: a value of belay_slack_parse(); anything else counts as the default
 *
 * Returns: (transfer full): its name in menus
 */
char *
belay_slack_choice_title (const char *slack)
{
  BelaySlack value;

  parse (slack, &value);

  switch (value.kind)
    {
    case BELAY_SLACK_EVERY:
      return g_strdup (_("Every Step Asks"));

    case BELAY_SLACK_LOOKS:
      return g_strdup (_("Looks Are Free"));

    case BELAY_SLACK_NEXT:
      /* Translators: %u is the number of steps that may run without asking. */
      return g_strdup_printf (ngettext ("The Next %u Step", "The Next %u Steps", value.remaining), value.remaining);

    case BELAY_SLACK_AUTO:
      if (value.pause == BELAY_SLACK_PAUSE_RECORDED)
        return g_strdup (_("Play at the Recorded Pace"));
      if (value.pause > 0)
        return g_strdup_printf (ngettext ("Play, One Step Every %d Second", "Play, One Step Every %d Seconds", value.pause),
                                value.pause);
      return g_strdup (_("Until Something Looks Wrong"));

    default:
      g_assert_not_reached ();
    }
}

/**
 * belay_slack_choice_subtitle:
 * @slack: a value of belay_slack_parse(); anything else counts as the default
 *
 * Returns: (transfer none): a sentence on what it means
 */
const char *
belay_slack_choice_subtitle (const char *slack)
{
  BelaySlack value;

  parse (slack, &value);

  switch (value.kind)
    {
    case BELAY_SLACK_EVERY:
      return _("Nothing runs before you have approved it");

    case BELAY_SLACK_LOOKS:
      return _("Taking a picture, zooming and waiting run by themselves; everything else asks");

    case BELAY_SLACK_NEXT:
      return _("Then looks are free again; any finding asks at once");

    case BELAY_SLACK_AUTO:
      return _("Each step is announced and runs after a short countdown; any finding asks");

    default:
      g_assert_not_reached ();
    }
}
