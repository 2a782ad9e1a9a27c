/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scripted-agent.h"

#include <stdio.h>
#include <string.h>

#include "belay-json.h"

struct _TestScriptedAgent
{
  GObject    parent_instance;

  JsonNode  *script;
  guint      next;
  char      *told;
  guint      returned;
  guint      n_ids;
  int        width;
  int        height;
  GTask     *task;              /* of the ask under way */
  guint      source;
  JsonObject *reply;            /* being said, owned by @script */
  GPtrArray *proposals;
};

static void agent_iface_init (BelayAgentInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestScriptedAgent, test_scripted_agent, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BELAY_TYPE_AGENT, agent_iface_init))

static void
test_scripted_agent_finalize (GObject *object)
{
  TestScriptedAgent *self = TEST_SCRIPTED_AGENT (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->script, json_node_unref);
  g_clear_pointer (&self->told, g_free);
  g_clear_pointer (&self->proposals, g_ptr_array_unref);

  G_OBJECT_CLASS (test_scripted_agent_parent_class)->finalize (object);
}

static void
test_scripted_agent_class_init (TestScriptedAgentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_scripted_agent_finalize;
}

static void
test_scripted_agent_init (TestScriptedAgent *self)
{
}

BelayAgent *
test_scripted_agent_new (const char *script)
{
  TestScriptedAgent *self = g_object_new (TEST_TYPE_SCRIPTED_AGENT, NULL);
  g_autoptr(GError) error = NULL;

  self->script = belay_json_parse (script, -1, BELAY_JSON_MAX_SIZE, &error);
  g_assert_no_error (error);

  return BELAY_AGENT (self);
}

static char *
write_message (BelayMessage *message)
{
  GPtrArray *results = belay_message_get_results (message);
  const BelayMessagePicture *picture = belay_message_get_picture (message);
  g_autoptr(JsonObject) object = json_object_new ();
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < results->len; i++)
    {
      const BelayResult *result = results->pdata[i];
      JsonObject *element = json_object_new ();

      json_object_set_string_member (element, "id", result->id);
      json_object_set_boolean_member (element, "is_error", result->is_error);
      json_object_set_string_member (element, "text", result->text != NULL ? result->text : "");
      json_object_set_boolean_member (element, "picture", result->picture != NULL);
      json_array_add_object_element (array, element);
    }

  json_object_set_string_member (object, "event", "told");
  json_object_set_array_member (object, "results", array);
  json_object_set_string_member (object, "text", belay_message_get_text (message) != NULL
                                 ? belay_message_get_text (message) : "");
  json_object_set_boolean_member (object, "picture", picture != NULL);

  return belay_json_object_to_string (object);
}

static void
forget_proposals (TestScriptedAgent *self)
{
  g_clear_pointer (&self->proposals, g_ptr_array_unref);
  self->proposals = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
propose (TestScriptedAgent *self,
         JsonObject        *reply,
         const char        *member)
{
  const BelayActionSpace space = { BELAY_TOOL_SHAPE_TOOLSET_20260801, self->width, self->height };
  JsonArray *actions;

  if (!belay_json_has (reply, member))
    return;

  actions = json_object_get_array_member (reply, member);
  for (guint i = 0; i < json_array_get_length (actions); i++)
    {
      JsonObject *action = json_array_get_object_element (actions, i);
      const char *name = json_object_get_string_member (action, "name");
      gboolean shell = g_str_equal (name, "bash") || g_str_equal (name, "str_replace_based_edit_tool");
      g_autofree char *input = belay_json_to_string (json_object_get_member (action, "input"));
      g_autofree char *id = g_strdup_printf ("toolu_%u", ++self->n_ids);
      BelayProposal *proposal = belay_proposal_new (&space, id, shell ? NULL : "computer", name, input);

      g_ptr_array_add (self->proposals, proposal);
      g_signal_emit_by_name (self, "proposal", proposal);
    }
}

static BelayStopReason
parse_stop (const char *stop)
{
  static const char *const names[] = { "tool_use", "end_turn", "max_tokens", "refusal", "context" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (g_str_equal (names[i], stop))
        return (BelayStopReason) i;
    }

  return BELAY_STOP_OTHER;
}

/* What was said, as a model's reply has it; the proposals are on the record anyway. */
static char *
compose_content (const char *text)
{
  GString *content = g_string_new ("[");

  if (*text != '\0')
    {
      g_string_append (content, "{\"type\":\"text\",\"text\":");
      belay_json_append_string (content, text);
      g_string_append_c (content, '}');
    }

  g_string_append_c (content, ']');

  return g_string_free (content, FALSE);
}

static void
end (TestScriptedAgent *self,
     BelayStopReason    reason,
     const char        *stop,
     const char        *text,
     GPtrArray         *proposals)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);
  const BelayUsage usage = { .input = 10, .output = 5, .cost = 1000 };
  g_autoptr(GPtrArray) none = g_ptr_array_new ();
  g_autofree char *id = g_strdup_printf ("msg_%u", self->next);
  g_autofree char *content = compose_content (text);

  g_task_return_pointer (task,
                         belay_reply_new (id, "scripted", reason, reason > BELAY_STOP_END_TURN ? stop : NULL, text,
                                          reason == BELAY_STOP_TOOL_USE ? proposals : none, content, &usage),
                         g_object_unref);
}

/* The reply has been heard; it ends. */
static gboolean
finish (gpointer user_data)
{
  TestScriptedAgent *self = user_data;
  JsonObject *reply = self->reply;
  const char *stop;

  self->source = 0;

  if (reply == NULL)
    {
      end (self, BELAY_STOP_END_TURN, NULL, "Done.", NULL);
      return G_SOURCE_REMOVE;
    }

  if (belay_json_has (reply, "error"))
    {
      g_autoptr(GTask) task = g_steal_pointer (&self->task);

      if (g_str_equal (json_object_get_string_member (reply, "error"), "full"))
        g_task_return_new_error (task, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_FULL, "This is full.");
      else
        g_task_return_new_error (task, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_NETWORK, "The network is gone.");
      return G_SOURCE_REMOVE;
    }

  propose (self, reply, "later");
  stop = json_object_get_string_member_with_default (reply, "stop", "tool_use");
  end (self, parse_stop (stop), stop, json_object_get_string_member_with_default (reply, "text", ""), self->proposals);

  return G_SOURCE_REMOVE;
}

/* Everything the reply says is said; it ends "hold_open_ms" later. */
static gboolean
speak (gpointer user_data)
{
  TestScriptedAgent *self = user_data;
  JsonArray *replies = json_object_get_array_member (json_node_get_object (self->script), "replies");
  JsonObject *reply = NULL;

  if (self->next < json_array_get_length (replies))
    reply = json_array_get_object_element (replies, self->next++);

  self->reply = reply;
  if (reply == NULL)
    {
      g_signal_emit_by_name (self, "text", "Done.");
      self->source = g_idle_add (finish, self);
      return G_SOURCE_REMOVE;
    }

  if (belay_json_has (reply, "thinking"))
    g_signal_emit_by_name (self, "thinking", json_object_get_string_member (reply, "thinking"));
  if (belay_json_has (reply, "text"))
    g_signal_emit_by_name (self, "text", json_object_get_string_member (reply, "text"));

  forget_proposals (self);
  propose (self, reply, "actions");
  if (json_object_get_boolean_member_with_default (reply, "reset", FALSE))
    {
      g_signal_emit_by_name (self, "reset");
      forget_proposals (self);
      propose (self, reply, "actions");
    }

  self->source = g_timeout_add (json_object_get_int_member_with_default (reply, "hold_open_ms", 0), finish, self);

  return G_SOURCE_REMOVE;
}

static void
on_cancelled (GCancellable      *cancellable,
              TestScriptedAgent *self)
{
  if (self->task == NULL || g_task_get_cancellable (self->task) != cancellable)
    return;

  g_clear_handle_id (&self->source, g_source_remove);
  {
    g_autoptr(GTask) task = g_steal_pointer (&self->task);

    g_task_return_error_if_cancelled (task);
  }
}

static void
ask_async (BelayAgent          *agent,
           BelayMessage        *message,
           GCancellable        *cancellable,
           GAsyncReadyCallback  callback,
           gpointer             user_data)
{
  TestScriptedAgent *self = TEST_SCRIPTED_AGENT (agent);

  g_assert_null (self->task);
  g_free (self->told);
  self->told = write_message (message);
  /* To a test that drives a session from outside it is an answer, to one in the same process a remark. */
  printf ("%s%s\n", g_test_initialized () ? "# " : "", self->told);
  self->task = g_task_new (self, cancellable, callback, user_data);
  g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (on_cancelled), self, 0);
  self->source = g_idle_add (speak, self);
}

static BelayReply *
ask_finish (BelayAgent    *agent,
            GAsyncResult  *result,
            GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static const char *
get_title (BelayAgent *agent)
{
  return "Scripted";
}

static gboolean
is_rehearsal (BelayAgent *agent)
{
  return TRUE;
}

static BelayTier
get_tier (BelayAgent *agent)
{
  return BELAY_TIER_HIGH;
}

static char *
describe (BelayAgent *agent)
{
  return g_strdup ("{}");
}

static void
set_screen (BelayAgent *agent,
            int         picture_width,
            int         picture_height)
{
  TEST_SCRIPTED_AGENT (agent)->width = picture_width;
  TEST_SCRIPTED_AGENT (agent)->height = picture_height;
}

static void
retry_now (BelayAgent *agent)
{
}

static void
begin_anew (BelayAgent *agent)
{
  printf ("{\"event\":\"anew\",\"value\":\"\"}\n");
}

static guint
get_mark (BelayAgent *agent)
{
  return TEST_SCRIPTED_AGENT (agent)->next;
}

static void
return_to (BelayAgent *agent,
           guint       mark)
{
  TEST_SCRIPTED_AGENT (agent)->returned = mark;
}

const char *
test_scripted_agent_get_told (TestScriptedAgent *self)
{
  return self->told;
}

guint
test_scripted_agent_get_n_replies (TestScriptedAgent *self)
{
  return self->next;
}

guint
test_scripted_agent_get_returned (TestScriptedAgent *self)
{
  return self->returned;
}

static void
agent_iface_init (BelayAgentInterface *iface)
{
  iface->get_mark = get_mark;
  iface->return_to = return_to;
  iface->get_title = get_title;
  iface->get_model = get_title;
  iface->is_rehearsal = is_rehearsal;
  iface->get_tier = get_tier;
  iface->describe = describe;
  iface->set_screen = set_screen;
  iface->ask_async = ask_async;
  iface->ask_finish = ask_finish;
  iface->retry_now = retry_now;
  iface->begin_anew = begin_anew;
}
