/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-action-private.h"

#include "belay-visible-text.h"

#define MAX_SHOWN 120           /* characters of keys in a sentence */

static char *
format_seconds (double seconds)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (text, sizeof text, "%g", seconds));
}

/* What is told of the actions that succeed in one way only. */
static const char * const successes[] = {
  [BELAY_ACTION_SCREENSHOT]      = "Took a screenshot.",
  [BELAY_ACTION_ZOOM]            = "Zoomed.",
  [BELAY_ACTION_LEFT_CLICK]      = "Clicked.",
  [BELAY_ACTION_RIGHT_CLICK]     = "Right-clicked.",
  [BELAY_ACTION_MIDDLE_CLICK]    = "Middle-clicked.",
  [BELAY_ACTION_DOUBLE_CLICK]    = "Double-clicked.",
  [BELAY_ACTION_TRIPLE_CLICK]    = "Triple-clicked.",
  [BELAY_ACTION_LEFT_CLICK_DRAG] = "Dragged.",
  [BELAY_ACTION_MOUSE_MOVE]      = "Moved the mouse.",
  [BELAY_ACTION_LEFT_MOUSE_DOWN] = "Pressed the left mouse button.",
  [BELAY_ACTION_LEFT_MOUSE_UP]   = "Released the left mouse button.",
  [BELAY_ACTION_CURSOR_POSITION] = "Read the cursor position.",
  [BELAY_ACTION_TYPE]            = "Typed.",
  [BELAY_ACTION_BASH]            = "Ran the command.",
  [BELAY_ACTION_TEXT_EDITOR]     = "Done.",
};

/**
 * belay_action_describe_success:
 * @self: an action
 *
 * The short line the model is told when the action has been done, in the manner of the API's own client libraries. Keys
 * are named as they were asked for.
 *
 * Returns: (transfer full): an untranslated sentence
 */
char *
belay_action_describe_success (const BelayAction *self)
{
  g_autofree char *seconds = NULL;
  g_autofree char *keys = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  seconds = format_seconds (self->duration);
  keys = self->chords != NULL ? belay_visible_text (self->text, MAX_SHOWN) : NULL;

  switch ((int) self->kind)
    {
    case BELAY_ACTION_SCROLL:
      return g_strdup_printf ("Scrolled %s.", belay_scroll_direction_get_name (self->direction));

    case BELAY_ACTION_KEY:
      return self->repeat > 1 ? g_strdup_printf ("Pressed %s %u times.", keys, self->repeat)
                              : g_strdup_printf ("Pressed %s.", keys);

    case BELAY_ACTION_HOLD_KEY:
      return g_strdup_printf ("Held %s for %ss.", keys, seconds);

    case BELAY_ACTION_WAIT:
      return g_strdup_printf ("Waited %ss.", seconds);

    case BELAY_ACTION_BASH:
      return g_strdup (self->text != NULL ? successes[self->kind] : "Restarted the shell.");

    default:
      return g_strdup (successes[self->kind]);
    }
}
