/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* @width × @height bytes, black text on white, one line below the other; (transfer full). */
GBytes *drawn_text_new (const char *text,
                        double      size,
                        int         width,
                        int         height);
