/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-verify.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "belay-trail-blobs.h"
#include "belay-trail-log.h"
#include "belay-trail-reader.h"
#include "belay-trail.h"

/* Many thousand checkpoints; more is none. */
#define MAX_NOTES (16 * 1024 * 1024)

/* A line of the file of checkpoints: where the chain was at some time. */
typedef struct
{
  gint64         seq;
  gint64         time;
  BelayTrailSpan session;
  BelayTrailSpan head;
} Note;

typedef struct
{
  BelayTrailReport *report;
  const char       *directory;
  BelayTrailReader *reader;
  char             *notes_text;         /* what the notes point into */
  GArray           *notes;              /* of Note, in order */
  guint             n_agreed;           /* so many of them agree with the records */
  GHashTable       *named;              /* SHA-256 of a picture to the record that names it first, as a guint64 */
  gint64            n_kept;             /* pictures session.close says were kept; -1: it does not say */
} Verification;

/* The first problem is the one to tell. */
G_GNUC_PRINTF (3, 4)
static void
set_broken (BelayTrailReport *report,
            guint64           bad_seq,
            const char       *format,
            ...)
{
  va_list args;

  if (report->verdict == BELAY_TRAIL_BROKEN)
    return;

  report->verdict = BELAY_TRAIL_BROKEN;
  report->bad_seq = bad_seq;
  va_start (args, format);
  report->problem = g_strdup_vprintf (format, args);
  va_end (args);
}

/* @line: without its newline. It is written over. */
static gboolean
parse_note (char  *line,
            gsize  length,
            Note  *note)
{
  BelayTrailMember members[5];
  BelayTrailMember more;
  BelayTrailSpan rest = { line, length - 1 };
  gint64 version;

  if (length < 2 || line[0] != '{' || line[length - 1] != '}')
    return FALSE;

  line[0] = ',';

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (!belay_trail_scan_member (&rest, &members[i]))
      return FALSE;

  /* What a signature will stand in; unknown here, but not malformed. */
  while (belay_trail_scan_member (&rest, &more))
    continue;

  return rest.length == 0 &&
         belay_trail_span_equal (members[0].name, "v") && belay_trail_member_int (&members[0], &version) &&
         version == BELAY_TRAIL_VERSION &&
         belay_trail_span_equal (members[1].name, "seq") && belay_trail_member_int (&members[1], &note->seq) &&
         belay_trail_span_equal (members[2].name, "t") && belay_trail_member_int (&members[2], &note->time) &&
         belay_trail_span_equal (members[3].name, "sess") && belay_trail_member_text (&members[3], &note->session) &&
         belay_trail_span_equal (members[4].name, "head") && belay_trail_member_text (&members[4], &note->head);
}

/* Half a note at the end is one that was never finished, and vouches for nothing. */
static void
load_notes (Verification *self)
{
  g_autofree char *path = g_build_filename (self->directory, BELAY_TRAIL_NOTES_NAME, NULL);
  gsize length;
  char *line, *newline;

  if (!g_file_get_contents (path, &self->notes_text, &length, NULL))
    return;

  if (length > MAX_NOTES)
    {
      set_broken (self->report, 0, _("The file of checkpoints is none."));
      return;
    }

  for (line = self->notes_text;
       (newline = memchr (line, '\n', length - (gsize) (line - self->notes_text))) != NULL;
       line = newline + 1)
    {
      Note note;

      if (!parse_note (line, (gsize) (newline - line), &note) ||
          (self->notes->len > 0 && note.seq <= g_array_index (self->notes, Note, self->notes->len - 1).seq))
        {
          set_broken (self->report, 0, _("Checkpoint %u is not written as one is."), self->notes->len + 1);
          return;
        }

      g_array_append_val (self->notes, note);
    }
}

/* A checkpoint says of its record what the chain says of all others. */
static void
check_note (Verification           *self,
            const BelayTrailRecord *record)
{
  BelayTrailEnd end;
  char hex[BELAY_TRAIL_DIGEST_HEX + 1];
  const Note *note;

  if (self->n_agreed == self->notes->len)
    return;

  note = &g_array_index (self->notes, Note, self->n_agreed);

  if ((guint64) note->seq != record->seq)
    return;

  belay_trail_reader_get_end (self->reader, &end);
  belay_trail_digest_to_hex (end.head, hex);

  if (!belay_trail_span_equal (note->head, hex) || note->time != record->time ||
      note->session.length != record->session.length ||
      memcmp (note->session.at, record->session.at, record->session.length) != 0)
    set_broken (self->report, record->seq,
                _("Record %" G_GUINT64_FORMAT ": it is not what its checkpoint says; one of the two was changed."),
                record->seq);

  self->n_agreed++;
}

static void
note_picture (Verification           *self,
              const BelayTrailRecord *record,
              const BelayTrailMember *member)
{
  BelayTrailSpan text;
  char *sha256;

  if (!belay_trail_member_text (member, &text) || !belay_trail_digest_is_hex (text.at, text.length))
    return;

  sha256 = g_strndup (text.at, text.length);

  if (g_hash_table_contains (self->named, sha256))
    g_free (sha256);
  else
    g_hash_table_insert (self->named, sha256, g_memdup2 (&record->seq, sizeof record->seq));
}

/* A picture is named by its SHA-256, or by an object that has it among other things. */
static void
note_member (Verification           *self,
             const BelayTrailRecord *record,
             const BelayTrailMember *member)
{
  BelayTrailSpan object = member->value;
  BelayTrailMember inner;

  note_picture (self, record, member);

  for (gboolean more = belay_trail_scan_first_member (&object, &inner);
       more;
       more = belay_trail_scan_member (&object, &inner))
    if (belay_trail_span_equal (inner.name, "sha256"))
      note_picture (self, record, &inner);
}

/* What a record promises to be there besides itself. */
static void
check_promises (Verification           *self,
                const BelayTrailRecord *record)
{
  gboolean is_frame = belay_trail_span_equal (record->kind, "frame");
  gboolean is_close = belay_trail_span_equal (record->kind, "session.close");
  BelayTrailSpan payload = record->payload;
  BelayTrailMember member;
  gint64 count;

  while (belay_trail_scan_member (&payload, &member))
    {
      if (belay_trail_span_equal (member.name, "picture") ||
          (is_frame && belay_trail_span_equal (member.name, "sha256")))
        note_member (self, record, &member);

      if (is_close && belay_trail_span_equal (member.name, "records") &&
          (!belay_trail_member_int (&member, &count) || (guint64) count != record->seq))
        set_broken (self->report, record->seq,
                    _("Record %" G_GUINT64_FORMAT ": it counts the records otherwise."), record->seq);

      if (is_close && belay_trail_span_equal (member.name, "pictures"))
        belay_trail_member_int (&member, &self->n_kept);
    }
}

static void
check_records (Verification *self)
{
  g_autoptr(GError) error = NULL;
  BelayTrailReport *report = self->report;
  BelayTrailRecord record;
  BelayTrailEnd end;

  while (belay_trail_reader_next (self->reader, &record, &error))
    {
      if (record.seq == 1 && !belay_trail_span_equal (record.session, report->session))
        set_broken (report, 1, _("Record 1: it belongs to the session %.*s."),
                    (int) record.session.length, record.session.at);

      check_note (self, &record);
      check_promises (self, &record);
    }

  belay_trail_reader_get_end (self->reader, &end);
  report->n_records = end.seq;

  if (error != NULL)
    {
      set_broken (report, belay_trail_reader_get_bad_seq (self->reader), "%s", error->message);
      return;
    }

  if (self->n_agreed < self->notes->len)
    set_broken (report, end.seq + 1,
                _("Record %" G_GUINT64_FORMAT ": it is missing; a checkpoint speaks of record %" G_GINT64_FORMAT "."),
                end.seq + 1, g_array_index (self->notes, Note, self->n_agreed).seq);

  report->closed = end.closed && end.torn == NULL;
  report->torn = end.torn != NULL;
  report->anchored = report->closed && self->notes->len > 0 &&
                     (guint64) g_array_index (self->notes, Note, self->notes->len - 1).seq == end.seq;
}

static void
check_picture (Verification *self,
               const char   *sha256)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = belay_trail_blob_load (self->directory, sha256, &error);
  const guint64 *seq = g_hash_table_lookup (self->named, sha256);

  self->report->n_pictures++;

  if (bytes == NULL)
    set_broken (self->report, seq != NULL ? *seq : 0, _("The picture %s: %s"), sha256, error->message);

  g_hash_table_remove (self->named, sha256);
}

static void
check_shelf (Verification *self,
             const char   *prefix)
{
  g_autofree char *path = g_build_filename (self->directory, BELAY_TRAIL_BLOBS_NAME, prefix, NULL);
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *sha256 = g_strndup (name, BELAY_TRAIL_DIGEST_HEX);

      if (belay_trail_digest_is_hex (sha256, strlen (sha256)) && g_str_has_prefix (sha256, prefix) &&
          g_str_equal (name + BELAY_TRAIL_DIGEST_HEX, ".png"))
        check_picture (self, sha256);
    }
}

static void
check_pictures (Verification *self)
{
  BelayTrailReport *report = self->report;
  guint n_kept;

  for (guint i = 0; i < 256; i++)
    {
      char prefix[3];

      g_snprintf (prefix, sizeof prefix, "%02x", i);
      check_shelf (self, prefix);
    }

  n_kept = report->n_pictures;
  report->n_missing = g_hash_table_size (self->named);
  report->n_pictures += report->n_missing;

  /* A picture no record names leaves a gap as well. */
  if (self->n_kept > n_kept)
    {
      report->n_missing = MAX (report->n_missing, (guint) (self->n_kept - n_kept));
      report->n_pictures = MAX (report->n_pictures, (guint) self->n_kept);
    }
}

/* The place where a signature will tell SEALED from UNSEALED: never before. */
static void
decide (BelayTrailReport *report)
{
  if (report->verdict == BELAY_TRAIL_BROKEN)
    return;

  report->verdict = report->n_missing > 0 ? BELAY_TRAIL_PICTURES_MISSING : BELAY_TRAIL_UNSEALED;
}

/**
 * belay_trail_verify:
 * @directory: the directory of a session
 * @error: (nullable): return location for an error
 *
 * Checks everything that is kept of a session, and trusts none of it. Blocks on the disk; any thread.
 *
 * Returns: (transfer full): what was found; %NULL with %BELAY_TRAIL_ERROR_NOT_FOUND if there is no session
 */
BelayTrailReport *
belay_trail_verify (const char  *directory,
                    GError     **error)
{
  g_autoptr(BelayTrailReport) report = g_new0 (BelayTrailReport, 1);
  g_autoptr(BelayTrailReader) reader = belay_trail_reader_new (directory, error);
  g_autofree char *path = g_canonicalize_filename (directory, NULL);
  Verification self = { .report = report, .directory = directory, .reader = reader, .n_kept = -1 };

  if (reader == NULL)
    return NULL;

  report->verdict = BELAY_TRAIL_UNSEALED;
  report->session = g_path_get_basename (path);
  report->held = belay_trail_folder_is_held (directory);

  self.notes = g_array_new (FALSE, FALSE, sizeof (Note));
  self.named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  load_notes (&self);
  check_records (&self);
  check_pictures (&self);
  decide (report);

  g_free (self.notes_text);
  g_array_unref (self.notes);
  g_hash_table_unref (self.named);

  return g_steal_pointer (&report);
}

/**
 * belay_trail_report_free:
 * @report: (transfer full) (nullable): a report
 */
void
belay_trail_report_free (BelayTrailReport *report)
{
  if (report == NULL)
    return;

  g_free (report->session);
  g_free (report->problem);
  g_free (report);
}

/**
 * belay_trail_report_is_clean:
 * @report: a report
 *
 * Returns: %TRUE if nothing is missing and nothing was changed, as far as can be said without a signature
 */
gboolean
belay_trail_report_is_clean (BelayTrailReport *report)
{
  return report->verdict == BELAY_TRAIL_SEALED ||
         (report->verdict == BELAY_TRAIL_UNSEALED && report->closed && report->anchored);
}

static char *
describe_unsealed (BelayTrailReport *report)
{
  if (report->held)
    return g_strdup (_("It is being recorded; the chain is intact so far."));

  if (report->torn)
    return g_strdup_printf (_("It was not closed and ends in half a line after record %" G_GUINT64_FORMAT "; "
                              "the chain is intact up to there."), report->n_records);

  if (!report->closed)
    return g_strdup_printf (_("It was not closed: a crash, or something was cut off after record %" G_GUINT64_FORMAT
                              "; the chain is intact up to there."), report->n_records);

  if (!report->anchored)
    return g_strdup (_("It is closed and the chain is intact, but no checkpoint vouches for the last record."));

  return g_strdup (_("It is complete and the chain is intact; it is not signed."));
}

/**
 * belay_trail_report_describe:
 * @report: a report
 *
 * Returns: (transfer full): translated sentences for a person; they may hold names found on the disk
 */
char *
belay_trail_report_describe (BelayTrailReport *report)
{
  g_autofree char *text = NULL;

  switch (report->verdict)
    {
    case BELAY_TRAIL_SEALED:
      return g_strdup (_("It is complete, intact and signed."));

    case BELAY_TRAIL_BROKEN:
      return g_strdup (report->problem);

    case BELAY_TRAIL_PICTURES_MISSING:
      text = describe_unsealed (report);
      return g_strdup_printf (ngettext ("%u of %u pictures is missing. %s", "%u of %u pictures are missing. %s",
                                        report->n_missing),
                              report->n_missing, report->n_pictures, text);

    case BELAY_TRAIL_UNSEALED:
    default:
      return describe_unsealed (report);
    }
}
