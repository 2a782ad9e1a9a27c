/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-hands.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>

#include "belay-json.h"
#include "belay-trail.h"
#include "belay-trail-held.h"
#include "belay-trail-log.h"

#define MAX_SIDE    65535       /* RFC 6143: the coordinates of a pointer event have 16 bits */

/*
 * What a session held down when its records end. A step that has ended has let go of its keys, and of its buttons too
 * unless it was done; of one that has not ended nobody knows how far it went, so that whatever it was to press may be
 * down.
 */
struct _BelayTrailHands
{
  char      *sandbox;           /* NULL: Belay's own, gone with the session */
  gint64     step;              /* whose intent was the last one */
  guint      buttons_before;    /* it */
  GPtrArray *keys;              /* names, each once */
  gboolean   pressed;           /* a button may be down */
  guint      buttons;           /* those that are if all was sent */
  int        x, y;              /* the pointer */
  int        press_x, press_y;  /* where it last pressed */
};

/**
 * belay_trail_hands_new:
 *
 * Returns: (transfer full): hands that hold nothing
 */
BelayTrailHands *
belay_trail_hands_new (void)
{
  BelayTrailHands *self = g_new0 (BelayTrailHands, 1);

  self->keys = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * belay_trail_hands_free:
 * @self: (transfer full) (nullable): hands
 */
void
belay_trail_hands_free (BelayTrailHands *self)
{
  if (self == NULL)
    return;

  g_free (self->sandbox);
  g_ptr_array_unref (self->keys);
  g_free (self);
}

static gboolean
get_string (JsonArray   *event,
            guint        index,
            const char **value)
{
  JsonNode *node = index < json_array_get_length (event) ? json_array_get_element (event, index) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return FALSE;

  *value = json_node_get_string (node);

  return TRUE;
}

static gboolean
get_number (JsonArray *event,
            guint      index,
            int        maximum,
            int       *value)
{
  JsonNode *node = index < json_array_get_length (event) ? json_array_get_element (event, index) : NULL;
  gint64 number;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;

  number = json_node_get_int (node);
  if (number < 0 || number > maximum)
    return FALSE;

  *value = (int) number;

  return TRUE;
}

static void
add_key (BelayTrailHands *self,
         const char      *name)
{
  if (!g_ptr_array_find_with_equal_func (self->keys, name, g_str_equal, NULL))
    g_ptr_array_add (self->keys, g_strdup (name));
}

static void
set_buttons (BelayTrailHands *self,
             guint            buttons)
{
  if (buttons & ~self->buttons)
    {
      self->pressed = TRUE;
      self->press_x = self->x;
      self->press_y = self->y;
    }

  self->buttons = buttons;
}

/* What belay_input_plan_to_json() writes. */
static void
follow (BelayTrailHands *self,
        JsonArray       *event)
{
  const char *kind, *text;
  int x, y, n;

  if (!get_string (event, 0, &kind))
    return;

  if (g_str_equal (kind, "key") && get_string (event, 1, &text))
    {
      add_key (self, text);
    }
  else if (g_str_equal (kind, "type") && get_string (event, 1, &text))
    {
      for (; *text != '\0'; text++)
        add_key (self, (char[]) { *text, '\0' });
    }
  else if (g_str_equal (kind, "press") && get_number (event, 1, 8, &n) && n > 0)
    {
      set_buttons (self, self->buttons | (1u << (n - 1)));
    }
  else if (g_str_equal (kind, "release") && get_number (event, 1, 8, &n) && n > 0)
    {
      set_buttons (self, self->buttons & ~(1u << (n - 1)));
    }
  else if (get_number (event, 1, MAX_SIDE, &x) && get_number (event, 2, MAX_SIDE, &y))
    {
      self->x = x;
      self->y = y;
      if (get_number (event, 3, 255, &n))
        set_buttons (self, (guint) n);
    }
}

static void
let_go (BelayTrailHands *self)
{
  g_ptr_array_set_size (self->keys, 0);
  self->buttons = 0;
  self->pressed = FALSE;
}

static void
take_in_open (BelayTrailHands *self,
              JsonObject      *object)
{
  const char *sandbox;
  gboolean own = TRUE;

  if (belay_json_get_boolean (object, "own_sandbox", &own, NULL) && !own &&
      belay_json_get_string (object, "sandbox", &sandbox, NULL))
    self->sandbox = g_strdup (sandbox);
}

static void
take_in_intent (BelayTrailHands *self,
                JsonObject      *object)
{
  JsonArray *events;

  if (!belay_json_get_int (object, "step", 0, G_MAXINT32, &self->step, NULL) ||
      !belay_json_get_array (object, "events", &events, NULL))
    return;

  self->buttons_before = self->buttons;

  for (guint i = 0; i < json_array_get_length (events); i++)
    {
      JsonNode *node = json_array_get_element (events, i);

      if (JSON_NODE_HOLDS_ARRAY (node))
        follow (self, json_node_get_array (node));
    }
}

/* A step without an intent sent nothing: its result says nothing about what is held. */
static void
take_in_result (BelayTrailHands *self,
                JsonObject      *object)
{
  const char *state;
  gint64 step;

  if (!belay_json_get_int (object, "step", 0, G_MAXINT32, &step, NULL) || step != self->step ||
      !belay_json_get_string (object, "state", &state, NULL))
    return;

  if (g_str_equal (state, "not-run"))
    self->buttons = self->buttons_before;
  else if (!g_str_equal (state, "done"))
    self->buttons = 0;

  g_ptr_array_set_size (self->keys, 0);
  self->pressed = self->buttons != 0;
}

/**
 * belay_trail_hands_take_in:
 * @self: hands
 * @record: the next record of the session
 */
void
belay_trail_hands_take_in (BelayTrailHands        *self,
                           const BelayTrailRecord *record)
{
  static const char *const kinds[] = { "session.open", "action.intent", "action.result" };
  g_autoptr(JsonNode) node = NULL;
  JsonObject *object;
  guint kind = 0;

  /* Each of these is written when everything has been released. */
  if (belay_trail_span_equal (record->kind, "interrupt") || belay_trail_span_equal (record->kind, "problem"))
    let_go (self);

  while (kind < G_N_ELEMENTS (kinds) && !belay_trail_span_equal (record->kind, kinds[kind]))
    kind++;

  if (kind == G_N_ELEMENTS (kinds) || (kind > 0 && self->sandbox == NULL))
    return;

  node = belay_json_parse (record->line.at, (gssize) record->line.length, BELAY_TRAIL_MAX_LINE, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;

  object = json_node_get_object (node);
  if (kind == 0)
    take_in_open (self, object);
  else if (kind == 1)
    take_in_intent (self, object);
  else
    take_in_result (self, object);
}

static char *
to_json (BelayTrailHands *self)
{
  g_autoptr(JsonObject) object = json_object_new ();
  JsonArray *keys = json_array_new ();

  json_object_set_string_member (object, "sandbox", self->sandbox);
  for (guint i = 0; i < self->keys->len; i++)
    json_array_add_string_element (keys, self->keys->pdata[i]);
  json_object_set_array_member (object, "keys", keys);
  json_object_set_boolean_member (object, "pressed", self->pressed);
  json_object_set_int_member (object, "x", self->press_x);
  json_object_set_int_member (object, "y", self->press_y);

  return belay_json_object_to_string (object);
}

/**
 * belay_trail_hands_keep:
 * @self: hands
 * @root: the directory of all sessions
 * @session: the id of the one whose records these hands have followed
 * @error: return location for an error
 *
 * Returns: %TRUE if nothing is held, or it is written down; %FALSE with %BELAY_TRAIL_ERROR_WRITE
 */
gboolean
belay_trail_hands_keep (BelayTrailHands  *self,
                        const char       *root,
                        const char       *session,
                        GError          **error)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autofree char *json = NULL;
  g_autoptr(GError) local_error = NULL;

  if (self->sandbox == NULL || (self->keys->len == 0 && !self->pressed))
    return TRUE;

  folder = g_build_filename (root, BELAY_TRAIL_HELD_FOLDER, NULL);
  path = g_build_filename (folder, session, NULL);
  json = to_json (self);

  if ((mkdir (folder, 0700) != 0 && errno != EEXIST) ||
      !g_file_set_contents_full (path, json, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                 &local_error))
    {
      g_set_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_WRITE,
                   /* Translators: %s is the system's reason. */
                   _("What an earlier session left held down cannot be written down: %s"),
                   local_error != NULL ? local_error->message : g_strerror (errno));
      return FALSE;
    }

  return TRUE;
}
