/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-scan.h"

#include <string.h>

#include "belay-trail-digest.h"

/* As deep as BELAY_JSON_MAX_DEPTH lets a line be that is parsed. */
#define MAX_DEPTH 64

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

static gboolean
take_char (BelayTrailSpan *rest,
           char            c)
{
  if (rest->length == 0 || *rest->at != c)
    return FALSE;

  rest->at++;
  rest->length--;

  return TRUE;
}

static gsize
count_digits (BelayTrailSpan rest)
{
  gsize n = 0;

  while (n < rest.length && g_ascii_isdigit (rest.at[n]))
    n++;

  return n;
}

/* A whole number that is not negative, without leading zeros, below 2^63. */
static gboolean
take_number (BelayTrailSpan *rest,
             guint64        *number)
{
  gsize n = count_digits (*rest);
  guint64 value = 0;

  if (n == 0 || n > 19 || (n > 1 && *rest->at == '0'))
    return FALSE;

  for (gsize i = 0; i < n; i++)
    value = value * 10 + (guint64) (rest->at[i] - '0');

  if (value > G_MAXINT64)
    return FALSE;

  rest->at += n;
  rest->length -= n;
  *number = value;

  return TRUE;
}

/* Text of letters, digits and what the names in the format are made of, up to the quote. */
static gboolean
take_word (BelayTrailSpan *rest,
           gsize           max_length,
           BelayTrailSpan *word)
{
  gsize n = 0;

  while (n < rest->length && n < max_length &&
         (g_ascii_isalnum (rest->at[n]) || rest->at[n] == '-' || rest->at[n] == '.' || rest->at[n] == '_'))
    n++;

  *word = (BelayTrailSpan) { rest->at, n };
  rest->at += n;
  rest->length -= n;

  return n > 0;
}

/**
 * belay_trail_scan_record:
 * @line: (array length=length): a line, newline included
 * @length: its length in bytes
 * @record: (out caller-allocates): what it begins with
 *
 * The members every record has stand in one order, written in one way; anything else is refused.
 *
 * Returns: %TRUE if the line is one of version 1 as far as its payload
 */
gboolean
belay_trail_scan_record (const char       *line,
                         gsize             length,
                         BelayTrailRecord *record)
{
  BelayTrailSpan rest = { line, length };
  guint64 time, mono;

  if (length < 2 || line[length - 1] != '\n' || line[length - 2] != '}')
    return FALSE;

  rest.length -= 2;

  if (!take_literal (&rest, "{\"v\":1,\"seq\":") || !take_number (&rest, &record->seq) ||
      !take_literal (&rest, ",\"t\":") || !take_number (&rest, &time) ||
      !take_literal (&rest, ",\"boot\":\"") || !take_word (&rest, 36, &record->boot) ||
      !take_literal (&rest, "\",\"mono\":") || !take_number (&rest, &mono) ||
      !take_literal (&rest, ",\"sess\":\"") || !take_word (&rest, 64, &record->session) ||
      !take_literal (&rest, "\",\"kind\":\"") || !take_word (&rest, 32, &record->kind) ||
      !take_literal (&rest, "\",\"prev\":\"") || !take_word (&rest, 64, &record->prev) ||
      !take_literal (&rest, "\""))
    return FALSE;

  record->time = (gint64) time;
  record->mono = (gint64) mono;
  record->payload = rest;
  record->line = (BelayTrailSpan) { line, length };

  return belay_trail_digest_is_hex (record->prev.at, record->prev.length);
}

static gboolean
take_escape (BelayTrailSpan *rest)
{
  gsize length = 2;

  if (rest->length < 2)
    return FALSE;

  if (rest->at[1] == 'u')
    {
      length = 6;

      if (rest->length < length)
        return FALSE;

      for (gsize i = 2; i < length; i++)
        if (!g_ascii_isxdigit (rest->at[i]))
          return FALSE;
    }
  else if (strchr ("\"\\/bfnrt", rest->at[1]) == NULL || rest->at[1] == '\0')
    {
      return FALSE;
    }

  rest->at += length;
  rest->length -= length;

  return TRUE;
}

/* One in each byte */
#define EACH G_GUINT64_CONSTANT (0x0101010101010101)

/* How many characters follow that mean nothing but themselves: ASCII, no control, quote or backslash. Most of a record is
 * such text, so eight at a time. */
static gsize
count_plain (BelayTrailSpan rest)
{
  gsize n = 0;

  for (; n + 8 <= rest.length; n += 8)
    {
      guint64 word, quote, backslash, special;

      memcpy (&word, rest.at + n, 8);
      quote = word ^ EACH * '"';
      backslash = word ^ EACH * '\\';

      /* A byte below k borrows when k is taken from it; bit 7 tells, for k up to 128. One that is wrongly told, because
       * its neighbour borrowed, is only looked at by itself. */
      special = (word - EACH * 0x20) | (quote - EACH) | (backslash - EACH) | word;

      if (special & EACH * 0x80)
        break;
    }

  while (n < rest.length && (guchar) rest.at[n] >= 0x20 && (guchar) rest.at[n] < 0x80 && rest.at[n] != '"' &&
         rest.at[n] != '\\')
    n++;

  return n;
}

static gboolean
take_string (BelayTrailSpan *rest,
             BelayTrailSpan *text)
{
  const char *start;

  if (!take_char (rest, '"'))
    return FALSE;

  start = rest->at;

  while (rest->length > 0)
    {
      gsize n = count_plain (*rest);
      guchar c;

      rest->at += n;
      rest->length -= n;

      if (rest->length == 0)
        return FALSE;

      c = (guchar) *rest->at;

      if (c == '"')
        {
          *text = (BelayTrailSpan) { start, (gsize) (rest->at - start) };
          return take_char (rest, '"');
        }

      if (c < 0x20)
        return FALSE;

      if (c == '\\')
        {
          if (!take_escape (rest))
            return FALSE;
        }
      else
        {
          gunichar character = g_utf8_get_char_validated (rest->at, (gssize) rest->length);

          if (character == (gunichar) -1 || character == (gunichar) -2)
            return FALSE;

          rest->length -= (gsize) (g_utf8_next_char (rest->at) - rest->at);
          rest->at = g_utf8_next_char (rest->at);
        }
    }

  return FALSE;
}

static gboolean
take_integer (BelayTrailSpan *rest)
{
  gsize n;

  take_char (rest, '-');
  n = count_digits (*rest);

  if (n == 0 || (n > 1 && *rest->at == '0'))
    return FALSE;

  rest->at += n;
  rest->length -= n;

  return TRUE;
}

static gboolean take_value (BelayTrailSpan *rest,
                            guint           depth);

static gboolean
take_container (BelayTrailSpan *rest,
                guint           depth)
{
  char close = *rest->at == '{' ? '}' : ']';

  rest->at++;
  rest->length--;

  if (depth > MAX_DEPTH)
    return FALSE;

  if (take_char (rest, close))
    return TRUE;

  do
    {
      BelayTrailSpan name;

      if (close == '}' && (!take_string (rest, &name) || !take_char (rest, ':')))
        return FALSE;

      if (!take_value (rest, depth + 1))
        return FALSE;
    }
  while (take_char (rest, ','));

  return take_char (rest, close);
}

static gboolean
take_value (BelayTrailSpan *rest,
            guint           depth)
{
  BelayTrailSpan text;

  if (rest->length == 0)
    return FALSE;

  switch (*rest->at)
    {
    case '"':
      return take_string (rest, &text);

    case '{':
    case '[':
      return take_container (rest, depth);

    case 't':
      return take_literal (rest, "true");

    case 'f':
      return take_literal (rest, "false");

    case 'n':
      return take_literal (rest, "null");

    default:
      return take_integer (rest);
    }
}

static gboolean
take_member (BelayTrailSpan   *payload,
             char              before,
             BelayTrailMember *member)
{
  BelayTrailSpan rest = *payload;

  if (!take_char (&rest, before) || !take_string (&rest, &member->name) || !take_char (&rest, ':'))
    return FALSE;

  member->value.at = rest.at;

  if (!take_value (&rest, 1))
    return FALSE;

  member->value.length = (gsize) (rest.at - member->value.at);
  *payload = rest;

  return TRUE;
}

/**
 * belay_trail_scan_member:
 * @payload: (inout): what is left of a payload
 * @member: (out caller-allocates): its next member
 *
 * JSON without spaces, fractions and exponents, as the format has it.
 *
 * Returns: %FALSE if there is no member; something is wrong if @payload is not empty then
 */
gboolean
belay_trail_scan_member (BelayTrailSpan   *payload,
                         BelayTrailMember *member)
{
  return take_member (payload, ',', member);
}

/**
 * belay_trail_scan_first_member:
 * @object: (inout): the value of a member; afterwards what is left for belay_trail_scan_member()
 * @member: (out caller-allocates): the first member of that value
 *
 * Returns: %FALSE if @object is no object or empty
 */
gboolean
belay_trail_scan_first_member (BelayTrailSpan   *object,
                               BelayTrailMember *member)
{
  if (object->length < 2 || *object->at != '{')
    return FALSE;

  object->length--;

  return take_member (object, '{', member);
}

/**
 * belay_trail_span_equal:
 * @span: a stretch of a line
 * @text: zero-terminated
 *
 * Returns: %TRUE if they hold the same bytes
 */
gboolean
belay_trail_span_equal (BelayTrailSpan  span,
                        const char     *text)
{
  return strlen (text) == span.length && memcmp (span.at, text, span.length) == 0;
}

/**
 * belay_trail_member_int:
 * @member: a member
 * @value: (out): its number
 *
 * Returns: %FALSE if it is no whole number from 0 to 2^63 - 1
 */
gboolean
belay_trail_member_int (const BelayTrailMember *member,
                        gint64                 *value)
{
  BelayTrailSpan rest = member->value;
  guint64 number;

  if (!take_number (&rest, &number) || rest.length > 0)
    return FALSE;

  *value = (gint64) number;

  return TRUE;
}

/**
 * belay_trail_member_text:
 * @member: a member
 * @text: (out): what is between its quotes, escapes and all
 *
 * Returns: %FALSE if it is no string
 */
gboolean
belay_trail_member_text (const BelayTrailMember *member,
                         BelayTrailSpan         *text)
{
  BelayTrailSpan rest = member->value;

  return take_string (&rest, text);
}
