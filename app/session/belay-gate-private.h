/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-gate.h"

G_BEGIN_DECLS

/* What belay-gate.c (the door and who may pass) and belay-gate-passage.c (a step's way through) share. */
struct _BelayGate
{
  GObject         parent_instance;

  BelayScreen    *screen;
  BelayTrail     *trail;
  BelayExecutor  *executor;
  BelayControl    control;
  BelayGeometry   geometry;

  BelayFrame     *rest;         /* the screen when it last came to rest */
  BelayPicture   *picture;      /* the last picture of the whole screen */
  BelayPoint      caret;        /* where the last click went: where typing goes */
  gboolean        has_caret;

  GCancellable   *passage;      /* of the step inside, NULL when the door is free */
  gboolean        closed;       /* for good: the trail takes nothing more */
};

G_END_DECLS
