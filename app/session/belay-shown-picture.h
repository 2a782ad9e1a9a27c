/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-gate.h"

G_BEGIN_DECLS

/* A picture of the screen, twice if need be: as it is, for the person and the record, and as the agent gets it, without what
 * a person does not see. */
typedef struct
{
  BelayPicture *picture;
  BelayPicture *shown;          /* to the agent; (nullable): the same */
  gsize         n_hidden;       /* pixels in which they differ, of the whole screen */
} BelayShownPicture;

void               belay_shown_picture_free       (BelayShownPicture       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayShownPicture, belay_shown_picture_free)

/* @region, @width, @height: as belay_picture_new_async() takes them. Main thread; the work is done on others. */
void               belay_shown_picture_new_async  (BelayGate               *gate,
                                                   BelayFrame              *frame,
                                                   const BelayRect         *region,
                                                   int                      width,
                                                   int                      height,
                                                   GCancellable            *cancellable,
                                                   GAsyncReadyCallback      callback,
                                                   gpointer                 user_data);
BelayShownPicture *belay_shown_picture_new_finish (BelayGate               *gate,
                                                   GAsyncResult            *result,
                                                   GError                 **error);

/* What the agent gets; never NULL. */
BelayPicture      *belay_shown_picture_get_shown  (const BelayShownPicture *self);

/* Puts the files into @trail, and says there what the agent gets where that is something else. */
void               belay_shown_picture_store      (const BelayShownPicture *self,
                                                   BelayTrail              *trail);

G_END_DECLS
