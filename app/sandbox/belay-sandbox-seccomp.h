/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int belay_sandbox_seccomp_filter (GError **error);

G_END_DECLS
