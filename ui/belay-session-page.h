/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-session.h"

G_BEGIN_DECLS

#define BELAY_TYPE_SESSION_PAGE (belay_session_page_get_type ())

/*
 * A session: its screen, its timeline, and what it wants of the person. Properties, read only, notified: "live"
 * (boolean: the view shows the screen as it is), "step" (BelayStep, nullable: what a decision would be about),
 * "editing" (boolean). Signals: "edited" (BelayStep *, BelayAction *).
 */
G_DECLARE_FINAL_TYPE (BelaySessionPage, belay_session_page, BELAY, SESSION_PAGE, GtkWidget)

GtkWidget *belay_session_page_new            (BelaySession     *session);
gboolean   belay_session_page_is_live        (BelaySessionPage *self);
/* (nullable): the step of the past that is shown */
BelayStep *belay_session_page_get_past       (BelaySessionPage *self);
/* Shows the picture in which the agent saw what is gone. */
void       belay_session_page_show_glimpse   (BelaySessionPage *self);
void       belay_session_page_go_live        (BelaySessionPage *self);
BelayStep *belay_session_page_get_step       (BelaySessionPage *self);
gint64     belay_session_page_get_visible_ms (BelaySessionPage *self);
gint64     belay_session_page_get_step_visible_ms
                                             (BelaySessionPage *self,
                                              BelayStep        *step);
void       belay_session_page_pick_beside    (BelaySessionPage *self,
                                              int               by);
gboolean   belay_session_page_is_editing     (BelaySessionPage *self);
void       belay_session_page_set_editing    (BelaySessionPage *self,
                                              gboolean          editing);
void       belay_session_page_set_words      (BelaySessionPage *self,
                                              const char       *words);
void       belay_session_page_focus_card   (BelaySessionPage *self);
void       belay_session_page_set_revealed   (BelaySessionPage *self,
                                              gboolean          revealed);
void       belay_session_page_set_presenter  (BelaySessionPage *self,
                                              gboolean          presenter);

G_END_DECLS
