/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-image-command.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>

#include "belay-image-build.h"
#include "belay-sandbox-vm.h"
#include "belay-vm-host.h"
#include "belay-vm-start.h"

#define DEFAULT_GIGABYTES 4
#define MAX_GIGABYTES     1024

static int
usage (void)
{
  g_printerr (_("belay image: usage: %s\n"), "belay image build [NAME] [--size GIGABYTES] [LIMITS] | ready [NAME] [LIMITS] | list\n"
              "LIMITS: --memory MEGABYTES, --processors NUMBER");

  return 2;
}

static int
fail (const GError *error)
{
  g_printerr ("%s\n", error->message);

  return 1;
}

/* Progress. */

static void
on_progress (BelayImageStage  stage,
             const char      *line,
             gpointer         user_data)
{
  static const char * const words[] = {
    [BELAY_IMAGE_STAGE_PACKAGES] = N_("Installing Debian packages into a folder…"),
    [BELAY_IMAGE_STAGE_DISK] = N_("Making a disk of the folder…"),
    [BELAY_IMAGE_STAGE_COMPRESS] = N_("Compressing the disk…"),
    [BELAY_IMAGE_STAGE_READY] = N_("Starting the machine once, to keep it as it is when its desktop is there…"),
  };
  int *shown = user_data;

  if (*shown != (int) stage)
    g_print ("%s\n", _(words[stage]));

  *shown = stage;

  /* What mmdebstrap tells of itself; the rest is for when it fails. */
  if (line != NULL && g_str_has_prefix (line, "I: "))
    g_print ("  %s\n", line + 3);
}

static void
say_time (gint64 begun)
{
  int seconds = (g_get_monotonic_time () - begun) / G_USEC_PER_SEC;

  /* Translators: minutes and seconds. */
  g_print (_("This has taken %d min %d s.\n"), seconds / 60, seconds % 60);
}

static void
say_size (const char *path)
{
  GStatBuf status;
  g_autofree char *size = NULL;

  if (g_stat (path, &status) != 0)
    return;

  size = g_format_size (status.st_size);
  g_print ("  %s: %s\n", path, size);
}

/* The machine that waits. */

typedef struct
{
  BelayVmRun *run;
  GError     *error;
  gboolean    made;
  gboolean    done;             /* on the main thread */
} Ready;

static void
on_heard (BelayVmEvent event,
          gpointer     user_data)
{
}

static gboolean
on_made (gpointer user_data)
{
  ((Ready *) user_data)->done = TRUE;

  return G_SOURCE_REMOVE;
}

static gpointer
make (gpointer user_data)
{
  Ready *ready = user_data;

  ready->made = belay_vm_run_make_ready (ready->run, NULL, &ready->error);
  if (ready->made && !ready->run->kvm)
    g_print ("%s\n", _("The processor does not help with machines here, so it was emulated: everything in it will be slow."));

  belay_vm_run_unref (ready->run);
  g_idle_add (on_made, ready);

  return NULL;
}

static int
make_ready (const char          *name,
            const BelayVmLimits *limits)
{
  g_autoptr(BelayImage) image = belay_image_new (name);
  BelayVmAddress address = { .name = (char *) name };
  g_autoptr(GObject) nobody = g_object_new (G_TYPE_OBJECT, NULL);
  Ready ready = { 0 };
  gint64 begun = g_get_monotonic_time ();
  int shown = -1;

  if (!belay_image_exists (image))
    {
      g_printerr (_("There is no image called “%s”.\n"), name);
      return 1;
    }

  belay_vm_host_prepare ();
  on_progress (BELAY_IMAGE_STAGE_READY, NULL, &shown);
  ready.run = belay_vm_run_new (&address, limits, on_heard, nobody);
  g_thread_unref (g_thread_new ("ready", make, &ready));

  while (!ready.done)
    g_main_context_iteration (NULL, TRUE);

  if (!ready.made)
    {
      int status = fail (ready.error);

      g_error_free (ready.error);
      return status;
    }

  say_size (image->ready);
  say_time (begun);

  return 0;
}

/* The commands. */

static int
build (const char          *name,
       guint                gigabytes,
       const BelayVmLimits *limits)
{
  g_autoptr(BelayImage) image = belay_image_new (name);
  g_autoptr(GError) error = NULL;
  gint64 begun = g_get_monotonic_time ();
  int shown = -1;

  if (!belay_image_build (image, gigabytes, on_progress, &shown, &error))
    return fail (error);

  say_size (image->disk);
  say_time (begun);

  if (make_ready (name, limits) != 0)
    g_printerr (_("The image is there, and is started anew each time. Try again with “belay image ready %s”.\n"), name);

  g_print (_("Use it with “belay --sandbox vm:%s”.\n"), name);

  return 0;
}

static int
list (void)
{
  g_autoptr(GPtrArray) names = belay_image_list ();

  for (guint i = 0; i < names->len; i++)
    {
      g_autoptr(BelayImage) image = belay_image_new (names->pdata[i]);

      g_print ("%s\n", (const char *) names->pdata[i]);
      say_size (image->disk);
      say_size (image->ready);
    }

  return 0;
}

/* A number that an option has; -1 if it has none that makes sense. */
static int
read_number (const char *text,
             guint       least,
             guint       most)
{
  guint64 number;

  return text != NULL && g_ascii_string_to_unsigned (text, 10, least, most, &number, NULL) ? (int) number : -1;
}

int
belay_image_command (int    argc,
                     char **argv)
{
  const char *verb = argc > 1 ? argv[1] : "";
  const char *name = BELAY_IMAGE_DEFAULT_NAME;
  int gigabytes = DEFAULT_GIGABYTES, memory = BELAY_VM_DEFAULT_MEMORY, cpus = BELAY_VM_DEFAULT_CPUS;
  gboolean builds = g_str_equal (verb, "build");
  gboolean makes = builds || g_str_equal (verb, "ready");
  BelayVmLimits limits;

  for (int i = 2; i < argc; i++)
    {
      if (g_str_equal (argv[i], "--size") && builds)
        gigabytes = read_number (argv[++i], 2, MAX_GIGABYTES);
      else if (g_str_equal (argv[i], "--memory") && makes)
        memory = read_number (argv[++i], BELAY_VM_MIN_MEMORY, BELAY_VM_MAX_MEMORY);
      else if (g_str_equal (argv[i], "--processors") && makes)
        cpus = read_number (argv[++i], 1, BELAY_VM_MAX_CPUS);
      else if (belay_vm_address_is_name (argv[i]) && i == 2)
        name = argv[i];
      else
        return usage ();

      if (gigabytes < 0 || memory < 0 || cpus < 0)
        return usage ();
    }

  belay_vm_limits_init (&limits);
  belay_vm_limits_override (&limits, memory, cpus, -1, NULL);

  if (builds)
    return build (name, gigabytes, &limits);

  if (makes)
    return make_ready (name, &limits);

  if (g_str_equal (verb, "list") && argc == 2)
    return list ();

  return usage ();
}
