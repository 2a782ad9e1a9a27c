/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-aim.h"
#include "belay-person-input.h"
#include "belay-proposal-layer.h"
#include "belay-remote-cursor.h"
#include "belay-reveal.h"
#include "belay-screen-tiles.h"
#include "belay-screen-view.h"

G_BEGIN_DECLS

/* belay-screen-view.c is the object, belay-screen-view-follow.c keeps up with what it shows, belay-screen-view-drawing.c
 * lays it out and draws it. */
struct _BelayScreenView
{
  GtkWidget           parent_instance;

  BelayScreen        *screen;
  GSignalGroup       *screen_signals;
  BelayStep          *step;
  GSignalGroup       *step_signals;
  GdkTexture         *past;
  BelayControl        control;
  BelayPrivacyPhase   privacy;
  gboolean            editing;
  BelayAction        *draft;

  BelayFrame         *frame;            /* the newest live one */
  BelayFrame         *past_frame;       /* what @past shows */
  BelayRect           pointed;          /* what the person wants to be shown, screen pixels; empty: nothing */
  GArray             *regions;          /* (nullable) of BelayRect: what is marked in it; screen pixels */
  BelayScreenTiles   *tiles;
  BelayScreenTiles   *past_tiles;
  BelayViewport       viewport;         /* of the picture shown; scale 0: there is none */
  GskRenderNode      *outline;          /* (nullable): the frame around it, until something about it changes */

  gboolean            has_pointer;
  BelayPoint          pointer;          /* screen pixels */
  gboolean            has_caret;
  BelayPoint          caret;            /* screen pixels */
  gboolean            hovered;          /* the person's pointer is over the view */

  BelayRemoteCursor  *cursor;
  BelayProposalLayer *proposal;
  BelayReveal        *reveal;
  gboolean            revealed;         /* what is hidden in the picture is made strong */
  BelayPersonInput   *input;
  BelayAim           *aim;
  GtkWidget          *tag;
  GtkWidget          *notice;
};

BelayFrame       *belay_screen_view_get_shown           (BelayScreenView *self);
gboolean          belay_screen_view_is_live             (BelayScreenView *self);
BelayViewport     belay_screen_view_get_screen_viewport (BelayScreenView *self);
void              belay_screen_view_follow              (BelayScreenView *self);
void              belay_screen_view_take_frame          (BelayScreenView *self,
                                                         BelayFrame      *frame);
void              belay_screen_view_take_cursor         (BelayScreenView *self);
void              belay_screen_view_update_aim          (BelayScreenView *self);
void              belay_screen_view_update_input        (BelayScreenView *self);
void              belay_screen_view_update_shown        (BelayScreenView *self);
void              belay_screen_view_update_step         (BelayScreenView *self);
void              belay_screen_view_update_tag          (BelayScreenView *self);
void              belay_screen_view_update_viewport     (BelayScreenView *self);

void              belay_screen_view_compute_viewport    (BelayScreenView *self,
                                                         BelayViewport   *viewport);
void              belay_screen_view_snapshot            (GtkWidget       *widget,
                                                         GtkSnapshot     *snapshot);
void              belay_screen_view_measure             (GtkWidget       *widget,
                                                         GtkOrientation   orientation,
                                                         int              for_size,
                                                         int             *minimum,
                                                         int             *natural,
                                                         int             *minimum_baseline,
                                                         int             *natural_baseline);
void              belay_screen_view_size_allocate       (GtkWidget       *widget,
                                                         int              width,
                                                         int              height,
                                                         int              baseline);

/* For tests. */
void              belay_screen_view_set_frame           (BelayScreenView *self,
                                                         BelayFrame      *frame);

G_END_DECLS
