/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-presenter.h"

#include "belay-caption.h"
#include "belay-entry.h"
#include "belay-place.h"
#include "belay-ripple.h"

#define TARGET_SIDE 48.0f       /* view pixels around a point that stay in sight */

struct _BelayPresenter
{
  GtkWidget        parent_instance;

  GtkWidget       *ripple;
  GtkWidget       *caption;

  BelaySession    *session;
  BelayScreenView *view;        /* beside us on the page */
  GSignalGroup    *session_signals;
  GSignalGroup    *timeline_signals;
  GSignalGroup    *entry_signals;
  GSignalGroup    *view_signals;
  GPtrArray       *steps;       /* followed, until they have ended: the next one waits while one runs */
  BelayStep       *step;        /* (nullable): what the caption is about */
  BelayStep       *rippled;     /* (nullable): the last one that ran */
  BelayPlace       place;       /* of the caption */
  gboolean         active;
  gboolean         covered;     /* the person works on the view, or looks at the past */
};

G_DEFINE_FINAL_TYPE (BelayPresenter, belay_presenter, GTK_TYPE_WIDGET)

/* Whether @step, in its turn, is the last of which there is something to say. */
static gboolean
is_telling (BelayStep *step)
{
  switch ((guint) belay_step_get_state (step))
    {
    case BELAY_STEP_PROPOSED:
    case BELAY_STEP_EXAMINED:
    case BELAY_STEP_DECIDED:
    case BELAY_STEP_NOT_RUN:
      return FALSE;

    default:
      return TRUE;
    }
}

/* The newest entry to speak of: the step that happened last, or what was said since. */
static BelayEntry *
find_entry (GListModel *timeline)
{
  for (guint i = g_list_model_get_n_items (timeline); i > 0; i--)
    {
      g_autoptr(BelayEntry) entry = g_list_model_get_item (timeline, i - 1);
      BelayStep *step = belay_entry_get_step (entry);

      if (step != NULL ? is_telling (step) : belay_entry_get_kind (entry) == BELAY_ENTRY_TEXT)
        return g_steal_pointer (&entry);
    }

  return NULL;
}

static gboolean
to_view (BelayPresenter *self,
         BelayStep      *step,
         BelayPoint      point,
         double         *x,
         double         *y)
{
  BelayPoint screen = belay_geometry_to_screen (belay_step_get_geometry (step), point);
  BelayViewport port;

  if (!belay_screen_view_get_viewport (self->view, &port))
    return FALSE;

  belay_viewport_to_view (&port, screen.x + 0.5, screen.y + 0.5, x, y);
  return TRUE;
}

static void
occupy (BelayPresenter *self,
        BelayStep      *step,
        BelayPoint      point,
        GArray         *occupied)
{
  double x, y;
  graphene_rect_t around;

  if (!to_view (self, step, point, &x, &y))
    return;

  graphene_rect_init (&around, (float) x - TARGET_SIDE / 2, (float) y - TARGET_SIDE / 2, TARGET_SIDE, TARGET_SIDE);
  g_array_append_val (occupied, around);
}

/* Where the step acts. Its marks go when it has run; what came of it is then to be seen at the same place. */
static void
occupy_target (BelayPresenter *self,
               BelayStep      *step,
               GArray         *occupied)
{
  BelayAction *action = belay_step_get_action (step);
  BelayPoint point;
  BelayRect region;
  double x1, y1, x2, y2;

  if (action == NULL)
    return;

  if (belay_action_get_point (action, &point))
    occupy (self, step, point, occupied);
  if (belay_action_get_start (action, &point))
    occupy (self, step, point, occupied);

  if (belay_action_get_region (action, &region) &&
      to_view (self, step, (BelayPoint) { region.x, region.y }, &x1, &y1) &&
      to_view (self, step, (BelayPoint) { region.x + region.width, region.y + region.height }, &x2, &y2))
    {
      graphene_rect_t area = GRAPHENE_RECT_INIT ((float) x1, (float) y1, (float) (x2 - x1), (float) (y2 - y1));

      g_array_append_val (occupied, area);
    }
}

/* Where the caption covers neither what is aimed at nor the marks on it. */
static void
place_caption (BelayPresenter        *self,
               const graphene_size_t *room,
               const graphene_size_t *size,
               graphene_rect_t       *rect)
{
  g_autoptr(GArray) occupied = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));

  if (self->view != NULL)
    belay_screen_view_list_occupied (self->view, occupied);
  if (self->step != NULL)
    occupy_target (self, self->step, occupied);

  self->place = belay_place_choose (room, size, (const graphene_rect_t *) occupied->data, occupied->len, self->place);
  *rect = belay_place_get_rect (self->place, room, size);
}

static void
allocate_caption (BelayPresenter *self,
                  int             width,
                  int             height)
{
  graphene_rect_t rect;
  int minimum_width, natural_width, natural_height;

  gtk_widget_measure (self->caption, GTK_ORIENTATION_HORIZONTAL, -1, &minimum_width, &natural_width, NULL, NULL);
  natural_width = MAX (minimum_width, MIN (natural_width, width));
  gtk_widget_measure (self->caption, GTK_ORIENTATION_VERTICAL, natural_width, NULL, &natural_height, NULL, NULL);

  place_caption (self, &GRAPHENE_SIZE_INIT ((float) width, (float) height),
                 &GRAPHENE_SIZE_INIT ((float) natural_width, (float) natural_height), &rect);
  gtk_widget_size_allocate (self->caption, &(GtkAllocation) { (int) rect.origin.x, (int) rect.origin.y, natural_width,
                                                              natural_height }, -1);
}

static void
belay_presenter_size_allocate (GtkWidget *widget,
                               int        width,
                               int        height,
                               int        baseline)
{
  BelayPresenter *self = BELAY_PRESENTER (widget);

  gtk_widget_size_allocate (self->ripple, &(GtkAllocation) { 0, 0, width, height }, -1);
  if (gtk_widget_should_layout (self->caption))
    allocate_caption (self, width, height);
}

/* As large as the view below it, whatever that is: it asks for nothing. */
static void
belay_presenter_measure (GtkWidget      *widget,
                         GtkOrientation  orientation,
                         int             for_size,
                         int            *minimum,
                         int            *natural,
                         int            *minimum_baseline,
                         int            *natural_baseline)
{
  *minimum = *natural = 0;
}

static void
ripple (BelayPresenter *self,
        BelayStep      *step)
{
  BelayAction *action = belay_step_get_action (step);
  BelayPoint point;
  double x, y;

  if (belay_step_get_state (step) != BELAY_STEP_RUNNING || !g_set_object (&self->rippled, step))
    return;

  if (action == NULL || self->covered || !belay_action_sends_pointer (action))
    return;

  if (belay_action_get_point (action, &point) && to_view (self, step, point, &x, &y))
    belay_ripple_start (BELAY_RIPPLE (self->ripple), x, y);
}

static void
update_step (BelayPresenter *self,
             BelayStep      *step)
{
  belay_caption_show_step (BELAY_CAPTION (self->caption), step);
  ripple (self, step);
}

/* What the view draws, which may be one that is decided ahead of the one that waits. */
static BelayStep *
find_drawn (BelayPresenter *self)
{
  g_autoptr(BelayStep) step = NULL;

  g_object_get (self->view, "step", &step, NULL);

  return step != NULL && !belay_step_state_is_final (belay_step_get_state (step)) ? step : NULL;
}

static BelayStep *
find_running (BelayPresenter *self)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      BelayStep *step = g_ptr_array_index (self->steps, i);

      if (belay_step_get_state (step) == BELAY_STEP_RUNNING)
        return step;
    }

  return NULL;
}

static void
update (BelayPresenter *self)
{
  g_autoptr(BelayEntry) entry = NULL;
  BelayStep *step = find_running (self);
  const char *text = NULL;

  if (step == NULL)
    step = find_drawn (self);
  if (step == NULL)
    step = belay_session_get_current (self->session);

  if (step == NULL)
    {
      entry = find_entry (belay_session_get_timeline (self->session));
      step = entry != NULL ? belay_entry_get_step (entry) : NULL;
      text = entry != NULL ? belay_entry_get_text (entry) : NULL;
    }

  g_signal_group_set_target (self->entry_signals, step == NULL ? entry : NULL);
  if (step != NULL)
    update_step (self, step);
  else if (text != NULL)
    belay_caption_show_text (BELAY_CAPTION (self->caption), text);

  /* It stays where it is as long as it speaks of the same. */
  if (g_set_object (&self->step, step) || step == NULL)
    self->place = BELAY_PLACE_BOTTOM;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_set_visible (self->caption, !self->covered && (step != NULL || (text != NULL && *text != '\0')) &&
                                         belay_session_get_control (self->session) != BELAY_CONTROL_PERSON);
}

static void
unfollow (BelayPresenter *self,
          gboolean        all)
{
  for (guint i = self->steps->len; i > 0; i--)
    {
      BelayStep *step = g_ptr_array_index (self->steps, i - 1);

      if (!all && !belay_step_state_is_final (belay_step_get_state (step)))
        continue;

      g_signal_handlers_disconnect_by_func (step, update, self);
      g_ptr_array_remove_index (self->steps, i - 1);
    }
}

static void
on_entries_changed (GListModel     *timeline,
                    guint           position,
                    guint           removed,
                    guint           added,
                    BelayPresenter *self)
{
  unfollow (self, FALSE);

  for (guint i = position; i < position + added; i++)
    {
      g_autoptr(BelayEntry) entry = g_list_model_get_item (timeline, i);
      BelayStep *step = belay_entry_get_step (entry);

      if (step == NULL || belay_step_state_is_final (belay_step_get_state (step)) ||
          g_ptr_array_find (self->steps, step, NULL))
        continue;

      g_ptr_array_add (self->steps, g_object_ref (step));
      g_signal_connect_swapped (step, "notify", G_CALLBACK (update), self);
    }

  update (self);
}

static void
belay_presenter_dispose (GObject *object)
{
  BelayPresenter *self = BELAY_PRESENTER (object);

  unfollow (self, TRUE);
  g_clear_object (&self->session_signals);
  g_clear_object (&self->timeline_signals);
  g_clear_object (&self->entry_signals);
  g_clear_object (&self->view_signals);
  g_clear_pointer (&self->ripple, gtk_widget_unparent);
  g_clear_pointer (&self->caption, gtk_widget_unparent);
  g_clear_object (&self->step);
  g_clear_object (&self->rippled);
  g_clear_object (&self->view);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (belay_presenter_parent_class)->dispose (object);
}

static void
belay_presenter_finalize (GObject *object)
{
  g_ptr_array_unref (BELAY_PRESENTER (object)->steps);

  G_OBJECT_CLASS (belay_presenter_parent_class)->finalize (object);
}

static void
belay_presenter_class_init (BelayPresenterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_presenter_dispose;
  G_OBJECT_CLASS (klass)->finalize = belay_presenter_finalize;
  GTK_WIDGET_CLASS (klass)->measure = belay_presenter_measure;
  GTK_WIDGET_CLASS (klass)->size_allocate = belay_presenter_size_allocate;
}

static void
belay_presenter_init (BelayPresenter *self)
{
  static const char *const session_details[] = { "notify::current", "notify::state", "notify::control" };

  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);

  self->steps = g_ptr_array_new_with_free_func (g_object_unref);
  self->ripple = belay_ripple_new ();
  gtk_widget_set_parent (self->ripple, GTK_WIDGET (self));
  self->caption = belay_caption_new ();
  gtk_widget_set_visible (self->caption, FALSE);
  gtk_widget_set_parent (self->caption, GTK_WIDGET (self));

  self->session_signals = g_signal_group_new (BELAY_TYPE_SESSION);
  for (guint i = 0; i < G_N_ELEMENTS (session_details); i++)
    g_signal_group_connect_swapped (self->session_signals, session_details[i], G_CALLBACK (update), self);
  self->timeline_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect (self->timeline_signals, "items-changed", G_CALLBACK (on_entries_changed), self);
  self->entry_signals = g_signal_group_new (BELAY_TYPE_ENTRY);
  g_signal_group_connect_swapped (self->entry_signals, "notify::text", G_CALLBACK (update), self);
  self->view_signals = g_signal_group_new (BELAY_TYPE_SCREEN_VIEW);
  g_signal_group_connect_swapped (self->view_signals, "notify::step", G_CALLBACK (update), self);
}

/**
 * belay_presenter_set_session:
 * @self: a presenter
 * @session: what it tells of
 * @view: the view it lies over, with the same place and size
 */
void
belay_presenter_set_session (BelayPresenter  *self,
                             BelaySession    *session,
                             BelayScreenView *view)
{
  g_return_if_fail (BELAY_IS_PRESENTER (self) && self->session == NULL);
  g_return_if_fail (BELAY_IS_SESSION (session));
  g_return_if_fail (BELAY_IS_SCREEN_VIEW (view));

  self->session = g_object_ref (session);
  self->view = g_object_ref (view);
}

/**
 * belay_presenter_set_active:
 * @self: a presenter with a session
 * @active: whether there is an audience. If not, it follows nothing
 */
void
belay_presenter_set_active (BelayPresenter *self,
                            gboolean        active)
{
  g_return_if_fail (BELAY_IS_PRESENTER (self) && self->session != NULL);

  if (self->active == active)
    return;

  self->active = active;
  gtk_widget_set_visible (GTK_WIDGET (self), active);
  g_signal_group_set_target (self->session_signals, active ? self->session : NULL);
  g_signal_group_set_target (self->view_signals, active ? self->view : NULL);
  g_signal_group_set_target (self->timeline_signals, active ? belay_session_get_timeline (self->session) : NULL);

  if (active)
    {
      GListModel *timeline = belay_session_get_timeline (self->session);

      on_entries_changed (timeline, 0, 0, g_list_model_get_n_items (timeline), self);
      return;
    }

  g_signal_group_set_target (self->entry_signals, NULL);
  unfollow (self, TRUE);
  g_clear_object (&self->step);
  g_clear_object (&self->rippled);
}

/**
 * belay_presenter_set_covered:
 * @self: a presenter
 * @covered: whether the caption stays away, because the person edits a step in the view or looks at the past
 */
void
belay_presenter_set_covered (BelayPresenter *self,
                             gboolean        covered)
{
  g_return_if_fail (BELAY_IS_PRESENTER (self));

  if (self->covered == covered)
    return;

  self->covered = covered;
  if (self->active)
    update (self);
}

/**
 * belay_presenter_set_narrow:
 * @self: a presenter
 * @narrow: whether to make do with little room
 */
void
belay_presenter_set_narrow (BelayPresenter *self,
                            gboolean        narrow)
{
  g_return_if_fail (BELAY_IS_PRESENTER (self));

  if (narrow)
    gtk_widget_add_css_class (self->caption, "narrow");
  else
    gtk_widget_remove_css_class (self->caption, "narrow");
}
