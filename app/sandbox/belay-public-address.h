/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether @address belongs to the public internet: not to this machine, its network, or a way around either. Any thread. */
gboolean belay_address_is_public (GInetAddress *address);

G_END_DECLS
