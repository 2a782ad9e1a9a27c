/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <graphene.h>

G_BEGIN_DECLS

/* The places something can take in a room: at its edges, the one that is looked for first first. */
typedef enum
{
  BELAY_PLACE_BOTTOM,
  BELAY_PLACE_TOP,
  BELAY_PLACE_BOTTOM_LEFT,
  BELAY_PLACE_BOTTOM_RIGHT,
  BELAY_PLACE_TOP_LEFT,
  BELAY_PLACE_TOP_RIGHT,
  BELAY_PLACE_LEFT,
  BELAY_PLACE_RIGHT,
  BELAY_N_PLACES
} BelayPlace;

BelayPlace      belay_place_choose   (const graphene_size_t *room,
                                      const graphene_size_t *size,
                                      const graphene_rect_t *taken,
                                      guint                  n_taken,
                                      BelayPlace             last);
graphene_rect_t belay_place_get_rect (BelayPlace             place,
                                      const graphene_size_t *room,
                                      const graphene_size_t *size);

G_END_DECLS
