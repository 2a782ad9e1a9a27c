/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-json.h"

#include <math.h>
#include <string.h>

/*
 * json-glib's tree is built here without json-glib's parser: that one takes 2^63 for a negative number, 010 for 8,
 * comments for space, the last of two equal keys for the only one, and 200 000 brackets for a reason to crash.
 */

/* What a text within the size limit may still cost: "[0,0,0,…" makes of each two bytes a node of a hundred. */
#define MAX_VALUES  (1024 * 1024)

/* GHashTable's string hash is not keyed: colliding keys cost the square of their number. */
#define MAX_MEMBERS 4096

/* Longer than any double written out exactly would need in practice. */
#define MAX_NUMBER  128

typedef struct
{
  const char *start;
  const char *at;
  const char *end;
  guint       n_values;
} Reader;

static JsonNode *read_value (Reader *self,
                             guint    depth,
                             GError **error);

G_GNUC_PRINTF (4, 5)
static void
fail (Reader         *self,
      BelayJsonError  code,
      GError        **error,
      const char     *format,
      ...)
{
  g_autofree char *text = NULL;
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  /* A precision counts bytes and may cut a character in two. */
  message = g_utf8_make_valid (text, -1);

  g_set_error (error, BELAY_JSON_ERROR, code, "%s at byte %" G_GSIZE_FORMAT,
               message, (gsize) (self->at - self->start));
}

static void
skip_space (Reader *self)
{
  while (self->at < self->end &&
         (*self->at == ' ' || *self->at == '\t' || *self->at == '\n' || *self->at == '\r'))
    self->at++;
}

static gboolean
next_is (Reader *self,
         char    c)
{
  return self->at < self->end && *self->at == c;
}

static gboolean
read_hex (Reader   *self,
          gunichar *value,
          GError  **error)
{
  gunichar number = 0;

  for (int i = 0; i < 4; i++, self->at++)
    {
      int digit = self->at < self->end ? g_ascii_xdigit_value (*self->at) : -1;

      if (digit < 0)
        {
          fail (self, BELAY_JSON_ERROR_SYNTAX, error, "“\\u” needs four hexadecimal digits");
          return FALSE;
        }

      number = number * 16 + digit;
    }

  *value = number;

  return TRUE;
}

/* After "\u". */
static gboolean
read_code_point (Reader   *self,
                 GString  *out,
                 GError  **error)
{
  gunichar c, low;

  if (!read_hex (self, &c, error))
    return FALSE;

  if (c >= 0xd800 && c <= 0xdbff && self->end - self->at >= 2 && self->at[0] == '\\' && self->at[1] == 'u')
    {
      self->at += 2;

      if (!read_hex (self, &low, error))
        return FALSE;

      if (low >= 0xdc00 && low <= 0xdfff)
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }

  if (c >= 0xd800 && c <= 0xdfff)
    {
      fail (self, BELAY_JSON_ERROR_SYNTAX, error, "Lone surrogate in a string");
      return FALSE;
    }

  if (c == 0)
    {
      fail (self, BELAY_JSON_ERROR_SYNTAX, error, "NUL in a string");
      return FALSE;
    }

  g_string_append_unichar (out, c);

  return TRUE;
}

/* After the backslash. */
static gboolean
read_escape (Reader   *self,
             GString  *out,
             GError  **error)
{
  static const char names[] = "\"\\/bfnrt";
  static const char values[] = "\"\\/\b\f\n\r\t";
  const char *name;

  if (self->at == self->end)
    {
      fail (self, BELAY_JSON_ERROR_SYNTAX, error, "Unfinished string");
      return FALSE;
    }

  if (*self->at == 'u')
    {
      self->at++;
      return read_code_point (self, out, error);
    }

  name = strchr (names, *self->at);

  if (name == NULL)
    {
      fail (self, BELAY_JSON_ERROR_SYNTAX, error, "Unknown escape in a string");
      return FALSE;
    }

  g_string_append_c (out, values[name - names]);
  self->at++;

  return TRUE;
}

static char *
read_string (Reader  *self,
             GError **error)
{
  g_autoptr(GString) out = g_string_new (NULL);

  self->at++;

  while (self->at < self->end && *self->at != '"')
    {
      const char *plain = self->at;

      while (self->at < self->end && *self->at != '"' && *self->at != '\\' && (guchar) *self->at >= 0x20)
        self->at++;

      g_string_append_len (out, plain, self->at - plain);

      if (next_is (self, '\\'))
        {
          self->at++;

          if (!read_escape (self, out, error))
            return NULL;
        }
      else if (self->at < self->end && *self->at != '"')
        {
          fail (self, BELAY_JSON_ERROR_SYNTAX, error, "Control character in a string");
          return NULL;
        }
    }

  if (self->at == self->end)
    {
      fail (self, BELAY_JSON_ERROR_SYNTAX, error, "Unfinished string");
      return NULL;
    }

  self->at++;

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
skip_digits (Reader *self)
{
  const char *first = self->at;

  while (self->at < self->end && g_ascii_isdigit (*self->at))
    self->at++;

  return self->at > first;
}

/* -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)? */
static gboolean
skip_number (Reader   *self,
             gboolean *integer)
{
  const char *first;

  *integer = TRUE;

  if (next_is (self, '-'))
    self->at++;

  first = self->at;

  if (!skip_digits (self) || (*first == '0' && self->at - first > 1))
    return FALSE;

  if (next_is (self, '.'))
    {
      self->at++;
      *integer = FALSE;

      if (!skip_digits (self))
        return FALSE;
    }

  if (next_is (self, 'e') || next_is (self, 'E'))
    {
      self->at++;
      *integer = FALSE;

      if (next_is (self, '+') || next_is (self, '-'))
        self->at++;

      if (!skip_digits (self))
        return FALSE;
    }

  return TRUE;
}

/* @text: an optional minus sign and digits, nothing else. By hand: g_ascii_string_to_signed() trusts errno,
 * which more than the number can set, and was seen to refuse a plain 200. */
static gboolean
read_integer (const char *text,
              gint64     *integer)
{
  gboolean negative = *text == '-';
  gint64 value = 0;

  for (const char *digit = text + (negative ? 1 : 0); *digit != '\0'; digit++)
    {
      int units = negative ? '0' - *digit : *digit - '0';

      if (__builtin_mul_overflow (value, 10, &value) || __builtin_add_overflow (value, units, &value))
        return FALSE;
    }

  *integer = value;
  return TRUE;
}

static JsonNode *
read_number (Reader  *self,
             GError **error)
{
  const char *first = self->at;
  char text[MAX_NUMBER + 1];
  gboolean is_integer;
  gint64 integer;
  double real;

  if (!skip_number (self, &is_integer))
    {
      fail (self, BELAY_JSON_ERROR_SYNTAX, error, "Malformed number");
      return NULL;
    }

  if (self->at - first > MAX_NUMBER)
    {
      fail (self, BELAY_JSON_ERROR_SYNTAX, error, "Number with too many digits");
      return NULL;
    }

  memcpy (text, first, self->at - first);
  text[self->at - first] = '\0';

  if (is_integer)
    {
      if (read_integer (text, &integer))
        return json_node_init_int (json_node_alloc (), integer);
    }
  else
    {
      real = g_ascii_strtod (text, NULL);

      if (isfinite (real))
        return json_node_init_double (json_node_alloc (), real);
    }

  fail (self, BELAY_JSON_ERROR_SYNTAX, error, "Number out of range");

  return NULL;
}

static JsonNode *
read_word (Reader  *self,
           GError **error)
{
  gsize left = self->end - self->at;

  if (left >= 4 && memcmp (self->at, "true", 4) == 0)
    {
      self->at += 4;
      return json_node_init_boolean (json_node_alloc (), TRUE);
    }

  if (left >= 5 && memcmp (self->at, "false", 5) == 0)
    {
      self->at += 5;
      return json_node_init_boolean (json_node_alloc (), FALSE);
    }

  if (left >= 4 && memcmp (self->at, "null", 4) == 0)
    {
      self->at += 4;
      return json_node_init_null (json_node_alloc ());
    }

  fail (self, BELAY_JSON_ERROR_SYNTAX, error, left == 0 ? "Value expected, but the text ends" : "Value expected");

  return NULL;
}

/* After one value of an array or object: TRUE if another one follows, with the comma behind us. */
static gboolean
read_separator (Reader    *self,
                char       close,
                gboolean  *more,
                GError   **error)
{
  skip_space (self);

  if (!next_is (self, ',') && !next_is (self, close))
    {
      fail (self, BELAY_JSON_ERROR_SYNTAX, error, "“,” or “%c” expected", close);
      return FALSE;
    }

  *more = *self->at++ == ',';

  return TRUE;
}

static JsonNode *
read_array (Reader  *self,
            guint    depth,
            GError **error)
{
  g_autoptr(JsonArray) array = json_array_new ();
  gboolean more = TRUE;

  self->at++;
  skip_space (self);

  if (next_is (self, ']'))
    {
      self->at++;
      more = FALSE;
    }

  while (more)
    {
      JsonNode *element = read_value (self, depth, error);

      if (element == NULL)
        return NULL;

      json_array_add_element (array, element);

      if (!read_separator (self, ']', &more, error))
        return NULL;
    }

  return json_node_init_array (json_node_alloc (), array);
}

static gboolean
read_member (Reader      *self,
             JsonObject  *object,
             guint        depth,
             GError     **error)
{
  g_autofree char *name = NULL;
  JsonNode *value;

  skip_space (self);

  if (!next_is (self, '"'))
    {
      fail (self, BELAY_JSON_ERROR_SYNTAX, error, "Member name expected");
      return FALSE;
    }

  name = read_string (self, error);

  if (name == NULL)
    return FALSE;

  if (json_object_has_member (object, name))
    {
      fail (self, BELAY_JSON_ERROR_DUPLICATE_KEY, error, "Member “%.64s” appears twice", name);
      return FALSE;
    }

  if (json_object_get_size (object) >= MAX_MEMBERS)
    {
      fail (self, BELAY_JSON_ERROR_TOO_LARGE, error, "More than %d members in one object", MAX_MEMBERS);
      return FALSE;
    }

  skip_space (self);

  if (!next_is (self, ':'))
    {
      fail (self, BELAY_JSON_ERROR_SYNTAX, error, "“:” expected");
      return FALSE;
    }

  self->at++;
  value = read_value (self, depth, error);

  if (value == NULL)
    return FALSE;

  json_object_set_member (object, name, value);

  return TRUE;
}

static JsonNode *
read_object (Reader  *self,
             guint    depth,
             GError **error)
{
  g_autoptr(JsonObject) object = json_object_new ();
  gboolean more = TRUE;

  self->at++;
  skip_space (self);

  if (next_is (self, '}'))
    {
      self->at++;
      more = FALSE;
    }

  while (more)
    {
      if (!read_member (self, object, depth, error) || !read_separator (self, '}', &more, error))
        return NULL;
    }

  return json_node_init_object (json_node_alloc (), object);
}

/* @depth: arrays and objects around the value. */
static JsonNode *
read_value (Reader  *self,
            guint    depth,
            GError **error)
{
  char c;

  skip_space (self);
  c = self->at < self->end ? *self->at : '\0';

  if (++self->n_values > MAX_VALUES)
    {
      fail (self, BELAY_JSON_ERROR_TOO_LARGE, error, "More than %d values", MAX_VALUES);
      return NULL;
    }

  if ((c == '[' || c == '{') && depth >= BELAY_JSON_MAX_DEPTH)
    {
      fail (self, BELAY_JSON_ERROR_TOO_DEEP, error, "More than %d levels of nesting", BELAY_JSON_MAX_DEPTH);
      return NULL;
    }

  if (c == '[')
    return read_array (self, depth + 1, error);

  if (c == '{')
    return read_object (self, depth + 1, error);

  if (c == '"')
    {
      g_autofree char *string = read_string (self, error);

      return string != NULL ? json_node_init_string (json_node_alloc (), string) : NULL;
    }

  if (c == '-' || g_ascii_isdigit (c))
    return read_number (self, error);

  return read_word (self, error);
}

/**
 * belay_json_parse:
 * @text: (array length=length): a JSON text
 * @length: its length in bytes, or -1 if it is terminated by NUL
 * @max_size: how many bytes are accepted; 0 or more than %BELAY_JSON_MAX_SIZE means %BELAY_JSON_MAX_SIZE
 * @error: return location for an error
 *
 * Reads exactly one JSON value (RFC 8259) with nothing but white space around it. Stricter than the RFC: valid UTF-8
 * only, no byte order mark, no NUL and no lone surrogates even if escaped, no duplicate member names after unescaping,
 * at most %BELAY_JSON_MAX_DEPTH levels, integers within 64 bits, other numbers finite. Integers become nodes of type
 * %G_TYPE_INT64, numbers written with a point or an exponent %G_TYPE_DOUBLE.
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL with a #BelayJsonError
 */
JsonNode *
belay_json_parse (const char  *text,
                  gssize       length,
                  gsize        max_size,
                  GError     **error)
{
  Reader self = { 0 };
  g_autoptr(JsonNode) node = NULL;
  gsize size;

  g_return_val_if_fail (text != NULL || length == 0, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  size = length < 0 ? strlen (text) : (gsize) length;
  max_size = max_size == 0 ? BELAY_JSON_MAX_SIZE : MIN (max_size, BELAY_JSON_MAX_SIZE);

  if (size > max_size)
    {
      g_set_error (error, BELAY_JSON_ERROR, BELAY_JSON_ERROR_TOO_LARGE,
                   "%" G_GSIZE_FORMAT " bytes are more than the %" G_GSIZE_FORMAT " accepted", size, max_size);
      return NULL;
    }

  self.start = self.at = text;
  self.end = text + size;

  /* Refuses NUL, too. */
  if (size > 0 && !g_utf8_validate_len (text, size, &self.at))
    {
      fail (&self, BELAY_JSON_ERROR_SYNTAX, error, "Invalid UTF-8 or NUL");
      return NULL;
    }

  self.at = text;
  node = read_value (&self, 0, error);

  if (node == NULL)
    return NULL;

  skip_space (&self);

  if (self.at < self.end)
    {
      fail (&self, BELAY_JSON_ERROR_SYNTAX, error, "Something follows the value");
      return NULL;
    }

  return g_steal_pointer (&node);
}
