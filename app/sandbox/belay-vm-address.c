/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-vm-address.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "belay-sandbox.h"

#define MAX_NAME 64
#define MAX_PATH 4000

/**
 * belay_vm_address_is_name:
 * @name: what somebody calls an image or a domain
 *
 * Returns: whether it is 1 to 64 of A-Z, a-z, 0-9, ".", "_", "+" and "-", and begins with a letter or a digit: it names a folder, and
 *   stands in commands
 */
gboolean
belay_vm_address_is_name (const char *name)
{
  gsize length = strspn (name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+-");

  return g_ascii_isalnum (*name) && length <= MAX_NAME && name[length] == '\0';
}

static gboolean
has_control (const char *text)
{
  for (; *text != '\0'; text++)
    if (g_ascii_iscntrl (*text))
      return TRUE;

  return FALSE;
}

BelayVmAddress *
belay_vm_address_parse (const char  *text,
                        GError     **error)
{
  const char *rest = text + strlen (BELAY_VM_PREFIX);
  BelayVmAddress *self = g_new0 (BelayVmAddress, 1);

  g_return_val_if_fail (g_str_has_prefix (text, BELAY_VM_PREFIX), NULL);

  if (g_utf8_validate (text, -1, NULL) && g_path_is_absolute (rest) && rest[1] != '\0' && strlen (rest) < MAX_PATH &&
      !has_control (rest))
    self->path = g_canonicalize_filename (rest, "/");
  else if (belay_vm_address_is_name (rest))
    self->name = g_strdup (rest);
  else
    {
      g_set_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NAME,
                   /* Translators: %s is what the person entered; the words in quotes that follow are to be typed as they are. */
                   _("“%s” does not name a machine. Write “vm:NAME”, with letters, digits and “._+-”, or “vm:/path/to/disk”."),
                   text);
      g_clear_pointer (&self, belay_vm_address_free);
    }

  return self;
}

void
belay_vm_address_free (BelayVmAddress *self)
{
  g_free (self->name);
  g_free (self->path);
  g_free (self);
}
