/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-api.h"

#include <glib/gstdio.h>

static void
write_script (const char *path,
              const char *script)
{
  g_autofree char *text = g_strdelimit (g_strdup (script), "'", '"');
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

FakeApi *
fake_api_start (const char *script,
                const char *key)
{
  FakeApi *self = g_new0 (FakeApi, 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *program = g_build_filename (g_getenv ("BELAY_TEST_SRCDIR"), "agent", "fake_api.py", NULL);
  g_autofree char *script_path = NULL;
  g_autoptr(GDataInputStream) output = NULL;
  g_autofree char *port = NULL;

  self->directory = g_dir_make_tmp ("belay-api-XXXXXX", &error);
  g_assert_no_error (error);
  self->log = g_build_filename (self->directory, "log", NULL);
  script_path = g_build_filename (self->directory, "script", NULL);
  write_script (script_path, script != NULL ? script : "{}");

  g_ptr_array_add (argv, (gpointer) "python3");
  g_ptr_array_add (argv, program);
  g_ptr_array_add (argv, (gpointer) "--script");
  g_ptr_array_add (argv, script_path);
  g_ptr_array_add (argv, (gpointer) "--log");
  g_ptr_array_add (argv, self->log);
  if (key != NULL)
    {
      g_ptr_array_add (argv, (gpointer) "--key");
      g_ptr_array_add (argv, (gpointer) key);
    }
  g_ptr_array_add (argv, NULL);

  self->process = g_subprocess_newv ((const char *const *) argv->pdata,
                                     G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);

  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  port = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (port);
  self->base_url = g_strdup_printf ("http://127.0.0.1:%s", port);

  return self;
}

void
fake_api_stop (FakeApi *self)
{
  g_autofree char *script_path = g_build_filename (self->directory, "script", NULL);

  g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
  g_subprocess_wait (self->process, NULL, NULL);
  g_object_unref (self->process);

  g_unlink (script_path);
  g_unlink (self->log);
  g_rmdir (self->directory);
  g_free (self->directory);
  g_free (self->log);
  g_free (self->base_url);
  g_free (self);
}

char *
fake_api_get_log (FakeApi *self)
{
  char *text = NULL;

  return g_file_get_contents (self->log, &text, NULL, NULL) ? text : g_strdup ("");
}

JsonArray *
fake_api_read_log (FakeApi *self)
{
  g_autofree char *text = fake_api_get_log (self);
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  JsonArray *entries = json_array_new ();

  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      {
        g_autoptr(GError) error = NULL;
        JsonNode *node = json_from_string (lines[i], &error);

        g_assert_no_error (error);
        json_array_add_element (entries, node);
      }

  return entries;
}

JsonObject *
fake_api_get_body (JsonArray *log,
                   guint      index)
{
  g_assert_cmpuint (index, <, json_array_get_length (log));

  return json_object_get_object_member (json_array_get_object_element (log, index), "body");
}

const char *
fake_api_get_header (JsonArray  *log,
                     guint       index,
                     const char *name)
{
  JsonObject *headers;

  g_assert_cmpuint (index, <, json_array_get_length (log));
  headers = json_object_get_object_member (json_array_get_object_element (log, index), "headers");

  return json_object_get_string_member_with_default (headers, name, NULL);
}

guint
fake_api_count (FakeApi *self)
{
  g_autoptr(JsonArray) log = fake_api_read_log (self);

  return json_array_get_length (log);
}
