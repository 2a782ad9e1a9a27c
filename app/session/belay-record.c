/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-record-private.h"

#include <openssl/evp.h>

#include "belay-hex.h"
#include "belay-json.h"
#include "belay-provenance.h"

#define PATCH_SIDE 96

void
belay_record_set_string (JsonObject *object,
                         const char *member,
                         const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, member, value);
  else
    json_object_set_null_member (object, member);
}

/* A record of which step, and nothing else yet. */
JsonObject *
belay_record_of_step (BelayStep *step)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "step", belay_step_get_number (step));

  return object;
}

/* An action as the toolset would write it: its name and its input as text, so that no number is rewritten. */
static JsonObject *
of_action (const BelayAction *action)
{
  JsonObject *object = json_object_new ();
  g_autofree char *input = belay_action_to_json (action, BELAY_TOOL_SHAPE_TOOLSET_20260801);

  json_object_set_string_member (object, "name", belay_action_kind_get_name (belay_action_get_kind (action)));
  json_object_set_string_member (object, "input", input);

  return object;
}

static JsonObject *
of_usage (const BelayUsage *usage)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "input", (gint64) usage->input);
  json_object_set_int_member (object, "cache_read", (gint64) usage->cache_read);
  json_object_set_int_member (object, "cache_write_5m", (gint64) usage->cache_write_5m);
  json_object_set_int_member (object, "cache_write_1h", (gint64) usage->cache_write_1h);
  json_object_set_int_member (object, "output", (gint64) usage->output);
  json_object_set_int_member (object, "cost_microdollars", usage->cost);

  return object;
}

JsonObject *
belay_record_open (BelaySandbox *sandbox,
                   guint         flatten)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "app", "belay " BELAY_VERSION);
  json_object_set_string_member (object, "sandbox", belay_sandbox_get_name (sandbox));
  json_object_set_boolean_member (object, "own_sandbox", belay_sandbox_is_own (sandbox));
  json_object_set_string_member (object, "user", g_get_user_name ());
  json_object_set_int_member (object, "flatten", flatten);
  belay_record_add_hosts (object, sandbox);

  return object;
}

JsonObject *
belay_record_task (BelayAgent        *agent,
                   const char        *task,
                   const char        *slack,
                   const BelayBudget *budget,
                   gboolean           shell)
{
  JsonObject *object = json_object_new ();
  JsonObject *limits = json_object_new ();
  g_autofree char *describe = belay_agent_describe (agent);

  json_object_set_string_member (object, "text", task);
  json_object_set_string_member (object, "agent", belay_agent_get_model (agent));
  json_object_set_boolean_member (object, "rehearsal", belay_agent_is_rehearsal (agent));
  json_object_set_string_member (object, "describe", describe);
  json_object_set_string_member (object, "slack", slack);
  json_object_set_boolean_member (object, "shell", shell);
  json_object_set_int_member (limits, "cost_microdollars", budget->cost);
  json_object_set_int_member (limits, "steps", budget->steps);
  json_object_set_int_member (limits, "minutes", budget->minutes);
  json_object_set_object_member (object, "budget", limits);

  return object;
}

/* Which answers went out, and which pictures: their hashes. The words of each answer are in action.result. */
JsonObject *
belay_record_request (BelayMessage *message)
{
  JsonObject *object = json_object_new ();
  JsonArray *results = json_array_new ();
  const BelayMessagePicture *picture = belay_message_get_picture (message);
  GPtrArray *answers = belay_message_get_results (message);

  for (guint i = 0; i < answers->len; i++)
    {
      const BelayResult *answer = answers->pdata[i];
      JsonObject *result = json_object_new ();

      json_object_set_string_member (result, "tool_use_id", answer->id);
      json_object_set_boolean_member (result, "is_error", answer->is_error);
      belay_record_set_string (result, "text", answer->text);
      belay_record_set_string (result, "picture", answer->picture != NULL ? answer->picture->sha256 : NULL);
      json_array_add_object_element (results, result);
    }

  json_object_set_array_member (object, "results", results);
  belay_record_set_string (object, "text", belay_message_get_text (message));
  belay_record_set_string (object, "picture", picture != NULL ? picture->sha256 : NULL);

  return object;
}

JsonObject *
belay_record_response (BelayReply *reply)
{
  static const char *const reasons[] = {
    "tool_use", "end_turn", "max_tokens", "refusal", "model_context_window_exceeded", "other",
  };
  JsonObject *object = json_object_new ();

  belay_record_set_string (object, "id", belay_reply_get_id (reply));
  belay_record_set_string (object, "model", belay_reply_get_model (reply));
  json_object_set_string_member (object, "stop_reason", reasons[belay_reply_get_stop_reason (reply)]);
  belay_record_set_string (object, "stop_detail", belay_reply_get_stop_detail (reply));
  json_object_set_object_member (object, "usage", of_usage (belay_reply_get_usage (reply)));
  belay_record_set_string (object, "content", belay_reply_get_content (reply));

  return object;
}

JsonObject *
belay_record_proposed (BelayStep *step)
{
  BelayProposal *proposal = belay_step_get_proposal (step);
  const GError *error = belay_proposal_get_error (proposal);
  JsonObject *object = belay_record_of_step (step);

  json_object_set_int_member (object, "turn", belay_step_get_turn (step));
  json_object_set_int_member (object, "index", belay_step_get_index (step));
  json_object_set_string_member (object, "tool_use_id", belay_proposal_get_id (proposal));
  belay_record_set_string (object, "toolset_name", belay_proposal_get_toolset_name (proposal));
  json_object_set_string_member (object, "name", belay_proposal_get_name (proposal));
  json_object_set_string_member (object, "input", belay_proposal_get_input (proposal));
  if (error != NULL)
    json_object_set_string_member (object, "invalid", error->message);

  return object;
}

/* Where the words come from: bytes of the proposed text. */
static JsonArray *
of_origins (GPtrArray *parts)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < parts->len; i++)
    {
      const BelayOriginPart *part = parts->pdata[i];
      JsonObject *element = json_object_new ();

      json_object_set_int_member (element, "start", part->start);
      json_object_set_int_member (element, "length", part->length);
      json_object_set_string_member (element, "origin", belay_origin_get_name (part->origin));
      if (part->origin == BELAY_ORIGIN_SCREEN)
        {
          json_object_set_string_member (element, "picture", part->picture);
          json_object_set_object_member (element, "region", belay_record_of_rect (&part->area));
        }
      json_array_add_object_element (array, element);
    }

  return array;
}

JsonObject *
belay_record_scan (BelayStep *step)
{
  static const char *const severities[] = { "note", "warn", "hold" };
  JsonObject *object = belay_record_of_step (step);
  JsonArray *array = json_array_new ();
  GPtrArray *findings = belay_step_get_findings (step);

  for (guint i = 0; i < findings->len; i++)
    {
      BelayFinding *finding = findings->pdata[i];
      JsonObject *element = json_object_new ();
      BelayRect region;

      json_object_set_string_member (element, "guard", belay_finding_get_guard (finding));
      json_object_set_string_member (element, "severity", severities[belay_finding_get_severity (finding)]);
      json_object_set_string_member (element, "sentence", belay_finding_get_sentence (finding));
      if (belay_finding_get_region (finding, &region))
        json_object_set_object_member (element, "region", belay_record_of_rect (&region));
      json_array_add_object_element (array, element);
    }

  json_object_set_array_member (object, "findings", array);
  if (belay_step_get_origins (step) != NULL)
    json_object_set_array_member (object, "origins", of_origins (belay_step_get_origins (step)));
  belay_record_add_file_edit (object, step);

  return object;
}

JsonObject *
belay_record_decision (BelayStep  *step,
                       const char *slack)
{
  const BelayDecision *decision = belay_step_get_decision (step);
  BelayAction *proposed = belay_proposal_get_action (belay_step_get_proposal (step));
  JsonObject *object = belay_record_of_step (step);

  json_object_set_string_member (object, "verdict", belay_verdict_get_name (decision->verdict));
  json_object_set_string_member (object, "by", belay_decider_get_name (decision->by));
  if (decision->rule != NULL)
    {
      json_object_set_string_member (object, "rule", decision->rule->id);
      json_object_set_string_member (object, "rule_name", decision->rule->name);
    }
  json_object_set_string_member (object, "slack", slack);
  belay_record_set_string (object, "reason", decision->reason);
  json_object_set_boolean_member (object, "ahead", decision->ahead);
  json_object_set_boolean_member (object, "named", decision->named);
  if (decision->together > 1)
    json_object_set_int_member (object, "together", decision->together);
  json_object_set_int_member (object, "visible_ms", decision->visible_ms);
  if (decision->frame != NULL)
    json_object_set_int_member (object, "frame", (gint64) belay_frame_get_seq (decision->frame));

  /* What could be read when it was decided. */
  if (belay_step_get_target (step) != NULL)
    json_object_set_object_member (object, "target", belay_target_to_json (belay_step_get_target (step)));

  if (decision->verdict == BELAY_VERDICT_EDIT)
    {
      if (proposed != NULL)
        json_object_set_object_member (object, "before", of_action (proposed));
      json_object_set_object_member (object, "after", of_action (decision->action));
    }

  return object;
}

/**
 * belay_record_take_back:
 * @step: a step whose decision has been taken back before it ran
 * @slack: the slack in force
 *
 * Returns: (transfer full): the payload of a decision that voids the one before
 */
JsonObject *
belay_record_take_back (BelayStep  *step,
                        const char *slack)
{
  JsonObject *object = belay_record_of_step (step);

  json_object_set_string_member (object, "verdict", "take-back");
  json_object_set_string_member (object, "by", "person");
  json_object_set_string_member (object, "slack", slack);

  return object;
}

/* SHA-256 of the pixels around @target: what the approval is bound to. */
static char *
hash_patch (BelayFrame       *frame,
            const BelayPoint *target)
{
  BelayRect area = belay_rect_around (*target, PATCH_SIDE, belay_frame_get_width (frame),
                                      belay_frame_get_height (frame));
  gsize stride = (gsize) area.width * 4;
  g_autofree guint8 *pixels = g_malloc (stride * area.height);
  guint8 digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  char *hex;

  belay_frame_read (frame, &area, pixels, stride);
  if (EVP_Digest (pixels, stride * area.height, digest, &length, EVP_sha256 (), NULL) != 1)
    length = 0;
  hex = g_malloc (2 * length + 1);
  belay_hex_encode (digest, length, hex);

  return hex;
}

/**
 * belay_record_intent:
 * @step: a decided step
 * @plan: (nullable): the events that are about to go out; %NULL: it is not for the screen
 * @frame: (nullable): the screen at this moment
 * @target: (nullable): what it is aimed at, screen pixels
 *
 * Returns: (transfer full): the payload of action.intent
 */
JsonObject *
belay_record_intent (BelayStep            *step,
                     const BelayInputPlan *plan,
                     BelayFrame           *frame,
                     const BelayPoint     *target)
{
  JsonObject *object = belay_record_of_step (step);
  g_autofree char *events = plan != NULL ? belay_input_plan_to_json (plan) : g_strdup ("[]");
  g_autoptr(JsonNode) node = json_from_string (events, NULL);

  json_object_set_object_member (object, "action", of_action (belay_step_get_action (step)));
  json_object_set_member (object, "events", g_steal_pointer (&node));

  if (frame != NULL)
    json_object_set_int_member (object, "frame", (gint64) belay_frame_get_seq (frame));

  if (frame != NULL && target != NULL)
    {
      g_autofree char *hash = hash_patch (frame, target);

      json_object_set_string_member (object, "patch", hash);
    }

  return object;
}

JsonObject *
belay_record_result (BelayStep      *step,
                     BelayStepState  state,
                     const char     *text,
                     guint           n_sent,
                     guint           n_events,
                     BelayPicture   *picture)
{
  JsonObject *object = belay_record_of_step (step);

  json_object_set_string_member (object, "state", belay_step_state_get_name (state));
  json_object_set_int_member (object, "sent", n_sent);
  json_object_set_int_member (object, "events", n_events);
  belay_record_set_string (object, "text", text);

  if (picture != NULL)
    {
      JsonObject *after = json_object_new ();

      belay_record_set_picture (after, picture);
      json_object_set_object_member (object, "picture", after);
    }

  return object;
}

JsonObject *
belay_record_problem (const GError *error)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "domain", g_quark_to_string (error->domain));
  json_object_set_int_member (object, "code", error->code);
  json_object_set_string_member (object, "message", error->message);

  return object;
}

/**
 * belay_record_released:
 * @held: what an earlier session may have left held down
 *
 * Returns: (transfer full): the payload of input.released
 */
JsonObject *
belay_record_released (const BelayTrailHeld *held)
{
  JsonObject *object = json_object_new ();
  g_autoptr(JsonNode) keys = belay_json_parse (held->keys, -1, BELAY_JSON_MAX_SIZE, NULL);

  json_object_set_string_member (object, "session", held->session);
  json_object_set_member (object, "keys", g_steal_pointer (&keys));
  json_object_set_boolean_member (object, "pressed", held->pressed);
  json_object_set_int_member (object, "x", held->x);
  json_object_set_int_member (object, "y", held->y);

  return object;
}

/**
 * belay_record_gap:
 * @reason: why private input has ended, for readers of the record
 * @seconds: how long it took
 *
 * Returns: (transfer full): the payload of person.control
 */
JsonObject *
belay_record_gap (const char *reason,
                  gint64      seconds)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "what", "private input ended");
  json_object_set_string_member (object, "reason", reason);
  json_object_set_int_member (object, "seconds", seconds);

  return object;
}

JsonObject *
belay_record_string (const char *member,
                     const char *value)
{
  JsonObject *object = json_object_new ();

  belay_record_set_string (object, member, value);

  return object;
}
