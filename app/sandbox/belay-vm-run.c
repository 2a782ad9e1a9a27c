/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-vm-run.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "belay-sandbox.h"
#include "belay-step-down.h"

#define MAX_WORDS 300           /* bytes of what a program says that are passed on */

gboolean
belay_vm_is_full (const char *message)
{
  /* The programs asked here run with LANG=C.UTF-8. */
  return strstr (message, "No space left on device") != NULL || strstr (message, "Disk quota exceeded") != NULL;
}

static void
set_failure (const char  *program,
             const char  *said,
             GError     **error)
{
  g_autofree char *words = g_utf8_make_valid (said, strnlen (said, MAX_WORDS));
  g_autofree char *name = g_path_get_basename (program);

  g_strstrip (words);

  if (belay_vm_is_full (said))
    g_set_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NO_SPACE,
                 /* Translators: %s is what a program said, in English. */
                 _("There is no room left for the disk of the machine (%s)."), words);
  else
    g_set_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_FAILED,
                 /* Translators: the first %s is the name of a program, the second what it said, in English. */
                 _("%s did not do its work: %s"), name, words);
}

char *
belay_vm_run (const char * const  *argv,
              GCancellable        *cancellable,
              GError             **error)
{
  static const char * const environment[] = { "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", NULL };
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                                                       G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr(GPtrArray) command = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GSubprocess) process = NULL;
  g_autofree char *output = NULL;
  g_autofree char *said = NULL;
  const char *program = argv[0];

  if (access (argv[0], X_OK) != 0)
    {
      g_set_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_MISSING,
                   /* Translators: %s is the path of a program. */
                   _("%s is not installed here. “belay doctor” says what is missing."), argv[0]);
      return NULL;
    }

  belay_step_down_add (command);
  for (; *argv != NULL; argv++)
    g_ptr_array_add (command, g_strdup (*argv));
  g_ptr_array_add (command, NULL);

  g_subprocess_launcher_set_environ (launcher, (char **) environment);
  g_subprocess_launcher_set_cwd (launcher, "/");
  process = g_subprocess_launcher_spawnv (launcher, (const char * const *) command->pdata, error);

  if (process == NULL)
    return NULL;

  if (!g_subprocess_communicate_utf8 (process, NULL, cancellable, &output, &said, error))
    {
      g_subprocess_force_exit (process);
      return NULL;
    }

  if (g_subprocess_get_successful (process))
    return output != NULL ? g_steal_pointer (&output) : g_strdup ("");

  set_failure (program, said != NULL ? said : "", error);

  return NULL;
}
