/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-verify.h"

#include "belay-trail-folder.h"
#include "belay-trail-known.h"
#include "belay-trail-pictures.h"
#include "belay-trail-proof.h"
#include "belay-trail-reader.h"

#include <glib/gi18n-lib.h>

/* The first problem is the one to tell. @problem: (nullable). */
static void
set_broken (BelayTrailReport *report,
            guint64           bad_seq,
            const char       *problem)
{
  if (problem == NULL || report->verdict == BELAY_TRAIL_BROKEN)
    return;

  report->verdict = BELAY_TRAIL_BROKEN;
  report->bad_seq = bad_seq;
  report->problem = g_strdup (problem);
}

/* What a record says of the session as a whole. */
static void
check_promises (BelayTrailReport       *report,
                const BelayTrailRecord *record)
{
  g_autofree char *problem = NULL;
  BelayTrailSpan payload = record->payload;
  BelayTrailMember member;
  gint64 count;

  if (record->seq == 1 && !belay_trail_span_equal (record->session, report->session))
    problem = g_strdup_printf (_("Record 1: it belongs to the session %.*s."),
                               (int) record->session.length, record->session.at);

  if (belay_trail_span_equal (record->kind, "session.close"))
    while (problem == NULL && belay_trail_scan_member (&payload, &member))
      if (belay_trail_span_equal (member.name, "records") &&
          (!belay_trail_member_int (&member, &count) || (guint64) count != record->seq))
        problem = g_strdup_printf (_("Record %" G_GUINT64_FORMAT ": it counts the records otherwise."), record->seq);

  set_broken (report, record->seq, problem);
}

static void
check_records (BelayTrailReport   *report,
               BelayTrailReader   *reader,
               BelayTrailProof    *proof,
               BelayTrailPictures *pictures)
{
  g_autoptr(GError) error = NULL;
  BelayTrailRecord record;
  BelayTrailEnd end;
  const char *problem;
  guint64 bad_seq;

  while (belay_trail_reader_next (reader, &record, &error))
    {
      check_promises (report, &record);
      belay_trail_reader_get_end (reader, &end);
      belay_trail_proof_take (proof, &record, end.head);
      problem = belay_trail_proof_get_problem (proof, &bad_seq);
      set_broken (report, bad_seq, problem);
      belay_trail_pictures_take (pictures, &record);
    }

  belay_trail_reader_get_end (reader, &end);
  report->n_records = end.seq;

  if (error != NULL)
    set_broken (report, belay_trail_reader_get_bad_seq (reader), error->message);

  report->closed = end.closed && end.torn == NULL;
  report->torn = end.torn != NULL;
}

static void
check_proof (BelayTrailReport *report,
             BelayTrailReader *reader,
             BelayTrailProof  *proof)
{
  BelayTrailProofResult result;
  BelayTrailEnd end;
  const char *problem;
  guint64 bad_seq;

  belay_trail_reader_get_end (reader, &end);
  belay_trail_proof_finish (proof, &end, &result);
  problem = belay_trail_proof_get_problem (proof, &bad_seq);
  set_broken (report, bad_seq, problem);

  report->anchored = report->closed && result.anchored;
  report->is_signed = report->closed && result.is_signed;
  report->trusted = result.trusted;
  report->signer = g_strdup (result.by);
  report->recovered = result.recovered;
  report->gap_from = result.gap_from;
  report->gap_to = result.gap_to;
  report->n_anchors = result.n_anchors;
}

/* What was done to the pictures later needs the word of an installation that is trusted, as the records do. */
static BelayTrailUpkeepLog *
check_upkeep (BelayTrailReport *report,
              const char       *directory,
              BelayTrailReader *reader,
              BelayTrailProof  *proof)
{
  g_autofree char *by = NULL;
  BelayTrailUpkeepLog *upkeep;
  BelayTrailEnd end;

  belay_trail_reader_get_end (reader, &end);
  upkeep = belay_trail_upkeep_log_new (directory, report->session, &end);
  set_broken (report, 0, belay_trail_upkeep_log_get_problem (upkeep));

  if (!belay_trail_upkeep_log_believe (upkeep, proof, &by) && report->trusted)
    {
      report->trusted = FALSE;
      g_free (report->signer);
      report->signer = g_steal_pointer (&by);
    }

  return upkeep;
}

static void
check_pictures (BelayTrailReport    *report,
                BelayTrailPictures  *pictures,
                BelayTrailUpkeepLog *upkeep)
{
  const char *problem;
  guint64 bad_seq;

  belay_trail_pictures_check (pictures, upkeep, &report->n_pictures, &report->n_missing);
  report->n_pruned = belay_trail_pictures_get_pruned (pictures, &report->pruned_from, &report->pruned_to);
  problem = belay_trail_pictures_get_problem (pictures, &bad_seq);
  set_broken (report, bad_seq, problem);
}

/* The only place that says SEALED. */
static void
decide (BelayTrailReport *report)
{
  if (report->verdict == BELAY_TRAIL_BROKEN)
    return;

  if (report->n_missing > 0)
    report->verdict = BELAY_TRAIL_PICTURES_MISSING;
  else if (report->closed && !report->torn && !report->held && report->anchored && report->is_signed &&
           report->trusted)
    report->verdict = BELAY_TRAIL_SEALED;
  else
    report->verdict = BELAY_TRAIL_UNSEALED;
}

/**
 * belay_trail_verify_with:
 * @directory: the directory of a session
 * @trust: whom to believe
 * @error: (nullable): return location for an error
 *
 * Checks everything that is kept of a session, and trusts none of it. Blocks on the disk, and on journalctl(1) if that
 * is to be asked; any thread.
 *
 * Returns: (transfer full): what was found; %NULL with %BELAY_TRAIL_ERROR_NOT_FOUND if there is no session
 */
BelayTrailReport *
belay_trail_verify_with (const char             *directory,
                         const BelayTrailTrust  *trust,
                         GError                **error)
{
  g_autoptr(BelayTrailReport) report = g_new0 (BelayTrailReport, 1);
  g_autoptr(BelayTrailReader) reader = NULL;
  g_autoptr(BelayTrailPictures) pictures = belay_trail_pictures_new (directory);
  g_autoptr(BelayTrailProof) proof = NULL;
  g_autoptr(BelayTrailUpkeepLog) upkeep = NULL;
  g_auto(GStrv) own = trust->keys == NULL ? belay_trail_known_list () : NULL;
  g_autofree char *path = g_canonicalize_filename (directory, NULL);

  report->verdict = BELAY_TRAIL_UNSEALED;
  report->session = g_path_get_basename (path);
  report->held = belay_trail_folder_is_held (directory);

  /* In this order: records may be added meanwhile, and a checkpoint never comes before its record. */
  proof = belay_trail_proof_new (directory, own != NULL ? (const char * const *) own : trust->keys);

  if (trust->journal)
    belay_trail_proof_ask_journal (proof, report->session);

  reader = belay_trail_reader_new (directory, error);

  if (reader == NULL)
    return NULL;

  check_records (report, reader, proof, pictures);
  check_proof (report, reader, proof);
  upkeep = check_upkeep (report, directory, reader, proof);
  check_pictures (report, pictures, upkeep);
  decide (report);

  return g_steal_pointer (&report);
}

/**
 * belay_trail_verify:
 * @directory: the directory of a session
 * @error: (nullable): return location for an error
 *
 * As belay_trail_verify_with() does, with the keys of this installation, and without asking the journal.
 *
 * Returns: (transfer full): what was found; %NULL with %BELAY_TRAIL_ERROR_NOT_FOUND if there is no session
 */
BelayTrailReport *
belay_trail_verify (const char  *directory,
                    GError     **error)
{
  const BelayTrailTrust trust = { 0 };

  return belay_trail_verify_with (directory, &trust, error);
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
  g_free (report->signer);
  g_free (report->problem);
  g_free (report);
}

/**
 * belay_trail_report_is_clean:
 * @report: a report
 *
 * Returns: %TRUE if nothing is missing and nothing was changed, as far as can be said without believing a signature
 */
gboolean
belay_trail_report_is_clean (BelayTrailReport *report)
{
  return report->verdict == BELAY_TRAIL_SEALED ||
         (report->verdict == BELAY_TRAIL_UNSEALED && report->closed && report->anchored);
}

static char *
describe_sealed (BelayTrailReport *report)
{
  if (report->gap_from != 0)
    return g_strdup_printf (_("It is complete, intact and signed. It was closed after a crash: for the records %"
                              G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT " only the signature of the recovery vouches, "
                              "not that of the session."), report->gap_from, report->gap_to);

  if (report->recovered)
    return g_strdup (_("It is complete, intact and signed. It was closed after a crash."));

  return g_strdup (_("It is complete, intact and signed."));
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

  if (report->signer == NULL)
    return g_strdup (_("It is complete and the chain is intact; it is not signed."));

  if (!report->is_signed)
    return g_strdup (_("It is complete and the chain is intact, but it is signed only in part."));

  return g_strdup_printf (_("It is complete and the chain is intact; it is signed by an installation that is not known "
                            "here. If you know its key to be %s, verify with --key."), report->signer);
}

static char *
describe_intact (BelayTrailReport *report)
{
  return report->closed && !report->held && report->is_signed && report->trusted ? describe_sealed (report)
                                                                                 : describe_unsealed (report);
}

static char *
format_day (gint64 time)
{
  g_autoptr(GDateTime) day = g_date_time_new_from_unix_local (time / G_GINT64_CONSTANT (1000000000));

  return day != NULL ? g_date_time_format (day, "%Y-%m-%d") : g_strdup ("?");
}

/* Behind other sentences. */
static char *
describe_pruned (BelayTrailReport *report)
{
  g_autofree char *from = format_day (report->pruned_from);
  g_autofree char *to = format_day (report->pruned_to);

  if (report->n_pruned == 0)
    return g_strdup ("");

  if (g_str_equal (from, to))
    return g_strdup_printf (ngettext (" %u picture was taken away on %s by the rules of retention.",
                                      " %u pictures were taken away on %s by the rules of retention.",
                                      report->n_pruned),
                            report->n_pruned, to);

  return g_strdup_printf (ngettext (" %u picture was taken away between %s and %s by the rules of retention.",
                                    " %u pictures were taken away between %s and %s by the rules of retention.",
                                    report->n_pruned),
                          report->n_pruned, from, to);
}

/**
 * belay_trail_verdict_get_name:
 * @verdict: a verdict
 *
 * Returns: (transfer none): one or two words in capitals, the same in every language
 */
const char *
belay_trail_verdict_get_name (BelayTrailVerdict verdict)
{
  switch (verdict)
    {
    case BELAY_TRAIL_SEALED:
      return "SEALED";

    case BELAY_TRAIL_BROKEN:
      return "BROKEN";

    case BELAY_TRAIL_PICTURES_MISSING:
      return "PICTURES MISSING";

    case BELAY_TRAIL_UNSEALED:
    default:
      return "UNSEALED";
    }
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
  g_autofree char *intact = NULL;
  g_autofree char *pruned = NULL;
  g_autofree char *text = NULL;

  if (report->verdict == BELAY_TRAIL_BROKEN)
    return g_strdup (report->problem);

  intact = describe_intact (report);
  pruned = describe_pruned (report);
  text = g_strconcat (intact, pruned, NULL);

  if (report->verdict != BELAY_TRAIL_PICTURES_MISSING)
    return g_steal_pointer (&text);

  return g_strdup_printf (ngettext ("%u of %u pictures is missing. %s", "%u of %u pictures are missing. %s",
                                    report->n_missing),
                          report->n_missing, report->n_pictures, text);
}
