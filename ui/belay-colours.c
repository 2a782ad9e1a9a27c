/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-colours.h"

/* The name in the style sheet, and what holds where no style sheet was loaded. */
static const struct
{
  const char *name;
  GdkRGBA     fallback;
} colours[] = {
  [BELAY_COLOUR_AGENT] = { "belay_agent_color", { 0.110f, 0.443f, 0.847f, 1 } },
  [BELAY_COLOUR_PERSON] = { "belay_person_color", { 0.106f, 0.522f, 0.325f, 1 } },
  [BELAY_COLOUR_NOBODY] = { "belay_nobody_color", { 0.467f, 0.463f, 0.482f, 1 } },
  [BELAY_COLOUR_PAST] = { "belay_past_color", { 0.380f, 0.208f, 0.514f, 1 } },
  [BELAY_COLOUR_PRIVATE] = { "belay_private_color", { 0.631f, 0.098f, 0.357f, 1 } },
  [BELAY_COLOUR_PROPOSAL] = { "belay_proposal_color", { 0.110f, 0.443f, 0.847f, 1 } },
  [BELAY_COLOUR_WARNING] = { "belay_warning_color", { 0.898f, 0.475f, 0.000f, 1 } },
  [BELAY_COLOUR_ERROR] = { "belay_error_color", { 0.878f, 0.106f, 0.141f, 1 } },
};

/**
 * belay_colours_get:
 * @widget: what is drawn
 * @colour: what it means
 * @rgba: (out caller-allocates): what the style sheet makes of it
 */
void
belay_colours_get (GtkWidget   *widget,
                   BelayColour  colour,
                   GdkRGBA     *rgba)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);

  if (!gtk_style_context_lookup_color (context, colours[colour].name, rgba))
    *rgba = colours[colour].fallback;
}
