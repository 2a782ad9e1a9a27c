/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-history-private.h"

#include <string.h>

#include "belay-json.h"
#include "belay-moment-private.h"
#include "belay-trail-digest.h"
#include "belay-trail-members.h"

/* Records between two looks at the cancellable. */
#define CANCEL_INTERVAL 256

/* What is known while the records are read one after the other. */
typedef struct
{
  BelayTrailHistory *history;
  GHashTable        *steps;     /* number of a step to its moment */
  BelayMoment       *intended;  /* (nullable) the step of the last intent */
  gboolean           is_zoom;   /* the action of that intent */
  gboolean           ended;     /* its result is there */
  char              *screen;    /* (nullable) GRefString: the last picture of it */
  int                width;
  int                height;
} Loading;

static BelayMoment *
add_moment (Loading                *self,
            BelayMomentKind         kind,
            const BelayTrailRecord *record)
{
  BelayMoment *moment = belay_moment_new (kind, record);

  moment->position = self->history->moments->len;
  moment->cost = self->history->cost;
  moment->picture = self->screen != NULL ? g_ref_string_acquire (self->screen) : NULL;
  moment->width = self->width;
  moment->height = self->height;
  g_ptr_array_add (self->history->moments, moment);

  return moment;
}

/* The picture @moment shows is the screen as it is now. */
static void
set_moment_picture (Loading     *self,
                    BelayMoment *moment)
{
  g_clear_pointer (&moment->picture, g_ref_string_release);
  moment->picture = self->screen != NULL ? g_ref_string_acquire (self->screen) : NULL;
  moment->width = self->width;
  moment->height = self->height;
}

static void
take_dimension (const BelayTrailMember *member,
                int                    *dimension)
{
  gint64 value;

  if (belay_trail_member_int (member, &value) && value <= G_MAXUINT16)
    *dimension = (int) value;
}

/* One of the members that say which picture: TRUE if it names one. */
static gboolean
take_picture_member (Loading                *self,
                     const BelayTrailMember *member)
{
  BelayTrailSpan text;

  if (belay_trail_span_equal (member->name, "width"))
    take_dimension (member, &self->width);
  else if (belay_trail_span_equal (member->name, "height"))
    take_dimension (member, &self->height);

  if (!belay_trail_span_equal (member->name, "sha256") || !belay_trail_member_text (member, &text) ||
      !belay_trail_digest_is_hex (text.at, text.length))
    return FALSE;

  g_clear_pointer (&self->screen, g_ref_string_release);
  self->screen = g_ref_string_new_len (text.at, (gssize) text.length);

  return TRUE;
}

/* "picture": an object with a SHA-256 and a size, or the SHA-256 alone. */
static void
take_picture (Loading                *self,
              const BelayTrailMember *picture)
{
  BelayTrailMember member = { { "sha256", strlen ("sha256") }, picture->value };
  BelayTrailSpan object = picture->value;
  gboolean more;

  if (picture->value.length > 0 && *picture->value.at == '"')
    {
      take_picture_member (self, &member);
      return;
    }

  for (more = belay_trail_scan_first_member (&object, &member); more;
       more = belay_trail_scan_member (&object, &member))
    take_picture_member (self, &member);
}

/* What was decided on, made beside the action: it may arrive after the result, but never before the intent. */
static void
take_decision_frame (Loading                *self,
                     const BelayTrailRecord *record)
{
  BelayTrailSpan payload = record->payload;
  Loading before = { .history = self->history };
  BelayTrailMember member;

  while (belay_trail_scan_member (&payload, &member))
    take_picture_member (&before, &member);

  if (before.screen != NULL)
    set_moment_picture (&before, self->intended);

  g_clear_pointer (&before.screen, g_ref_string_release);
}

/* A picture that is about one step is told with it. */
static void
add_to_step (Loading                *self,
             const BelayTrailRecord *record)
{
  BelayTrailMember member;
  BelayMoment *moment;
  gint64 number;

  if (!belay_trail_members_find (record, "step", &member) || !belay_trail_member_int (&member, &number) ||
      number > G_MAXUINT)
    return;

  moment = g_hash_table_lookup (self->steps, GUINT_TO_POINTER ((guint) number));
  if (moment != NULL)
    g_string_append_len (moment->lines, record->line.at, (gssize) record->line.length);
}

static BelayMoment *
take_frame (Loading                *self,
            const BelayTrailRecord *record)
{
  BelayTrailSpan payload = record->payload;
  BelayTrailMember member;
  BelayMoment *moment = NULL;

  add_to_step (self, record);

  /* What the agent got instead of the screen is no picture of the screen; what was approved before it changed is an old one. */
  if (belay_trail_members_find (record, "why", &member) &&
      (belay_trail_span_equal (member.value, "\"agent\"") || belay_trail_span_equal (member.value, "\"approved\"")))
    return NULL;

  if (self->intended != NULL && belay_trail_members_find (record, "why", &member) &&
      belay_trail_span_equal (member.value, "\"decision\""))
    {
      moment = self->intended;
      take_decision_frame (self, record);
    }

  while ((moment == NULL || !self->ended) && belay_trail_scan_member (&payload, &member))
    take_picture_member (self, &member);

  return moment;
}

static BelayMoment *
take_step (Loading                *self,
           const BelayTrailRecord *record)
{
  BelayTrailMember member;
  BelayMoment *moment;
  gboolean is_proposal = belay_trail_span_equal (record->kind, "tool.proposed");
  gint64 number;

  if (!belay_trail_members_find (record, "step", &member) || !belay_trail_member_int (&member, &number) ||
      number > G_MAXUINT)
    return NULL;

  moment = g_hash_table_lookup (self->steps, GUINT_TO_POINTER ((guint) number));

  if (moment == NULL || is_proposal)
    {
      moment = add_moment (self, BELAY_MOMENT_STEP, record);
      moment->lines = g_string_sized_new (record->line.length);
      g_hash_table_insert (self->steps, GUINT_TO_POINTER ((guint) number), moment);
    }

  g_string_append_len (moment->lines, record->line.at, (gssize) record->line.length);

  return moment;
}

/* What is decided on is what was on screen then. */
static BelayMoment *
take_decision (Loading                *self,
               const BelayTrailRecord *record)
{
  BelayMoment *moment = take_step (self, record);

  if (moment != NULL)
    set_moment_picture (self, moment);

  return moment;
}

static BelayMoment *
take_intent (Loading                *self,
             const BelayTrailRecord *record)
{
  BelayMoment *moment = take_step (self, record);
  BelayTrailMember action, member;
  BelayTrailSpan object;

  self->intended = moment;
  self->is_zoom = FALSE;
  self->ended = FALSE;

  if (moment == NULL || !belay_trail_members_find (record, "action", &action))
    return moment;

  object = action.value;

  if (belay_trail_scan_first_member (&object, &member) && belay_trail_span_equal (member.name, "name"))
    self->is_zoom = belay_trail_span_equal (member.value, "\"zoom\"");

  return moment;
}

static BelayMoment *
take_result (Loading                *self,
             const BelayTrailRecord *record)
{
  BelayMoment *moment = take_step (self, record);
  BelayTrailMember member;

  if (moment != NULL && moment == self->intended)
    self->ended = TRUE;

  /* What was zoomed into is no picture of the screen. */
  if ((moment == NULL || moment != self->intended || !self->is_zoom) &&
      belay_trail_members_find (record, "picture", &member))
    take_picture (self, &member);

  return moment;
}

static void
add_cost (Loading          *self,
          BelayTrailMember *usage)
{
  BelayTrailSpan object = usage->value;
  BelayTrailMember member;
  gboolean more;
  gint64 cost;

  for (more = belay_trail_scan_first_member (&object, &member); more;
       more = belay_trail_scan_member (&object, &member))
    if (belay_trail_span_equal (member.name, "cost_microdollars") && belay_trail_member_int (&member, &cost) &&
        cost <= G_MAXINT64 - self->history->cost)
      self->history->cost += cost;
}

static void
append_block (GString    **out,
              const char  *text)
{
  if (text == NULL || *text == '\0')
    return;

  if (*out == NULL)
    *out = g_string_new (text);
  else
    g_string_append_printf (*out, "\n\n%s", text);
}

/* The blocks of a reply that are words; steps are records of their own. */
static void
read_content (BelayTrailSpan   content,
              GString        **said,
              GString        **thought)
{
  g_autoptr(JsonNode) text = belay_json_parse (content.at, (gssize) content.length, 0, NULL);
  const char *string = text != NULL && JSON_NODE_HOLDS_VALUE (text) ? json_node_get_string (text) : NULL;
  g_autoptr(JsonNode) node = string != NULL ? belay_json_parse (string, -1, 0, NULL) : NULL;
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      JsonObject *block = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
      const char *type = belay_trail_members_get_text (block, "type");

      if (g_strcmp0 (type, "text") == 0)
        append_block (said, belay_trail_members_get_text (block, "text"));
      else if (g_strcmp0 (type, "thinking") == 0)
        append_block (thought, belay_trail_members_get_text (block, "thinking"));
    }
}

static BelayMoment *
take_response (Loading                *self,
               const BelayTrailRecord *record)
{
  BelayTrailMember member;
  GString *said = NULL, *thought = NULL;
  BelayMoment *moment;

  if (belay_trail_members_find (record, "usage", &member))
    add_cost (self, &member);

  if (belay_trail_members_find (record, "content", &member))
    read_content (member.value, &said, &thought);

  if (said == NULL && thought == NULL)
    return NULL;

  moment = add_moment (self, BELAY_MOMENT_SAID, record);
  moment->text = said != NULL ? g_string_free (said, FALSE) : NULL;
  moment->thought = thought != NULL ? g_string_free (thought, FALSE) : NULL;

  return moment;
}

/* Where @moment is a task, an instruction, … the member its words are in. */
static JsonNode *
take_text (BelayMoment            *moment,
           const BelayTrailRecord *record,
           JsonObject            **object)
{
  static const char * const members[] = { "text", "message", "what", "slack", "reason", "why", "operation", "by" };
  JsonNode *node = belay_trail_members_parse (record->line.at, record->line.length, object);

  for (guint i = 0; i < G_N_ELEMENTS (members) && moment->text == NULL; i++)
    moment->text = belay_trail_members_dup_text (*object, members[i]);

  return node;
}

static BelayMoment *
take_open (Loading                *self,
           const BelayTrailRecord *record)
{
  BelayMoment *moment = add_moment (self, BELAY_MOMENT_OPEN, record);
  JsonObject *object;
  g_autoptr(JsonNode) node = belay_trail_members_parse (record->line.at, record->line.length, &object);

  if (self->history->sandbox == NULL)
    self->history->sandbox = belay_trail_members_dup_text (object, "sandbox");

  return moment;
}

static BelayMoment *
take_task (Loading                *self,
           const BelayTrailRecord *record)
{
  BelayTrailHistory *history = self->history;
  BelayMoment *moment = add_moment (self, BELAY_MOMENT_TASK, record);
  JsonObject *object;
  g_autoptr(JsonNode) node = take_text (moment, record, &object);

  if (history->has_task || !belay_trail_span_equal (record->kind, "task"))
    return moment;

  history->has_task = TRUE;
  history->task = g_strdup (moment->text);
  history->agent = belay_trail_members_dup_text (object, "agent");

  if (object != NULL)
    belay_json_get_boolean (object, "rehearsal", &history->rehearsal, NULL);

  return moment;
}

static BelayMoment *
take_words (Loading                *self,
            const BelayTrailRecord *record,
            BelayMomentKind         kind)
{
  BelayMoment *moment = add_moment (self, kind, record);
  JsonObject *object;
  g_autoptr(JsonNode) node = take_text (moment, record, &object);

  if (kind == BELAY_MOMENT_NETWORK)
    {
      moment->host = belay_trail_members_dup_text (object, "host");
      if (moment->text == NULL)
        moment->text = belay_trail_members_dup_text (object, "decision");
    }

  return moment;
}

static BelayMoment *
take_person (Loading                *self,
             const BelayTrailRecord *record)
{
  return take_words (self, record, BELAY_MOMENT_PERSON);
}

static BelayMoment *
take_problem (Loading                *self,
              const BelayTrailRecord *record)
{
  return take_words (self, record, BELAY_MOMENT_PROBLEM);
}

static BelayMoment *
take_close (Loading                *self,
            const BelayTrailRecord *record)
{
  return take_words (self, record, BELAY_MOMENT_CLOSE);
}

/* Its words are said elsewhere: in "instruction" and in each result; of a preflight, in its result; of going back, when it has been done. */
static BelayMoment *
take_request (Loading                *self,
              const BelayTrailRecord *record)
{
  return NULL;
}

static BelayMoment *
take_other (Loading                *self,
            const BelayTrailRecord *record)
{
  static const char prefix[] = "net.";

  if (record->kind.length >= strlen (prefix) && memcmp (record->kind.at, prefix, strlen (prefix)) == 0)
    return take_words (self, record, BELAY_MOMENT_NETWORK);

  return take_words (self, record, BELAY_MOMENT_RECORD);
}

/* The most frequent ones first. */
static const struct
{
  const char    *kind;
  BelayMoment *(*take) (Loading                *self,
                        const BelayTrailRecord *record);
} takers[] = {
  { "tool.proposed", take_step },
  { "scan", take_step },
  { "decision", take_decision },
  { "action.intent", take_intent },
  { "action.result", take_result },
  { "frame", take_frame },
  { "api.request", take_request },
  { "preflight.begin", take_request },
  { "preflight.key", take_request },
  { "preflight.accepted", take_person },
  { "snapshot", take_request },
  { "rewind", take_request },
  { "rewound", take_person },
  { "api.response", take_response },
  { "human.input", take_person },
  { "person.control", take_person },
  { "interrupt", take_person },
  { "slack", take_person },
  { "rules", take_person },
  { "task", take_task },
  { "instruction", take_task },
  { "note", take_problem },
  { "problem", take_problem },
  { "session.open", take_open },
  { "session.close", take_close },
};

static void
take_record (Loading                *self,
             const BelayTrailRecord *record)
{
  BelayTrailHistory *history = self->history;
  BelayMoment *moment = NULL;
  guint place, i;

  for (i = 0; i < G_N_ELEMENTS (takers); i++)
    if (belay_trail_span_equal (record->kind, takers[i].kind))
      break;

  moment = i < G_N_ELEMENTS (takers) ? takers[i].take (self, record) : take_other (self, record);

  /* The first record is a session.open, so there is one before. */
  if (moment != NULL)
    place = moment->position;
  else
    place = history->moments->len > 0 ? history->moments->len - 1 : 0;

  g_array_append_val (history->places, place);

  if (history->places->len == 1)
    history->begin = record->time;

  history->end = record->time;
}

void
belay_trail_history_read (BelayTrailHistory *self,
                          BelayTrailReader  *reader,
                          GCancellable      *cancellable)
{
  g_autoptr(GHashTable) steps = g_hash_table_new (NULL, NULL);
  Loading loading = { .history = self, .steps = steps };
  BelayTrailRecord record;

  while (belay_trail_reader_next (reader, &record, &self->error))
    {
      take_record (&loading, &record);

      if (self->places->len % CANCEL_INTERVAL == 0 && g_cancellable_is_cancelled (cancellable))
        break;
    }

  g_clear_pointer (&loading.screen, g_ref_string_release);
}
