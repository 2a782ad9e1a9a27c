/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell-output.h"

#include <string.h>

void
shell_output_clear (ShellOutput *self)
{
  self->size = 0;
}

void
shell_output_add (ShellOutput  *self,
                  const guint8 *data,
                  gsize         length)
{
  if (self->size < BELAY_SHELL_KEPT)
    {
      gsize n = MIN (length, BELAY_SHELL_KEPT - (gsize) self->size);

      memcpy (self->head + self->size, data, n);
      self->size += n;
      data += n;
      length -= n;
    }

  /* Where a byte of the tail lies says its place in the whole: nothing is moved. */
  for (gsize i = 0; i < length; i++, self->size++)
    self->tail[self->size % BELAY_SHELL_KEPT] = data[i];
}

gsize
shell_output_copy (const ShellOutput *self,
                   guint8            *to)
{
  gsize head = MIN (self->size, (guint64) BELAY_SHELL_KEPT);
  gsize tail = MIN (self->size - head, (guint64) BELAY_SHELL_KEPT);

  memcpy (to, self->head, head);
  for (gsize i = 0; i < tail; i++)
    to[head + i] = self->tail[(self->size - tail + i) % BELAY_SHELL_KEPT];

  return head + tail;
}
