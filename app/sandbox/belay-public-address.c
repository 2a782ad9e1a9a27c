/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-public-address.h"

#include <net/if.h>
#include <netinet/in.h>
#include <string.h>

typedef struct
{
  guint8 bytes[16];
  guint  bits;
} Range;

/* The IANA registry of special-purpose addresses (RFC 6890 and its updates), but for those that are only documentation: they
 * lead nowhere. */
static const Range ranges_4[] = {
  { { 0 }, 8 },                         /* this network */
  { { 10 }, 8 },                        /* private */
  { { 100, 64 }, 10 },                  /* a provider's own, RFC 6598 */
  { { 127 }, 8 },                       /* this machine */
  { { 169, 254 }, 16 },                 /* link-local, and the metadata of clouds */
  { { 172, 16 }, 12 },                  /* private */
  { { 192, 0, 0 }, 24 },                /* protocol assignments */
  { { 192, 88, 99 }, 24 },              /* 6to4 relays */
  { { 192, 168 }, 16 },                 /* private */
  { { 198, 18 }, 15 },                  /* benchmarks */
  { { 224 }, 4 },                       /* multicast */
  { { 240 }, 4 },                       /* reserved, and broadcast */
};

static const Range ranges_6[] = {
  { { 0 }, 96 },                        /* unspecified, loopback, IPv4-compatible */
  { { 0x00, 0x64, 0xff, 0x9b, 0x00, 0x01 }, 48 },       /* local NAT64 */
  { { 0x01 }, 64 },                     /* discard */
  { { 0x20, 0x01, 0x00, 0x00 }, 32 },   /* Teredo */
  { { 0x20, 0x01, 0x00, 0x10 }, 28 },   /* ORCHID */
  { { 0x20, 0x01, 0x00, 0x20 }, 28 },   /* ORCHIDv2 */
  { { 0xfc }, 7 },                      /* private */
  { { 0xfe, 0x80 }, 10 },               /* link-local */
  { { 0xfe, 0xc0 }, 10 },               /* site-local */
  { { 0xff }, 8 },                      /* multicast */
};

/* IPv6 addresses that lead to the IPv4 address they hold. */
static const struct
{
  Range range;
  guint offset;                         /* bytes, of the IPv4 address */
} embedded[] = {
  { { { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff }, 96 }, 12 },         /* IPv4-mapped */
  { { { 0x00, 0x64, 0xff, 0x9b }, 96 }, 12 },                           /* NAT64 */
  { { { 0x20, 0x02 }, 16 }, 2 },                                        /* 6to4 */
};

static gboolean
is_in (const guint8 *bytes,
       const Range  *range)
{
  guint whole = range->bits / 8, rest = range->bits % 8;

  if (memcmp (bytes, range->bytes, whole) != 0)
    return FALSE;

  return rest == 0 || (bytes[whole] ^ range->bytes[whole]) >> (8 - rest) == 0;
}

static gboolean
is_in_any (const guint8 *bytes,
           const Range  *ranges,
           guint         n_ranges)
{
  for (guint i = 0; i < n_ranges; i++)
    {
      if (is_in (bytes, &ranges[i]))
        return TRUE;
    }

  return FALSE;
}

gboolean
belay_address_is_public (GInetAddress *address)
{
  const guint8 *bytes;

  g_return_val_if_fail (G_IS_INET_ADDRESS (address), FALSE);

  bytes = g_inet_address_to_bytes (address);
  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4)
    return !is_in_any (bytes, ranges_4, G_N_ELEMENTS (ranges_4));

  for (guint i = 0; i < G_N_ELEMENTS (embedded); i++)
    {
      if (is_in (bytes, &embedded[i].range))
        return !is_in_any (bytes + embedded[i].offset, ranges_4, G_N_ELEMENTS (ranges_4));
    }

  return !is_in_any (bytes, ranges_6, G_N_ELEMENTS (ranges_6));
}

/* An IPv4 address in other clothes is that one. Returns its length. */
static gsize
undress (GInetAddress  *address,
         const guint8 **bytes)
{
  *bytes = g_inet_address_to_bytes (address);

  for (guint i = 0; g_inet_address_get_native_size (address) == 16 && i < G_N_ELEMENTS (embedded); i++)
    {
      if (is_in (*bytes, &embedded[i].range))
        {
          *bytes += embedded[i].offset;
          return 4;
        }
    }

  return g_inet_address_get_native_size (address);
}

/* The bytes of an address or of a mask; NULL if it is of another family. */
static const guint8 *
get_bytes (const struct sockaddr *address,
           gsize                  length)
{
  if (address != NULL && address->sa_family == AF_INET && length == 4)
    return (const guint8 *) &((const struct sockaddr_in *) address)->sin_addr;
  if (address != NULL && address->sa_family == AF_INET6 && length == 16)
    return (const guint8 *) &((const struct sockaddr_in6 *) address)->sin6_addr;

  return NULL;
}

static gboolean
is_same_network (const guint8 *a,
                 const guint8 *b,
                 const guint8 *mask,
                 gsize         length)
{
  gboolean masked = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      masked = masked || mask[i] != 0;
      if (((a[i] ^ b[i]) & mask[i]) != 0)
        return FALSE;
    }

  /* A mask that leaves nothing says nothing of a network. */
  return masked;
}

gboolean
belay_address_is_near (GInetAddress         *address,
                       const struct ifaddrs *interfaces)
{
  const guint8 *bytes;
  gsize length;

  g_return_val_if_fail (G_IS_INET_ADDRESS (address), TRUE);

  length = undress (address, &bytes);

  for (const struct ifaddrs *at = interfaces; at != NULL; at = at->ifa_next)
    {
      const guint8 *own = get_bytes (at->ifa_addr, length);
      const guint8 *mask = get_bytes (at->ifa_netmask, length);

      if (own == NULL || (at->ifa_flags & IFF_LOOPBACK) != 0)
        continue;
      if (memcmp (own, bytes, length) == 0 || (mask != NULL && is_same_network (own, bytes, mask, length)))
        return TRUE;
    }

  return FALSE;
}
