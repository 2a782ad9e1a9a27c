/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "belay-sandbox-vm.h"
#include "belay-screen-input.h"
#include "vm-screen.h"

G_BEGIN_DECLS

/* A machine of a test's: a system of 512 bytes that counts on its screen, on real libvirt and real QEMU. */
typedef struct
{
  BelaySandbox       *sandbox;
  GSocketConnectable *address;
  BelayScreen        *screen;
  char               *answer;
  const char         *key;      /* that is pressed until it has come about */
  GError             *error;    /* of the start, of what was done last, or of "ended" */
  GError             *trouble;
  gboolean            done;
  gboolean            ended;
} Machine;

#define VM_LIMIT_SECONDS 60

extern BelayVmLimits vm_limits; /* of the machines that are started */

/* What waits has a limit; then the test ends. */
gboolean vm_machine_on_limit (gpointer user_data);

/* Lets the main loop run until @expression is true. */
#define AWAIT(expression)                                               \
  G_STMT_START {                                                        \
    guint limit_ = g_timeout_add_seconds (VM_LIMIT_SECONDS, vm_machine_on_limit, NULL); \
    while (!(expression))                                               \
      g_main_context_iteration (NULL, TRUE);                            \
    g_source_remove (limit_);                                           \
  } G_STMT_END

/* Until it has come about: the firmware may miss a key. */
gboolean vm_machine_on_again (gpointer user_data);

#define PRESS(machine, text, expression)                        \
  G_STMT_START {                                                \
    guint again_;                                               \
    (machine)->key = text;                                      \
    vm_machine_on_again (machine);                              \
    again_ = g_timeout_add_seconds (1, vm_machine_on_again, machine); \
    AWAIT (expression);                                         \
    g_source_remove (again_);                                   \
  } G_STMT_END

void     vm_machine_pass           (guint         milliseconds);

void     vm_machine_on_started     (GObject      *object,
                                    GAsyncResult *result,
                                    gpointer      user_data);
void     vm_machine_begin          (Machine      *machine,
                                    const char   *name,
                                    GCancellable *cancellable);
/* Starts it and waits until it counts. FALSE where there is no libvirt: that is said, and there is nothing else to test. */
gboolean vm_machine_start          (Machine      *machine,
                                    const char   *name);
/* Ends it and waits until nothing is left of it here. */
void     vm_machine_stop           (Machine      *machine);

void     vm_machine_take_snapshot  (Machine      *machine,
                                    const char   *label);
void     vm_machine_go_back        (Machine      *machine,
                                    const char   *label);
void     vm_machine_show_digit     (Machine      *machine,
                                    const char   *digit);
void     vm_machine_await_counting (Machine      *machine);
/* Until nothing has changed for a while, which it never is when it counts: what it shows then. */
int      vm_machine_await_standing (Machine      *machine);

/* Another program with a machine, which counts when this returns: (transfer full). It is this program with "--hold" and the name as
 * arguments, which calls the second of these. */
GSubprocess *vm_machine_spawn_holder (const char *name);
int      vm_machine_hold           (const char   *name);

/* A disk with that system, where any user can read it. @path: what it is to be */
void     vm_machine_make_disk      (const char   *path);

G_END_DECLS
