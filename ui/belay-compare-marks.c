/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-compare-marks.h"

#include "belay-colours.h"
#include "belay-finding.h"
#include "belay-proposal-drawing.h"

/* A picture a little larger would still not be scaled, so this one was not. */
static gboolean
is_unscaled (BelayFrame *frame)
{
  int width = belay_frame_get_width (frame) + 64, height = belay_frame_get_height (frame) + 64;
  int fit_width, fit_height;

  belay_tier_fit (BELAY_TIER_STANDARD, width, height, &fit_width, &fit_height);

  return fit_width == width && fit_height == height;
}

static void
draw_actions (const BelayCompareMarks *self,
              BelayProposalDrawing    *drawing)
{
  gboolean edited = self->sent != NULL && self->proposed != NULL && !belay_action_equal (self->sent, self->proposed);
  BelayAction *action = self->sent != NULL ? self->sent : self->proposed;
  GtkWidget *widget = drawing->mark.widget;

  if (edited)
    {
      drawing->mark.dashed = TRUE;
      belay_colours_get (widget, BELAY_COLOUR_NOBODY, &drawing->mark.colour);
      belay_proposal_drawing_snapshot (drawing, self->proposed);
    }

  drawing->mark.dashed = !self->ran;
  belay_colours_get (widget, self->ran ? BELAY_COLOUR_PROPOSAL : BELAY_COLOUR_NOBODY, &drawing->mark.colour);
  if (action != NULL)
    belay_proposal_drawing_snapshot (drawing, action);
}

/* Regions of findings are pixels of the screen; where the picture may have been scaled down they are not drawn, rather than
 * in the wrong place. */
static void
draw_findings (const BelayCompareMarks    *self,
               const BelayProposalDrawing *drawing,
               BelayFrame                 *frame)
{
  GdkRGBA warning, error;

  if (self->findings == NULL || !is_unscaled (frame))
    return;

  belay_colours_get (drawing->mark.widget, BELAY_COLOUR_WARNING, &warning);
  belay_colours_get (drawing->mark.widget, BELAY_COLOUR_ERROR, &error);
  belay_proposal_drawing_findings (drawing, self->findings, &warning, &error);
}

static void
draw_changed (BelayPicturePair     *pair,
              BelayProposalDrawing *drawing)
{
  guint n = 0;
  const BelayRect *changed = belay_picture_pair_get_changed (pair, &n);
  const BelayViewport *port = drawing->viewport;

  drawing->mark.dashed = TRUE;
  belay_colours_get (drawing->mark.widget, BELAY_COLOUR_PAST, &drawing->mark.colour);

  for (guint i = 0; i < n; i++)
    {
      graphene_rect_t area = GRAPHENE_RECT_INIT ((float) (port->x + changed[i].x * port->scale),
                                                 (float) (port->y + changed[i].y * port->scale),
                                                 (float) (changed[i].width * port->scale),
                                                 (float) (changed[i].height * port->scale));

      graphene_rect_inset (&area, -3, -3);
      belay_mark_box (&drawing->mark, &area);
    }
}

/**
 * belay_compare_marks_draw:
 * @self: what to draw
 * @widget: what it is drawn on
 * @pair: the pictures
 * @mode: which of them is shown; at least one is there
 * @viewport: where it lies in @widget
 *
 * What was done is drawn on the screen before it, what changed on the screen after it.
 *
 * Returns: (transfer full) (nullable): the drawing
 */
GskRenderNode *
belay_compare_marks_draw (const BelayCompareMarks *self,
                          GtkWidget               *widget,
                          BelayPicturePair        *pair,
                          BelayCompareMode         mode,
                          const BelayViewport     *viewport)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  BelayFrame *before = belay_picture_pair_get_before (pair), *after = belay_picture_pair_get_after (pair);
  BelayFrame *frame = mode == BELAY_COMPARE_AFTER ? after : before;
  int width = belay_frame_get_width (frame), height = belay_frame_get_height (frame);
  BelayGeometry geometry = { width, height, width, height };
  BelayProposalDrawing drawing = {
    .mark = {
      .snapshot = snapshot,
      .widget = widget,
      .bounds = GRAPHENE_RECT_INIT ((float) viewport->x, (float) viewport->y,
                                    (float) (viewport->screen_width * viewport->scale),
                                    (float) (viewport->screen_height * viewport->scale)),
    },
    .viewport = viewport,
    .geometry = &geometry,
  };

  gtk_snapshot_push_clip (snapshot, &drawing.mark.bounds);
  if (mode != BELAY_COMPARE_BEFORE)
    draw_changed (pair, &drawing);

  if (mode != BELAY_COMPARE_AFTER || before == NULL)
    {
      draw_findings (self, &drawing, frame);
      draw_actions (self, &drawing);
    }
  gtk_snapshot_pop (snapshot);

  return gtk_snapshot_free_to_node (snapshot);
}
