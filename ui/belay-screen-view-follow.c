/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-screen-view-private.h"

#include "belay-screen-notice.h"
#include "belay-screen-tag.h"

BelayFrame *
belay_screen_view_get_shown (BelayScreenView *self)
{
  return self->past != NULL ? self->past_frame : self->frame;
}

/* A frame given by hand, without a screen, counts as live. */
gboolean
belay_screen_view_is_live (BelayScreenView *self)
{
  return self->frame != NULL &&
         (self->screen == NULL || belay_screen_get_state (self->screen) == BELAY_SCREEN_LIVE);
}

/* The viewport for what is known in screen pixels. A recorded picture may be smaller than the screen was. */
BelayViewport
belay_screen_view_get_screen_viewport (BelayScreenView *self)
{
  BelayViewport port = self->viewport;

  if (self->past != NULL && self->step != NULL)
    {
      const BelayGeometry *geometry = belay_step_get_geometry (self->step);

      port.scale *= (double) port.screen_width / geometry->screen_width;
      port.screen_width = geometry->screen_width;
      port.screen_height = geometry->screen_height;
    }

  return port;
}

void
belay_screen_view_update_aim (BelayScreenView *self)
{
  BelayAction *action = self->draft;
  BelayViewport port = belay_screen_view_get_screen_viewport (self);

  if (action == NULL && self->step != NULL)
    action = belay_step_get_action (self->step);

  if (!self->editing || self->past != NULL || self->step == NULL || port.scale <= 0)
    action = NULL;

  belay_aim_set_target (self->aim, action, &port,
                        self->step != NULL ? belay_step_get_geometry (self->step) : NULL);
}

void
belay_screen_view_update_input (BelayScreenView *self)
{
  gboolean active = self->control == BELAY_CONTROL_PERSON && self->past == NULL && belay_screen_view_is_live (self);

  belay_person_input_set_viewport (self->input, self->viewport.scale > 0 ? &self->viewport : NULL);
  belay_person_input_set_active (self->input, active);

  if (active && self->cursor != NULL)
    gtk_widget_set_cursor (GTK_WIDGET (self), belay_remote_cursor_get (self->cursor));
  else
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self), self->editing && self->past == NULL ? "crosshair" : NULL);
}

void
belay_screen_view_update_tag (BelayScreenView *self)
{
  BelayScreenTag *tag = BELAY_SCREEN_TAG (self->tag);

  gtk_widget_set_visible (self->tag, belay_screen_view_get_shown (self) != NULL);

  if (self->past != NULL)
    belay_screen_tag_show_past (tag, self->step != NULL ? belay_step_get_time (self->step) : 0);
  else if (self->privacy != BELAY_PRIVACY_NONE)
    belay_screen_tag_show_private (tag, self->privacy);
  else if (self->editing)
    belay_screen_tag_show_editing (tag);
  else if (self->revealed)
    belay_screen_tag_show_revealed (tag);
  else
    belay_screen_tag_show_control (tag, self->control);
}

static void
update_notice (BelayScreenView *self)
{
  if (self->past != NULL || belay_screen_view_is_live (self))
    belay_screen_notice_live (BELAY_SCREEN_NOTICE (self->notice));
  else
    belay_screen_notice_explain (BELAY_SCREEN_NOTICE (self->notice), self->screen, self->frame);
}

static void
update_description (BelayScreenView *self)
{
  g_autofree char *sentence = self->step != NULL ? belay_step_describe (self->step) : g_strdup ("");

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence, -1);
}

/* Its room, or what is shown, has another size. */
void
belay_screen_view_update_viewport (BelayScreenView *self)
{
  belay_screen_view_compute_viewport (self, &self->viewport);
  g_clear_pointer (&self->outline, gsk_render_node_unref);
  belay_screen_view_update_aim (self);
  belay_screen_view_update_input (self);
  belay_proposal_layer_invalidate (self->proposal);
}

static void
update_revealed (BelayScreenView *self)
{
  belay_reveal_set_frame (self->reveal, self->revealed ? belay_screen_view_get_shown (self) : NULL);
}

/**
 * belay_screen_view_set_revealed:
 * @self: a view
 * @revealed: whether to make strong what is drawn too faintly to be seen
 */
void
belay_screen_view_set_revealed (BelayScreenView *self,
                                gboolean         revealed)
{
  g_return_if_fail (BELAY_IS_SCREEN_VIEW (self));

  self->revealed = revealed;
  update_revealed (self);
  belay_screen_view_update_tag (self);
}

/* What is shown, and with it its size, may be another. */
void
belay_screen_view_update_shown (BelayScreenView *self)
{
  belay_screen_view_update_tag (self);
  belay_screen_view_update_viewport (self);
  update_revealed (self);
  update_notice (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
belay_screen_view_take_frame (BelayScreenView *self,
            BelayFrame      *frame)
{
  gboolean resized = self->frame == NULL || frame == NULL ||
                     belay_frame_get_width (self->frame) != belay_frame_get_width (frame) ||
                     belay_frame_get_height (self->frame) != belay_frame_get_height (frame);

  if (frame == self->frame)
    return;

  if (frame != NULL)
    belay_frame_ref (frame);
  g_clear_pointer (&self->frame, belay_frame_unref);
  self->frame = frame;
  update_revealed (self);

  if (resized)
    belay_screen_view_update_shown (self);
  else if (self->past == NULL && belay_screen_tiles_would_change (self->tiles, frame))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The last picture of a lost screen stays: it is shown dimmed. */
static void
on_frame (BelayScreenView *self)
{
  BelayFrame *frame = belay_screen_get_frame (self->screen);

  if (frame != NULL)
    belay_screen_view_take_frame (self, frame);
}

static void
on_screen_state (BelayScreenView *self)
{
  update_notice (self);
  belay_screen_view_update_input (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
belay_screen_view_take_cursor (BelayScreenView *self)
{
  g_clear_pointer (&self->cursor, belay_remote_cursor_free);
  self->cursor = belay_remote_cursor_new (belay_screen_get_cursor (self->screen));
  belay_screen_view_update_input (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The pointer goes where the step that now runs takes it. */
static void
follow_step (BelayScreenView *self)
{
  BelayAction *action = belay_step_get_action (self->step);
  BelayPoint point;

  if (action == NULL || !belay_action_sends_pointer (action) || !belay_action_get_point (action, &point))
    return;

  point = belay_geometry_to_screen (belay_step_get_geometry (self->step), point);
  belay_screen_view_set_pointer (self, &point);
}

static void
on_step_state (BelayScreenView *self)
{
  BelayStepState state = belay_step_get_state (self->step);

  if (state == BELAY_STEP_RUNNING)
    follow_step (self);

  if (state == BELAY_STEP_WAITING)
    belay_proposal_layer_attract (self->proposal);
  else
    belay_proposal_layer_rest (self->proposal);

  belay_proposal_layer_invalidate (self->proposal);
}

void
belay_screen_view_update_step (BelayScreenView *self)
{
  belay_screen_view_update_aim (self);
  update_description (self);
  belay_proposal_layer_invalidate (self->proposal);
}

static void
follow_screen (BelayScreenView *self)
{
  self->screen_signals = g_signal_group_new (BELAY_TYPE_SCREEN);
  g_signal_group_connect_swapped (self->screen_signals, "notify::frame", G_CALLBACK (on_frame), self);
  g_signal_group_connect_swapped (self->screen_signals, "notify::state", G_CALLBACK (on_screen_state), self);
  g_signal_group_connect_swapped (self->screen_signals, "cursor-changed", G_CALLBACK (belay_screen_view_take_cursor), self);
}

static void
follow_steps (BelayScreenView *self)
{
  self->step_signals = g_signal_group_new (BELAY_TYPE_STEP);
  g_signal_group_connect_swapped (self->step_signals, "notify::state", G_CALLBACK (on_step_state), self);
  g_signal_group_connect_swapped (self->step_signals, "notify::decision", G_CALLBACK (belay_screen_view_update_step), self);
  g_signal_group_connect_swapped (self->step_signals, "notify::findings", G_CALLBACK (belay_screen_view_update_step), self);
}

/* Begins to follow whatever screen and step it is given. */
void
belay_screen_view_follow (BelayScreenView *self)
{
  follow_screen (self);
  follow_steps (self);
}

/**
 * belay_screen_view_set_privacy:
 * @self: a view
 * @privacy: whether the person acts on the screen privately, or looks at what they leave there
 */
void
belay_screen_view_set_privacy (BelayScreenView   *self,
                               BelayPrivacyPhase  privacy)
{
  g_return_if_fail (BELAY_IS_SCREEN_VIEW (self));

  if (self->privacy == privacy)
    return;

  self->privacy = privacy;
  g_clear_pointer (&self->outline, gsk_render_node_unref);
  belay_screen_view_update_tag (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
