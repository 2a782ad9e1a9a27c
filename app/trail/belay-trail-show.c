/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-show.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "belay-json.h"
#include "belay-trail-reader.h"
#include "belay-trail-record.h"
#include "belay-trail.h"
#include "belay-visible-text.h"

/* Characters of one member in a line for a person; "show --json" has all of it. */
#define MAX_VALUE 300

/* One line for a person: a step with everything that became of it, or one record. */
typedef struct
{
  gint64   time;
  GString *text;
  gboolean open;                /* an intent without a result so far */
} Row;

typedef struct
{
  GPtrArray  *rows;
  GHashTable *steps;            /* number of a step to its Row */
} Listing;

static void
row_free (gpointer data)
{
  Row *row = data;

  g_string_free (row->text, TRUE);
  g_free (row);
}

/**
 * belay_trail_format_time:
 * @time: nanoseconds since 1970, UTC
 *
 * Returns: (transfer full): the local date and time
 */
char *
belay_trail_format_time (gint64 time)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (time / G_GINT64_CONSTANT (1000000000));
  g_autoptr(GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%F %T") : g_strdup ("?");
}

static JsonObject *
parse_record (const BelayTrailRecord *record,
              JsonNode              **node)
{
  *node = belay_json_parse (record->line.at, (gssize) record->line.length, BELAY_TRAIL_MAX_LINE, NULL);

  return *node != NULL && JSON_NODE_HOLDS_OBJECT (*node) ? json_node_get_object (*node) : NULL;
}

static const char *
get_text (JsonObject *object,
          const char *member)
{
  const char *text = NULL;

  belay_json_get_string (object, member, &text, NULL);

  return text;
}

static Row *
add_row (Listing *self,
         gint64   time)
{
  Row *row = g_new0 (Row, 1);

  row->time = time;
  row->text = g_string_new (NULL);
  g_ptr_array_add (self->rows, row);

  return row;
}

static void
append_visible (Row        *row,
                const char *text)
{
  g_autofree char *visible = belay_visible_text (text, MAX_VALUE);

  g_string_append (row->text, visible);
}

static gboolean
is_common (const char *member)
{
  static const char * const common[] = { "v", "seq", "t", "boot", "mono", "sess", "kind", "prev", NULL };

  return g_strv_contains (common, member);
}

/* The members of a record nobody taught this program to put in words, but for @known. */
static void
append_members (Row                *row,
                JsonObject         *record,
                const char * const *known)
{
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, record);

  while (json_object_iter_next_ordered (&iter, &member, &node))
    {
      g_autofree char *text = NULL;

      if (is_common (member) || (known != NULL && g_strv_contains (known, member)))
        continue;

      g_string_append_c (row->text, ' ');
      append_visible (row, member);
      g_string_append_c (row->text, '=');
      text = belay_json_to_string (node);
      append_visible (row, text);
    }
}

static Row *
get_step_row (Listing    *self,
              JsonObject *record,
              gint64      time)
{
  gint64 step;
  Row *row;

  if (!belay_json_get_int (record, "step", 0, G_MAXINT64, &step, NULL))
    return NULL;

  row = g_hash_table_lookup (self->steps, &step);

  if (row == NULL)
    {
      row = add_row (self, time);
      g_hash_table_insert (self->steps, g_memdup2 (&step, sizeof step), row);
      /* Translators: begins the line of a step; the placeholder is its number. */
      g_string_append_printf (row->text, _("Step %" G_GINT64_FORMAT ":"), step);
    }

  return row;
}

static void
append_proposal (Row        *row,
                 JsonObject *record)
{
  static const char * const known[] = { "step", "turn", "index", "tool_use_id", "toolset_name", "name", "input",
                                        "sentence", NULL };
  const char *sentence = get_text (record, "sentence");
  const char *name = get_text (record, "name");
  const char *input = get_text (record, "input");

  g_string_append_c (row->text, ' ');

  if (sentence != NULL)
    {
      append_visible (row, sentence);
    }
  else
    {
      append_visible (row, name != NULL ? name : "?");
      g_string_append_c (row->text, ' ');
      append_visible (row, input != NULL ? input : "");
    }

  append_members (row, record, known);
}

static void
append_findings (Row        *row,
                 JsonObject *record)
{
  static const char * const known[] = { "step", "findings", NULL };
  JsonArray *findings = NULL;

  if (!belay_json_get_array (record, "findings", &findings, NULL))
    findings = NULL;

  for (guint i = 0; findings != NULL && i < json_array_get_length (findings); i++)
    {
      JsonNode *node = json_array_get_element (findings, i);
      const char *sentence = NULL;
      g_autofree char *text = belay_json_to_string (node);

      if (JSON_NODE_HOLDS_OBJECT (node))
        sentence = get_text (json_node_get_object (node), "sentence");

      g_string_append (row->text, " — ");
      append_visible (row, sentence != NULL ? sentence : text);
    }

  append_members (row, record, known);
}

static const char *
name_decision (const char *verdict,
               const char *by)
{
  static const struct
  {
    const char *verdict;
    const char *by;
    const char *text;
  } names[] = {
    { "approve", "person", N_("approved by the person") },
    { "approve", "slack", N_("allowed by the slack") },
    { "approve", "rule", N_("allowed by a rule") },
    { "edit", "person", N_("changed by the person") },
    { "skip", "person", N_("skipped by the person") },
    { "reject", "person", N_("rejected by the person") },
    { "reject", "rule", N_("denied by a rule") },
    { "look-again", "person", N_("not run, because its target had changed") },
    { "take-back", "person", N_("decision taken back by the person") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (verdict, names[i].verdict) == 0 && g_strcmp0 (by, names[i].by) == 0)
      return _(names[i].text);

  return NULL;
}

static void
append_decision (Row        *row,
                 JsonObject *record)
{
  static const char * const known[] = { "step", "verdict", "by", "slack", "reason", "ahead", "named", "visible_ms", "together",
                                        "frame", "before", NULL };
  static const char * const unknown[] = { "step", NULL };
  const char *name = name_decision (get_text (record, "verdict"), get_text (record, "by"));
  const char *reason = get_text (record, "reason");
  gboolean named = FALSE;

  belay_json_get_boolean (record, "named", &named, NULL);
  g_string_append (row->text, " — ");

  if (name == NULL)
    {
      append_visible (row, get_text (record, "kind"));
      append_members (row, record, unknown);
      return;
    }

  g_string_append (row->text, name);

  if (named)
    g_string_append (row->text, _(", who named the risk"));

  if (reason != NULL && *reason != '\0')
    {
      g_string_append (row->text, " (");
      append_visible (row, reason);
      g_string_append_c (row->text, ')');
    }

  append_members (row, record, known);
}

static void
append_result (Row        *row,
               JsonObject *record)
{
  static const char * const known[] = { "step", "state", "sent", "events", "text", "picture", NULL };
  const char *state = get_text (record, "state");
  const char *text = get_text (record, "text");

  row->open = FALSE;
  g_string_append (row->text, " — ");

  if (g_strcmp0 (state, "unknown") == 0)
    g_string_append (row->text, _("unknown: it may or may not have run"));
  else
    append_visible (row, state != NULL ? state : "?");

  if (text != NULL && *text != '\0')
    {
      g_string_append (row->text, ": ");
      append_visible (row, text);
    }

  append_members (row, record, known);
}

static void
list_other (Listing    *self,
            JsonObject *record,
            const char *kind,
            gint64      time)
{
  static const char * const known_task[] = { "text", NULL };
  static const char * const known_response[] = { "content", NULL };
  Row *row = add_row (self, time);
  const char *text = get_text (record, "text");

  if (g_str_equal (kind, "task") && text != NULL)
    {
      g_string_append (row->text, _("Task:"));
      g_string_append_c (row->text, ' ');
      append_visible (row, text);
      append_members (row, record, known_task);
      return;
    }

  append_visible (row, kind);
  append_members (row, record, g_str_equal (kind, "api.response") ? known_response : NULL);
}

static void
list_record (Listing                *self,
             const BelayTrailRecord *record)
{
  g_autoptr(JsonNode) node = NULL;
  JsonObject *object = parse_record (record, &node);
  const char *kind = object != NULL ? get_text (object, "kind") : NULL;
  Row *row;

  if (kind == NULL)
    {
      row = add_row (self, record->time);
      g_string_append_printf (row->text, _("Record %" G_GUINT64_FORMAT " cannot be read."), record->seq);
      return;
    }

  if (g_str_equal (kind, "tool.proposed") && (row = get_step_row (self, object, record->time)) != NULL)
    append_proposal (row, object);
  else if (g_str_equal (kind, "scan") && (row = get_step_row (self, object, record->time)) != NULL)
    append_findings (row, object);
  else if (g_str_equal (kind, "decision") && (row = get_step_row (self, object, record->time)) != NULL)
    append_decision (row, object);
  else if (g_str_equal (kind, "action.intent") && (row = get_step_row (self, object, record->time)) != NULL)
    row->open = TRUE;
  else if (g_str_equal (kind, "action.result") && (row = get_step_row (self, object, record->time)) != NULL)
    append_result (row, object);
  else
    list_other (self, object, kind, record->time);
}

/* Seconds since midnight, local time. */
static int
get_second (gint64 time)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (time / G_GINT64_CONSTANT (1000000000));
  g_autoptr(GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  if (local == NULL)
    return 0;

  return g_date_time_get_hour (local) * 3600 + g_date_time_get_minute (local) * 60 + g_date_time_get_second (local);
}

/* The time of day counts where no date is given. */
static gboolean
is_at (const BelayTrailQuery *when,
       gint64                 time)
{
  int second;

  if ((when->from != 0 && time < when->from) || (when->until != 0 && time >= when->until))
    return FALSE;

  if (when->day_from < 0)
    return TRUE;

  second = get_second (time);

  return when->day_from < when->day_until ? second >= when->day_from && second < when->day_until
                                          : second >= when->day_from || second < when->day_until;
}

/* How long before @when @time is, or its time of day: the least is the last one before. */
static gint64
measure_before (const BelayTrailQuery *when,
                gint64                 time)
{
  if (when->day_from < 0)
    return time < when->from ? when->from - time : G_MAXINT64;

  return (when->day_from - get_second (time) + 86400) % 86400;
}

static void
print_row (GString *out,
           Row     *row)
{
  g_autofree char *time = belay_trail_format_time (row->time);

  g_string_append_printf (out, "%s  %s%s\n", time, row->text->str, row->open ? _(" — its result is not recorded") : "");
}

static void
print_rows (GString               *out,
            GPtrArray             *rows,
            const BelayTrailQuery *when)
{
  gint64 least = G_MAXINT64;
  Row *last = NULL;
  gboolean found = FALSE;

  for (guint i = 0; i < rows->len; i++)
    {
      Row *row = rows->pdata[i];

      if (when == NULL || is_at (when, row->time))
        {
          print_row (out, row);
          found = TRUE;
        }
      else if (measure_before (when, row->time) <= least)
        {
          least = measure_before (when, row->time);
          last = least < G_MAXINT64 ? row : NULL;
        }
    }

  if (!found && last != NULL)
    print_row (out, last);
}

static gboolean
show_rows (const char             *directory,
           const BelayTrailQuery  *when,
           GString                *out,
           GError                **error)
{
  g_autoptr(BelayTrailReader) reader = belay_trail_reader_new (directory, error);
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (row_free);
  g_autoptr(GHashTable) steps = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr(GError) local_error = NULL;
  Listing self = { rows, steps };
  BelayTrailRecord record;

  if (reader == NULL)
    return FALSE;

  while (belay_trail_reader_next (reader, &record, &local_error))
    list_record (&self, &record);

  print_rows (out, rows, when);

  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

/**
 * belay_trail_show_text:
 * @directory: the directory of a session
 * @out: where to append lines
 * @error: (nullable): return location for an error
 *
 * One line for each step, with the decision and what came of it, and one for each other record. Everything that comes
 * from the model, the screen or the disk is made visible: no control characters reach the terminal.
 *
 * Returns: %FALSE with %BELAY_TRAIL_ERROR_NOT_FOUND or %BELAY_TRAIL_ERROR_BROKEN
 */
gboolean
belay_trail_show_text (const char  *directory,
                       GString     *out,
                       GError     **error)
{
  return show_rows (directory, NULL, out, error);
}

/**
 * belay_trail_show_at:
 * @directory: the directory of a session
 * @when: the time
 * @out: where to append lines
 * @error: (nullable): return location for an error
 *
 * As belay_trail_show_text(), but only what began at that time; the last that had begun before it, if nothing did.
 *
 * Returns: %FALSE with %BELAY_TRAIL_ERROR_NOT_FOUND or %BELAY_TRAIL_ERROR_BROKEN
 */
gboolean
belay_trail_show_at (const char             *directory,
                     const BelayTrailQuery  *when,
                     GString                *out,
                     GError                **error)
{
  return show_rows (directory, when, out, error);
}

/* Characters a terminal might obey, or that turn the line, become escapes: the same text to whoever parses it. */
static void
append_escaped (GString        *out,
                BelayTrailSpan  line)
{
  const char *end = line.at + line.length - 1;

  for (const char *p = line.at; p < end; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      GUnicodeType type = g_unichar_type (c);

      if (c < 0x10000 && (type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT ||
                          type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR))
        g_string_append_printf (out, "\\u%04x", c);
      else
        g_string_append_unichar (out, c);
    }

  g_string_append_c (out, '\n');
}

/**
 * belay_trail_show_json:
 * @directory: the directory of a session
 * @out: where to append lines
 * @error: (nullable): return location for an error
 *
 * The records as they are, one on each line, except that control characters are escaped. Whoever checks the chain
 * reads the files.
 *
 * Returns: %FALSE with %BELAY_TRAIL_ERROR_NOT_FOUND or %BELAY_TRAIL_ERROR_BROKEN
 */
gboolean
belay_trail_show_json (const char  *directory,
                       GString     *out,
                       GError     **error)
{
  g_autoptr(BelayTrailReader) reader = belay_trail_reader_new (directory, error);
  g_autoptr(GError) local_error = NULL;
  BelayTrailRecord record;

  if (reader == NULL)
    return FALSE;

  while (belay_trail_reader_next (reader, &record, &local_error))
    append_escaped (out, record.line);

  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}
