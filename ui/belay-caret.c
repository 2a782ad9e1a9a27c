/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-caret.h"

#include "belay-entry.h"

/* What a click into a field changes: its frame, that of the field which had the focus before, a line that lights up. A
 * window or a menu that opens or closes changes more. In percent of the screen, and of the surroundings of the click. */
#define MAX_SCREEN_PERCENT  2
#define MAX_PATCH_PERCENT  25
#define PATCH_WIDTH       240   /* screen pixels */
#define PATCH_HEIGHT       96

#define LOOK_INTERVAL     200   /* ms between two looks at a screen that changes */
#define COLOUR     0x00ffffffu  /* of a pixel, without what fills it up */

/* As belay_session_person_pointer() has them. */
#define LEFT_BUTTON    1u
#define OTHER_BUTTONS  6u

/**
 * BelayCaret:
 *
 * Follows what the agent and the person click and type, and compares the screen as it was before the last click with the
 * screen now.
 */
struct _BelayCaret
{
  GObject       parent_instance;

  BelaySession *session;
  GSignalGroup *session_signals;
  GSignalGroup *screen_signals;
  GPtrArray    *followed;       /* steps, until they have ended */
  BelayStep    *step;           /* (nullable): what would be typed next */
  BelayFrame   *before;         /* (nullable): the screen before the last click; NULL: nothing is known */
  BelayPoint    click;          /* screen pixels */
  guint         buttons;        /* the person's, down */
  guint         look;           /* 0: no look is due */
  gboolean      known;          /* the answer: at the click */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayCaret, belay_caret, G_TYPE_OBJECT)

static guint
count_row (const guint32 *then,
           const guint32 *now,
           int            n)
{
  guint changed = 0;

  for (int i = 0; i < n; i++)
    changed += ((then[i] ^ now[i]) & COLOUR) != 0;

  return changed;
}

/* How many pixels of @tile differ, and how many of those lie in @patch. */
static void
count_tile (const BelayTile *then,
            const BelayTile *now,
            const BelayRect *patch,
            guint           *n_screen,
            guint           *n_patch)
{
  BelayRect common;

  for (int y = 0; y < now->area.height; y++)
    *n_screen += count_row ((const guint32 *) (then->pixels + (gsize) y * then->stride),
                            (const guint32 *) (now->pixels + (gsize) y * now->stride), now->area.width);

  if (!belay_rect_intersect (&now->area, patch, &common))
    return;

  for (int y = common.y - now->area.y; y < common.y - now->area.y + common.height; y++)
    *n_patch += count_row ((const guint32 *) (then->pixels + (gsize) y * then->stride) + (common.x - now->area.x),
                           (const guint32 *) (now->pixels + (gsize) y * now->stride) + (common.x - now->area.x),
                           common.width);
}

/**
 * belay_caret_is_plausible:
 * @click: where was clicked, screen pixels
 * @before: the screen before
 * @now: the screen now
 *
 * Returns: whether so little has changed that a caret, if the click has set one, is still there and has the keyboard
 */
gboolean
belay_caret_is_plausible (BelayPoint        click,
                          const BelayFrame *before,
                          const BelayFrame *now)
{
  int width = belay_frame_get_width (now), height = belay_frame_get_height (now);
  const BelayRect screen = { 0, 0, width, height };
  BelayRect patch = { click.x - PATCH_WIDTH / 2, click.y - PATCH_HEIGHT / 2, PATCH_WIDTH, PATCH_HEIGHT };
  guint n_screen = 0, n_patch = 0;

  if (belay_frame_get_width (before) != width || belay_frame_get_height (before) != height ||
      !belay_rect_intersect (&patch, &screen, &patch))
    return FALSE;

  for (guint i = 0; i < belay_frame_get_n_tiles (now); i++)
    {
      BelayTile tile, old;

      if (belay_frame_shares_tile (now, before, i))
        continue;

      belay_frame_get_tile (before, i, &old);
      belay_frame_get_tile (now, i, &tile);
      count_tile (&old, &tile, &patch, &n_screen, &n_patch);
    }

  return (gint64) n_screen * 100 <= (gint64) width * height * MAX_SCREEN_PERCENT &&
         (gint64) n_patch * 100 <= (gint64) patch.width * patch.height * MAX_PATCH_PERCENT;
}

static gboolean
acts (BelayStep *step)
{
  BelayAction *action = belay_step_get_action (step);

  return action != NULL && (belay_action_sends_pointer (action) || belay_action_sends_keys (action));
}

static gboolean
waits (BelayStep *step)
{
  BelayAction *action = belay_step_get_action (step);

  return action != NULL && belay_action_get_kind (action) == BELAY_ACTION_WAIT;
}

/* What is still to happen before the step may move the focus anywhere, and what is waited for as well. */
static gboolean
is_next (BelayCaret *self)
{
  GListModel *turn = belay_session_get_turn (self->session);

  for (guint i = 0; turn != NULL && i < g_list_model_get_n_items (turn); i++)
    {
      g_autoptr(BelayStep) step = g_list_model_get_item (turn, i);

      if (step == self->step)
        return TRUE;

      if ((acts (step) || waits (step)) && !belay_step_state_is_final (belay_step_get_state (step)))
        return FALSE;
    }

  return TRUE;
}

static gboolean
types (BelayStep *step)
{
  BelayAction *action = step != NULL ? belay_step_get_action (step) : NULL;

  return action != NULL && belay_action_get_kind (action) == BELAY_ACTION_TYPE;
}

static void
look (BelayCaret *self)
{
  BelayScreen *screen = belay_session_get_screen (self->session);
  BelayFrame *now = screen != NULL ? belay_screen_get_frame (screen) : NULL;
  gboolean known = types (self->step) && self->before != NULL && now != NULL && is_next (self) &&
                   belay_caret_is_plausible (self->click, self->before, now);

  g_clear_handle_id (&self->look, g_source_remove);
  self->known = known;
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
on_look_due (gpointer user_data)
{
  BelayCaret *self = user_data;

  self->look = 0;
  look (self);

  return G_SOURCE_REMOVE;
}

/* A window may open late. */
static void
on_frame (BelayCaret *self)
{
  if (self->look == 0 && self->before != NULL && types (self->step))
    self->look = g_timeout_add (LOOK_INTERVAL, on_look_due, self);
}

static void
forget (BelayCaret *self)
{
  g_clear_pointer (&self->before, belay_frame_unref);
}

static gboolean
sets_caret (BelayActionKind kind)
{
  switch ((guint) kind)
    {
    case BELAY_ACTION_LEFT_CLICK:
    case BELAY_ACTION_DOUBLE_CLICK:
    case BELAY_ACTION_TRIPLE_CLICK:
      return TRUE;

    default:
      return FALSE;
    }
}

static gboolean
leaves_caret (BelayActionKind kind)
{
  return kind == BELAY_ACTION_MOUSE_MOVE || kind == BELAY_ACTION_SCROLL;
}

/* A click is about to go there. */
static void
take_click (BelayCaret *self,
            BelayPoint  point)
{
  BelayScreen *screen = belay_session_get_screen (self->session);
  BelayFrame *frame = screen != NULL ? belay_screen_get_frame (screen) : NULL;

  forget (self);
  self->click = point;
  self->before = frame != NULL ? belay_frame_ref (frame) : NULL;
}

/* A step begins to run: nothing of it has been sent yet. */
static void
take_step (BelayCaret *self,
           BelayStep  *step)
{
  BelayAction *action = belay_step_get_action (step);
  BelayActionKind kind = belay_action_get_kind (action);
  BelayPoint point;

  if (!acts (step) || leaves_caret (kind))
    return;

  if (!sets_caret (kind))
    {
      forget (self);
      return;
    }

  if (belay_action_get_point (action, &point))
    take_click (self, belay_geometry_to_screen (belay_step_get_geometry (step), point));
  else if (belay_session_get_pointer (self->session, &point))
    take_click (self, point);
  else
    forget (self);
}

static void
on_step_state (BelayStep  *step,
               GParamSpec *pspec,
               BelayCaret *self)
{
  if (belay_step_get_state (step) == BELAY_STEP_RUNNING)
    take_step (self, step);
  else if (belay_step_state_is_final (belay_step_get_state (step)))
    look (self);
}

static void
unfollow (BelayCaret *self,
          gboolean    all)
{
  for (guint i = self->followed->len; i > 0; i--)
    {
      BelayStep *step = g_ptr_array_index (self->followed, i - 1);

      if (!all && !belay_step_state_is_final (belay_step_get_state (step)))
        continue;

      g_signal_handlers_disconnect_by_func (step, on_step_state, self);
      g_ptr_array_remove_index (self->followed, i - 1);
    }
}

static void
on_entries_changed (GListModel *timeline,
                    guint       position,
                    guint       removed,
                    guint       added,
                    BelayCaret *self)
{
  unfollow (self, FALSE);

  for (guint i = position; i < position + added; i++)
    {
      g_autoptr(BelayEntry) entry = g_list_model_get_item (timeline, i);
      BelayStep *step = belay_entry_get_step (entry);

      if (step == NULL || belay_step_state_is_final (belay_step_get_state (step)) ||
          g_ptr_array_find (self->followed, step, NULL))
        continue;

      g_ptr_array_add (self->followed, g_object_ref (step));
      g_signal_connect (step, "notify::state", G_CALLBACK (on_step_state), self);
    }
}

static void
on_screen_changed (BelayCaret *self)
{
  g_signal_group_set_target (self->screen_signals, belay_session_get_screen (self->session));
}

static void
belay_caret_dispose (GObject *object)
{
  BelayCaret *self = BELAY_CARET (object);

  g_clear_handle_id (&self->look, g_source_remove);
  unfollow (self, TRUE);
  forget (self);
  g_clear_object (&self->session_signals);
  g_clear_object (&self->screen_signals);
  g_clear_object (&self->step);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (belay_caret_parent_class)->dispose (object);
}

static void
belay_caret_finalize (GObject *object)
{
  g_ptr_array_unref (BELAY_CARET (object)->followed);

  G_OBJECT_CLASS (belay_caret_parent_class)->finalize (object);
}

static void
belay_caret_class_init (BelayCaretClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_caret_dispose;
  G_OBJECT_CLASS (klass)->finalize = belay_caret_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
belay_caret_init (BelayCaret *self)
{
  self->followed = g_ptr_array_new_with_free_func (g_object_unref);
  self->session_signals = g_signal_group_new (BELAY_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::screen", G_CALLBACK (on_screen_changed), self);
  self->screen_signals = g_signal_group_new (BELAY_TYPE_SCREEN);
  g_signal_group_connect_swapped (self->screen_signals, "notify::frame", G_CALLBACK (on_frame), self);
}

/**
 * belay_caret_new:
 * @session: the session it follows
 *
 * Returns: (transfer full): a caret whose place is not known yet
 */
BelayCaret *
belay_caret_new (BelaySession *session)
{
  BelayCaret *self;

  g_return_val_if_fail (BELAY_IS_SESSION (session), NULL);

  self = g_object_new (BELAY_TYPE_CARET, NULL);
  self->session = g_object_ref (session);
  g_signal_group_set_target (self->session_signals, session);
  on_screen_changed (self);
  g_signal_connect_object (belay_session_get_timeline (session), "items-changed", G_CALLBACK (on_entries_changed),
                           self, 0);

  return self;
}

/**
 * belay_caret_set_step:
 * @self: a caret
 * @step: (nullable): the step whose typing is asked about
 */
void
belay_caret_set_step (BelayCaret *self,
                      BelayStep  *step)
{
  g_return_if_fail (BELAY_IS_CARET (self));
  g_return_if_fail (step == NULL || BELAY_IS_STEP (step));

  if (g_set_object (&self->step, step))
    look (self);
}

/**
 * belay_caret_take_pointer:
 * @self: a caret
 * @point: screen pixels
 * @buttons: what the person is about to hold down there, as for belay_session_person_pointer()
 */
void
belay_caret_take_pointer (BelayCaret *self,
                          BelayPoint  point,
                          guint       buttons)
{
  guint pressed;

  g_return_if_fail (BELAY_IS_CARET (self));

  pressed = buttons & ~self->buttons;
  self->buttons = buttons;

  if ((pressed & LEFT_BUTTON) != 0)
    take_click (self, point);
  else if ((pressed & OTHER_BUTTONS) != 0)
    forget (self);
}

/**
 * belay_caret_take_key:
 * @self: a caret
 *
 * A key was struck: it may have moved the focus, and if not, the caret.
 */
void
belay_caret_take_key (BelayCaret *self)
{
  g_return_if_fail (BELAY_IS_CARET (self));

  forget (self);
}

/**
 * belay_caret_get_point:
 * @self: a caret
 * @point: (out): screen pixels; set only if %TRUE is returned
 *
 * Returns: whether it is known where the step's typing would land
 */
gboolean
belay_caret_get_point (BelayCaret *self,
                       BelayPoint *point)
{
  g_return_val_if_fail (BELAY_IS_CARET (self), FALSE);

  if (self->known)
    *point = self->click;

  return self->known;
}
