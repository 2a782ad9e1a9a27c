/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-rules-store.h"

#include <errno.h>
#include <glib/gstdio.h>

struct _BelayRulesStore
{
  GObject       parent_instance;

  char         *path;
  BelayRules   *rules;
  char         *text;
  char         *draft;          /* (nullable) */
  GFileMonitor *monitor;        /* (nullable) */
  GQueue        waiting;        /* of GTask: what is to be written after what is being written */
  gboolean      writing;
};

enum { PROP_RULES = 1, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (BelayRulesStore, belay_rules_store, G_TYPE_OBJECT)

/* What was read of the file, or is to be written to it. */
typedef struct
{
  char       *path;
  char       *text;
  BelayRules *rules;
} Content;

static void
content_free (Content *self)
{
  g_free (self->path);
  g_free (self->text);
  g_clear_pointer (&self->rules, belay_rules_unref);
  g_free (self);
}

static void
belay_rules_store_get_property (GObject    *object,
                                guint       property_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  BelayRulesStore *self = BELAY_RULES_STORE (object);

  if (property_id == PROP_RULES)
    g_value_set_boxed (value, self->rules);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
belay_rules_store_dispose (GObject *object)
{
  BelayRulesStore *self = BELAY_RULES_STORE (object);

  g_clear_object (&self->monitor);
  g_clear_pointer (&self->rules, belay_rules_unref);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->draft, g_free);

  G_OBJECT_CLASS (belay_rules_store_parent_class)->dispose (object);
}

static void
belay_rules_store_class_init (BelayRulesStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = belay_rules_store_get_property;
  object_class->dispose = belay_rules_store_dispose;

  properties[PROP_RULES] = g_param_spec_boxed ("rules", NULL, NULL, BELAY_TYPE_RULES,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
belay_rules_store_init (BelayRulesStore *self)
{
  self->rules = belay_rules_new ();
  self->text = g_strdup ("");
  g_queue_init (&self->waiting);
}

static void
take_on (BelayRulesStore *self,
         BelayRules      *rules,
         const char      *text)
{
  g_autofree char *kept = g_strdup (text);

  belay_rules_ref (rules);
  belay_rules_unref (self->rules);
  self->rules = rules;
  g_free (self->text);
  self->text = g_steal_pointer (&kept);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RULES]);
}

/* Reading. */

/* What cannot be read is rules, too: ones that ask everything. */
static Content *
read_file (const char *path)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  Content *content = g_new0 (Content, 1);
  gsize length = 0;

  if (g_file_get_contents (path, &text, &length, &error))
    {
      content->rules = belay_rules_parse (text, (gssize) length, &error);
      content->text = g_utf8_make_valid (text, (gssize) MIN (length, BELAY_RULES_MAX_SIZE));
    }
  else
    {
      content->text = g_strdup ("");
      if (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        content->rules = belay_rules_new ();
    }

  if (content->rules == NULL)
    content->rules = belay_rules_new_unreadable (error->message);

  return content;
}

static void
read_on_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  g_task_return_pointer (task, read_file (data), (GDestroyNotify) content_free);
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  BelayRulesStore *self = BELAY_RULES_STORE (source);
  Content *content = g_task_propagate_pointer (G_TASK (result), NULL);

  /* What is being written counts, not what was there before; and what has not changed is no news. */
  if (!self->writing &&
      (!g_str_equal (content->text, self->text) || belay_rules_get_unreadable (self->rules) != NULL))
    take_on (self, content->rules, content->text);
  content_free (content);
}

static void
load (BelayRulesStore *self)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, on_read, NULL);

  g_task_set_task_data (task, g_strdup (self->path), g_free);
  g_task_run_in_thread (task, read_on_thread);
}

static void
on_file_changed (GFileMonitor      *monitor,
                 GFile             *file,
                 GFile             *other,
                 GFileMonitorEvent  event,
                 BelayRulesStore   *self)
{
  if (!self->writing && event != G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED)
    load (self);
}

/**
 * belay_rules_store_new:
 * @path: of the file; it need not be there
 *
 * Reads the file at once: it is small, and a session that begins has to know what is denied.
 *
 * Returns: (transfer full): the store
 */
BelayRulesStore *
belay_rules_store_new (const char *path)
{
  BelayRulesStore *self;
  g_autoptr(GFile) file = NULL;
  Content *content;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (BELAY_TYPE_RULES_STORE, NULL);
  self->path = g_strdup (path);
  file = g_file_new_for_path (path);
  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (on_file_changed), self, 0);
  content = read_file (path);
  take_on (self, content->rules, content->text);
  content_free (content);

  return self;
}

char *
belay_rules_store_get_default_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "belay", "rules.json", NULL);
}

BelayRules *
belay_rules_store_get_rules (BelayRulesStore *self)
{
  g_return_val_if_fail (BELAY_IS_RULES_STORE (self), NULL);

  return self->rules;
}

const char *
belay_rules_store_get_text (BelayRulesStore *self)
{
  g_return_val_if_fail (BELAY_IS_RULES_STORE (self), NULL);

  return self->text;
}

const char *
belay_rules_store_get_draft (BelayRulesStore *self)
{
  g_return_val_if_fail (BELAY_IS_RULES_STORE (self), NULL);

  return self->draft;
}

void
belay_rules_store_set_draft (BelayRulesStore *self,
                             const char      *text)
{
  char *copy;

  g_return_if_fail (BELAY_IS_RULES_STORE (self));

  copy = g_strdup (text);
  g_free (self->draft);
  self->draft = copy;
}

/* Writing. */

static void write_next (BelayRulesStore *self);

static void
write_on_thread (GTask        *task,
                 gpointer      source,
                 gpointer      data,
                 GCancellable *cancellable)
{
  Content *content = data;
  g_autofree char *folder = g_path_get_dirname (content->path);
  GError *error = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    g_task_return_new_error (task, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s", folder, g_strerror (errno));
  else if (!g_file_set_contents_full (content->path, content->text, -1,
                                      G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_written (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  BelayRulesStore *self = BELAY_RULES_STORE (source);
  g_autoptr(GTask) task = user_data;
  Content *content = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);

  self->writing = FALSE;
  if (done)
    take_on (self, content->rules, content->text);

  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));

  write_next (self);
}

static void
write_next (BelayRulesStore *self)
{
  GTask *task;
  g_autoptr(GTask) writer = NULL;

  if (self->writing || (task = g_queue_pop_head (&self->waiting)) == NULL)
    return;

  self->writing = TRUE;
  writer = g_task_new (self, NULL, on_written, task);
  g_task_set_task_data (writer, g_object_steal_data (G_OBJECT (task), "belay-content"), (GDestroyNotify) content_free);
  g_task_run_in_thread (writer, write_on_thread);
}

/**
 * belay_rules_store_save_async:
 * @self: a store
 * @text: rules, which are written as they are
 * @callback: called when they are durable and in force
 * @user_data: for @callback
 */
void
belay_rules_store_save_async (BelayRulesStore     *self,
                              const char          *text,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  BelayRules *rules;
  GError *error = NULL;
  Content *content;

  g_return_if_fail (BELAY_IS_RULES_STORE (self));
  g_return_if_fail (text != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  rules = belay_rules_parse (text, -1, &error);
  if (rules == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  content = g_new0 (Content, 1);
  content->path = g_strdup (self->path);
  content->text = g_strdup (text);
  content->rules = rules;
  g_object_set_data_full (G_OBJECT (task), "belay-content", content, (GDestroyNotify) content_free);
  g_queue_push_tail (&self->waiting, g_steal_pointer (&task));
  write_next (self);
}

gboolean
belay_rules_store_save_finish (BelayRulesStore  *self,
                               GAsyncResult     *result,
                               GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
