/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-session.h"

G_BEGIN_DECLS

#define BELAY_TYPE_CARET (belay_caret_get_type ())

/*
 * Where what is typed would land, as far as that can be told from outside: at the last click, unless the keyboard's
 * focus may have gone elsewhere since. Signals: "changed".
 */
G_DECLARE_FINAL_TYPE (BelayCaret, belay_caret, BELAY, CARET, GObject)

BelayCaret *belay_caret_new          (BelaySession     *session);
void        belay_caret_set_step     (BelayCaret       *self,
                                      BelayStep        *step);
void        belay_caret_take_pointer (BelayCaret       *self,
                                      BelayPoint        point,
                                      guint             buttons);
void        belay_caret_take_key     (BelayCaret       *self);
gboolean    belay_caret_get_point    (BelayCaret       *self,
                                      BelayPoint       *point);

gboolean    belay_caret_is_plausible (BelayPoint        click,
                                      const BelayFrame *before,
                                      const BelayFrame *now);

G_END_DECLS
