/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-vm-far-run.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <stdlib.h>
#include <unistd.h>

#include "belay-sandbox.h"
#include "belay-vm-far-guest.h"
#include "belay-vm-far.h"
#include "belay-vm-host.h"
#include "belay-vm-storage.h"
#include "belay-vm-tunnel.h"
#include "belay-vm-way-out.h"

/* What brings a screen, in a shell's words. */
#define HAS_NC    "nc -h 2>&1 | grep -q -e -U"
#define HAS_SOCAT "command -v socat >/dev/null"

#define TAG_LENGTH      8       /* of what tells the machines of one owner apart */
#define PASSWORD_LENGTH 8       /* as much of one as VNC looks at */
#define LEAST_ROOM      (16 * 1024 * 1024)      /* bytes */
#define MIB             G_GUINT64_CONSTANT (1048576)

/* What lies over there while a machine runs. It has its owner and a tag in its name, and the machine has both in its description, because
 * sockets have its name in theirs, which must not be long. What is found of this owner with a tag that no directory of ours has was left
 * by a program that was killed. */
struct _BelayVmFarRun
{
  virStoragePoolPtr  pool;
  virStorageVolPtr   disk;      /* (nullable) */
  BelayVmTunnel     *tunnel;    /* (nullable) */
  BelayVmChannel    *guest;     /* (nullable) to whoever is in it */
  BelayVmWayOut     *way_out;   /* (nullable) that he brings connections for */
};

void
belay_vm_far_run_close (BelayVmFarRun *self)
{
  g_clear_pointer (&self->tunnel, belay_vm_tunnel_free);
  g_clear_pointer (&self->way_out, belay_vm_way_out_free);
  g_clear_pointer (&self->guest, belay_vm_channel_free);
}

void
belay_vm_far_run_free (BelayVmFarRun *self)
{
  belay_vm_far_run_close (self);

  if (self->disk != NULL && virStorageVolDelete (self->disk, 0) != 0)
    g_message ("The disk of the machine could not be removed: %s", virGetLastErrorMessage ());

  g_clear_pointer (&self->disk, virStorageVolFree);
  g_clear_pointer (&self->pool, belay_vm_storage_leave);
  g_free (self);
}

void
belay_vm_far_run_hold (BelayVmFarRun *self)
{
  if (self->way_out != NULL)
    belay_vm_way_out_hold (self->way_out);
}

void
belay_vm_far_run_renew (BelayVmFarRun *self)
{
  if (self->way_out != NULL)
    belay_vm_way_out_renew (self->way_out);
}

gboolean
belay_vm_far_run_has_room (BelayVmFarRun *self)
{
  virStoragePoolInfo info;

  return virStoragePoolRefresh (self->pool, 0) != 0 || virStoragePoolGetInfo (self->pool, &info) != 0 ||
         info.available >= LEAST_ROOM;
}

/* What was left. */

typedef struct
{
  BelayVmDirectory *directory;
  char             *name;       /* "OWNER-" */
  char             *prefix;     /* "belay-OWNER-" */
} Owner;

static char *
get_mark (const char *tag)
{
  return g_strdup_printf ("far-%.*s", TAG_LENGTH, tag);
}

static gboolean
is_tag_in_use (Owner      *owner,
               const char *tag)
{
  g_autofree char *mark = get_mark (tag);

  return belay_vm_directory_is_marked (owner->directory, mark);
}

static gboolean
is_in_use (const char *name,
           gpointer    user_data)
{
  Owner *owner = user_data;

  return is_tag_in_use (owner, name + strlen (owner->prefix));
}

static gboolean
was_left (Owner        *owner,
          virDomainPtr  domain)
{
  const char *name = virDomainGetName (domain);
  char *description = NULL;
  gboolean left = FALSE;

  if (name != NULL && g_str_has_prefix (name, BELAY_VM_STORAGE_PREFIX))
    description = virDomainGetMetadata (domain, VIR_DOMAIN_METADATA_DESCRIPTION, NULL, 0);

  if (description != NULL && g_str_has_prefix (description, owner->name))
    left = !is_tag_in_use (owner, description + strlen (owner->name));

  free (description);

  return left;
}

static void
sweep_machines (virConnectPtr  connection,
                Owner         *owner)
{
  virDomainPtr *domains = NULL;
  int n_domains = virConnectListAllDomains (connection, &domains, VIR_CONNECT_LIST_DOMAINS_TRANSIENT);

  for (int i = 0; i < n_domains; i++)
    {
      if (was_left (owner, domains[i]))
        virDomainDestroy (domains[i]);

      virDomainFree (domains[i]);
    }

  if (n_domains >= 0)
    free (domains);
}

/* What is to be started. */

static virDomainPtr
find_template (BelayVmRun     *self,
               virConnectPtr   connection,
               GError        **error)
{
  const BelayVmAddress *address = self->address;
  virDomainPtr domain = virDomainLookupByName (connection, address->name);

  if (domain == NULL && virGetLastErrorCode () == VIR_ERR_NO_DOMAIN)
    g_set_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NAME,
                 /* Translators: the name of a machine, that of a computer, and a URI; what is in quotes is to be typed as it is. */
                 _("There is no machine called “%s” on %s. “virsh --connect %s list --all” says which there are."), address->name,
                 belay_vm_address_get_place (address), address->uri);
  else if (domain == NULL)
    belay_vm_far_set_error (error, address, _("The machine cannot be looked at."));
  else if (virDomainIsActive (domain) == 1)
    {
      g_set_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_REFUSED,
                   /* Translators: the name of a machine, and that of a computer. */
                   _("“%s” on %s runs. Belay starts a machine of its own above the disk of that one, which must not change meanwhile: "
                     "shut it down first."), address->name, belay_vm_address_get_place (address));
      g_clear_pointer (&domain, virDomainFree);
    }

  return domain;
}

/* @format: (out): of the disk of the plan, which is the original. */
static gboolean
plan_template (BelayVmRun     *self,
               BelayVmPlan    *plan,
               virConnectPtr   connection,
               char          **format,
               GError        **error)
{
  virDomainPtr domain = find_template (self, connection, error);
  char *xml = domain != NULL ? virDomainGetXMLDesc (domain, VIR_DOMAIN_XML_INACTIVE) : NULL;
  gboolean taken = FALSE;

  if (domain != NULL && xml == NULL)
    belay_vm_far_set_error (error, self->address, _("The machine cannot be looked at."));
  else if (xml != NULL)
    taken = belay_vm_plan_take_domain (plan, xml, format, error);

  free (xml);
  g_clear_pointer (&domain, virDomainFree);

  if (taken && !belay_vm_storage_resolve (connection, plan))
    {
      belay_vm_far_set_error (error, self->address, _("The disk of the machine cannot be found."));
      return FALSE;
    }

  return taken;
}

static gboolean
has_kvm (virConnectPtr  connection,
         BelayVmPlan   *plan)
{
  char *xml = virConnectGetDomainCapabilities (connection, NULL, "x86_64", plan->machine, "kvm", 0);
  gboolean has = xml != NULL;

  free (xml);

  return has;
}

/* In the place of the original, a disk above it. */
static gboolean
make_disk (BelayVmRun     *self,
           BelayVmPlan    *plan,
           virConnectPtr   connection,
           const char     *format,
           Owner          *owner,
           GError        **error)
{
  g_autofree char *base = g_steal_pointer (&plan->disk);
  g_autofree char *name = g_strconcat (BELAY_VM_STORAGE_PREFIX, plan->description, ".qcow2", NULL);
  g_autofree char *said = NULL;
  char *path = NULL;

  self->far->pool = belay_vm_storage_find_pool (connection, base);

  if (self->far->pool == NULL)
    {
      belay_vm_far_set_error (error, self->address, _("libvirt cannot be given a place for a disk beside that of the machine."));
      return FALSE;
    }

  belay_vm_storage_sweep (self->far->pool, owner->prefix, is_in_use, owner);
  plan->disk_size = self->limits.disk * MIB;
  self->far->disk = belay_vm_storage_create (self->far->pool, name, base, format, plan->disk_size, &said);
  if (self->far->disk != NULL)
    path = virStorageVolGetPath (self->far->disk);

  plan->disk = g_strdup (path);
  free (path);

  if (plan->disk == NULL)
    g_propagate_error (error, belay_vm_far_explain (self->address, _("No disk can be made above that of the machine."),
                                                    said != NULL ? said : ""));

  return plan->disk != NULL;
}

/* (nullable): or no randomness can be had. */
static char *
make_password (void)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
  guint8 random[PASSWORD_LENGTH];
  char password[PASSWORD_LENGTH + 1] = "";

  if (getentropy (random, sizeof random) != 0)
    return NULL;

  for (gsize i = 0; i < PASSWORD_LENGTH; i++)
    password[i] = letters[random[i] % 64];

  return g_strdup (password);
}

/* The screen. */

typedef struct
{
  char  *path;
  guint  port;
} Screen;

static void
on_element (GMarkupParseContext  *context,
            const char           *name,
            const char          **names,
            const char          **values,
            gpointer              user_data,
            GError              **error)
{
  Screen *screen = user_data;

  for (; g_str_equal (name, "graphics") && *names != NULL; names++, values++)
    if (g_str_equal (*names, "socket"))
      {
        g_free (screen->path);
        screen->path = g_strdup (*values);
      }
    else if (g_str_equal (*names, "port"))
      {
        screen->port = CLAMP (g_ascii_strtoll (*values, NULL, 10), 0, G_MAXUINT16);
      }
}

gboolean
belay_vm_far_find_screen (const char  *xml,
                          char       **path,
                          guint       *port)
{
  static const GMarkupParser parser = { .start_element = on_element };
  Screen screen = { 0 };
  g_autoptr(GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &screen, NULL);

  g_markup_parse_context_parse (context, xml, -1, NULL);
  *path = screen.path;
  *port = screen.port;

  return screen.path != NULL || screen.port > 0;
}

/* Before anything is made: what brings the screen has to be there. What is not is said so that belay_vm_far_explain() knows it. */
static gboolean
check_reach (BelayVmRun  *self,
             GError     **error)
{
  if (self->address->host == NULL || self->address->system)
    return TRUE;

  return belay_vm_far_run_command (self->address, "exec sh -c '" HAS_NC " || " HAS_SOCAT " || { echo nc: not found >&2; exit 127; }'",
                                   _("The screen of a machine there cannot be reached."), error);
}

/* A shell's words there, which do the same in each shell. */
static char *
build_reach (const char *path)
{
  g_autofree char *quoted = g_shell_quote (path);
  g_autofree char *script = g_strdup_printf ("if " HAS_NC "; then exec nc -U %s; else exec socat - UNIX-CONNECT:%s; fi", quoted,
                                             quoted);
  g_autofree char *once_more = g_shell_quote (script);

  return g_strdup_printf ("exec sh -c %s", once_more);
}

static void
hand_connection (int      fd,
                 gpointer user_data)
{
  if (!belay_vm_domain_show (user_data, fd))
    g_message ("The screen of the machine cannot be reached: %s", virGetLastErrorMessage ());
}

/* libvirt is here: it is handed each connection. */
static gboolean
open_handing (BelayVmRun  *self,
              GError     **error)
{
  self->screen = belay_vm_directory_build (self->directory, "screen");
  self->far->tunnel = belay_vm_tunnel_new_for_function (self->screen, hand_connection, belay_vm_domain_ref (self->domain),
                                                        (GDestroyNotify) belay_vm_domain_unref, error);

  return self->far->tunnel != NULL;
}

static gboolean
open_tunnel (BelayVmRun  *self,
             GError     **error)
{
  char *xml = belay_vm_domain_get_xml (self->domain);
  g_autofree char *path = NULL;
  g_autofree char *reach = NULL;
  g_autofree char *forward = NULL;
  guint port = 0;
  gboolean found = xml != NULL && belay_vm_far_find_screen (xml, &path, &port);

  free (xml);

  if (!found)
    {
      g_set_error_literal (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_FAILED, _("The machine has no screen that can be reached."));
      return FALSE;
    }

  if (path != NULL)
    reach = build_reach (path);
  else
    forward = g_strdup_printf ("127.0.0.1:%u", port);

  self->screen = belay_vm_directory_build (self->directory, "screen");
  self->far->tunnel = belay_vm_tunnel_new (self->screen, belay_vm_far_build_command (self->address, forward, reach), error);

  return self->far->tunnel != NULL;
}

/* Starting. */

/* The connection belongs to the machine from here on. */
static gboolean
create (BelayVmRun     *self,
        BelayVmPlan    *plan,
        virConnectPtr   connection,
        GError        **error)
{
  g_autofree char *xml = belay_vm_plan_to_xml (plan);

  self->kvm = plan->kvm;
  self->password = g_strdup (plan->password);
  self->domain = belay_vm_domain_create (connection, plan->uuid, xml, self->heard, g_object_ref (self->data), g_object_unref,
                                         error);

  return self->domain != NULL && (plan->handed ? open_handing (self, error) : open_tunnel (self, error)) &&
         belay_vm_domain_thaw (self->domain, error);
}

static gboolean
plan_all (BelayVmRun     *self,
          BelayVmPlan    *plan,
          virConnectPtr   connection,
          GError        **error)
{
  g_autofree char *number = belay_vm_far_get_owner ();
  g_autofree char *name = g_strconcat (number, "-", NULL);
  g_autofree char *prefix = g_strconcat (BELAY_VM_STORAGE_PREFIX, name, NULL);
  g_autofree char *format = NULL;
  g_autofree char *mark = NULL;
  Owner owner = { self->directory, name, prefix };

  plan->uuid = g_uuid_string_random ();
  plan->name = g_strdup_printf (BELAY_VM_STORAGE_PREFIX "%.*s", TAG_LENGTH, plan->uuid);
  plan->description = g_strdup_printf ("%s%.*s", name, TAG_LENGTH, plan->uuid);
  plan->far_guest = TRUE;
  plan->title = g_strdup ("A machine of Belay's: it goes when its session ends");
  mark = get_mark (plan->uuid);

  /* Who uses the libvirt for all cannot get at a socket that it makes. Here it takes connections that are handed to it; elsewhere there
   * is a port, which others there can get at, too. */
  if (self->address->host == NULL)
    plan->handed = TRUE;
  else if (self->address->system && (plan->password = make_password ()) == NULL)
    {
      g_set_error_literal (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_FAILED, g_strerror (errno));
      return FALSE;
    }

  if (!check_reach (self, error) || !belay_vm_directory_mark (self->directory, mark, error) ||
      !plan_template (self, plan, connection, &format, error))
    return FALSE;

  plan->kvm = has_kvm (connection, plan);
  sweep_machines (connection, &owner);

  return belay_vm_run_fit (self, plan, connection, error) && make_disk (self, plan, connection, format, &owner, error);
}

static void
open_way_out (BelayVmRun  *self,
              BelayVmPlan *plan)
{
  g_autofree char *path = belay_vm_directory_build (self->directory, "way-out");

  self->far->way_out = belay_vm_way_out_new (self->address, plan->uuid, path, &self->doorway);
}

gboolean
belay_vm_far_run_start (BelayVmRun    *self,
                        GCancellable  *cancellable,
                        GError       **error)
{
  virConnectPtr connection = belay_vm_far_open (self->address, error);
  g_autoptr(BelayVmPlan) plan = belay_vm_plan_new ();

  if (connection == NULL)
    return FALSE;

  self->far = g_new0 (BelayVmFarRun, 1);

  if (!plan_all (self, plan, connection, error) || g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      virConnectClose (connection);
      return FALSE;
    }

  if (!create (self, plan, connection, error))
    return FALSE;

  self->guest = belay_vm_far_guest_open (self, plan, &self->far->guest, cancellable);
  if (self->guest >= 0)
    open_way_out (self, plan);

  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}
