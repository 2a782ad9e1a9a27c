/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-shell.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_HOME 255    /* bytes */

/**
 * BelayShell:
 *
 * The way into a sandbox beside its screen. How it is reached is for subclasses to know: a socket into the container, and what
 * a virtual machine offers.
 */

G_DEFINE_QUARK (belay-shell-error-quark, belay_shell_error)
G_DEFINE_ABSTRACT_TYPE (BelayShell, belay_shell, G_TYPE_OBJECT)

void
belay_shell_output_free (BelayShellOutput *self)
{
  if (self == NULL)
    return;

  g_free (self->text);
  g_free (self);
}

void
belay_shell_entry_free (BelayShellEntry *self)
{
  g_free (self->path);
  g_free (self);
}

static void
belay_shell_class_init (BelayShellClass *klass)
{
}

static void
belay_shell_init (BelayShell *self)
{
}

void
belay_shell_run_async (BelayShell          *self,
                       const char          *command,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BELAY_IS_SHELL (self) && command != NULL);

  /* What was put out until it was cancelled is still an answer. */
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_source_tag (task, belay_shell_run_async);
  BELAY_SHELL_GET_CLASS (self)->run (self, command, task);
}

BelayShellOutput *
belay_shell_run_finish (BelayShell    *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
belay_shell_end_async (BelayShell          *self,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BELAY_IS_SHELL (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, belay_shell_end_async);
  BELAY_SHELL_GET_CLASS (self)->end (self, task);
}

gboolean
belay_shell_end_finish (BelayShell    *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
belay_shell_read_async (BelayShell          *self,
                        const char          *path,
                        gboolean             strict,
                        gsize                max_size,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BELAY_IS_SHELL (self) && path != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, belay_shell_read_async);
  BELAY_SHELL_GET_CLASS (self)->read (self, path, strict, max_size, task);
}

GBytes *
belay_shell_read_finish (BelayShell    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
belay_shell_write_async (BelayShell          *self,
                         const char          *path,
                         gboolean             strict,
                         GBytes              *content,
                         GBytes              *expected,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BELAY_IS_SHELL (self) && path != NULL && content != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, belay_shell_write_async);
  BELAY_SHELL_GET_CLASS (self)->write (self, path, strict, content, expected, task);
}

gboolean
belay_shell_write_finish (BelayShell    *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
belay_shell_list_async (BelayShell          *self,
                        const char          *path,
                        guint                depth,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BELAY_IS_SHELL (self) && path != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, belay_shell_list_async);
  BELAY_SHELL_GET_CLASS (self)->list (self, path, depth, task);
}

GPtrArray *
belay_shell_list_finish (BelayShell    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
belay_shell_find_home_async (BelayShell          *self,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BELAY_IS_SHELL (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, belay_shell_find_home_async);
  BELAY_SHELL_GET_CLASS (self)->find_home (self, task);
}

/* It is told to the agent, among words of the program's own: it has to be what paths of homes are, and cannot be a sentence. */
static gboolean
is_home (const char *path)
{
  g_auto(GStrv) parts = g_strsplit (path, "/", -1);

  for (const char *p = path; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isalnum (g_utf8_get_char (p)) && strchr ("/._-+@", *p) == NULL)
      return FALSE;

  return *path == '/' && strlen (path) <= MAX_HOME && !g_strv_contains ((const char * const *) parts, "..");
}

char *
belay_shell_find_home_finish (BelayShell    *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *path = NULL;
  gsize length;
  const char *text;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  bytes = g_task_propagate_pointer (G_TASK (result), error);
  if (bytes == NULL)
    return NULL;

  text = g_bytes_get_data (bytes, &length);
  path = text != NULL ? g_strndup (text, length) : g_strdup ("");

  if (strlen (path) != length || !g_utf8_validate (path, -1, NULL) || !is_home (path))
    {
      g_set_error_literal (error, BELAY_SHELL_ERROR, BELAY_SHELL_ERROR_NOT_FOUND, _("The user in the sandbox has no home."));
      return NULL;
    }

  return g_steal_pointer (&path);
}
