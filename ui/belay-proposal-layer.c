/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-proposal-layer.h"

#include <glib/gi18n-lib.h>
#include "belay-colours.h"

#define PULSE_INTERVAL  40                              /* ms */
#define PULSE_PERIOD    (900 * G_TIME_SPAN_MILLISECOND)
#define PULSE_DURATION  (2 * PULSE_PERIOD)

struct _BelayProposalLayer
{
  GtkWidget     *widget;        /* owns us */
  GskRenderNode *node;          /* (nullable): what was drawn last */
  GArray        *occupied;      /* of graphene_rect_t: what was drawn on, view pixels */
  gboolean       valid;         /* the node is up to date; it may be NULL even so */

  guint          pulse;         /* 0: at rest */
  gint64         pulse_start;
};

/**
 * belay_proposal_layer_new:
 * @widget: what it is drawn on; owns the layer
 *
 * Returns: (transfer full): a layer
 */
BelayProposalLayer *
belay_proposal_layer_new (GtkWidget *widget)
{
  BelayProposalLayer *self = g_new0 (BelayProposalLayer, 1);

  self->widget = widget;
  self->occupied = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));

  return self;
}

/**
 * belay_proposal_layer_free:
 * @self: (transfer full): a layer
 */
void
belay_proposal_layer_free (BelayProposalLayer *self)
{
  g_clear_handle_id (&self->pulse, g_source_remove);
  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_array_unref (self->occupied);
  g_free (self);
}

/**
 * belay_proposal_layer_invalidate:
 * @self: a layer
 *
 * Something it shows has changed.
 */
void
belay_proposal_layer_invalidate (BelayProposalLayer *self)
{
  self->valid = FALSE;
  gtk_widget_queue_draw (self->widget);
}

static gboolean
beat (gpointer user_data)
{
  BelayProposalLayer *self = user_data;

  gtk_widget_queue_draw (self->widget);

  if (g_get_monotonic_time () - self->pulse_start < PULSE_DURATION)
    return G_SOURCE_CONTINUE;

  self->pulse = 0;

  return G_SOURCE_REMOVE;
}

/**
 * belay_proposal_layer_attract:
 * @self: a layer
 *
 * Draws the eye to the proposal for two seconds, where animations are wanted.
 */
void
belay_proposal_layer_attract (BelayProposalLayer *self)
{
  gboolean animate;

  g_object_get (gtk_widget_get_settings (self->widget), "gtk-enable-animations", &animate, NULL);

  if (!animate || !gtk_widget_get_mapped (self->widget))
    return;

  self->pulse_start = g_get_monotonic_time ();

  if (self->pulse == 0)
    self->pulse = g_timeout_add (PULSE_INTERVAL, beat, self);
}

/**
 * belay_proposal_layer_rest:
 * @self: a layer
 *
 * Nothing moves any more.
 */
void
belay_proposal_layer_rest (BelayProposalLayer *self)
{
  if (self->pulse == 0)
    return;

  g_clear_handle_id (&self->pulse, g_source_remove);
  gtk_widget_queue_draw (self->widget);
}

/**
 * belay_proposal_layer_is_moving:
 * @self: a layer
 *
 * Returns: %TRUE while it draws the eye, with a timer
 */
gboolean
belay_proposal_layer_is_moving (BelayProposalLayer *self)
{
  return self->pulse != 0;
}

static BelayAction *
get_action (const BelayProposalScene *scene)
{
  if (scene->draft != NULL)
    return scene->draft;

  return scene->step != NULL ? belay_step_get_action (scene->step) : NULL;
}

/* Over the live screen only what is still to happen, or happens now. */
static gboolean
is_shown (const BelayProposalScene *scene)
{
  return scene->step != NULL &&
         (scene->past || !belay_step_state_is_final (belay_step_get_state (scene->step)));
}

static gboolean
did_not_run (BelayStep *step)
{
  switch ((guint) belay_step_get_state (step))
    {
    case BELAY_STEP_REJECTED:
    case BELAY_STEP_SKIPPED:
    case BELAY_STEP_NOT_RUN:
      return TRUE;

    default:
      return FALSE;
    }
}

/* "3 of 5"; NULL for the only one. */
static char *
get_number (BelayStep *step)
{
  guint index = belay_step_get_index (step);
  guint n = belay_step_get_turn_size (step);

  if (n > 1)
    /* Translators: the place of a step in its turn, as in “3 of 5” */
    return g_strdup_printf (_("%u of %u"), index, n);

  return index > 1 ? g_strdup_printf ("%u", index) : NULL;
}

static void
describe_scene (BelayProposalLayer       *self,
                const BelayProposalScene *scene,
                GtkSnapshot              *snapshot,
                BelayProposalDrawing     *drawing)
{
  const BelayViewport *port = scene->viewport;

  *drawing = (BelayProposalDrawing) {
    .mark = {
      .snapshot = snapshot,
      .widget = self->widget,
      .bounds = GRAPHENE_RECT_INIT ((float) port->x, (float) port->y, (float) (port->screen_width * port->scale),
                                    (float) (port->screen_height * port->scale)),
      .dashed = did_not_run (scene->step),
    },
    .viewport = port,
    .geometry = belay_step_get_geometry (scene->step),
    .pointer = scene->pointer,
    .caret = scene->caret,
    .grips = scene->editing,
  };

  belay_colours_get (self->widget, drawing->mark.dashed ? BELAY_COLOUR_NOBODY : BELAY_COLOUR_PROPOSAL,
                     &drawing->mark.colour);
}

static GskRenderNode *
draw (BelayProposalLayer       *self,
      const BelayProposalScene *scene,
      BelayAction              *action)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autofree char *number = get_number (scene->step);
  BelayProposalDrawing drawing;
  GdkRGBA warning, error;

  g_array_set_size (self->occupied, 0);
  describe_scene (self, scene, snapshot, &drawing);
  drawing.mark.occupied = self->occupied;
  drawing.number = number;
  belay_colours_get (self->widget, BELAY_COLOUR_WARNING, &warning);
  belay_colours_get (self->widget, BELAY_COLOUR_ERROR, &error);

  gtk_snapshot_push_clip (snapshot, &drawing.mark.bounds);
  belay_proposal_drawing_findings (&drawing, belay_step_get_findings (scene->step), &warning, &error);
  if (action != NULL)
    belay_proposal_drawing_snapshot (&drawing, action);
  gtk_snapshot_pop (snapshot);

  return gtk_snapshot_free_to_node (snapshot);
}

static void
draw_pulse (BelayProposalLayer       *self,
            const BelayProposalScene *scene,
            BelayAction              *action,
            GtkSnapshot              *snapshot)
{
  gint64 elapsed = g_get_monotonic_time () - self->pulse_start;
  double phase = (double) (elapsed % PULSE_PERIOD) / PULSE_PERIOD;
  BelayProposalDrawing drawing;
  double x, y;

  describe_scene (self, scene, snapshot, &drawing);

  if (elapsed >= PULSE_DURATION || !belay_proposal_drawing_get_anchor (&drawing, action, &x, &y))
    return;

  gtk_snapshot_push_clip (snapshot, &drawing.mark.bounds);
  belay_mark_ripple (&drawing.mark, x, y, phase);
  gtk_snapshot_pop (snapshot);
}

/* Draws what is not drawn yet. FALSE if there is nothing to draw. */
static gboolean
prepare (BelayProposalLayer       *self,
         const BelayProposalScene *scene)
{
  if (!is_shown (scene))
    {
      g_clear_pointer (&self->node, gsk_render_node_unref);
      g_array_set_size (self->occupied, 0);
      self->valid = FALSE;
      return FALSE;
    }

  if (!self->valid)
    {
      g_clear_pointer (&self->node, gsk_render_node_unref);
      self->node = draw (self, scene, get_action (scene));
      self->valid = TRUE;
    }

  return TRUE;
}

/**
 * belay_proposal_layer_list_occupied:
 * @self: a layer
 * @scene: what would be drawn
 *
 * Returns: (transfer none) (element-type graphene_rect_t): what the marks lie on, in view pixels; valid until the layer
 *   is drawn anew
 */
const GArray *
belay_proposal_layer_list_occupied (BelayProposalLayer       *self,
                                    const BelayProposalScene *scene)
{
  prepare (self, scene);

  return self->occupied;
}

/**
 * belay_proposal_layer_snapshot:
 * @self: a layer
 * @scene: what to draw
 * @snapshot: what to draw on
 */
void
belay_proposal_layer_snapshot (BelayProposalLayer       *self,
                               const BelayProposalScene *scene,
                               GtkSnapshot              *snapshot)
{
  BelayAction *action = get_action (scene);

  if (!prepare (self, scene))
    return;

  if (self->pulse != 0 && action != NULL)
    draw_pulse (self, scene, action, snapshot);

  if (self->node != NULL)
    gtk_snapshot_append_node (snapshot, self->node);
}
