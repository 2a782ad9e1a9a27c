/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-row.h"

#include <string.h>

#include "belay-json.h"
#include "belay-trail-members.h"

/* Bytes of one text that are indexed. */
#define MAX_TEXT (64 * 1024)

/* Bytes of a host, an action, … */
#define MAX_FACET 128

/**
 * belay_trail_facet_append:
 * @out: where to append
 * @facet: what it is about
 * @value: anything
 *
 * Appends a word of letters and digits, whatever @value holds: "z" begins an escape.
 */
void
belay_trail_facet_append (GString         *out,
                          BelayTrailFacet  facet,
                          const char      *value)
{
  if (out->len > 0)
    g_string_append_c (out, ' ');

  g_string_append_c (out, (char) facet);

  for (const char *p = value; *p != '\0' && p - value < MAX_FACET; p++)
    {
      char c = g_ascii_tolower (*p);

      if (g_ascii_isalnum (c) && c != 'z')
        g_string_append_c (out, c);
      else
        g_string_append_printf (out, "z%02x", (guint) (guchar) c);
    }
}

/**
 * belay_trail_facet_append_number:
 * @out: where to append
 * @facet: what it is about
 * @value: a number that is not negative
 */
void
belay_trail_facet_append_number (GString         *out,
                                 BelayTrailFacet  facet,
                                 gint64           value)
{
  g_string_append_printf (out, "%s%c%" G_GINT64_FORMAT, out->len > 0 ? " " : "", (char) facet, value);
}

/* Control characters but for line ends and tabs would be mistaken for marks of what was found. */
static void
append_words (GString    *out,
              const char *words)
{
  gsize start, length;

  if (words == NULL || *words == '\0')
    return;

  if (out->len > 0)
    g_string_append (out, " · ");

  start = out->len;
  length = strlen (words);

  if (length > MAX_TEXT)
    {
      const char *end = words + MAX_TEXT;

      while (((guchar) *end & 0xc0) == 0x80)
        end--;

      length = (gsize) (end - words);
    }

  g_string_append_len (out, words, (gssize) length);

  for (char *p = out->str + start; *p != '\0'; p++)
    if ((guchar) *p < 0x20 && *p != '\n' && *p != '\t')
      *p = ' ';
}

static JsonNode *
parse (BelayTrailSpan span)
{
  return belay_json_parse (span.at, (gssize) span.length, 0, NULL);
}

static char *
dup_string (BelayTrailSpan value)
{
  g_autoptr(JsonNode) node = value.length > 0 && *value.at == '"' ? parse (value) : NULL;

  return node != NULL ? g_strdup (json_node_get_string (node)) : NULL;
}

static void
append_string (GString        *out,
               BelayTrailSpan  value)
{
  g_autofree char *text = dup_string (value);

  append_words (out, text);
}

static void
append_facet (GString         *out,
              BelayTrailFacet  facet,
              BelayTrailSpan   value)
{
  g_autofree char *text = dup_string (value);

  if (text != NULL && *text != '\0')
    belay_trail_facet_append (out, facet, text);
}

/* Every text and number in @node, but no names: "coordinate" would be found everywhere. */
static void
append_values (GString  *out,
               JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *member;

      json_object_iter_init_ordered (&iter, json_node_get_object (node));

      while (json_object_iter_next_ordered (&iter, &name, &member))
        append_values (out, member);
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        append_values (out, json_array_get_element (array, i));
    }
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    {
      append_words (out, json_node_get_string (node));
    }
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64)
    {
      g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));

      append_words (out, number);
    }
}

/* The input of an action: JSON in a string. Where it is none, it is a text. */
static void
append_input (GString        *out,
              BelayTrailSpan  value,
              GString        *facets)
{
  g_autofree char *text = dup_string (value);
  g_autoptr(JsonNode) node = text != NULL ? belay_json_parse (text, -1, 0, NULL) : NULL;
  const char *action;

  if (node == NULL)
    {
      append_words (out, text);
      return;
    }

  append_values (out, node);

  /* The tool "computer" of older models says in it what to do. */
  if (facets != NULL && JSON_NODE_HOLDS_OBJECT (node) &&
      (action = belay_trail_members_get_text (json_node_get_object (node), "action")) != NULL)
    belay_trail_facet_append (facets, BELAY_TRAIL_FACET_ACTION, action);
}

static void
append_content (GString        *out,
                BelayTrailSpan  value)
{
  g_autofree char *text = dup_string (value);
  g_autoptr(JsonNode) node = text != NULL ? belay_json_parse (text, -1, 0, NULL) : NULL;
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      JsonObject *block = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;

      append_words (out, belay_trail_members_get_text (block, "text"));
      append_words (out, belay_trail_members_get_text (block, "thinking"));
    }
}

static void
append_findings (GString        *out,
                 BelayTrailSpan  value)
{
  g_autoptr(JsonNode) node = parse (value);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      JsonObject *finding = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;

      append_words (out, belay_trail_members_get_text (finding, "sentence"));
      append_words (out, belay_trail_members_get_text (finding, "guard"));
    }
}

/* What the step was aimed at: what could be read there, and the window. */
static void
append_target (GString        *out,
               BelayTrailSpan  value)
{
  static const char * const words[] = { "read", "said", "window", "program" };
  g_autoptr(JsonNode) node = parse (value);
  JsonObject *target = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  for (guint i = 0; target != NULL && i < G_N_ELEMENTS (words); i++)
    append_words (out, belay_trail_members_get_text (target, words[i]));
}

/* "www.example.org" is found as "example.org", too. */
static void
append_host (GString        *out,
             GString        *facets,
             BelayTrailSpan  value)
{
  g_autofree char *host = dup_string (value);

  append_words (out, host);

  for (const char *p = host; p != NULL && *p != '\0';)
    {
      belay_trail_facet_append (facets, BELAY_TRAIL_FACET_HOST, p);
      p = strchr (p, '.');
      p = p != NULL ? p + 1 : NULL;
    }
}

/* What was decided or sent: an object with the action's name and input. @out: (nullable) */
static void
append_action (GString        *out,
               GString        *facets,
               BelayTrailSpan  value)
{
  BelayTrailMember member;
  gboolean more;

  for (more = belay_trail_scan_first_member (&value, &member); more; more = belay_trail_scan_member (&value, &member))
    {
      if (belay_trail_span_equal (member.name, "name"))
        append_facet (facets, BELAY_TRAIL_FACET_ACTION, member.value);
      else if (out != NULL && belay_trail_span_equal (member.name, "input"))
        append_input (out, member.value, NULL);
    }
}

typedef enum
{
  MEMBER_WORDS,
  MEMBER_INPUT,
  MEMBER_CONTENT,
  MEMBER_FINDINGS,
  MEMBER_TARGET,
  MEMBER_HOST,
  MEMBER_ACTION,
  MEMBER_DECIDED,
  MEMBER_SENT,
  MEMBER_DECISION,
  MEMBER_BY,
  MEMBER_STATE,
  MEMBER_STEP,
} MemberKind;

/* Of which kind of record, which member, what it is; "" is any kind that is not named here. */
static const struct
{
  const char *record;
  const char *member;
  MemberKind  kind;
} members[] = {
  { "tool.proposed", "step", MEMBER_STEP },
  { "tool.proposed", "name", MEMBER_ACTION },
  { "tool.proposed", "input", MEMBER_INPUT },
  { "tool.proposed", "invalid", MEMBER_WORDS },
  { "scan", "step", MEMBER_STEP },
  { "scan", "findings", MEMBER_FINDINGS },
  { "decision", "step", MEMBER_STEP },
  { "decision", "verdict", MEMBER_DECISION },
  { "decision", "by", MEMBER_BY },
  { "decision", "reason", MEMBER_WORDS },
  { "decision", "after", MEMBER_DECIDED },
  { "decision", "target", MEMBER_TARGET },
  { "action.intent", "step", MEMBER_STEP },
  { "action.intent", "action", MEMBER_SENT },
  { "action.result", "step", MEMBER_STEP },
  { "action.result", "state", MEMBER_STATE },
  { "action.result", "text", MEMBER_WORDS },
  { "api.response", "content", MEMBER_CONTENT },
  { "api.request", NULL, MEMBER_WORDS },
  { "frame", NULL, MEMBER_WORDS },
  { "interrupt", "by", MEMBER_BY },
  { "task", "text", MEMBER_WORDS },
  { "problem", "message", MEMBER_WORDS },
  { "", "host", MEMBER_HOST },
  { "", "by", MEMBER_BY },
  { "", "state", MEMBER_STATE },
  { "", "text", MEMBER_WORDS },
  { "", "message", MEMBER_WORDS },
  { "", "what", MEMBER_WORDS },
  { "", "why", MEMBER_WORDS },
  { "", "reason", MEMBER_WORDS },
  { "", "slack", MEMBER_WORDS },
  { "", "operation", MEMBER_WORDS },
  { "", "sandbox", MEMBER_WORDS },
  { "", "user", MEMBER_WORDS },
};

static gboolean
is_known (BelayTrailSpan kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (belay_trail_span_equal (kind, members[i].record))
      return TRUE;

  return FALSE;
}

/* Of what is nothing but a facet. */
static BelayTrailFacet
get_facet (MemberKind kind)
{
  if (kind == MEMBER_DECISION)
    return BELAY_TRAIL_FACET_DECISION;

  return kind == MEMBER_BY ? BELAY_TRAIL_FACET_BY : BELAY_TRAIL_FACET_STATE;
}

static void
take_member (MemberKind      kind,
             BelayTrailSpan  value,
             GString        *text,
             GString        *facets)
{
  switch (kind)
    {
    case MEMBER_WORDS:
      append_string (text, value);
      break;

    case MEMBER_INPUT:
      append_input (text, value, facets);
      break;

    case MEMBER_CONTENT:
      append_content (text, value);
      break;

    case MEMBER_FINDINGS:
      append_findings (text, value);
      break;

    case MEMBER_TARGET:
      append_target (text, value);
      break;

    case MEMBER_HOST:
      append_host (text, facets, value);
      break;

    case MEMBER_ACTION:
      append_string (text, value);
      append_facet (facets, BELAY_TRAIL_FACET_ACTION, value);
      break;

    case MEMBER_DECIDED:
      append_action (text, facets, value);
      break;

    case MEMBER_SENT:
      /* The words are those that were proposed, or decided. */
      append_action (NULL, facets, value);
      break;

    case MEMBER_DECISION:
    case MEMBER_BY:
    case MEMBER_STATE:
      append_facet (facets, get_facet (kind), value);
      break;

    case MEMBER_STEP:
    default:
      break;
    }
}

/**
 * belay_trail_row_read:
 * @record: a record
 * @step: (out): the number of the step it is about, or 0
 * @text: where to append its words
 * @facets: where to append what else is said of it
 *
 * Returns: where it belongs in the index
 */
BelayTrailRowKind
belay_trail_row_read (const BelayTrailRecord *record,
                      gint64                 *step,
                      GString                *text,
                      GString                *facets)
{
  gboolean known = is_known (record->kind);
  BelayTrailSpan payload = record->payload;
  BelayTrailMember member;
  gsize n_text = text->len, n_facets = facets->len;

  *step = 0;

  while (belay_trail_scan_member (&payload, &member))
    for (guint i = 0; i < G_N_ELEMENTS (members); i++)
      {
        if (members[i].member == NULL || !belay_trail_span_equal (member.name, members[i].member) ||
            (known ? !belay_trail_span_equal (record->kind, members[i].record) : *members[i].record != '\0'))
          continue;

        if (members[i].kind != MEMBER_STEP)
          take_member (members[i].kind, member.value, text, facets);
        else if (!belay_trail_member_int (&member, step) || *step > G_MAXUINT)
          *step = 0;
      }

  if (*step > 0)
    return BELAY_TRAIL_ROW_STEP;

  return text->len > n_text || facets->len > n_facets ? BELAY_TRAIL_ROW_OWN : BELAY_TRAIL_ROW_NONE;
}
