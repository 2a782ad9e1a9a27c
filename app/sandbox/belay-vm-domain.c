/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-vm-domain.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt-qemu.h>
#include <libvirt/virterror.h>

#include "belay-sandbox.h"
#include "belay-vm-host.h"
#include "belay-vm-plan.h"
#include "belay-vm-run.h"

#define CLOCK_SECONDS 5         /* for the agent to be seen, and for it to answer */
#define CLOCK_POLL_USEC 100000
#define MAX_ANSWER (4 * 1024 * 1024)    /* bytes of an answer of the guest agent */

/* What is heard, and by whom: outlives the domain as long as libvirt may call. */
typedef struct
{
  char           *uuid;
  BelayVmHeard    heard;
  gpointer        user_data;
  GDestroyNotify  destroy;
} Listener;

struct _BelayVmDomain
{
  virConnectPtr  connection;
  virDomainPtr   domain;
  int            lifecycle;
  int            disk;
  gboolean       closing;               /* the callback for a closed connection is there */
  Listener      *listener;              /* (transfer none): of the callbacks */
};

/* Called on the main thread, where listeners are destroyed as well; on_closed() on any. */
static gboolean
is_about (Listener     *listener,
          virDomainPtr  domain)
{
  char uuid[VIR_UUID_STRING_BUFLEN];

  return virDomainGetUUIDString (domain, uuid) == 0 && g_str_equal (uuid, listener->uuid);
}

static int
on_lifecycle (virConnectPtr  connection,
              virDomainPtr   domain,
              int            event,
              int            detail,
              void          *user_data)
{
  Listener *listener = user_data;
  BelayVmEvent what;

  if (!is_about (listener, domain))
    return 0;

  if (event == VIR_DOMAIN_EVENT_CRASHED)
    what = BELAY_VM_CRASHED;
  else if (event != VIR_DOMAIN_EVENT_STOPPED)
    return 0;
  else if (detail == VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN)
    what = BELAY_VM_SHUT_DOWN;
  else if (detail == VIR_DOMAIN_EVENT_STOPPED_DESTROYED)
    what = BELAY_VM_DESTROYED;
  else
    what = BELAY_VM_CRASHED;

  listener->heard (what, listener->user_data);

  return 0;
}

static void
on_disk (virConnectPtr  connection,
         virDomainPtr   domain,
         const char    *source,
         const char    *device,
         int            action,
         const char    *reason,
         void          *user_data)
{
  Listener *listener = user_data;

  if (is_about (listener, domain) && action == VIR_DOMAIN_EVENT_IO_ERROR_PAUSE)
    listener->heard (g_strcmp0 (reason, "enospc") == 0 ? BELAY_VM_DISK_FULL : BELAY_VM_DISK_FAILED, listener->user_data);
}

static void
on_closed (virConnectPtr  connection,
           int            reason,
           void          *user_data)
{
  Listener *listener = user_data;

  if (reason != VIR_CONNECT_CLOSE_REASON_CLIENT)
    listener->heard (BELAY_VM_LOST, listener->user_data);
}

static gboolean
free_listener (gpointer user_data)
{
  Listener *listener = user_data;

  listener->destroy (listener->user_data);
  g_free (listener->uuid);
  g_free (listener);

  return G_SOURCE_REMOVE;
}

static void
keep_listener (void *user_data)
{
}

static gboolean
listen_to (BelayVmDomain *self)
{
  self->lifecycle = virConnectDomainEventRegisterAny (self->connection, NULL, VIR_DOMAIN_EVENT_ID_LIFECYCLE,
                                                      VIR_DOMAIN_EVENT_CALLBACK (on_lifecycle), self->listener, keep_listener);
  self->disk = virConnectDomainEventRegisterAny (self->connection, NULL, VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON,
                                                 VIR_DOMAIN_EVENT_CALLBACK (on_disk), self->listener, keep_listener);
  self->closing = virConnectRegisterCloseCallback (self->connection, on_closed, self->listener, keep_listener) == 0;

  return self->lifecycle >= 0 && self->disk >= 0 && self->closing;
}

BelayVmDomain *
belay_vm_domain_create (virConnectPtr    connection,
                        const char      *uuid,
                        const char      *xml,
                        BelayVmHeard     heard,
                        gpointer         user_data,
                        GDestroyNotify   destroy,
                        GError         **error)
{
  BelayVmDomain *self = g_atomic_rc_box_new0 (BelayVmDomain);

  self->connection = connection;
  self->lifecycle = -1;
  self->disk = -1;
  self->listener = g_new0 (Listener, 1);
  *self->listener = (Listener) { g_strdup (uuid), heard, user_data, destroy };

  if (listen_to (self))
    self->domain = virDomainCreateXML (connection, xml, VIR_DOMAIN_START_PAUSED | VIR_DOMAIN_START_AUTODESTROY);

  if (self->domain == NULL)
    {
      belay_vm_host_set_error (error, BELAY_SANDBOX_ERROR_FAILED, _("The machine cannot be started."));
      g_clear_pointer (&self, belay_vm_domain_unref);
    }

  return self;
}

BelayVmDomain *
belay_vm_domain_ref (BelayVmDomain *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
belay_vm_domain_destroy (BelayVmDomain *self)
{
  if (self->domain != NULL)
    virDomainDestroy (self->domain);
}

static void
clear (gpointer data)
{
  BelayVmDomain *self = data;

  belay_vm_domain_destroy (self);

  if (self->lifecycle >= 0)
    virConnectDomainEventDeregisterAny (self->connection, self->lifecycle);
  if (self->disk >= 0)
    virConnectDomainEventDeregisterAny (self->connection, self->disk);
  if (self->closing)
    virConnectUnregisterCloseCallback (self->connection, on_closed);

  g_clear_pointer (&self->domain, virDomainFree);
  virConnectClose (self->connection);
  /* An event may be on its way on the main thread. */
  g_idle_add (free_listener, self->listener);
}

void
belay_vm_domain_unref (BelayVmDomain *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

gboolean
belay_vm_domain_is_alive (BelayVmDomain *self)
{
  return virDomainIsActive (self->domain) == 1;
}

gboolean
belay_vm_domain_is_going (BelayVmDomain *self)
{
  int state = VIR_DOMAIN_NOSTATE;

  return virDomainGetState (self->domain, &state, NULL, 0) == 0 && state == VIR_DOMAIN_RUNNING;
}

gboolean
belay_vm_domain_freeze (BelayVmDomain  *self,
                        GError        **error)
{
  if (virDomainSuspend (self->domain) == 0)
    return TRUE;

  belay_vm_host_set_error (error, BELAY_SANDBOX_ERROR_FAILED, _("The machine could not be made to stand still."));

  return FALSE;
}

gboolean
belay_vm_domain_thaw (BelayVmDomain  *self,
                      GError        **error)
{
  if (virDomainResume (self->domain) == 0)
    return TRUE;

  belay_vm_host_set_error (error, BELAY_SANDBOX_ERROR_FAILED, _("The machine could not be made to go on."));

  return FALSE;
}

/* libvirt's own snapshots start QEMU anew to go back, which ends the connection to the screen: QEMU is asked itself. */
static gboolean
ask_qemu (BelayVmDomain  *self,
          const char     *verb,
          const char     *label,
          const char     *sentence,
          GError        **error)
{
  g_autofree char *command = g_strdup_printf ("%s %s", verb, label);
  g_autofree char *words = NULL;
  char *said = NULL;

  if (virDomainQemuMonitorCommand (self->domain, command, &said, VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP) < 0)
    {
      belay_vm_host_set_error (error, BELAY_SANDBOX_ERROR_SNAPSHOT, sentence);
      return FALSE;
    }

  words = g_utf8_make_valid (said != NULL ? said : "", -1);
  free (said);
  g_strstrip (words);

  if (*words == '\0')
    return TRUE;

  if (belay_vm_is_full (words))
    g_set_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NO_SPACE,
                 _("There is no room left for the disk of the machine (%s)."), words);
  else
    g_set_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_SNAPSHOT, "%s (%s)", sentence, words);

  return FALSE;
}

gboolean
belay_vm_domain_save (BelayVmDomain  *self,
                      const char     *label,
                      GError        **error)
{
  return ask_qemu (self, "savevm", label, _("What the machine is now could not be kept."), error);
}

gboolean
belay_vm_domain_load (BelayVmDomain  *self,
                      const char     *label,
                      GError        **error)
{
  return ask_qemu (self, "loadvm", label, _("The machine could not be brought back."), error);
}

void
belay_vm_domain_forget (BelayVmDomain *self,
                        const char    *label)
{
  g_autoptr(GError) error = NULL;

  if (!ask_qemu (self, "delvm", label, "delvm", &error))
    g_debug ("%s", error->message);
}

char *
belay_vm_domain_ask_agent (BelayVmDomain  *self,
                           const char     *command,
                           int             seconds,
                           GError        **error)
{
  char *answer = virDomainQemuAgentCommand (self->domain, command, seconds, 0);
  char *copy = NULL;

  if (answer == NULL)
    belay_vm_host_set_error (error, BELAY_SANDBOX_ERROR_FAILED, _("Nobody in the machine answers."));
  else if (strlen (answer) > MAX_ANSWER)
    g_set_error_literal (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_FAILED, _("Nobody in the machine answers."));
  else
    copy = g_strdup (answer);

  free (answer);

  return copy;
}

static void
on_element (GMarkupParseContext  *context,
            const char           *name,
            const char          **names,
            const char          **values,
            gpointer              user_data,
            GError              **error)
{
  gboolean *is_there = user_data;
  gboolean agent = FALSE, connected = FALSE;

  if (!g_str_equal (name, "target"))
    return;

  for (; *names != NULL; names++, values++)
    {
      agent = agent || (g_str_equal (*names, "name") && g_str_equal (*values, BELAY_VM_PLAN_AGENT_PORT));
      connected = connected || (g_str_equal (*names, "state") && g_str_equal (*values, "connected"));
    }

  *is_there = *is_there || (agent && connected);
}

gboolean
belay_vm_domain_is_agent_described (const char *xml)
{
  static const GMarkupParser parser = { .start_element = on_element };
  gboolean is_there = FALSE;
  g_autoptr(GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &is_there, NULL);

  g_markup_parse_context_parse (context, xml, -1, NULL);

  return is_there;
}

gboolean
belay_vm_domain_has_agent (BelayVmDomain *self)
{
  char *xml = belay_vm_domain_get_xml (self);
  gboolean there = xml != NULL && belay_vm_domain_is_agent_described (xml);

  free (xml);

  return there;
}

void
belay_vm_domain_set_clock (BelayVmDomain *self)
{
  gint64 deadline = g_get_monotonic_time () + CLOCK_SECONDS * G_USEC_PER_SEC;
  g_autofree char *command = NULL;
  g_autofree char *answer = NULL;
  g_autoptr(GError) error = NULL;

  /* libvirt takes a moment to see that the agent of a machine that has gone back is there. */
  while (!belay_vm_domain_has_agent (self))
    {
      if (g_get_monotonic_time () > deadline || !belay_vm_domain_is_going (self))
        return;
      g_usleep (CLOCK_POLL_USEC);
    }

  /* virDomainSetTime() would wait for ever for an agent that does not answer. */
  command = g_strdup_printf ("{\"execute\":\"guest-set-time\",\"arguments\":{\"time\":%" G_GINT64_FORMAT "}}",
                             g_get_real_time () * 1000);
  answer = belay_vm_domain_ask_agent (self, command, CLOCK_SECONDS, &error);
  if (answer == NULL)
    g_message ("The clock of the machine could not be set: %s", error->message);
}

char *
belay_vm_domain_get_xml (BelayVmDomain *self)
{
  return virDomainGetXMLDesc (self->domain, 0);
}

gboolean
belay_vm_domain_show (BelayVmDomain *self,
                      int            fd)
{
  return virDomainOpenGraphics (self->domain, 0, fd, VIR_DOMAIN_OPEN_GRAPHICS_SKIPAUTH) == 0;
}
