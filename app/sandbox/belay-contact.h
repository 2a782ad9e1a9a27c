/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "belay-egress-wire.h"

G_BEGIN_DECLS

typedef enum
{
  BELAY_CONTACT_HELD,           /* a connection waits for the person */
  BELAY_CONTACT_REFUSED,
  BELAY_CONTACT_ALLOWED,
  BELAY_CONTACT_UNREACHABLE,    /* allowed, and it did not answer */
} BelayContactState;

#define BELAY_TYPE_CONTACT_STATE (belay_contact_state_get_type ())
GType belay_contact_state_get_type (void);

/* Why something was refused. */
typedef enum
{
  BELAY_CONTACT_NOT_LISTED,     /* the person may allow it */
  BELAY_CONTACT_NEVER,          /* the person said so */
  BELAY_CONTACT_RULE,           /* a rule of theirs denies it */
  BELAY_CONTACT_FORBIDDEN,      /* the model's own service */
  BELAY_CONTACT_ADDRESS,        /* an address instead of a name */
  BELAY_CONTACT_PRIVATE,        /* the name leads to this machine or its network */
  BELAY_CONTACT_MALFORMED,
  BELAY_CONTACT_NOT_ENCRYPTED,
  BELAY_CONTACT_OTHER_NAME,     /* it spoke to another host, or did not say to which */
} BelayContactReason;

/* @reason: as belay-egress gives it, see belay-egress-wire.h */
BelayContactReason belay_contact_reason_of (guint32 reason);

#define BELAY_TYPE_CONTACT_REASON (belay_contact_reason_get_type ())
GType belay_contact_reason_get_type (void);

#define BELAY_TYPE_CONTACT (belay_contact_get_type ())

/*
 * A host that the sandbox reached for, by name, port and kind of connection; however often, it is one contact. Properties,
 * notified: "state", "count". Main thread only.
 */
G_DECLARE_FINAL_TYPE (BelayContact, belay_contact, BELAY, CONTACT, GObject)

/* What names it among the contacts of one sandbox: "example.org:443/tls". */
const char         *belay_contact_get_id     (BelayContact *self);
/* As belay_host_name_parse() gives it; of what is malformed, what could be read of it. */
const char         *belay_contact_get_host   (BelayContact *self);
/* The same for people to read: a secret that has become part of it is there by its name only. */
const char         *belay_contact_get_shown  (BelayContact *self);
void                belay_contact_set_shown  (BelayContact *self,
                                              const char   *shown);
guint16             belay_contact_get_port   (BelayContact *self);
gboolean            belay_contact_get_secure (BelayContact *self);
BelayContactState   belay_contact_get_state  (BelayContact *self);
BelayContactReason  belay_contact_get_reason (BelayContact *self);
/* (nullable): the name that was spoken to instead */
const char         *belay_contact_get_other  (BelayContact *self);
guint               belay_contact_get_count  (BelayContact *self);
/* Real time, µs, of the last time. */
gint64              belay_contact_get_time   (BelayContact *self);
/* Whether the person can allow it. */
gboolean            belay_contact_is_open    (BelayContact *self);
/* (transfer full): a translated sentence: what it reached for, and what became of it */
char               *belay_contact_describe   (BelayContact *self);

/* For BelayEgress alone. */
BelayContact       *belay_contact_new        (const char         *host,
                                              guint16             port,
                                              gboolean            secure);
void                belay_contact_count      (BelayContact       *self);
void                belay_contact_happen     (BelayContact       *self,
                                              BelayContactState   state,
                                              BelayContactReason  reason,
                                              const char         *other);

G_END_DECLS
