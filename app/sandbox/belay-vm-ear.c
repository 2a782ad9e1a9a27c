/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-vm-ear.h"

struct _BelayVmEar
{
  GObject          parent_instance;

  GObject         *listener;    /* weak */
  GCancellable    *cancellable;
  BelayVmEarHeard  heard;
  GApplication    *kept;        /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BelayVmEar, belay_vm_ear, G_TYPE_OBJECT)

typedef struct
{
  BelayVmEar   *ear;
  BelayVmEvent  event;
} Heard;

static void
heard_free (gpointer data)
{
  Heard *heard = data;

  g_object_unref (heard->ear);
  g_free (heard);
}

static gboolean
on_heard_here (gpointer user_data)
{
  Heard *heard = user_data;
  BelayVmEar *self = heard->ear;

  if (self->listener != NULL && !g_cancellable_is_cancelled (self->cancellable))
    self->heard (self->listener, heard->event);

  return G_SOURCE_REMOVE;
}

void
belay_vm_ear_take (BelayVmEvent event,
                   gpointer     ear)
{
  Heard *heard = g_new (Heard, 1);

  heard->ear = g_object_ref (ear);
  heard->event = event;
  g_idle_add_full (G_PRIORITY_DEFAULT, on_heard_here, heard, heard_free);
}

void
belay_vm_ear_keep_program (BelayVmEar *self)
{
  GApplication *application = g_application_get_default ();

  if (application == NULL || self->kept != NULL)
    return;

  self->kept = g_object_ref (application);
  g_application_hold (application);
}

static void
belay_vm_ear_dispose (GObject *object)
{
  BelayVmEar *self = BELAY_VM_EAR (object);

  g_clear_weak_pointer (&self->listener);
  g_clear_object (&self->cancellable);
  if (self->kept != NULL)
    g_application_release (self->kept);
  g_clear_object (&self->kept);

  G_OBJECT_CLASS (belay_vm_ear_parent_class)->dispose (object);
}

static void
belay_vm_ear_class_init (BelayVmEarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_vm_ear_dispose;
}

static void
belay_vm_ear_init (BelayVmEar *self)
{
}

BelayVmEar *
belay_vm_ear_new (GObject         *listener,
                  GCancellable    *cancellable,
                  BelayVmEarHeard  heard)
{
  BelayVmEar *self = g_object_new (BELAY_VM_TYPE_EAR, NULL);

  g_set_weak_pointer (&self->listener, listener);
  self->cancellable = g_object_ref (cancellable);
  self->heard = heard;

  return self;
}
