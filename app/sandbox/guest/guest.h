/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* guest-port.c: the port of that name. Returns: a descriptor that does not wait, close-on-exec; -1: the machine has none, or somebody has
 * it. */
int      guest_port_open   (const char *name);

/* guest-way-out.c: what a machine has that has no network card. */
typedef struct
{
  int port;
  int listener;
} GuestWayOut;

/* As root, before anybody else is the proxy. FALSE: it has none, or it cannot be. */
gboolean guest_way_out_open  (GuestWayOut *self);
/* As whoever it is to be: serves it, in another process that ends with this one, and says where it is to whoever is started here. */
void     guest_way_out_serve (GuestWayOut *self);

/* guest-user.c: whose desktop it is. */
typedef struct
{
  uid_t   uid;
  gid_t   gid;
  gid_t  *groups;
  gsize   n_groups;
  char  **environment;          /* of a program on that desktop */
} GuestUser;

/* FALSE: there is no desktop yet. */
gboolean guest_user_find   (GuestUser *self);
/* Becomes that user, with their environment and in their home. FALSE: it could not be; the caller ends. */
gboolean guest_user_become (GuestUser *self);

/* The helpers of the container, which are part of this program. */
int      belay_probe_main  (void);
int      belay_shell_main  (int    argc,
                            char **argv);

G_END_DECLS
