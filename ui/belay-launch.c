/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-launch.h"

#include <glib/gi18n-lib.h>
#include "belay-claude.h"
#include "belay-flatten-choice.h"
#include "belay-key.h"
#include "belay-rehearsal.h"
#include "belay-replay.h"
#include "belay-saved-rules.h"
#include "belay-session-freeze.h"

#define MIB_PER_GIB 1024
#define IDLE_NOTICE (30 * 1000)    /* milliseconds between “are you still there” and handing back */

G_DEFINE_BOXED_TYPE (BelayLaunch, belay_launch, belay_launch_copy, belay_launch_free)

static char *
non_empty (char *value)
{
  if (value != NULL && *value == '\0')
    g_clear_pointer (&value, g_free);

  return value;
}

/**
 * belay_launch_new:
 * @settings: the settings
 *
 * Returns: (transfer full): a session as the person has set it up, without a task
 */
BelayLaunch *
belay_launch_new (BelaySettings *settings)
{
  BelayLaunch *self = g_new0 (BelayLaunch, 1);
  g_autofree char *flatten = belay_settings_get_string (settings, "flatten");

  self->flatten = belay_flatten_choice_to_levels (flatten);
  self->sandbox = belay_settings_get_string (settings, "sandbox");
  belay_vm_limits_init (&self->machine);
  self->machine.memory = belay_settings_get_uint (settings, "machine-memory");
  self->machine.cpus = belay_settings_get_uint (settings, "machine-processors");
  self->machine.disk = belay_settings_get_uint (settings, "machine-disk") * MIB_PER_GIB;
  self->shell = belay_settings_get_boolean (settings, "shell");
  self->hosts = belay_settings_get_strv (settings, "allowed-hosts");
  self->model = non_empty (belay_settings_get_string (settings, "model"));
  self->slack = belay_settings_get_string (settings, "slack");
  self->budget.cost = (gint64) (belay_settings_get_double (settings, "limit-cost") * G_USEC_PER_SEC + 0.5);
  self->budget.steps = belay_settings_get_uint (settings, "limit-steps");
  self->budget.minutes = belay_settings_get_uint (settings, "limit-minutes");
  self->stop_freezes = belay_settings_get_boolean (settings, "stop-freezes");
  self->idle_minutes = belay_settings_get_uint (settings, "idle-minutes");

  return self;
}

/**
 * belay_launch_copy:
 * @self: a launch
 *
 * Returns: (transfer full): the same again
 */
BelayLaunch *
belay_launch_copy (const BelayLaunch *self)
{
  BelayLaunch *copy = g_memdup2 (self, sizeof *self);

  copy->task = g_strdup (self->task);
  copy->sandbox = g_strdup (self->sandbox);
  copy->hosts = g_strdupv (self->hosts);
  copy->model = g_strdup (self->model);
  copy->slack = g_strdup (self->slack);
  copy->rehearsal = g_strdup (self->rehearsal);

  return copy;
}

/**
 * belay_launch_free:
 * @self: (transfer full): a launch
 */
void
belay_launch_free (BelayLaunch *self)
{
  g_free (self->task);
  g_free (self->sandbox);
  g_strfreev (self->hosts);
  g_free (self->model);
  g_free (self->slack);
  g_free (self->rehearsal);
  g_free (self);
}

/**
 * belay_launch_take_string:
 * @member: a string of a launch
 * @value: (transfer full) (nullable): what it becomes
 */
void
belay_launch_take_string (char **member,
                          char  *value)
{
  g_free (*member);
  *member = value;
}

/**
 * belay_launch_get_models:
 * @error: return location for an error
 *
 * The table of models, read once. An override of the user's that cannot be used is an error each time, so that it can
 * be shown where models are chosen.
 *
 * Returns: (transfer none) (nullable): the models
 */
BelayModels *
belay_launch_get_models (GError **error)
{
  static BelayModels *models = NULL;
  g_autofree char *path = NULL;

  if (models != NULL)
    return models;

  path = g_build_filename (g_get_user_config_dir (), "belay", "models.json", NULL);
  models = belay_models_new (g_file_test (path, G_FILE_TEST_EXISTS) ? path : NULL, error);

  return models;
}

/**
 * belay_launch_get_base_url:
 * @settings: the settings
 *
 * Returns: (transfer full) (nullable): where the model is reached, from the settings or the environment; %NULL for the
 *   usual address
 */
char *
belay_launch_get_base_url (BelaySettings *settings)
{
  char *base_url = non_empty (belay_settings_get_string (settings, "base-url"));

  return base_url != NULL ? base_url : non_empty (g_strdup (g_getenv ("ANTHROPIC_BASE_URL")));
}

/* Those of a list that was saved, or given: what is no pattern is said, and the session not started with less. */
static gboolean
allow_hosts (BelaySession        *session,
             const char * const  *hosts,
             GError             **error)
{
  BelayEgress *egress = belay_sandbox_get_egress (belay_session_get_sandbox (session));

  for (guint i = 0; egress != NULL && hosts != NULL && hosts[i] != NULL; i++)
    {
      if (!belay_session_allow_hosts (session, hosts[i], error))
        return FALSE;
    }

  return TRUE;
}

/**
 * belay_launch_create_session:
 * @self: a launch
 * @error: return location for an error
 *
 * Nothing is started yet.
 *
 * Returns: (transfer full) (nullable): a session, or %NULL if the sandbox or the slack has no meaning
 */
BelaySession *
belay_launch_create_session (const BelayLaunch  *self,
                             GError            **error)
{
  g_autoptr(BelaySandbox) sandbox = NULL;
  g_autoptr(BelaySession) session = NULL;
  g_autofree char *root = belay_trail_get_default_root ();

  sandbox = belay_sandbox_new (self->sandbox, error);
  if (sandbox == NULL)
    return NULL;

  if (BELAY_IS_SANDBOX_VM (sandbox))
    belay_sandbox_vm_set_limits (BELAY_SANDBOX_VM (sandbox), &self->machine);

  session = belay_session_new (sandbox, root);
  if (!belay_session_set_slack (session, self->slack, error) ||
      !allow_hosts (session, (const char * const *) self->hosts, error))
    return NULL;

  belay_session_set_budget (session, &self->budget);
  belay_session_set_stop_freezes (session, self->stop_freezes);
  belay_session_set_idle (session, self->idle_minutes * 60 * 1000, IDLE_NOTICE);
  belay_saved_rules_follow (session);
  belay_session_set_flatten (session, self->flatten);
  belay_session_set_wants_shell (session, self->shell);

  return g_steal_pointer (&session);
}

typedef struct
{
  char           *model;
  char           *base_url;
  char           *api_version;
  char           *effort;
  char          **extra_headers;
  gboolean        bearer;
} AgentSettings;

static void
agent_settings_free (AgentSettings *self)
{
  g_free (self->model);
  g_free (self->base_url);
  g_free (self->api_version);
  g_free (self->effort);
  g_strfreev (self->extra_headers);
  g_free (self);
}

/* What the key is wanted for, and what it is used with once it is there. */
static AgentSettings *
agent_settings_new (const BelayLaunch *launch,
                    BelaySettings     *settings)
{
  AgentSettings *self = g_new0 (AgentSettings, 1);

  self->model = g_strdup (launch->model);
  self->base_url = belay_launch_get_base_url (settings);
  self->api_version = non_empty (belay_settings_get_string (settings, "api-version"));
  self->effort = non_empty (belay_settings_get_string (settings, "effort"));
  self->extra_headers = belay_settings_get_strv (settings, "extra-headers");
  self->bearer = belay_settings_get_boolean (settings, "bearer");

  return self;
}

static BelayAgent *
create_claude (const AgentSettings  *settings,
               const char           *key,
               GError              **error)
{
  BelayModels *models = belay_launch_get_models (error);
  const BelayClaudeOptions options = {
    .base_url = settings->base_url,
    .api_key = key,
    .bearer = settings->bearer,
    .api_version = settings->api_version,
    .extra_headers = (const char *const *) settings->extra_headers,
    .effort = settings->effort,
  };
  const char *model = settings->model;
  BelayClaude *claude;

  if (models == NULL)
    return NULL;

  if (model == NULL)
    model = belay_models_get_default (models)->id;

  claude = belay_claude_new (models, model, &options, error);

  return claude != NULL ? BELAY_AGENT (claude) : NULL;
}

static void
on_models_refreshed (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  /* The table that is shipped does as well. */
  if (!belay_models_refresh_finish (BELAY_MODELS (source), result, &error))
    g_debug ("The list of models was not refreshed: %s", error->message);
}

/**
 * belay_launch_refresh_models:
 * @settings: the settings
 * @key: the API key
 *
 * Asks the service once for its models; the table's "changed" signal says when there is something new.
 */
void
belay_launch_refresh_models (BelaySettings *settings,
                             const char    *key)
{
  static gboolean asked = FALSE;
  const BelayLaunch any_model = { 0 };
  AgentSettings *agent_settings;
  g_autoptr(BelayAgent) agent = NULL;
  char **headers;

  if (asked)
    return;

  asked = TRUE;
  agent_settings = agent_settings_new (&any_model, settings);
  agent = create_claude (agent_settings, key, NULL);
  agent_settings_free (agent_settings);
  if (agent == NULL)
    return;

  headers = belay_claude_build_headers (BELAY_CLAUDE (agent), NULL);
  belay_models_refresh_async (belay_launch_get_models (NULL), belay_claude_get_base_url (BELAY_CLAUDE (agent)),
                              (const char *const *) headers, NULL, on_models_refreshed, NULL);
  belay_claude_free_headers (headers);
}

static void
on_key (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  AgentSettings *settings = g_task_get_task_data (task);
  g_autoptr(GError) keyring_error = NULL;
  GError *error = NULL;
  char *key = belay_key_lookup_finish (result, NULL, &keyring_error);
  BelayAgent *agent = NULL;

  if (key != NULL)
    agent = create_claude (settings, key, &error);
  else if (g_error_matches (keyring_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    error = g_steal_pointer (&keyring_error);
  else if (keyring_error != NULL)
    /* Translators: %s is a sentence about the keyring, with its full stop. */
    g_set_error (&error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_KEY, _("There is no API key yet. %s"),
                 keyring_error->message);
  else
    g_set_error_literal (&error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_KEY,
                         _("There is no API key yet. Store one below, or try a rehearsal, which needs none."));

  belay_key_free (key);

  if (agent != NULL)
    g_task_return_pointer (task, agent, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
on_replay (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  BelayReplay *replay = belay_replay_load_finish (result, &error);

  if (replay != NULL)
    g_task_return_pointer (task, replay, g_object_unref);
  else
    g_task_return_error (task, error);
}

/* @task: (transfer full) */
static void
rehearse (const char *path,
          GTask      *task)
{
  g_autoptr(GTask) own = task;
  g_autofree char *directory = belay_recording_find (path);
  GError *error = NULL;
  BelayRehearsal *rehearsal;

  if (directory != NULL)
    {
      belay_replay_load_async (directory, g_task_get_cancellable (task), on_replay, g_steal_pointer (&own));
      return;
    }

  rehearsal = belay_rehearsal_load (path, &error);
  if (rehearsal != NULL)
    g_task_return_pointer (task, rehearsal, g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * belay_launch_create_agent_async:
 * @self: a launch
 * @settings: the settings
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is there
 * @user_data: for @callback
 *
 * Makes what proposes: the scenario or the replay of a trail if there is one, otherwise the Claude client, whose key is
 * looked up for it.
 */
void
belay_launch_create_agent_async (const BelayLaunch   *self,
                                 BelaySettings       *settings,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  AgentSettings *agent_settings;

  g_task_set_source_tag (task, belay_launch_create_agent_async);

  if (self->rehearsal != NULL)
    {
      rehearse (self->rehearsal, g_steal_pointer (&task));
      return;
    }

  agent_settings = agent_settings_new (self, settings);
  g_task_set_task_data (task, agent_settings, (GDestroyNotify) agent_settings_free);
  belay_key_lookup_async (agent_settings->base_url, cancellable, on_key, g_steal_pointer (&task));
}

/**
 * belay_launch_create_agent_finish:
 * @result: what the callback was given
 * @error: return location for an error; %BELAY_AGENT_ERROR_KEY if there is no key
 *
 * Returns: (transfer full) (nullable): the agent
 */
BelayAgent *
belay_launch_create_agent_finish (GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
