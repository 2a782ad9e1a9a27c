/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "belay-image.h"

G_BEGIN_DECLS

typedef enum
{
  BELAY_IMAGE_STAGE_PACKAGES,
  BELAY_IMAGE_STAGE_DISK,
  BELAY_IMAGE_STAGE_COMPRESS,
  BELAY_IMAGE_STAGE_READY,
} BelayImageStage;

/* What is going on; called on the thread that builds. @line: (nullable): what a program said about it, made valid. */
typedef void (* BelayImageProgress) (BelayImageStage  stage,
                                     const char      *line,
                                     gpointer         user_data);

/* Makes an image from the packages of the Debian that apt knows here, as an ordinary user; waits, and takes minutes. What an
 * interrupted run has finished is not done again, and an image of that name is replaced when the new one is complete.
 * @gigabytes: of the disk. */
gboolean belay_image_build (BelayImage          *image,
                            guint                gigabytes,
                            BelayImageProgress   progress,
                            gpointer             user_data,
                            GError             **error);

/* (transfer full) (nullable): what is missing here to make images, and the command that adds it; NULL if nothing is */
char    *belay_image_build_lacks (void);

G_END_DECLS
