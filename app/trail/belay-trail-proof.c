/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-proof.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "belay-trail-anchor.h"
#include "belay-hex.h"
#include "belay-trail-journal.h"
#include "belay-trail-note.h"

struct _BelayTrailProof
{
  BelayTrailMerkle    *lines;
  BelayTrailDigest    *digest;
  const char * const  *trusted;         /* not owned */

  char                *certificates_text;       /* what the certificates point into */
  GArray              *certificates;    /* of BelayTrailCertificate, in order */
  char                *notes_text;
  GArray              *notes;           /* of BelayTrailCheckpoint, in order */
  guint                n_agreed;        /* so many of them agree with the records */
  GPtrArray           *entries;         /* (nullable) of BelayTrailAnchor: what the anchors point into */
  GArray              *anchors;         /* of BelayTrailCheckpoint, by record */
  guint                n_anchored;      /* so many of them agree with the records */

  guint                in_force;        /* index of the certificate of the last record, plus one; 0: none */
  guint64              noted;           /* the last record a checkpoint vouched for */
  guint64              gap_from, gap_to;
  char                 by[2 * BELAY_TRAIL_PUBLIC_KEY_SIZE + 1];

  char                *problem;
  guint64              bad_seq;
};

/* The first problem is the one to tell. */
G_GNUC_PRINTF (3, 4)
static void
set_problem (BelayTrailProof *self,
             guint64          bad_seq,
             const char      *format,
             ...)
{
  va_list args;

  if (self->problem != NULL)
    return;

  self->bad_seq = bad_seq;
  va_start (args, format);
  self->problem = g_strdup_vprintf (format, args);
  va_end (args);
}

static const BelayTrailCertificate *
get_certificate (BelayTrailProof *self,
                 guint64          number)
{
  if (number == 0 || number > self->certificates->len)
    return NULL;

  return &g_array_index (self->certificates, BelayTrailCertificate, number - 1);
}

static BelayTrailCheckpoint *
get_note (BelayTrailProof *self,
          guint            index)
{
  return &g_array_index (self->notes, BelayTrailCheckpoint, index);
}

static gboolean
is_trusted (BelayTrailProof *self,
            const guint8     key[BELAY_TRAIL_PUBLIC_KEY_SIZE])
{
  char hex[2 * BELAY_TRAIL_PUBLIC_KEY_SIZE + 1];

  belay_hex_encode (key, BELAY_TRAIL_PUBLIC_KEY_SIZE, hex);

  return g_strv_contains (self->trusted, hex);
}

/* (nullable): NULL without a problem if there is no such file. */
static char *
load_text (BelayTrailProof *self,
           const char      *directory,
           const char      *name,
           gsize           *length)
{
  g_autofree char *problem = NULL;
  char *text = belay_trail_note_load_file (directory, name, length, &problem);

  if (problem != NULL)
    set_problem (self, 0, "%s", problem);

  return text;
}

typedef gboolean (* TakeLine) (BelayTrailProof *self,
                               const char      *line,
                               gsize            length);

/* Half a line at the end is one that was never finished, and vouches for nothing. */
static void
take_lines (BelayTrailProof *self,
            const char      *text,
            gsize            length,
            TakeLine         take)
{
  const char *line = text, *newline;

  while (text != NULL && line < text + length &&
         (newline = memchr (line, '\n', length - (gsize) (line - text))) != NULL)
    {
      if (!take (self, line, (gsize) (newline - line)))
        return;

      line = newline + 1;
    }
}

static gboolean
take_certificate (BelayTrailProof *self,
                  const char      *line,
                  gsize            length)
{
  const BelayTrailCertificate *before = get_certificate (self, self->certificates->len);
  guint number = self->certificates->len + 1;
  BelayTrailCertificate certificate;

  if (!belay_trail_certificate_parse (line, length, &certificate) || certificate.number != number ||
      certificate.from < (before != NULL ? before->from : 1))
    {
      set_problem (self, 0, _("Certificate %u is not written as one is."), number);
      return FALSE;
    }

  if (!belay_trail_certificate_verify (&certificate))
    {
      set_problem (self, 0, _("Certificate %u does not have the signature of the key it names."), number);
      return FALSE;
    }

  g_array_append_val (self->certificates, certificate);

  return TRUE;
}

static gboolean
take_note (BelayTrailProof *self,
           const char      *line,
           gsize            length)
{
  guint number = self->notes->len + 1;
  BelayTrailCheckpoint note;
  guint8 prev[BELAY_TRAIL_DIGEST_SIZE] = { 0 };
  const BelayTrailCertificate *certificate;

  if (!belay_trail_checkpoint_parse (line, length, &note) ||
      (number > 1 && note.seq <= get_note (self, number - 2)->seq))
    {
      set_problem (self, 0, _("Checkpoint %u is not written as one is."), number);
      return FALSE;
    }

  if (note.is_signed)
    {
      const char *start = memrchr (self->notes_text, '\n', (gsize) MAX (line - 1 - self->notes_text, 0));

      start = start != NULL ? start + 1 : self->notes_text;

      if (number > 1)
        belay_trail_digest_compute (self->digest, start, (gsize) (line - start), prev);

      certificate = get_certificate (self, note.certificate);

      if (memcmp (prev, note.prev, sizeof prev) != 0)
        {
          set_problem (self, 0, _("Checkpoint %u does not follow on the one before."), number);
          return FALSE;
        }

      if (certificate == NULL || !belay_trail_checkpoint_verify (&note, certificate->key))
        {
          set_problem (self, 0, _("Checkpoint %u does not have the signature of the session's key."), number);
          return FALSE;
        }
    }

  g_array_append_val (self->notes, note);

  return TRUE;
}

/**
 * belay_trail_proof_new:
 * @directory: the directory of a session
 * @trusted: (array zero-terminated=1): public keys of installations, hexadecimal; must outlive the proof
 *
 * Reads the certificates and checkpoints. Before the records: what is written meanwhile adds records, not checkpoints
 * without them. Blocks on the disk.
 *
 * Returns: (transfer full): a proof before the first record
 */
BelayTrailProof *
belay_trail_proof_new (const char         *directory,
                       const char * const *trusted)
{
  BelayTrailProof *self = g_new0 (BelayTrailProof, 1);
  gsize notes_length = 0, certificates_length = 0;

  self->lines = belay_trail_merkle_new ();
  self->digest = belay_trail_digest_new ();
  self->trusted = trusted;
  self->certificates = g_array_new (FALSE, FALSE, sizeof (BelayTrailCertificate));
  self->notes = g_array_new (FALSE, FALSE, sizeof (BelayTrailCheckpoint));
  self->anchors = g_array_new (FALSE, FALSE, sizeof (BelayTrailCheckpoint));

  self->notes_text = load_text (self, directory, BELAY_TRAIL_NOTES_NAME, &notes_length);
  self->certificates_text = load_text (self, directory, BELAY_TRAIL_CERTIFICATES_NAME, &certificates_length);
  take_lines (self, self->certificates_text, certificates_length, take_certificate);
  take_lines (self, self->notes_text, notes_length, take_note);

  return self;
}

/**
 * belay_trail_proof_free:
 * @self: (transfer full) (nullable): a proof
 */
void
belay_trail_proof_free (BelayTrailProof *self)
{
  if (self == NULL)
    return;

  belay_trail_merkle_free (self->lines);
  belay_trail_digest_free (self->digest);
  g_array_unref (self->certificates);
  g_array_unref (self->notes);
  g_array_unref (self->anchors);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_free (self->certificates_text);
  g_free (self->notes_text);
  g_free (self->problem);
  g_free (self);
}

static void
take_anchor (BelayTrailProof        *self,
             const BelayTrailAnchor *entry,
             const char             *session)
{
  BelayTrailCheckpoint anchor;

  if (belay_trail_anchor_verify (entry, self->trusted, &anchor) && belay_trail_span_equal (anchor.session, session))
    g_array_append_val (self->anchors, anchor);
}

static int
compare_anchors (gconstpointer a,
                 gconstpointer b)
{
  const BelayTrailCheckpoint *first = a, *second = b;

  return first->seq < second->seq ? -1 : first->seq > second->seq;
}

/**
 * belay_trail_proof_knows:
 * @self: a proof
 * @key: the public key of an installation
 * @trusted: (out): whether it is trusted
 *
 * Returns: %TRUE if it is trusted, or has certified a key of this session
 */
gboolean
belay_trail_proof_knows (BelayTrailProof *self,
                         const guint8     key[BELAY_TRAIL_PUBLIC_KEY_SIZE],
                         gboolean        *trusted)
{
  const BelayTrailCertificate *certificate;

  *trusted = is_trusted (self, key);

  for (guint64 number = 1; (certificate = get_certificate (self, number)) != NULL; number++)
    if (memcmp (certificate->by, key, sizeof certificate->by) == 0)
      return TRUE;

  return *trusted;
}

/**
 * belay_trail_proof_ask_journal:
 * @self: a proof before the first record
 * @session: the name of the session
 *
 * Blocks until journalctl(1) has answered.
 */
void
belay_trail_proof_ask_journal (BelayTrailProof *self,
                               const char      *session)
{
  self->entries = belay_trail_journal_read (session);

  for (guint i = 0; self->entries != NULL && i < self->entries->len; i++)
    take_anchor (self, self->entries->pdata[i], session);

  g_array_sort (self->anchors, compare_anchors);
}

/* The key a session was begun with is named in its first record, the signed one: see docs/trail-format.md. */
static void
check_first (BelayTrailProof        *self,
             const BelayTrailRecord *record)
{
  const BelayTrailCertificate *certificate = get_certificate (self, 1);
  BelayTrailSpan payload = record->payload;
  BelayTrailMember member;
  BelayTrailSpan text;
  char hex[2 * BELAY_TRAIL_PUBLIC_KEY_SIZE + 1] = "";

  if (certificate != NULL && certificate->from == 1)
    belay_hex_encode (certificate->key, BELAY_TRAIL_PUBLIC_KEY_SIZE, hex);

  while (belay_trail_scan_member (&payload, &member))
    if (belay_trail_span_equal (member.name, "key") && belay_trail_member_text (&member, &text))
      {
        if (!belay_trail_span_equal (text, hex))
          set_problem (self, 1, _("Record 1: the session was signed with a key there is no certificate for."));

        return;
      }

  if (*hex != '\0')
    set_problem (self, 1, _("Record 1: it does not name the key of the session's certificate."));
}

/* Certificates of which this is the first record. */
static void
put_in_force (BelayTrailProof        *self,
              const BelayTrailRecord *record)
{
  const BelayTrailCertificate *certificate;

  while ((certificate = get_certificate (self, self->in_force + 1)) != NULL && certificate->from == record->seq)
    {
      self->in_force++;

      if (certificate->session.length != record->session.length ||
          memcmp (certificate->session.at, record->session.at, record->session.length) != 0)
        set_problem (self, record->seq, _("Certificate %u belongs to another session."), self->in_force);

      if (record->seq == 1)
        continue;

      if (!belay_trail_span_equal (record->kind, "audit.gap"))
        set_problem (self, record->seq,
                     _("Record %" G_GUINT64_FORMAT ": another key signs from it on, but it names no gap."),
                     record->seq);

      if (self->noted < record->seq - 1)
        {
          self->gap_from = self->gap_from != 0 ? self->gap_from : self->noted + 1;
          self->gap_to = record->seq - 1;
        }
    }
}

/* A checkpoint says of its record what the chain says of all others. */
static void
check_note (BelayTrailProof        *self,
            const BelayTrailRecord *record,
            const guint8            head[BELAY_TRAIL_DIGEST_SIZE])
{
  const BelayTrailCheckpoint *note = get_note (self, self->n_agreed);
  guint8 root[BELAY_TRAIL_DIGEST_SIZE];

  if (memcmp (note->head, head, sizeof note->head) != 0 || note->time != record->time ||
      note->session.length != record->session.length ||
      memcmp (note->session.at, record->session.at, record->session.length) != 0)
    set_problem (self, record->seq,
                 _("Record %" G_GUINT64_FORMAT ": it is not what its checkpoint says; one of the two was changed."),
                 record->seq);

  if (note->is_signed)
    {
      belay_trail_merkle_get_root (self->lines, root);

      if (memcmp (root, note->root, sizeof root) != 0)
        set_problem (self, record->seq,
                     _("Record %" G_GUINT64_FORMAT ": its checkpoint speaks of other records before it."), record->seq);

      if (note->certificate != self->in_force)
        set_problem (self, record->seq,
                     _("Record %" G_GUINT64_FORMAT ": its checkpoint is signed with a key that was not in use."),
                     record->seq);

      self->noted = record->seq;
    }

  self->n_agreed++;
}

static void
check_anchors (BelayTrailProof        *self,
               const BelayTrailRecord *record,
               const guint8            head[BELAY_TRAIL_DIGEST_SIZE])
{
  while (self->n_anchored < self->anchors->len)
    {
      const BelayTrailCheckpoint *anchor = &g_array_index (self->anchors, BelayTrailCheckpoint, self->n_anchored);

      if (anchor->seq != record->seq)
        return;

      if (memcmp (anchor->head, head, sizeof anchor->head) != 0)
        set_problem (self, record->seq,
                     _("Record %" G_GUINT64_FORMAT ": the system's journal has a checkpoint of another one; "
                       "the record was written anew."), record->seq);

      self->n_anchored++;
    }
}

/**
 * belay_trail_proof_take:
 * @self: a proof
 * @record: the next record, found to follow from the one before
 * @head: the SHA-256 of its line
 */
void
belay_trail_proof_take (BelayTrailProof        *self,
                        const BelayTrailRecord *record,
                        const guint8            head[BELAY_TRAIL_DIGEST_SIZE])
{
  belay_trail_merkle_append (self->lines, head);

  if (record->seq == 1)
    check_first (self, record);

  put_in_force (self, record);

  if (self->n_agreed < self->notes->len && get_note (self, self->n_agreed)->seq == record->seq)
    check_note (self, record, head);

  check_anchors (self, record, head);
}

static gboolean
is_signed_throughout (BelayTrailProof *self)
{
  const BelayTrailCertificate *first = get_certificate (self, 1);

  if (first == NULL || first->from != 1)
    return FALSE;

  for (guint i = 0; i < self->notes->len; i++)
    if (!get_note (self, i)->is_signed)
      return FALSE;

  return TRUE;
}

/* All whose keys signed something; the first one that is not trusted is the one to name. */
static gboolean
find_signers (BelayTrailProof *self)
{
  for (guint i = 0; i < self->notes->len; i++)
    {
      const BelayTrailCertificate *certificate = get_certificate (self, get_note (self, i)->certificate);
      gboolean trusted;

      if (!get_note (self, i)->is_signed || certificate == NULL)
        continue;

      trusted = is_trusted (self, certificate->by);

      if (*self->by == '\0' || !trusted)
        belay_hex_encode (certificate->by, BELAY_TRAIL_PUBLIC_KEY_SIZE, self->by);

      if (!trusted)
        return FALSE;
    }

  return *self->by != '\0';
}

/**
 * belay_trail_proof_finish:
 * @self: a proof that has taken in all records
 * @end: where they end
 * @result: (out caller-allocates): what it amounts to; nothing of it counts if there is a problem
 */
void
belay_trail_proof_finish (BelayTrailProof       *self,
                          const BelayTrailEnd   *end,
                          BelayTrailProofResult *result)
{
  *result = (BelayTrailProofResult) { 0 };

  if (self->n_agreed < self->notes->len)
    set_problem (self, end->seq + 1,
                 _("Record %" G_GUINT64_FORMAT ": it is missing; a checkpoint speaks of record %" G_GUINT64_FORMAT "."),
                 end->seq + 1, get_note (self, self->n_agreed)->seq);

  if (self->n_anchored < self->anchors->len)
    set_problem (self, end->seq + 1,
                 _("Record %" G_GUINT64_FORMAT ": it is missing; the system's journal has a checkpoint of record %"
                   G_GUINT64_FORMAT "."), end->seq + 1,
                 g_array_index (self->anchors, BelayTrailCheckpoint, self->n_anchored).seq);

  if (end->closed && self->in_force < self->certificates->len)
    set_problem (self, 0, _("Certificate %u speaks of a record that is not there."), self->in_force + 1);

  result->anchored = self->notes->len > 0 && get_note (self, self->notes->len - 1)->seq == end->seq;
  result->is_signed = result->anchored && is_signed_throughout (self);
  result->trusted = find_signers (self) && self->problem == NULL;
  result->by = *self->by != '\0' ? self->by : NULL;
  result->recovered = self->in_force > 1;
  result->gap_from = self->gap_from;
  result->gap_to = self->gap_to;
  result->n_anchors = self->n_anchored;
}

/**
 * belay_trail_proof_get_problem:
 * @self: a proof
 * @bad_seq: (out) (optional): the record it is about, 0: none
 *
 * Returns: (nullable): what was changed, a translated sentence
 */
const char *
belay_trail_proof_get_problem (BelayTrailProof *self,
                               guint64         *bad_seq)
{
  if (bad_seq != NULL)
    *bad_seq = self->bad_seq;

  return self->problem;
}

/**
 * belay_trail_proof_take_lines:
 * @self: a proof that has taken in all records
 *
 * Returns: (transfer full): the tree of their lines
 */
BelayTrailMerkle *
belay_trail_proof_take_lines (BelayTrailProof *self)
{
  return g_steal_pointer (&self->lines);
}
