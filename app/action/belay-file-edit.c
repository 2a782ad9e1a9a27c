/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-file-edit.h"

#include <string.h>

#include "belay-action-private.h"
#include "belay-diff.h"

/* What the editor does with a file, without touching one. What the model is told is worded as the API's page on the tool does. */

#define DIGEST 32

struct _BelayFileEdit
{
  char      *path;
  gboolean   is_new;
  GBytes    *digest;            /* (nullable) */
  GBytes    *after;             /* (nullable) */
  char      *problem;           /* (nullable) */
  GPtrArray *diff;
};

G_DEFINE_BOXED_TYPE (BelayFileEdit, belay_file_edit, belay_file_edit_ref, belay_file_edit_unref)

static GBytes *
make_digest (GBytes *content)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[DIGEST];
  gsize length = sizeof digest, size;
  const guchar *data = g_bytes_get_data (content, &size);

  g_checksum_update (checksum, data, (gssize) size);
  g_checksum_get_digest (checksum, digest, &length);

  return g_bytes_new (digest, length);
}

static GBytes *
join (const char *begin,
      gsize       begin_length,
      const char *middle,
      const char *end,
      gsize       end_length)
{
  GByteArray *array = g_byte_array_new ();

  g_byte_array_append (array, (const guint8 *) begin, (guint) begin_length);
  g_byte_array_append (array, (const guint8 *) middle, (guint) strlen (middle));
  g_byte_array_append (array, (const guint8 *) end, (guint) end_length);

  return g_byte_array_free_to_bytes (array);
}

static GBytes *
replace (JsonObject  *input,
         GBytes      *before,
         char       **problem)
{
  const char *old = json_object_get_string_member (input, "old_str");
  const char *new = json_object_get_string_member_with_default (input, "new_str", "");
  gsize size = 0, length = strlen (old);
  const char *data = g_bytes_get_data (before, &size), *found = NULL;
  guint n = 0;

  for (const char *p = data; p != NULL && (p = memmem (p, size - (gsize) (p - data), old, length)) != NULL; p += length, n++)
    found = p;

  if (n == 1)
    return join (data, (gsize) (found - data), new, found + length, size - (gsize) (found - data) - length);

  *problem = n == 0 ? g_strdup ("No match found for replacement. Please check your text and try again.")
                    : g_strdup_printf ("Found %u matches for replacement text. Please provide more context to make a "
                                       "unique match.", n);

  return NULL;
}

static GBytes *
insert (JsonObject  *input,
        GBytes      *before,
        char       **problem)
{
  gint64 line = json_object_get_int_member (input, "insert_line"), n = 0;
  const char *text = json_object_get_string_member (input, "insert_text");
  gsize size = 0, at = 0;
  const char *data = g_bytes_get_data (before, &size);
  g_autofree char *whole = NULL;

  for (; n < line && at < size; n++)
    {
      const char *end = memchr (data + at, '\n', size - at);

      at = end != NULL ? (gsize) (end - data) + 1 : size;
    }

  if (n < line)
    {
      *problem = g_strdup_printf ("“insert_line” is %" G_GINT64_FORMAT ", but the file has only %" G_GINT64_FORMAT " lines.",
                                  line, n);
      return NULL;
    }

  /* Whole lines, and a line before them that is one. */
  whole = g_strconcat (at > 0 && data[at - 1] != '\n' ? "\n" : "", text, g_str_has_suffix (text, "\n") || at == size ? "" : "\n",
                       NULL);

  return join (data, at, whole, data + at, size - at);
}

static GBytes *
apply (const BelayAction  *action,
       GBytes             *before,
       char              **problem)
{
  g_autoptr(JsonNode) node = belay_json_parse (action->text, -1, BELAY_JSON_MAX_SIZE, NULL);
  JsonObject *input = json_node_get_object (node);
  const char *text;

  if (g_str_equal (action->verb, "create"))
    {
      text = json_object_get_string_member (input, "file_text");
      return g_bytes_new (text, strlen (text));
    }

  if (before == NULL)
    {
      *problem = g_strdup ("File not found");
      return NULL;
    }

  return g_str_equal (action->verb, "insert") ? insert (input, before, problem) : replace (input, before, problem);
}

/**
 * belay_file_edit_new:
 * @action: an action of the editor that is not a view
 * @before: (nullable): what the file holds; %NULL: there is none, or it could not be read
 * @problem: (nullable): why not
 *
 * Returns: (transfer full): what @action would make of it
 */
BelayFileEdit *
belay_file_edit_new (const BelayAction *action,
                     GBytes            *before,
                     const char        *problem)
{
  BelayFileEdit *self;

  g_return_val_if_fail (action != NULL && belay_action_edits_file (action), NULL);

  self = g_atomic_rc_box_new0 (BelayFileEdit);
  self->path = g_strdup (action->path);
  self->is_new = before == NULL && problem == NULL;
  self->digest = before != NULL ? make_digest (before) : NULL;
  self->problem = g_strdup (problem);

  if (problem == NULL)
    self->after = apply (action, before, &self->problem);

  if (self->after != NULL && g_bytes_get_size (self->after) > BELAY_FILE_EDIT_MAX)
    {
      g_clear_pointer (&self->after, g_bytes_unref);
      self->problem = g_strdup_printf ("The file would be larger than %d bytes.", BELAY_FILE_EDIT_MAX);
    }

  self->diff = self->after != NULL ? belay_diff_new (before, self->after) : g_ptr_array_new ();

  return self;
}

BelayFileEdit *
belay_file_edit_ref (BelayFileEdit *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  BelayFileEdit *self = data;

  g_free (self->path);
  g_clear_pointer (&self->digest, g_bytes_unref);
  g_clear_pointer (&self->after, g_bytes_unref);
  g_free (self->problem);
  g_ptr_array_unref (self->diff);
}

void
belay_file_edit_unref (BelayFileEdit *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

const char *
belay_file_edit_get_path (const BelayFileEdit *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->path;
}

GBytes *
belay_file_edit_get_after (const BelayFileEdit *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->after;
}

const char *
belay_file_edit_get_problem (const BelayFileEdit *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->problem;
}

gboolean
belay_file_edit_is_new (const BelayFileEdit *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->is_new;
}

GBytes *
belay_file_edit_get_digest (const BelayFileEdit *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->digest;
}

gboolean
belay_file_edit_same_file (const BelayFileEdit *a,
                           const BelayFileEdit *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  if (a->digest == NULL || b->digest == NULL)
    return a->digest == b->digest && a->is_new == b->is_new && g_str_equal (a->path, b->path);

  return g_str_equal (a->path, b->path) && g_bytes_equal (a->digest, b->digest);
}

GPtrArray *
belay_file_edit_get_diff (const BelayFileEdit *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->diff;
}

void
belay_file_edit_count (const BelayFileEdit *self,
                       guint               *n_added,
                       guint               *n_removed)
{
  g_return_if_fail (self != NULL && n_added != NULL && n_removed != NULL);

  *n_added = *n_removed = 0;
  for (guint i = 0; i < self->diff->len; i++)
    {
      BelayDiffKind kind = ((BelayDiffLine *) self->diff->pdata[i])->kind;

      *n_added += kind == BELAY_DIFF_ADDED;
      *n_removed += kind == BELAY_DIFF_REMOVED;
    }
}

/* FALSE: there is no such range. */
static gboolean
get_range (const BelayAction *action,
           gint64            *first,
           gint64            *last)
{
  g_autoptr(JsonNode) node = belay_json_parse (action->text, -1, BELAY_JSON_MAX_SIZE, NULL);
  JsonObject *input = json_node_get_object (node);
  JsonArray *range;

  *first = 1;
  *last = -1;
  if (!belay_json_has (input, "view_range"))
    return FALSE;

  range = json_object_get_array_member (input, "view_range");
  *first = json_array_get_int_element (range, 0);
  *last = json_array_get_int_element (range, 1);

  return TRUE;
}

/**
 * belay_file_view:
 * @action: a view
 * @content: of the file
 * @problem: (out) (nullable) (transfer full): why there is nothing to show, for the model
 *
 * Returns: (transfer full) (nullable): the lines asked for, with their numbers as `cat -n` writes them
 */
char *
belay_file_view (const BelayAction  *action,
                 GBytes             *content,
                 char              **problem)
{
  gint64 first, last, number = 0;
  gboolean ranged = get_range (action, &first, &last);
  gsize size = 0;
  const char *p = g_bytes_get_data (content, &size), *end = p + size;
  GString *text = g_string_new (NULL);

  *problem = NULL;

  while (p < end)
    {
      const char *next = memchr (p, '\n', (gsize) (end - p));
      gsize length = (gsize) ((next != NULL ? next : end) - p);
      g_autofree char *line = NULL;

      number++;
      if (number >= first && (last == -1 || number <= last))
        {
          line = g_utf8_make_valid (p, (gssize) length);
          g_string_append_printf (text, "%6" G_GINT64_FORMAT "\t%s\n", number, line);
        }
      p += length + 1;
    }

  if (ranged && first > MAX (number, 1))
    {
      *problem = g_strdup_printf ("“view_range” begins at line %" G_GINT64_FORMAT ", but the file has only %" G_GINT64_FORMAT
                                  " lines.", first, number);
      g_string_free (text, TRUE);
      return NULL;
    }

  return g_string_free (text, FALSE);
}
