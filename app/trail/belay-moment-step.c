/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-moment-private.h"

#include <string.h>

#include "belay-json.h"
#include "belay-trail-digest.h"
#include "belay-trail-members.h"

static void
origin_free (gpointer data)
{
  BelayMomentOrigin *origin = data;

  g_free (origin->origin);
  g_free (origin);
}

static void
finding_free (gpointer data)
{
  BelayMomentFinding *finding = data;

  g_free (finding->guard);
  g_free (finding->severity);
  g_free (finding->sentence);
  g_free (finding);
}

void
belay_moment_step_free (BelayMomentStep *step)
{
  char **strings[] = {
    &step->tool_use_id, &step->toolset, &step->name, &step->input, &step->invalid, &step->verdict, &step->by,
    &step->slack, &step->reason, &step->decided_name, &step->decided_input, &step->sent_name, &step->sent_input,
    &step->events, &step->state, &step->text, &step->before, &step->after,
    &step->approved, &step->held,
  };

  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    g_free (*strings[i]);

  g_clear_pointer (&step->target, belay_target_unref);
  g_ptr_array_unref (step->findings);
  g_ptr_array_unref (step->origins);
  g_array_unref (step->decisions);
  g_free (step);
}

static void
take_text (char       **string,
           JsonObject  *object,
           const char  *member)
{
  g_free (*string);
  *string = belay_trail_members_dup_text (object, member);
}

static guint
get_guint (JsonObject *object,
           const char *member)
{
  return (guint) CLAMP (belay_trail_members_get_int (object, member, 0), 0, G_MAXUINT);
}

static void
take_proposal (BelayMomentStep *self,
               JsonObject      *object)
{
  self->turn = get_guint (object, "turn");
  self->index = get_guint (object, "index");
  take_text (&self->tool_use_id, object, "tool_use_id");
  take_text (&self->toolset, object, "toolset_name");
  take_text (&self->name, object, "name");
  take_text (&self->input, object, "input");
  take_text (&self->invalid, object, "invalid");
  self->proposed_at = belay_trail_members_get_int (object, "t", 0);
}

static gboolean
read_region (JsonObject *object,
             BelayRect  *region)
{
  static const char * const members[] = { "x", "y", "width", "height" };
  int *const values[] = { &region->x, &region->y, &region->width, &region->height };
  gint64 value;

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      if (object == NULL || !belay_json_get_int (object, members[i], 0, G_MAXUINT16, &value, NULL))
        return FALSE;

      *values[i] = (int) value;
    }

  return TRUE;
}

static void
take_origins (BelayMomentStep *self,
              JsonObject      *object)
{
  JsonArray *array = NULL;

  g_ptr_array_set_size (self->origins, 0);

  if (!json_object_has_member (object, "origins") || !belay_json_get_array (object, "origins", &array, NULL))
    return;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      JsonObject *element = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      BelayMomentOrigin *origin;
      gint64 start, length;

      if (element == NULL || !belay_json_get_int (element, "start", 0, G_MAXINT32, &start, NULL) ||
          !belay_json_get_int (element, "length", 1, G_MAXINT32, &length, NULL))
        continue;

      origin = g_new0 (BelayMomentOrigin, 1);
      origin->start = (guint) start;
      origin->length = (guint) length;
      origin->origin = belay_trail_members_dup_text (element, "origin");
      origin->has_region = read_region (belay_trail_members_get_object (element, "region"), &origin->region);
      g_ptr_array_add (self->origins, origin);
    }
}

/* Each scan says all that was found until then. */
static void
take_findings (BelayMomentStep *self,
               JsonObject      *object)
{
  JsonArray *array = NULL;

  g_ptr_array_set_size (self->findings, 0);
  take_origins (self, object);

  if (!belay_json_get_array (object, "findings", &array, NULL))
    return;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      JsonObject *element = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      BelayMomentFinding *finding;

      if (belay_trail_members_get_text (element, "sentence") == NULL)
        continue;

      finding = g_new0 (BelayMomentFinding, 1);
      finding->sentence = belay_trail_members_dup_text (element, "sentence");
      take_text (&finding->guard, element, "guard");
      take_text (&finding->severity, element, "severity");
      finding->has_region = read_region (belay_trail_members_get_object (element, "region"), &finding->region);

      if (finding->guard == NULL)
        finding->guard = g_strdup ("");

      if (finding->severity == NULL)
        finding->severity = g_strdup ("");

      g_ptr_array_add (self->findings, finding);
    }
}

/* Static: NULL for a word that is none of @words. */
static const char *
know_word (const char *const *words,
           const char        *word)
{
  for (guint i = 0; word != NULL && words[i] != NULL; i++)
    if (g_str_equal (words[i], word))
      return words[i];

  return NULL;
}

static void
add_decision (BelayMomentStep *self,
              JsonObject      *object)
{
  static const char *const verdicts[] = { "approve", "edit", "skip", "reject", "look-again", "take-back", NULL };
  static const char *const deciders[] = { "person", "slack", "rule", NULL };
  const BelayReviewDecision decision = {
    .verdict = know_word (verdicts, self->verdict),
    .by = know_word (deciders, self->by),
    .visible_ms = self->visible_ms,
    .together = get_guint (object, "together"),
    .flagged = belay_moment_step_is_flagged (self),
  };

  if (decision.verdict != NULL && decision.by != NULL)
    g_array_append_val (self->decisions, decision);
}

static void
take_decision (BelayMomentStep *self,
               JsonObject      *object)
{
  JsonObject *after = belay_trail_members_get_object (object, "after");
  JsonObject *target = belay_trail_members_get_object (object, "target");

  g_clear_pointer (&self->target, belay_target_unref);
  self->target = target != NULL ? belay_target_from_json (target) : NULL;
  take_text (&self->verdict, object, "verdict");
  take_text (&self->by, object, "by");
  take_text (&self->slack, object, "slack");
  take_text (&self->reason, object, "reason");
  take_text (&self->decided_name, after, "name");
  take_text (&self->decided_input, after, "input");
  self->visible_ms = belay_trail_members_get_int (object, "visible_ms", -1);
  self->decided_at = belay_trail_members_get_int (object, "t", 0);
  add_decision (self, object);
}

/* Nothing is known of how it ended until there is another result. */
static void
take_intent (BelayMomentStep *self,
             JsonObject      *object)
{
  JsonObject *action = belay_trail_members_get_object (object, "action");
  JsonArray *events = NULL;

  take_text (&self->sent_name, action, "name");
  take_text (&self->sent_input, action, "input");
  self->intended_at = belay_trail_members_get_int (object, "t", 0);

  g_clear_pointer (&self->events, g_free);
  self->n_events = 0;

  if (belay_json_get_array (object, "events", &events, NULL))
    {
      self->events = belay_json_to_string (json_object_get_member (object, "events"));
      self->n_events = json_array_get_length (events);
    }

  g_clear_pointer (&self->state, g_free);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->after, g_free);
  self->n_sent = 0;
  self->ended_at = 0;
}

static void
take_result (BelayMomentStep *self,
             JsonObject      *object)
{
  const char *picture = belay_trail_members_get_text (object, "picture");

  if (picture == NULL)
    picture = belay_trail_members_get_text (belay_trail_members_get_object (object, "picture"), "sha256");

  take_text (&self->state, object, "state");
  take_text (&self->text, object, "text");
  self->n_sent = belay_trail_members_get_int (object, "sent", 0);
  self->n_events = belay_trail_members_get_int (object, "events", self->n_events);
  self->ended_at = belay_trail_members_get_int (object, "t", 0);

  g_free (self->after);
  self->after = picture != NULL && belay_trail_digest_is_hex (picture, strlen (picture)) ? g_strdup (picture) : NULL;
}

/* The screen a decision was bound to, and the one that was found. */
static void
take_frame (BelayMomentStep *self,
            JsonObject      *object)
{
  const char *why = belay_trail_members_get_text (object, "why");
  const char *sha256 = belay_trail_members_get_text (object, "sha256");
  char **place = g_strcmp0 (why, "approved") == 0 ? &self->approved : g_strcmp0 (why, "held") == 0 ? &self->held : NULL;

  if (place == NULL || sha256 == NULL || !belay_trail_digest_is_hex (sha256, strlen (sha256)))
    return;

  g_free (*place);
  *place = g_strdup (sha256);
}

static void
take_line (BelayMomentStep *self,
           const char      *line,
           gsize            length)
{
  static const struct
  {
    const char *kind;
    void     (* take) (BelayMomentStep *self,
                       JsonObject      *object);
  } takers[] = {
    { "tool.proposed", take_proposal },
    { "scan", take_findings },
    { "decision", take_decision },
    { "action.intent", take_intent },
    { "action.result", take_result },
    { "frame", take_frame },
  };
  JsonObject *object;
  g_autoptr(JsonNode) node = belay_trail_members_parse (line, length, &object);
  const char *kind = belay_trail_members_get_text (object, "kind");

  if (kind == NULL)
    return;

  self->number = get_guint (object, "step");

  for (guint i = 0; i < G_N_ELEMENTS (takers); i++)
    if (g_str_equal (kind, takers[i].kind))
      takers[i].take (self, object);
}

/**
 * belay_moment_step_is_flagged:
 * @self: a step
 *
 * Returns: whether anything of warn or hold is among what was found of it
 */
gboolean
belay_moment_step_is_flagged (const BelayMomentStep *self)
{
  for (guint i = 0; i < self->findings->len; i++)
    {
      const BelayMomentFinding *finding = self->findings->pdata[i];

      if (g_str_equal (finding->severity, "warn") || g_str_equal (finding->severity, "hold"))
        return TRUE;
    }

  return FALSE;
}

/**
 * belay_moment_step_new:
 * @lines: (array length=length): the records of a step, in order
 * @length: their length in bytes
 *
 * What cannot be read is left out; what the header does not call nullable is empty then.
 *
 * Returns: (transfer full): what became of the proposal, but for the picture before it
 */
BelayMomentStep *
belay_moment_step_new (const char *lines,
                       gsize       length)
{
  BelayMomentStep *self = g_new0 (BelayMomentStep, 1);
  const char *end = lines + length;

  self->findings = g_ptr_array_new_with_free_func (finding_free);
  self->origins = g_ptr_array_new_with_free_func (origin_free);
  self->decisions = g_array_new (FALSE, FALSE, sizeof (BelayReviewDecision));
  self->visible_ms = -1;

  while (lines < end)
    {
      const char *next = memchr (lines, '\n', (gsize) (end - lines));

      next = next != NULL ? next + 1 : end;
      take_line (self, lines, (gsize) (next - lines));
      lines = next;
    }

  if (self->tool_use_id == NULL)
    self->tool_use_id = g_strdup ("");

  if (self->name == NULL)
    self->name = g_strdup ("");

  if (self->input == NULL)
    self->input = g_strdup ("");

  return self;
}
