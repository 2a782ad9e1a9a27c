/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-note.h"

#include <string.h>

#include "belay-hex.h"
#include "belay-trail-record.h"

#define MAX_MEMBERS 10

static const char * const certificate_names[] = { "v", "cert", "from", "t", "sess", "key", "by", "sig" };

/* The first five are all there is without a signature. */
static const char * const checkpoint_names[] = { "v", "seq", "t", "sess", "head", "root", "at", "prev", "cert", "sig" };

#define N_UNSIGNED 5

/**
 * belay_trail_note_take_members:
 * @line: (array length=length): a line without its newline
 * @length: its length in bytes
 * @names: (array length=n_names): the members it may have
 * @n_names: how many
 * @members: (array length=n_names) (out caller-allocates): those it has, pointing into @line
 *
 * Returns: how many of @names there are, in their order and with nothing else; 0: the line is written otherwise
 */
guint
belay_trail_note_take_members (const char          *line,
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

/**
 * belay_trail_note_get_number:
 * @member: a member
 * @number: (out): what it holds
 *
 * Returns: %FALSE if it holds no whole number
 */
gboolean
belay_trail_note_get_number (const BelayTrailMember *member,
                             guint64                *number)
{
  gint64 value;

  if (!belay_trail_member_int (member, &value))
    return FALSE;

  *number = (guint64) value;

  return TRUE;
}

/**
 * belay_trail_note_get_bytes:
 * @member: a member
 * @bytes: (array length=size) (out caller-allocates): what it holds
 * @size: how many bytes it has to be
 *
 * Returns: %FALSE if it holds anything but so many bytes in hexadecimal
 */
gboolean
belay_trail_note_get_bytes (const BelayTrailMember *member,
                            guint8                 *bytes,
                            gsize                   size)
{
  BelayTrailSpan text;

  return belay_trail_member_text (member, &text) && belay_hex_decode (text.at, text.length, bytes, size);
}

static gboolean
is_version (const BelayTrailMember *member)
{
  guint64 version;

  return belay_trail_note_get_number (member, &version) && version == BELAY_TRAIL_VERSION;
}

/**
 * belay_trail_note_cut_signature:
 * @line: a line
 * @last: its last member
 *
 * Returns: all that stands before the comma of that member
 */
BelayTrailSpan
belay_trail_note_cut_signature (const char             *line,
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

  if (belay_trail_note_take_members (line, length, certificate_names, G_N_ELEMENTS (certificate_names),
                                     members) != G_N_ELEMENTS (certificate_names))
    return FALSE;

  if (!is_version (&members[0]) ||
      !belay_trail_note_get_number (&members[1], &certificate->number) ||
      !belay_trail_note_get_number (&members[2], &certificate->from) ||
      !belay_trail_note_get_number (&members[3], &time) ||
      !belay_trail_member_text (&members[4], &certificate->session) ||
      !belay_trail_note_get_bytes (&members[5], certificate->key, sizeof certificate->key) ||
      !belay_trail_note_get_bytes (&members[6], certificate->by, sizeof certificate->by) ||
      !belay_trail_note_get_bytes (&members[7], certificate->signature, sizeof certificate->signature))
    return FALSE;

  certificate->time = (gint64) time;
  certificate->signed_part = belay_trail_note_cut_signature (line, &members[7]);

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
  guint n = belay_trail_note_take_members (line, length, checkpoint_names, G_N_ELEMENTS (checkpoint_names),
                                           members);
  guint64 time, at;

  if ((n != N_UNSIGNED && n != G_N_ELEMENTS (checkpoint_names)) ||
      !is_version (&members[0]) ||
      !belay_trail_note_get_number (&members[1], &checkpoint->seq) ||
      !belay_trail_note_get_number (&members[2], &time) ||
      !belay_trail_member_text (&members[3], &checkpoint->session) ||
      !belay_trail_note_get_bytes (&members[4], checkpoint->head, sizeof checkpoint->head))
    return FALSE;

  checkpoint->time = (gint64) time;
  checkpoint->is_signed = n > N_UNSIGNED;

  if (!checkpoint->is_signed)
    return TRUE;

  if (!belay_trail_note_get_bytes (&members[5], checkpoint->root, sizeof checkpoint->root) ||
      !belay_trail_note_get_number (&members[6], &at) ||
      !belay_trail_note_get_bytes (&members[7], checkpoint->prev, sizeof checkpoint->prev) ||
      !belay_trail_note_get_number (&members[8], &checkpoint->certificate) ||
      !belay_trail_note_get_bytes (&members[9], checkpoint->signature, sizeof checkpoint->signature))
    return FALSE;

  checkpoint->at = (gint64) at;
  checkpoint->signed_part = belay_trail_note_cut_signature (line, &members[9]);

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

/**
 * belay_trail_note_verify:
 * @domain: what is signed
 * @part: the line up to the comma before its signature
 * @key: a public key
 * @signature: the signature
 *
 * Returns: %TRUE if it is the signature of the owner of @key
 */
gboolean
belay_trail_note_verify (const char     *domain,
                         BelayTrailSpan  part,
                         const guint8    key[BELAY_TRAIL_PUBLIC_KEY_SIZE],
                         const guint8    signature[BELAY_TRAIL_SIGNATURE_SIZE])
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
  return belay_trail_note_verify (BELAY_TRAIL_CERTIFICATE_DOMAIN, certificate->signed_part, certificate->by,
                                  certificate->signature);
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
  return belay_trail_note_verify (BELAY_TRAIL_CHECKPOINT_DOMAIN, checkpoint->signed_part, key,
                                  checkpoint->signature);
}
