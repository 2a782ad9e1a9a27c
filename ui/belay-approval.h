/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-session.h"

G_BEGIN_DECLS

#define BELAY_TYPE_APPROVAL (belay_approval_get_type ())

/*
 * The buttons under the evidence, and what stands in their way: the step is examined still, the view shows the past, a
 * countdown runs. They activate the actions of the window.
 *
 * Signals: "approve" (gboolean named): pressed; whoever shows the step knows whether it has been in view for long enough.
 */
G_DECLARE_FINAL_TYPE (BelayApproval, belay_approval, BELAY, APPROVAL, GtkWidget)

void belay_approval_set_session (BelayApproval *self,
                                 BelaySession  *session);
/* @step: (nullable) */
void belay_approval_set_step    (BelayApproval *self,
                                 BelayStep     *step);
/* Whether the person sees the live screen. */
void belay_approval_set_live    (BelayApproval *self,
                                 gboolean       live);

G_END_DECLS
