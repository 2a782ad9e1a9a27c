/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-vm-plan.h"

#include <glib/gi18n-lib.h>
#include <stdarg.h>

#include "belay-guest-wire.h"
#include "belay-sandbox.h"

#define DEFAULT_MACHINE "q35"
#define MAX_MEMORY      (1024 * 1024)   /* MiB */
#define MAX_CPUS        64

BelayVmPlan *
belay_vm_plan_new (void)
{
  BelayVmPlan *self = g_new0 (BelayVmPlan, 1);

  self->machine = g_strdup (DEFAULT_MACHINE);
  self->bus = g_strdup ("virtio");

  return self;
}

void
belay_vm_plan_free (BelayVmPlan *self)
{
  char **strings[] = { &self->name, &self->uuid, &self->emulator, &self->machine, &self->disk, &self->bus, &self->kernel,
                       &self->initrd, &self->command_line, &self->screen, &self->agent,
                       &self->guest, &self->doorway, &self->title, &self->description, &self->password, &self->pool,
                       &self->volume };

  for (gsize i = 0; i < G_N_ELEMENTS (strings); i++)
    g_free (*strings[i]);

  g_free (self);
}

/* Writing. Whatever is not a literal of ours goes through one of these. */

/* <name a='b' c='d'/>, or without the slash. The names and values follow in pairs. */
static void G_GNUC_NULL_TERMINATED
add_tag (GString    *xml,
         gboolean    empty,
         const char *name,
         ...)
{
  const char *attribute;
  va_list list;

  g_string_append_printf (xml, "<%s", name);
  va_start (list, name);

  while ((attribute = va_arg (list, const char *)) != NULL)
    {
      g_autofree char *value = g_markup_escape_text (va_arg (list, const char *), -1);

      g_string_append_printf (xml, " %s='%s'", attribute, value);
    }

  va_end (list);
  g_string_append (xml, empty ? "/>" : ">");
}

static void
add_text (GString    *xml,
          const char *name,
          const char *text)
{
  g_autofree char *escaped = text != NULL ? g_markup_escape_text (text, -1) : NULL;

  if (escaped != NULL)
    g_string_append_printf (xml, "<%s>%s</%s>", name, escaped, name);
}

static void
add_number (GString    *xml,
            const char *name,
            guint       number)
{
  g_string_append_printf (xml, "<%s>%u</%s>", name, number, name);
}

static void
add_system (GString     *xml,
            BelayVmPlan *self)
{
  g_string_append (xml, "<os>");
  add_tag (xml, FALSE, "type", "arch", "x86_64", "machine", self->machine, NULL);
  g_string_append (xml, "hvm</type>");
  add_text (xml, "kernel", self->kernel);
  add_text (xml, "initrd", self->initrd);
  add_text (xml, "cmdline", self->command_line);
  if (self->kernel == NULL)
    add_tag (xml, TRUE, "boot", "dev", "hd", NULL);

  g_string_append (xml, "</os><features><acpi/><apic/></features>");
  add_tag (xml, TRUE, "cpu", "mode", self->kvm ? "host-passthrough" : "maximum", NULL);
  g_string_append (xml, "<clock offset='utc'/><on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot>"
                        "<on_crash>destroy</on_crash>");
}

/* A write that fails stops the machine and is told to us; a guest that goes on without its disk helps nobody. The disk is thrown away in
 * the end: that it is on some platter before a write is answered helps nobody either. */
static void
add_disk (GString     *xml,
          BelayVmPlan *self)
{
  gboolean ide = g_str_equal (self->bus, "sata") || g_str_equal (self->bus, "ide") || g_str_equal (self->bus, "scsi");

  g_string_append (xml, "<disk type='file' device='disk'><driver name='qemu' type='qcow2' cache='unsafe' discard='unmap' "
                        "error_policy='stop' rerror_policy='stop'/>");
  add_tag (xml, FALSE, "source", "file", self->disk, NULL);

  /* To QEMU it is like a disk that is full where the slice ends. */
  if (self->disk_size > 0)
    {
      g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT, self->disk_size);

      g_string_append (xml, "<slices>");
      add_tag (xml, TRUE, "slice", "type", "storage", "offset", "0", "size", size, NULL);
      g_string_append (xml, "</slices>");
    }

  g_string_append (xml, "</source>");
  add_tag (xml, TRUE, "target", "dev", ide ? "sda" : "vda", "bus", self->bus, NULL);
  g_string_append (xml, "</disk>");
}

static void
add_screen (GString     *xml,
            BelayVmPlan *self)
{
  if (self->password != NULL)
    {
      add_tag (xml, FALSE, "graphics", "type", "vnc", "port", "-1", "autoport", "yes", "passwd", self->password, NULL);
      g_string_append (xml, "<listen type='address' address='127.0.0.1'/>");
    }
  else
    {
      g_string_append (xml, "<graphics type='vnc'>");
      if (self->handed)
        g_string_append (xml, "<listen type='none'/>");
      else if (self->screen != NULL)
        add_tag (xml, TRUE, "listen", "type", "socket", "socket", self->screen, NULL);
      else
        g_string_append (xml, "<listen type='socket'/>");
    }

  g_string_append (xml, "</graphics><video><model type='vga'><resolution x='1280' y='800'/></model></video>");
}

static void
add_devices (GString     *xml,
             BelayVmPlan *self)
{
  g_string_append (xml, "<devices>");
  add_text (xml, "emulator", self->emulator);
  add_disk (xml, self);
  g_string_append (xml, "<controller type='usb' model='qemu-xhci'/><input type='tablet' bus='usb'/>");
  add_screen (xml, self);

  if (self->doorway != NULL)
    g_string_append (xml, "<interface type='user'><model type='virtio'/><rom enabled='no'/></interface>");

  g_string_append (xml, "<channel type='unix'>");
  if (self->agent != NULL)
    add_tag (xml, TRUE, "source", "mode", "bind", "path", self->agent, NULL);
  g_string_append (xml, "<target type='virtio' name='" BELAY_VM_PLAN_AGENT_PORT "'/></channel>");

  if (self->guest != NULL)
    {
      g_string_append (xml, "<channel type='unix'>");
      add_tag (xml, TRUE, "source", "mode", "bind", "path", self->guest, NULL);
      g_string_append (xml, "<target type='virtio' name='" BELAY_GUEST_PORT "'/></channel>");
    }
  else if (self->far_guest)
    {
      g_string_append (xml, "<channel type='unix'><target type='virtio' name='" BELAY_GUEST_FAR_PORT "'/></channel>"
                            "<channel type='unix'><target type='virtio' name='" BELAY_GUEST_WAY_PORT "'/></channel>");
    }

  g_string_append (xml, "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>"
                        "<memballoon model='none'/><panic model='isa'/></devices>");
}

char *
belay_vm_plan_to_xml (BelayVmPlan *self)
{
  GString *xml = g_string_new (NULL);

  add_tag (xml, FALSE, "domain", "type", self->kvm ? "kvm" : "qemu",
           "xmlns:qemu", "http://libvirt.org/schemas/domain/qemu/1.0", NULL);
  add_text (xml, "name", self->name);
  add_text (xml, "uuid", self->uuid);
  add_text (xml, "title", self->title);
  add_text (xml, "description", self->description);
  g_string_append (xml, "<memory unit='MiB'>");
  g_string_append_printf (xml, "%u</memory>", self->memory);
  add_number (xml, "vcpu", self->cpus);
  add_system (xml, self);
  add_devices (xml, self);

  if (self->doorway != NULL)
    {
      g_string_append (xml, "<qemu:commandline>");
      add_tag (xml, TRUE, "qemu:env", "name", "BELAY_DOORWAY", "value", self->doorway, NULL);
      g_string_append (xml, "</qemu:commandline>");
    }

  g_string_append (xml, "</domain>");

  return g_string_free (xml, FALSE);
}

/* Reading a domain. */

typedef struct
{
  BelayVmPlan *plan;
  char        *format;
  gboolean     has_disk;        /* has seen it */
  gboolean     in_disk;         /* the first one that is a disk */
  gboolean     foreign;         /* another kind of processor */
  gboolean     other;           /* something that cannot be taken over */
} Reading;

static const char *
get_attribute (const char **names,
               const char **values,
               const char  *name)
{
  for (; *names != NULL; names++, values++)
    if (g_str_equal (*names, name))
      return *values;

  return NULL;
}

static void
take (char       **place,
      const char  *value)
{
  if (value == NULL)
    return;

  g_free (*place);
  *place = g_strdup (value);
}

static gboolean
is_at (GMarkupParseContext *context,
       const char          *path)
{
  g_autoptr(GString) here = g_string_new (NULL);

  for (const GSList *element = g_markup_parse_context_get_element_stack (context); element != NULL; element = element->next)
    {
      g_string_prepend (here, element->data);
      g_string_prepend_c (here, '/');
    }

  return g_str_equal (here->str, path);
}

static gboolean
is_file (const char *type)
{
  return g_strcmp0 (type, "file") == 0 || g_strcmp0 (type, "volume") == 0;
}

static void
on_element (GMarkupParseContext  *context,
            const char           *name,
            const char          **names,
            const char          **values,
            gpointer              user_data,
            GError              **error)
{
  Reading *self = user_data;

  if (is_at (context, "/domain/os/type"))
    {
      take (&self->plan->machine, get_attribute (names, values, "machine"));
      self->foreign = g_strcmp0 (get_attribute (names, values, "arch"), "x86_64") != 0;
    }
  else if (is_at (context, "/domain/os/loader"))
    self->other = TRUE;
  else if (is_at (context, "/domain/os") && get_attribute (names, values, "firmware") != NULL)
    self->other = TRUE;
  else if (is_at (context, "/domain/devices/disk"))
    self->in_disk = !self->has_disk && is_file (get_attribute (names, values, "type")) &&
                    g_strcmp0 (get_attribute (names, values, "device"), "disk") == 0;
  else if (self->in_disk && is_at (context, "/domain/devices/disk/driver"))
    take (&self->format, get_attribute (names, values, "type"));
  else if (self->in_disk && is_at (context, "/domain/devices/disk/source"))
    {
      take (&self->plan->disk, get_attribute (names, values, "file"));
      take (&self->plan->pool, get_attribute (names, values, "pool"));
      take (&self->plan->volume, get_attribute (names, values, "volume"));
      self->has_disk = self->plan->disk != NULL || (self->plan->pool != NULL && self->plan->volume != NULL);
    }
  else if (self->in_disk && is_at (context, "/domain/devices/disk/target"))
    take (&self->plan->bus, get_attribute (names, values, "bus"));
  else if (is_at (context, "/domain/devices/channel/target"))
    self->plan->has_agent |= g_strcmp0 (get_attribute (names, values, "name"), BELAY_VM_PLAN_AGENT_PORT) == 0;
}

static void
on_text (GMarkupParseContext  *context,
         const char           *text,
         gsize                 length,
         gpointer              user_data,
         GError              **error)
{
  Reading *self = user_data;

  /* libvirt writes it in KiB, whatever it was given. */
  if (is_at (context, "/domain/memory"))
    self->plan->memory = MIN (g_ascii_strtoull (text, NULL, 10) / 1024, MAX_MEMORY);
  else if (is_at (context, "/domain/vcpu"))
    self->plan->cpus = CLAMP (g_ascii_strtoull (text, NULL, 10), 1, MAX_CPUS);
  else if (is_at (context, "/domain/os/kernel"))
    take (&self->plan->kernel, text);
  else if (is_at (context, "/domain/os/initrd"))
    take (&self->plan->initrd, text);
  else if (is_at (context, "/domain/os/cmdline"))
    take (&self->plan->command_line, text);
}

gboolean
belay_vm_plan_take_domain (BelayVmPlan  *self,
                           const char   *xml,
                           char        **format,
                           GError      **error)
{
  static const GMarkupParser parser = { .start_element = on_element, .text = on_text };
  Reading reading = { .plan = self };
  g_autoptr(GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &reading, NULL);
  gboolean read = g_markup_parse_context_parse (context, xml, -1, error) && g_markup_parse_context_end_parse (context, error);

  *format = NULL;

  if (read && reading.other)
    g_set_error_literal (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_REFUSED,
                         _("This machine starts from a firmware of its own, as with UEFI. Belay can use machines that start from "
                           "a BIOS."));
  else if (read && reading.foreign)
    g_set_error_literal (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_REFUSED,
                         _("This machine has another kind of processor. Belay can use those of the kind x86-64."));
  else if (read && (!reading.has_disk || reading.format == NULL))
    g_set_error_literal (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_REFUSED,
                         _("This machine has no disk in a file. Belay needs one that it can put its own changes on top of."));
  else if (read)
    {
      *format = reading.format;
      return TRUE;
    }

  g_free (reading.format);

  return FALSE;
}
