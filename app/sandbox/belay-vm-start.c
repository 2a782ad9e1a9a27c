/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-vm-start.h"
#include "belay-helper.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "belay-doorway.h"
#include "belay-image.h"
#include "belay-sandbox-fd.h"
#include "belay-sandbox.h"
#include "belay-step-down.h"
#include "belay-vm-disk.h"
#include "belay-vm-far-run.h"
#include "belay-vm-guest.h"
#include "belay-vm-host.h"
#include "belay-vm-kvm.h"
#include "belay-vm-plan.h"
#include "belay-vm-run.h"
#include "belay-vm-storage.h"

/* How long until the desktop of an image is there, at most: with the processor's help, and without. */
#define KVM_SECONDS      60
#define EMULATED_SECONDS 1800           /* on a busy computer */
#define AGENT_SECONDS    10
#define KVM_GUEST_SECONDS      5       /* for the program of ours that is put into it to answer */
#define EMULATED_GUEST_SECONDS 30
#define REST_SECONDS     3      /* from the painted desktop to the machine that waits */
#define POLL_USEC        (G_USEC_PER_SEC / 2)
#define READY_LABEL      "ready"
#define PAINTED          "/run/belay/painted"
/* Changes when what a waiting machine is made of does. */
#define READY_VERSION    2

#define HELPER "belay-machine"

#define KIB G_GUINT64_CONSTANT (1024)
#define MIB (KIB * KIB)

BelayVmRun *
belay_vm_run_new (const BelayVmAddress *address,
                  const BelayVmLimits  *limits,
                  BelayVmHeard          heard,
                  GObject              *data)
{
  BelayVmRun *self = g_atomic_rc_box_new0 (BelayVmRun);

  self->address = belay_vm_address_copy (address);
  self->limits = *limits;
  self->heard = heard;
  self->data = g_object_ref (data);
  self->lifeline = -1;
  self->doorway = -1;
  self->guest = -1;
  self->labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

BelayVmRun *
belay_vm_run_ref (BelayVmRun *self)
{
  return g_atomic_rc_box_acquire (self);
}

static gboolean
drop (gpointer object)
{
  g_object_unref (object);

  return G_SOURCE_REMOVE;
}

/* With what another attempt would find in its way gone. */
static void
undo (BelayVmRun *self)
{
  if (self->far != NULL)
    belay_vm_far_run_close (self->far);
  g_clear_pointer (&self->domain, belay_vm_domain_unref);
  belay_sandbox_clear_fd (&self->lifeline);
  g_clear_pointer (&self->far, belay_vm_far_run_free);
  belay_vm_host_end_daemon (self->daemon);
  g_clear_object (&self->daemon);
  g_clear_pointer (&self->directory, belay_vm_directory_free);
  g_clear_pointer (&self->screen, g_free);
  g_clear_pointer (&self->password, g_free);
  belay_sandbox_clear_fd (&self->doorway);
  belay_sandbox_clear_fd (&self->guest);
}

static void
clear (gpointer data)
{
  BelayVmRun *self = data;

  undo (self);
  g_clear_pointer (&self->address, belay_vm_address_free);
  g_free (self->ready_key);
  g_hash_table_unref (self->labels);
  g_idle_add (drop, self->data);
}

void
belay_vm_run_unref (BelayVmRun *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/* The program that libvirt starts. Root's is copied to where the other user can run it. */
static char *
find_emulator (BelayVmRun  *self,
               GError     **error)
{
  g_autofree char *path = belay_helper_find (HELPER);
  g_autofree char *copy = NULL;
  g_autofree char *ours = NULL;
  g_autofree char *theirs = NULL;
  gsize length = 0, copied = 0;

  if (!belay_step_down_is_due ())
    return g_steal_pointer (&path);

  copy = belay_vm_directory_share (self->directory, HELPER, FALSE);

  if (copy == NULL || !g_file_get_contents (path, &ours, &length, error))
    return NULL;

  /* A new one is one that libvirt has to find out about again. */
  if ((!g_file_get_contents (copy, &theirs, &copied, NULL) || copied != length || memcmp (ours, theirs, length) != 0) &&
      (!g_file_set_contents (copy, ours, length, error) || g_chmod (copy, 0555) != 0))
    return NULL;

  return g_steal_pointer (&copy);
}

/* The way out. */

static int
listen_for_doorway (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

  g_strlcpy (address.sun_path, path, sizeof address.sun_path);

  if (fd < 0 || bind (fd, (const struct sockaddr *) &address, sizeof address) != 0 || listen (fd, 1) != 0 ||
      (belay_step_down_is_due () && lchown (path, BELAY_STEP_DOWN_ID, BELAY_STEP_DOWN_ID) != 0))
    belay_sandbox_clear_fd (&fd);

  return fd;
}

/* It has come before QEMU was there. */
static void
take_doorway (BelayVmRun *self,
              int         listener)
{
  struct ucred credentials = { 0 };
  socklen_t size = sizeof credentials;

  self->lifeline = accept4 (listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  self->doorway = self->lifeline >= 0 ? belay_doorway_receive (self->lifeline) : -1;

  /* Who handed it over is QEMU, or becomes it. */
  if (self->doorway >= 0 && getsockopt (self->lifeline, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0)
    self->process = credentials.pid;
}

/* What is to be started. */

static BelayVmPlan *
make_plan (BelayVmRun  *self,
           gboolean     kvm,
           GError     **error)
{
  g_autoptr(BelayVmPlan) plan = belay_vm_plan_new ();

  plan->emulator = find_emulator (self, error);
  if (plan->emulator == NULL)
    return NULL;

  plan->uuid = g_uuid_string_random ();
  plan->name = g_strdup_printf ("belay-%.7s", plan->uuid);
  plan->memory = self->limits.memory;
  plan->cpus = self->limits.cpus;
  plan->kvm = kvm;
  plan->screen = belay_vm_directory_build (self->directory, "screen");
  plan->agent = belay_vm_directory_build (self->directory, "agent");
  plan->guest = belay_vm_directory_build (self->directory, "guest");
  plan->doorway = belay_vm_directory_build (self->directory, "doorway");

  return g_steal_pointer (&plan);
}

gboolean
belay_vm_run_has_room (BelayVmRun *self)
{
  if (self->far != NULL)
    return belay_vm_far_run_has_room (self->far);

  return belay_vm_disk_has_room (belay_vm_directory_get_path (self->directory));
}

gboolean
belay_vm_run_fit (BelayVmRun     *self,
                  BelayVmPlan    *plan,
                  virConnectPtr   connection,
                  GError        **error)
{
  virNodeInfo node;

  if (virNodeGetInfo (connection, &node) != 0)
    {
      belay_vm_host_set_error (error, BELAY_SANDBOX_ERROR_FAILED, _("libvirt, which runs virtual machines, does not answer."));
      return FALSE;
    }

  if (!self->limits.own_memory)
    self->limits.memory = plan->memory;
  if (!self->limits.own_cpus)
    self->limits.cpus = plan->cpus;

  if (!belay_vm_limits_fit (&self->limits, node.memory / KIB, node.cpus, error))
    return FALSE;

  plan->memory = self->limits.memory;
  plan->cpus = self->limits.cpus;

  return TRUE;
}

/* Without what differs from run to run. */
static char *
get_ready_key (virConnectPtr  connection,
               BelayVmPlan   *plan)
{
  unsigned long version = 0;

  virConnectGetVersion (connection, &version);

  return g_strdup_printf ("%d %s %u %u %lu %s", READY_VERSION, plan->kvm ? "kvm" : "emulated", plan->memory, plan->cpus, version,
                          plan->machine);
}

static gboolean
plan_image (BelayVmRun     *self,
            BelayVmPlan    *plan,
            BelayImage     *image,
            virConnectPtr   connection,
            gboolean        anew,
            GCancellable   *cancellable,
            GError        **error)
{
  g_free (self->ready_key);
  self->ready_key = get_ready_key (connection, plan);
  plan->kernel = g_strdup (image->kernel);
  plan->initrd = g_strdup (image->initrd);
  plan->command_line = g_strdup (BELAY_IMAGE_COMMAND_LINE);
  plan->disk = belay_vm_directory_build (self->directory, "disk.qcow2");
  self->was_ready = !anew && belay_image_is_ready (image, self->ready_key);

  if (self->was_ready)
    return belay_vm_disk_copy (image->ready, plan->disk, cancellable, error);

  return belay_vm_disk_put_above (image->disk, "qcow2", plan->disk, cancellable, error);
}

/* @format: (out): of the disk of the plan, which is the original. */
static gboolean
plan_domain (BelayVmRun     *self,
             BelayVmPlan    *plan,
             virConnectPtr   connection,
             char          **format,
             GError        **error)
{
  virDomainPtr domain = virDomainLookupByName (connection, self->address->name);
  char *xml;
  gboolean taken;

  if (domain == NULL)
    {
      g_set_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NAME,
                   /* Translators: %s is a name; the words in quotes that follow are to be typed as they are. */
                   _("There is no image and no machine called “%s”. Make an image with “belay image build”."),
                   self->address->name);
      return FALSE;
    }

  xml = virDomainGetXMLDesc (domain, VIR_DOMAIN_XML_INACTIVE);
  taken = xml != NULL && belay_vm_plan_take_domain (plan, xml, format, error);
  if (xml == NULL)
    belay_vm_host_set_error (error, BELAY_SANDBOX_ERROR_FAILED, _("The machine cannot be looked at."));

  free (xml);
  virDomainFree (domain);

  if (taken && !belay_vm_storage_resolve (connection, plan))
    {
      belay_vm_host_set_error (error, BELAY_SANDBOX_ERROR_FAILED, _("The disk of the machine cannot be found."));
      return FALSE;
    }

  return taken;
}

/* In the place of an original, a disk above it. */
static gboolean
plan_above (BelayVmRun    *self,
            BelayVmPlan   *plan,
            const char    *format,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autofree char *base = plan->disk;

  plan->disk = belay_vm_directory_build (self->directory, "disk.qcow2");

  return belay_vm_disk_put_above (base, format, plan->disk, cancellable, error);
}

static gboolean
plan_disk (BelayVmRun     *self,
           BelayVmPlan    *plan,
           BelayImage     *image,
           virConnectPtr   connection,
           gboolean        anew,
           GCancellable   *cancellable,
           GError        **error)
{
  g_autofree char *format = NULL;

  if (self->address->path != NULL)
    {
      format = belay_vm_disk_find_format (self->address->path, error);
      plan->disk = g_strdup (self->address->path);
      if (format == NULL)
        return FALSE;
    }
  else if (image == NULL && !plan_domain (self, plan, connection, &format, error))
    {
      return FALSE;
    }

  if (!belay_vm_run_fit (self, plan, connection, error))
    return FALSE;

  if (image != NULL)
    return plan_image (self, plan, image, connection, anew, cancellable, error);

  return plan_above (self, plan, format, cancellable, error);
}

static gboolean
limit_disk (BelayVmRun   *self,
            BelayVmPlan  *plan,
            GError      **error)
{
  plan->disk_size = self->limits.disk * MIB;

  return plan->disk_size == 0 || belay_vm_disk_stretch (plan->disk, plan->disk_size, error);
}

/* Waiting for the desktop. */

static gboolean
is_painted (BelayVmDomain *domain)
{
  static const char question[] = "{\"execute\":\"guest-file-open\",\"arguments\":{\"path\":\"" PAINTED "\",\"mode\":\"r\"}}";
  g_autofree char *answer = belay_vm_domain_ask_agent (domain, question, AGENT_SECONDS, NULL);

  return answer != NULL;
}

static gboolean
await_desktop (BelayVmRun    *self,
               GCancellable  *cancellable,
               GError       **error)
{
  gint64 deadline = g_get_monotonic_time () + (self->kvm ? KVM_SECONDS : EMULATED_SECONDS) * G_USEC_PER_SEC;

  while (!g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      if (!belay_vm_domain_is_alive (self->domain))
        {
          g_set_error_literal (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_FAILED,
                               _("The machine ended while it was starting."));
          return FALSE;
        }

      if (is_painted (self->domain))
        return TRUE;

      if (g_get_monotonic_time () > deadline)
        {
          g_set_error_literal (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_FAILED,
                               _("The machine did not show a desktop in time."));
          return FALSE;
        }

      g_usleep (POLL_USEC);
    }

  return FALSE;
}

/* Making it. */

static gboolean
create (BelayVmRun     *self,
        BelayVmPlan    *plan,
        virConnectPtr   connection,
        GError        **error)
{
  g_autofree char *xml = belay_vm_plan_to_xml (plan);
  int listener = listen_for_doorway (plan->doorway);

  if (listener < 0)
    {
      virConnectClose (connection);
      g_set_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_FAILED, _("The sandbox cannot be started: %s."),
                   g_strerror (errno));
      return FALSE;
    }

  self->domain = belay_vm_domain_create (connection, plan->uuid, xml, self->heard, g_object_ref (self->data), g_object_unref,
                                         error);
  if (self->domain != NULL)
    take_doorway (self, listener);
  belay_sandbox_clear_fd (&listener);
  g_unlink (plan->doorway);

  return self->domain != NULL;
}

/* A machine that waits is let go on, any other is booted. */
static gboolean
let_go (BelayVmRun    *self,
        gboolean       has_agent,
        const char    *guest,
        GCancellable  *cancellable,
        GError       **error)
{
  if (self->was_ready && !belay_vm_domain_load (self->domain, READY_LABEL, error))
    return FALSE;

  if (!belay_vm_domain_thaw (self->domain, error))
    return FALSE;

  if (self->was_ready)
    belay_vm_domain_set_clock (self->domain);

  if (!self->was_ready && has_agent && !await_desktop (self, cancellable, error))
    return FALSE;

  if (has_agent)
    self->guest = belay_vm_guest_open (self->domain, guest, self->kvm ? KVM_GUEST_SECONDS : EMULATED_GUEST_SECONDS);

  return TRUE;
}

static gboolean
start_once (BelayVmRun    *self,
            gboolean       kvm,
            gboolean       anew,
            GCancellable  *cancellable,
            GError       **error)
{
  virConnectPtr connection = belay_vm_host_open (self->directory, cancellable, &self->daemon, error);
  g_autoptr(BelayVmPlan) plan = connection != NULL ? make_plan (self, kvm, error) : NULL;
  g_autoptr(BelayImage) image = self->address->name != NULL ? belay_image_new (self->address->name) : NULL;

  if (image != NULL && !belay_image_exists (image))
    g_clear_pointer (&image, belay_image_free);

  if (plan == NULL || !plan_disk (self, plan, image, connection, anew, cancellable, error) || !limit_disk (self, plan, error))
    {
      if (connection != NULL)
        virConnectClose (connection);
      return FALSE;
    }

  self->kvm = kvm;
  self->screen = g_strdup (plan->screen);

  return create (self, plan, connection, error) && let_go (self, image != NULL, plan->guest, cancellable, error);
}

static gboolean
start (BelayVmRun    *self,
       gboolean       anew,
       GCancellable  *cancellable,
       GError       **error)
{
  BelayVmKvm kvm = belay_vm_kvm_look ();
  g_autoptr(GError) reason = NULL;

  self->directory = belay_vm_directory_new (cancellable, error);
  if (self->directory == NULL)
    return FALSE;

  if (self->address->uri != NULL)
    return belay_vm_far_run_start (self, cancellable, error);

  if (kvm == BELAY_VM_KVM_UNTRIED || kvm == BELAY_VM_KVM_BOOTS)
    {
      if (start_once (self, TRUE, anew, cancellable, &reason))
        {
          belay_vm_kvm_remember (TRUE);
          return TRUE;
        }

      /* Only what had been created and did not boot says anything about KVM. */
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      g_message ("With KVM: %s", reason->message);
      if (self->domain != NULL)
        belay_vm_kvm_remember (FALSE);

      undo (self);
      self->directory = belay_vm_directory_new (cancellable, error);
      if (self->directory == NULL)
        return FALSE;
    }

  return start_once (self, FALSE, anew, cancellable, error);
}

gboolean
belay_vm_run_start (BelayVmRun    *self,
                    GCancellable  *cancellable,
                    GError       **error)
{
  return start (self, FALSE, cancellable, error);
}

/* The disk of the machine that waits, from where it ran to where it is found. */
static gboolean
keep_ready (BelayVmRun    *self,
            BelayImage    *image,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autofree char *disk = belay_vm_directory_build (self->directory, "disk.qcow2");
  g_autofree char *part = g_strconcat (image->ready, ".part", NULL);
  g_autoptr(GFile) from = g_file_new_for_path (disk);
  g_autoptr(GFile) to = g_file_new_for_path (part);

  g_unlink (image->ready_key);

  if (!g_file_copy (from, to, G_FILE_COPY_OVERWRITE, cancellable, NULL, NULL, error))
    {
      g_unlink (part);
      return FALSE;
    }

  if (g_chmod (part, 0644) != 0 || g_rename (part, image->ready) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", image->ready, g_strerror (errno));
      g_unlink (part);
      return FALSE;
    }

  return g_file_set_contents (image->ready_key, self->ready_key, -1, error);
}

gboolean
belay_vm_run_make_ready (BelayVmRun    *self,
                         GCancellable  *cancellable,
                         GError       **error)
{
  g_autoptr(BelayImage) image = belay_image_new (self->address->name);

  /* The disk is kept with all its length. */
  self->limits.disk = 0;

  if (!start (self, TRUE, cancellable, error))
    return FALSE;

  g_usleep (REST_SECONDS * G_USEC_PER_SEC);

  /* It waits with nobody at the other end. */
  belay_sandbox_clear_fd (&self->guest);

  if (!belay_vm_domain_save (self->domain, READY_LABEL, error))
    return FALSE;

  belay_vm_domain_destroy (self->domain);

  return keep_ready (self, image, cancellable, error);
}
