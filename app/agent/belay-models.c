/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-models.h"

#include <string.h>

#include "belay-http.h"
#include "belay-models-parse.h"

#define TABLE           "/io/github/belay_desktop/Belay/models.json"
#define MAX_TABLE       (1024 * 1024)
#define REFRESH_TIMEOUT 20000   /* ms */

struct _BelayModels
{
  GObject       parent_instance;

  GStringChunk *strings;
  GPtrArray    *models;         /* of BelayModel, in order */
  GHashTable   *aliases;        /* another id → id, both in strings */
  const char   *default_id;
};

G_DEFINE_FINAL_TYPE (BelayModels, belay_models, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
belay_models_finalize (GObject *object)
{
  BelayModels *self = BELAY_MODELS (object);

  g_ptr_array_unref (self->models);
  g_hash_table_unref (self->aliases);
  g_string_chunk_free (self->strings);

  G_OBJECT_CLASS (belay_models_parent_class)->finalize (object);
}

static void
belay_models_class_init (BelayModelsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = belay_models_finalize;

  signals[CHANGED] = g_signal_new ("changed", BELAY_TYPE_MODELS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
belay_models_init (BelayModels *self)
{
  self->strings = g_string_chunk_new (1024);
  self->models = g_ptr_array_new_with_free_func (g_free);
  self->aliases = g_hash_table_new (g_str_hash, g_str_equal);
}

static BelayModel *
find (BelayModels *self,
      const char  *id)
{
  const char *alias = g_hash_table_lookup (self->aliases, id);

  for (guint i = 0; i < self->models->len; i++)
    {
      BelayModel *model = self->models->pdata[i];

      if (g_str_equal (model->id, alias != NULL ? alias : id))
        return model;
    }

  return NULL;
}

static gboolean
add_aliases (BelayModels  *self,
             JsonObject   *object,
             const char   *id,
             GError      **error)
{
  JsonArray *aliases;

  if (!belay_json_has (object, "aliases"))
    return TRUE;

  if (!belay_json_get_array (object, "aliases", &aliases, error))
    return FALSE;

  for (guint i = 0; i < json_array_get_length (aliases); i++)
    {
      JsonNode *node = json_array_get_element (aliases, i);

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
        {
          g_set_error (error, BELAY_JSON_ERROR, BELAY_JSON_ERROR_TYPE, "“aliases” must hold strings");
          return FALSE;
        }

      g_hash_table_insert (self->aliases,
                           g_string_chunk_insert_const (self->strings, json_node_get_string (node)),
                           (gpointer) id);
    }

  return TRUE;
}

/* A model that is known already changes only in the members that are given. */
static gboolean
add_model (BelayModels  *self,
           JsonNode     *node,
           GError      **error)
{
  JsonObject *object;
  BelayModel *known;
  BelayModel model;
  const char *id;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, BELAY_JSON_ERROR, BELAY_JSON_ERROR_TYPE, "each model must be an object");
      return FALSE;
    }

  object = json_node_get_object (node);
  if (!belay_json_get_string (object, "id", &id, error))
    return FALSE;

  known = find (self, id);
  if (known != NULL)
    model = *known;
  else
    belay_model_init_unknown (&model, g_string_chunk_insert_const (self->strings, id));

  if (!belay_model_read (&model, object, self->strings, error) ||
      !add_aliases (self, object, model.id, error))
    {
      g_prefix_error (error, "%s: ", id);
      return FALSE;
    }

  if (known != NULL)
    *known = model;
  else
    g_ptr_array_add (self->models, g_memdup2 (&model, sizeof model));

  return TRUE;
}

static gboolean
read_table (BelayModels  *self,
            const char   *text,
            gsize         length,
            GError      **error)
{
  g_autoptr(JsonNode) root = belay_json_parse (text, length, MAX_TABLE, error);
  JsonArray *models;
  JsonObject *object;

  if (root == NULL)
    return FALSE;

  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error (error, BELAY_JSON_ERROR, BELAY_JSON_ERROR_TYPE, "the table must be an object");
      return FALSE;
    }

  object = json_node_get_object (root);

  if (belay_json_has (object, "models"))
    {
      if (!belay_json_get_array (object, "models", &models, error))
        return FALSE;

      for (guint i = 0; i < json_array_get_length (models); i++)
        if (!add_model (self, json_array_get_element (models, i), error))
          {
            g_prefix_error (error, "models[%u]: ", i);
            return FALSE;
          }
    }

  if (belay_json_has (object, "default"))
    {
      const char *id;

      if (!belay_json_get_string (object, "default", &id, error))
        return FALSE;

      if (find (self, id) == NULL)
        {
          g_set_error (error, BELAY_JSON_ERROR, BELAY_JSON_ERROR_TYPE, "default: there is no model “%s”", id);
          return FALSE;
        }

      self->default_id = g_string_chunk_insert_const (self->strings, id);
    }

  return TRUE;
}

/**
 * belay_models_new:
 * @override: (nullable): a file of the user's that changes or adds models; it need not exist
 * @error: (nullable): %BELAY_JSON_ERROR naming file and member, or %G_IO_ERROR, %G_FILE_ERROR
 *
 * Returns: (transfer full) (nullable): the table
 */
BelayModels *
belay_models_new (const char  *override,
                  GError     **error)
{
  g_autoptr(BelayModels) self = g_object_new (BELAY_TYPE_MODELS, NULL);
  g_autoptr(GBytes) shipped = g_resources_lookup_data (TABLE, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autofree char *text = NULL;
  gsize length;

  if (shipped == NULL)
    return NULL;

  if (!read_table (self, g_bytes_get_data (shipped, NULL), g_bytes_get_size (shipped), error))
    return NULL;

  if (override == NULL || !g_file_test (override, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&self);

  if (!g_file_get_contents (override, &text, &length, error))
    return NULL;

  if (!read_table (self, text, length, error))
    {
      g_prefix_error (error, "%s: ", override);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * belay_models_get:
 * @self: the table
 * @id: a model id, or another name of it
 *
 * Returns: (nullable) (transfer none): the model; changes in place when the table is refreshed
 */
const BelayModel *
belay_models_get (BelayModels *self,
                  const char  *id)
{
  g_return_val_if_fail (BELAY_IS_MODELS (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return find (self, id);
}

/**
 * belay_models_get_default:
 * @self: the table
 *
 * Returns: (transfer none): the model for those who did not choose one
 */
const BelayModel *
belay_models_get_default (BelayModels *self)
{
  g_return_val_if_fail (BELAY_IS_MODELS (self), NULL);

  return find (self, self->default_id);
}

/**
 * belay_models_list:
 * @self: the table
 *
 * Returns: (transfer container) (array zero-terminated=1): the models in the order of the table
 */
const BelayModel **
belay_models_list (BelayModels *self)
{
  const BelayModel **list;

  g_return_val_if_fail (BELAY_IS_MODELS (self), NULL);

  list = g_new0 (const BelayModel *, self->models->len + 1);
  for (guint i = 0; i < self->models->len; i++)
    list[i] = self->models->pdata[i];

  return list;
}

/* What the server says of one model. Its limits win over the table's; what it does not say stays. */
static gboolean
learn (BelayModels *self,
       JsonObject  *object)
{
  const char *id;
  const char *title;
  gint64 number;
  BelayModel *model;
  gboolean news = FALSE;

  if (!belay_json_get_string (object, "id", &id, NULL) || strlen (id) > 256)
    return FALSE;

  model = find (self, id);
  if (model == NULL)
    {
      model = g_new0 (BelayModel, 1);
      belay_model_init_unknown (model, g_string_chunk_insert_const (self->strings, id));
      if (belay_json_get_string (object, "display_name", &title, NULL) && strlen (title) <= 256)
        model->title = g_string_chunk_insert_const (self->strings, title);
      g_ptr_array_add (self->models, model);
      news = TRUE;
    }

  if (belay_json_get_int (object, "max_input_tokens", 1, 100000000, &number, NULL) && model->context != number)
    {
      model->context = number;
      news = TRUE;
    }

  if (belay_json_get_int (object, "max_tokens", 1024, 100000000, &number, NULL) && model->output_limit != number)
    {
      model->output_limit = number;
      model->max_output = MIN (model->max_output, model->output_limit);
      news = TRUE;
    }

  return news;
}

typedef struct
{
  GString *body;
} Refresh;

static void
refresh_free (Refresh *refresh)
{
  g_string_free (refresh->body, TRUE);
  g_free (refresh);
}

static gboolean
on_refresh_data (BelayHttpResponse  *response,
                 const char         *bytes,
                 gsize               length,
                 gpointer            user_data,
                 GError            **error)
{
  Refresh *refresh = user_data;

  g_string_append_len (refresh->body, bytes, length);

  return TRUE;
}

static void
on_refreshed (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BelayModels *self = g_task_get_source_object (task);
  Refresh *refresh = g_task_get_task_data (task);
  g_autoptr(BelayHttpResponse) response = NULL;
  g_autoptr(JsonNode) root = NULL;
  GError *error = NULL;
  JsonArray *data = NULL;
  gboolean news = FALSE;

  response = belay_http_send_finish (BELAY_HTTP (source), result, &error);

  if (response != NULL && belay_http_response_get_status (response) != 200)
    g_set_error (&error, G_IO_ERROR, G_IO_ERROR_FAILED, "The server answered with status %u",
                 belay_http_response_get_status (response));
  else if (response != NULL)
    root = belay_json_parse (refresh->body->str, refresh->body->len, MAX_TABLE, &error);

  if (root != NULL && !JSON_NODE_HOLDS_OBJECT (root))
    g_set_error_literal (&error, BELAY_JSON_ERROR, BELAY_JSON_ERROR_TYPE, "The list of models is not an object");
  else if (root != NULL)
    belay_json_get_array (json_node_get_object (root), "data", &data, &error);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  for (guint i = 0; i < json_array_get_length (data); i++)
    if (JSON_NODE_HOLDS_OBJECT (json_array_get_element (data, i)))
      news |= learn (self, json_array_get_object_element (data, i));

  if (news)
    g_signal_emit (self, signals[CHANGED], 0);

  g_task_return_boolean (task, TRUE);
}

/**
 * belay_models_refresh_async:
 * @self: the table
 * @base_url: where the API is
 * @headers: (array zero-terminated=1): the headers of a request, with version and key
 * @cancellable: (nullable): closes the connection
 * @callback: (scope async): called on the main context
 * @user_data: for @callback
 *
 * Asks GET /v1/models (the API's list of models) for contexts, limits and
 * models the table does not know.
 */
void
belay_models_refresh_async (BelayModels         *self,
                            const char          *base_url,
                            const char *const   *headers,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(BelayHttp) http = belay_http_new ();
  g_autofree char *url = NULL;
  BelayHttpRequest request = { 0 };
  Refresh *refresh;

  g_return_if_fail (BELAY_IS_MODELS (self));
  g_return_if_fail (base_url != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, belay_models_refresh_async);

  refresh = g_new0 (Refresh, 1);
  refresh->body = g_string_new (NULL);
  g_task_set_task_data (task, refresh, (GDestroyNotify) refresh_free);

  url = g_strconcat (base_url, "/v1/models?limit=1000", NULL);
  request.url = url;
  request.headers = headers;
  request.max_response = MAX_TABLE;
  request.idle_timeout = REFRESH_TIMEOUT;
  request.func = on_refresh_data;
  request.user_data = refresh;
  belay_http_send_async (http, &request, cancellable, on_refreshed, g_steal_pointer (&task));
}

gboolean
belay_models_refresh_finish (BelayModels   *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
