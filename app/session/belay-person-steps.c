/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-person-steps.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

#include "belay-keys.h"
#include "belay-visible-text.h"

#define PAUSE         5000              /* ms without input that end a step */
#define LONGEST       (60 * G_TIME_SPAN_SECOND)
#define AGAIN         (600 * G_TIME_SPAN_MILLISECOND)     /* between two clicks that belong together */
#define NEAR          8                 /* screen pixels: a hand that clicks is not quite still */
#define MAX_TEXT      2000              /* bytes of one step */
#define MAX_SHOWN     60                /* characters in a sentence */
#define WHEEL         0x78u             /* of the buttons, as belay_session_person_pointer() takes them */
#define N_KINDS       (BELAY_PERSON_KEYS + 1)

struct _BelayPersonSteps
{
  BelayPersonStepFunc  func;
  gpointer             user_data;

  BelayPersonStep      step;            /* the one under way */
  gboolean             open;
  gboolean             pressed;         /* its button is down */
  gint64               began;
  gint64               last;            /* input */
  guint                pause;           /* source */

  guint                wheel;           /* of the last pointer event */
  GHashTable          *modifiers;       /* keysyms that are down */
  guint                totals[N_KINDS];
  GString             *typed;           /* for the model, where the person lets it be told */
};

/* The keys, in words. */

static gboolean
is_modifier (guint32 keysym)
{
  return (keysym >= 0xffe1 && keysym <= 0xffee) || (keysym >= 0xfe01 && keysym <= 0xfe0f) || keysym == 0xff7e;
}

/* Shift is part of the character it makes. */
static gboolean
is_chord (BelayPersonSteps *self)
{
  GHashTableIter iter;
  gpointer keysym;

  g_hash_table_iter_init (&iter, self->modifiers);

  while (g_hash_table_iter_next (&iter, &keysym, NULL))
    if (GPOINTER_TO_UINT (keysym) >= 0xffe3 && GPOINTER_TO_UINT (keysym) <= 0xffee &&
        GPOINTER_TO_UINT (keysym) != 0xffe5 && GPOINTER_TO_UINT (keysym) != 0xffe6)
      return TRUE;

  return FALSE;
}

/* What types is written as it is, anything else by the name of the key, between brackets that nobody types. */
static void
append_key (BelayPersonSteps *self,
            GString          *text,
            guint32           keysym)
{
  gunichar c = belay_keysym_to_unicode (keysym);
  BelayChord chord = { .keysym = keysym };
  GHashTableIter iter;
  gpointer modifier;
  g_autofree char *label = NULL;

  if (text->len >= MAX_TEXT)
    return;

  if (c != 0 && !is_chord (self))
    {
      g_string_append_unichar (text, c);
      return;
    }

  g_hash_table_iter_init (&iter, self->modifiers);
  while (chord.n_modifiers < BELAY_CHORD_MAX_MODIFIERS && g_hash_table_iter_next (&iter, &modifier, NULL))
    if (is_chord (self))
      chord.modifiers[chord.n_modifiers++] = GPOINTER_TO_UINT (modifier);

  label = belay_chord_get_label (&chord);
  g_string_append_printf (text, "⟨%s⟩", label);
}

/* The step under way. */

static void
report (BelayPersonSteps *self,
        gboolean          ended)
{
  self->func (&self->step, ended, self->user_data);
}

/**
 * belay_person_steps_flush:
 * @self: the steps
 *
 * Ends the one under way, if there is one.
 */
void
belay_person_steps_flush (BelayPersonSteps *self)
{
  g_clear_handle_id (&self->pause, g_source_remove);
  if (!self->open)
    return;

  self->open = FALSE;
  self->pressed = FALSE;
  self->totals[self->step.kind] += self->step.kind == BELAY_PERSON_DRAG ? 1 : self->step.count;
  report (self, TRUE);

  if (self->step.text != NULL)
    {
      if (self->typed->len < MAX_TEXT)
        g_string_append_len (self->typed, self->step.text->str, (gssize) self->step.text->len);
      g_string_free (g_steal_pointer (&self->step.text), TRUE);
    }
}

static gboolean
on_pause (gpointer user_data)
{
  BelayPersonSteps *self = user_data;
  gint64 rest = self->last + PAUSE * (gint64) 1000 - g_get_monotonic_time ();

  self->pause = 0;
  if (rest > 0)
    self->pause = g_timeout_add ((guint) (rest / 1000) + 1, on_pause, self);
  else
    belay_person_steps_flush (self);

  return G_SOURCE_REMOVE;
}

static void
begin (BelayPersonSteps    *self,
       BelayPersonStepKind  kind,
       guint                button,
       BelayPoint           point)
{
  belay_person_steps_flush (self);
  self->step = (BelayPersonStep) { .kind = kind, .button = button, .count = 1, .point = point, .end = point };
  self->open = TRUE;
  self->began = g_get_monotonic_time ();
}

static void
touch (BelayPersonSteps *self)
{
  self->last = g_get_monotonic_time ();
  if (self->pause == 0)
    self->pause = g_timeout_add (PAUSE, on_pause, self);
  report (self, FALSE);
}

static gboolean
goes_on (BelayPersonSteps    *self,
         BelayPersonStepKind  kind,
         guint                button)
{
  return self->open && self->step.kind == kind && self->step.button == button &&
         g_get_monotonic_time () - self->began < LONGEST;
}

static gboolean
is_near (BelayPoint a,
         BelayPoint b)
{
  return abs (a.x - b.x) <= NEAR && abs (a.y - b.y) <= NEAR;
}

/* What the events do. */

static void
press (BelayPersonSteps *self,
       BelayPoint        point,
       guint             button)
{
  if (goes_on (self, BELAY_PERSON_CLICK, button) && is_near (self->step.point, point) &&
      g_get_monotonic_time () - self->last < AGAIN)
    self->step.count++;
  else
    begin (self, BELAY_PERSON_CLICK, button, point);

  self->pressed = TRUE;
  touch (self);
}

static void
move (BelayPersonSteps *self,
      BelayPoint        point)
{
  if (self->step.kind == BELAY_PERSON_CLICK && is_near (self->step.point, point))
    return;

  self->step.kind = BELAY_PERSON_DRAG;
  self->step.end = point;
  touch (self);
}

static void
turn_wheel (BelayPersonSteps *self,
            BelayPoint        point,
            guint             button)
{
  if (goes_on (self, BELAY_PERSON_SCROLL, button))
    self->step.count++;
  else
    begin (self, BELAY_PERSON_SCROLL, button, point);

  touch (self);
}

/**
 * belay_person_steps_pointer:
 * @self: the steps
 * @point: screen pixels
 * @buttons: what is down now, as belay_session_person_pointer() takes it
 *
 * The pointer alone, moved without a button, is no step.
 */
void
belay_person_steps_pointer (BelayPersonSteps *self,
                            BelayPoint        point,
                            guint             buttons)
{
  guint wheel = buttons & WHEEL & ~self->wheel;
  guint held = buttons & ~WHEEL;

  self->wheel = buttons & WHEEL;

  for (guint bit = 3; bit <= 6; bit++)
    if ((wheel & (1u << bit)) != 0)
      turn_wheel (self, point, bit + 1);

  if (self->pressed && held == 0)
    {
      self->pressed = FALSE;
      move (self, point);
      self->last = g_get_monotonic_time ();
    }
  else if (self->pressed)
    {
      move (self, point);
    }
  else if (held != 0)
    {
      press (self, point, (guint) g_bit_nth_lsf (held, -1) + 1);
    }
}

/**
 * belay_person_steps_key:
 * @self: the steps
 * @keysym: an X keysym
 * @down: whether it went down
 * @record: whether the person lets it be recorded which key it was
 */
void
belay_person_steps_key (BelayPersonSteps *self,
                        guint32           keysym,
                        gboolean          down,
                        gboolean          record)
{
  if (is_modifier (keysym))
    {
      if (down)
        g_hash_table_add (self->modifiers, GUINT_TO_POINTER (keysym));
      else
        g_hash_table_remove (self->modifiers, GUINT_TO_POINTER (keysym));
      return;
    }

  if (!down)
    return;

  if (goes_on (self, BELAY_PERSON_KEYS, 0) && (self->step.text != NULL) == record)
    self->step.count++;
  else
    begin (self, BELAY_PERSON_KEYS, 0, (BelayPoint) { 0, 0 });

  if (record && self->step.text == NULL)
    self->step.text = g_string_new (NULL);
  if (record)
    append_key (self, self->step.text, keysym);

  touch (self);
}

BelayPersonSteps *
belay_person_steps_new (BelayPersonStepFunc func,
                        gpointer            user_data)
{
  BelayPersonSteps *self = g_new0 (BelayPersonSteps, 1);

  self->func = func;
  self->user_data = user_data;
  self->modifiers = g_hash_table_new (NULL, NULL);
  self->typed = g_string_new (NULL);

  return self;
}

/**
 * belay_person_steps_free:
 * @self: (transfer full): the steps; the one under way is ended and reported first
 */
void
belay_person_steps_free (BelayPersonSteps *self)
{
  belay_person_steps_flush (self);
  g_hash_table_unref (self->modifiers);
  g_string_free (self->typed, TRUE);
  g_free (self);
}

/* In words. */

static char *
tell_count (guint       n,
            const char *verb,
            const char *unit)
{
  return n == 1 ? g_strdup_printf ("%s 1 %s", verb, unit) : g_strdup_printf ("%s %u %ss", verb, n, unit);
}

/**
 * belay_person_steps_tell:
 * @self: the steps, none under way
 *
 * Returns: (transfer full) (nullable): what the person did, in short, for the model; of what they typed only how much,
 *   unless they let it be recorded
 */
char *
belay_person_steps_tell (BelayPersonSteps *self)
{
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GString) out = g_string_new (NULL);
  const guint *n = self->totals;

  if (n[BELAY_PERSON_CLICK] > 0)
    g_ptr_array_add (parts, tell_count (n[BELAY_PERSON_CLICK], "clicked", "time"));
  if (n[BELAY_PERSON_DRAG] > 0)
    g_ptr_array_add (parts, tell_count (n[BELAY_PERSON_DRAG], "dragged", "time"));
  if (n[BELAY_PERSON_SCROLL] > 0)
    g_ptr_array_add (parts, g_strdup ("scrolled"));
  if (n[BELAY_PERSON_KEYS] > 0)
    g_ptr_array_add (parts, tell_count (n[BELAY_PERSON_KEYS], "pressed", "key"));
  if (parts->len == 0)
    return NULL;

  for (guint i = 0; i < parts->len; i++)
    g_string_append_printf (out, "%s%s", i == 0 ? "" : i + 1 == parts->len ? " and " : ", ", (char *) parts->pdata[i]);
  if (self->typed->len > 0)
    g_string_append_printf (out, " (“%s”)", self->typed->str);

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
describe_click (const BelayPersonStep *step)
{
  int x = step->point.x, y = step->point.y;

  if (step->button == 1 && step->count == 1)
    return g_strdup_printf (_("You clicked at %d, %d"), x, y);
  if (step->button == 1 && step->count == 2)
    return g_strdup_printf (_("You double-clicked at %d, %d"), x, y);
  if (step->button == 1)
    /* Translators: the number is three or more */
    return g_strdup_printf (_("You clicked %u times at %d, %d"), step->count, x, y);
  if (step->button == 2)
    return g_strdup_printf (_("You clicked with the middle button at %d, %d"), x, y);

  return g_strdup_printf (_("You clicked with the right button at %d, %d"), x, y);
}

static char *
describe_scroll (const BelayPersonStep *step)
{
  switch (step->button)
    {
    case 4:
      return g_strdup_printf (_("You scrolled up at %d, %d"), step->point.x, step->point.y);
    case 5:
      return g_strdup_printf (_("You scrolled down at %d, %d"), step->point.x, step->point.y);
    case 6:
      return g_strdup_printf (_("You scrolled left at %d, %d"), step->point.x, step->point.y);
    default:
      return g_strdup_printf (_("You scrolled right at %d, %d"), step->point.x, step->point.y);
    }
}

static char *
describe_keys (const BelayPersonStep *step)
{
  g_autofree char *shown = NULL;

  if (step->text == NULL)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "You typed %u key", "You typed %u keys", step->count),
                            step->count);

  shown = belay_visible_text (step->text->str, MAX_SHOWN);

  /* Translators: %s is what was typed */
  return g_strdup_printf (_("You typed “%s”"), shown);
}

/**
 * belay_person_step_describe:
 * @step: a step
 *
 * Returns: (transfer full): a sentence for a person
 */
char *
belay_person_step_describe (const BelayPersonStep *step)
{
  switch (step->kind)
    {
    case BELAY_PERSON_CLICK:
      return describe_click (step);

    case BELAY_PERSON_DRAG:
      return g_strdup_printf (_("You dragged from %d, %d to %d, %d"), step->point.x, step->point.y, step->end.x,
                              step->end.y);

    case BELAY_PERSON_SCROLL:
      return describe_scroll (step);

    case BELAY_PERSON_KEYS:
    default:
      return describe_keys (step);
    }
}

/* What readers of the record show and search for, as one text. */
static char *
summarize (const BelayPersonStep *step)
{
  static const char *const buttons[] = { "left", "middle", "right", "up", "down", "left", "right" };
  const char *button = buttons[CLAMP (step->button, 1, G_N_ELEMENTS (buttons)) - 1];

  switch (step->kind)
    {
    case BELAY_PERSON_CLICK:
      return step->count == 1
             ? g_strdup_printf ("%s click at %d,%d", button, step->point.x, step->point.y)
             : g_strdup_printf ("%u %s clicks at %d,%d", step->count, button, step->point.x, step->point.y);

    case BELAY_PERSON_DRAG:
      return g_strdup_printf ("%s drag from %d,%d to %d,%d", button, step->point.x, step->point.y, step->end.x,
                              step->end.y);

    case BELAY_PERSON_SCROLL:
      return g_strdup_printf ("scroll %s %u at %d,%d", button, step->count, step->point.x, step->point.y);

    case BELAY_PERSON_KEYS:
    default:
      return g_strdup_printf ("%u %s%s%s", step->count, step->count == 1 ? "key" : "keys",
                              step->text != NULL ? ": " : "", step->text != NULL ? step->text->str : "");
    }
}

/**
 * belay_person_step_to_record:
 * @step: a step
 *
 * Returns: (transfer full): the payload of human.input
 */
JsonObject *
belay_person_step_to_record (const BelayPersonStep *step)
{
  static const char *const actions[] = { "click", "drag", "scroll", "keys" };
  JsonObject *object = json_object_new ();
  g_autofree char *what = summarize (step);

  json_object_set_string_member (object, "what", what);
  json_object_set_string_member (object, "action", actions[step->kind]);
  json_object_set_int_member (object, "count", step->count);

  if (step->kind != BELAY_PERSON_KEYS)
    {
      json_object_set_int_member (object, "button", step->button);
      json_object_set_int_member (object, "x", step->point.x);
      json_object_set_int_member (object, "y", step->point.y);
    }

  if (step->kind == BELAY_PERSON_DRAG)
    {
      json_object_set_int_member (object, "end_x", step->end.x);
      json_object_set_int_member (object, "end_y", step->end.y);
    }

  if (step->text != NULL)
    json_object_set_string_member (object, "typed", step->text->str);

  return object;
}
