/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-bubblewrap-check.h"

#include <glib/gi18n-lib.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "belay-bubblewrap-command.h"
#include "belay-sandbox.h"

#define PROBE_SECONDS 5

typedef struct
{
  const char *program;
  const char *package;          /* of Debian and Ubuntu */
} Need;

/* Without one of these there is no desktop. Programs that only fill it (editor, files, browser) may be absent. */
static const Need needs[] = {
  { "/usr/bin/bwrap", "bubblewrap" },
  { "/usr/bin/prlimit", "util-linux" },
  { "/usr/bin/choom", "util-linux" },
  { "/usr/bin/setpriv", "util-linux" },
  { "/usr/bin/Xtigervnc", "tigervnc-standalone-server" },
  { "/usr/bin/setxkbmap", "x11-xkb-utils" },
  { "/usr/bin/xkbcomp", "x11-xkb-utils" },
  { "/usr/bin/xsetroot", "x11-xserver-utils" },
  { "/usr/bin/xprop", "x11-utils" },
  { "/usr/bin/openbox", "openbox" },
  { "/usr/bin/tint2", "tint2" },
  { "/usr/bin/xterm", "xterm" },
};

/**
 * belay_bubblewrap_missing_packages:
 *
 * Looks for the programs without which the bubblewrap sandbox cannot start.
 *
 * Returns: (transfer full): the names of the Debian packages that bring what is missing, each once, %NULL-terminated
 */
char **
belay_bubblewrap_missing_packages (void)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  const char *last = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (needs); i++)
    if (access (needs[i].program, X_OK) != 0 && g_strcmp0 (needs[i].package, last) != 0)
      {
        last = needs[i].package;
        g_strv_builder_add (builder, last);
      }

  return g_strv_builder_end (builder);
}

static gboolean
is_setting (const char *proc_sys,
            const char *name,
            const char *value)
{
  g_autofree char *path = g_build_filename (proc_sys, name, NULL);
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && g_str_equal (g_strstrip (text), value);
}

/**
 * belay_bubblewrap_explain_refusal:
 * @proc_sys: "/proc/sys", or a directory like it
 * @output: what bubblewrap wrote before it failed
 *
 * Finds out why this machine does not let an ordinary program make namespaces.
 *
 * Returns: (transfer full): whole sentences that say what to do, translated
 */
char *
belay_bubblewrap_explain_refusal (const char *proc_sys,
                                  const char *output)
{
  g_autofree char *line = NULL;

  if (strstr (output, "Unknown option") != NULL)
    return g_strdup (_("The bubblewrap installed here is too old: Belay needs version 0.8 or newer."));

  if (is_setting (proc_sys, "kernel/apparmor_restrict_unprivileged_userns", "1"))
    return g_strdup (_("AppArmor keeps ordinary programs on this machine from making a sandbox, as it does on Ubuntu. Allow "
                       "it with “sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0”, or give /usr/bin/bwrap an "
                       "AppArmor profile that allows “userns”."));

  if (is_setting (proc_sys, "kernel/unprivileged_userns_clone", "0"))
    return g_strdup (_("This machine keeps ordinary programs from making a sandbox. Allow it with “sudo sysctl "
                       "kernel.unprivileged_userns_clone=1”."));

  if (is_setting (proc_sys, "user/max_user_namespaces", "0"))
    return g_strdup (_("This machine keeps ordinary programs from making a sandbox. Allow it with “sudo sysctl "
                       "user.max_user_namespaces=15000”."));

  line = g_utf8_make_valid (output, MIN (strlen (output), 300));
  g_strstrip (line);

  /* Translators: %s is what the program bubblewrap said, in English. */
  return g_strdup_printf (_("This machine does not allow a sandbox: “%s”. Inside a container, user namespaces have to be "
                            "allowed from outside."), line);
}

/* Kills the container's first process, with which the outer one ends: killed itself between making that and telling it to
 * go on, it would leave it waiting for ever. An outer one that has made none yet can be killed. */
static gboolean
on_probe_late (gpointer user_data)
{
  const char *pid = g_subprocess_get_identifier (user_data);
  g_autofree char *path = pid != NULL ? g_strdup_printf ("/proc/%s/task/%s/children", pid, pid) : NULL;
  g_autofree char *children = NULL;
  int child = 0;

  if (path != NULL && g_file_get_contents (path, &children, NULL, NULL))
    child = atoi (children);

  if (child > 1)
    kill (child, SIGKILL);
  else
    g_subprocess_force_exit (user_data);

  return G_SOURCE_REMOVE;
}

static void
on_probe_done (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  GSubprocess *process = G_SUBPROCESS (object);
  g_autoptr(GTask) task = user_data;
  g_autoptr(GBytes) output = NULL;
  g_autofree char *text = NULL;
  g_autofree char *reason = NULL;
  GError *error = NULL;

  /* Cancelled: it ends by itself in some milliseconds, and if not, when it is late. */
  if (!g_subprocess_communicate_finish (process, result, NULL, &output, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  g_source_destroy (g_task_get_task_data (task));

  if (g_subprocess_get_successful (process))
    {
      g_task_return_boolean (task, TRUE);
    }
  else
    {
      text = g_strndup (g_bytes_get_data (output, NULL), g_bytes_get_size (output));
      reason = belay_bubblewrap_explain_refusal ("/proc/sys", text);
      g_task_return_new_error (task, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_REFUSED, "%s", reason);
    }
}

static void
probe (GTask *task)
{
  g_autoptr(GSource) late = g_timeout_source_new_seconds (PROBE_SECONDS);
  g_autoptr(GSubprocess) process = NULL;
  GError *error = NULL;

  process = belay_bubblewrap_spawn_probe (&error);

  if (process == NULL)
    {
      g_task_return_new_error (task, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_FAILED,
                               /* Translators: %s is the system's reason. */
                               _("The sandbox cannot be started: %s."), error->message);
      g_error_free (error);
      return;
    }

  g_source_set_callback (late, on_probe_late, g_object_ref (process), g_object_unref);
  g_source_attach (late, g_main_context_get_thread_default ());
  g_task_set_task_data (task, g_steal_pointer (&late), (GDestroyNotify) g_source_unref);

  g_subprocess_communicate_async (process, NULL, g_task_get_cancellable (task), on_probe_done, g_object_ref (task));
}

/**
 * belay_bubblewrap_check_async:
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called on the thread that called
 * @user_data: for @callback
 *
 * Finds out whether the programs of the sandbox are installed and whether this machine allows its namespaces. The latter is
 * tried, not concluded: it takes some 5 ms, at most 5 s.
 */
void
belay_bubblewrap_check_async (GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_auto(GStrv) missing = belay_bubblewrap_missing_packages ();
  g_autofree char *packages = g_strjoinv (" ", missing);

  g_task_set_source_tag (task, belay_bubblewrap_check_async);

  if (*packages != '\0')
    g_task_return_new_error (task, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_MISSING,
                             /* Translators: %s are names of packages; the words in quotes are to be typed as they are. */
                             _("The sandbox needs programs that are not installed here. Install them with “sudo apt install "
                               "%s”."), packages);
  else
    probe (task);
}

/**
 * belay_bubblewrap_check_finish:
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: %TRUE if a sandbox can be started here; otherwise %FALSE with %BELAY_SANDBOX_ERROR_MISSING,
 *   %BELAY_SANDBOX_ERROR_REFUSED, %BELAY_SANDBOX_ERROR_FAILED or %G_IO_ERROR_CANCELLED
 */
gboolean
belay_bubblewrap_check_finish (GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
