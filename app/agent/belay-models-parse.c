/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-models-parse.h"

#define MAX_TOKENS 100000000
#define MAX_PRICE  G_GINT64_CONSTANT (100000000000)     /* micro-dollars a million tokens: $100 000 */

static const char *const shape_names[] = {
  [BELAY_TOOL_SHAPE_TOOLSET_20260801] = "computer_toolset_20260801",
  [BELAY_TOOL_SHAPE_COMPUTER_20251124] = "computer_20251124",
  [BELAY_TOOL_SHAPE_COMPUTER_20250124] = "computer_20250124",
};

static const char *const members[] = {
  "id", "aliases", "title", "shapes", "tier", "thinking", "thinking_display", "effort", "context", "max_output",
  "output_limit", "prices", "prices_above", NULL
};

const char *
belay_tool_shape_get_type_name (BelayToolShape shape)
{
  g_return_val_if_fail ((guint) shape < G_N_ELEMENTS (shape_names), NULL);

  return shape_names[shape];
}

/**
 * belay_model_init_unknown:
 * @self: a model to fill
 * @id: (transfer none): its id, which must outlive it
 *
 * What may be assumed of a model nobody has described: it is newer than the
 * table. The smaller pictures are right for every model, and what is not
 * known is not sent.
 */
void
belay_model_init_unknown (BelayModel *self,
                          const char *id)
{
  *self = (BelayModel) {
    .id = id,
    .title = id,
    .shape = BELAY_TOOL_SHAPE_TOOLSET_20260801,
    .fallback = BELAY_TOOL_SHAPE_COMPUTER_20251124,
    .tier = BELAY_TIER_STANDARD,
    .thinking = "adaptive",
    .thinking_display = TRUE,
    .max_output = 32000,
    .output_limit = 64000,
    .context = 200000,
    .price_input = -1,
    .price_write_5m = -1,
    .price_write_1h = -1,
    .price_read = -1,
    .price_output = -1,
    .above_input = -1,
    .above_write_5m = -1,
    .above_write_1h = -1,
    .above_read = -1,
    .above_output = -1,
  };
}

static gboolean
fail (GError     **error,
      const char  *sentence)
{
  g_set_error_literal (error, BELAY_JSON_ERROR, BELAY_JSON_ERROR_TYPE, sentence);

  return FALSE;
}

static gboolean
read_shape (JsonArray       *shapes,
            guint            index,
            BelayToolShape  *shape,
            GError         **error)
{
  JsonNode *node = json_array_get_element (shapes, index);

  for (guint i = 0; i < G_N_ELEMENTS (shape_names); i++)
    if (JSON_NODE_HOLDS_VALUE (node) && g_strcmp0 (json_node_get_string (node), shape_names[i]) == 0)
      {
        *shape = i;
        return TRUE;
      }

  return fail (error, "“shapes” must hold names of computer tools");
}

static gboolean
read_shapes (BelayModel  *self,
             JsonObject  *object,
             GError     **error)
{
  JsonArray *shapes;
  guint n_shapes;

  if (!belay_json_has (object, "shapes"))
    return TRUE;

  if (!belay_json_get_array (object, "shapes", &shapes, error))
    return FALSE;

  n_shapes = json_array_get_length (shapes);
  if (n_shapes < 1 || n_shapes > 2)
    return fail (error, "“shapes” must hold one or two names of computer tools");

  return read_shape (shapes, 0, &self->shape, error) &&
         read_shape (shapes, n_shapes - 1, &self->fallback, error);
}

static gboolean
read_tier (BelayModel  *self,
           JsonObject  *object,
           GError     **error)
{
  const char *tier;

  if (!belay_json_has (object, "tier"))
    return TRUE;

  if (!belay_json_get_string (object, "tier", &tier, error))
    return FALSE;

  if (g_str_equal (tier, "high"))
    self->tier = BELAY_TIER_HIGH;
  else if (g_str_equal (tier, "standard"))
    self->tier = BELAY_TIER_STANDARD;
  else
    return fail (error, "“tier” must be “high” or “standard”");

  return TRUE;
}

/* A string, or null for none; a member that is not there changes nothing. */
static gboolean
read_optional_string (JsonObject    *object,
                      const char    *member,
                      GStringChunk  *strings,
                      const char   **value,
                      GError       **error)
{
  const char *text;

  if (!json_object_has_member (object, member))
    return TRUE;

  if (!belay_json_has (object, member))
    {
      *value = NULL;
      return TRUE;
    }

  if (!belay_json_get_string (object, member, &text, error))
    return FALSE;

  *value = g_string_chunk_insert_const (strings, text);

  return TRUE;
}

static gboolean
read_thinking (BelayModel    *self,
               JsonObject    *object,
               GStringChunk  *strings,
               GError       **error)
{
  if (!read_optional_string (object, "thinking", strings, &self->thinking, error))
    return FALSE;

  if (self->thinking != NULL && !g_str_equal (self->thinking, "adaptive") && !g_str_equal (self->thinking, "enabled"))
    return fail (error, "“thinking” must be “adaptive”, “enabled” or null");

  if (belay_json_has (object, "thinking_display"))
    return belay_json_get_boolean (object, "thinking_display", &self->thinking_display, error);

  return TRUE;
}

static gboolean
read_count (JsonObject  *object,
            const char  *member,
            gint64       minimum,
            guint       *value,
            GError     **error)
{
  gint64 number;

  if (!belay_json_has (object, member))
    return TRUE;

  if (!belay_json_get_int (object, member, minimum, MAX_TOKENS, &number, error))
    return FALSE;

  *value = number;

  return TRUE;
}

static gboolean
read_price (JsonObject  *object,
            const char  *member,
            gint64      *value,
            GError     **error)
{
  return !belay_json_has (object, member) ||
         belay_json_get_int (object, member, 0, MAX_PRICE, value, error);
}

static gboolean
read_prices (BelayModel  *self,
             JsonObject  *object,
             GError     **error)
{
  JsonObject *prices;

  if (belay_json_has (object, "prices") &&
      (!belay_json_get_object (object, "prices", &prices, error) ||
       !read_price (prices, "input", &self->price_input, error) ||
       !read_price (prices, "write_5m", &self->price_write_5m, error) ||
       !read_price (prices, "write_1h", &self->price_write_1h, error) ||
       !read_price (prices, "read", &self->price_read, error) ||
       !read_price (prices, "output", &self->price_output, error)))
    {
      g_prefix_error (error, "prices: ");
      return FALSE;
    }

  if (belay_json_has (object, "prices_above") &&
      (!belay_json_get_object (object, "prices_above", &prices, error) ||
       !read_count (prices, "tokens", 1, &self->price_step, error) ||
       !read_price (prices, "input", &self->above_input, error) ||
       !read_price (prices, "write_5m", &self->above_write_5m, error) ||
       !read_price (prices, "write_1h", &self->above_write_1h, error) ||
       !read_price (prices, "read", &self->above_read, error) ||
       !read_price (prices, "output", &self->above_output, error)))
    {
      g_prefix_error (error, "prices_above: ");
      return FALSE;
    }

  return TRUE;
}

/**
 * belay_model_read:
 * @self: a model, filled
 * @object: an entry of the table
 * @strings: where strings are kept
 * @error: (nullable): %BELAY_JSON_ERROR_TYPE naming the member
 *
 * Changes what @object gives and nothing else. A member nobody knows is an
 * error: it is most likely a slip.
 *
 * Returns: %TRUE if all of it was understood; otherwise @self is undefined
 */
gboolean
belay_model_read (BelayModel    *self,
                  JsonObject    *object,
                  GStringChunk  *strings,
                  GError       **error)
{
  g_autoptr(GList) names = json_object_get_members (object);

  for (GList *each = names; each != NULL; each = each->next)
    if (!g_strv_contains (members, each->data))
      {
        g_set_error (error, BELAY_JSON_ERROR, BELAY_JSON_ERROR_TYPE, "“%s” is not a member of a model",
                     (const char *) each->data);
        return FALSE;
      }

  if (!read_optional_string (object, "title", strings, &self->title, error) ||
      !read_shapes (self, object, error) ||
      !read_tier (self, object, error) ||
      !read_thinking (self, object, strings, error) ||
      !read_optional_string (object, "effort", strings, &self->effort, error) ||
      !read_count (object, "context", 1, &self->context, error) ||
      !read_count (object, "max_output", 1, &self->max_output, error) ||
      !read_count (object, "output_limit", 1, &self->output_limit, error) ||
      !read_prices (self, object, error))
    return FALSE;

  if (self->title == NULL)
    return fail (error, "“title” must be a string");

  self->output_limit = MAX (self->output_limit, self->max_output);

  return TRUE;
}

static gboolean
add_price (gint64  *sum,
           guint64  tokens,
           gint64   price)
{
  gint64 cost;

  if (tokens == 0)
    return TRUE;

  return price >= 0 && tokens <= G_MAXINT64 &&
         !__builtin_mul_overflow ((gint64) tokens, price, &cost) &&
         !__builtin_add_overflow (*sum, cost, sum);
}

/**
 * belay_model_price:
 * @self: a model
 * @usage: the tokens of one reply, whose cost is filled in: micro-dollars
 *   rounded to the nearest, -1 if a price that is needed is not known
 *
 * With a price step the size of the whole prompt decides (the API's
 * price list), so this is for single replies, not for sums.
 */
void
belay_model_price (const BelayModel *self,
                   BelayUsage       *usage)
{
  gint64 sum = 0;
  guint64 prompt;
  gboolean above;

  g_return_if_fail (self != NULL);
  g_return_if_fail (usage != NULL);

  prompt = usage->input + usage->cache_read + usage->cache_write_5m + usage->cache_write_1h;
  above = self->price_step > 0 && prompt > self->price_step;

  if (add_price (&sum, usage->input, above ? self->above_input : self->price_input) &&
      add_price (&sum, usage->cache_read, above ? self->above_read : self->price_read) &&
      add_price (&sum, usage->cache_write_5m, above ? self->above_write_5m : self->price_write_5m) &&
      add_price (&sum, usage->cache_write_1h, above ? self->above_write_1h : self->price_write_1h) &&
      add_price (&sum, usage->output, above ? self->above_output : self->price_output) &&
      sum <= G_MAXINT64 - 500000)
    usage->cost = (sum + 500000) / 1000000;
  else
    usage->cost = -1;
}
