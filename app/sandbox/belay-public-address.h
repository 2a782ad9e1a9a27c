/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <ifaddrs.h>

G_BEGIN_DECLS

/* Whether @address belongs to the public internet: not to this machine, its network, or a way around either. Any thread. */
gboolean belay_address_is_public (GInetAddress         *address);

/*
 * Whether @address is one of this machine, or of a network it is in, as @interfaces of getifaddrs() says: with IPv6 all that is in
 * a home has a public address. What is at the loopback alone does not count. Any thread.
 */
gboolean belay_address_is_near   (GInetAddress         *address,
                                  const struct ifaddrs *interfaces);

G_END_DECLS
