/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text from the model or the screen as a person may safely read it: nothing in it is invisible or turns the line. */
char *belay_visible_text (const char *text,
                          guint       max_chars);

/* The same for prose of several lines: what every script needs to be written stays. */
char *belay_visible_prose (const char *text);

G_END_DECLS
