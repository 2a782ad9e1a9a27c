/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * Every JSON text that comes from outside (the model, a scenario, a trail, a settings file) enters here: a strict
 * reader of our own refuses what json-glib 1.6's would crash on, accept wrongly or drop silently, and builds
 * json-glib's tree.
 */

#define BELAY_JSON_ERROR (belay_json_error_quark ())
GQuark belay_json_error_quark (void);

typedef enum
{
  BELAY_JSON_ERROR_TOO_LARGE,
  BELAY_JSON_ERROR_TOO_DEEP,
  BELAY_JSON_ERROR_SYNTAX,
  BELAY_JSON_ERROR_DUPLICATE_KEY,
  BELAY_JSON_ERROR_TYPE,        /* a member is missing or of another type or range */
} BelayJsonError;

#define BELAY_JSON_MAX_DEPTH 64
#define BELAY_JSON_MAX_SIZE  (8 * 1024 * 1024)

JsonNode   *belay_json_parse          (const char  *text,
                                       gssize       length,
                                       gsize        max_size,
                                       GError     **error);

/* Members of an object by name and type; each fails with BELAY_JSON_ERROR_TYPE and a message naming the member. */
gboolean    belay_json_get_string     (JsonObject  *object,
                                       const char  *member,
                                       const char **value,
                                       GError     **error);
gboolean    belay_json_get_int        (JsonObject  *object,
                                       const char  *member,
                                       gint64       minimum,
                                       gint64       maximum,
                                       gint64      *value,
                                       GError     **error);
gboolean    belay_json_get_double     (JsonObject  *object,
                                       const char  *member,
                                       double       minimum,
                                       double       maximum,
                                       double      *value,
                                       GError     **error);
gboolean    belay_json_get_boolean    (JsonObject  *object,
                                       const char  *member,
                                       gboolean    *value,
                                       GError     **error);
gboolean    belay_json_get_object     (JsonObject  *object,
                                       const char  *member,
                                       JsonObject **value,
                                       GError     **error);
gboolean    belay_json_get_array      (JsonObject  *object,
                                       const char  *member,
                                       JsonArray  **value,
                                       GError     **error);

/* TRUE if @member is there and is not null. */
gboolean    belay_json_has            (JsonObject  *object,
                                       const char  *member);

/* A compact serialisation with the members in the order they were added; (transfer full). */
char       *belay_json_to_string      (JsonNode    *node);
char       *belay_json_object_to_string (JsonObject *object);

/* Appends @text to @out as a quoted JSON string, valid UTF-8 in, ASCII control characters escaped. */
void        belay_json_append_string  (GString     *out,
                                       const char  *text);

G_END_DECLS
