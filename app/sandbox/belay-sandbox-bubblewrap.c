/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-sandbox-bubblewrap.h"

#include <gio/gunixinputstream.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <sys/syscall.h>

#include "belay-bubblewrap-check.h"
#include "belay-bubblewrap-command.h"
#include "belay-bubblewrap-freeze.h"
#include "belay-doorway.h"
#include "belay-json.h"
#include "belay-run-directory.h"
#include "belay-sandbox-fd.h"
#include "belay-sandbox-private.h"
#include "belay-shell-channel.h"

#define START_SECONDS 15
#define MAX_INFO      4096      /* bytes of bubblewrap's JSON */
#define MAX_ERRORS    2000      /* bytes kept of what the container said last */

/* Where a sandbox is in its life. */
typedef enum
{
  STATE_IDLE,
  STATE_CHECKING,               /* whether this machine allows it */
  STATE_STARTING,               /* the container is there, the desktop not yet */
  STATE_RUNNING,
} State;

/**
 * BelaySandboxBubblewrap:
 *
 * A small desktop in a container of its own namespaces: no network, an empty home, the system read-only, nothing of the
 * environment it was started from. It is gone when it is stopped, when this program ends in whatever way, and when the VNC
 * server in it ends.
 */
struct _BelaySandboxBubblewrap
{
  BelaySandbox       parent_instance;

  State              state;
  GTask             *start;     /* until the desktop is painted */
  GCancellable      *run;       /* what is read and waited for on behalf of this run, or NULL */
  GSource           *outer;     /* waits for the caller's cancellable, or NULL */
  guint              deadline_id;

  BelayRunDirectory *directory;
  GSubprocess       *process;   /* see BelayBubblewrapStarted, also for the next two */
  int                lifeline;
  int                info;
  int                init_fd;   /* the container's process 1: a pidfd, or -1 */
  pid_t              init;      /* its number, or 0 */
  BelayEgress       *egress;
  BelayDoorway      *doorway;   /* (nullable) until the way out is there */
  BelayWitness      *witness;   /* (nullable) */
  BelayShell        *shell;     /* (nullable) */
  BelayProbe        *probe;     /* (nullable) */
  GString           *errors;    /* valid as bytes only: the guest may have written them */
};

G_DEFINE_FINAL_TYPE (BelaySandboxBubblewrap, belay_sandbox_bubblewrap, BELAY_TYPE_SANDBOX)

/* The callbacks below do not own @self. Each belongs to a run and finishes with G_IO_ERROR_CANCELLED once that is reset,
 * which disposing does: then @self must not be touched. */

/* Kills whatever runs, the whole process tree at once: process 1 takes its namespace with it. Before that is known, closing
 * the lifeline does the same from the other end. */
static void
kill_container (BelaySandboxBubblewrap *self)
{
  if (self->init_fd >= 0)
    syscall (SYS_pidfd_send_signal, self->init_fd, SIGKILL, NULL, 0);

  belay_sandbox_clear_fd (&self->init_fd);
  self->init = 0;
  belay_sandbox_clear_fd (&self->lifeline);
  belay_sandbox_clear_fd (&self->info);
}

/* What only a start needs. */
static void
release_start (BelaySandboxBubblewrap *self)
{
  g_clear_handle_id (&self->deadline_id, g_source_remove);

  if (self->outer != NULL)
    g_source_destroy (self->outer);

  g_clear_pointer (&self->outer, g_source_unref);
}

/* Back to idle, with nothing left of the run. Returns: (transfer full) (nullable): the start that was under way. */
static GTask *
reset (BelaySandboxBubblewrap *self)
{
  GTask *start = g_steal_pointer (&self->start);

  self->state = STATE_IDLE;
  kill_container (self);
  belay_sandbox_set_frozen (BELAY_SANDBOX (self), FALSE);

  if (self->run != NULL)
    g_cancellable_cancel (self->run);

  release_start (self);
  g_clear_object (&self->run);
  g_clear_object (&self->process);
  g_clear_pointer (&self->doorway, belay_doorway_free);
  belay_egress_stop (self->egress);
  g_clear_object (&self->witness);
  g_clear_object (&self->shell);
  g_clear_object (&self->probe);
  g_clear_pointer (&self->directory, belay_run_directory_free);
  g_string_truncate (self->errors, 0);

  return start;
}

/* Ends the run for @error: (transfer full). */
static void
fail (BelaySandboxBubblewrap *self,
      GError                 *error)
{
  gboolean was_running = self->state == STATE_RUNNING;
  g_autoptr(GTask) start = reset (self);

  if (start != NULL)
    g_task_return_error (start, error);
  else
    {
      if (was_running)
        belay_sandbox_emit_ended (BELAY_SANDBOX (self), error);

      g_error_free (error);
    }
}

/* What the container said last, as one would put it behind a sentence: "" or " (…)". */
static char *
quote_errors (BelaySandboxBubblewrap *self)
{
  g_autofree char *text = g_utf8_make_valid (self->errors->str, self->errors->len);

  g_strstrip (text);

  return *text == '\0' ? g_strdup ("") : g_strdup_printf (" (%s)", text);
}

static void
fail_with_errors (BelaySandboxBubblewrap *self,
                  const char             *sentence)
{
  g_autofree char *quoted = quote_errors (self);

  fail (self, g_error_new (BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_FAILED, "%s%s", sentence, quoted));
}

static gboolean
on_deadline (gpointer user_data)
{
  BelaySandboxBubblewrap *self = user_data;

  self->deadline_id = 0;
  fail_with_errors (self, _("The sandbox did not show a desktop in time."));

  return G_SOURCE_REMOVE;
}

/* The container is over, and with it all inside. What it said may still be in the pipe; there the failure of a
 * start is reported, see on_errors(). */
static void
on_exited (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  BelaySandboxBubblewrap *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!g_subprocess_wait_finish (G_SUBPROCESS (object), result, &error))
    return;

  if (self->state == STATE_RUNNING)
    fail_with_errors (self, _("The sandbox has ended by itself."));
}

static void
read_errors (BelaySandboxBubblewrap *self,
             GInputStream           *stream);

static void
on_errors (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  BelaySandboxBubblewrap *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (self->state == STATE_RUNNING)
    {
      g_input_stream_close (G_INPUT_STREAM (object), NULL, NULL);
      return;
    }

  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    {
      fail_with_errors (self, _("The sandbox ended while it was starting."));
      return;
    }

  g_string_append_len (self->errors, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  if (self->errors->len > MAX_ERRORS)
    g_string_erase (self->errors, 0, self->errors->len - MAX_ERRORS);

  read_errors (self, G_INPUT_STREAM (object));
}

/* Only until the desktop is there: afterwards the guest is at the other end and could keep us busy. The VNC server, which
 * alone writes there then, ignores SIGPIPE. */
static void
read_errors (BelaySandboxBubblewrap *self,
             GInputStream           *stream)
{
  g_input_stream_read_bytes_async (stream, MAX_ERRORS, G_PRIORITY_DEFAULT, self->run, on_errors, self);
}

/* Takes hold of the container's process 1, which is alive: it has just said that the desktop is there. */
static void
take_init (BelaySandboxBubblewrap *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = NULL;
  char text[MAX_INFO];
  gssize length = pread (self->info, text, sizeof text, 0);
  gint64 pid = 0;

  if (length > 0)
    node = belay_json_parse (text, length, MAX_INFO, &error);

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node) &&
      belay_json_get_int (json_node_get_object (node), "child-pid", 2, G_MAXINT32, &pid, &error))
    self->init_fd = syscall (SYS_pidfd_open, (pid_t) pid, 0);

  if (self->init_fd >= 0)
    self->init = pid;

  if (self->init_fd < 0)
    g_debug ("The sandbox’s first process cannot be held: %s", error != NULL ? error->message : g_strerror (errno));
}

static void
on_ready (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  BelaySandboxBubblewrap *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, &error);
  g_autoptr(GTask) start = NULL;

  /* That it ended without a word is reported with what it said, in on_errors(). */
  if (bytes == NULL || g_bytes_get_size (bytes) == 0 || self->state != STATE_STARTING)
    return;

  self->state = STATE_RUNNING;
  take_init (self);
  release_start (self);
  g_string_truncate (self->errors, 0);

  start = g_steal_pointer (&self->start);
  g_task_return_pointer (start, g_unix_socket_address_new (belay_run_directory_get_socket_path (self->directory)),
                         g_object_unref);
}

static void
on_doorway (int      listener,
            gpointer user_data)
{
  BelaySandboxBubblewrap *self = user_data;

  belay_egress_take_listener (self->egress, listener);
}

static gboolean
spawn (BelaySandboxBubblewrap  *self,
       GError                 **error)
{
  g_autoptr(GInputStream) ready = NULL;
  g_auto(GStrv) variables = belay_bubblewrap_list_variables ();
  BelayBubblewrapStarted started;
  int socket;

  self->directory = belay_run_directory_new (error);
  if (self->directory == NULL)
    return FALSE;

  socket = belay_run_directory_listen (self->directory, error);
  if (socket < 0 || !belay_bubblewrap_spawn (socket, &started, error))
    return FALSE;

  self->process = started.process;
  self->lifeline = started.lifeline;
  self->info = started.info;
  self->doorway = belay_doorway_new (started.doorway, on_doorway, self);
  self->witness = belay_witness_new (started.witness);
  self->shell = belay_shell_channel_new (started.shell);
  self->probe = belay_probe_new (started.probe, (const char * const *) variables);
  ready = g_unix_input_stream_new (started.ready, TRUE);

  read_errors (self, g_subprocess_get_stderr_pipe (self->process));
  g_input_stream_read_bytes_async (ready, 1, G_PRIORITY_DEFAULT, self->run, on_ready, self);
  g_subprocess_wait_async (self->process, self->run, on_exited, self);

  return TRUE;
}

static void
on_checked (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  BelaySandboxBubblewrap *self = user_data;
  g_autoptr(GError) reason = NULL;
  GError *error = NULL;

  if (!belay_bubblewrap_check_finish (result, &error))
    {
      /* A run that was reset has answered already. */
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_error_free (error);
      else
        fail (self, error);

      return;
    }

  self->state = STATE_STARTING;
  self->deadline_id = g_timeout_add_seconds (START_SECONDS, on_deadline, self);

  if (!spawn (self, &reason))
    fail (self, g_error_new (BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_FAILED,
                             /* Translators: %s is the system's reason. */
                             _("The sandbox cannot be started: %s."), reason->message));
}

static gboolean
on_outer_cancelled (GCancellable *cancellable,
                    gpointer      user_data)
{
  belay_sandbox_stop (user_data);

  return G_SOURCE_REMOVE;
}

/* Not g_cancellable_connect(): it would stop the sandbox from within whatever cancels. */
static void
watch_cancellable (BelaySandboxBubblewrap *self,
                   GCancellable           *cancellable)
{
  if (cancellable == NULL)
    return;

  self->outer = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->outer, G_SOURCE_FUNC (on_outer_cancelled), self, NULL);
  g_source_attach (self->outer, NULL);
}

static void
belay_sandbox_bubblewrap_start_async (BelaySandbox        *sandbox,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  BelaySandboxBubblewrap *self = BELAY_SANDBOX_BUBBLEWRAP (sandbox);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, belay_sandbox_bubblewrap_start_async);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (self->state != STATE_IDLE)
    {
      g_task_return_new_error (task, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_FAILED, "%s",
                               _("The sandbox has been started already."));
      return;
    }

  self->state = STATE_CHECKING;
  self->start = g_steal_pointer (&task);
  self->run = g_cancellable_new ();
  watch_cancellable (self, cancellable);
  belay_bubblewrap_check_async (self->run, on_checked, self);
}

static GSocketConnectable *
belay_sandbox_bubblewrap_start_finish (BelaySandbox  *sandbox,
                                       GAsyncResult  *result,
                                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, sandbox), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
belay_sandbox_bubblewrap_stop (BelaySandbox *sandbox)
{
  g_autoptr(GTask) start = reset (BELAY_SANDBOX_BUBBLEWRAP (sandbox));

  if (start != NULL)
    g_task_return_new_error (start, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The sandbox was stopped while it was starting");
}

static BelayEgress *
belay_sandbox_bubblewrap_get_egress (BelaySandbox *sandbox)
{
  return BELAY_SANDBOX_BUBBLEWRAP (sandbox)->egress;
}

static BelayWitness *
belay_sandbox_bubblewrap_get_witness (BelaySandbox *sandbox)
{
  return BELAY_SANDBOX_BUBBLEWRAP (sandbox)->witness;
}

static BelayProbe *
belay_sandbox_bubblewrap_get_probe (BelaySandbox *sandbox)
{
  return BELAY_SANDBOX_BUBBLEWRAP (sandbox)->probe;
}

static pid_t
belay_sandbox_bubblewrap_get_process (BelaySandbox *sandbox)
{
  return BELAY_SANDBOX_BUBBLEWRAP (sandbox)->init;
}

static gboolean
belay_sandbox_bubblewrap_can_freeze (BelaySandbox *sandbox)
{
  return BELAY_SANDBOX_BUBBLEWRAP (sandbox)->init > 0;
}

static gboolean
belay_sandbox_bubblewrap_freeze (BelaySandbox  *sandbox,
                                 GError       **error)
{
  if (belay_bubblewrap_freeze (BELAY_SANDBOX_BUBBLEWRAP (sandbox)->init))
    return TRUE;

  g_set_error_literal (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_FAILED,
                       _("Not everything in the sandbox could be made to stand still."));

  return FALSE;
}

static gboolean
belay_sandbox_bubblewrap_thaw (BelaySandbox  *sandbox,
                               GError       **error)
{
  if (belay_bubblewrap_thaw (BELAY_SANDBOX_BUBBLEWRAP (sandbox)->init))
    return TRUE;

  g_set_error_literal (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_FAILED,
                       _("Not everything in the sandbox could be made to go on."));

  return FALSE;
}

static BelayShell *
belay_sandbox_bubblewrap_get_shell (BelaySandbox *sandbox)
{
  return BELAY_SANDBOX_BUBBLEWRAP (sandbox)->shell;
}

static void
belay_sandbox_bubblewrap_dispose (GObject *object)
{
  /* A start under way holds a reference: there is none. */
  g_autoptr(GTask) start = reset (BELAY_SANDBOX_BUBBLEWRAP (object));

  g_assert (start == NULL);

  G_OBJECT_CLASS (belay_sandbox_bubblewrap_parent_class)->dispose (object);
}

static void
belay_sandbox_bubblewrap_finalize (GObject *object)
{
  BelaySandboxBubblewrap *self = BELAY_SANDBOX_BUBBLEWRAP (object);

  g_object_unref (self->egress);
  g_string_free (self->errors, TRUE);

  G_OBJECT_CLASS (belay_sandbox_bubblewrap_parent_class)->finalize (object);
}

static void
belay_sandbox_bubblewrap_class_init (BelaySandboxBubblewrapClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  BelaySandboxClass *sandbox_class = BELAY_SANDBOX_CLASS (klass);

  object_class->dispose = belay_sandbox_bubblewrap_dispose;
  object_class->finalize = belay_sandbox_bubblewrap_finalize;

  sandbox_class->start_async = belay_sandbox_bubblewrap_start_async;
  sandbox_class->start_finish = belay_sandbox_bubblewrap_start_finish;
  sandbox_class->stop = belay_sandbox_bubblewrap_stop;
  sandbox_class->get_egress = belay_sandbox_bubblewrap_get_egress;
  sandbox_class->get_witness = belay_sandbox_bubblewrap_get_witness;
  sandbox_class->get_probe = belay_sandbox_bubblewrap_get_probe;
  sandbox_class->get_process = belay_sandbox_bubblewrap_get_process;
  sandbox_class->can_freeze = belay_sandbox_bubblewrap_can_freeze;
  sandbox_class->freeze = belay_sandbox_bubblewrap_freeze;
  sandbox_class->thaw = belay_sandbox_bubblewrap_thaw;
  sandbox_class->get_shell = belay_sandbox_bubblewrap_get_shell;
}

static void
belay_sandbox_bubblewrap_init (BelaySandboxBubblewrap *self)
{
  g_autoptr(BelayAllowList) list = NULL;

  self->lifeline = -1;
  self->info = -1;
  self->init_fd = -1;
  list = belay_allow_list_new ();
  self->egress = belay_egress_new (list);
  self->errors = g_string_new (NULL);
}

/**
 * belay_sandbox_bubblewrap_new:
 *
 * Returns: (transfer full): a sandbox that does not run yet
 */
BelaySandbox *
belay_sandbox_bubblewrap_new (void)
{
  return g_object_new (BELAY_TYPE_SANDBOX_BUBBLEWRAP,
                       "name", BELAY_SANDBOX_BUBBLEWRAP_NAME,
                       "title", _("Sandbox on this computer"),
                       "own", TRUE,
                       NULL);
}
