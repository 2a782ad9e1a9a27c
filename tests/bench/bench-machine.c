/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <stdio.h>

#include "belay-sandbox-vm.h"
#include "belay-vm-host.h"
#include "belay-vm-start.h"

/* How long the machine of the image argv[1] takes to be there, to be kept as it is, to go back to that, and to stand still. Prints
 * JSON. Exit status 3: there is no such image, or no libvirt. */

#define STARTS    3
#define SNAPSHOTS 7
#define FREEZES   20
#define WORK_USEC (2 * G_USEC_PER_SEC)  /* between two snapshots: what is changed has to be kept */

typedef struct
{
  const char *name;
  double      start[STARTS];
  double      save[SNAPSHOTS];
  double      load[SNAPSHOTS];
  double      freeze[FREEZES];
  gboolean    kvm;
  gboolean    was_ready;
  gboolean    answers;
  GError     *error;
  gboolean    done;             /* on the main thread */
} Bench;

static void
on_heard (BelayVmEvent event,
          gpointer     user_data)
{
}

static gboolean
on_done (gpointer user_data)
{
  ((Bench *) user_data)->done = TRUE;

  return G_SOURCE_REMOVE;
}

static double
since (gint64 begun)
{
  return (double) (g_get_monotonic_time () - begun) / 1000;
}

static gboolean
measure_domain (Bench         *self,
                BelayVmDomain *domain)
{
  gint64 begun;

  for (guint i = 0; i < SNAPSHOTS; i++)
    {
      g_autofree char *label = g_strdup_printf ("bench-%u", i);

      g_usleep (WORK_USEC);
      begun = g_get_monotonic_time ();
      if (!belay_vm_domain_save (domain, label, &self->error))
        return FALSE;
      self->save[i] = since (begun);
    }

  for (guint i = 0; i < SNAPSHOTS; i++)
    {
      g_autofree char *label = g_strdup_printf ("bench-%u", SNAPSHOTS - 1 - i);

      begun = g_get_monotonic_time ();
      if (!belay_vm_domain_load (domain, label, &self->error))
        return FALSE;
      self->load[i] = since (begun);
      g_usleep (WORK_USEC / 4);
    }

  for (guint i = 0; i < FREEZES; i++)
    {
      begun = g_get_monotonic_time ();
      if (!belay_vm_domain_freeze (domain, &self->error))
        return FALSE;
      self->freeze[i] = since (begun);
      if (!belay_vm_domain_thaw (domain, &self->error))
        return FALSE;
      g_usleep (WORK_USEC / 20);
    }

  return TRUE;
}

static gpointer
measure (gpointer user_data)
{
  Bench *self = user_data;
  BelayVmAddress address = { .name = (char *) self->name };
  BelayVmLimits limits = { .memory = BELAY_VM_DEFAULT_MEMORY, .cpus = BELAY_VM_DEFAULT_CPUS };
  gboolean going = TRUE;

  for (guint i = 0; i < STARTS && going; i++)
    {
      g_autoptr(GObject) nobody = g_object_new (G_TYPE_OBJECT, NULL);
      BelayVmRun *run = belay_vm_run_new (&address, &limits, on_heard, nobody);
      gint64 begun = g_get_monotonic_time ();

      going = belay_vm_run_start (run, NULL, &self->error);
      self->start[i] = since (begun);
      self->kvm = run->kvm;
      self->was_ready = run->was_ready;
      self->answers = run->guest >= 0;
      if (going && i + 1 == STARTS)
        going = measure_domain (self, run->domain);
      belay_vm_run_unref (run);
    }

  g_idle_add (on_done, self);

  return NULL;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
print (const char *name,
       double     *times,
       gsize       n)
{
  qsort (times, n, sizeof *times, compare);
  printf ("\"%s_ms\": %.1f, \"%s_max_ms\": %.1f, ", name, times[n / 2], name, times[n - 1]);
}

int
main (int    argc,
      char **argv)
{
  Bench bench = { .name = argc == 2 ? argv[1] : NULL };

  if (argc != 2)
    return 2;

  belay_vm_host_prepare ();
  g_thread_unref (g_thread_new ("bench", measure, &bench));
  while (!bench.done)
    g_main_context_iteration (NULL, TRUE);

  if (bench.error != NULL)
    {
      fprintf (stderr, "%s\n", bench.error->message);
      return g_error_matches (bench.error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NAME) ||
             g_error_matches (bench.error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_MISSING) ? 3 : 1;
    }

  printf ("{");
  print ("start", bench.start, STARTS);
  print ("save", bench.save, SNAPSHOTS);
  print ("load", bench.load, SNAPSHOTS);
  print ("freeze", bench.freeze, FREEZES);
  printf ("\"kvm\": %s, \"was_ready\": %s, \"answers\": %s}\n", bench.kvm ? "true" : "false", bench.was_ready ? "true" : "false",
          bench.answers ? "true" : "false");

  return 0;
}
