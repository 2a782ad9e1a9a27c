/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-flatten-choice.h"

#include <glib/gi18n-lib.h>
#include "belay-flatten.h"

static const struct
{
  const char *title;
  const char *subtitle;
  guint       levels;
} choices[] =
{
  { N_("Nothing"), N_("Claude gets the screen as it is, pixel by pixel"), 0 },
  { N_("What I Cannot See"), N_("Text in almost the colour of its background is taken out of Claude’s pictures"),
    BELAY_FLATTEN_UNSEEN },
  { N_("What I Can Hardly See"), N_("Very faint text and lines are taken out of Claude’s pictures as well"),
    BELAY_FLATTEN_HARDLY_SEEN },
};

static const char *const names[] = { "nothing", "unseen", "hardly-seen", NULL };

G_STATIC_ASSERT (G_N_ELEMENTS (names) == G_N_ELEMENTS (choices) + 1);

static guint
find (const char *choice)
{
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    if (g_strcmp0 (names[i], choice) == 0)
      return i;

  return 0;
}

/**
 * belay_flatten_choice_list:
 *
 * Returns: (transfer none): the names of what is offered, ending with %NULL
 */
const char *const *
belay_flatten_choice_list (void)
{
  return names;
}

/**
 * belay_flatten_choice_title:
 * @choice: a name; anything else counts as the first
 *
 * Returns: (transfer none): what menus and rows call it
 */
const char *
belay_flatten_choice_title (const char *choice)
{
  return _(choices[find (choice)].title);
}

/**
 * belay_flatten_choice_subtitle:
 * @choice: a name; anything else counts as the first
 *
 * Returns: (transfer none): a sentence on what it means
 */
const char *
belay_flatten_choice_subtitle (const char *choice)
{
  return _(choices[find (choice)].subtitle);
}

guint
belay_flatten_choice_to_levels (const char *choice)
{
  return choices[find (choice)].levels;
}

/**
 * belay_flatten_choice_of_levels:
 * @levels: what belay_session_get_flatten() returns
 *
 * Returns: (transfer none): the choice that hides as much
 */
const char *
belay_flatten_choice_of_levels (guint levels)
{
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    if (levels <= choices[i].levels)
      return names[i];

  return names[G_N_ELEMENTS (choices) - 1];
}
