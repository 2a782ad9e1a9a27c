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
  const char        *base_url;          /* NULL: https://api.anthropic.com */
  const char        *api_key;           /* copied into locked memory, wiped at the end */
  gboolean           bearer;            /* authorization: Bearer instead of x-api-key */
  const char        *api_version;       /* NULL: 2023-06-01 */
  const char *const *extra_headers;     /* "name: value", NULL-terminated, nullable */
  const char        *effort;            /* NULL: the model's default */
  const char        *system_prompt;     /* NULL: the one shipped */
} BelayClaudeOptions;

BelayClaude *belay_claude_new (BelayModels              *models,
                               const char               *model,
                               const BelayClaudeOptions *options,
                               GError                  **error);

G_END_DECLS
