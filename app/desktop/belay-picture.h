/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-frame.h"
#include "belay-veil.h"

G_BEGIN_DECLS

#define BELAY_TYPE_PICTURE (belay_picture_get_type ())

/* A frame, or a region of it, encoded once: the same bytes are sent, stored and shown. Immutable, reference counted. */
typedef struct _BelayPicture BelayPicture;

GType          belay_picture_get_type        (void);

/* @region: (nullable): screen pixels, NULL for the whole. The picture measures @width by @height; equal to the region
 * it is copied, otherwise scaled. Encoded on a pool thread. */
void           belay_picture_new_async       (BelayFrame           *frame,
                                              const BelayRect      *region,
                                              int                   width,
                                              int                   height,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
/* The same through @veil; (nullable). */
void           belay_picture_new_veiled_async (BelayFrame          *frame,
                                              BelayVeil            *veil,
                                              const BelayRect      *region,
                                              int                   width,
                                              int                   height,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
BelayPicture  *belay_picture_new_finish      (GAsyncResult         *result,
                                              GError              **error);

BelayPicture  *belay_picture_ref             (BelayPicture         *self);
void           belay_picture_unref           (BelayPicture         *self);
GBytes        *belay_picture_get_png         (BelayPicture         *self);
const char    *belay_picture_get_sha256      (BelayPicture         *self);
const char    *belay_picture_get_pixel_sha256 (BelayPicture        *self);
int            belay_picture_get_width       (BelayPicture         *self);
int            belay_picture_get_height      (BelayPicture         *self);
BelayFrame    *belay_picture_get_frame       (BelayPicture         *self);
/* The frame as the picture shows it: what is veiled is not in it. */
BelayFrame    *belay_picture_get_shown       (BelayPicture         *self);
BelayVeil     *belay_picture_get_veil        (BelayPicture         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayPicture, belay_picture_unref)

G_END_DECLS
