/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-vm-disk.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "belay-json.h"
#include "belay-sandbox.h"
#include "belay-vm-run.h"

#define LEAST_ROOM (16 * 1024 * 1024)   /* bytes */

char *
belay_vm_disk_find_format (const char  *disk,
                           GError     **error)
{
  const char *argv[] = { "/usr/bin/qemu-img", "info", "--output=json", "-U", disk, NULL };
  g_autofree char *text = belay_vm_run (argv, NULL, error);
  g_autoptr(JsonNode) node = text != NULL ? belay_json_parse (text, strlen (text), 1 << 20, error) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;

  return g_strdup (json_object_get_string_member_with_default (json_node_get_object (node), "format", "raw"));
}

gboolean
belay_vm_disk_put_above (const char    *base,
                         const char    *format,
                         const char    *disk,
                         GCancellable  *cancellable,
                         GError       **error)
{
  const char *argv[] = { "/usr/bin/qemu-img", "create", "-q", "-f", "qcow2", "-b", base, "-F", format, disk, NULL };
  g_autofree char *output = NULL;

  if (access (base, F_OK) != 0)
    {
      g_set_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NAME,
                   /* Translators: %s is a path. */
                   _("There is no disk at %s."), base);
      return FALSE;
    }

  output = belay_vm_run (argv, cancellable, error);

  return output != NULL;
}

gboolean
belay_vm_disk_copy (const char    *from,
                    const char    *to,
                    GCancellable  *cancellable,
                    GError       **error)
{
  const char *argv[] = { "/usr/bin/cp", "--reflink=auto", "--sparse=always", from, to, NULL };
  g_autofree char *output = belay_vm_run (argv, cancellable, error);

  return output != NULL;
}

gboolean
belay_vm_disk_stretch (const char  *disk,
                       guint64      bytes,
                       GError     **error)
{
  g_autofree char *size = g_strdup_printf ("--size=%" G_GUINT64_FORMAT, bytes);
  const char *argv[] = { "/usr/bin/truncate", "--no-create", size, disk, NULL };
  g_autofree char *output = NULL;
  GStatBuf status;

  if (g_stat (disk, &status) == 0 && (guint64) status.st_size > bytes)
    {
      g_autofree char *limit = g_format_size_full (bytes, G_FORMAT_SIZE_IEC_UNITS);
      g_autofree char *begins = g_format_size_full (status.st_size, G_FORMAT_SIZE_IEC_UNITS);

      g_set_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_REFUSED,
                   /* Translators: both are sizes, such as “20 GB”. */
                   _("The disk of the machine may take %s, and it begins with %s. Give it more, in the preferences or with "
                     "“--disk”."), limit, begins);
      return FALSE;
    }

  output = belay_vm_run (argv, NULL, error);

  return output != NULL;
}

gboolean
belay_vm_disk_has_room (const char *directory)
{
  struct statvfs room;

  return statvfs (directory, &room) != 0 || (guint64) room.f_bavail * room.f_frsize >= LEAST_ROOM;
}
