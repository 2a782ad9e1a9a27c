/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "belay-shell-wire.h"

G_BEGIN_DECLS

/* The beginning and the end of what a command puts out, however much that is. */
typedef struct
{
  guint64 size;                         /* bytes in all */
  guint8  head[BELAY_SHELL_KEPT];
  guint8  tail[BELAY_SHELL_KEPT];       /* a ring: what comes after the head, the last bytes of it */
} ShellOutput;

void  shell_output_clear (ShellOutput       *self);
void  shell_output_add   (ShellOutput       *self,
                          const guint8      *data,
                          gsize              length);
/* Writes what is kept to @to, which has room for twice BELAY_SHELL_KEPT; returns how many bytes. */
gsize shell_output_copy  (const ShellOutput *self,
                          guint8            *to);

G_END_DECLS
