/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-record.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <time.h>

#include "belay-json.h"
#include "belay-trail.h"

/* The reader refuses more (BELAY_JSON_MAX_DEPTH); what cannot be read must not be written. */
#define MAX_DEPTH 60

static gint64
read_clock (clockid_t clock)
{
  struct timespec time = { 0 };

  clock_gettime (clock, &time);

  return (gint64) time.tv_sec * G_GINT64_CONSTANT (1000000000) + time.tv_nsec;
}

/**
 * belay_trail_stamp_now:
 * @stamp: (out caller-allocates): the two clocks now
 */
void
belay_trail_stamp_now (BelayTrailStamp *stamp)
{
  stamp->real = read_clock (CLOCK_REALTIME);
  stamp->boot = read_clock (CLOCK_BOOTTIME);
}

/**
 * belay_trail_read_boot_id:
 * @boot_id: (out caller-allocates): the identity of this start of the machine, see random(4); zeros where the
 *   kernel does not tell
 */
void
belay_trail_read_boot_id (char boot_id[BELAY_TRAIL_BOOT_ID_SIZE])
{
  g_autofree char *text = NULL;

  memcpy (boot_id, "00000000-0000-0000-0000-000000000000", BELAY_TRAIL_BOOT_ID_SIZE);

  if (g_file_get_contents ("/proc/sys/kernel/random/boot_id", &text, NULL, NULL) &&
      g_uuid_string_is_valid (g_strchomp (text)))
    memcpy (boot_id, text, BELAY_TRAIL_BOOT_ID_SIZE);
}

/**
 * belay_trail_kind_is_valid:
 * @kind: the kind of a record
 *
 * Returns: %TRUE if it is made of lower-case letters, underscores and full stops, 1 to 32 of them
 */
gboolean
belay_trail_kind_is_valid (const char *kind)
{
  gsize length = strlen (kind);

  return length >= 1 && length <= 32 && strspn (kind, "abcdefghijklmnopqrstuvwxyz._") == length;
}

static gboolean
is_reserved (const char *member)
{
  static const char * const reserved[] = { "v", "seq", "t", "boot", "mono", "sess", "kind", "prev", NULL };

  return g_strv_contains (reserved, member);
}

/* Text that came from the screen or the model may be anything; JSON can only carry UTF-8. */
static void
append_text (GString    *out,
             const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  belay_json_append_string (out, valid);
}

static gboolean append_node (GString     *out,
                             JsonNode    *node,
                             const char  *member,
                             guint        depth,
                             GError     **error);

static gboolean
append_value (GString     *out,
              JsonNode    *node,
              const char  *member,
              GError     **error)
{
  switch (json_node_get_value_type (node))
    {
    case G_TYPE_STRING:
      append_text (out, json_node_get_string (node));
      return TRUE;

    case G_TYPE_INT64:
      g_string_append_printf (out, "%" G_GINT64_FORMAT, json_node_get_int (node));
      return TRUE;

    case G_TYPE_BOOLEAN:
      g_string_append (out, json_node_get_boolean (node) ? "true" : "false");
      return TRUE;

    default:
      /* Two programs may write the same fraction differently; an audit record has none. */
      g_set_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_WRITE,
                   _("The record cannot hold “%s”: it is neither text nor a whole number."), member);
      return FALSE;
    }
}

static gboolean
append_array (GString     *out,
              JsonArray   *array,
              const char  *member,
              guint        depth,
              GError     **error)
{
  guint n = json_array_get_length (array);

  g_string_append_c (out, '[');

  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');

      if (!append_node (out, json_array_get_element (array, i), member, depth, error))
        return FALSE;
    }

  g_string_append_c (out, ']');

  return TRUE;
}

static gboolean
append_object (GString     *out,
               JsonObject  *object,
               guint        depth,
               GError     **error)
{
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;
  gboolean first = TRUE;

  g_string_append_c (out, '{');
  json_object_iter_init_ordered (&iter, object);

  while (json_object_iter_next_ordered (&iter, &member, &node))
    {
      if (!first)
        g_string_append_c (out, ',');

      first = FALSE;
      append_text (out, member);
      g_string_append_c (out, ':');

      if (!append_node (out, node, member, depth, error))
        return FALSE;
    }

  g_string_append_c (out, '}');

  return TRUE;
}

static gboolean
append_node (GString     *out,
             JsonNode    *node,
             const char  *member,
             guint        depth,
             GError     **error)
{
  if (depth > MAX_DEPTH)
    {
      g_set_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_WRITE,
                   _("The record cannot hold “%s”: it is nested too deeply."), member);
      return FALSE;
    }

  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      return append_object (out, json_node_get_object (node), depth + 1, error);

    case JSON_NODE_ARRAY:
      return append_array (out, json_node_get_array (node), member, depth + 1, error);

    case JSON_NODE_VALUE:
      return append_value (out, node, member, error);

    case JSON_NODE_NULL:
    default:
      g_string_append (out, "null");
      return TRUE;
    }
}

/**
 * belay_trail_payload_format:
 * @payload: (nullable): the members of a record
 * @error: (nullable): return location for an error
 *
 * Writes the members in the order they were added. Fractions, the names every record begins with, and what a reader
 * would refuse (depth, length) are %BELAY_TRAIL_ERROR_WRITE. Text that is not UTF-8 gets U+FFFD in the places.
 *
 * Returns: (transfer full): `,"name":value…`, empty without members; %NULL on error
 */
char *
belay_trail_payload_format (JsonObject  *payload,
                            GError     **error)
{
  g_autoptr(GString) out = g_string_new (NULL);
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  if (payload == NULL)
    return g_string_free (g_steal_pointer (&out), FALSE);

  json_object_iter_init_ordered (&iter, payload);

  while (json_object_iter_next_ordered (&iter, &member, &node))
    {
      if (is_reserved (member))
        {
          g_set_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_WRITE,
                       _("The record cannot hold “%s”: every record has a member of that name."), member);
          return NULL;
        }

      g_string_append_c (out, ',');
      append_text (out, member);
      g_string_append_c (out, ':');

      if (!append_node (out, node, member, 0, error))
        return NULL;
    }

  /* The rest of a line is far below 1 KiB. */
  if (out->len > BELAY_TRAIL_MAX_LINE - 1024)
    {
      g_set_error_literal (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_WRITE,
                           _("The record cannot hold so much at once."));
      return NULL;
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * belay_trail_record_format:
 * @out: where to append the line, newline included
 * @seq: the number of the record, from 1
 * @stamp: when it was handed over
 * @boot_id: see belay_trail_read_boot_id()
 * @session: the name of the session
 * @kind: see belay_trail_kind_is_valid()
 * @prev: the SHA-256 of the line before; zeros for the first
 * @payload: from belay_trail_payload_format()
 */
void
belay_trail_record_format (GString               *out,
                           guint64                seq,
                           const BelayTrailStamp *stamp,
                           const char            *boot_id,
                           const char            *session,
                           const char            *kind,
                           const guint8           prev[BELAY_TRAIL_DIGEST_SIZE],
                           const char            *payload)
{
  char hex[BELAY_TRAIL_DIGEST_HEX + 1];

  belay_trail_digest_to_hex (prev, hex);
  g_string_append_printf (out,
                          "{\"v\":%d,\"seq\":%" G_GUINT64_FORMAT ",\"t\":%" G_GINT64_FORMAT
                          ",\"boot\":\"%s\",\"mono\":%" G_GINT64_FORMAT
                          ",\"sess\":\"%s\",\"kind\":\"%s\",\"prev\":\"%s\"",
                          BELAY_TRAIL_VERSION, seq, stamp->real, boot_id, stamp->boot, session, kind, hex);
  g_string_append (out, payload);
  g_string_append (out, "}\n");
}
