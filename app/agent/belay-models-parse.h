/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-json.h"
#include "belay-models.h"

G_BEGIN_DECLS

void     belay_model_init_unknown (BelayModel    *self,
                                   const char    *id);
gboolean belay_model_read         (BelayModel    *self,
                                   JsonObject    *object,
                                   GStringChunk  *strings,
                                   GError       **error);

G_END_DECLS
