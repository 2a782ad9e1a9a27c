/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-host-name.h"

#include <string.h>

#define MAX_LABEL 63                    /* bytes; RFC 1035 */

static gboolean
is_number (const char *label)
{
  gsize length = strlen (label);

  if (g_ascii_strncasecmp (label, "0x", 2) == 0)
    return strspn (label + 2, "0123456789abcdef") == length - 2;

  return length > 0 && strspn (label, "0123456789") == length;
}

/* Programs take a name whose last part is a number for an address (WHATWG URL, “ends in a number”). */
static gboolean
ends_in_number (const char *name)
{
  const char *dot = strrchr (name, '.');

  return is_number (dot != NULL ? dot + 1 : name);
}

static gboolean
is_well_formed (const char *name)
{
  gsize label = 0;

  for (const char *at = name; *at != '\0'; at++)
    {
      if (*at == '.')
        {
          if (label == 0 || at[-1] == '-')
            return FALSE;
          label = 0;
          continue;
        }

      if (!g_ascii_islower (*at) && !g_ascii_isdigit (*at) && *at != '_' && (*at != '-' || label == 0))
        return FALSE;
      if (++label > MAX_LABEL)
        return FALSE;
    }

  return label > 0 && name[strlen (name) - 1] != '-';
}

/**
 * belay_host_name_parse:
 * @text: what stands for a host in a request; not necessarily terminated
 * @length: its length in bytes
 * @name: (out caller-allocates): the name to compare
 *
 * Names in other scripts come as their ASCII form (xn--…), as clients send them.
 *
 * Returns: what it is
 */
BelayHostKind
belay_host_name_parse (const char *text,
                       gsize       length,
                       char        name[BELAY_HOST_NAME_MAX + 1])
{
  gsize n = 0;

  g_return_val_if_fail (text != NULL || length == 0, BELAY_HOST_MALFORMED);

  while (n < length && n < BELAY_HOST_NAME_MAX && text[n] > ' ' && text[n] < 0x7f)
    {
      name[n] = g_ascii_tolower (text[n]);
      n++;
    }
  name[n] = '\0';

  if (n > 0 && name[0] == '[')
    return BELAY_HOST_ADDRESS;

  /* One dot at the end says that the name is complete. */
  if (n < length && !(n == BELAY_HOST_NAME_MAX && n + 1 == length && text[n] == '.'))
    return BELAY_HOST_MALFORMED;
  if (n > 1 && name[n - 1] == '.')
    name[n - 1] = '\0';

  if (!is_well_formed (name))
    return BELAY_HOST_MALFORMED;

  return ends_in_number (name) ? BELAY_HOST_ADDRESS : BELAY_HOST_NAME;
}
