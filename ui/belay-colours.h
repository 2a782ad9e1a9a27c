/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Colours with a meaning, as the style sheet names them. */
typedef enum
{
  BELAY_COLOUR_AGENT,
  BELAY_COLOUR_PERSON,
  BELAY_COLOUR_NOBODY,
  BELAY_COLOUR_PAST,
  BELAY_COLOUR_PRIVATE,
  BELAY_COLOUR_PROPOSAL,
  BELAY_COLOUR_WARNING,
  BELAY_COLOUR_ERROR,
} BelayColour;

void belay_colours_get (GtkWidget   *widget,
                        BelayColour  colour,
                        GdkRGBA     *rgba);

G_END_DECLS
