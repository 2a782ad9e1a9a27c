/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Messages as the semantic conventions for generative AI, 1.41.0, write them in attributes. */

char *belay_export_format_input  (JsonObject *request);
char *belay_export_format_output (JsonObject *response);

G_END_DECLS
