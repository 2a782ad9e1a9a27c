/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-machine.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "belay-sandbox.h"
#include "belay-vm-ear.h"
#include "belay-vm-host.h"
#include "belay-vm-run-snapshot.h"

#define ASK_SECONDS 20          /* until the guest agent has answered */

typedef enum
{
  STATE_IDLE,
  STATE_STARTING,
  STATE_RUNNING,
} State;

/**
 * BelayMachine:
 *
 * Two threads serve it. What may take its time (starting, snapshots, questions to the guest) is done one after the other on
 * the first; freezing, thawing and ending on the second, so that they wait for nothing of that.
 */
struct _BelayMachine
{
  GObject         parent_instance;

  BelayVmAddress *address;
  State           state;
  BelayVmRun     *run;          /* of which the threads have references of their own */
  GCancellable   *cancellable;  /* of the run */
  GThreadPool    *slow;
  GThreadPool    *quick;
};

enum
{
  ENDED,
  TROUBLE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayMachine, belay_machine, G_TYPE_OBJECT)

typedef struct _Job Job;

/* On a thread. */
typedef void (* Work) (Job *job);

struct _Job
{
  Work          work;
  BelayVmRun   *run;
  GTask        *task;           /* (nullable) */
  char         *text;           /* (nullable) a label, or a question */
  GCancellable *cancellable;    /* of the run */
};

static void
do_job (gpointer data,
        gpointer user_data)
{
  Job *job = data;

  job->work (job);
  g_clear_object (&job->task);
  g_clear_object (&job->cancellable);
  g_clear_pointer (&job->run, belay_vm_run_unref);
  g_free (job->text);
  g_free (job);
}

/* @task: (transfer full) (nullable) */
static void
push (BelayMachine *self,
      GThreadPool  *pool,
      Work          work,
      GTask        *task,
      const char   *text)
{
  Job *job = g_new (Job, 1);

  *job = (Job) { work, belay_vm_run_ref (self->run), task, g_strdup (text), g_object_ref (self->cancellable) };
  g_thread_pool_push (pool, job, NULL);
}

/* Of a run that was stopped meanwhile nobody wants to know how it went. */
static void
answer (Job      *job,
        gboolean  done,
        GError   *error)
{
  if (g_cancellable_is_cancelled (job->cancellable))
    {
      g_clear_error (&error);
      g_task_return_new_error (job->task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The machine was stopped");
    }
  else if (done)
    g_task_return_boolean (job->task, TRUE);
  else
    g_task_return_error (job->task, error);
}

/* What is heard. */

static void
tell (BelayMachine *self,
      const GError *error,
      gboolean      frozen)
{
  g_signal_emit (self, signals[TROUBLE], 0, error, frozen);
}

/* NULL where the machine is all ours. */
static const char *
get_place (BelayMachine *self)
{
  return self->address->uri != NULL ? belay_vm_address_get_place (self->address) : NULL;
}

/* Whether it is the machine's own disk that is full, and not the one below it. */
static void
work_look_room (Job *job)
{
  g_task_return_boolean (job->task, job->run->limits.disk > 0 && belay_vm_run_has_room (job->run));
}

static void
on_room (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  BelayMachine *self = BELAY_MACHINE (object);
  g_autoptr(GError) stopped = NULL;
  gboolean limited = g_task_propagate_boolean (G_TASK (result), &stopped);

  if (stopped == NULL)
    {
      g_autoptr(GError) error = belay_vm_event_explain (BELAY_VM_DISK_FULL, get_place (self), limited ? self->run->limits.disk : 0);

      tell (self, error, TRUE);
    }
}

static void
hear (BelayMachine *self,
      BelayVmEvent  event)
{
  g_autoptr(GError) error = NULL;

  if (event == BELAY_VM_DISK_FULL)
    {
      push (self, self->quick, work_look_room, g_task_new (self, self->cancellable, on_room, NULL), NULL);
      return;
    }

  error = belay_vm_event_explain (event, get_place (self), 0);

  if (!belay_vm_event_is_end (event))
    {
      tell (self, error, TRUE);
      return;
    }

  belay_machine_stop (self);
  g_signal_emit (self, signals[ENDED], 0, error);
}

/* While it is being started, whoever starts it looks himself. */
static void
on_heard (GObject      *object,
          BelayVmEvent  event)
{
  BelayMachine *self = BELAY_MACHINE (object);

  if (self->state == STATE_RUNNING)
    hear (self, event);
}

/* Starting and ending. */

static void
work_start (Job *job)
{
  GError *error = NULL;
  gboolean done = belay_vm_run_start (job->run, job->cancellable, &error);

  answer (job, done, error);
}

void
belay_machine_start_async (BelayMachine        *self,
                           const BelayVmLimits *limits,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  g_autoptr(BelayVmEar) ear = NULL;

  g_return_if_fail (self->state == STATE_IDLE);

  belay_vm_host_prepare ();
  g_task_set_source_tag (task, belay_machine_start_async);
  self->state = STATE_STARTING;
  self->cancellable = g_cancellable_new ();
  ear = belay_vm_ear_new (G_OBJECT (self), self->cancellable, on_heard);
  self->run = belay_vm_run_new (self->address, limits, belay_vm_ear_take, G_OBJECT (ear));
  push (self, self->slow, work_start, task, NULL);
}

char *
belay_machine_start_finish (BelayMachine  *self,
                            GAsyncResult  *result,
                            int           *listener,
                            GError       **error)
{
  *listener = -1;

  if (!g_task_propagate_boolean (G_TASK (result), error))
    {
      /* A run that was stopped is gone already, and perhaps another one is there. */
      if (error == NULL || !g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        belay_machine_stop (self);

      return NULL;
    }

  self->state = STATE_RUNNING;
  *listener = self->run->doorway;
  self->run->doorway = -1;

  return g_strdup (self->run->screen);
}

static void
work_end (Job *job)
{
  if (job->run->domain != NULL)
    belay_vm_domain_destroy (job->run->domain);
}

/* One that is still being started sees that it is cancelled, and goes by itself: its domain is not ours to look at yet. */
static void
work_nothing (Job *job)
{
}

void
belay_machine_stop (BelayMachine *self)
{
  if (self->state == STATE_IDLE)
    return;

  if (self->address->uri != NULL)
    belay_vm_ear_keep_program (BELAY_VM_EAR (self->run->data));

  g_cancellable_cancel (self->cancellable);
  push (self, self->quick, self->state == STATE_RUNNING ? work_end : work_nothing, NULL, NULL);
  self->state = STATE_IDLE;
  g_clear_object (&self->cancellable);
  /* Never the last reference: the job has one. */
  g_clear_pointer (&self->run, belay_vm_run_unref);
}

int
belay_machine_take_guest (BelayMachine *self,
                          pid_t        *process)
{
  *process = self->run->process;

  return g_steal_fd (&self->run->guest);
}

/* Belay-guest in a machine that is no image of ours: it boots, and who is in it is not known. */

typedef struct
{
  BelayVmRun   *run;
  BelayVmAgent  state;
} Wait;

static void
await_guest (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Wait *wait = data;
  g_autofree char *path = belay_vm_directory_build (wait->run->directory, "guest");
  int seconds = belay_vm_limits_get_wait (&wait->run->limits, wait->run->kvm);
  int fd = belay_vm_agent_await (wait->run->domain, path, seconds, cancellable, &wait->state);

  /* Not on the main thread: it may be the last. */
  g_clear_pointer (&wait->run, belay_vm_run_unref);
  g_task_return_int (task, fd);
}

gboolean
belay_machine_wants_guest (BelayMachine *self)
{
  return self->state == STATE_RUNNING && self->address->uri == NULL && self->run->ready_key == NULL && self->run->guest < 0 &&
         self->run->limits.wait != 0;
}

void
belay_machine_await_guest_async (BelayMachine        *self,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, self->cancellable, callback, user_data);
  Wait *wait = g_new (Wait, 1);

  *wait = (Wait) { belay_vm_run_ref (self->run), BELAY_VM_AGENT_ABSENT };
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, wait, g_free);
  g_task_run_in_thread (task, await_guest);
}

int
belay_machine_await_guest_finish (BelayMachine *self,
                                  GAsyncResult *result,
                                  BelayVmAgent *state)
{
  const Wait *wait = g_task_get_task_data (G_TASK (result));

  *state = wait->state;

  return (int) g_task_propagate_int (G_TASK (result), NULL);
}

gboolean
belay_machine_is_running (BelayMachine *self)
{
  return self->state == STATE_RUNNING;
}

gboolean
belay_machine_is_emulated (BelayMachine *self)
{
  return self->state == STATE_RUNNING && !self->run->kvm;
}

const char *
belay_machine_get_host (BelayMachine *self)
{
  return self->address->host;
}

const char *
belay_machine_get_password (BelayMachine *self)
{
  return self->state == STATE_RUNNING ? self->run->password : NULL;
}

const BelayVmLimits *
belay_machine_get_given (BelayMachine *self)
{
  g_return_val_if_fail (self->state == STATE_RUNNING, NULL);

  return &self->run->limits;
}

/* Freezing. */

static void work_clock (Job *job);

static void
on_quick (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  BelayMachine *self = BELAY_MACHINE (object);
  gboolean frozen = !GPOINTER_TO_INT (user_data);
  g_autoptr(GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      if (!frozen && self->state == STATE_RUNNING)
        push (self, self->slow, work_clock, NULL, NULL);
    }
  else if (self->state == STATE_RUNNING && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      tell (self, error, frozen);
    }
}

static void
work_freeze (Job *job)
{
  GError *error = NULL;
  gboolean done = belay_vm_domain_freeze (job->run->domain, &error);

  answer (job, done, error);
}

static void
work_thaw (Job *job)
{
  GError *error = NULL;
  gboolean done = belay_vm_domain_thaw (job->run->domain, &error);

  answer (job, done, error);
}

void
belay_machine_freeze (BelayMachine *self)
{
  g_return_if_fail (self->state == STATE_RUNNING);

  push (self, self->quick, work_freeze, g_task_new (self, NULL, on_quick, GINT_TO_POINTER (TRUE)), NULL);
}

void
belay_machine_thaw (BelayMachine *self)
{
  g_return_if_fail (self->state == STATE_RUNNING);

  push (self, self->quick, work_thaw, g_task_new (self, NULL, on_quick, GINT_TO_POINTER (FALSE)), NULL);
}

/* Snapshots. A label of ours has a letter in front: none is an option of QEMU's, and none is that of the waiting machine. */

static void
work_save (Job *job)
{
  GError *error = NULL;
  gboolean done = belay_vm_run_save (job->run, job->text, &error);

  answer (job, done, error);
}

static void
work_load (Job *job)
{
  GError *error = NULL;
  gboolean done = belay_vm_run_load (job->run, job->text, &error);

  /* It is there, and nobody has to wait for its agent to see it. */
  answer (job, done, error);
  belay_vm_run_set_clock (job->run);
}

static void
work_clock (Job *job)
{
  belay_vm_run_set_clock (job->run);
}

static void
work_forget (Job *job)
{
  belay_vm_run_forget (job->run, job->text);
}

static void
push_labelled (BelayMachine        *self,
               Work                 work,
               const char          *label,
               GCancellable        *cancellable,
               GAsyncReadyCallback  callback,
               gpointer             user_data)
{
  g_autofree char *name = g_strconcat ("s", label, NULL);

  g_return_if_fail (self->state == STATE_RUNNING);

  push (self, self->slow, work, g_task_new (self, cancellable, callback, user_data), name);
}

void
belay_machine_save_async (BelayMachine        *self,
                          const char          *label,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  push_labelled (self, work_save, label, cancellable, callback, user_data);
}

void
belay_machine_load_async (BelayMachine        *self,
                          const char          *label,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  push_labelled (self, work_load, label, cancellable, callback, user_data);
}

gboolean
belay_machine_finish (BelayMachine  *self,
                      GAsyncResult  *result,
                      GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
belay_machine_forget (BelayMachine *self,
                      const char   *label)
{
  g_autofree char *name = g_strconcat ("s", label, NULL);

  if (self->state == STATE_RUNNING)
    push (self, self->slow, work_forget, NULL, name);
}

/* The guest agent. */

static void
work_ask (Job *job)
{
  GError *error = NULL;
  char *text = belay_vm_domain_ask_agent (job->run->domain, job->text, ASK_SECONDS, &error);

  if (text != NULL)
    g_task_return_pointer (job->task, text, g_free);
  else
    g_task_return_error (job->task, error);
}

void
belay_machine_ask_async (BelayMachine        *self,
                         const char          *command,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_return_if_fail (self->state == STATE_RUNNING);

  push (self, self->slow, work_ask, g_task_new (self, cancellable, callback, user_data), command);
}

char *
belay_machine_ask_finish (BelayMachine  *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The object. */

static void
belay_machine_dispose (GObject *object)
{
  belay_machine_stop (BELAY_MACHINE (object));

  G_OBJECT_CLASS (belay_machine_parent_class)->dispose (object);
}

static void
belay_machine_finalize (GObject *object)
{
  BelayMachine *self = BELAY_MACHINE (object);

  g_thread_pool_free (self->slow, FALSE, FALSE);
  g_thread_pool_free (self->quick, FALSE, FALSE);
  belay_vm_address_free (self->address);

  G_OBJECT_CLASS (belay_machine_parent_class)->finalize (object);
}

static void
belay_machine_class_init (BelayMachineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = belay_machine_dispose;
  object_class->finalize = belay_machine_finalize;

  signals[ENDED] = g_signal_new ("ended", BELAY_TYPE_MACHINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 G_TYPE_ERROR);
  signals[TROUBLE] = g_signal_new ("trouble", BELAY_TYPE_MACHINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                   G_TYPE_ERROR, G_TYPE_BOOLEAN);
}

static void
belay_machine_init (BelayMachine *self)
{
  self->slow = g_thread_pool_new (do_job, NULL, 1, FALSE, NULL);
  self->quick = g_thread_pool_new (do_job, NULL, 1, FALSE, NULL);
}

BelayMachine *
belay_machine_new (const BelayVmAddress *address)
{
  BelayMachine *self = g_object_new (BELAY_TYPE_MACHINE, NULL);

  self->address = belay_vm_address_copy (address);

  return self;
}
