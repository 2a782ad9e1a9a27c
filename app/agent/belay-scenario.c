/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-scenario.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "belay-agent.h"
#include "belay-json-place.h"

#define FORMAT      1
#define MAX_TURNS   500
#define MAX_ACTIONS 50          /* of one turn */
#define MAX_TEXT    20000       /* characters of one text */
#define MAX_NAME    64

static void
clear_action (BelayScenarioAction *action)
{
  g_free (action->name);
  g_free (action->input);
}

static void
turn_free (BelayScenarioTurn *turn)
{
  g_free (turn->thinking);
  g_free (turn->text);
  g_array_unref (turn->actions);
  g_free (turn);
}

/**
 * belay_scenario_free:
 * @self: (transfer full): a scenario
 */
void
belay_scenario_free (BelayScenario *self)
{
  g_free (self->name);
  g_free (self->title);
  g_free (self->summary);
  g_free (self->task);
  g_ptr_array_unref (self->turns);
  g_free (self);
}

static gboolean
read_action (BelayScenario      *self,
             BelayScenarioTurn  *turn,
             JsonNode           *node,
             const char         *place,
             GError            **error)
{
  static const char * const known[] = { "name", "input", NULL };
  g_autofree char *json = NULL;
  g_autoptr(BelayAction) action = NULL;
  BelayScenarioAction read;
  JsonObject *object, *input;
  GError *reason = NULL;
  const char *name;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return belay_json_refuse_at (place, error, _("an object is needed here"));

  object = json_node_get_object (node);

  if (!belay_json_check_members (object, known, place, error))
    return FALSE;

  if (!belay_json_get_string (object, "name", &name, &reason) ||
      !belay_json_get_object (object, "input", &input, &reason))
    return belay_json_fail_at (place, reason, error);

  json = belay_json_object_to_string (input);
  action = belay_action_parse (&self->space, belay_scenario_get_toolset (name), name, json, -1, &reason);

  if (action == NULL)
    return belay_json_fail_at (place, reason, error);

  read.name = g_strdup (name);
  read.input = g_steal_pointer (&json);
  g_array_append_val (turn->actions, read);

  return TRUE;
}

static gboolean
read_actions (BelayScenario      *self,
              BelayScenarioTurn  *turn,
              JsonObject         *object,
              const char         *place,
              GError            **error)
{
  GError *reason = NULL;
  JsonArray *array;

  if (!json_object_has_member (object, "actions"))
    return TRUE;

  if (!belay_json_get_array (object, "actions", &array, &reason))
    return belay_json_fail_at (place, reason, error);

  if (json_array_get_length (array) == 0 || json_array_get_length (array) > MAX_ACTIONS)
    return belay_json_refuse_at (place, error, _("“actions” needs 1 to %d of them"), MAX_ACTIONS);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *inner = g_strdup_printf ("%s.actions[%u]", place, i);

      if (!read_action (self, turn, json_array_get_element (array, i), inner, error))
        return FALSE;
    }

  return TRUE;
}

/* A question is the end of what is said, and waits for an answer instead of results. */
static gboolean
read_words (BelayScenarioTurn  *turn,
            JsonObject         *object,
            const char         *place,
            GError            **error)
{
  g_autofree char *text = NULL;
  g_autofree char *ask = NULL;

  if (!belay_json_read_text (object, "thinking", TRUE, MAX_TEXT, place, &turn->thinking, error) ||
      !belay_json_read_text (object, "text", TRUE, MAX_TEXT, place, &text, error) ||
      !belay_json_read_text (object, "ask", TRUE, MAX_TEXT, place, &ask, error))
    return FALSE;

  if (ask != NULL && turn->actions->len > 0)
    return belay_json_refuse_at (place, error,
                                 _("“ask” and “actions” exclude each other: a question waits for an answer"));

  if (text == NULL && ask == NULL && turn->actions->len == 0)
    return belay_json_refuse_at (place, error, _("a turn needs “text”, “ask” or “actions”"));

  if (text != NULL && ask != NULL)
    turn->text = g_strconcat (text, "\n\n", ask, NULL);
  else
    turn->text = g_strdup (text != NULL ? text : ask);

  return TRUE;
}

static gboolean
read_turns (BelayScenario  *self,
            JsonObject     *object,
            const char     *member,
            const char     *place,
            guint           following,
            guint          *first,
            GError        **error);

/* The turns of a branch lead back to the turn after the one they belong to. */
static gboolean
read_branches (BelayScenario      *self,
               BelayScenarioTurn  *turn,
               JsonObject         *object,
               const char         *place,
               guint               following,
               GError            **error)
{
  static const char * const branches[] = { "if_approved", "if_refused" };
  guint *targets[] = { &turn->next, &turn->refused };

  turn->next = following;
  turn->refused = BELAY_SCENARIO_END;

  for (gsize i = 0; i < G_N_ELEMENTS (branches); i++)
    {
      if (!json_object_has_member (object, branches[i]))
        continue;

      if (turn->actions->len == 0)
        /* Translators: %s is a word in a file. */
        return belay_json_refuse_at (place, error, _("“%s” belongs to a turn with actions"), branches[i]);

      if (!read_turns (self, object, branches[i], place, following, targets[i], error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_turn (BelayScenario  *self,
           JsonNode       *node,
           const char     *place,
           guint           following,
           guint          *number,
           GError        **error)
{
  static const char * const known[] = { "thinking", "text", "actions", "ask", "if_approved", "if_refused", NULL };
  BelayScenarioTurn *turn;
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return belay_json_refuse_at (place, error, _("an object is needed here"));

  object = json_node_get_object (node);

  if (!belay_json_check_members (object, known, place, error))
    return FALSE;

  if (self->turns->len == MAX_TURNS)
    return belay_json_refuse_at (place, error, _("there are more than %d turns"), MAX_TURNS);

  turn = g_new0 (BelayScenarioTurn, 1);
  turn->actions = g_array_new (FALSE, FALSE, sizeof (BelayScenarioAction));
  g_array_set_clear_func (turn->actions, (GDestroyNotify) clear_action);
  *number = self->turns->len;
  g_ptr_array_add (self->turns, turn);

  return read_actions (self, turn, object, place, error) &&
         read_words (turn, object, place, error) &&
         read_branches (self, turn, object, place, following, error);
}

/* Reads the list @member, from its end: each turn has to know the one after it. The depth is bounded by the parser's. */
static gboolean
read_turns (BelayScenario  *self,
            JsonObject     *object,
            const char     *member,
            const char     *place,
            guint           following,
            guint          *first,
            GError        **error)
{
  GError *reason = NULL;
  JsonArray *array;

  if (!belay_json_get_array (object, member, &array, &reason))
    return belay_json_fail_at (place, reason, error);

  if (json_array_get_length (array) == 0)
    /* Translators: %s is the name of a list in a file. */
    return belay_json_refuse_at (place, error, _("“%s” is empty"), member);

  *first = following;

  for (guint i = json_array_get_length (array); i > 0; i--)
    {
      g_autofree char *inner = g_strdup_printf ("%s%s%s[%u]", place, *place == '\0' ? "" : ".", member, i - 1);

      if (!read_turn (self, json_array_get_element (array, i - 1), inner, *first, first, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_screen (BelayScenario  *self,
             JsonObject     *object,
             GError        **error)
{
  static const char * const known[] = { "width", "height", NULL };
  JsonObject *screen;
  GError *reason = NULL;
  gint64 width, height;

  if (!belay_json_get_object (object, "screen", &screen, &reason))
    return belay_json_fail_at ("", reason, error);

  if (!belay_json_check_members (screen, known, "screen", error))
    return FALSE;

  if (!belay_json_get_int (screen, "width", 1, G_MAXUINT16, &width, &reason) ||
      !belay_json_get_int (screen, "height", 1, G_MAXUINT16, &height, &reason))
    return belay_json_fail_at ("screen", reason, error);

  self->space = (BelayActionSpace) { BELAY_TOOL_SHAPE_TOOLSET_20260801, width, height };

  return TRUE;
}

static gboolean
read_head (BelayScenario  *self,
           JsonObject     *object,
           GError        **error)
{
  static const char * const known[] = { "format", "name", "title", "summary", "task", "screen", "turns", NULL };
  GError *reason = NULL;
  gint64 format;

  if (!belay_json_get_int (object, "format", 1, G_MAXINT, &format, &reason))
    return belay_json_fail_at ("", reason, error);

  if (format != FORMAT)
    return belay_json_refuse_at ("format", error, _("this version of Belay knows format %d only"), FORMAT);

  if (!belay_json_check_members (object, known, "", error) ||
      !belay_json_read_text (object, "name", FALSE, MAX_TEXT, "", &self->name, error) ||
      !belay_json_read_text (object, "title", FALSE, MAX_TEXT, "", &self->title, error) ||
      !belay_json_read_text (object, "summary", FALSE, MAX_TEXT, "", &self->summary, error) ||
      !belay_json_read_text (object, "task", FALSE, MAX_TEXT, "", &self->task, error))
    return FALSE;

  if (strlen (self->name) > MAX_NAME ||
      strspn (self->name, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen (self->name))
    return belay_json_refuse_at ("name", error, _("at most %d small letters, digits and hyphens make a name"), MAX_NAME);

  return read_screen (self, object, error);
}

static BelayScenario *
parse (const char  *json,
       gssize       length,
       GError     **error)
{
  g_autoptr(BelayScenario) self = NULL;
  g_autoptr(JsonNode) node = belay_json_parse (json, length, BELAY_SCENARIO_MAX_SIZE, error);

  if (node == NULL)
    return NULL;

  self = g_new0 (BelayScenario, 1);
  self->turns = g_ptr_array_new_with_free_func ((GDestroyNotify) turn_free);

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      belay_json_refuse_at ("", error, _("a scenario is an object"));
      return NULL;
    }

  if (!read_head (self, json_node_get_object (node), error) ||
      !read_turns (self, json_node_get_object (node), "turns", "", BELAY_SCENARIO_END, &self->first, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * belay_scenario_parse:
 * @json: a scenario
 * @length: bytes of @json, or -1 if it ends with a NUL
 * @error: return location for an error
 *
 * Reads and checks a scenario, each action of it included.
 *
 * Returns: (transfer full) (nullable): the scenario, or %NULL with %BELAY_AGENT_ERROR_SCRIPT, whose message starts with the
 *   place, like “turns[2].actions[0]: …”
 */
BelayScenario *
belay_scenario_parse (const char  *json,
                      gssize       length,
                      GError     **error)
{
  g_autoptr(GError) reason = NULL;
  BelayScenario *self;

  g_return_val_if_fail (json != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self = parse (json, length, &reason);
  if (self == NULL)
    g_set_error_literal (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_SCRIPT, reason->message);

  return self;
}
