/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-keys.h"

G_BEGIN_DECLS

gboolean belay_keysym_is_modifier     (guint32     keysym);
gsize    belay_keysym_scan_code_point (const char *text,
                                       gunichar   *c);
void     belay_keysym_append_label    (GString    *out,
                                       guint32     keysym);

G_END_DECLS
