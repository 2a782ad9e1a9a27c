/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-export-private.h"

#include <openssl/evp.h>
#include <string.h>

#include "belay-hex.h"
#include "belay-trail-export-message.h"
#include "belay-trail-export-span.h"
#include "belay-trail-history.h"
#include "belay-trail-members.h"
#include "belay-trail-reader.h"

/*
 * The names are those of OpenTelemetry's semantic conventions 1.41.0 for generative AI (gen-ai-spans.md,
 * gen-ai-agent-spans.md, anthropic.md; their status is "development"); what they have no name for begins with "belay.".
 * What was said, typed and shown is opt-in there, and here.
 */
#define SCHEMA_URL "https://opentelemetry.io/schemas/1.41.0"

#define TRACE_ID_BYTES 16
#define SPAN_ID_BYTES   8
#define ID_SIZE (2 * TRACE_ID_BYTES + 1)

/* Tokens and microdollars of one reply. */
#define MAX_COUNT (G_GINT64_CONSTANT (1) << 40)

/* A question to the model, from the request to the reply. */
typedef struct
{
  gboolean  open;
  char      id[ID_SIZE];
  gint64    begin;
  char     *input;              /* (nullable) what was sent, as gen_ai.input.messages */
} Chat;

typedef struct
{
  BelayExport       *export;
  BelayTrailHistory *history;
  gboolean           contents;
  gboolean           any;               /* a span was written */
  char               trace[ID_SIZE];
  char               root[ID_SIZE];
  Chat               chat;
  GHashTable        *parents;           /* seq of a proposal, as a guint64, to the id of its chat */
  gint64             input_tokens;
  gint64             output_tokens;
} Otlp;

/* The same trail gives the same ids, on any machine; two trails give two. */
static void
derive_id (const char *session,
           const char *what,
           guint64     number,
           gsize       n_bytes,
           char        id[ID_SIZE])
{
  g_autofree char *text = g_strdup_printf ("belay %s %s %" G_GUINT64_FORMAT, session, what, number);
  guint8 digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;

  if (EVP_Digest (text, strlen (text), digest, &length, EVP_sha256 (), NULL) != 1)
    g_error ("SHA-256 is not to be had");

  belay_hex_encode (digest, n_bytes, id);
}

static void
add_span (Otlp          *self,
          BelaySpan     *span,
          const char    *id,
          const char    *parent,
          BelaySpanKind  kind,
          const char    *name,
          gint64         begin,
          gint64         end)
{
  g_autofree char *text = belay_span_format (span, self->trace, id, parent, kind, name, begin, end);

  belay_export_output_add (self->export->output, self->any ? ",\n" : "\n");
  belay_export_output_add (self->export->output, text);
  self->any = TRUE;
}

/* Who was asked. A rehearsal asks nobody, and says so. */
static const char *
name_provider (Otlp *self)
{
  return belay_trail_history_is_rehearsal (self->history) ? "belay.rehearsal" : "anthropic";
}

static void
begin_chat (Otlp    *self,
            guint64  seq,
            gint64   time)
{
  self->chat.open = TRUE;
  self->chat.begin = time;
  derive_id (self->export->id, "chat", seq, SPAN_ID_BYTES, self->chat.id);
}

static void
set_common (Otlp       *self,
            BelaySpan  *span,
            const char *operation)
{
  belay_span_set_text (span, "gen_ai.operation.name", operation);
  belay_span_set_text (span, "gen_ai.conversation.id", self->export->id);
}

/* Nobody knows who wrote a number; sums of these stay numbers. */
static gint64
get_count (JsonObject *usage,
           const char *member)
{
  return CLAMP (belay_trail_members_get_int (usage, member, 0), 0, MAX_COUNT);
}

static void
set_usage (Otlp       *self,
           BelaySpan  *span,
           JsonObject *usage)
{
  gint64 cache_read = get_count (usage, "cache_read");
  gint64 cache_write = get_count (usage, "cache_write_5m") + get_count (usage, "cache_write_1h");
  gint64 input = get_count (usage, "input") + cache_read + cache_write;
  gint64 output = get_count (usage, "output");

  if (usage == NULL)
    return;

  /* anthropic.md, note 11: with what the cache read and wrote, which the service counts apart. */
  belay_span_set_int (span, "gen_ai.usage.input_tokens", input);
  belay_span_set_int (span, "gen_ai.usage.output_tokens", output);
  belay_span_set_int (span, "gen_ai.usage.cache_read.input_tokens", cache_read);
  belay_span_set_int (span, "gen_ai.usage.cache_creation.input_tokens", cache_write);
  belay_span_set_double (span, "belay.cost.usd", (double) get_count (usage, "cost_microdollars") / 1e6);
  self->input_tokens += input;
  self->output_tokens += output;
}

/* @response: (nullable): there was none */
static void
end_chat (Otlp       *self,
          JsonObject *response,
          gint64      time)
{
  g_auto(BelaySpan) span = { NULL };
  const char *agent = belay_trail_history_get_agent (self->history);
  g_autofree char *name = g_strconcat ("chat ", agent != NULL ? agent : "", NULL);

  if (!self->chat.open)
    return;

  belay_span_init (&span);
  set_common (self, &span, "chat");
  belay_span_set_text (&span, "gen_ai.provider.name", name_provider (self));
  belay_span_set_text (&span, "gen_ai.request.model", agent);

  if (response != NULL)
    {
      belay_span_set_text (&span, "gen_ai.response.id", belay_trail_members_get_text (response, "id"));
      belay_span_set_text (&span, "gen_ai.response.model", belay_trail_members_get_text (response, "model"));
      belay_span_set_texts (&span, "gen_ai.response.finish_reasons",
                            belay_trail_members_get_text (response, "stop_reason"));
      set_usage (self, &span, belay_trail_members_get_object (response, "usage"));
    }
  else
    {
      belay_span_fail (&span, "unanswered", "No reply is recorded: it was cancelled, or failed");
    }

  if (self->contents)
    {
      g_autofree char *output = response != NULL ? belay_export_format_output (response) : NULL;

      belay_span_set_text (&span, "gen_ai.input.messages", self->chat.input);
      belay_span_set_text (&span, "gen_ai.output.messages", output);
    }

  add_span (self, &span, self->chat.id, self->root, BELAY_SPAN_CLIENT, g_strstrip (name), self->chat.begin, time);
  g_clear_pointer (&self->chat.input, g_free);
  self->chat.open = FALSE;
}

static void
read_record (Otlp                   *self,
             const BelayTrailRecord *record)
{
  gboolean is_request = belay_trail_span_equal (record->kind, "api.request");
  gboolean is_response = belay_trail_span_equal (record->kind, "api.response");
  JsonObject *object = NULL;
  g_autoptr(JsonNode) node = NULL;

  if (is_request || is_response)
    node = belay_trail_members_parse (record->line.at, record->line.length, &object);

  if (is_request)
    {
      end_chat (self, NULL, record->time);
      begin_chat (self, record->seq, record->time);
      if (self->contents && object != NULL)
        self->chat.input = belay_export_format_input (object);
      return;
    }

  /* A reply nobody is known to have asked for is still one. */
  if ((is_response || belay_trail_span_equal (record->kind, "tool.proposed")) && !self->chat.open)
    begin_chat (self, record->seq, record->time);

  if (is_response)
    end_chat (self, object, record->time);
  else if (belay_trail_span_equal (record->kind, "tool.proposed"))
    g_hash_table_insert (self->parents, g_memdup2 (&record->seq, sizeof record->seq), g_strdup (self->chat.id));
}

/* Proposals come while the reply is still being read: each belongs to the question that is open. */
static gboolean
add_chats (Otlp    *self,
           GError **error)
{
  g_autoptr(BelayTrailReader) reader = belay_trail_reader_new (self->export->directory, error);
  BelayTrailRecord record;

  if (reader == NULL)
    return FALSE;

  while (belay_export_output_is_good (self->export->output) && belay_trail_reader_next (reader, &record, NULL))
    {
      read_record (self, &record);
      belay_export_output_advance (self->export->output, (goffset) record.line.length);
    }

  end_chat (self, NULL, belay_trail_history_get_end (self->history));

  return TRUE;
}

/* Words of a fixed list, and few: error.type is something to count by. */
static void
set_step_status (BelaySpan             *span,
                 const BelayMomentStep *step,
                 gboolean               contents)
{
  static const char * const failures[] = { "failed", "rejected", "interrupted", "not-run", "unknown", NULL };
  static const char * const others[] = { "done", "skipped", NULL };
  const char *message = contents ? step->text : NULL;

  if (step->state != NULL && g_strv_contains (others, step->state))
    return;

  if (step->state != NULL)
    belay_span_fail (span, g_strv_contains (failures, step->state) ? step->state : "_OTHER", message);
  else
    belay_span_fail (span, step->sent_name != NULL ? "unknown" : "undecided", "No result is recorded");
}

static void
set_findings (BelaySpan             *span,
              const BelayMomentStep *step,
              gboolean               contents)
{
  for (guint i = 0; step->findings != NULL && i < step->findings->len; i++)
    {
      const BelayMomentFinding *finding = step->findings->pdata[i];

      belay_span_begin_event (span, "belay.finding", step->proposed_at);
      belay_span_set_text (span, "belay.finding.guard", finding->guard);
      belay_span_set_text (span, "belay.finding.severity", finding->severity);
      if (contents)
        belay_span_set_text (span, "belay.finding.sentence", finding->sentence);
    }
}

static void
set_decision (BelaySpan             *span,
              const BelayMomentStep *step,
              gboolean               contents)
{
  if (step->verdict == NULL)
    return;

  belay_span_begin_event (span, "belay.decision", step->decided_at);
  belay_span_set_text (span, "belay.decision.verdict", step->verdict);
  belay_span_set_text (span, "belay.decision.by", step->by);

  if (contents && step->target != NULL)
    {
      belay_span_set_text (span, "belay.target.words",
                           belay_target_place_get_words (belay_target_get_end (step->target)));
      belay_span_set_text (span, "belay.target.window", belay_target_get_window (step->target));
    }

  if (contents)
    {
      belay_span_set_text (span, "belay.decision.reason", step->reason);
      belay_span_set_text (span, "belay.decision.arguments", step->decided_input);
    }
}

static void
set_step (BelaySpan             *span,
          const BelayMomentStep *step,
          gboolean               contents)
{
  /* Client-side tools are "function" (registry, gen_ai.tool.type). */
  belay_span_set_text (span, "gen_ai.tool.name", step->name);
  belay_span_set_text (span, "gen_ai.tool.type", "function");
  belay_span_set_text (span, "gen_ai.tool.call.id", step->tool_use_id);
  belay_span_set_int (span, "belay.step", step->number);
  belay_span_set_int (span, "belay.turn", step->turn);
  belay_span_set_text (span, "belay.state", step->state);
  belay_span_set_text (span, "belay.decision.verdict", step->verdict);
  belay_span_set_text (span, "belay.decision.by", step->by);
  belay_span_set_text (span, "belay.decision.slack", step->slack);
  if (step->visible_ms >= 0)
    belay_span_set_int (span, "belay.decision.visible_ms", step->visible_ms);
  belay_span_set_int (span, "belay.findings", step->findings != NULL ? step->findings->len : 0);
  belay_span_set_int (span, "belay.events.planned", step->n_events);
  belay_span_set_int (span, "belay.events.sent", step->n_sent);
  belay_span_set_text (span, "belay.picture.before", step->before);
  belay_span_set_text (span, "belay.picture.after", step->after);

  if (contents)
    {
      belay_span_set_text (span, "gen_ai.tool.call.arguments", step->input);
      belay_span_set_text (span, "gen_ai.tool.call.result", step->text);
      belay_span_set_text (span, "belay.sent.name", step->sent_name);
      belay_span_set_text (span, "belay.sent.arguments", step->sent_input);
    }
}

static void
add_step (Otlp                  *self,
          BelayMoment           *moment,
          const BelayMomentStep *step)
{
  g_auto(BelaySpan) span = { NULL };
  g_autofree char *name = g_strconcat ("execute_tool ", step->name, NULL);
  guint64 seq = belay_moment_get_seq (moment);
  const char *parent = g_hash_table_lookup (self->parents, &seq);
  gint64 begin = step->proposed_at > 0 ? step->proposed_at : belay_moment_get_time (moment);
  gint64 end = MAX (MAX (step->decided_at, step->intended_at), step->ended_at);
  char id[ID_SIZE];

  belay_span_init (&span);
  set_common (self, &span, "execute_tool");
  set_step (&span, step, self->contents);
  set_findings (&span, step, self->contents);
  set_decision (&span, step, self->contents);
  if (step->intended_at > 0)
    belay_span_begin_event (&span, "belay.intent", step->intended_at);
  set_step_status (&span, step, self->contents);
  derive_id (self->export->id, "step", seq, SPAN_ID_BYTES, id);
  add_span (self, &span, id, parent != NULL ? parent : self->root, BELAY_SPAN_INTERNAL, name, begin, end);
}

/* What is neither a question nor a step: the person, the network, the record. */
static void
add_event (Otlp        *self,
           BelaySpan   *span,
           BelayMoment *moment)
{
  g_autofree char *name = g_strconcat ("belay.", belay_moment_get_record (moment), NULL);
  BelayMomentKind kind = belay_moment_get_kind (moment);
  /* These are words of this program, and hosts are what a network event is about. */
  gboolean harmless = kind == BELAY_MOMENT_PERSON || kind == BELAY_MOMENT_CLOSE || kind == BELAY_MOMENT_RECORD;

  if (kind == BELAY_MOMENT_SAID)
    return;

  belay_span_begin_event (span, name, belay_moment_get_time (moment));
  belay_span_set_int (span, "belay.record", (gint64) belay_moment_get_seq (moment));
  belay_span_set_text (span, "server.address", belay_moment_get_host (moment));
  if (harmless || self->contents)
    belay_span_set_text (span, "belay.text", belay_moment_get_text (moment));
}

static void
add_steps (Otlp      *self,
           BelaySpan *root)
{
  guint n_moments = belay_trail_history_get_n_moments (self->history);

  for (guint i = 0; i < n_moments && belay_export_output_is_good (self->export->output); i++)
    {
      BelayMoment *moment = belay_trail_history_get_moment (self->history, i);
      const BelayMomentStep *step = belay_moment_get_step (moment);

      if (step != NULL)
        add_step (self, moment, step);
      else
        add_event (self, root, moment);
    }
}

/* The verdict is the first thing in the file. */
static void
add_head (Otlp *self)
{
  const BelayTrailReport *report = self->export->report;
  g_autoptr(GString) attributes = g_string_new (NULL);

  belay_span_append_text (attributes, "belay.trail.verdict", belay_trail_verdict_get_name (report->verdict));
  belay_span_append_text (attributes, "belay.trail.problem", report->problem);
  belay_span_append_int (attributes, "belay.trail.records", (gint64) report->n_records);
  belay_span_append_text (attributes, "belay.trail.head", self->export->head);
  belay_span_append_text (attributes, "belay.trail.session", self->export->id);
  belay_span_append_text (attributes, "service.name", "belay");
  belay_span_append_text (attributes, "service.version", BELAY_VERSION);

  belay_export_output_printf (self->export->output,
                              "{\"resourceSpans\":[{\"resource\":{\"attributes\":[%s]},\"scopeSpans\":[{\"scope\":"
                              "{\"name\":\"belay\",\"version\":\"%s\"},\"spans\":[",
                              attributes->str, BELAY_VERSION);
}

static void
add_agent (Otlp      *self,
           BelaySpan *span)
{
  BelayTrailHistory *history = self->history;

  add_span (self, span, self->root, NULL, BELAY_SPAN_INTERNAL, "invoke_agent belay",
            belay_trail_history_get_begin (history), belay_trail_history_get_end (history));
  belay_export_output_add (self->export->output, "\n],\"schemaUrl\":\"" SCHEMA_URL "\"}],\"schemaUrl\":\"" SCHEMA_URL
                           "\"}]}\n");
}

static void
set_agent (Otlp      *self,
           BelaySpan *span)
{
  BelayTrailHistory *history = self->history;

  set_common (self, span, "invoke_agent");
  belay_span_set_text (span, "gen_ai.provider.name", name_provider (self));
  belay_span_set_text (span, "gen_ai.agent.name", "belay");
  belay_span_set_text (span, "gen_ai.request.model", belay_trail_history_get_agent (history));
  belay_span_set_int (span, "gen_ai.usage.input_tokens", self->input_tokens);
  belay_span_set_int (span, "gen_ai.usage.output_tokens", self->output_tokens);
  belay_span_set_double (span, "belay.cost.usd", (double) belay_trail_history_get_cost (history) / 1e6);
  belay_span_set_text (span, "belay.sandbox", belay_trail_history_get_sandbox (history));
  belay_span_set_boolean (span, "belay.rehearsal", belay_trail_history_is_rehearsal (history));

  if (!self->export->report->closed)
    belay_span_fail (span, "unclosed", "The record of the session was not closed");
}

/* The records are read twice: once for the questions, once for everything else. */
static goffset
measure_log (BelayExport *export)
{
  g_autoptr(GDir) dir = g_dir_open (export->directory, 0, NULL);
  goffset total = 0;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (export->directory, name, NULL);
      g_autoptr(GFile) file = g_file_new_for_path (path);
      g_autoptr(GFileInfo) info = NULL;

      if (!g_str_has_prefix (name, "log."))
        continue;

      info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, NULL);
      total += info != NULL ? g_file_info_get_size (info) : 0;
    }

  return total;
}

/**
 * belay_export_otlp:
 * @self: an export
 * @error: return location for an error
 *
 * An ExportTraceServiceRequest in OTLP's JSON, as a collector takes it at /v1/traces or reads it from a file: a span of
 * the session, in it one of each question to the model, in that one of each step it proposed.
 *
 * Returns: %FALSE if the session cannot be read
 */
gboolean
belay_export_otlp (BelayExport  *self,
                   GError      **error)
{
  g_autoptr(BelayTrailHistory) history = belay_trail_history_load (self->directory, self->cancellable, error);
  g_autoptr(GHashTable) parents = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_auto(BelaySpan) root = { NULL };
  Otlp otlp = { .export = self, .history = history, .parents = parents };
  gboolean read;

  if (history == NULL)
    return FALSE;

  otlp.contents = (self->flags & BELAY_TRAIL_EXPORT_CONTENTS) != 0;
  derive_id (self->id, "trace", 0, TRACE_ID_BYTES, otlp.trace);
  derive_id (self->id, "agent", 0, SPAN_ID_BYTES, otlp.root);
  belay_export_output_set_total (self->output, measure_log (self));

  add_head (&otlp);
  read = add_chats (&otlp, error);
  g_free (otlp.chat.input);

  if (!read)
    return FALSE;

  belay_span_init (&root);
  set_agent (&otlp, &root);
  add_steps (&otlp, &root);
  add_agent (&otlp, &root);

  return TRUE;
}
