/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BELAY_TRAIL_KNOWN_NAME "trail-key.pub"

/* The public keys of an installation, as they are written in a file everybody may read: the one in use, and such as were
 * before. Hexadecimal. */
typedef struct
{
  char      *current;
  gboolean   in_keyring;        /* where its secret part is; else in a file */
  GPtrArray *former;            /* of char *; the last one used first */
} BelayTrailKnown;

/* $XDG_DATA_HOME/belay; (transfer full). */
char            *belay_trail_known_get_directory (void);

/* NULL with BELAY_TRAIL_ERROR_KEY, and with BELAY_TRAIL_ERROR_NOT_FOUND if there is no such file. */
BelayTrailKnown *belay_trail_known_load          (const char        *path,
                                                  GError           **error);
char            *belay_trail_known_format        (BelayTrailKnown   *self);
void             belay_trail_known_free          (BelayTrailKnown   *self);

/* The keys whose signatures are this installation's: the one in use and those before; (transfer full), NULL-terminated,
 * empty where there is none. */
char           **belay_trail_known_list          (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTrailKnown, belay_trail_known_free)

G_END_DECLS
