/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The numbers are the exit statuses belay(1) lists. */
typedef enum
{
  BELAY_TRAIL_SEALED           = 0,     /* closed, intact, and signed by an installation that is trusted */
  BELAY_TRAIL_BROKEN           = 1,     /* changed after it was written */
  BELAY_TRAIL_UNSEALED         = 3,     /* nothing is wrong with what is there; no such signature says that it is all */
  BELAY_TRAIL_PICTURES_MISSING = 4,     /* the records are intact, but pictures they name are not there */
} BelayTrailVerdict;

/* Whom to believe. */
typedef struct
{
  const char * const *keys;             /* (nullable) public keys of installations, hexadecimal, NULL-terminated; NULL:
                                         * those of this one */
  gboolean            journal;          /* compare with what the system's journal has, where it can be asked */
} BelayTrailTrust;

typedef struct
{
  BelayTrailVerdict  verdict;
  char              *session;           /* the name of the directory */
  guint64            n_records;
  guint              n_pictures;        /* named by records or kept */
  guint              n_missing;
  guint              n_pruned;          /* not there either, but taken away by the rules of retention, which says a note
                                         * of an installation that is trusted, or has certified this session; */
  gint64             pruned_from;       /* the first and the last one at these times, UTC, ns */
  gint64             pruned_to;
  gboolean           held;              /* a live process records it */
  gboolean           closed;            /* the last record is session.close */
  gboolean           anchored;          /* a checkpoint vouches for the last record */
  gboolean           torn;              /* it ends in half a line */
  gboolean           is_signed;         /* signatures vouch for all records, from the first on; */
  gboolean           trusted;           /* of installations that are trusted */
  char              *signer;            /* (nullable) the public key of the installation, the one not trusted first */
  gboolean           recovered;         /* it was closed after a crash; */
  guint64            gap_from;          /* only that vouches for these records; 0: for none */
  guint64            gap_to;
  guint              n_anchors;         /* checkpoints in the system's journal that agree */
  guint64            bad_seq;           /* the first record that is not as it was; 0: none, or no record */
  char              *problem;           /* (nullable) a sentence: what differs */
} BelayTrailReport;

/* In capitals, for people and scripts; not translated. */
const char       *belay_trail_verdict_get_name (BelayTrailVerdict verdict);

/* With the keys of this installation, and without the journal. */
BelayTrailReport *belay_trail_verify          (const char             *directory,
                                               GError                **error);
BelayTrailReport *belay_trail_verify_with     (const char             *directory,
                                               const BelayTrailTrust  *trust,
                                               GError                **error);
void              belay_trail_report_free     (BelayTrailReport       *report);

/* Closed, intact, every picture there, and the last record vouched for; whoever signed it, or nobody. */
gboolean          belay_trail_report_is_clean (BelayTrailReport       *report);

/* One or more sentences for a person, translated; (transfer full). */
char             *belay_trail_report_describe (BelayTrailReport       *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTrailReport, belay_trail_report_free)

G_END_DECLS
