/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-secret-spot.h"

G_BEGIN_DECLS

/* Where on the screen a secret is, or may be. */
typedef struct
{
  char            *name;        /* (nullable) nobody knows which */
  BelayRect        area;        /* screen pixels */
  BelaySecretSpot *spot;        /* (nullable) of what was drawn when it was typed */
  guint64          seq;         /* of the frame it was found in */
  gboolean         is_gone;     /* it was a spot, and something else is there now; it may come back */
} BelaySecretArea;

/* @name: (nullable). Any thread. */
BelaySecretArea *belay_secret_area_new  (const char      *name,
                                         const BelayRect *area,
                                         guint64          seq);

/* @data: (transfer full): a BelaySecretArea. */
void             belay_secret_area_free (gpointer         data);

G_END_DECLS
