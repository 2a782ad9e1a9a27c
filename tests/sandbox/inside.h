/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* (transfer full): what @script, for bash, prints when the agent runs it in a terminal of the only sandbox that runs. The
 * main context goes on meanwhile. @address: of its screen */
char *inside_run (GSocketConnectable *address,
                  const char         *script);
