/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-difference.h"
#include "belay-picture.h"

G_BEGIN_DECLS

/* A stored picture of a recording, and where a picture of now differs from it. */
typedef struct
{
  char            *sha256;      /* of the recorded picture */
  BelayFrame      *recorded;    /* its pixels */
  BelayFrame      *now;         /* (nullable) those of the picture compared with it, in picture pixels */
  BelayDifference *difference;  /* (nullable: there was nothing to compare) */
} BelayComparison;

/* @now, or @frame, which has the size of pictures: what to compare; neither: only read the recorded one. Reads, decodes
 * and compares on a thread. */
void             belay_comparison_new_async  (const char           *directory,
                                              const char           *sha256,
                                              BelayPicture         *now,
                                              BelayFrame           *frame,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
BelayComparison *belay_comparison_new_finish (GAsyncResult         *result,
                                              GError              **error);
void             belay_comparison_free       (BelayComparison      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayComparison, belay_comparison_free)

G_END_DECLS
