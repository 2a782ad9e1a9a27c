/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-claude-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/mman.h>

#include "belay-json.h"

#define BASE_URL     "https://api.anthropic.com"
#define API_VERSION  "2023-06-01"
#define PROMPT       "/io/github/belay_desktop/Belay/system-prompt.md"
#define IDLE_TIMEOUT 90         /* seconds */
#define MAX_HEADER   (16 * 1024)

static void belay_claude_agent_init (BelayAgentInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BelayClaude, belay_claude, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BELAY_TYPE_AGENT, belay_claude_agent_init))

/* Which shape was accepted after another was refused: "base-url model" → BelayToolShape. For the life of the process,
 * so that the next session does not ask again. Main thread only. */
static GHashTable *known_shapes;

static const char *
get_title (BelayAgent *agent)
{
  return BELAY_CLAUDE (agent)->model->title;
}

static const char *
get_model (BelayAgent *agent)
{
  return BELAY_CLAUDE (agent)->model->id;
}

static gboolean
is_rehearsal (BelayAgent *agent)
{
  return FALSE;
}

static BelayTier
get_tier (BelayAgent *agent)
{
  return BELAY_CLAUDE (agent)->model->tier;
}

static void
append_member (GString    *json,
               const char *name,
               const char *value)
{
  g_string_append_printf (json, "%s\"%s\":", json->len > 1 ? "," : "", name);

  if (value != NULL)
    belay_json_append_string (json, value);
  else
    g_string_append (json, "null");
}

/* Of the extra headers only the names: their values may be secrets. */
static void
append_header_names (GString     *json,
                     char       **headers)
{
  g_string_append (json, ",\"extra_headers\":[");

  for (guint i = 0; headers != NULL && headers[i] != NULL; i++)
    {
      g_autofree char *name = g_strndup (headers[i], strcspn (headers[i], ":"));

      if (i > 0)
        g_string_append_c (json, ',');
      belay_json_append_string (json, name);
    }

  g_string_append_c (json, ']');
}

static char *
describe (BelayAgent *agent)
{
  BelayClaude *self = BELAY_CLAUDE (agent);
  GString *json = g_string_new ("{");

  append_member (json, "agent", "claude");
  append_member (json, "model", self->model->id);
  append_member (json, "shape", belay_tool_shape_get_type_name (self->shape));
  append_member (json, "base_url", self->base_url);
  append_member (json, "api_version", self->api_version);
  append_member (json, "thinking", self->model->thinking);
  append_member (json, "effort", self->effort);
  g_string_append_printf (json, ",\"max_tokens\":%u", self->model->max_output);
  g_string_append_printf (json, ",\"shell\":%s", self->shell ? "true" : "false");
  append_header_names (json, self->extra_headers);
  append_member (json, "system_prompt_version", self->system_version);
  append_member (json, "system_prompt", self->system);
  g_string_append_c (json, '}');

  return g_string_free (json, FALSE);
}

static void
set_screen (BelayAgent *agent,
            int         picture_width,
            int         picture_height)
{
  BelayClaude *self = BELAY_CLAUDE (agent);

  self->width = picture_width;
  self->height = picture_height;
}

static void
ask_async (BelayAgent          *agent,
           BelayMessage        *message,
           GCancellable        *cancellable,
           GAsyncReadyCallback  callback,
           gpointer             user_data)
{
  BelayClaude *self = BELAY_CLAUDE (agent);

  if (self->ask != NULL && !belay_ask_abandon (self->ask))
    {
      g_task_report_new_error (self, callback, user_data, ask_async, G_IO_ERROR, G_IO_ERROR_PENDING,
                               "The agent is being asked already");
      return;
    }

  belay_ask_start (self, message, cancellable, callback, user_data);
}

static BelayReply *
ask_finish (BelayAgent    *agent,
            GAsyncResult  *result,
            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, agent), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
retry_now (BelayAgent *agent)
{
  BelayClaude *self = BELAY_CLAUDE (agent);

  if (self->ask != NULL)
    belay_ask_retry_now (self->ask);
}

/* An ask that was cancelled may still wait for its connection to close. */
static void
begin_anew (BelayAgent *agent)
{
  BelayClaude *self = BELAY_CLAUDE (agent);

  if (self->ask != NULL && !belay_ask_abandon (self->ask))
    {
      g_critical ("A conversation was to be forgotten in the middle of an answer");
      return;
    }

  belay_transcript_truncate (self->transcript, 0);
}

static guint
get_mark (BelayAgent *agent)
{
  return belay_transcript_get_length (BELAY_CLAUDE (agent)->transcript);
}

static void
return_to (BelayAgent *agent,
           guint       mark)
{
  BelayClaude *self = BELAY_CLAUDE (agent);

  if ((self->ask != NULL && !belay_ask_abandon (self->ask)) || mark > belay_transcript_get_length (self->transcript))
    {
      g_critical ("A conversation was to go back to where it cannot");
      return;
    }

  belay_transcript_truncate (self->transcript, mark);
}

static const char *
get_base_url (BelayAgent *agent)
{
  return BELAY_CLAUDE (agent)->base_url;
}

static void
set_shell (BelayAgent *agent,
           gboolean    shell)
{
  BELAY_CLAUDE (agent)->shell = shell;
}

static void
belay_claude_agent_init (BelayAgentInterface *iface)
{
  iface->get_title = get_title;
  iface->get_model = get_model;
  iface->is_rehearsal = is_rehearsal;
  iface->get_tier = get_tier;
  iface->describe = describe;
  iface->get_base_url = get_base_url;
  iface->set_screen = set_screen;
  iface->ask_async = ask_async;
  iface->ask_finish = ask_finish;
  iface->retry_now = retry_now;
  iface->begin_anew = begin_anew;
  iface->set_shell = set_shell;
  iface->get_mark = get_mark;
  iface->return_to = return_to;
}

static void
belay_claude_finalize (GObject *object)
{
  BelayClaude *self = BELAY_CLAUDE (object);

  if (self->api_key != NULL)
    {
      explicit_bzero (self->api_key, self->api_key_size);
      munlock (self->api_key, self->api_key_size);
      g_free (self->api_key);
    }

  g_clear_pointer (&self->extra_headers, belay_claude_free_headers);
  g_clear_object (&self->models);
  g_clear_object (&self->http);
  g_clear_pointer (&self->transcript, belay_transcript_free);
  g_free (self->base_url);
  g_free (self->api_version);
  g_free (self->effort);
  g_free (self->system);
  g_free (self->system_version);

  G_OBJECT_CLASS (belay_claude_parent_class)->finalize (object);
}

static void
belay_claude_class_init (BelayClaudeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = belay_claude_finalize;

  known_shapes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
belay_claude_init (BelayClaude *self)
{
  self->transcript = belay_transcript_new ();
  self->http = belay_http_new ();
  self->width = 1280;
  self->height = 800;
}

static char *
get_shape_key (BelayClaude *self)
{
  return g_strconcat (self->base_url, " ", self->model->id, NULL);
}

void
belay_claude_remember_shape (BelayClaude *self)
{
  g_hash_table_replace (known_shapes, get_shape_key (self), GUINT_TO_POINTER (self->shape));
}

static void
recall_shape (BelayClaude *self)
{
  g_autofree char *key = get_shape_key (self);
  gpointer shape;

  self->shape = self->model->shape;
  if (g_hash_table_lookup_extended (known_shapes, key, NULL, &shape))
    self->shape = GPOINTER_TO_UINT (shape);
}

static gboolean
is_printable (const char *text)
{
  gsize length = strlen (text);

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isprint (text[i]))
      return FALSE;

  return length > 0 && length <= MAX_HEADER;
}

/* A header that ends too early would begin another one. */
static gboolean
check_headers (const char *const  *headers,
               GError            **error)
{
  for (guint i = 0; headers != NULL && headers[i] != NULL; i++)
    {
      gsize name = strspn (headers[i], "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

      if (name == 0 || headers[i][name] != ':' || !is_printable (headers[i]))
        {
          g_set_error (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_REQUEST,
                       _("An extra header must have the form “name: value”."));
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
has_header (char       **headers,
            const char  *name)
{
  gsize length = strlen (name);

  for (guint i = 0; headers != NULL && headers[i] != NULL; i++)
    if (g_ascii_strncasecmp (headers[i], name, length) == 0 && headers[i][length] == ':')
      return TRUE;

  return FALSE;
}

static gboolean
set_key (BelayClaude  *self,
         const char   *key,
         GError      **error)
{
  if (key == NULL || *key == '\0')
    {
      /* Behind a gateway another header may say who asks. */
      if (has_header (self->extra_headers, "authorization") || has_header (self->extra_headers, "x-api-key"))
        return TRUE;

      g_set_error_literal (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_KEY, _("An API key is needed."));
      return FALSE;
    }

  if (!is_printable (key) || strchr (key, ' ') != NULL)
    {
      g_set_error_literal (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_KEY,
                           _("The API key holds characters that no key has."));
      return FALSE;
    }

  self->api_key_size = strlen (key) + 1;
  self->api_key = g_malloc (self->api_key_size);
  (void) !mlock (self->api_key, self->api_key_size);    /* as good as the limits allow */
  memcpy (self->api_key, key, self->api_key_size);

  return TRUE;
}

static gboolean
set_base_url (BelayClaude  *self,
              const char   *base_url,
              GError      **error)
{
  gsize length;

  if (base_url == NULL || *base_url == '\0')
    base_url = g_getenv ("ANTHROPIC_BASE_URL");
  if (base_url == NULL || *base_url == '\0')
    base_url = BASE_URL;

  length = strlen (base_url);
  while (length > 0 && base_url[length - 1] == '/')
    length--;

  self->base_url = g_strndup (base_url, length);
  if (g_str_has_suffix (self->base_url, "/v1"))
    self->base_url[length - strlen ("/v1")] = '\0';

  /* The address is shown and recorded: it has no place for secrets. */
  if (!belay_http_check_url (self->base_url, NULL) || strpbrk (self->base_url, "?#") != NULL)
    {
      g_set_error_literal (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_REQUEST,
                           _("The address of the service must begin with https:// and must not hold a user name, "
                             "a question mark or a number sign."));
      return FALSE;
    }

  return TRUE;
}

/**
 * belay_claude_load_prompt:
 * @version: (out) (optional) (transfer full): its version
 *
 * Returns: (transfer full): the shipped system prompt as it is sent
 */
char *
belay_claude_load_prompt (char **version)
{
  g_autoptr(GBytes) bytes = g_resources_lookup_data (PROMPT, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autofree char *text = NULL;
  char *body;

  g_assert (bytes != NULL);

  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  body = strchr (text, '\n');
  g_assert (body != NULL && g_str_has_prefix (text, "<!-- version: "));

  if (version != NULL)
    *version = g_strndup (text + strlen ("<!-- version: "), strcspn (text + strlen ("<!-- version: "), " "));

  return g_strdup (g_strstrip (body));
}

/**
 * belay_claude_new:
 * @models: the table
 * @model: a model of it
 * @options: the settings; copied
 * @error: (nullable): %BELAY_AGENT_ERROR_KEY if there is none, %BELAY_AGENT_ERROR_REQUEST for other settings
 *
 * Returns: (transfer full) (nullable): an agent at the start of a conversation
 */
BelayClaude *
belay_claude_new (BelayModels               *models,
                  const char                *model,
                  const BelayClaudeOptions  *options,
                  GError                   **error)
{
  g_autoptr(BelayClaude) self = NULL;

  g_return_val_if_fail (BELAY_IS_MODELS (models), NULL);
  g_return_val_if_fail (model != NULL, NULL);
  g_return_val_if_fail (options != NULL, NULL);

  self = g_object_new (BELAY_TYPE_CLAUDE, NULL);
  self->models = g_object_ref (models);
  self->model = belay_models_get (models, model);

  if (self->model == NULL)
    {
      g_set_error (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_REQUEST,
                   _("There is no model “%s” in the table of models."), model);
      return NULL;
    }

  if (!check_headers (options->extra_headers, error) ||
      !set_base_url (self, options->base_url, error))
    return NULL;

  self->extra_headers = g_strdupv ((char **) options->extra_headers);
  self->bearer = options->bearer;
  self->api_version = g_strdup (options->api_version != NULL ? options->api_version : API_VERSION);
  self->effort = g_strdup (options->effort != NULL && self->model->effort != NULL ? options->effort
                                                                                  : self->model->effort);
  self->idle_timeout = (options->idle_timeout > 0 ? options->idle_timeout : IDLE_TIMEOUT) * 1000;
  recall_shape (self);

  if (options->system_prompt != NULL)
    {
      self->system = g_utf8_make_valid (options->system_prompt, -1);
      self->system_version = g_strdup ("custom");
    }
  else
    {
      self->system = belay_claude_load_prompt (&self->system_version);
    }

  if (!is_printable (self->api_version))
    {
      g_set_error_literal (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_REQUEST,
                           _("The version of the API must be a date such as 2023-06-01."));
      return NULL;
    }

  return set_key (self, options->api_key, error) ? g_steal_pointer (&self) : NULL;
}

const char *
belay_claude_get_base_url (BelayClaude *self)
{
  g_return_val_if_fail (BELAY_IS_CLAUDE (self), NULL);

  return self->base_url;
}

static const char *
find_value (char       **headers,
            const char  *name)
{
  gsize length = strlen (name);

  for (guint i = 0; headers != NULL && headers[i] != NULL; i++)
    if (g_ascii_strncasecmp (headers[i], name, length) == 0 && headers[i][length] == ':')
      return headers[i] + length + 1 + strspn (headers[i] + length + 1, " ");

  return NULL;
}

/**
 * belay_claude_build_headers:
 * @self: an agent
 * @betas: (nullable): the value of the anthropic-beta header
 *
 * The extra headers win over ours, but for the betas, which are joined.
 *
 * Returns: (transfer full): headers that hold the key
 */
char **
belay_claude_build_headers (BelayClaude *self,
                            const char  *betas)
{
  g_autoptr(GPtrArray) headers = g_ptr_array_new ();
  const char *extra_betas = find_value (self->extra_headers, "anthropic-beta");

  g_ptr_array_add (headers, g_strdup ("content-type: application/json"));
  g_ptr_array_add (headers, g_strdup ("accept: application/json"));

  if (!has_header (self->extra_headers, "anthropic-version"))
    g_ptr_array_add (headers, g_strconcat ("anthropic-version: ", self->api_version, NULL));

  if (self->api_key != NULL)
    g_ptr_array_add (headers, g_strconcat (self->bearer ? "authorization: Bearer " : "x-api-key: ", self->api_key, NULL));

  if (betas != NULL && extra_betas != NULL)
    g_ptr_array_add (headers, g_strconcat ("anthropic-beta: ", extra_betas, ",", betas, NULL));
  else if (betas != NULL || extra_betas != NULL)
    g_ptr_array_add (headers, g_strconcat ("anthropic-beta: ", betas != NULL ? betas : extra_betas, NULL));

  for (guint i = 0; self->extra_headers != NULL && self->extra_headers[i] != NULL; i++)
    if (g_ascii_strncasecmp (self->extra_headers[i], "anthropic-beta:", strlen ("anthropic-beta:")) != 0)
      g_ptr_array_add (headers, g_strdup (self->extra_headers[i]));

  g_ptr_array_add (headers, NULL);

  return (char **) g_ptr_array_free (g_steal_pointer (&headers), FALSE);
}

void
belay_claude_free_headers (char **headers)
{
  for (guint i = 0; headers[i] != NULL; i++)
    {
      explicit_bzero (headers[i], strlen (headers[i]));
      g_free (headers[i]);
    }

  g_free (headers);
}
