/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-trail.h"

G_BEGIN_DECLS

#define BELAY_TYPE_PICTURES (belay_pictures_get_type ())

/* Pictures of a trail as textures, decoded off the main thread; the small ones are kept for a while. */
G_DECLARE_FINAL_TYPE (BelayPictures, belay_pictures, BELAY, PICTURES, GObject)

BelayPictures *belay_pictures_new               (BelayTrail           *trail);
BelayPictures *belay_pictures_new_for_directory (const char           *directory);

GdkTexture    *belay_pictures_lookup_thumbnail  (BelayPictures        *self,
                                                 const char           *sha256);
/* @max_side: texture pixels; 0: as large as it is, and not kept. */
void           belay_pictures_load_async        (BelayPictures        *self,
                                                 const char           *sha256,
                                                 int                   max_side,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
GdkTexture    *belay_pictures_load_finish       (BelayPictures        *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);

G_END_DECLS
