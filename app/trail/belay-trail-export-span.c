/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-export-span.h"

#include <math.h>

#include "belay-json.h"

/* status.code of the protocol */
#define STATUS_ERROR 2

void
belay_span_init (BelaySpan *self)
{
  *self = (BelaySpan) { g_string_new (NULL), g_string_new (NULL), NULL, NULL, NULL };
}

void
belay_span_clear (BelaySpan *self)
{
  if (self->attributes != NULL)
    g_string_free (self->attributes, TRUE);
  if (self->events != NULL)
    g_string_free (self->events, TRUE);
  if (self->event != NULL)
    g_string_free (self->event, TRUE);

  g_free (self->error_type);
  g_free (self->error_message);
  *self = (BelaySpan) { NULL, NULL, NULL, NULL, NULL };
}

/* Names of folders need not be UTF-8; JSON is. */
static void
append_string (GString    *out,
               const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  belay_json_append_string (out, valid);
}

static void
begin_attribute (GString    *out,
                 const char *key)
{
  g_string_append (out, out->len > 0 ? ",{\"key\":" : "{\"key\":");
  append_string (out, key);
  g_string_append (out, ",\"value\":{");
}

/**
 * belay_span_append_text:
 * @attributes: where to
 * @key: the name of the attribute
 * @value: (nullable): UTF-8; %NULL adds nothing
 */
void
belay_span_append_text (GString    *attributes,
                        const char *key,
                        const char *value)
{
  if (value == NULL)
    return;

  begin_attribute (attributes, key);
  g_string_append (attributes, "\"stringValue\":");
  append_string (attributes, value);
  g_string_append (attributes, "}}");
}

void
belay_span_append_int (GString    *attributes,
                       const char *key,
                       gint64      value)
{
  begin_attribute (attributes, key);
  g_string_append_printf (attributes, "\"intValue\":\"%" G_GINT64_FORMAT "\"}}", value);
}

static GString *
get_attributes (BelaySpan *self)
{
  return self->event != NULL ? self->event : self->attributes;
}

void
belay_span_set_text (BelaySpan  *self,
                     const char *key,
                     const char *value)
{
  belay_span_append_text (get_attributes (self), key, value);
}

void
belay_span_set_texts (BelaySpan  *self,
                      const char *key,
                      const char *value)
{
  if (value == NULL)
    return;

  begin_attribute (get_attributes (self), key);
  g_string_append (get_attributes (self), "\"arrayValue\":{\"values\":[{\"stringValue\":");
  append_string (get_attributes (self), value);
  g_string_append (get_attributes (self), "}]}}}");
}

void
belay_span_set_int (BelaySpan  *self,
                    const char *key,
                    gint64      value)
{
  belay_span_append_int (get_attributes (self), key, value);
}

void
belay_span_set_double (BelaySpan  *self,
                       const char *key,
                       double      value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value))
    return;

  begin_attribute (get_attributes (self), key);
  g_string_append_printf (get_attributes (self), "\"doubleValue\":%s}}",
                          g_ascii_dtostr (text, sizeof text, value));
}

void
belay_span_set_boolean (BelaySpan  *self,
                        const char *key,
                        gboolean    value)
{
  begin_attribute (get_attributes (self), key);
  g_string_append_printf (get_attributes (self), "\"boolValue\":%s}}", value ? "true" : "false");
}

void
belay_span_fail (BelaySpan  *self,
                 const char *error_type,
                 const char *message)
{
  g_free (self->error_type);
  g_free (self->error_message);
  self->error_type = g_strdup (error_type);
  self->error_message = g_strdup (message);
}

static void
end_event (BelaySpan *self)
{
  if (self->event == NULL)
    return;

  g_string_append_printf (self->events, ",\"attributes\":[%s]}", self->event->str);
  g_string_free (self->event, TRUE);
  self->event = NULL;
}

/**
 * belay_span_begin_event:
 * @self: a span
 * @name: of the event
 * @time: UTC, ns
 *
 * What is set from now on is set of this event.
 */
void
belay_span_begin_event (BelaySpan  *self,
                        const char *name,
                        gint64      time)
{
  end_event (self);
  g_string_append_printf (self->events, "%s{\"timeUnixNano\":\"%" G_GINT64_FORMAT "\",\"name\":",
                          self->events->len > 0 ? "," : "", time);
  append_string (self->events, name);
  self->event = g_string_new (NULL);
}

/**
 * belay_span_format:
 * @self: a span; nothing can be set any more
 * @trace: 32 hexadecimal digits
 * @id: 16 hexadecimal digits
 * @parent: (nullable): 16 hexadecimal digits
 * @kind: its kind
 * @name: its name
 * @begin: UTC, ns
 * @end: UTC, ns; an earlier one is taken for @begin: clocks are set
 *
 * Returns: (transfer full): JSON text
 */
char *
belay_span_format (BelaySpan     *self,
                   const char    *trace,
                   const char    *id,
                   const char    *parent,
                   BelaySpanKind  kind,
                   const char    *name,
                   gint64         begin,
                   gint64         end)
{
  GString *out = g_string_new (NULL);

  end_event (self);
  belay_span_append_text (self->attributes, "error.type", self->error_type);
  g_string_append_printf (out, "{\"traceId\":\"%s\",\"spanId\":\"%s\"", trace, id);
  if (parent != NULL)
    g_string_append_printf (out, ",\"parentSpanId\":\"%s\"", parent);
  g_string_append (out, ",\"name\":");
  append_string (out, name);
  g_string_append_printf (out, ",\"kind\":%d,\"startTimeUnixNano\":\"%" G_GINT64_FORMAT
                          "\",\"endTimeUnixNano\":\"%" G_GINT64_FORMAT "\",\"attributes\":[%s]",
                          (int) kind, begin, MAX (begin, end), self->attributes->str);
  if (self->events->len > 0)
    g_string_append_printf (out, ",\"events\":[%s]", self->events->str);

  g_string_append (out, ",\"status\":{");
  if (self->error_type != NULL)
    {
      g_string_append_printf (out, "\"code\":%d", STATUS_ERROR);
      if (self->error_message != NULL)
        {
          g_string_append (out, ",\"message\":");
          append_string (out, self->error_message);
        }
    }
  g_string_append (out, "}}");

  return g_string_free (out, FALSE);
}
