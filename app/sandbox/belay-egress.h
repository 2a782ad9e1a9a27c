/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-allow-list.h"
#include "belay-contact.h"
#include "belay-egress-trial.h"

G_BEGIN_DECLS

#define BELAY_TYPE_EGRESS (belay_egress_get_type ())

/*
 * The only way out of a sandbox: passes on what its list of allowed hosts allows, and holds what is on no list until the
 * person has decided or the time is up. Main thread only; what the sandbox says is read by the helper process belay-egress.
 *
 * Signals: "contact" (BelayContact *, guint suppressed): something reached out, was decided, or is known to have come to
 * nothing; @suppressed are those before it that came too fast to be told one by one. "failed" (GError *): the way out is
 * closed and stays so.
 */
G_DECLARE_FINAL_TYPE (BelayEgress, belay_egress, BELAY, EGRESS, GObject)

BelayEgress    *belay_egress_new         (BelayAllowList  *list);

BelayAllowList *belay_egress_get_list    (BelayEgress     *self);
/* of BelayContact, in the order they were first seen; at most %BELAY_CONTACTS_MAX */
GListModel     *belay_egress_get_contacts (BelayEgress    *self);

/* (transfer none) (nullable): the listed contact of that name, see belay_contact_get_id() */
BelayContact   *belay_egress_find        (BelayEgress     *self,
                                          const char      *id);

/* Where the sandbox connects to. @listener: (transfer full): a listening stream socket. */
void            belay_egress_take_listener (BelayEgress   *self,
                                            int            listener);
/* Until it is opened it can be tried: what comes gets to @trial (transfer none) and nowhere else, and nobody is told. @trial must
 * live until that is ended, or it is opened or stopped. After it, until it is opened, all is refused. */
void            belay_egress_try         (BelayEgress     *self,
                                          BelayEgressTrial *trial);
void            belay_egress_end_trial   (BelayEgress     *self);
/* Lets connections through from now on: until then they wait. For the session, when it can record them. */
void            belay_egress_open        (BelayEgress     *self);
/* Ends all connections at once, and lets none through any more. */
void            belay_egress_stop        (BelayEgress     *self);

/* The person's decisions on a contact that is open. */
void            belay_egress_allow_once  (BelayEgress     *self,
                                          BelayContact    *contact);
void            belay_egress_allow       (BelayEgress     *self,
                                          BelayContact    *contact);
void            belay_egress_never       (BelayEgress     *self,
                                          BelayContact    *contact);

#define BELAY_EGRESS_HOLD_SECONDS 20

G_END_DECLS
