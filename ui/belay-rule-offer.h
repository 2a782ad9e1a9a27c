/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-session.h"

G_BEGIN_DECLS

/* Offers to allow steps like @step for the rest of the session, and does so when the person confirms it. FALSE if no rule
 * could be narrow: G_IO_ERROR_NOT_SUPPORTED. */
gboolean belay_rule_offer_present (GtkWindow     *parent,
                                   BelaySession  *session,
                                   BelayStep     *step,
                                   GError       **error);

G_END_DECLS
