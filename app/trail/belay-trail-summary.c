/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-show.h"

#include "belay-trail-folder.h"
#include "belay-trail-members.h"
#include "belay-trail-reader.h"

static gboolean
is_recovered (const BelayTrailRecord *record)
{
  BelayTrailSpan payload = record->payload;
  BelayTrailMember member;

  while (belay_trail_scan_member (&payload, &member))
    if (belay_trail_span_equal (member.name, "reason"))
      return belay_trail_span_equal (member.value, "\"recovered\"");

  return FALSE;
}

/**
 * belay_trail_summary_add:
 * @self: what is known of the records before
 * @record: the next one
 */
void
belay_trail_summary_add (BelayTrailSummary      *self,
                         const BelayTrailRecord *record)
{
  if (record->seq == 1)
    self->time = record->time;

  if (belay_trail_span_equal (record->kind, "tool.proposed"))
    {
      self->n_steps++;
    }
  else if (belay_trail_span_equal (record->kind, "session.close"))
    {
      self->state = is_recovered (record) ? BELAY_TRAIL_RECOVERED : BELAY_TRAIL_COMPLETE;
    }
  else if (belay_trail_span_equal (record->kind, "task") && self->task == NULL)
    {
      JsonObject *object;
      g_autoptr(JsonNode) node = belay_trail_members_parse (record->line.at, record->line.length, &object);

      self->task = belay_trail_members_dup_text (object, "text");
      self->agent = belay_trail_members_dup_text (object, "agent");
    }
}

/**
 * belay_trail_summary_new:
 * @directory: the directory of a session
 * @error: (nullable): return location for an error
 *
 * Reads the whole session.
 *
 * Returns: (transfer full): what a list says of it; %NULL with %BELAY_TRAIL_ERROR_NOT_FOUND
 */
BelayTrailSummary *
belay_trail_summary_new (const char  *directory,
                         GError     **error)
{
  g_autoptr(BelayTrailReader) reader = belay_trail_reader_new (directory, error);
  g_autoptr(GError) local_error = NULL;
  BelayTrailSummary *self;
  BelayTrailRecord record;

  if (reader == NULL)
    return NULL;

  self = g_new0 (BelayTrailSummary, 1);
  self->id = g_path_get_basename (directory);
  self->state = BELAY_TRAIL_OPEN;

  while (belay_trail_reader_next (reader, &record, &local_error))
    belay_trail_summary_add (self, &record);

  if (local_error != NULL)
    self->state = BELAY_TRAIL_CHANGED;
  else if (belay_trail_folder_is_held (directory))
    self->state = BELAY_TRAIL_RECORDING;

  return self;
}

/**
 * belay_trail_summary_free:
 * @self: (transfer full) (nullable): a summary
 */
void
belay_trail_summary_free (BelayTrailSummary *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->task);
  g_free (self->agent);
  g_free (self);
}
