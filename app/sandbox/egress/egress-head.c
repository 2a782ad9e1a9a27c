/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "egress-head.h"

#include <string.h>

#define MAX_HEADERS 128

/* A part of the data. */
typedef struct
{
  const char *text;
  gsize       length;
} Span;

/* Headers between the client and its proxy, and those that would make more of a connection than one request. */
static const char * const dropped[] = {
  "host", "connection", "proxy-connection", "proxy-authorization", "keep-alive", "te", "trailer", "upgrade", "http2-settings",
  "alt-used",
};

static gboolean
span_is (const Span *span,
         const char *word)
{
  return span->length == strlen (word) && g_ascii_strncasecmp (span->text, word, span->length) == 0;
}

/* Up to the next @end, which is taken off @rest; FALSE if there is none. */
static gboolean
take_until (Span *rest,
            char  end,
            Span *taken)
{
  const char *at = memchr (rest->text, end, rest->length);

  if (at == NULL)
    return FALSE;

  *taken = (Span) { rest->text, (gsize) (at - rest->text) };
  rest->text = at + 1;
  rest->length -= taken->length + 1;

  return TRUE;
}

static gboolean
is_token (const Span *span)
{
  for (gsize i = 0; i < span->length; i++)
    {
      if (!g_ascii_isalnum (span->text[i]) && (span->text[i] == '\0' || strchr ("!#$%&'*+-.^_`|~", span->text[i]) == NULL))
        return FALSE;
    }

  return span->length > 0;
}

/* Neither control characters nor, in a target, blanks. */
static gboolean
is_text (const Span *span,
         gboolean    blanks)
{
  for (gsize i = 0; i < span->length; i++)
    {
      guchar c = (guchar) span->text[i];

      if (c == 0x7f || (c < 0x20 && !(blanks && c == '\t')) || (c == ' ' && !blanks))
        return FALSE;
    }

  return TRUE;
}

static gboolean
parse_number (const Span *span,
              guint64     max,
              guint64    *number)
{
  guint64 n = 0;

  for (gsize i = 0; i < span->length; i++)
    {
      if (!g_ascii_isdigit (span->text[i]) || n > (max - (guint64) (span->text[i] - '0')) / 10)
        return FALSE;
      n = n * 10 + (guint64) (span->text[i] - '0');
    }

  *number = n;

  return span->length > 0;
}

/* host, host:port or [address]:port; nothing before an “@”, which nobody needs here and which has fooled many a reader. */
static EgressHeadResult
parse_authority (const Span *authority,
                 guint16     usual_port,
                 EgressHead *head)
{
  const char *colon = memrchr (authority->text, ':', authority->length);
  Span host = *authority;
  guint64 port = usual_port;

  if (memchr (authority->text, '@', authority->length) != NULL)
    return EGRESS_HEAD_MALFORMED;

  if (colon != NULL && memchr (colon, ']', authority->length - (gsize) (colon - authority->text)) == NULL)
    {
      Span digits = { colon + 1, authority->length - (gsize) (colon + 1 - authority->text) };

      host.length = (gsize) (colon - authority->text);
      if (!parse_number (&digits, G_MAXUINT16, &port) || port == 0)
        return EGRESS_HEAD_MALFORMED;
    }

  if (port == 0)
    return EGRESS_HEAD_MALFORMED;       /* a tunnel has no usual port */

  head->port = (guint16) port;

  switch (belay_host_name_parse (host.text, host.length, head->host))
    {
    case BELAY_HOST_NAME:
      return EGRESS_HEAD_DONE;
    case BELAY_HOST_ADDRESS:
      return EGRESS_HEAD_ADDRESS;
    case BELAY_HOST_MALFORMED:
    default:
      return EGRESS_HEAD_MALFORMED;
    }
}

/* http://AUTHORITY/PATH: the server is to get the path alone. */
static EgressHeadResult
parse_absolute (Span       *target,
                Span       *path,
                EgressHead *head)
{
  static const char scheme[] = "http://";
  const gsize skip = sizeof scheme - 1;
  Span authority = { NULL, 0 };
  gsize n = 0;

  if (target->length <= skip || g_ascii_strncasecmp (target->text, scheme, skip) != 0)
    return EGRESS_HEAD_MALFORMED;

  authority.text = target->text + skip;
  while (skip + n < target->length && strchr ("/?#", authority.text[n]) == NULL)
    n++;
  authority.length = n;
  *path = (Span) { authority.text + n, target->length - skip - n };

  if (memchr (path->text, '#', path->length) != NULL)
    return EGRESS_HEAD_MALFORMED;

  return parse_authority (&authority, 80, head);
}

static void
begin_rewritten (EgressHead *head,
                 const Span *method,
                 const Span *path)
{
  head->rewritten = g_string_sized_new (1024);
  g_string_append_len (head->rewritten, method->text, (gssize) method->length);
  g_string_append (head->rewritten, path->length == 0 || *path->text != '/' ? " /" : " ");
  g_string_append_len (head->rewritten, path->text, (gssize) path->length);
  g_string_append_printf (head->rewritten, " HTTP/1.1\r\nHost: %s", head->host);
  if (head->port != 80)
    g_string_append_printf (head->rewritten, ":%u", head->port);
  /* One request a connection: whether the next one is for an allowed host is asked again. */
  g_string_append (head->rewritten, "\r\nConnection: close\r\n");
}

static EgressHeadResult
parse_request_line (Span        line,
                    EgressHead *head)
{
  Span method, target, path;
  EgressHeadResult result;

  if (!take_until (&line, ' ', &method) || !take_until (&line, ' ', &target) || !is_token (&method) ||
      target.length == 0 || !is_text (&target, FALSE) || (!span_is (&line, "HTTP/1.1") && !span_is (&line, "HTTP/1.0")))
    return EGRESS_HEAD_MALFORMED;

  head->secure = method.length == 7 && memcmp (method.text, "CONNECT", 7) == 0;
  if (head->secure)
    return parse_authority (&target, 0, head);

  result = parse_absolute (&target, &path, head);
  if (result == EGRESS_HEAD_DONE)
    begin_rewritten (head, &method, &path);

  return result;
}

static EgressHeadResult
parse_header (Span        line,
              EgressHead *head,
              gboolean   *has_length)
{
  Span name;

  if (!take_until (&line, ':', &name) || !is_token (&name) || !is_text (&line, TRUE))
    return EGRESS_HEAD_MALFORMED;

  while (line.length > 0 && (*line.text == ' ' || *line.text == '\t'))
    line.text++, line.length--;
  while (line.length > 0 && (line.text[line.length - 1] == ' ' || line.text[line.length - 1] == '\t'))
    line.length--;

  /* What follows a body of unknown length could be a request for another host. */
  if (span_is (&name, "transfer-encoding"))
    return EGRESS_HEAD_NO_LENGTH;

  if (span_is (&name, "content-length"))
    {
      if (*has_length || !parse_number (&line, G_MAXINT64, &head->body))
        return EGRESS_HEAD_MALFORMED;
      *has_length = TRUE;
    }

  for (guint i = 0; i < G_N_ELEMENTS (dropped); i++)
    {
      if (span_is (&name, dropped[i]))
        return EGRESS_HEAD_DONE;
    }

  if (head->rewritten != NULL)
    {
      g_string_append_len (head->rewritten, name.text, (gssize) name.length);
      g_string_append (head->rewritten, ": ");
      g_string_append_len (head->rewritten, line.text, (gssize) line.length);
      g_string_append (head->rewritten, "\r\n");
    }

  return EGRESS_HEAD_DONE;
}

/* Lines end with CR LF and nothing else: two readers that disagree about that disagree about everything after. */
static gboolean
take_line (Span *rest,
           Span *line)
{
  if (!take_until (rest, '\n', line) || line->length == 0 || line->text[line->length - 1] != '\r')
    return FALSE;

  line->length--;

  return TRUE;
}

static EgressHeadResult
parse_lines (Span        rest,
             EgressHead *head)
{
  gboolean has_length = FALSE;
  EgressHeadResult result;
  Span line;

  if (!take_line (&rest, &line))
    return EGRESS_HEAD_MALFORMED;

  result = parse_request_line (line, head);

  for (guint i = 0; result == EGRESS_HEAD_DONE; i++)
    {
      if (i > MAX_HEADERS || !take_line (&rest, &line))
        return EGRESS_HEAD_MALFORMED;
      if (line.length == 0)
        break;

      result = parse_header (line, head, &has_length);
    }

  if (head->secure)
    head->body = 0;
  if (head->rewritten != NULL)
    g_string_append (head->rewritten, "\r\n");

  return result;
}

/**
 * egress_head_parse:
 * @data: what a client has sent so far
 * @length: its length in bytes
 * @head: (out caller-allocates): what it asks for; to be cleared in any case. Its host is set as far as it was read
 *
 * Takes only what is written exactly as the standard says: this reader and the server behind it must agree.
 *
 * Returns: how far one is
 */
EgressHeadResult
egress_head_parse (const char *data,
                   gsize       length,
                   EgressHead *head)
{
  const char *end = memmem (data, length, "\r\n\r\n", 4);
  EgressHeadResult result;

  *head = (EgressHead) { 0 };
  if (end == NULL)
    return length < EGRESS_HEAD_MAX ? EGRESS_HEAD_INCOMPLETE : EGRESS_HEAD_MALFORMED;

  head->length = (gsize) (end + 4 - data);
  if (head->length > EGRESS_HEAD_MAX)
    return EGRESS_HEAD_MALFORMED;

  result = parse_lines ((Span) { data, head->length }, head);
  if (result != EGRESS_HEAD_DONE && head->rewritten != NULL)
    {
      g_string_free (head->rewritten, TRUE);
      head->rewritten = NULL;
    }

  return result;
}

void
egress_head_clear (EgressHead *head)
{
  if (head->rewritten != NULL)
    g_string_free (head->rewritten, TRUE);

  head->rewritten = NULL;
}
