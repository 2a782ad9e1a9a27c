/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  BELAY_SPAN_INTERNAL = 1,
  BELAY_SPAN_CLIENT   = 3,
} BelaySpanKind;

/*
 * One span in OTLP's JSON: the ProtoJSON of opentelemetry-proto 1.x with ids in hexadecimal and 64-bit numbers as text
 * (OTLP specification, "JSON Protobuf Encoding"). Attributes go to the span, and after an event was begun to that event.
 */
typedef struct
{
  GString *attributes;          /* of the span */
  GString *events;
  GString *event;               /* (nullable) attributes of the event begun last */
  char    *error_type;          /* (nullable): it did not fail */
  char    *error_message;       /* (nullable) */
} BelaySpan;

void  belay_span_init        (BelaySpan     *self);
void  belay_span_clear       (BelaySpan     *self);

void  belay_span_set_text    (BelaySpan     *self,
                              const char    *key,
                              const char    *value);
/* A list of one. */
void  belay_span_set_texts   (BelaySpan     *self,
                              const char    *key,
                              const char    *value);
void  belay_span_set_int     (BelaySpan     *self,
                              const char    *key,
                              gint64         value);
void  belay_span_set_double  (BelaySpan     *self,
                              const char    *key,
                              double         value);
void  belay_span_set_boolean (BelaySpan     *self,
                              const char    *key,
                              gboolean       value);
/* Also sets error.type. @message: (nullable) */
void  belay_span_fail        (BelaySpan     *self,
                              const char    *error_type,
                              const char    *message);
void  belay_span_begin_event (BelaySpan     *self,
                              const char    *name,
                              gint64         time);

/* The whole span; (transfer full). @parent: (nullable) */
char *belay_span_format      (BelaySpan     *self,
                              const char    *trace,
                              const char    *id,
                              const char    *parent,
                              BelaySpanKind  kind,
                              const char    *name,
                              gint64         begin,
                              gint64         end);

/* Appends one attribute of whatever has them. */
void  belay_span_append_text (GString       *attributes,
                              const char    *key,
                              const char    *value);
void  belay_span_append_int  (GString       *attributes,
                              const char    *key,
                              gint64         value);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BelaySpan, belay_span_clear)

G_END_DECLS
