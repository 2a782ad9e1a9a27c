/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-contact.h"

G_BEGIN_DECLS

#define BELAY_CONTACTS_MAX 500

/*
 * What one sandbox has reached for. It can do so thousands of times a second, and neither the record nor the person has to read each:
 * not more than %BELAY_CONTACTS_MAX are listed, and not more are told of one by one than somebody could read. Main thread only.
 */
typedef struct _BelayContacts BelayContacts;

BelayContacts *belay_contacts_new       (void);
void           belay_contacts_free      (BelayContacts *self);

/* (transfer none): of BelayContact, in the order they were first seen. */
GListModel    *belay_contacts_get_model (BelayContacts *self);
/* (transfer none) (nullable): the listed one of that id, see belay_contact_get_id() */
BelayContact  *belay_contacts_find      (BelayContacts *self,
                                         const char    *id);
/* (transfer full): the contact of that host, new if need be. Beyond the limit each time is one of its own, and none is listed. */
BelayContact  *belay_contacts_take      (BelayContacts *self,
                                         const char    *host,
                                         guint16        port,
                                         gboolean       secure);

/* Whether one may be told of now. @suppressed: (out): if so, how many before it were not. */
gboolean       belay_contacts_may_tell  (BelayContacts *self,
                                         guint         *suppressed);

G_END_DECLS
