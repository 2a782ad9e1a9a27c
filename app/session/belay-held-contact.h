/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-contact.h"

G_BEGIN_DECLS

#define BELAY_TYPE_HELD_CONTACT (belay_held_contact_get_type ())

/*
 * Which of the hosts that a session's sandbox has reached for waits for the person: of several, the one that has waited longest.
 * Property, notified: "contact". Main thread only.
 */
G_DECLARE_FINAL_TYPE (BelayHeldContact, belay_held_contact, BELAY, HELD_CONTACT, GObject)

/* @entries: (transfer none): the timeline of the session */
BelayHeldContact *belay_held_contact_new      (GListModel       *entries);
/* (transfer none) (nullable): none waits */
BelayContact     *belay_held_contact_get      (BelayHeldContact *self);
/* Until the connection is refused unless it is allowed, 1 to BELAY_EGRESS_HOLD_SECONDS; 0: none waits. */
guint             belay_held_contact_get_rest (BelayHeldContact *self);

G_END_DECLS
