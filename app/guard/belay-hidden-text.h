/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-frame.h"
#include "belay-hidden-verdict.h"

G_BEGIN_DECLS

#define BELAY_TYPE_HIDDEN_TEXT (belay_hidden_text_get_type ())

/*
 * Looks for text an agent sees and a person does not: what is drawn in almost the colour of its background. The same
 * pixels are read once. Main thread only; the work is done on threads and by belay-reader.
 */
G_DECLARE_FINAL_TYPE (BelayHiddenText, belay_hidden_text, BELAY, HIDDEN_TEXT, GObject)

BelayHiddenText    *belay_hidden_text_new            (void);

/* Always comes to a verdict, after two seconds or little more at the latest. */
void                belay_hidden_text_examine_async  (BelayHiddenText      *self,
                                                      BelayFrame           *frame,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
BelayHiddenVerdict *belay_hidden_text_examine_finish (BelayHiddenText      *self,
                                                      GAsyncResult         *result,
                                                      GError              **error);

G_END_DECLS
