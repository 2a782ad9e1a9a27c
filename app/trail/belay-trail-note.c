/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-note.h"

#include <string.h>

#include "belay-trail-hex.h"
#include "belay-trail-record.h"

#define MAX_MEMBERS 10

static const char * const certificate_names[] = { "v", "cert", "from", "t", "sess", "key", "by", "sig" };

/* The first five are all there is without a signature. */
static const char * const checkpoint_names[] = { "v", "seq", "t", "sess", "head", "root", "at", "prev", "cert", "sig" };

#define N_UNSIGNED 5

/* Takes the members of a line; returns how many of @names there are, in their order and with nothing else; 0: other. */
static guint
take_members (const char          *line,
              gsize                length,
              const char * const  *names,
              guint                n_names,
              BelayTrailMember    *members)
{
  BelayTrailSpan rest = { line, length };
  guint n = 0;

  if (length < 2 || line[length - 1] != '}' || !belay_trail_scan_first_member (&rest, &members[0]))
    return 0;

  do
    {
      if (!belay_trail_span_equal (members[n].name, names[n]))
        return 0;

      n++;
    }
  while (n < n_names && belay_trail_scan_member (&rest, &members[n]));

  return rest.length == 0 ? n : 0;
}

static gboolean
get_number (const BelayTrailMember *member,
            guint64                *number)
{
  gint64 value;

  if (!belay_trail_member_int (member, &value))
    return FALSE;

  *number = (guint64) value;

  return TRUE;
}

static gboolean
get_bytes (const BelayTrailMember *member,
           guint8                 *bytes,
           gsize                   size)
{
  BelayTrailSpan text;

  return belay_trail_member_text (member, &text) && belay_trail_hex_decode (text.at, text.length, bytes, size);
}

static gboolean
is_version (const BelayTrailMember *member)
{
  guint64 version;

  return get_number (member, &version) && version == BELAY_TRAIL_VERSION;
}

/* All that stands before the comma of the last member. */
static BelayTrailSpan
cut_signature (const char             *line,
               const BelayTrailMember *last)
{
  return (BelayTrailSpan) { line, (gsize) (last->name.at - strlen (",\"") - line) };
}

/**
 * belay_trail_certificate_parse:
 * @line: (array length=length): a line without its newline
 * @length: its length in bytes
 * @certificate: (out caller-allocates): what it says
 *
 * Returns: %TRUE if it is written as a certificate is; its signature is not looked at
 */
gboolean
belay_trail_certificate_parse (const char            *line,
                               gsize                  length,
                               BelayTrailCertificate *certificate)
{
  BelayTrailMember members[MAX_MEMBERS];
  guint64 time;

  if (take_members (line, length, certificate_names, G_N_ELEMENTS (certificate_names), members) !=
      G_N_ELEMENTS (certificate_names))
    return FALSE;

  if (!is_version (&members[0]) ||
      !get_number (&members[1], &certificate->number) ||
      !get_number (&members[2], &certificate->from) ||
      !get_number (&members[3], &time) ||
      !belay_trail_member_text (&members[4], &certificate->session) ||
      !get_bytes (&members[5], certificate->key, sizeof certificate->key) ||
      !get_bytes (&members[6], certificate->by, sizeof certificate->by) ||
      !get_bytes (&members[7], certificate->signature, sizeof certificate->signature))
    return FALSE;

  certificate->time = (gint64) time;
  certificate->signed_part = cut_signature (line, &members[7]);

  return TRUE;
}

/**
 * belay_trail_checkpoint_parse:
 * @line: (array length=length): a line without its newline
 * @length: its length in bytes
 * @checkpoint: (out caller-allocates): what it says
 *
 * Returns: %TRUE if it is written as a checkpoint is, signed or not; its signature is not looked at
 */
gboolean
belay_trail_checkpoint_parse (const char           *line,
                              gsize                 length,
                              BelayTrailCheckpoint *checkpoint)
{
  BelayTrailMember members[MAX_MEMBERS];
  guint n = take_members (line, length, checkpoint_names, G_N_ELEMENTS (checkpoint_names), members);
  guint64 time, at;

  if ((n != N_UNSIGNED && n != G_N_ELEMENTS (checkpoint_names)) ||
      !is_version (&members[0]) ||
      !get_number (&members[1], &checkpoint->seq) ||
      !get_number (&members[2], &time) ||
      !belay_trail_member_text (&members[3], &checkpoint->session) ||
      !get_bytes (&members[4], checkpoint->head, sizeof checkpoint->head))
    return FALSE;

  checkpoint->time = (gint64) time;
  checkpoint->is_signed = n > N_UNSIGNED;

  if (!checkpoint->is_signed)
    return TRUE;

  if (!get_bytes (&members[5], checkpoint->root, sizeof checkpoint->root) ||
      !get_number (&members[6], &at) ||
      !get_bytes (&members[7], checkpoint->prev, sizeof checkpoint->prev) ||
      !get_number (&members[8], &checkpoint->certificate) ||
      !get_bytes (&members[9], checkpoint->signature, sizeof checkpoint->signature))
    return FALSE;

  checkpoint->at = (gint64) at;
  checkpoint->signed_part = cut_signature (line, &members[9]);

  return TRUE;
}

/**
 * belay_trail_note_make_message:
 * @domain: what is signed
 * @part: the line up to the comma before its signature
 *
 * Returns: (transfer full): the bytes that are signed
 */
GString *
belay_trail_note_make_message (const char     *domain,
                               BelayTrailSpan  part)
{
  GString *message = g_string_new (domain);

  g_string_append_len (message, part.at, (gssize) part.length);

  return message;
}

static gboolean
verify_part (const char     *domain,
             BelayTrailSpan  part,
             const guint8   *key,
             const guint8   *signature)
{
  GString *message = belay_trail_note_make_message (domain, part);
  gboolean valid = belay_trail_signature_verify (key, message->str, message->len, signature);

  g_string_free (message, TRUE);

  return valid;
}

/**
 * belay_trail_certificate_verify:
 * @certificate: from belay_trail_certificate_parse(), its line still there
 *
 * Returns: %TRUE if the installation it names has signed it; whether that is to be trusted is another question
 */
gboolean
belay_trail_certificate_verify (const BelayTrailCertificate *certificate)
{
  return verify_part (BELAY_TRAIL_CERTIFICATE_DOMAIN, certificate->signed_part, certificate->by, certificate->signature);
}

/**
 * belay_trail_checkpoint_verify:
 * @checkpoint: a signed one, from belay_trail_checkpoint_parse(), its line still there
 * @key: the key of its certificate
 *
 * Returns: %TRUE if it was signed with that key
 */
gboolean
belay_trail_checkpoint_verify (const BelayTrailCheckpoint *checkpoint,
                               const guint8                key[BELAY_TRAIL_PUBLIC_KEY_SIZE])
{
  return verify_part (BELAY_TRAIL_CHECKPOINT_DOMAIN, checkpoint->signed_part, key, checkpoint->signature);
}
