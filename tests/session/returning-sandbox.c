/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "returning-sandbox.h"

#include <stdlib.h>
#include <unistd.h>

#include "process-tree.h"

#define STEP_DOWN_ID "61999"    /* whom a sandbox of root's runs as */

struct _TestReturningSandbox
{
  BelaySandbox  parent_instance;

  BelaySandbox *inside;
  char         *directory;      /* of the copies */
  char         *sentence;       /* nullable */
  GString      *labels;
};

G_DEFINE_FINAL_TYPE (TestReturningSandbox, test_returning_sandbox, BELAY_TYPE_SANDBOX)

static char *
get_home (void)
{
  g_autoptr(GArray) processes = process_tree_below (getpid ());

  return g_strdup_printf ("/proc/%d/root/home/agent", process_tree_find (processes, "openbox"));
}

/* As the user that the container runs as: root is nobody in there. */
static gboolean
run (const char *script,
     const char *home,
     const char *copy)
{
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  int status;

  if (geteuid () == 0)
    {
      const char *step_down[] = { "setpriv", "--reuid", STEP_DOWN_ID, "--regid", STEP_DOWN_ID, "--clear-groups", "--" };

      for (gsize i = 0; i < G_N_ELEMENTS (step_down); i++)
        g_ptr_array_add (argv, (gpointer) step_down[i]);
    }

  g_ptr_array_add (argv, (gpointer) "sh");
  g_ptr_array_add (argv, (gpointer) "-ec");
  g_ptr_array_add (argv, (gpointer) script);
  g_ptr_array_add (argv, (gpointer) "sh");
  g_ptr_array_add (argv, (gpointer) home);
  g_ptr_array_add (argv, (gpointer) copy);
  g_ptr_array_add (argv, NULL);

  return g_spawn_sync (NULL, (char **) argv->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL) &&
         g_spawn_check_wait_status (status, NULL);
}

static void
work (TestReturningSandbox *self,
      const char           *script,
      const char           *label,
      gboolean              keeps,
      GAsyncReadyCallback   callback,
      gpointer              user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autofree char *home = get_home ();
  g_autofree char *copy = g_build_filename (self->directory, label, NULL);
  g_autofree char *sentence = g_steal_pointer (&self->sentence);

  if (sentence != NULL)
    {
      g_task_return_new_error (task, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_SNAPSHOT, "%s", sentence);
      return;
    }

  g_assert_true (run (script, home, copy));
  if (keeps)
    g_string_append_printf (self->labels, "%s,", label);
  g_task_return_boolean (task, TRUE);
}

static gboolean
test_returning_sandbox_can_rewind (BelaySandbox *sandbox)
{
  return belay_sandbox_get_process (sandbox) > 0;
}

static void
test_returning_sandbox_snapshot_async (BelaySandbox        *sandbox,
                                       const char          *label,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  work (TEST_RETURNING_SANDBOX (sandbox), "rm -rf \"$2\"; cp -a \"$1\" \"$2\"", label, TRUE, callback, user_data);
}

static void
test_returning_sandbox_rewind_async (BelaySandbox        *sandbox,
                                     const char          *label,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  work (TEST_RETURNING_SANDBOX (sandbox), "cd \"$1\"; find . -mindepth 1 -delete; cp -a \"$2\"/. .", label, FALSE, callback,
        user_data);
}

static gboolean
test_returning_sandbox_finish (BelaySandbox  *sandbox,
                               GAsyncResult  *result,
                               GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
test_returning_sandbox_forget_snapshot (BelaySandbox *sandbox,
                                        const char   *label)
{
  TestReturningSandbox *self = TEST_RETURNING_SANDBOX (sandbox);
  g_autofree char *listed = g_strconcat (label, ",", NULL);

  g_string_replace (self->labels, listed, "", 1);
}

static void
test_returning_sandbox_start_async (BelaySandbox        *sandbox,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  belay_sandbox_start_async (TEST_RETURNING_SANDBOX (sandbox)->inside, cancellable, callback, user_data);
}

static GSocketConnectable *
test_returning_sandbox_start_finish (BelaySandbox  *sandbox,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  /* The callback gets the sandbox inside. */
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_returning_sandbox_stop (BelaySandbox *sandbox)
{
  belay_sandbox_stop (TEST_RETURNING_SANDBOX (sandbox)->inside);
}

static BelayEgress *
test_returning_sandbox_get_egress (BelaySandbox *sandbox)
{
  return belay_sandbox_get_egress (TEST_RETURNING_SANDBOX (sandbox)->inside);
}

static BelayProbe *
test_returning_sandbox_get_probe (BelaySandbox *sandbox)
{
  return belay_sandbox_get_probe (TEST_RETURNING_SANDBOX (sandbox)->inside);
}

static pid_t
test_returning_sandbox_get_process (BelaySandbox *sandbox)
{
  return belay_sandbox_get_process (TEST_RETURNING_SANDBOX (sandbox)->inside);
}

static void
test_returning_sandbox_dispose (GObject *object)
{
  TestReturningSandbox *self = TEST_RETURNING_SANDBOX (object);

  if (self->directory != NULL)
    run ("rm -rf \"$2\"", "", self->directory);
  g_clear_pointer (&self->directory, g_free);
  g_clear_object (&self->inside);

  G_OBJECT_CLASS (test_returning_sandbox_parent_class)->dispose (object);
}

static void
test_returning_sandbox_finalize (GObject *object)
{
  TestReturningSandbox *self = TEST_RETURNING_SANDBOX (object);

  g_free (self->sentence);
  g_string_free (self->labels, TRUE);

  G_OBJECT_CLASS (test_returning_sandbox_parent_class)->finalize (object);
}

static void
test_returning_sandbox_class_init (TestReturningSandboxClass *klass)
{
  BelaySandboxClass *sandbox_class = BELAY_SANDBOX_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = test_returning_sandbox_dispose;
  G_OBJECT_CLASS (klass)->finalize = test_returning_sandbox_finalize;

  sandbox_class->start_async = test_returning_sandbox_start_async;
  sandbox_class->start_finish = test_returning_sandbox_start_finish;
  sandbox_class->stop = test_returning_sandbox_stop;
  sandbox_class->get_egress = test_returning_sandbox_get_egress;
  sandbox_class->get_probe = test_returning_sandbox_get_probe;
  sandbox_class->get_process = test_returning_sandbox_get_process;
  sandbox_class->can_rewind = test_returning_sandbox_can_rewind;
  sandbox_class->snapshot_async = test_returning_sandbox_snapshot_async;
  sandbox_class->snapshot_finish = test_returning_sandbox_finish;
  sandbox_class->rewind_async = test_returning_sandbox_rewind_async;
  sandbox_class->rewind_finish = test_returning_sandbox_finish;
  sandbox_class->forget_snapshot = test_returning_sandbox_forget_snapshot;
}

static void
test_returning_sandbox_init (TestReturningSandbox *self)
{
  self->labels = g_string_new (NULL);
  self->inside = belay_sandbox_new ("bubblewrap", NULL);
  /* Also for the user that the container runs as. */
  self->directory = g_dir_make_tmp ("belay-returning-XXXXXX", NULL);
  if (geteuid () == 0)
    g_assert_cmpint (chown (self->directory, (uid_t) atoi (STEP_DOWN_ID), (gid_t) atoi (STEP_DOWN_ID)), ==, 0);
}

BelaySandbox *
test_returning_sandbox_new (void)
{
  return g_object_new (TEST_TYPE_RETURNING_SANDBOX, "name", "bubblewrap", "title", "Returning", "own", TRUE, NULL);
}

void
test_returning_sandbox_fail (TestReturningSandbox *self,
                             const char           *sentence)
{
  g_free (self->sentence);
  self->sentence = g_strdup (sentence);
}

gboolean
test_returning_sandbox_has_file (TestReturningSandbox *self,
                                 const char           *name)
{
  g_autofree char *home = get_home ();

  return run ("test -e \"$1/$2\"", home, name);
}

const char *
test_returning_sandbox_get_labels (TestReturningSandbox *self)
{
  return self->labels->str;
}
