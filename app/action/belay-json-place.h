/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-json.h"

G_BEGIN_DECLS

/*
 * For files that people write: what is wrong is told with its place, like “turns[2].text: …”. All of these fail with
 * BELAY_JSON_ERROR_TYPE; who reads a kind of file makes that an error of its own. @place: "" for the file itself.
 */

/* Puts the place before what is wrong. @reason: (transfer full). Returns FALSE. */
gboolean belay_json_fail_at       (const char         *place,
                                   GError             *reason,
                                   GError            **error);
/* The same with a sentence, translated. Returns FALSE. */
gboolean belay_json_refuse_at     (const char         *place,
                                   GError            **error,
                                   const char         *format,
                                   ...) G_GNUC_PRINTF (3, 4);
/* A misspelt member would silently do nothing, or make a rule wider. @known ends with NULL. */
gboolean belay_json_check_members (JsonObject         *object,
                                   const char * const *known,
                                   const char         *place,
                                   GError            **error);
/* @value: (out) (transfer full): the text, of 1 to @max_chars characters, or NULL where it may be missing. */
gboolean belay_json_read_text     (JsonObject         *object,
                                   const char         *member,
                                   gboolean            may_be_missing,
                                   glong               max_chars,
                                   const char         *place,
                                   char              **value,
                                   GError            **error);

G_END_DECLS
