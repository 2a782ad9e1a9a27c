/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-members.h"

#include "belay-json.h"

/**
 * belay_trail_members_parse:
 * @text: (array length=length): an object, as it stands in a trail
 * @length: its length in bytes
 * @object: (out) (nullable): the object, of the node; %NULL if it cannot be read
 *
 * Returns: (transfer full) (nullable): the node
 */
JsonNode *
belay_trail_members_parse (const char  *text,
                           gsize        length,
                           JsonObject **object)
{
  g_autoptr(JsonNode) node = NULL;

  *object = NULL;

  if (length > G_MAXSSIZE)
    return NULL;

  node = belay_json_parse (text, (gssize) length, 0, NULL);

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;

  *object = json_node_get_object (node);

  return g_steal_pointer (&node);
}

/**
 * belay_trail_members_get_text:
 * @object: (nullable): an object
 * @member: a name
 *
 * Returns: (transfer none) (nullable): the string it holds
 */
const char *
belay_trail_members_get_text (JsonObject *object,
                              const char *member)
{
  const char *text = NULL;

  if (object == NULL || !belay_json_get_string (object, member, &text, NULL))
    return NULL;

  return text;
}

/**
 * belay_trail_members_dup_text:
 * @object: (nullable): an object
 * @member: a name
 *
 * Returns: (transfer full) (nullable): as belay_trail_members_get_text()
 */
char *
belay_trail_members_dup_text (JsonObject *object,
                              const char *member)
{
  return g_strdup (belay_trail_members_get_text (object, member));
}

/**
 * belay_trail_members_get_int:
 * @object: (nullable): an object
 * @member: a name
 * @otherwise: what to return if it holds no whole number
 *
 * Returns: the number it holds
 */
gint64
belay_trail_members_get_int (JsonObject *object,
                             const char *member,
                             gint64      otherwise)
{
  gint64 value;

  if (object == NULL || !belay_json_get_int (object, member, G_MININT64, G_MAXINT64, &value, NULL))
    return otherwise;

  return value;
}

/**
 * belay_trail_members_get_object:
 * @object: (nullable): an object
 * @member: a name
 *
 * Returns: (transfer none) (nullable): the object it holds
 */
JsonObject *
belay_trail_members_get_object (JsonObject *object,
                                const char *member)
{
  JsonObject *value = NULL;

  if (object == NULL || !belay_json_get_object (object, member, &value, NULL))
    return NULL;

  return value;
}

/**
 * belay_trail_members_find:
 * @record: a record
 * @name: of a member
 * @member: (out caller-allocates): the member
 *
 * Returns: %FALSE if the payload has none
 */
gboolean
belay_trail_members_find (const BelayTrailRecord *record,
                          const char             *name,
                          BelayTrailMember       *member)
{
  BelayTrailSpan payload = record->payload;

  while (belay_trail_scan_member (&payload, member))
    if (belay_trail_span_equal (member->name, name))
      return TRUE;

  return FALSE;
}
