/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-raw.h"

#include <string.h>

static gsize
skip_space (BelayRaw raw,
            gsize    at)
{
  while (at < raw.length && memchr (" \t\r\n", raw.text[at], 4) != NULL)
    at++;

  return at;
}

/* @at is the opening quote; the result is behind the closing one. */
static gsize
skip_string (BelayRaw raw,
             gsize    at)
{
  for (at++; at < raw.length && raw.text[at] != '"'; at++)
    if (raw.text[at] == '\\')
      at++;

  return MIN (at + 1, raw.length);
}

static gsize
skip_value (BelayRaw raw,
            gsize    at)
{
  guint depth = 0;

  while (at < raw.length)
    {
      char c = raw.text[at];

      if (c == '"')
        {
          at = skip_string (raw, at);
          if (depth == 0)
            return at;
          continue;
        }

      if (depth == 0 && memchr (",}] \t\r\n", c, 7) != NULL)
        return at;

      at++;

      if (c == '{' || c == '[')
        depth++;
      else if ((c == '}' || c == ']') && --depth == 0)
        return at;
    }

  return at;
}

/**
 * belay_raw_next:
 * @object: the text of an object
 * @position: (inout): where to go on; 0 at first
 * @key: (out): the member's name as it is written, without quotes
 * @value: (out): the member's value as it is written
 *
 * Returns: %FALSE after the last member
 */
gboolean
belay_raw_next (BelayRaw  object,
                gsize    *position,
                BelayRaw *key,
                BelayRaw *value)
{
  gsize at = *position;
  gsize end;

  if (at == 0)
    at = skip_space (object, 0) + 1;

  at = skip_space (object, at);
  if (at < object.length && object.text[at] == ',')
    at = skip_space (object, at + 1);

  if (at >= object.length || object.text[at] != '"')
    return FALSE;

  end = skip_string (object, at);
  key->text = object.text + at + 1;
  key->length = end - at - 2;

  at = skip_space (object, end) + 1;    /* the colon */
  at = skip_space (object, at);
  end = skip_value (object, at);
  value->text = object.text + at;
  value->length = end - at;
  *position = end;

  return TRUE;
}

gboolean
belay_raw_equal (BelayRaw    self,
                 const char *text)
{
  return self.length == strlen (text) && memcmp (self.text, text, self.length) == 0;
}

gboolean
belay_raw_get (BelayRaw    object,
               const char *member,
               BelayRaw   *value)
{
  gsize position = 0;
  BelayRaw key;

  while (belay_raw_next (object, &position, &key, value))
    if (belay_raw_equal (key, member))
      return TRUE;

  return FALSE;
}
