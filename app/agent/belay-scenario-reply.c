/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-scenario.h"

#include "belay-json.h"

const char *
belay_scenario_get_toolset (const char *name)
{
  return g_str_equal (name, belay_action_kind_get_name (BELAY_ACTION_BASH)) ||
         g_str_equal (name, belay_action_kind_get_name (BELAY_ACTION_TEXT_EDITOR)) ? NULL : "computer";
}

static GPtrArray *
make_proposals (const BelayScenario     *self,
                const BelayScenarioTurn *turn,
                const char              *id)
{
  GPtrArray *proposals = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < turn->actions->len; i++)
    {
      BelayScenarioAction *action = &g_array_index (turn->actions, BelayScenarioAction, i);
      g_autofree char *proposal_id = g_strdup_printf ("%s_%u", id, i + 1);

      g_ptr_array_add (proposals, belay_proposal_new (&self->space, proposal_id, belay_scenario_get_toolset (action->name),
                                                     action->name, action->input));
    }

  return proposals;
}

static void
append_block (GString    *content,
              const char *type,
              const char *words)
{
  if (words == NULL)
    return;

  g_string_append_printf (content, "%s{\"type\":\"%s\",\"%s\":", content->len > 1 ? "," : "", type, type);
  belay_json_append_string (content, words);
  g_string_append_c (content, '}');
}

/* The content array as a model would have sent it. */
static char *
make_content (const char *thinking,
              const char *text,
              GPtrArray  *proposals)
{
  GString *content = g_string_new ("[");

  append_block (content, "thinking", thinking);
  append_block (content, "text", text);

  for (guint i = 0; i < proposals->len; i++)
    {
      const char *toolset = belay_proposal_get_toolset_name (proposals->pdata[i]);

      g_string_append (content, content->len > 1 ? ",{\"type\":\"tool_use\",\"id\":" : "{\"type\":\"tool_use\",\"id\":");
      belay_json_append_string (content, belay_proposal_get_id (proposals->pdata[i]));
      g_string_append (content, ",\"name\":");
      belay_json_append_string (content, belay_proposal_get_name (proposals->pdata[i]));
      if (toolset != NULL)
        {
          g_string_append (content, ",\"toolset_name\":");
          belay_json_append_string (content, toolset);
        }
      g_string_append_printf (content, ",\"input\":%s}", belay_proposal_get_input (proposals->pdata[i]));
    }

  g_string_append_c (content, ']');

  return g_string_free (content, FALSE);
}

/**
 * belay_scenario_compose_reply:
 * @id: of the reply
 * @model: who says it
 * @thinking: (nullable): what was thought
 * @text: (nullable): what was said
 * @proposals: (element-type BelayProposal): what was proposed, with valid JSON as input
 *
 * Makes what a model would have answered, at no cost.
 *
 * Returns: (transfer full): the reply
 */
BelayReply *
belay_scenario_compose_reply (const char *id,
                              const char *model,
                              const char *thinking,
                              const char *text,
                              GPtrArray  *proposals)
{
  static const BelayUsage usage = { 0 };
  g_autofree char *content = make_content (thinking, text, proposals);
  BelayStopReason reason = proposals->len > 0 ? BELAY_STOP_TOOL_USE : BELAY_STOP_END_TURN;

  return belay_reply_new (id, model, reason, NULL, text != NULL ? text : "", proposals, content, &usage);
}

/**
 * belay_scenario_make_reply:
 * @self: a scenario
 * @turn: a turn, of @self or made for the occasion
 * @id: of the reply; its proposals get ids that start with it
 * @model: who says it
 *
 * Makes of a turn what a model would have answered, at no cost.
 *
 * Returns: (transfer full): the reply
 */
BelayReply *
belay_scenario_make_reply (const BelayScenario     *self,
                           const BelayScenarioTurn *turn,
                           const char              *id,
                           const char              *model)
{
  g_autoptr(GPtrArray) proposals = make_proposals (self, turn, id);

  return belay_scenario_compose_reply (id, model, turn->thinking, turn->text, proposals);
}
