/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-record.h"

#include "belay-record-shell.h"
#include "belay-hex.h"

/* What is recorded of the shell and of files. */

#define MAX_DIFF (64 * 1024)    /* bytes */

void
belay_record_add_errand (JsonObject        *object,
                         const BelayErrand *errand)
{
  if (errand->status >= 0)
    json_object_set_int_member (object, "exit_status", errand->status);

  if (errand->size >= 0)
    {
      json_object_set_int_member (object, "output_bytes", errand->size);
      json_object_set_boolean_member (object, "clipped", errand->clipped);
    }
}

static void
append_line (GString             *text,
             const BelayDiffLine *line)
{
  static const char signs[] = { [BELAY_DIFF_SAME] = ' ', [BELAY_DIFF_REMOVED] = '-', [BELAY_DIFF_ADDED] = '+' };

  if (line->kind == BELAY_DIFF_GAP)
    g_string_append_printf (text, "@ %u\n", line->number);
  else
    g_string_append_printf (text, "%c%s\n%s", signs[line->kind], line->text, line->unended ? "\\\n" : "");
}

char *
belay_record_write_diff (BelayFileEdit *edit)
{
  GPtrArray *diff = belay_file_edit_get_diff (edit);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < diff->len; i++)
    append_line (text, diff->pdata[i]);

  return g_string_free (text, FALSE);
}

void
belay_record_add_file_edit (JsonObject *object,
                            BelayStep  *step)
{
  BelayFileEdit *edit = belay_step_get_file_edit (step);
  const char *diff = g_object_get_data (G_OBJECT (step), BELAY_RECORDED_DIFF);
  JsonObject *file;
  g_autoptr(GString) text = NULL;

  if (edit == NULL)
    return;

  file = json_object_new ();
  text = g_string_new (diff);
  json_object_set_string_member (file, "path", belay_file_edit_get_path (edit));
  json_object_set_boolean_member (file, "new", belay_file_edit_is_new (edit));

  if (belay_file_edit_get_digest (edit) != NULL)
    {
      char hex[65];

      belay_hex_encode (g_bytes_get_data (belay_file_edit_get_digest (edit), NULL), 32, hex);
      json_object_set_string_member (file, "sha256", hex);
    }

  if (belay_file_edit_get_problem (edit) != NULL)
    json_object_set_string_member (file, "problem", belay_file_edit_get_problem (edit));

  json_object_set_boolean_member (file, "clipped", text->len > MAX_DIFF);
  if (text->len > MAX_DIFF)
    g_string_truncate (text, (gsize) (g_utf8_find_prev_char (text->str, text->str + MAX_DIFF) - text->str));
  json_object_set_string_member (file, "diff", text->str);
  json_object_set_object_member (object, "file", file);
}
