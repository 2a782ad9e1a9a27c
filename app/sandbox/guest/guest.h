/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

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
