/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-vm-address.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "belay-sandbox.h"

#define MAX_NAME 64
#define MAX_PATH 4000
#define MAX_FAR_NAME 200         /* bytes */

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

gboolean
belay_vm_address_is (const char *text)
{
  return g_str_has_prefix (text, BELAY_VM_PREFIX) || g_str_has_prefix (text, "qemu:") || g_str_has_prefix (text, "qemu+");
}

static gboolean
fail (const char  *sentence,
      GError     **error)
{
  g_set_error_literal (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NAME, sentence);

  return FALSE;
}

/* What stands behind the question mark: only what says where libvirt is and who asks, and nothing that ssh is to do otherwise. */
static gboolean
take_parameters (BelayVmAddress  *self,
                 const char      *query,
                 GError         **error)
{
  static const char * const harmless[] = { "keyfile", "mode", "netcat", "no_tty", "proxy", "socket", NULL };
  g_autoptr(GError) reason = NULL;
  GUriParamsIter iter;
  char *name, *value;

  g_uri_params_iter_init (&iter, query != NULL ? query : "", -1, "&", G_URI_PARAMS_NONE);

  while (g_uri_params_iter_next (&iter, &name, &value, &reason))
    {
      g_autofree char *own_name = name;
      g_autofree char *own_value = value;

      if (g_str_equal (name, "no_verify"))
        /* Translators: “no_verify” and “known_hosts” are to be left as they are. */
        return fail (_("“no_verify” lets anybody pretend to be that computer. Leave it out, and put its key into known_hosts."), error);

      if (!g_strv_contains (harmless, name))
        {
          g_set_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NAME,
                       /* Translators: %s is a part of an address. */
                       _("“%s” is nothing that Belay takes in the address of a machine. Set ssh up in its own file instead."), name);
          return FALSE;
        }

      if (g_str_equal (name, "keyfile"))
        {
          g_free (self->keyfile);
          self->keyfile = g_steal_pointer (&own_value);
        }
    }

  return reason == NULL || fail (_("What stands behind the “?” of an address has the form “name=value”."), error);
}

/* Whether it can stand in a command without being taken for anything else. */
static gboolean
is_word (const char *text)
{
  return text == NULL || (*text != '\0' && *text != '-' && strpbrk (text, " '\"\\$`;&|<>()") == NULL && !has_control (text));
}

const char *
belay_vm_address_get_place (const BelayVmAddress *self)
{
  return self->host != NULL ? self->host : _("this computer");
}

static gboolean
is_here (const char *text)
{
  return g_str_has_prefix (text, "qemu:///system") || g_str_has_prefix (text, "qemu+unix:///system");
}

static gboolean
take_uri (BelayVmAddress  *self,
          GError         **error)
{
  g_autoptr(GError) reason = NULL;
  g_autoptr(GUri) uri = g_uri_parse (self->uri, G_URI_FLAGS_HAS_PASSWORD, &reason);

  if (uri != NULL && is_here (self->uri) && g_str_equal (g_uri_get_path (uri), "/system"))
    {
      self->system = TRUE;
      return take_parameters (self, g_uri_get_query (uri), error);
    }

  if (uri == NULL || !is_word (g_uri_get_host (uri)) || !is_word (g_uri_get_user (uri)) || g_uri_get_host (uri) == NULL)
    return fail (_("Write the address of a machine on another computer as “qemu+ssh://USER@HOST/system#NAME”."), error);

  if (g_uri_get_password (uri) != NULL)
    return fail (_("A password does not belong into an address. Use a key that ssh finds."), error);

  if (!g_str_equal (g_uri_get_path (uri), "/system") && !g_str_equal (g_uri_get_path (uri), "/session"))
    return fail (_("The address of a machine on another computer has “/system” or “/session” after the computer’s name."), error);

  self->host = g_strdup (g_uri_get_host (uri));
  self->user = g_strdup (g_uri_get_user (uri));
  self->port = g_uri_get_port (uri);
  self->system = g_str_equal (g_uri_get_path (uri), "/system");

  return take_parameters (self, g_uri_get_query (uri), error);
}

static gboolean
parse_far (BelayVmAddress  *self,
           const char      *text,
           GError         **error)
{
  const char *name = strchr (text, '#');

  if (!g_str_has_prefix (text, BELAY_VM_SSH_PREFIX) && !is_here (text))
    return fail (_("Belay reaches the libvirt of other computers by ssh alone: “qemu+ssh://USER@HOST/system#NAME”. On this computer "
                   "“vm:NAME” is yours, and “qemu:///system#NAME” that for all."), error);

  if (name == NULL || name[1] == '\0' || strlen (name) > MAX_FAR_NAME || has_control (text) || !g_utf8_validate (text, -1, NULL))
    return fail (_("Which machine? Write its name behind a “#”: “qemu+ssh://USER@HOST/system#NAME”."), error);

  self->name = g_strdup (name + 1);
  self->uri = g_strndup (text, name - text);

  return take_uri (self, error);
}

static gboolean
parse_local (BelayVmAddress  *self,
             const char      *rest,
             const char      *text,
             GError         **error)
{
  if (g_utf8_validate (text, -1, NULL) && g_path_is_absolute (rest) && rest[1] != '\0' && strlen (rest) < MAX_PATH &&
      !has_control (rest))
    self->path = g_canonicalize_filename (rest, "/");
  else if (belay_vm_address_is_name (rest))
    self->name = g_strdup (rest);
  else
    g_set_error (error, BELAY_SANDBOX_ERROR, BELAY_SANDBOX_ERROR_NAME,
                 /* Translators: %s is what the person entered; the words in quotes that follow are to be typed as they are. */
                 _("“%s” does not name a machine. Write “vm:NAME”, with letters, digits and “._+-”, or “vm:/path/to/disk”."),
                 text);

  return self->path != NULL || self->name != NULL;
}

BelayVmAddress *
belay_vm_address_parse (const char  *text,
                        GError     **error)
{
  const char *rest = g_str_has_prefix (text, BELAY_VM_PREFIX) ? text + strlen (BELAY_VM_PREFIX) : text;
  g_autoptr(BelayVmAddress) self = g_new0 (BelayVmAddress, 1);
  gboolean far = g_str_has_prefix (rest, "qemu:") || g_str_has_prefix (rest, "qemu+");

  g_return_val_if_fail (belay_vm_address_is (text), NULL);

  self->port = -1;

  if (!(far ? parse_far (self, rest, error) : parse_local (self, rest, text, error)))
    return NULL;

  return g_steal_pointer (&self);
}

BelayVmAddress *
belay_vm_address_copy (const BelayVmAddress *self)
{
  BelayVmAddress *copy = g_memdup2 (self, sizeof *self);

  copy->name = g_strdup (self->name);
  copy->path = g_strdup (self->path);
  copy->uri = g_strdup (self->uri);
  copy->host = g_strdup (self->host);
  copy->user = g_strdup (self->user);
  copy->keyfile = g_strdup (self->keyfile);

  return copy;
}

void
belay_vm_address_free (BelayVmAddress *self)
{
  char **strings[] = { &self->name, &self->path, &self->uri, &self->host, &self->user, &self->keyfile };

  for (gsize i = 0; i < G_N_ELEMENTS (strings); i++)
    g_free (*strings[i]);

  g_free (self);
}
