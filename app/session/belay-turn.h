/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-gate.h"
#include "belay-message.h"
#include "belay-step.h"

G_BEGIN_DECLS

#define BELAY_TYPE_TURN (belay_turn_get_type ())

/* One reply of the model: an ordered batch of steps and what is answered to each. Main thread only. */
G_DECLARE_FINAL_TYPE (BelayTurn, belay_turn, BELAY, TURN, GObject)

BelayTurn    *belay_turn_new          (guint               number);
guint         belay_turn_get_number   (BelayTurn          *self);
GListModel   *belay_turn_get_steps    (BelayTurn          *self);
void          belay_turn_add          (BelayTurn          *self,
                                       BelayStep          *step);
gboolean      belay_turn_matches      (BelayTurn          *self,
                                       GPtrArray          *proposals);
void          belay_turn_complete     (BelayTurn          *self);
gboolean      belay_turn_is_complete  (BelayTurn          *self);

BelayStep    *belay_turn_get_next     (BelayTurn          *self);
BelayStep    *belay_turn_get_undecided (BelayTurn         *self);
gboolean      belay_turn_is_halted    (BelayTurn          *self,
                                       BelayStep          *step);

gboolean      belay_turn_is_picture_due (BelayTurn       *self,
                                        BelayStep         *step);
void          belay_turn_set_picture  (BelayTurn          *self,
                                       BelayStep          *step,
                                       BelayPicture       *picture);
BelayMessage *belay_turn_to_message   (BelayTurn          *self);
/* The same if neither @step nor those after it had run, as @text says. */
BelayMessage *belay_turn_to_message_until (BelayTurn      *self,
                                           BelayStep      *step,
                                           const char     *text);

G_END_DECLS
