/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define EGRESS_PIPE_SIZE (64 * 1024)

/* The bytes on their way from one socket to another. */
typedef struct
{
  guint8   data[EGRESS_PIPE_SIZE];
  gsize    start, end;          /* of what is in it */
  gboolean ended;               /* nothing more comes */
  gboolean broken;              /* nothing more can leave */
  guint64  total;               /* bytes that left */
} EgressPipe;

gboolean egress_pipe_is_empty (const EgressPipe *self);
gboolean egress_pipe_has_room (const EgressPipe *self);
gboolean egress_pipe_put      (EgressPipe       *self,
                               gconstpointer     data,
                               gsize             length);
gsize    egress_pipe_fill     (EgressPipe       *self,
                               int               fd,
                               gsize             most);
void     egress_pipe_drain    (EgressPipe       *self,
                               int               fd);

G_END_DECLS
