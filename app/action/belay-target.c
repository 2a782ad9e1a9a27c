/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-target.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "belay-visible-text.h"

#define MAX_SHOWN 60            /* characters of a name in a sentence */
#define MAX_TEXT  512           /* bytes of one that is kept */

struct _BelayTarget
{
  gboolean          has_start;
  BelayTargetPlace  start;
  BelayTargetPlace  end;
  char             *window;
  char             *program;
};

G_DEFINE_BOXED_TYPE (BelayTarget, belay_target, belay_target_ref, belay_target_unref)

/* Roles. */

/* What a person would call an element, and whether its name is what is written on it. Numbers of AT-SPI. */
static const struct
{
  guint       number;
  gboolean    written;
  const char *role;
  const char *title;
} roles[] = {
  { 43, TRUE, "button", N_("button") },
  { 62, TRUE, "button", N_("button") },
  { 7, TRUE, "check box", N_("check box") },
  { 44, TRUE, "radio button", N_("radio button") },
  { 35, TRUE, "menu item", N_("menu item") },
  { 8, TRUE, "menu item", N_("menu item") },
  { 45, TRUE, "menu item", N_("menu item") },
  { 33, TRUE, "menu", N_("menu") },
  { 37, TRUE, "tab", N_("tab") },
  { 88, TRUE, "link", N_("link") },
  { 83, TRUE, "heading", N_("heading") },
  { 29, TRUE, "label", N_("label") },
  { 32, TRUE, "list item", N_("list item") },
  { 91, TRUE, "list item", N_("list item") },
  { 56, TRUE, "cell", N_("cell") },
  { 57, TRUE, "column header", N_("column header") },
  { 10, TRUE, "column header", N_("column header") },
  { 26, FALSE, "icon", N_("icon") },
  { 27, FALSE, "picture", N_("picture") },
  { 11, FALSE, "list of choices", N_("list of choices") },
  { 40, FALSE, "password field", N_("password field") },
  { 61, FALSE, "text field", N_("text field") },
  { 79, FALSE, "text field", N_("text field") },
  { 52, FALSE, "number field", N_("number field") },
  { 51, FALSE, "slider", N_("slider") },
  { 48, FALSE, "scroll bar", N_("scroll bar") },
};

/**
 * belay_target_role_from_atspi:
 * @role: a number of AT-SPI
 *
 * Returns: (nullable): its word in trails, static; %NULL if a person has no word for such an element
 */
const char *
belay_target_role_from_atspi (guint role)
{
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if (roles[i].number == role)
      return roles[i].role;

  return NULL;
}

static gssize
find_role (const char *role)
{
  for (gsize i = 0; role != NULL && i < G_N_ELEMENTS (roles); i++)
    if (strcmp (roles[i].role, role) == 0)
      return (gssize) i;

  return -1;
}

/**
 * belay_target_role_get_title:
 * @role: (nullable): a word of belay_target_role_from_atspi()
 *
 * Returns: (nullable): the same for a person, translated
 */
const char *
belay_target_role_get_title (const char *role)
{
  gssize i = find_role (role);

  return i >= 0 ? _(roles[i].title) : NULL;
}

/* Comparing what was read with what was said. */

/* What is left when case, spaces and marks are not looked at, and letters that look alike are the same. */
static char *
fold (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  g_autofree char *small = normal != NULL ? g_utf8_casefold (normal, -1) : g_strdup ("");
  GString *folded = g_string_new (NULL);

  for (const char *p = small; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == 'i' || c == '1' || c == '|' || c == 0x131)
        c = 'l';
      else if (c == '0')
        c = 'o';

      if (g_unichar_isalnum (c))
        g_string_append_unichar (folded, c);
    }

  return g_string_free (folded, FALSE);
}

static gboolean
is_part (const char *part,
         const char *whole)
{
  return strlen (part) >= 3 && strstr (whole, part) != NULL;
}

/* How many letters have to be changed, added or left out; a row of the table at a time. */
static gsize
count_changes (const char *a,
               const char *b)
{
  gsize n = strlen (b);
  g_autofree gsize *row = g_new (gsize, n + 1);

  for (gsize j = 0; j <= n; j++)
    row[j] = j;

  for (gsize i = 0; a[i] != '\0'; i++)
    {
      gsize corner = row[0];

      row[0] = i + 1;
      for (gsize j = 0; j < n; j++)
        {
          gsize change = corner + (a[i] == b[j] ? 0 : 1);

          corner = row[j + 1];
          row[j + 1] = MIN (change, MIN (row[j], row[j + 1]) + 1);
        }
    }

  return row[n];
}

/* A letter in four may have been misread. */
static gboolean
is_alike (const char *read,
          const char *said)
{
  return is_part (read, said) || is_part (said, read) ||
         count_changes (read, said) * 4 <= MAX (strlen (read), strlen (said));
}

/**
 * belay_target_place_get_source:
 * @self: a place
 *
 * Returns: where its words were learnt. What is written at the place outweighs what the sandbox says of it
 */
BelayTargetSource
belay_target_place_get_source (const BelayTargetPlace *self)
{
  gssize role = find_role (self->role);
  g_autofree char *read = NULL;
  g_autofree char *said = NULL;

  if (self->said == NULL)
    return self->read != NULL ? BELAY_TARGET_READ : BELAY_TARGET_UNNAMED;

  if (self->read == NULL)
    return BELAY_TARGET_SAID;

  read = fold (self->read);
  said = fold (self->said);

  if (strcmp (read, said) == 0 && *read != '\0')
    return BELAY_TARGET_AGREED;

  /* One or two letters that were not read well are more often an icon. */
  if (self->near || (strlen (read) < 3 && self->confidence < 85))
    return BELAY_TARGET_SAID;

  return role >= 0 && roles[role].written && !is_alike (read, said) ? BELAY_TARGET_DISPUTED : BELAY_TARGET_READ;
}

/**
 * belay_target_place_get_words:
 * @self: a place
 *
 * Returns: (nullable): what it is called
 */
const char *
belay_target_place_get_words (const BelayTargetPlace *self)
{
  return belay_target_place_get_source (self) == BELAY_TARGET_SAID ? self->said : self->read;
}

/* The target. */

/* What comes from a record may be of any length. */
static char *
copy_bounded (const char *text)
{
  const char *end;

  if (text == NULL || strlen (text) <= MAX_TEXT)
    return g_strdup (text);

  g_utf8_validate (text, MAX_TEXT, &end);

  return g_strndup (text, (gsize) (end - text));
}

static void
place_set (BelayTargetPlace       *self,
           const BelayTargetPlace *from)
{
  *self = *from;
  self->read = copy_bounded (from->read);
  self->said = copy_bounded (from->said);
}

static void
place_clear (BelayTargetPlace *self)
{
  g_free (self->read);
  g_free (self->said);
}

BelayTarget *
belay_target_new (const BelayTargetPlace *start,
                  const BelayTargetPlace *end,
                  const char             *window,
                  const char             *program)
{
  BelayTarget *self = g_rc_box_new0 (BelayTarget);

  self->has_start = start != NULL;
  if (start != NULL)
    place_set (&self->start, start);
  if (end != NULL)
    place_set (&self->end, end);
  self->window = copy_bounded (window);
  self->program = copy_bounded (program);

  return self;
}

BelayTarget *
belay_target_ref (BelayTarget *self)
{
  return g_rc_box_acquire (self);
}

static void
target_clear (gpointer data)
{
  BelayTarget *self = data;

  place_clear (&self->start);
  place_clear (&self->end);
  g_free (self->window);
  g_free (self->program);
}

void
belay_target_unref (BelayTarget *self)
{
  g_rc_box_release_full (self, target_clear);
}

static gboolean
place_equal (const BelayTargetPlace *a,
             const BelayTargetPlace *b)
{
  return g_strcmp0 (a->read, b->read) == 0 && a->near == b->near && g_strcmp0 (a->said, b->said) == 0 &&
         g_strcmp0 (a->role, b->role) == 0;
}

/**
 * belay_target_equal:
 * @a: (nullable): a target
 * @b: (nullable): another
 *
 * Returns: whether a person is told the same of both
 */
gboolean
belay_target_equal (const BelayTarget *a,
                    const BelayTarget *b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return a->has_start == b->has_start && place_equal (&a->start, &b->start) && place_equal (&a->end, &b->end) &&
         g_strcmp0 (a->window, b->window) == 0 && g_strcmp0 (a->program, b->program) == 0;
}

const BelayTargetPlace *
belay_target_get_start (const BelayTarget *self)
{
  return self->has_start ? &self->start : NULL;
}

const BelayTargetPlace *
belay_target_get_end (const BelayTarget *self)
{
  return &self->end;
}

const char *
belay_target_get_window (const BelayTarget *self)
{
  return self->window;
}

const char *
belay_target_get_program (const BelayTarget *self)
{
  return self->program;
}

/**
 * belay_target_describe_source:
 * @self: a target
 *
 * Returns: (transfer full) (nullable): a translated sentence on where the words for it were learnt
 */
char *
belay_target_describe_source (const BelayTarget *self)
{
  switch (belay_target_place_get_source (&self->end))
    {
    case BELAY_TARGET_READ:
    case BELAY_TARGET_DISPUTED:
      return g_strdup (self->window != NULL ? _("Read from the screen. The sandbox names the window.")
                                            : _("Read from the screen."));

    case BELAY_TARGET_SAID:
      return g_strdup (_("Not read from the screen: the sandbox says so."));

    case BELAY_TARGET_AGREED:
      return g_strdup (_("Read from the screen, and the sandbox says the same."));

    case BELAY_TARGET_UNNAMED:
    default:
      return self->window != NULL ? g_strdup (_("The sandbox names the window.")) : NULL;
    }
}

static char *
describe_dispute (const BelayTargetPlace *place)
{
  g_autofree char *said = belay_visible_text (place->said, MAX_SHOWN);
  g_autofree char *read = belay_visible_text (place->read, MAX_SHOWN);

  /* Translators: what a program says that a button, say, is called, and what is written on it. */
  return g_strdup_printf (_("The sandbox says “%s”, the screen reads “%s”."), said, read);
}

/**
 * belay_target_describe_dispute:
 * @self: a target
 *
 * Returns: (transfer full) (nullable): a translated sentence if the sandbox says something else than is written there
 */
char *
belay_target_describe_dispute (const BelayTarget *self)
{
  if (self->has_start && belay_target_place_get_source (&self->start) == BELAY_TARGET_DISPUTED)
    return describe_dispute (&self->start);

  return belay_target_place_get_source (&self->end) == BELAY_TARGET_DISPUTED ? describe_dispute (&self->end) : NULL;
}

/* On the record. */

static const char * const sources[] = {
  [BELAY_TARGET_UNNAMED] = NULL,
  [BELAY_TARGET_READ] = "pixels",
  [BELAY_TARGET_SAID] = "sandbox",
  [BELAY_TARGET_AGREED] = "both",
  [BELAY_TARGET_DISPUTED] = "disputed",
};

static void
set_string (JsonObject *object,
            const char *member,
            const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, member, value);
}

static JsonObject *
place_to_json (const BelayTargetPlace *self)
{
  JsonObject *object = json_object_new ();

  set_string (object, "source", sources[belay_target_place_get_source (self)]);
  set_string (object, "words", belay_target_place_get_words (self));
  set_string (object, "read", self->read);
  if (self->read != NULL)
    {
      json_object_set_boolean_member (object, "near", self->near);
      json_object_set_int_member (object, "confidence", self->confidence);
    }
  set_string (object, "said", self->said);
  set_string (object, "role", self->role);

  return object;
}

JsonObject *
belay_target_to_json (const BelayTarget *self)
{
  JsonObject *object = place_to_json (&self->end);

  if (self->has_start)
    json_object_set_object_member (object, "start", place_to_json (&self->start));
  set_string (object, "window", self->window);
  set_string (object, "program", self->program);

  return object;
}

static const char *
get_string (JsonObject *object,
            const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static gint64
get_int (JsonObject *object,
         const char *member)
{
  JsonNode *node = json_object_get_member (object, member);
  GType type = node != NULL ? json_node_get_value_type (node) : G_TYPE_NONE;

  if (type == G_TYPE_BOOLEAN)
    return json_node_get_boolean (node);

  return type == G_TYPE_INT64 ? json_node_get_int (node) : 0;
}

/* Borrows the strings of @object. */
static BelayTargetPlace
place_from_json (JsonObject *object)
{
  gssize role = find_role (get_string (object, "role"));

  return (BelayTargetPlace) {
    .read = (char *) get_string (object, "read"),
    .near = get_int (object, "near") != 0,
    .confidence = (guint) CLAMP (get_int (object, "confidence"), 0, 100),
    .said = (char *) get_string (object, "said"),
    .role = role >= 0 ? roles[role].role : NULL,
  };
}

/**
 * belay_target_from_json:
 * @object: what belay_target_to_json() made, or anything else
 *
 * Returns: (transfer full): what of it can be understood
 */
BelayTarget *
belay_target_from_json (JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "start");
  gboolean has_start = node != NULL && JSON_NODE_HOLDS_OBJECT (node);
  BelayTargetPlace end = place_from_json (object);
  BelayTargetPlace start = { 0 };

  if (has_start)
    start = place_from_json (json_node_get_object (node));

  return belay_target_new (has_start ? &start : NULL, &end, get_string (object, "window"),
                           get_string (object, "program"));
}
