/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-frame.h"

G_BEGIN_DECLS

/* What is covered: screen pixels, and whose name it is shown by. */
typedef struct
{
  BelayRect  area;
  char      *name;              /* (nullable) of a secret */
} BelayVeilPlace;

/*
 * Changes @pixels, the whole of @frame in rows of @stride bytes, 32 bit native-endian 0xffRRGGBB, and says where: appends
 * each changed area, screen pixels, to @changed (of BelayRect). On a thread of pictures; the same frame gives the same.
 */
typedef void (*BelayVeilFilter) (const BelayFrame *frame,
                                 guint8           *pixels,
                                 gsize             stride,
                                 GArray           *changed,
                                 gpointer          data);

#define BELAY_TYPE_VEIL (belay_veil_get_type ())

/* What of a frame does not leave the program: it stands between each frame and the pictures that are made of it. Built on
 * one thread, then immutable; reference counted. */
typedef struct _BelayVeil BelayVeil;

GType        belay_veil_get_type   (void);
BelayVeil   *belay_veil_new        (void);
BelayVeil   *belay_veil_ref        (BelayVeil       *self);
void         belay_veil_unref      (BelayVeil       *self);

/* @area may lie outside of the screen in part, or wholly. */
void         belay_veil_cover      (BelayVeil       *self,
                                    const BelayRect *area,
                                    const char      *name);
/* Filters are applied in order, and before anything is covered. Two veils are equal if the same functions have the same
 * data. */
void         belay_veil_add_filter (BelayVeil       *self,
                                    BelayVeilFilter  filter,
                                    gpointer         data,
                                    GDestroyNotify   destroy);

/* of BelayVeilPlace */
GPtrArray   *belay_veil_get_places (const BelayVeil *self);
gboolean     belay_veil_is_empty   (const BelayVeil *self);
gboolean     belay_veil_equal      (const BelayVeil *a,
                                    const BelayVeil *b);

/* (transfer full): @frame as it may leave; any thread */
BelayFrame  *belay_veil_apply      (const BelayVeil *self,
                                    BelayFrame      *frame);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayVeil, belay_veil_unref)

G_END_DECLS
