/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-host-pattern.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "belay-host-name.h"

#define PLAIN_PORT  80
#define SECURE_PORT 443

static BelayHostPattern * G_GNUC_PRINTF (2, 3)
refuse (GError     **error,
        const char  *format,
        ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (error, g_error_new_valist (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, format, arguments));
  va_end (arguments);

  return NULL;
}

/* Takes what follows the last colon off @host. */
static gboolean
take_port (char             *host,
           BelayHostPattern *pattern)
{
  char *colon = strrchr (host, ':');
  guint64 port;

  if (colon == NULL)
    return TRUE;

  *colon = '\0';
  if (g_str_equal (colon + 1, "*"))
    {
      pattern->any_port = TRUE;
      return TRUE;
    }

  if (!g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT16, &port, NULL))
    return FALSE;

  pattern->port = (guint16) port;

  return TRUE;
}

/**
 * belay_host_pattern_parse:
 * @text: what the person wrote
 * @error: return location for an error
 *
 * Names in any script are taken. Addresses are not: a name says whom one trusts, an address does not. Neither is a “*” for all
 * hosts, or for all of a top-level domain.
 *
 * Returns: (transfer full) (nullable): the pattern
 */
BelayHostPattern *
belay_host_pattern_parse (const char  *text,
                          GError     **error)
{
  g_autoptr(BelayHostPattern) self = g_new0 (BelayHostPattern, 1);
  g_autofree char *host = NULL;
  g_autofree char *ascii = NULL;
  char name[BELAY_HOST_NAME_MAX + 1];
  char *rest;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  host = g_strstrip (g_strdup (text));
  if (strstr (host, "//") != NULL || strchr (host, '/') != NULL)
    return refuse (error, _("“%s” is an address of a page. Give the name of the host alone, such as “example.org”."), text);
  if (*host == '[' || strchr (host, ':') != strrchr (host, ':'))
    return refuse (error, _("“%s” is a network address. Only hosts with a name can be allowed."), text);
  if (!take_port (host, self))
    return refuse (error, _("What follows the colon in “%s” is no port. It is a number from 1 to 65535, or “*”."), text);

  rest = host;
  if (g_str_has_prefix (rest, "*."))
    {
      self->below = TRUE;
      rest += 2;
    }

  ascii = g_hostname_to_ascii (rest);
  switch (ascii != NULL ? belay_host_name_parse (ascii, strlen (ascii), name) : BELAY_HOST_MALFORMED)
    {
    case BELAY_HOST_NAME:
      break;

    case BELAY_HOST_ADDRESS:
      return refuse (error, _("“%s” is a network address. Only hosts with a name can be allowed."), text);

    case BELAY_HOST_MALFORMED:
    default:
      return refuse (error, _("“%s” is not the name of a host. Give one such as “example.org” or “*.example.org”."), text);
    }

  if (self->below && strchr (name, '.') == NULL)
    return refuse (error, _("“%s” would allow too much. Give at least two parts after the star, as in “*.example.org”."), text);

  self->name = g_strdup (name);

  return g_steal_pointer (&self);
}

void
belay_host_pattern_free (BelayHostPattern *self)
{
  g_free (self->name);
  g_free (self);
}

char *
belay_host_pattern_to_string (const BelayHostPattern *self)
{
  g_autofree char *port = self->port != 0 ? g_strdup_printf (":%u", self->port) : NULL;

  g_return_val_if_fail (self != NULL, NULL);

  return g_strconcat (self->below ? "*." : "", self->name, self->any_port ? ":*" : port, NULL);
}

static gboolean
matches_name (const BelayHostPattern *self,
              const char             *name)
{
  gsize length = strlen (name), own = strlen (self->name);

  if (!self->below)
    return g_str_equal (name, self->name);

  return length > own + 1 && name[length - own - 1] == '.' && g_str_equal (name + length - own, self->name);
}

gboolean
belay_host_pattern_matches (const BelayHostPattern *self,
                            const char             *name,
                            guint16                 port,
                            gboolean                secure)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  if (!matches_name (self, name))
    return FALSE;
  if (self->any_port)
    return TRUE;
  if (self->port != 0)
    return port == self->port;

  return port == (secure ? SECURE_PORT : PLAIN_PORT);
}
