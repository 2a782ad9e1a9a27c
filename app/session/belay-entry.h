/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-contact.h"
#include "belay-step.h"

G_BEGIN_DECLS

typedef enum
{
  BELAY_ENTRY_TASK,             /* the person's task or instruction */
  BELAY_ENTRY_THINKING,         /* the model's thinking, as it comes */
  BELAY_ENTRY_TEXT,             /* what the model says, as it comes */
  BELAY_ENTRY_STEP,
  BELAY_ENTRY_PERSON,           /* took over, handed back, answered */
  BELAY_ENTRY_NOTICE,           /* something worth knowing */
  BELAY_ENTRY_PROBLEM,          /* something went wrong */
  BELAY_ENTRY_CONTACT,          /* the sandbox reached for a host */
} BelayEntryKind;

#define BELAY_TYPE_ENTRY_KIND (belay_entry_kind_get_type ())
GType belay_entry_kind_get_type (void);

#define BELAY_TYPE_ENTRY (belay_entry_get_type ())

/* One line of the timeline. Properties: "kind", "text" (notified as it grows), "step" (nullable), "contact" (nullable),
 * "time" (real, µs), "abandoned" (notified). */
G_DECLARE_FINAL_TYPE (BelayEntry, belay_entry, BELAY, ENTRY, GObject)

BelayEntry     *belay_entry_new        (BelayEntryKind  kind,
                                        const char     *text);
BelayEntry     *belay_entry_new_step   (BelayStep      *step);
BelayEntry     *belay_entry_new_contact (BelayContact *contact);
BelayEntryKind  belay_entry_get_kind   (BelayEntry     *self);
const char     *belay_entry_get_text   (BelayEntry     *self);
BelayStep      *belay_entry_get_step   (BelayEntry     *self);
BelayContact   *belay_entry_get_contact (BelayEntry   *self);
gint64          belay_entry_get_time   (BelayEntry     *self);
/* The person went back to before it: it is no part of the conversation any more, and what it did is undone. */
gboolean        belay_entry_is_abandoned (BelayEntry   *self);
void            belay_entry_abandon    (BelayEntry     *self);
void            belay_entry_append     (BelayEntry     *self,
                                        const char     *delta);
void            belay_entry_set_text   (BelayEntry     *self,
                                        const char     *text);

G_END_DECLS
