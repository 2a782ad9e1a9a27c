/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "belay-step.h"

G_BEGIN_DECLS

#define BELAY_TYPE_CAPTION (belay_caption_get_type ())

/* One sentence for an audience, large, on a plate that is readable over any picture. */
G_DECLARE_FINAL_TYPE (BelayCaption, belay_caption, BELAY, CAPTION, GtkWidget)

GtkWidget  *belay_caption_new       (void);
void        belay_caption_show_step (BelayCaption *self,
                                     BelayStep    *step);
void        belay_caption_show_text (BelayCaption *self,
                                     const char   *text);
/* For tests: what is read. */
const char *belay_caption_get_state (BelayCaption *self);
const char *belay_caption_get_words (BelayCaption *self);

G_END_DECLS
