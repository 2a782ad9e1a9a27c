/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-sse.h"

#include <string.h>

static const char byte_order_mark[] = "\xef\xbb\xbf";

struct _BelaySse
{
  BelaySseFunc  func;
  gpointer      user_data;

  guint         bom_seen;       /* bytes of the mark that were swallowed so far; 3: past it */
  gboolean      after_cr;       /* a LF that comes now belongs to the line that ended */
  gboolean      failed;
  gboolean      has_data;
  GString      *line;
  GString      *name;
  GString      *data;
};

/**
 * belay_sse_new:
 * @func: (scope notified): called for each event, from within belay_sse_feed()
 * @user_data: for @func
 *
 * Returns: (transfer full): a parser at the start of a stream
 */
BelaySse *
belay_sse_new (BelaySseFunc func,
               gpointer     user_data)
{
  BelaySse *self = g_new0 (BelaySse, 1);

  self->func = func;
  self->user_data = user_data;
  self->line = g_string_new (NULL);
  self->name = g_string_new (NULL);
  self->data = g_string_new (NULL);

  return self;
}

void
belay_sse_free (BelaySse *self)
{
  g_string_free (self->line, TRUE);
  g_string_free (self->name, TRUE);
  g_string_free (self->data, TRUE);
  g_free (self);
}

/* A blank line ends an event. One that lacks its name or its data is reported as well, unlike in a browser: what reads
 * replies must notice that something of them is missing. */
static gboolean
dispatch (BelaySse  *self,
          GError   **error)
{
  gboolean ok = TRUE;

  if (self->has_data || self->name->len > 0)
    ok = self->func (self->name->str, self->data->str, self->data->len, self->user_data, error);

  g_string_truncate (self->name, 0);
  g_string_truncate (self->data, 0);
  self->has_data = FALSE;

  return ok;
}

static gboolean
add_data (BelaySse    *self,
          const char  *value,
          gsize        length,
          GError     **error)
{
  if (self->data->len + length >= BELAY_SSE_MAX_EVENT)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "An event is too large");
      return FALSE;
    }

  if (self->has_data)
    g_string_append_c (self->data, '\n');

  g_string_append_len (self->data, value, length);
  self->has_data = TRUE;

  return TRUE;
}

static gboolean
end_line (BelaySse  *self,
          GError   **error)
{
  const char *line = self->line->str;
  gsize length = self->line->len;
  const char *colon = memchr (line, ':', length);
  gsize field = colon != NULL ? (gsize) (colon - line) : length;
  gsize start = colon != NULL ? field + 1 : length;
  gboolean ok = TRUE;

  if (length == 0)
    return dispatch (self, error);

  if (start < length && line[start] == ' ')
    start++;

  /* Comments (an empty field name), "id", "retry" and fields nobody knows are passed over. */
  if (field == 4 && memcmp (line, "data", 4) == 0)
    {
      ok = add_data (self, line + start, length - start, error);
    }
  else if (field == 5 && memcmp (line, "event", 5) == 0)
    {
      g_string_truncate (self->name, 0);
      g_string_append_len (self->name, line + start, length - start);
    }

  g_string_truncate (self->line, 0);

  return ok;
}

static gboolean
add_to_line (BelaySse    *self,
             const char  *bytes,
             gsize        length,
             GError     **error)
{
  if (self->line->len + length > BELAY_SSE_MAX_LINE)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "A line is too long");
      return FALSE;
    }

  g_string_append_len (self->line, bytes, length);

  return TRUE;
}

/* The mark may arrive byte by byte; what only began like one is text. */
static gboolean
skip_byte_order_mark (BelaySse     *self,
                      const char  **bytes,
                      const char   *end,
                      GError      **error)
{
  while (self->bom_seen < 3 && *bytes < end)
    {
      if (**bytes != byte_order_mark[self->bom_seen])
        {
          guint seen = self->bom_seen;

          self->bom_seen = 3;
          return add_to_line (self, byte_order_mark, seen, error);
        }

      self->bom_seen++;
      (*bytes)++;
    }

  return TRUE;
}

static gboolean
parse (BelaySse    *self,
       const char  *bytes,
       const char  *end,
       GError     **error)
{
  if (!skip_byte_order_mark (self, &bytes, end, error))
    return FALSE;

  while (bytes < end)
    {
      const char *stop;

      if (self->after_cr)
        {
          self->after_cr = FALSE;
          if (*bytes == '\n')
            {
              bytes++;
              continue;
            }
        }

      for (stop = bytes; stop < end && *stop != '\n' && *stop != '\r'; stop++)
        ;

      if (!add_to_line (self, bytes, stop - bytes, error))
        return FALSE;

      if (stop == end)
        return TRUE;

      self->after_cr = *stop == '\r';
      bytes = stop + 1;

      if (!end_line (self, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * belay_sse_feed:
 * @self: a parser
 * @bytes: the next bytes of the stream, cut anywhere
 * @length: how many
 * @error: (nullable): %G_IO_ERROR_MESSAGE_TOO_LARGE, or what the function set
 *
 * Calls the function for each event that ends in @bytes. Lines end with LF,
 * CR or CRLF. An event that the stream's end cuts off is never reported.
 * After an error the parser accepts nothing more.
 *
 * Returns: %TRUE unless a limit was passed or the function failed
 */
gboolean
belay_sse_feed (BelaySse    *self,
                const char  *bytes,
                gsize        length,
                GError     **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (bytes != NULL || length == 0, FALSE);

  if (self->failed)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "The stream has failed");
      return FALSE;
    }

  if (length == 0)
    return TRUE;

  self->failed = !parse (self, bytes, bytes + length, error);

  return !self->failed;
}
