/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-request.h"

#include "belay-json.h"

#define CACHE_CONTROL   ",\"cache_control\":{\"type\":\"ephemeral\"}"
#define THINKING_BUDGET 8192    /* tokens, for models that do not decide by themselves */

static void
write_thinking (GString                   *head,
                const BelayRequestOptions *options)
{
  const BelayModel *model = options->model;

  if (model->thinking == NULL)
    return;

  g_string_append (head, ",\"thinking\":{\"type\":");
  belay_json_append_string (head, model->thinking);

  if (g_str_equal (model->thinking, "enabled"))
    g_string_append_printf (head, ",\"budget_tokens\":%u",
                            CLAMP (model->max_output / 2, 1024, THINKING_BUDGET));
  else if (model->thinking_display)
    g_string_append (head, ",\"display\":\"summarized\"");

  if (options->drop_block)
    g_string_append (head, ",\"block_binding\":{\"prefix_mismatch_behavior\":\"drop_block\"}");

  g_string_append_c (head, '}');
}

/* The API's pages on the bash tool and the text editor tool; neither needs a beta. */
#define SHELL_TOOLS "{\"type\":\"bash_20250124\",\"name\":\"bash\"}," \
                    "{\"type\":\"text_editor_20250728\",\"name\":\"str_replace_based_edit_tool\"},"

/* The toolset has neither a name nor sizes, and a marker on the system prompt covers the tools as well. */
static void
write_tool (GString                   *head,
            const BelayRequestOptions *options)
{
  const char *marker = *options->system == '\0' ? CACHE_CONTROL : "";

  g_string_append_printf (head, "{\"type\":\"%s\"", belay_tool_shape_get_type_name (options->shape));

  if (options->shape != BELAY_TOOL_SHAPE_TOOLSET_20260801)
    g_string_append_printf (head, ",\"name\":\"computer\",\"display_width_px\":%d,\"display_height_px\":%d",
                            options->width, options->height);

  if (options->shape == BELAY_TOOL_SHAPE_COMPUTER_20251124)
    g_string_append (head, ",\"enable_zoom\":true");

  g_string_append_printf (head, "%s}", marker);
}

/**
 * belay_request_write_head:
 * @options: what is asked for
 *
 * The same options give the same bytes: a cache is found by them.
 *
 * Returns: (transfer full): the body up to and including "messages":
 */
char *
belay_request_write_head (const BelayRequestOptions *options)
{
  GString *head = g_string_new ("{\"model\":");

  belay_json_append_string (head, options->model->id);
  g_string_append_printf (head, ",\"max_tokens\":%u,\"stream\":true", options->max_tokens);
  write_thinking (head, options);

  if (options->effort != NULL)
    {
      g_string_append (head, ",\"output_config\":{\"effort\":");
      belay_json_append_string (head, options->effort);
      g_string_append_c (head, '}');
    }

  g_string_append (head, ",\"tools\":[");
  /* First: the marker of the last one covers them. */
  if (options->shell)
    g_string_append (head, SHELL_TOOLS);
  write_tool (head, options);
  g_string_append_c (head, ']');

  if (*options->system != '\0')
    {
      g_string_append (head, ",\"system\":[{\"type\":\"text\",\"text\":");
      belay_json_append_string (head, options->system);
      g_string_append (head, CACHE_CONTROL "}]");
    }

  g_string_append (head, ",\"messages\":");

  return g_string_free (head, FALSE);
}

/**
 * belay_request_get_betas:
 * @options: what is asked for
 *
 * Returns: (transfer full) (nullable): the value of the anthropic-beta header;
 *   the toolset needs none
 */
char *
belay_request_get_betas (const BelayRequestOptions *options)
{
  g_autoptr(GPtrArray) betas = g_ptr_array_new ();

  if (options->shape == BELAY_TOOL_SHAPE_COMPUTER_20251124)
    g_ptr_array_add (betas, (gpointer) "computer-use-2025-11-24");
  else if (options->shape == BELAY_TOOL_SHAPE_COMPUTER_20250124)
    g_ptr_array_add (betas, (gpointer) "computer-use-2025-01-24");

  if (options->drop_block)
    g_ptr_array_add (betas, (gpointer) "thinking-binding-controls-2026-08-01");

  if (betas->len == 0)
    return NULL;

  g_ptr_array_add (betas, NULL);

  return g_strjoinv (",", (char **) betas->pdata);
}
