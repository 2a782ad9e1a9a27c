/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-screen-view.h"

#include <glib/gi18n-lib.h>
#include "belay-picture-decode.h"
#include "belay-screen-notice.h"
#include "belay-screen-tag.h"
#include "belay-screen-view-private.h"

enum
{
  PROP_SCREEN = 1,
  PROP_STEP,
  PROP_PAST,
  PROP_CONTROL,
  PROP_EDITING,
  PROP_DRAFT,
  N_PROPS
};

enum
{
  POINTER,
  KEY,
  POINT_DRAGGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayScreenView, belay_screen_view, GTK_TYPE_WIDGET)

static void
on_person_pointer (BelayPersonInput *input,
                   int               x,
                   int               y,
                   guint             buttons,
                   BelayScreenView  *self)
{
  self->has_pointer = TRUE;
  self->pointer = (BelayPoint) { x, y };
  g_signal_emit (self, signals[POINTER], 0, x, y, buttons);
}

static void
on_person_key (BelayPersonInput *input,
               guint             keysym,
               gboolean          down,
               BelayScreenView  *self)
{
  g_signal_emit (self, signals[KEY], 0, keysym, down);
}

static void
on_aim_moved (BelayAim        *aim,
              int              x,
              int              y,
              gboolean         start,
              BelayScreenView *self)
{
  g_signal_emit (self, signals[POINT_DRAGGED], 0, x, y, start);
}

static void
on_hovered (BelayScreenView *self)
{
  self->hovered = !self->hovered;

  if (self->control == BELAY_CONTROL_PERSON)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_pressed (BelayScreenView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
belay_screen_view_css_changed (GtkWidget         *widget,
                               GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (belay_screen_view_parent_class)->css_changed (widget, change);

  g_clear_pointer (&BELAY_SCREEN_VIEW (widget)->outline, gsk_render_node_unref);
  belay_proposal_layer_invalidate (BELAY_SCREEN_VIEW (widget)->proposal);
}

static void
belay_screen_view_map (GtkWidget *widget)
{
  BelayScreenView *self = BELAY_SCREEN_VIEW (widget);

  GTK_WIDGET_CLASS (belay_screen_view_parent_class)->map (widget);

  if (self->step != NULL && belay_step_get_state (self->step) == BELAY_STEP_WAITING)
    belay_proposal_layer_attract (self->proposal);
}

static void
belay_screen_view_unmap (GtkWidget *widget)
{
  belay_proposal_layer_rest (BELAY_SCREEN_VIEW (widget)->proposal);

  GTK_WIDGET_CLASS (belay_screen_view_parent_class)->unmap (widget);
}

static void
belay_screen_view_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  BelayScreenView *self = BELAY_SCREEN_VIEW (object);

  switch (prop_id)
    {
    case PROP_SCREEN:
      g_value_set_object (value, self->screen);
      break;

    case PROP_STEP:
      g_value_set_object (value, self->step);
      break;

    case PROP_PAST:
      g_value_set_object (value, self->past);
      break;

    case PROP_CONTROL:
      g_value_set_enum (value, self->control);
      break;

    case PROP_EDITING:
      g_value_set_boolean (value, self->editing);
      break;

    case PROP_DRAFT:
      g_value_set_boxed (value, self->draft);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
belay_screen_view_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  BelayScreenView *self = BELAY_SCREEN_VIEW (object);

  switch (prop_id)
    {
    case PROP_SCREEN:
      belay_screen_view_set_screen (self, g_value_get_object (value));
      break;

    case PROP_STEP:
      belay_screen_view_set_step (self, g_value_get_object (value));
      break;

    case PROP_PAST:
      belay_screen_view_set_past (self, g_value_get_object (value));
      break;

    case PROP_CONTROL:
      belay_screen_view_set_control (self, g_value_get_enum (value));
      break;

    case PROP_EDITING:
      belay_screen_view_set_editing (self, g_value_get_boolean (value));
      break;

    case PROP_DRAFT:
      belay_screen_view_set_draft (self, g_value_get_boxed (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
belay_screen_view_dispose (GObject *object)
{
  BelayScreenView *self = BELAY_SCREEN_VIEW (object);

  if (self->input != NULL)
    belay_person_input_set_active (self->input, FALSE);

  g_clear_object (&self->screen_signals);
  g_clear_object (&self->step_signals);
  g_clear_pointer (&self->regions, g_array_unref);
  g_clear_object (&self->screen);
  g_clear_object (&self->step);
  g_clear_object (&self->past);
  g_clear_object (&self->input);
  g_clear_object (&self->aim);
  g_clear_object (&self->reveal);
  g_clear_pointer (&self->proposal, belay_proposal_layer_free);
  g_clear_pointer (&self->tag, gtk_widget_unparent);
  g_clear_pointer (&self->notice, gtk_widget_unparent);

  G_OBJECT_CLASS (belay_screen_view_parent_class)->dispose (object);
}

static void
belay_screen_view_finalize (GObject *object)
{
  BelayScreenView *self = BELAY_SCREEN_VIEW (object);

  g_clear_pointer (&self->draft, belay_action_unref);
  g_clear_pointer (&self->frame, belay_frame_unref);
  g_clear_pointer (&self->past_frame, belay_frame_unref);
  g_clear_pointer (&self->cursor, belay_remote_cursor_free);
  g_clear_pointer (&self->outline, gsk_render_node_unref);
  belay_screen_tiles_free (self->tiles);
  belay_screen_tiles_free (self->past_tiles);

  G_OBJECT_CLASS (belay_screen_view_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  properties[PROP_SCREEN] = g_param_spec_object ("screen", NULL, NULL, BELAY_TYPE_SCREEN, flags);
  properties[PROP_STEP] = g_param_spec_object ("step", NULL, NULL, BELAY_TYPE_STEP, flags);
  properties[PROP_PAST] = g_param_spec_object ("past", NULL, NULL, GDK_TYPE_TEXTURE, flags);
  properties[PROP_CONTROL] = g_param_spec_enum ("control", NULL, NULL, BELAY_TYPE_CONTROL, BELAY_CONTROL_NOBODY, flags);
  properties[PROP_EDITING] = g_param_spec_boolean ("editing", NULL, NULL, FALSE, flags);
  properties[PROP_DRAFT] = g_param_spec_boxed ("draft", NULL, NULL, BELAY_TYPE_ACTION, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
belay_screen_view_class_init (BelayScreenViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = belay_screen_view_get_property;
  object_class->set_property = belay_screen_view_set_property;
  object_class->dispose = belay_screen_view_dispose;
  object_class->finalize = belay_screen_view_finalize;
  widget_class->snapshot = belay_screen_view_snapshot;
  widget_class->measure = belay_screen_view_measure;
  widget_class->size_allocate = belay_screen_view_size_allocate;
  widget_class->css_changed = belay_screen_view_css_changed;
  widget_class->map = belay_screen_view_map;
  widget_class->unmap = belay_screen_view_unmap;

  install_properties (object_class);

  signals[POINTER] = g_signal_new ("pointer", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 3, G_TYPE_INT, G_TYPE_INT, G_TYPE_UINT);
  signals[KEY] = g_signal_new ("key", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_BOOLEAN);
  signals[POINT_DRAGGED] = g_signal_new ("point-dragged", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 3, G_TYPE_INT, G_TYPE_INT, G_TYPE_BOOLEAN);

  gtk_widget_class_set_css_name (widget_class, "screenview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
follow_person (BelayScreenView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->aim = belay_aim_new (GTK_WIDGET (self));
  g_signal_connect_object (self->aim, "moved", G_CALLBACK (on_aim_moved), self, 0);

  self->input = belay_person_input_new (GTK_WIDGET (self));
  g_signal_connect_object (self->input, "pointer", G_CALLBACK (on_person_pointer), self, 0);
  g_signal_connect_object (self->input, "key", G_CALLBACK (on_person_key), self, 0);

  g_signal_connect_swapped (motion, "notify::contains-pointer", G_CALLBACK (on_hovered), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

static void
belay_screen_view_init (BelayScreenView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->tiles = belay_screen_tiles_new ();
  self->past_tiles = belay_screen_tiles_new ();
  self->proposal = belay_proposal_layer_new (widget);
  self->reveal = belay_reveal_new ();
  g_signal_connect_object (self->reveal, "changed", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  self->tag = belay_screen_tag_new ();
  gtk_widget_set_parent (self->tag, widget);
  self->notice = belay_screen_notice_new ();
  gtk_widget_set_parent (self->notice, widget);

  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("The sandbox’s screen"), -1);

  belay_screen_view_follow (self);
  follow_person (self);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (belay_screen_view_update_viewport), NULL);
  belay_screen_view_update_shown (self);
}

/**
 * belay_screen_view_new:
 *
 * Returns: (transfer floating): a view that shows that there is no screen yet
 */
GtkWidget *
belay_screen_view_new (void)
{
  return g_object_new (BELAY_TYPE_SCREEN_VIEW, NULL);
}

/**
 * belay_screen_view_set_screen:
 * @self: a view
 * @screen: (nullable): the screen to show
 */
void
belay_screen_view_set_screen (BelayScreenView *self,
                              BelayScreen     *screen)
{
  g_return_if_fail (BELAY_IS_SCREEN_VIEW (self));
  g_return_if_fail (screen == NULL || BELAY_IS_SCREEN (screen));

  if (!g_set_object (&self->screen, screen))
    return;

  g_signal_group_set_target (self->screen_signals, screen);
  g_clear_pointer (&self->cursor, belay_remote_cursor_free);
  self->has_pointer = self->has_caret = FALSE;

  belay_screen_view_take_frame (self, screen != NULL ? belay_screen_get_frame (screen) : NULL);
  if (screen != NULL)
    belay_screen_view_take_cursor (self);

  belay_screen_view_update_shown (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SCREEN]);
}

/**
 * belay_screen_view_set_frame:
 * @self: a view without a screen
 * @frame: (nullable): what to show, as if it were live
 */
void
belay_screen_view_set_frame (BelayScreenView *self,
                             BelayFrame      *frame)
{
  g_return_if_fail (BELAY_IS_SCREEN_VIEW (self) && self->screen == NULL);

  belay_screen_view_take_frame (self, frame);
}

/**
 * belay_screen_view_set_step:
 * @self: a view
 * @step: (nullable): the step to draw on the picture
 *
 * Over the live screen a step is drawn until it has ended; over a past picture always.
 */
void
belay_screen_view_set_step (BelayScreenView *self,
                            BelayStep       *step)
{
  g_return_if_fail (BELAY_IS_SCREEN_VIEW (self));
  g_return_if_fail (step == NULL || BELAY_IS_STEP (step));

  if (!g_set_object (&self->step, step))
    return;

  g_signal_group_set_target (self->step_signals, step);
  belay_proposal_layer_rest (self->proposal);

  if (step != NULL && belay_step_get_state (step) == BELAY_STEP_WAITING)
    belay_proposal_layer_attract (self->proposal);

  belay_screen_view_update_tag (self);
  belay_screen_view_update_step (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STEP]);
}

/**
 * belay_screen_view_set_past:
 * @self: a view
 * @past: (nullable): a recorded picture to show instead of the live screen. One of more than
 *   %BELAY_FRAME_MAX_PIXELS is not shown
 *
 * The step is drawn on it with its points in picture pixels, whatever size the picture has. There is no input to the past.
 */
void
belay_screen_view_set_past (BelayScreenView *self,
                            GdkTexture      *past)
{
  g_autoptr(BelayFrame) previous = NULL;

  g_return_if_fail (BELAY_IS_SCREEN_VIEW (self));
  g_return_if_fail (past == NULL || GDK_IS_TEXTURE (past));

  if (!g_set_object (&self->past, past))
    return;

  previous = g_steal_pointer (&self->past_frame);
  if (past != NULL)
    self->past_frame = belay_picture_frame_of_texture (past, previous);

  if (past == NULL)
    belay_screen_tiles_update (self->past_tiles, NULL, BELAY_PIXEL_NODE_CAIRO, 1.0, 1);

  belay_screen_view_update_shown (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAST]);
}

/**
 * belay_screen_view_set_regions:
 * @self: a view
 * @regions: (nullable) (array length=n_regions): what to mark in a picture of the past, screen pixels; copied
 * @n_regions: how many
 */
void
belay_screen_view_set_regions (BelayScreenView *self,
                               const BelayRect *regions,
                               guint            n_regions)
{
  g_return_if_fail (BELAY_IS_SCREEN_VIEW (self));

  if (n_regions == 0 && self->regions == NULL)
    return;

  g_clear_pointer (&self->regions, g_array_unref);
  if (n_regions > 0)
    {
      self->regions = g_array_new (FALSE, FALSE, sizeof (BelayRect));
      g_array_append_vals (self->regions, regions, n_regions);
    }

  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * belay_screen_view_set_control:
 * @self: a view
 * @control: who is in control. When it stops being the person, what they hold is released, by signals, first
 */
void
belay_screen_view_set_control (BelayScreenView *self,
                               BelayControl     control)
{
  g_return_if_fail (BELAY_IS_SCREEN_VIEW (self));
  g_return_if_fail (control <= BELAY_CONTROL_PERSON);

  if (self->control == control)
    return;

  self->control = control;
  g_clear_pointer (&self->outline, gsk_render_node_unref);
  belay_screen_view_update_input (self);
  belay_screen_view_update_tag (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONTROL]);
}

/**
 * belay_screen_view_set_editing:
 * @self: a view
 * @editing: whether the points of the action can be moved
 */
void
belay_screen_view_set_editing (BelayScreenView *self,
                               gboolean         editing)
{
  g_return_if_fail (BELAY_IS_SCREEN_VIEW (self));

  editing = editing != FALSE;

  if (self->editing == editing)
    return;

  self->editing = editing;
  belay_screen_view_update_aim (self);
  belay_screen_view_update_input (self);
  belay_screen_view_update_tag (self);
  belay_proposal_layer_invalidate (self->proposal);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EDITING]);
}

/**
 * belay_screen_view_set_draft:
 * @self: a view
 * @draft: (nullable): drawn instead of the step's action
 */
void
belay_screen_view_set_draft (BelayScreenView *self,
                             BelayAction     *draft)
{
  g_return_if_fail (BELAY_IS_SCREEN_VIEW (self));

  if (self->draft == draft)
    return;

  if (draft != NULL)
    belay_action_ref (draft);
  g_clear_pointer (&self->draft, belay_action_unref);
  self->draft = draft;

  belay_screen_view_update_aim (self);
  belay_proposal_layer_invalidate (self->proposal);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DRAFT]);
}

/**
 * belay_screen_view_set_pointer:
 * @self: a view
 * @point: (nullable): where the sandbox's pointer is, screen pixels; %NULL: not known, it is not drawn
 */
void
belay_screen_view_set_pointer (BelayScreenView  *self,
                               const BelayPoint *point)
{
  g_return_if_fail (BELAY_IS_SCREEN_VIEW (self));

  self->has_pointer = point != NULL;
  if (point != NULL)
    self->pointer = *point;

  belay_proposal_layer_invalidate (self->proposal);
}

/**
 * belay_screen_view_set_caret:
 * @self: a view
 * @point: (nullable): where typed text would go, screen pixels; %NULL: not known
 */
void
belay_screen_view_set_caret (BelayScreenView  *self,
                             const BelayPoint *point)
{
  g_return_if_fail (BELAY_IS_SCREEN_VIEW (self));

  if (self->has_caret == (point != NULL) &&
      (point == NULL || (self->caret.x == point->x && self->caret.y == point->y)))
    return;

  self->has_caret = point != NULL;
  if (point != NULL)
    self->caret = *point;

  belay_proposal_layer_invalidate (self->proposal);
}

/**
 * belay_screen_view_get_viewport:
 * @self: a view
 * @viewport: (out caller-allocates): how the picture shown lies in the view; set only if %TRUE is returned
 *
 * Returns: %FALSE if there is no picture
 */
gboolean
belay_screen_view_get_viewport (BelayScreenView *self,
                                BelayViewport   *viewport)
{
  g_return_val_if_fail (BELAY_IS_SCREEN_VIEW (self), FALSE);

  if (self->viewport.scale <= 0)
    return FALSE;

  *viewport = self->viewport;

  return TRUE;
}
