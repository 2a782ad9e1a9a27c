/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-presenter.h"

#include "belay-caption.h"
#include "belay-entry.h"
#include "belay-ripple.h"

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
  GPtrArray       *steps;       /* followed, until they have ended: the next one waits while one runs */
  BelayStep       *rippled;     /* (nullable): the last one that ran */
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

/* How far up and down the view the target of @step reaches. FALSE if it has none. */
static gboolean
get_extent (BelayPresenter *self,
            BelayStep      *step,
            double         *top,
            double         *bottom)
{
  BelayAction *action = belay_step_get_action (step);
  BelayPoint points[4];
  BelayRect region;
  BelayViewport port;
  double x, y;
  guint n = 0;

  if (action == NULL)
    return FALSE;

  if (belay_action_get_point (action, &points[n]))
    n++;
  if (belay_action_get_start (action, &points[n]))
    n++;
  if (n == 0 && belay_action_get_region (action, &region))
    {
      points[n++] = (BelayPoint) { region.x, region.y };
      points[n++] = (BelayPoint) { region.x, region.y + region.height };
    }

  *top = G_MAXDOUBLE;
  *bottom = 0;
  for (guint i = 0; i < n; i++)
    if (to_view (self, step, points[i], &x, &y))
      {
        *top = MIN (*top, y);
        *bottom = MAX (*bottom, y);
      }

  /* Typing goes where the last click went. */
  if (n == 0 && belay_action_sends_keys (action) && belay_session_get_caret (self->session, &points[0]) &&
      belay_screen_view_get_viewport (self->view, &port))
    {
      belay_viewport_to_view (&port, points[0].x, points[0].y, &x, &y);
      *top = *bottom = y;
    }

  return *top <= *bottom;
}

/* Below, unless the target is down there and there is more room above it. */
static void
place_caption (BelayPresenter *self,
               BelayStep      *step)
{
  double height = gtk_widget_get_height (GTK_WIDGET (self->view));      /* ours is not known before we are shown */
  double top, bottom;
  gboolean up = step != NULL && get_extent (self, step, &top, &bottom) && bottom > height / 2 &&
                top > height - bottom;

  gtk_widget_set_valign (self->caption, up ? GTK_ALIGN_START : GTK_ALIGN_END);
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

  place_caption (self, step);
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
  g_clear_pointer (&self->ripple, gtk_widget_unparent);
  g_clear_pointer (&self->caption, gtk_widget_unparent);
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
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
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
  gtk_widget_set_halign (self->caption, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->caption, FALSE);
  gtk_widget_set_parent (self->caption, GTK_WIDGET (self));

  self->session_signals = g_signal_group_new (BELAY_TYPE_SESSION);
  for (guint i = 0; i < G_N_ELEMENTS (session_details); i++)
    g_signal_group_connect_swapped (self->session_signals, session_details[i], G_CALLBACK (update), self);
  self->timeline_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect (self->timeline_signals, "items-changed", G_CALLBACK (on_entries_changed), self);
  self->entry_signals = g_signal_group_new (BELAY_TYPE_ENTRY);
  g_signal_group_connect_swapped (self->entry_signals, "notify::text", G_CALLBACK (update), self);
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
  g_signal_group_set_target (self->timeline_signals, active ? belay_session_get_timeline (self->session) : NULL);

  if (active)
    {
      GListModel *timeline = belay_session_get_timeline (self->session);

      on_entries_changed (timeline, 0, 0, g_list_model_get_n_items (timeline), self);
      return;
    }

  g_signal_group_set_target (self->entry_signals, NULL);
  unfollow (self, TRUE);
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
