/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-json.h"
#include "belay-models.h"

#include <glib/gstdio.h>
#include <string.h>

#include "fake-api.h"

static void
test_shipped (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayModels) models = belay_models_new (NULL, &error);
  g_autofree const BelayModel **list = NULL;
  const BelayModel *model;

  g_assert_no_error (error);
  model = belay_models_get_default (models);
  g_assert_cmpstr (model->id, ==, "claude-sonnet-5-5");
  g_assert_cmpstr (model->title, ==, "Claude Sonnet 5.5");
  g_assert_cmpint (model->shape, ==, BELAY_TOOL_SHAPE_TOOLSET_20260801);
  g_assert_cmpint (model->tier, ==, BELAY_TIER_HIGH);
  g_assert_cmpuint (model->context, ==, 1000000);

  model = belay_models_get (models, "claude-opus-4-5-20251101");
  g_assert_cmpstr (model->id, ==, "claude-opus-4-5");
  g_assert_cmpint (model->shape, ==, BELAY_TOOL_SHAPE_COMPUTER_20251124);
  g_assert_cmpint (model->fallback, ==, model->shape);
  g_assert_cmpint (model->tier, ==, BELAY_TIER_STANDARD);

  g_assert_null (belay_models_get (models, "gpt"));
  g_assert_null (belay_models_get (models, "claude-haiku-4-5")->effort);

  list = belay_models_list (models);
  g_assert_cmpstr (list[0]->id, ==, "claude-sonnet-5-5");
  g_assert_null (list[18]);
  for (guint i = 0; i < 18; i++)
    {
      g_assert_true (belay_models_get (models, list[i]->id) == list[i]);
      g_assert_cmpuint (list[i]->max_output, <=, list[i]->output_limit);
    }
}

static gint64
price (const char *id,
       BelayUsage  usage)
{
  g_autoptr(BelayModels) models = belay_models_new (NULL, NULL);

  belay_model_price (belay_models_get (models, id), &usage);

  return usage.cost;
}

static void
test_prices (void)
{
  const BelayUsage million = { .input = 1000000, .cache_read = 1000000, .cache_write_5m = 1000000,
                               .cache_write_1h = 1000000, .output = 1000000 };

  g_assert_cmpint (price ("claude-sonnet-5-5", million), ==, 2000000 + 100000 + 2500000 + 4000000 + 10000000);
  g_assert_cmpint (price ("claude-opus-5-5", (BelayUsage) { .input = 1000, .output = 100 }), ==, 4000 + 2000);
  g_assert_cmpint (price ("claude-haiku-5-5", (BelayUsage) { .input = 1000, .cache_read = 99000 }), ==, 100 + 990);
  g_assert_cmpint (price ("claude-haiku-5-5", (BelayUsage) { .input = 1001, .cache_read = 99000 }), ==, 501 + 4950);
  g_assert_cmpint (price ("claude-haiku-5-5", (BelayUsage) { .output = 3 }), ==, 2);
  g_assert_cmpint (price ("claude-fable-5-2", (BelayUsage) { .input = 1 }), ==, -1);
  g_assert_cmpint (price ("claude-fable-5-2", (BelayUsage) { 0 }), ==, 0);
  g_assert_cmpint (price ("claude-sonnet-5-5", (BelayUsage) { .input = G_MAXUINT64 }), ==, -1);
}

static BelayModels *
load (const char  *text,
      GError     **error)
{
  g_autofree char *path = NULL;
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  int fd = g_file_open_tmp ("models-XXXXXX", &path, NULL);
  BelayModels *models;

  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, json, -1, NULL));
  models = belay_models_new (path, error);
  g_unlink (path);

  return models;
}

static void
test_override (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayModels) models = load (
    "{'default': 'mine', 'models': [{'id': 'claude-sonnet-5-5', 'effort': 'low', 'prices': {'input': 7}}, "
    "{'id': 'mine', 'title': 'Mine', 'shapes': ['computer_20250124'], 'thinking': null}]}", &error);
  const BelayModel *model;

  g_assert_no_error (error);
  model = belay_models_get (models, "claude-sonnet-5-5");
  g_assert_cmpstr (model->effort, ==, "low");
  g_assert_cmpint (model->price_input, ==, 7);
  g_assert_cmpint (model->price_output, ==, 10000000);

  model = belay_models_get_default (models);
  g_assert_cmpstr (model->title, ==, "Mine");
  g_assert_null (model->thinking);
  g_assert_cmpint (model->price_input, ==, -1);
  g_assert_cmpint (model->tier, ==, BELAY_TIER_STANDARD);
}

static void
test_malformed (void)
{
  static const struct
  {
    const char *text;
    const char *named;
  } bad[] = {
    { "", "" },
    { "[]", "object" },
    { "{'models': 3}", "models" },
    { "{'models': [3]}", "models[0]" },
    { "{'models': [{}]}", "id" },
    { "{'models': [{'id': 'x', 'prise': 1}]}", "prise" },
    { "{'models': [{'id': 'x', 'shapes': []}]}", "shapes" },
    { "{'models': [{'id': 'x', 'shapes': ['computer']}]}", "shapes" },
    { "{'models': [{'id': 'x', 'shapes': [3]}]}", "shapes" },
    { "{'models': [{'id': 'x', 'tier': 'huge'}]}", "tier" },
    { "{'models': [{'id': 'x', 'thinking': 'hard'}]}", "thinking" },
    { "{'models': [{'id': 'x', 'effort': 3}]}", "effort" },
    { "{'models': [{'id': 'x', 'context': -1}]}", "context" },
    { "{'models': [{'id': 'x', 'title': null}]}", "title" },
    { "{'models': [{'id': 'x', 'aliases': [1]}]}", "aliases" },
    { "{'models': [{'id': 'x', 'prices': {'input': 0.5}}]}", "input" },
    { "{'models': [{'id': 'x', 'prices_above': {'read': -1}}]}", "prices_above" },
    { "{'default': 'nobody'}", "nobody" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", bad[i].text);
      g_assert_null (load (bad[i].text, &error));
      g_assert_true (error->domain == BELAY_JSON_ERROR);
      g_assert_nonnull (strstr (error->message, bad[i].named));
    }
}

static void
on_refreshed (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
count (BelayModels *models,
       gpointer     user_data)
{
  ++*(guint *) user_data;
}

static gboolean
refresh (BelayModels  *models,
         const char   *base_url,
         const char   *key,
         GError      **error)
{
  const char *const headers[] = { key, "anthropic-version: 2023-06-01", NULL };
  g_autoptr(GAsyncResult) result = NULL;

  belay_models_refresh_async (models, base_url, headers, NULL, on_refreshed, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return belay_models_refresh_finish (models, result, error);
}

static void
test_refresh (void)
{
  g_autoptr(FakeApi) api = fake_api_start (
    "{'models': [{'id': 'claude-sonnet-5-5', 'max_input_tokens': 2000000, 'max_tokens': 256000}, 3, {'id': 4}, "
    "{'id': 'claude-next-6', 'display_name': 'Claude Next 6', 'max_tokens': 8192}]}", "k");
  g_autoptr(BelayModels) models = belay_models_new (NULL, NULL);
  const BelayModel *known = belay_models_get (models, "claude-sonnet-5-5");
  const BelayModel *unknown;
  g_autoptr(GError) error = NULL;
  guint n_changes = 0;

  g_signal_connect (models, "changed", G_CALLBACK (count), &n_changes);

  g_assert_false (refresh (models, api->base_url, "x-api-key: wrong", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_cmpuint (n_changes, ==, 0);

  g_assert_true (refresh (models, api->base_url, "x-api-key: k", &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_cmpuint (known->context, ==, 2000000);
  g_assert_cmpuint (known->output_limit, ==, 256000);
  g_assert_cmpint (known->price_input, ==, 2000000);

  unknown = belay_models_get (models, "claude-next-6");
  g_assert_cmpstr (unknown->title, ==, "Claude Next 6");
  g_assert_cmpuint (unknown->max_output, ==, 8192);
  g_assert_cmpint (unknown->price_input, ==, -1);

  g_assert_true (refresh (models, api->base_url, "x-api-key: k", &error));
  g_assert_cmpuint (n_changes, ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/models/shipped", test_shipped);
  g_test_add_func ("/models/prices", test_prices);
  g_test_add_func ("/models/override", test_override);
  g_test_add_func ("/models/malformed", test_malformed);
  g_test_add_func ("/models/refresh", test_refresh);

  return g_test_run ();
}
