/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-turn-marks.h"

#include <math.h>

#include "belay-badge-layout.h"
#include "belay-colours.h"
#include "belay-mark.h"

#define BADGE_SIZE 24.0         /* units of the marks */
#define LEADER_GAP  9.0         /* of its line, to the target */
#define SHOWN_GAP  22.0         /* to the target of the step that is shown, which has a mark of its own */

struct _BelayTurnMarks
{
  GtkWidget        parent_instance;

  BelayScreenView *view;                /* not owned: a sibling */
  GListModel      *turn;                /* (nullable) of BelayStep */
  BelayStep       *shown;               /* (nullable) */
  BelayStep       *pointed;             /* (nullable) */
  gboolean         has_caret;
  BelayPoint       caret;               /* screen pixels */
  gboolean         covered;
  graphene_point_t aim;                 /* of the shown step, as drawn last; view pixels */
  gboolean         has_aim;
  GSignalGroup    *turn_signals;
  GPtrArray       *followed;            /* of BelayStep: whose changes are listened to */

  GPtrArray       *drawn;               /* of BelayStep: as they were drawn last */
  GArray          *badges;              /* of graphene_rect_t, one for each of them */
};

enum
{
  POINTED,
  PICKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayTurnMarks, belay_turn_marks, GTK_TYPE_WIDGET)

/* What is still to come. */
static gboolean
is_marked (BelayTurnMarks *self,
           BelayStep      *step)
{
  BelayStepState state = belay_step_get_state (step);

  return step != self->shown && belay_step_get_action (step) != NULL && !belay_step_state_is_final (state) &&
         state != BELAY_STEP_RUNNING;
}

static gboolean
moves_focus (const BelayAction *action)
{
  BelayActionKind kind = belay_action_get_kind (action);

  return belay_action_sends_pointer (action) && kind != BELAY_ACTION_SCROLL && kind != BELAY_ACTION_MOUSE_MOVE;
}

/* Collects the marked steps and where each is aimed at. Typing goes where the step before it in the turn has clicked. */
static GArray *
list_anchors (BelayTurnMarks      *self,
              const BelayViewport *port,
              GPtrArray           *steps)
{
  GArray *anchors = g_array_new (FALSE, TRUE, sizeof (BelayBadgeAnchor));
  BelayPoint focus = self->caret;
  gboolean has_focus = self->has_caret;

  self->has_aim = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (self->turn); i++)
    {
      g_autoptr(BelayStep) step = g_list_model_get_item (self->turn, i);
      BelayAction *action = belay_step_get_action (step);
      BelayBadgeAnchor anchor = { FALSE };
      BelayPoint point;
      gboolean aimed = action != NULL && belay_action_get_point (action, &point);
      double x, y;

      if (aimed)
        point = belay_geometry_to_screen (belay_step_get_geometry (step), point);
      if (aimed && moves_focus (action))
        {
          focus = point;
          has_focus = TRUE;
        }

      if (step == self->shown && aimed)
        {
          belay_viewport_to_view (port, point.x + 0.5, point.y + 0.5, &x, &y);
          self->aim = GRAPHENE_POINT_INIT ((float) x, (float) y);
          self->has_aim = TRUE;
        }

      if (!is_marked (self, step))
        continue;

      if (!aimed && has_focus && belay_action_sends_keys (action))
        {
          point = focus;
          aimed = TRUE;
        }

      if (aimed)
        {
          belay_viewport_to_view (port, point.x + 0.5, point.y + 0.5, &x, &y);
          anchor = (BelayBadgeAnchor) { TRUE, GRAPHENE_POINT_INIT ((float) x, (float) y) };
        }

      g_ptr_array_add (steps, g_object_ref (step));
      g_array_append_val (anchors, anchor);
    }

  return anchors;
}

static BelayColour
get_colour (BelayTurnMarks *self,
            BelayStep      *step)
{
  BelaySeverity worst;

  if (step == self->pointed)
    return BELAY_COLOUR_PROPOSAL;

  if (belay_step_get_state (step) != BELAY_STEP_DECIDED && belay_step_get_worst (step, &worst) &&
      worst >= BELAY_FINDING_WARN)
    return worst == BELAY_FINDING_HOLD ? BELAY_COLOUR_ERROR : BELAY_COLOUR_WARNING;

  return BELAY_COLOUR_NOBODY;
}

/* From the badge towards its target, which it does not touch: something else may be drawn there. */
static void
draw_leader (BelayTurnMarks         *self,
             BelayMark              *mark,
             const graphene_point_t *anchor,
             const graphene_rect_t  *badge)
{
  double x = badge->origin.x + badge->size.width / 2, y = badge->origin.y + badge->size.height / 2;
  double dx = anchor->x - x, dy = anchor->y - y;
  double unit = belay_mark_get_unit (mark);
  gboolean at_shown = self->has_aim && hypot (anchor->x - self->aim.x, anchor->y - self->aim.y) < SHOWN_GAP * unit;
  double length = hypot (dx, dy), end = length - (at_shown ? SHOWN_GAP : LEADER_GAP) * unit;

  if (end > badge->size.width / 2)
    belay_mark_line (mark, x, y, x + dx / length * end, y + dy / length * end);
}

static void
draw_badge (BelayTurnMarks         *self,
            BelayMark              *mark,
            BelayStep              *step,
            const BelayBadgeAnchor *anchor,
            const graphene_rect_t  *badge)
{
  g_autofree char *number = g_strdup_printf ("%u", belay_step_get_index (step));

  belay_colours_get (GTK_WIDGET (self), get_colour (self, step), &mark->colour);
  if (anchor->placed && step == self->pointed)
    belay_mark_target (mark, anchor->point.x, anchor->point.y, 1);
  if (anchor->placed)
    draw_leader (self, mark, &anchor->point, badge);
  belay_mark_badge (mark, number, badge);
}

/* The pointed one last, so that nothing lies on it. */
static void
draw_badges (BelayTurnMarks *self,
             BelayMark      *mark,
             const GArray   *anchors)
{
  for (guint pass = 0; pass < 2; pass++)
    {
      for (guint i = 0; i < self->drawn->len; i++)
        {
          BelayStep *step = self->drawn->pdata[i];

          if ((step == self->pointed) == (pass == 1))
            draw_badge (self, mark, step, &g_array_index (anchors, BelayBadgeAnchor, i),
                        &g_array_index (self->badges, graphene_rect_t, i));
        }
    }
}

static void
belay_turn_marks_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot)
{
  BelayTurnMarks *self = BELAY_TURN_MARKS (widget);
  g_autoptr(GArray) occupied = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));
  g_autoptr(GArray) anchors = NULL;
  BelayMark mark = { .snapshot = snapshot, .widget = widget };
  BelayViewport port;

  g_ptr_array_set_size (self->drawn, 0);
  g_array_set_size (self->badges, 0);

  if (self->covered || self->turn == NULL || self->view == NULL ||
      !belay_screen_view_get_viewport (self->view, &port))
    return;

  mark.bounds = GRAPHENE_RECT_INIT ((float) port.x, (float) port.y, (float) (port.screen_width * port.scale),
                                    (float) (port.screen_height * port.scale));
  anchors = list_anchors (self, &port, self->drawn);
  g_array_set_size (self->badges, anchors->len);
  belay_screen_view_list_occupied (self->view, occupied);
  belay_badge_layout ((const BelayBadgeAnchor *) (gpointer) anchors->data, anchors->len,
                      (float) (BADGE_SIZE * belay_mark_get_unit (&mark)), &mark.bounds, occupied,
                      (graphene_rect_t *) (gpointer) self->badges->data);

  gtk_snapshot_push_clip (snapshot, &mark.bounds);
  draw_badges (self, &mark, anchors);
  gtk_snapshot_pop (snapshot);
}

/* What it depends on. */

static void
stop_following (BelayTurnMarks *self)
{
  for (guint i = 0; i < self->followed->len; i++)
    g_signal_handlers_disconnect_by_func (self->followed->pdata[i], gtk_widget_queue_draw, self);

  g_ptr_array_set_size (self->followed, 0);
}

static void
on_turn_changed (BelayTurnMarks *self)
{
  stop_following (self);

  for (guint i = 0; self->turn != NULL && i < g_list_model_get_n_items (self->turn); i++)
    {
      BelayStep *step = g_list_model_get_item (self->turn, i);

      g_signal_connect_object (step, "notify", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
      g_ptr_array_add (self->followed, step);
    }

  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_motion (BelayTurnMarks *self,
           double          x,
           double          y)
{
  BelayStep *step = belay_turn_marks_find (self, x, y);

  if (step != self->pointed)
    g_signal_emit (self, signals[POINTED], 0, step);
}

static void
on_leave (BelayTurnMarks *self)
{
  if (self->pointed != NULL)
    g_signal_emit (self, signals[POINTED], 0, NULL);
}

static void
on_pressed (BelayTurnMarks *self,
            int             n_press,
            double          x,
            double          y)
{
  BelayStep *step = belay_turn_marks_find (self, x, y);

  if (step != NULL)
    g_signal_emit (self, signals[PICKED], 0, step);
}

static void
belay_turn_marks_dispose (GObject *object)
{
  BelayTurnMarks *self = BELAY_TURN_MARKS (object);

  stop_following (self);
  g_clear_object (&self->turn_signals);
  g_clear_weak_pointer (&self->view);
  g_clear_object (&self->turn);
  g_clear_object (&self->shown);
  g_clear_object (&self->pointed);
  g_ptr_array_set_size (self->drawn, 0);

  G_OBJECT_CLASS (belay_turn_marks_parent_class)->dispose (object);
}

static void
belay_turn_marks_finalize (GObject *object)
{
  BelayTurnMarks *self = BELAY_TURN_MARKS (object);

  g_ptr_array_unref (self->followed);
  g_ptr_array_unref (self->drawn);
  g_array_unref (self->badges);

  G_OBJECT_CLASS (belay_turn_marks_parent_class)->finalize (object);
}

static void
belay_turn_marks_class_init (BelayTurnMarksClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = belay_turn_marks_dispose;
  object_class->finalize = belay_turn_marks_finalize;
  GTK_WIDGET_CLASS (klass)->snapshot = belay_turn_marks_snapshot;

  signals[POINTED] = g_signal_new ("pointed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, BELAY_TYPE_STEP);
  signals[PICKED] = g_signal_new ("picked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, BELAY_TYPE_STEP);

  /* The queue says the same in words. */
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
belay_turn_marks_init (BelayTurnMarks *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  self->followed = g_ptr_array_new_with_free_func (g_object_unref);
  self->drawn = g_ptr_array_new_with_free_func (g_object_unref);
  self->badges = g_array_new (FALSE, TRUE, sizeof (graphene_rect_t));
  self->turn_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->turn_signals, "items-changed", G_CALLBACK (on_turn_changed), self);
}

/**
 * belay_turn_marks_set_view:
 * @self: marks
 * @view: the view they lie over, of the same size
 */
void
belay_turn_marks_set_view (BelayTurnMarks  *self,
                           BelayScreenView *view)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_return_if_fail (BELAY_IS_TURN_MARKS (self) && self->view == NULL);
  g_return_if_fail (BELAY_IS_SCREEN_VIEW (view));

  g_set_weak_pointer (&self->view, view);
  g_signal_connect_object (motion, "motion", G_CALLBACK (on_motion), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "leave", G_CALLBACK (on_leave), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (click, "pressed", G_CALLBACK (on_pressed), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (view), motion);
  gtk_widget_add_controller (GTK_WIDGET (view), GTK_EVENT_CONTROLLER (click));
}

/**
 * belay_turn_marks_set_turn:
 * @self: marks
 * @turn: (nullable): a list of #BelayStep that may still grow
 */
void
belay_turn_marks_set_turn (BelayTurnMarks *self,
                           GListModel     *turn)
{
  g_return_if_fail (BELAY_IS_TURN_MARKS (self));

  if (!g_set_object (&self->turn, turn))
    return;

  g_signal_group_set_target (self->turn_signals, turn);
  on_turn_changed (self);
}

void
belay_turn_marks_set_shown (BelayTurnMarks *self,
                            BelayStep      *step)
{
  g_return_if_fail (BELAY_IS_TURN_MARKS (self));

  if (g_set_object (&self->shown, step))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
belay_turn_marks_set_pointed (BelayTurnMarks *self,
                              BelayStep      *step)
{
  g_return_if_fail (BELAY_IS_TURN_MARKS (self));

  if (g_set_object (&self->pointed, step))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
belay_turn_marks_set_caret (BelayTurnMarks   *self,
                            const BelayPoint *caret)
{
  g_return_if_fail (BELAY_IS_TURN_MARKS (self));

  self->has_caret = caret != NULL;
  if (caret != NULL)
    self->caret = *caret;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
belay_turn_marks_set_covered (BelayTurnMarks *self,
                              gboolean        covered)
{
  g_return_if_fail (BELAY_IS_TURN_MARKS (self));

  self->covered = covered;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * belay_turn_marks_find:
 * @self: marks that have been drawn
 * @x: view pixels
 * @y: view pixels
 *
 * Returns: (transfer none) (nullable): the step whose number is there
 */
BelayStep *
belay_turn_marks_find (BelayTurnMarks *self,
                       double          x,
                       double          y)
{
  const graphene_point_t point = GRAPHENE_POINT_INIT ((float) x, (float) y);

  g_return_val_if_fail (BELAY_IS_TURN_MARKS (self), NULL);

  for (guint i = 0; i < self->drawn->len; i++)
    {
      if (graphene_rect_contains_point (&g_array_index (self->badges, graphene_rect_t, i), &point))
        return self->drawn->pdata[i];
    }

  return NULL;
}
