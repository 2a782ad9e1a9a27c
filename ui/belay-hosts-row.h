/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define BELAY_TYPE_HOSTS_ROW (belay_hosts_row_get_type ())

/*
 * A list of hosts a sandbox may reach, to be added to and taken from. Signals: "added" (char *pattern), "removed"
 * (char *pattern): the person did.
 */
G_DECLARE_FINAL_TYPE (BelayHostsRow, belay_hosts_row, BELAY, HOSTS_ROW, AdwExpanderRow)

/* @hosts: patterns, see belay-host-pattern.h; what is none is left out */
void   belay_hosts_row_set_hosts (BelayHostsRow      *self,
                                  const char * const *hosts);
/* (transfer full) */
GStrv  belay_hosts_row_get_hosts (BelayHostsRow      *self);

G_END_DECLS
