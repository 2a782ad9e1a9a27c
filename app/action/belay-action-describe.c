/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-action-private.h"

#include <math.h>
#include <string.h>
#include <glib/gi18n-lib.h>

#include "belay-secret.h"
#include "belay-visible-text.h"

#define MAX_SHOWN 120           /* characters of a text in a sentence */
#define MAX_NAME  60            /* characters of what something is called */

/*
 * A sentence is made once, with the important part between two characters that visible text cannot contain; what is
 * asked for then decides whether they vanish or become markup.
 */
#define MARK_BEGIN "\001"
#define MARK_END   "\002"

static char *
mark (const char *text)
{
  return g_strconcat (MARK_BEGIN, text, MARK_END, NULL);
}

static gboolean
is_right_to_left (gunichar c)
{
  return (c >= 0x0590 && c <= 0x08ff) || (c >= 0xfb1d && c <= 0xfdff) || (c >= 0xfe70 && c <= 0xfeff) ||
         (c >= 0x10800 && c <= 0x10fff) || (c >= 0x1e800 && c <= 0x1efff);
}

/* Letters written from right to left would pull the words of our sentence around; they are set apart. */
static char *
set_apart (const char *visible)
{
  for (const char *p = visible; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (is_right_to_left (g_utf8_get_char (p)))
        return g_strconcat ("\u2068", visible, "\u2069", NULL);
    }

  return g_strdup (visible);
}

static char *
mark_visible (const char *visible)
{
  g_autofree char *apart = set_apart (visible);

  return mark (apart);
}

static char *
mark_text (const char *text,
           guint       max_chars)
{
  g_autofree char *visible = belay_visible_text (text, max_chars);

  return mark_visible (visible);
}

static char *
mark_point (BelayPoint point)
{
  /* Translators: a place on the screen, horizontal then vertical, in pixels */
  g_autofree char *text = g_strdup_printf (_("%d, %d"), point.x, point.y);

  return mark (text);
}

/* What a place is called, as it stands in a sentence; NULL: nobody knows. */
static char *
mark_place (const BelayTargetPlace *place)
{
  BelayTargetSource source = place != NULL ? belay_target_place_get_source (place) : BELAY_TARGET_UNNAMED;
  const char *role = place != NULL ? belay_target_role_get_title (place->role) : NULL;
  g_autofree char *words = NULL;
  g_autofree char *named = NULL;

  if (source == BELAY_TARGET_UNNAMED)
    return NULL;

  words = mark_text (belay_target_place_get_words (place), MAX_NAME);

  if (source == BELAY_TARGET_READ && place->near)
    /* Translators: %s is what is written there; in sentences such as “Left click on a place near Name” */
    return g_strdup_printf (_("a place near %s"), words);

  if (source == BELAY_TARGET_READ || source == BELAY_TARGET_DISPUTED)
    return g_steal_pointer (&words);

  /* Translators: what something is called, and what it is, such as “Send (button)” */
  named = role != NULL ? g_strdup_printf (_("%s (%s)"), words, role) : g_steal_pointer (&words);

  /* Translators: %s is what something is called; in sentences such as “Left click on what the sandbox calls Open (button)” */
  return source == BELAY_TARGET_SAID ? g_strdup_printf (_("what the sandbox calls %s"), named) : g_steal_pointer (&named);
}

/* The window, as it stands in a sentence; NULL: nobody knows. */
static char *
name_window (const BelayTarget *target)
{
  const char *window = target != NULL ? belay_target_get_window (target) : NULL;
  g_autofree char *visible = NULL;

  if (window == NULL && target != NULL)
    window = belay_target_get_program (target);

  if (window == NULL)
    return NULL;

  visible = belay_visible_text (window, MAX_NAME);

  return set_apart (visible);
}

static char *
mark_chords (const BelayAction *self)
{
  g_autoptr(GString) out = g_string_new (NULL);

  for (guint i = 0; i < self->chords->len; i++)
    {
      g_autofree char *label = belay_chord_get_label (&g_array_index (self->chords, BelayChord, i));

      if (i > 0)
        /* Translators: between keys that are pressed one after the other */
        g_string_append (out, C_("keys", ", "));

      g_string_append (out, label);
    }

  return mark_visible (out->str);
}

static char *
mark_seconds (double seconds)
{
  g_autofree char *text = NULL;

  if (seconds == trunc (seconds))
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d second", "%d seconds", (gulong) seconds), (int) seconds);
  else
    text = g_strdup_printf (_("%g seconds"), seconds);

  return mark (text);
}

static char *
describe_click_on (const BelayAction *self,
                   const char        *on)
{
  switch ((int) self->kind)
    {
    case BELAY_ACTION_RIGHT_CLICK:
      /* Translators: %s is what something is called, such as “Send (button)” */
      return g_strdup_printf (_("Right click on %s"), on);

    case BELAY_ACTION_MIDDLE_CLICK:
      /* Translators: %s is what something is called, such as “Send (button)” */
      return g_strdup_printf (_("Middle click on %s"), on);

    case BELAY_ACTION_DOUBLE_CLICK:
      /* Translators: %s is what something is called, such as “Send (button)” */
      return g_strdup_printf (_("Double click on %s"), on);

    case BELAY_ACTION_TRIPLE_CLICK:
      /* Translators: %s is what something is called, such as “Send (button)” */
      return g_strdup_printf (_("Triple click on %s"), on);

    default:
      /* Translators: %s is what something is called, such as “Send (button)” */
      return g_strdup_printf (_("Left click on %s"), on);
    }
}

static char *
describe_click (const BelayAction *self,
                const char        *on)
{
  g_autofree char *at = mark_point (self->point);
  gboolean here = (self->fields & BELAY_FIELD_COORDINATE) == 0;

  if (on != NULL)
    return describe_click_on (self, on);

  switch ((int) self->kind)
    {
    case BELAY_ACTION_RIGHT_CLICK:
      /* Translators: %s is a place, such as “512, 384” */
      return here ? g_strdup (_("Right click where the pointer is")) : g_strdup_printf (_("Right click at %s"), at);

    case BELAY_ACTION_MIDDLE_CLICK:
      /* Translators: %s is a place, such as “512, 384” */
      return here ? g_strdup (_("Middle click where the pointer is")) : g_strdup_printf (_("Middle click at %s"), at);

    case BELAY_ACTION_DOUBLE_CLICK:
      /* Translators: %s is a place, such as “512, 384” */
      return here ? g_strdup (_("Double click where the pointer is")) : g_strdup_printf (_("Double click at %s"), at);

    case BELAY_ACTION_TRIPLE_CLICK:
      /* Translators: %s is a place, such as “512, 384” */
      return here ? g_strdup (_("Triple click where the pointer is")) : g_strdup_printf (_("Triple click at %s"), at);

    default:
      /* Translators: %s is a place, such as “512, 384” */
      return here ? g_strdup (_("Left click where the pointer is")) : g_strdup_printf (_("Left click at %s"), at);
    }
}

static char *
describe_scroll_on (const BelayAction *self,
                    const char        *amount,
                    const char        *on)
{
  switch (self->direction)
    {
    case BELAY_SCROLL_UP:
      /* Translators: the first %s is an amount, such as “3 clicks”, the second what something is called */
      return g_strdup_printf (_("Scroll up %s on %s"), amount, on);

    case BELAY_SCROLL_LEFT:
      /* Translators: the first %s is an amount, such as “3 clicks”, the second what something is called */
      return g_strdup_printf (_("Scroll left %s on %s"), amount, on);

    case BELAY_SCROLL_RIGHT:
      /* Translators: the first %s is an amount, such as “3 clicks”, the second what something is called */
      return g_strdup_printf (_("Scroll right %s on %s"), amount, on);

    case BELAY_SCROLL_DOWN:
    default:
      /* Translators: the first %s is an amount, such as “3 clicks”, the second what something is called */
      return g_strdup_printf (_("Scroll down %s on %s"), amount, on);
    }
}

static char *
describe_scroll (const BelayAction *self,
                 const char        *on)
{
  g_autofree char *at = mark_point (self->point);
  g_autofree char *amount = NULL;
  gboolean here = (self->fields & BELAY_FIELD_COORDINATE) == 0;

  /* Translators: of the mouse wheel */
  amount = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u click", "%u clicks", self->amount), self->amount);

  if (on != NULL)
    return describe_scroll_on (self, amount, on);

  switch (self->direction)
    {
    case BELAY_SCROLL_UP:
      /* Translators: the first %s is an amount, such as “3 clicks”, the second a place, such as “512, 384” */
      return here ? g_strdup_printf (_("Scroll up %s"), amount) : g_strdup_printf (_("Scroll up %s at %s"), amount, at);

    case BELAY_SCROLL_LEFT:
      /* Translators: the first %s is an amount, such as “3 clicks”, the second a place, such as “512, 384” */
      return here ? g_strdup_printf (_("Scroll left %s"), amount)
                  : g_strdup_printf (_("Scroll left %s at %s"), amount, at);

    case BELAY_SCROLL_RIGHT:
      /* Translators: the first %s is an amount, such as “3 clicks”, the second a place, such as “512, 384” */
      return here ? g_strdup_printf (_("Scroll right %s"), amount)
                  : g_strdup_printf (_("Scroll right %s at %s"), amount, at);

    case BELAY_SCROLL_DOWN:
    default:
      /* Translators: the first %s is an amount, such as “3 clicks”, the second a place, such as “512, 384” */
      return here ? g_strdup_printf (_("Scroll down %s"), amount)
                  : g_strdup_printf (_("Scroll down %s at %s"), amount, at);
    }
}

static char *
describe_pointer (const BelayAction *self,
                  const BelayTarget *target)
{
  g_autofree char *on = target != NULL ? mark_place (belay_target_get_end (target)) : NULL;
  g_autofree char *from = target != NULL ? mark_place (belay_target_get_start (target)) : NULL;
  g_autofree char *at = on != NULL ? g_strdup (on) : mark_point (self->point);
  g_autofree char *start = from != NULL ? g_steal_pointer (&from) : mark_point (self->start);

  switch ((int) self->kind)
    {
    case BELAY_ACTION_LEFT_CLICK_DRAG:
      /* Translators: both %s are places, such as “512, 384”, or what is there, such as “Send (button)” */
      return g_strdup_printf (_("Drag from %s to %s"), start, at);

    case BELAY_ACTION_MOUSE_MOVE:
      /* Translators: %s is a place, such as “512, 384”, or what is there, such as “Send (button)” */
      return g_strdup_printf (_("Move the pointer to %s"), at);

    case BELAY_ACTION_LEFT_MOUSE_DOWN:
      return g_strdup (_("Press the left mouse button and keep it down"));

    case BELAY_ACTION_LEFT_MOUSE_UP:
      return g_strdup (_("Release the left mouse button"));

    case BELAY_ACTION_SCROLL:
      return describe_scroll (self, on);

    default:
      return describe_click (self, on);
    }
}

/* A secret goes by its name. */
static char *
describe_secret (const char *name,
                 gboolean    has_enter)
{
  g_autofree char *marked = mark (name);

  if (has_enter)
    /* Translators: %s is the name of a secret */
    return g_strdup_printf (_("Type the secret %s, then Enter"), marked);

  /* Translators: %s is the name of a secret */
  return g_strdup_printf (_("Type the secret %s"), marked);
}

/* @into: (nullable): the window. */
static char *
describe_short_text (const char *shown,
                     const char *into,
                     gboolean    has_enter)
{
  if (into != NULL && has_enter)
    /* Translators: the first %s is what is typed, the second the title of a window */
    return g_strdup_printf (_("Type “%s” into “%s”, then Enter"), shown, into);

  if (into != NULL)
    /* Translators: the first %s is what is typed, the second the title of a window */
    return g_strdup_printf (_("Type “%s” into “%s”"), shown, into);

  return has_enter ? g_strdup_printf (_("Type “%s”, then Enter"), shown) : g_strdup_printf (_("Type “%s”"), shown);
}

static char *
describe_long_text (const char *shown,
                    glong       n_chars,
                    gboolean    has_enter)
{
  if (has_enter)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Type %ld character, “%s”, then Enter",
                                         "Type %ld characters, “%s”, then Enter", n_chars),
                            n_chars, shown);

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Type %ld character, “%s”",
                                       "Type %ld characters, “%s”", n_chars),
                          n_chars, shown);
}

static char *
add_window (const char *sentence,
            const char *window)
{
  /* Translators: the first %s is a sentence such as “Left click on Send (button)”, the second the title of a window */
  return window != NULL ? g_strdup_printf (_("%s in “%s”"), sentence, window) : g_strdup (sentence);
}

/* Enter at the end is where the words take effect, so it is said in words. */
static char *
describe_type (const BelayAction *self,
               const char        *into)
{
  gsize length = strlen (self->text);
  gboolean has_enter = self->text[length - 1] == '\n';
  g_autofree char *words = g_strndup (self->text, length - (has_enter ? 1 : 0));
  g_autofree char *shown = mark_text (words, MAX_SHOWN);
  g_autofree char *sentence = NULL;
  glong n_chars = g_utf8_strlen (words, -1);
  g_autofree char *secret = NULL;

  if (belay_secret_is_alone (self->text, &secret, &has_enter))
    {
      sentence = describe_secret (secret, has_enter);
      return add_window (sentence, into);
    }

  if (*words == '\0')
    {
      g_autofree char *enter = mark (belay_keysym_get_label (belay_keysym_from_unicode ('\n')));

      sentence = g_strdup_printf (_("Press %s"), enter);
      return add_window (sentence, into);
    }

  if (n_chars <= MAX_SHOWN)
    return describe_short_text (shown, into, has_enter);

  sentence = describe_long_text (shown, n_chars, has_enter);

  return add_window (sentence, into);
}

static char *
describe_key (const BelayAction *self)
{
  g_autofree char *keys = mark_chords (self);

  if (self->kind == BELAY_ACTION_HOLD_KEY)
    {
      g_autofree char *seconds = mark_seconds (self->duration);

      /* Translators: the first %s is a key or several, the second a time, such as “2 seconds” */
      return g_strdup_printf (_("Hold %s for %s"), keys, seconds);
    }

  if (self->repeat > 1)
    /* Translators: %s is a key or several, such as “Ctrl+S” */
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Press %s %u time", "Press %s %u times", self->repeat),
                            keys, self->repeat);

  /* Translators: %s is a key or several, such as “Ctrl+S” */
  return g_strdup_printf (_("Press %s"), keys);
}

static char *
describe_tool (const BelayAction *self)
{
  g_autofree char *shown = NULL;

  if (self->kind == BELAY_ACTION_BASH && self->text == NULL)
    return g_strdup (_("Restart the shell"));

  shown = mark_text (self->kind == BELAY_ACTION_BASH ? self->text : self->path, MAX_SHOWN);

  if (self->kind == BELAY_ACTION_BASH)
    /* Translators: %s is a command */
    return g_strdup_printf (_("Run in the shell: %s"), shown);

  if (strcmp (self->verb, "create") == 0)
    /* Translators: %s is the name of a file */
    return g_strdup_printf (_("Write the file %s"), shown);

  if (strcmp (self->verb, "str_replace") == 0)
    /* Translators: %s is the name of a file */
    return g_strdup_printf (_("Replace text in the file %s"), shown);

  if (strcmp (self->verb, "insert") == 0)
    /* Translators: %s is the name of a file */
    return g_strdup_printf (_("Insert text into the file %s"), shown);

  /* Translators: %s is the name of a file or a folder */
  return g_strdup_printf (_("Read %s"), shown);
}

static char *
describe_look (const BelayAction *self)
{
  g_autofree char *seconds = NULL;

  switch ((int) self->kind)
    {
    case BELAY_ACTION_ZOOM:
      return g_strdup (_("Look closely at a part of the screen"));

    case BELAY_ACTION_CURSOR_POSITION:
      return g_strdup (_("Ask where the pointer is"));

    case BELAY_ACTION_WAIT:
      seconds = mark_seconds (self->duration);
      /* Translators: %s is a time, such as “2 seconds” */
      return g_strdup_printf (_("Wait %s"), seconds);

    default:
      return g_strdup (_("Look at the screen"));
    }
}

static char *
make_sentence (const BelayAction *self,
               const BelayTarget *target)
{
  g_autofree char *bare = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *window = name_window (target);
  g_autofree char *held = NULL;
  g_autofree char *keys = NULL;

  if (belay_action_is_look (self))
    return describe_look (self);

  if (!belay_action_is_computer (self))
    return describe_tool (self);

  if (self->kind == BELAY_ACTION_TYPE)
    return describe_type (self, window);

  bare = belay_action_sends_keys (self) ? describe_key (self) : describe_pointer (self, target);
  sentence = add_window (bare, window);

  if (belay_action_sends_keys (self) || self->held.n_modifiers == 0)
    return g_steal_pointer (&sentence);

  held = belay_chord_get_label (&self->held);
  keys = mark (held);

  /* Translators: the first %s is a sentence such as “Left click at 512, 384”, the second keys such as “Ctrl+Shift” */
  return g_strdup_printf (_("%s, holding %s"), sentence, keys);
}

/**
 * belay_action_describe:
 * @self: an action
 *
 * Says in one sentence what the action would do. What the model wrote is shown with everything visible that a display
 * would swallow or obey; of a long text the middle is left out, and its length is given.
 *
 * Returns: (transfer full): a translated sentence without a full stop; not markup
 */
char *
belay_action_describe (const BelayAction *self)
{
  return belay_action_describe_target (self, NULL);
}

/**
 * belay_action_describe_target:
 * @self: an action
 * @target: (nullable): what is known of what it is aimed at
 *
 * Returns: (transfer full): as belay_action_describe(), with words for places and windows where they are known
 */
char *
belay_action_describe_target (const BelayAction *self,
                              const BelayTarget *target)
{
  g_autofree char *sentence = NULL;
  g_autoptr(GString) out = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  sentence = make_sentence (self, target);

  for (const char *p = sentence; *p != '\0'; p++)
    {
      if (*p != *MARK_BEGIN && *p != *MARK_END)
        g_string_append_c (out, *p);
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * belay_action_describe_markup:
 * @self: an action
 *
 * Returns: (transfer full): as belay_action_describe(), as Pango markup with what matters in bold. Whatever the model
 *   wrote is escaped
 */
char *
belay_action_describe_markup (const BelayAction *self)
{
  return belay_action_describe_target_markup (self, NULL);
}

/**
 * belay_action_describe_target_markup:
 * @self: an action
 * @target: (nullable): what is known of what it is aimed at
 *
 * Returns: (transfer full): as belay_action_describe_target(), as belay_action_describe_markup()
 */
char *
belay_action_describe_target_markup (const BelayAction *self,
                                     const BelayTarget *target)
{
  g_autofree char *sentence = NULL;
  g_autoptr(GString) out = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  sentence = make_sentence (self, target);

  for (const char *p = sentence; *p != '\0'; )
    {
      gsize length = strcspn (p, MARK_BEGIN MARK_END);
      g_autofree char *escaped = g_markup_escape_text (p, length);

      g_string_append (out, escaped);
      p += length;

      if (*p != '\0')
        g_string_append (out, *p++ == *MARK_BEGIN ? "<b>" : "</b>");
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}
