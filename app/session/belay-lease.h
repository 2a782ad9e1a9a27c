/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-session.h"

G_BEGIN_DECLS

typedef struct _BelayLease BelayLease;

/*
 * The time for which the person has the mouse and the keyboard: what they did is put into the timeline and the trail, and
 * it is noticed when they do nothing. The session owns it and outlives it.
 */
BelayLease *belay_lease_new           (BelaySession *session);
/* What is under way is recorded first. */
void        belay_lease_free          (BelayLease   *self);

void        belay_lease_take_pointer  (BelayLease   *self,
                                       BelayPoint    point,
                                       guint         buttons);
void        belay_lease_take_key      (BelayLease   *self,
                                       guint32       keysym,
                                       gboolean      down);
/* The person is there. Their next moment of idleness begins now. */
void        belay_lease_touch         (BelayLease   *self);
/* Ends the step under way. From here on nothing is recorded until there is input that may be. */
void        belay_lease_flush         (BelayLease   *self);
/* (nullable) (transfer full) For the model: what the person did so far, in short. */
char       *belay_lease_tell          (BelayLease   *self);
gint64      belay_lease_get_deadline  (BelayLease   *self);

G_END_DECLS
