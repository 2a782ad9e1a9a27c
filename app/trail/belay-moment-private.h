/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-moment.h"
#include "belay-trail-scan.h"

G_BEGIN_DECLS

/* What the history says of a moment while it reads. Pictures are shared by many moments: GRefString. */
struct _BelayMoment
{
  GObject          parent_instance;

  BelayMomentKind  kind;
  guint            position;    /* in its history */
  guint64          seq;
  gint64           time;
  char            *record;      /* interned GRefString */
  char            *text;
  char            *thought;
  char            *host;
  gint64           cost;

  char            *picture;     /* (nullable) GRefString: the screen */
  int              width;       /* of it, picture pixels; 0: not known */
  int              height;

  GString         *lines;       /* (nullable) of a step: its records; they become "step" when somebody asks */
  BelayMomentStep *step;
};

BelayMoment     *belay_moment_new       (BelayMomentKind         kind,
                                         const BelayTrailRecord *record);

BelayMomentStep *belay_moment_step_new  (const char             *lines,
                                         gsize                   length);
void             belay_moment_step_free (BelayMomentStep        *step);

G_END_DECLS
