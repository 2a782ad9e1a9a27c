/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-upkeep-note.h"

#include <string.h>

#include "belay-trail-record.h"

static const char * const prune_names[] = { "v", "t", "sess", "kind", "prev", "reason", "pictures", "by", "sig" };
static const char * const recompress_names[] = { "v", "t", "sess", "kind", "prev", "pictures", "by", "sig" };

static const char * const kinds[] = { "prune", "recompress" };
static const char * const reasons[] = { "age", "size", "person" };

/**
 * belay_trail_upkeep_note_name_kind:
 * @kind: what was done
 *
 * Returns: (transfer none): the word for it in a note
 */
const char *
belay_trail_upkeep_note_name_kind (BelayTrailUpkeepKind kind)
{
  return kinds[kind];
}

/**
 * belay_trail_upkeep_note_name_reason:
 * @reason: why pictures were taken away
 *
 * Returns: (transfer none): the word for it in a note
 */
const char *
belay_trail_upkeep_note_name_reason (BelayTrailPruneReason reason)
{
  return reasons[reason];
}

static gboolean
take_word (const BelayTrailMember *member,
           const char * const     *words,
           guint                   n_words,
           guint                  *index)
{
  BelayTrailSpan text;

  if (!belay_trail_member_text (member, &text))
    return FALSE;

  for (*index = 0; *index < n_words; (*index)++)
    if (belay_trail_span_equal (text, words[*index]))
      return TRUE;

  return FALSE;
}

static gboolean
take_literal (BelayTrailSpan *rest,
              const char     *literal)
{
  gsize length = strlen (literal);

  if (rest->length < length || memcmp (rest->at, literal, length) != 0)
    return FALSE;

  rest->at += length;
  rest->length -= length;

  return TRUE;
}

/* What stands before 64 digits, and the digits. */
static gboolean
take_digits (BelayTrailSpan *rest,
             const char     *before,
             char            digits[BELAY_TRAIL_DIGEST_HEX + 1])
{
  if (!take_literal (rest, before) || rest->length < BELAY_TRAIL_DIGEST_HEX ||
      !belay_trail_digest_is_hex (rest->at, BELAY_TRAIL_DIGEST_HEX))
    return FALSE;

  memcpy (digits, rest->at, BELAY_TRAIL_DIGEST_HEX);
  digits[BELAY_TRAIL_DIGEST_HEX] = '\0';
  rest->at += BELAY_TRAIL_DIGEST_HEX;
  rest->length -= BELAY_TRAIL_DIGEST_HEX;

  return TRUE;
}

/**
 * belay_trail_kept_picture_parse:
 * @rest: an element of the array in a note on recompression and what follows; the element is taken off
 * @picture: (out caller-allocates): what it says
 *
 * Returns: %TRUE if it is written as such an element is
 */
gboolean
belay_trail_kept_picture_parse (BelayTrailSpan        *rest,
                                BelayTrailKeptPicture *picture)
{
  return take_digits (rest, "{\"sha256\":\"", picture->sha256) &&
         take_digits (rest, "\",\"px_sha256\":\"", picture->px_sha256) &&
         take_digits (rest, "\",\"webp_sha256\":\"", picture->webp_sha256) &&
         take_literal (rest, "\"}");
}

static gboolean
take_picture (BelayTrailSpan        *rest,
              BelayTrailUpkeepKind   kind,
              BelayTrailKeptPicture *picture)
{
  if (kind == BELAY_TRAIL_RECOMPRESS)
    return belay_trail_kept_picture_parse (rest, picture);

  return take_digits (rest, "\"", picture->sha256) && take_literal (rest, "\"");
}

static gboolean
take_pictures (BelayTrailSpan        rest,
               BelayTrailUpkeepNote *note)
{
  if (!take_literal (&rest, "["))
    return FALSE;

  do
    {
      BelayTrailKeptPicture picture = { 0 };

      if (!take_picture (&rest, note->kind, &picture))
        return FALSE;

      g_array_append_val (note->pictures, picture);
    }
  while (take_literal (&rest, ","));

  return rest.length == 1 && *rest.at == ']';
}

/* Its members in order, whichever of the two kinds it is. @members: of the longer one; returns the member after `prev`. */
static const BelayTrailMember *
take_members (const char           *line,
              gsize                 length,
              BelayTrailUpkeepKind *kind,
              BelayTrailMember     *members)
{
  guint word;

  if (belay_trail_note_take_members (line, length, prune_names, G_N_ELEMENTS (prune_names),
                                     members) == G_N_ELEMENTS (prune_names))
    *kind = BELAY_TRAIL_PRUNE;
  else if (belay_trail_note_take_members (line, length, recompress_names, G_N_ELEMENTS (recompress_names),
                                          members) == G_N_ELEMENTS (recompress_names))
    *kind = BELAY_TRAIL_RECOMPRESS;
  else
    return NULL;

  if (!take_word (&members[3], kinds, G_N_ELEMENTS (kinds), &word) || word != *kind)
    return NULL;

  return &members[5];
}

/**
 * belay_trail_upkeep_note_parse:
 * @line: (array length=length): a line without its newline
 * @length: its length in bytes
 * @note: (out caller-allocates): what it says
 *
 * Returns: %TRUE if it is written as such a note is; its signature is not looked at
 */
gboolean
belay_trail_upkeep_note_parse (const char           *line,
                               gsize                 length,
                               BelayTrailUpkeepNote *note)
{
  BelayTrailMember members[G_N_ELEMENTS (prune_names)];
  const BelayTrailMember *member;
  guint64 version, time;
  guint reason = 0;

  memset (note, 0, sizeof *note);
  member = take_members (line, length, &note->kind, members);

  if (member == NULL ||
      !belay_trail_note_get_number (&members[0], &version) || version != BELAY_TRAIL_VERSION ||
      !belay_trail_note_get_number (&members[1], &time) ||
      !belay_trail_member_text (&members[2], &note->session) ||
      !belay_trail_note_get_bytes (&members[4], note->prev, sizeof note->prev))
    return FALSE;

  if (note->kind == BELAY_TRAIL_PRUNE && !take_word (member++, reasons, G_N_ELEMENTS (reasons), &reason))
    return FALSE;

  note->time = (gint64) time;
  note->reason = reason;
  note->pictures = g_array_new (FALSE, FALSE, sizeof (BelayTrailKeptPicture));

  if (!take_pictures (member[0].value, note) ||
      !belay_trail_note_get_bytes (&member[1], note->by, sizeof note->by) ||
      !belay_trail_note_get_bytes (&member[2], note->signature, sizeof note->signature))
    {
      belay_trail_upkeep_note_clear (note);
      return FALSE;
    }

  note->signed_part = belay_trail_note_cut_signature (line, &member[2]);

  return TRUE;
}

/**
 * belay_trail_upkeep_note_clear:
 * @note: a note
 *
 * Frees what it holds; harmless when it holds nothing.
 */
void
belay_trail_upkeep_note_clear (BelayTrailUpkeepNote *note)
{
  g_clear_pointer (&note->pictures, g_array_unref);
}

/**
 * belay_trail_upkeep_note_verify:
 * @note: from belay_trail_upkeep_note_parse(), its line still there
 *
 * Returns: %TRUE if the installation it names has signed it; whether that is to be trusted is another question
 */
gboolean
belay_trail_upkeep_note_verify (const BelayTrailUpkeepNote *note)
{
  return belay_trail_note_verify (BELAY_TRAIL_UPKEEP_DOMAIN, note->signed_part, note->by, note->signature);
}
