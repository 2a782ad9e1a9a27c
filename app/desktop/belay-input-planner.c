/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-input-planner.h"

#include <stdlib.h>
#include <string.h>

#include "belay-input-limits.h"
#include "belay-keys.h"
#include "belay-secret.h"

#define KEY_TAB     0xff09
#define KEY_RETURN  0xff0d
#define KEY_INSERT  0xff63
#define KEY_SHIFT_L 0xffe1
#define KEY_SHIFT_R 0xffe2

/* Between the clicks of a double click: long enough for programs that drop faster ones, well below the 250 ms (xterm)
 * to 500 ms within which clicks count together. */
#define CLICK_PAUSE_MS 20

/* Two clicks of two steps must not be taken for a double click, however fast the steps follow each other. */
#define CLICKS_APART_MS 500
#define CLICKS_APART_PX 10

/* A drag is recognised after some pixels of motion with the button down, and drop targets learn of it step by step. */
#define DRAG_STEP_PX       16
#define DRAG_MIN_STEPS     5
#define DRAG_MAX_STEPS     24
#define DRAG_STEP_PAUSE_MS 8
#define DRAG_END_PAUSE_MS  30

/* A program fetches what it pastes in its own time, and acts on later keys meanwhile. */
#define PASTE_AWAIT_MS 1000

/* What a secret has drawn must be on the screen before the next key draws more: that is how its place is known. */
#define SECRET_PAUSE_MS 200

/* A plan while it is being made, and what it is made from. */
typedef struct
{
  BelayInputPlanBuilder      *builder;
  const BelayInputSituation  *situation;
  BelayPoint                  point;    /* where the pointer is */
  guint                       buttons;  /* what is down */
} Planner;

static gboolean
refuse (GError     **error,
        const char  *message)
{
  g_set_error_literal (error, BELAY_ACTION_ERROR, BELAY_ACTION_ERROR_INVALID, message);

  return FALSE;
}

static void
move_to (Planner    *self,
         BelayPoint  point)
{
  self->point = point;
  belay_input_plan_builder_pointer (self->builder, self->point, self->buttons);
}

static void
press (Planner *self,
       guint    button)
{
  self->buttons |= button;
  belay_input_plan_builder_pointer (self->builder, self->point, self->buttons);
}

static void
release (Planner *self,
         guint    button)
{
  self->buttons &= ~button;
  belay_input_plan_builder_pointer (self->builder, self->point, self->buttons);
}

static void
pause_for (Planner *self,
           guint    ms)
{
  belay_input_plan_builder_wait (self->builder, BELAY_INPUT_PAUSE, ms);
}

/* Whether @keysym must be accompanied by a Shift of ours. */
static gboolean
lacks_shift (Planner          *self,
             const BelayChord *chord)
{
  if (self->situation->way != BELAY_KEYS_SCANCODES)
    return FALSE;

  for (guint i = 0; i < chord->n_modifiers; i++)
    {
      if (chord->modifiers[i] == KEY_SHIFT_L || chord->modifiers[i] == KEY_SHIFT_R)
        return FALSE;
    }

  return belay_keysym_needs_shift (chord->keysym);
}

static void
chord_down (Planner          *self,
            const BelayChord *chord)
{
  for (guint i = 0; i < chord->n_modifiers; i++)
    belay_input_plan_builder_key (self->builder, chord->modifiers[i], TRUE);

  if (lacks_shift (self, chord))
    belay_input_plan_builder_key (self->builder, KEY_SHIFT_L, TRUE);

  if (chord->keysym != 0)
    belay_input_plan_builder_key (self->builder, chord->keysym, TRUE);
}

static void
chord_up (Planner          *self,
          const BelayChord *chord)
{
  if (chord->keysym != 0)
    belay_input_plan_builder_key (self->builder, chord->keysym, FALSE);

  if (lacks_shift (self, chord))
    belay_input_plan_builder_key (self->builder, KEY_SHIFT_L, FALSE);

  for (guint i = chord->n_modifiers; i > 0; i--)
    belay_input_plan_builder_key (self->builder, chord->modifiers[i - 1], FALSE);
}

static void
hold_modifiers (Planner           *self,
                const BelayAction *action)
{
  const BelayChord *held = belay_action_get_held (action);

  if (held != NULL)
    chord_down (self, held);
}

static void
let_modifiers_go (Planner           *self,
                  const BelayAction *action)
{
  const BelayChord *held = belay_action_get_held (action);

  if (held != NULL)
    chord_up (self, held);
}

static gboolean
to_screen (const BelayGeometry  *geometry,
           BelayPoint            picture,
           BelayPoint           *screen,
           GError              **error)
{
  const BelayRect whole = { 0, 0, geometry->picture_width, geometry->picture_height };

  if (!belay_rect_contains (&whole, picture))
    return refuse (error, "The coordinate lies outside the picture.");

  *screen = belay_geometry_to_screen (geometry, picture);

  return TRUE;
}

/* Where the action happens: at its coordinate, or where the pointer is. */
static gboolean
find_point (Planner              *self,
            const BelayAction    *action,
            const BelayGeometry  *geometry,
            BelayPoint           *point,
            GError              **error)
{
  BelayPoint picture;

  if (belay_action_get_point (action, &picture))
    return to_screen (geometry, picture, point, error);

  if (!self->situation->has_pointer)
    return refuse (error, "It is not known where the mouse pointer is. Give a coordinate, or move the mouse first.");

  *point = self->situation->pointer;

  return TRUE;
}

static void
keep_clicks_apart (Planner *self)
{
  const BelayInputSituation *situation = self->situation;
  gint64 age_ms = MAX (0, situation->click_age) / 1000;

  if (situation->has_click && age_ms < CLICKS_APART_MS &&
      ABS (situation->click.x - self->point.x) <= CLICKS_APART_PX &&
      ABS (situation->click.y - self->point.y) <= CLICKS_APART_PX)
    pause_for (self, (guint) (CLICKS_APART_MS - age_ms));
}

static gboolean
plan_click (Planner              *self,
            const BelayAction    *action,
            const BelayGeometry  *geometry,
            guint                 button,
            guint                 n_clicks,
            GError              **error)
{
  BelayPoint point;

  if (!find_point (self, action, geometry, &point, error))
    return FALSE;

  move_to (self, point);
  keep_clicks_apart (self);
  hold_modifiers (self, action);

  for (guint i = 0; i < n_clicks; i++)
    {
      if (i > 0)
        pause_for (self, CLICK_PAUSE_MS);

      press (self, button);
      release (self, button);
    }

  let_modifiers_go (self, action);

  return TRUE;
}

static gboolean
plan_drag (Planner              *self,
           const BelayAction    *action,
           const BelayGeometry  *geometry,
           GError              **error)
{
  BelayPoint start = self->situation->pointer, end, picture;
  int n_steps;

  if (!find_point (self, action, geometry, &end, error))
    return FALSE;

  if (belay_action_get_start (action, &picture))
    {
      if (!to_screen (geometry, picture, &start, error))
        return FALSE;
    }
  else if (!self->situation->has_pointer)
    {
      return refuse (error, "It is not known where the mouse pointer is. Give a start_coordinate.");
    }

  move_to (self, start);
  keep_clicks_apart (self);
  hold_modifiers (self, action);
  press (self, BELAY_BUTTON_LEFT);
  pause_for (self, DRAG_END_PAUSE_MS);

  n_steps = CLAMP (MAX (abs (end.x - start.x), abs (end.y - start.y)) / DRAG_STEP_PX, DRAG_MIN_STEPS, DRAG_MAX_STEPS);
  for (int i = 1; i <= n_steps; i++)
    {
      move_to (self, (BelayPoint) { start.x + (end.x - start.x) * i / n_steps,
                                    start.y + (end.y - start.y) * i / n_steps });
      pause_for (self, i < n_steps ? DRAG_STEP_PAUSE_MS : DRAG_END_PAUSE_MS);
    }

  release (self, BELAY_BUTTON_LEFT);
  let_modifiers_go (self, action);

  return TRUE;
}

static gboolean
plan_scroll (Planner              *self,
             const BelayAction    *action,
             const BelayGeometry  *geometry,
             GError              **error)
{
  static const guint wheel[] = {
    [BELAY_SCROLL_UP] = BELAY_BUTTON_WHEEL_UP,
    [BELAY_SCROLL_DOWN] = BELAY_BUTTON_WHEEL_DOWN,
    [BELAY_SCROLL_LEFT] = BELAY_BUTTON_WHEEL_LEFT,
    [BELAY_SCROLL_RIGHT] = BELAY_BUTTON_WHEEL_RIGHT,
  };
  BelayScrollDirection direction = belay_action_get_scroll_direction (action);
  guint amount = belay_action_get_scroll_amount (action);
  BelayPoint point;

  g_return_val_if_fail (direction < G_N_ELEMENTS (wheel), FALSE);

  if (!find_point (self, action, geometry, &point, error))
    return FALSE;

  move_to (self, point);
  hold_modifiers (self, action);

  for (guint i = 0; i < amount; i++)
    {
      press (self, wheel[direction]);
      release (self, wheel[direction]);
    }

  let_modifiers_go (self, action);

  return TRUE;
}

/* At the pointer: left_mouse_down, left_mouse_up, or at a coordinate: mouse_move. */
static gboolean
plan_motion (Planner              *self,
             const BelayAction    *action,
             const BelayGeometry  *geometry,
             GError              **error)
{
  BelayActionKind kind = belay_action_get_kind (action);
  BelayPoint point;

  if (!find_point (self, action, geometry, &point, error))
    return FALSE;

  move_to (self, point);

  if (kind == BELAY_ACTION_LEFT_MOUSE_DOWN)
    {
      keep_clicks_apart (self);
      press (self, BELAY_BUTTON_LEFT);
    }
  else if (kind == BELAY_ACTION_LEFT_MOUSE_UP)
    {
      release (self, BELAY_BUTTON_LEFT);
    }

  return TRUE;
}

static void
strike (Planner *self,
        guint32  keysym)
{
  BelayChord chord = { .keysym = keysym };

  chord_down (self, &chord);
  chord_up (self, &chord);
}

/* Shift+Insert is the one paste that terminals and toolkits share. */
static void
paste (Planner    *self,
       const char *text,
       gssize      length)
{
  const BelayChord chord = { .n_modifiers = 1, .modifiers = { KEY_SHIFT_L }, .keysym = KEY_INSERT };

  belay_input_plan_builder_clipboard (self->builder, text, length);
  chord_down (self, &chord);
  chord_up (self, &chord);
  belay_input_plan_builder_wait (self->builder, BELAY_INPUT_AWAIT, PASTE_AWAIT_MS);
}

static gboolean
is_ascii (const char *text,
          gsize       length)
{
  for (gsize i = 0; i < length; i++)
    {
      if ((guchar) text[i] >= 0x80)
        return FALSE;
    }

  return TRUE;
}

/* Text without line ends and tabs. Anything beyond ASCII takes the whole run with it: combining marks and
 * right-to-left text arrive in one piece. */
static gboolean
plan_run (Planner     *self,
          const char  *text,
          gsize        length,
          GError     **error)
{
  gboolean ascii = is_ascii (text, length);

  if (!ascii && self->situation->takes_clipboard)
    {
      paste (self, text, (gssize) length);
      return TRUE;
    }

  if (!ascii && self->situation->way == BELAY_KEYS_SCANCODES)
    return refuse (error, "This screen takes no text beyond ASCII: it has a US keyboard and no clipboard.");

  for (const char *p = text; p < text + length; p = g_utf8_next_char (p))
    {
      guint32 keysym = belay_keysym_from_unicode (g_utf8_get_char (p));

      if (keysym == 0)
        return refuse (error, "The text holds a character that cannot be typed.");

      strike (self, keysym);
    }

  return TRUE;
}

/* Line ends and tabs are keys in any case: pasted ones would mean something else, as in a terminal or a text entry. The
 * validator of actions lets no other control character through. */
static gboolean
plan_text (Planner     *self,
           const char  *text,
           gsize        size,
           GError     **error)
{
  const char *p = text;

  while (p < text + size)
    {
      gsize length = MIN (strcspn (p, "\r\n\t"), (gsize) (text + size - p));

      if (length > 0 && !plan_run (self, p, length, error))
        return FALSE;

      p += length;

      if (p == text + size)
        break;

      strike (self, *p == '\t' ? KEY_TAB : KEY_RETURN);
      p += p[0] == '\r' && p[1] == '\n' ? 2 : 1;
    }

  return TRUE;
}

static gboolean
plan_type (Planner           *self,
           const BelayAction *action,
           GError           **error)
{
  const char *text = belay_action_get_text (action);
  gsize length = strlen (text), done = 0;
  g_autoptr(GArray) places = belay_secret_find (text);

  for (guint i = 0; i < places->len; i++)
    {
      const BelaySecretPlace *place = &g_array_index (places, BelaySecretPlace, i);

      if (place->name == NULL)
        return refuse (error, "The text holds “{{secret:” without a valid name after it. Nothing was typed.");

      if (!plan_text (self, text + done, place->begin - done, error))
        return FALSE;

      pause_for (self, done < place->begin ? SECRET_PAUSE_MS : 0);
      belay_input_plan_builder_secret (self->builder, place->name);
      pause_for (self, place->end < length ? SECRET_PAUSE_MS : 0);
      done = place->end;
    }

  return plan_text (self, text + done, length - done, error);
}

static void
plan_key (Planner           *self,
          const BelayAction *action)
{
  guint n_chords, repeat = MAX (1, belay_action_get_repeat (action));
  const BelayChord *chords = belay_action_get_chords (action, &n_chords);

  for (guint i = 0; i < repeat; i++)
    {
      for (guint j = 0; j < n_chords; j++)
        {
          chord_down (self, &chords[j]);
          chord_up (self, &chords[j]);
        }
    }
}

static void
plan_hold_key (Planner           *self,
               const BelayAction *action)
{
  guint n_chords;
  const BelayChord *chords = belay_action_get_chords (action, &n_chords);

  for (guint i = 0; i < n_chords; i++)
    chord_down (self, &chords[i]);

  pause_for (self, (guint) (belay_action_get_duration (action) * 1000 + 0.5));

  for (guint i = n_chords; i > 0; i--)
    chord_up (self, &chords[i - 1]);
}

static gboolean
plan_action (Planner              *self,
             const BelayAction    *action,
             const BelayGeometry  *geometry,
             GError              **error)
{
  switch (belay_action_get_kind (action))
    {
    case BELAY_ACTION_LEFT_CLICK:
      return plan_click (self, action, geometry, BELAY_BUTTON_LEFT, 1, error);
    case BELAY_ACTION_RIGHT_CLICK:
      return plan_click (self, action, geometry, BELAY_BUTTON_RIGHT, 1, error);
    case BELAY_ACTION_MIDDLE_CLICK:
      return plan_click (self, action, geometry, BELAY_BUTTON_MIDDLE, 1, error);
    case BELAY_ACTION_DOUBLE_CLICK:
      return plan_click (self, action, geometry, BELAY_BUTTON_LEFT, 2, error);
    case BELAY_ACTION_TRIPLE_CLICK:
      return plan_click (self, action, geometry, BELAY_BUTTON_LEFT, 3, error);

    case BELAY_ACTION_LEFT_CLICK_DRAG:
      return plan_drag (self, action, geometry, error);
    case BELAY_ACTION_SCROLL:
      return plan_scroll (self, action, geometry, error);

    case BELAY_ACTION_MOUSE_MOVE:
    case BELAY_ACTION_LEFT_MOUSE_DOWN:
    case BELAY_ACTION_LEFT_MOUSE_UP:
      return plan_motion (self, action, geometry, error);

    case BELAY_ACTION_TYPE:
      return plan_type (self, action, error);
    case BELAY_ACTION_KEY:
      plan_key (self, action);
      return TRUE;
    case BELAY_ACTION_HOLD_KEY:
      plan_hold_key (self, action);
      return TRUE;

    case BELAY_ACTION_WAIT:
      pause_for (self, (guint) (belay_action_get_duration (action) * 1000 + 0.5));
      return TRUE;

    case BELAY_ACTION_SCREENSHOT:
    case BELAY_ACTION_ZOOM:
    case BELAY_ACTION_CURSOR_POSITION:
      return TRUE;

    case BELAY_ACTION_BASH:
    case BELAY_ACTION_TEXT_EDITOR:
    default:
      g_set_error_literal (error, BELAY_ACTION_ERROR, BELAY_ACTION_ERROR_UNSUPPORTED,
                           "This action is no mouse or keyboard input.");
      return FALSE;
    }
}

/**
 * belay_input_plan_new_for_action:
 * @action: what to do
 * @geometry: the picture its coordinates refer to, and the screen
 * @situation: where the screen stands
 * @error: (nullable): return location for an error of %BELAY_ACTION_ERROR, in words for the model
 *
 * Expands an action to events. Looks give an empty plan. What cannot be done exactly is refused here, before anything
 * is sent.
 *
 * Returns: (transfer full) (nullable): the plan
 */
BelayInputPlan *
belay_input_plan_new_for_action (const BelayAction          *action,
                                 const BelayGeometry        *geometry,
                                 const BelayInputSituation  *situation,
                                 GError                    **error)
{
  g_auto(BelayInputPlanBuilder) builder = { 0 };
  Planner planner = { .builder = &builder, .situation = situation, .buttons = situation->buttons };

  g_return_val_if_fail (action != NULL && geometry != NULL, NULL);

  if (situation->has_pointer)
    planner.point = situation->pointer;

  belay_input_plan_builder_init (&builder, situation->has_pointer ? &situation->pointer : NULL, situation->buttons);

  if (!plan_action (&planner, action, geometry, error) ||
      !belay_input_limits_check (&builder, situation, error))
    return NULL;

  return belay_input_plan_builder_end (&builder);
}
