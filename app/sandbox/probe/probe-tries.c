/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe.h"

/* What is tried in a container. */

const char * const probe_proxies[] = { "127.0.0.1", NULL };

const ProbeTry probe_tries[] = {
  { "files", probe_files },
  { "processes", probe_processes },
  { "privileges", probe_privileges },
  { "environment", probe_environment },
  { "home", probe_home },
  { "agents", probe_agents },
  { "desktop", probe_desktop },
  { "direct", probe_direct },
  { "names", probe_names },
  { "local", probe_local },
  { "metadata", probe_metadata },
  { "proxy", probe_proxy },
  { NULL, NULL },
};
