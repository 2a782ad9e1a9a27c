/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BELAY_TRAIL_HELD_FOLDER "held"

/* What a session that died may have left held down on somebody else's screen. Kept beside the sessions, in the folder
 * "held", until it has been released: by then the record of that session may be gone. */
typedef struct
{
  char     *session;            /* its id */
  char     *keys;               /* JSON: an array of events as action.intent has them, ["key",name,"up"] each */
  gboolean  pressed;            /* a button may be down; */
  int       x, y;               /* it was pressed there, screen pixels */
} BelayTrailHeld;

void       belay_trail_held_free         (BelayTrailHeld       *held);

/* Mends what crashed below @root first. Returns: (transfer full) (element-type BelayTrailHeld): what is kept for the
 * screen of that name. */
void       belay_trail_find_held_async   (const char           *root,
                                          const char           *sandbox,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
GPtrArray *belay_trail_find_held_finish  (GAsyncResult         *result,
                                          GError              **error);

/* It has been released. Does not block. */
void       belay_trail_forget_held       (const char           *root,
                                          const char           *session);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTrailHeld, belay_trail_held_free)

G_END_DECLS
