/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-secret-area.h"

BelaySecretArea *
belay_secret_area_new (const char      *name,
                       const BelayRect *area,
                       guint64          seq)
{
  BelaySecretArea *place = g_new0 (BelaySecretArea, 1);

  place->name = g_strdup (name);
  place->area = *area;
  place->seq = seq;

  return place;
}

void
belay_secret_area_free (gpointer data)
{
  BelaySecretArea *place = data;

  g_clear_pointer (&place->spot, belay_secret_spot_free);
  g_free (place->name);
  g_free (place);
}
