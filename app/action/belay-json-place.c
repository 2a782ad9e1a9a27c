/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-json-place.h"

#include <glib/gi18n-lib.h>

gboolean
belay_json_fail_at (const char  *place,
                    GError      *reason,
                    GError     **error)
{
  g_set_error (error, BELAY_JSON_ERROR, BELAY_JSON_ERROR_TYPE, *place == '\0' ? "%s%s" : "%s: %s", place, reason->message);
  g_error_free (reason);

  return FALSE;
}

gboolean
belay_json_refuse_at (const char  *place,
                      GError     **error,
                      const char  *format,
                      ...)
{
  GError *reason;
  va_list args;

  va_start (args, format);
  reason = g_error_new_valist (BELAY_JSON_ERROR, BELAY_JSON_ERROR_TYPE, format, args);
  va_end (args);

  return belay_json_fail_at (place, reason, error);
}

gboolean
belay_json_check_members (JsonObject         *object,
                          const char * const *known,
                          const char         *place,
                          GError            **error)
{
  JsonObjectIter iter;
  const char *member;

  json_object_iter_init (&iter, object);

  while (json_object_iter_next (&iter, &member, NULL))
    if (!g_strv_contains (known, member))
      /* Translators: %s is a word found in a file. */
      return belay_json_refuse_at (place, error, _("“%s” is not known here"), member);

  return TRUE;
}

gboolean
belay_json_read_text (JsonObject  *object,
                      const char  *member,
                      gboolean     may_be_missing,
                      glong        max_chars,
                      const char  *place,
                      char       **value,
                      GError     **error)
{
  GError *reason = NULL;
  const char *text;

  *value = NULL;

  if (may_be_missing && !json_object_has_member (object, member))
    return TRUE;

  if (!belay_json_get_string (object, member, &text, &reason))
    return belay_json_fail_at (place, reason, error);

  if (*text == '\0' || g_utf8_strlen (text, -1) > max_chars)
    /* Translators: %s is the name of a text in a file. */
    return belay_json_refuse_at (place, error, _("“%s” is empty or too long"), member);

  *value = g_strdup (text);

  return TRUE;
}
