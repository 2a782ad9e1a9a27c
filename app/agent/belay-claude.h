/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-agent.h"
#include "belay-models.h"

G_BEGIN_DECLS

#define BELAY_TYPE_CLAUDE (belay_claude_get_type ())

/* The Messages API over HTTPS. */
G_DECLARE_FINAL_TYPE (BelayClaude, belay_claude, BELAY, CLAUDE, GObject)

/* Everything that is a setting. Strings may be NULL for the default. */
typedef struct
{
  const char        *base_url;          /* NULL: ANTHROPIC_BASE_URL, else https://api.anthropic.com */
  const char        *api_key;           /* copied into locked memory, wiped at the end */
  gboolean           bearer;            /* authorization: Bearer instead of x-api-key */
  const char        *api_version;       /* NULL: 2023-06-01 */
  const char *const *extra_headers;     /* "name: value", NULL-terminated, nullable */
  const char        *effort;            /* NULL: the model's default */
  const char        *system_prompt;     /* NULL: the one shipped */
  guint              idle_timeout;      /* seconds without a byte from the service; 0: 90 */
} BelayClaudeOptions;

BelayClaude *belay_claude_new (BelayModels              *models,
                               const char               *model,
                               const BelayClaudeOptions *options,
                               GError                  **error);

/* The headers that say who asks, for belay_models_refresh_async(); they hold the key: (transfer full), to be freed with
 * belay_claude_free_headers(). */
char       **belay_claude_build_headers (BelayClaude         *self,
                                         const char          *betas);
void         belay_claude_free_headers  (char               **headers);
const char  *belay_claude_get_base_url  (BelayClaude         *self);

/* The text of the shipped prompt and its version; (transfer full). */
char        *belay_claude_load_prompt   (char               **version);

G_END_DECLS
