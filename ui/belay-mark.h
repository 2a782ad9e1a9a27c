/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * Marks drawn over a picture that may hold anything: each line is a colour between a light and a dark halo, each word
 * stands on a ground of its own. Sizes follow the widget's font.
 */
typedef struct
{
  GtkSnapshot     *snapshot;
  GtkWidget       *widget;      /* whose font is used */
  graphene_rect_t  bounds;      /* labels stay within */
  GdkRGBA          colour;
  gboolean         dashed;      /* of what did not run */
  GArray          *occupied;    /* (nullable): of graphene_rect_t; takes what is drawn on: nobody is to cover it */
} BelayMark;

double belay_mark_get_unit (const BelayMark        *self);

void   belay_mark_target   (const BelayMark        *self,
                            double                  x,
                            double                  y,
                            guint                   n_rings);
double belay_mark_target_radius (const BelayMark   *self,
                                 guint              n_rings);
void   belay_mark_origin   (const BelayMark        *self,
                            double                  x,
                            double                  y);
void   belay_mark_grip     (const BelayMark        *self,
                            double                  x,
                            double                  y);
void   belay_mark_ripple   (const BelayMark        *self,
                            double                  x,
                            double                  y,
                            double                  phase);
void   belay_mark_line     (const BelayMark        *self,
                            double                  x1,
                            double                  y1,
                            double                  x2,
                            double                  y2);
void   belay_mark_arrow    (const BelayMark        *self,
                            double                  x1,
                            double                  y1,
                            double                  x2,
                            double                  y2);
void   belay_mark_box      (const BelayMark        *self,
                            const graphene_rect_t  *area);
void   belay_mark_corners  (const BelayMark        *self,
                            const graphene_rect_t  *area);

void   belay_mark_clock    (const BelayMark        *self,
                            double                  x,
                            double                  y);

void   belay_mark_label    (const BelayMark        *self,
                            const char             *text,
                            double                  x,
                            double                  y,
                            double                  away);
/* A number or a sign in the middle of @badge, view pixels. */
void   belay_mark_badge    (const BelayMark        *self,
                            const char             *text,
                            const graphene_rect_t  *badge);
void   belay_mark_ghost    (const BelayMark        *self,
                            const char             *markup,
                            double                  x,
                            double                  y);
void   belay_mark_notice   (const BelayMark        *self,
                            const char             *title,
                            char                  **keys,
                            const char             *markup);

G_END_DECLS
