/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-action.h"
#include "belay-reply.h"

G_BEGIN_DECLS

/* One model of the table (data/models.json). Strings live as long as the BelayModels. */
typedef struct
{
  const char     *id;
  const char     *title;
  BelayToolShape  shape;                /* preferred */
  BelayToolShape  fallback;             /* equal to shape: none */
  BelayTier       tier;
  const char     *thinking;             /* "adaptive", "enabled", or NULL: send no thinking field */
  const char     *effort;               /* default effort, NULL: the parameter does not exist */
  gboolean        thinking_display;     /* thinking is omitted from the reply unless "display" asks for it */
  guint           max_output;           /* max_tokens to ask for */
  guint           output_limit;         /* the most that may be asked for, >= max_output */
  guint           context;              /* tokens */
  gint64          price_input;          /* micro-dollars a million tokens; -1: unknown */
  gint64          price_write_5m;
  gint64          price_write_1h;
  gint64          price_read;
  gint64          price_output;
  guint           price_step;           /* prompts of more tokens than this cost the prices below; 0: there is no step */
  gint64          above_input;
  gint64          above_write_5m;
  gint64          above_write_1h;
  gint64          above_read;
  gint64          above_output;
} BelayModel;

/* "computer_toolset_20260801", …: the type of the tool entry */
const char       *belay_tool_shape_get_type_name (BelayToolShape shape);

#define BELAY_TYPE_MODELS (belay_models_get_type ())

/* The table: shipped as data, overridden by the user's file, refreshed from /v1/models. Main thread only.
 * Signal "changed" (): after a refresh that told something new. */
G_DECLARE_FINAL_TYPE (BelayModels, belay_models, BELAY, MODELS, GObject)

/* @override: (nullable): $XDG_CONFIG_HOME/belay/models.json; a malformed one is an error that names the member. */
BelayModels      *belay_models_new        (const char       *override,
                                           GError          **error);
const BelayModel *belay_models_get        (BelayModels      *self,
                                           const char       *id);
const BelayModel *belay_models_get_default (BelayModels     *self);
/* NULL-terminated, in the order of the table; (transfer container) */
const BelayModel **belay_models_list      (BelayModels      *self);
/* What the server says of its models: contexts, limits, and models the table does not know (their prices are unknown).
 * @headers: those of a request, with the key. A failure changes nothing. */
void              belay_models_refresh_async (BelayModels         *self,
                                              const char          *base_url,
                                              const char *const   *headers,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
gboolean          belay_models_refresh_finish (BelayModels        *self,
                                               GAsyncResult       *result,
                                               GError            **error);
/* Fills @usage->cost from the tokens. */
void              belay_model_price       (const BelayModel *self,
                                           BelayUsage       *usage);

G_END_DECLS
