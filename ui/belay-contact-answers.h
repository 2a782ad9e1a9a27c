/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-contact.h"

G_BEGIN_DECLS

#define BELAY_TYPE_CONTACT_ANSWERS (belay_contact_answers_get_type ())

/* What the person may say to a host the sandbox reached for. It shows itself as long as there is something to say. */
G_DECLARE_FINAL_TYPE (BelayContactAnswers, belay_contact_answers, BELAY, CONTACT_ANSWERS, GtkWidget)

/* From now on only what is not asked elsewhere: once the connection does not wait any more. */
void belay_contact_answers_set_late    (BelayContactAnswers *self);
/* @contact: (nullable) */
void belay_contact_answers_set_contact (BelayContactAnswers *self,
                                        BelayContact        *contact);

G_END_DECLS
