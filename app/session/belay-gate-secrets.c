/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-gate-private.h"

#include <string.h>

#include "belay-secret-match.h"
#include "belay-secret-store.h"

/* The secrets a step types: from the keyring to the executor, when its intent is on the record, and nowhere else. */

/* One step's secrets while they are fetched, one after the other. */
typedef struct
{
  GPtrArray *names;             /* of char * */
  GPtrArray *secrets;           /* of BelaySecret */
} Fetch;

static void
fetch_free (gpointer data)
{
  Fetch *fetch = data;

  g_ptr_array_unref (fetch->names);
  g_ptr_array_unref (fetch->secrets);
  g_free (fetch);
}

/* In words for the model: what the keyring says is for the person. */
static GError *
explain (const char   *name,
         const GError *error)
{
  const char *why = "cannot be read";

  if (g_error_matches (error, BELAY_SECRET_ERROR, BELAY_SECRET_ERROR_UNKNOWN))
    why = "does not exist";
  else if (g_error_matches (error, BELAY_SECRET_ERROR, BELAY_SECRET_ERROR_LOCKED))
    why = "is in a keyring that is locked, and was not unlocked";

  return g_error_new (BELAY_SECRET_ERROR, error->domain == BELAY_SECRET_ERROR ? error->code : BELAY_SECRET_ERROR_ABSENT,
                      "Not executed: the secret “%s” %s. Nothing was typed.", name, why);
}

static void fetch_next (GTask *task);

static void
on_fetched (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BelayGate *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  BelaySecret *secret = belay_secret_store_get_finish (BELAY_SECRET_STORE (source), result, &error);

  if (secret == NULL)
    {
      g_clear_error (&self->secret_problem);
      self->secret_problem = g_error_copy (error);
      g_task_return_error (task, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                                 ? g_steal_pointer (&error)
                                 : explain (fetch->names->pdata[fetch->secrets->len], error));
      return;
    }

  g_ptr_array_add (fetch->secrets, secret);
  fetch_next (g_steal_pointer (&task));
}

static void
fetch_next (GTask *task)
{
  g_autoptr(GTask) owned = task;
  BelayGate *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  const char *name;

  if (fetch->secrets->len == fetch->names->len)
    {
      g_task_return_pointer (task, g_ptr_array_ref (fetch->secrets), (GDestroyNotify) g_ptr_array_unref);
      return;
    }

  /* The session has seen to that; here it is certain. */
  name = fetch->names->pdata[fetch->secrets->len];
  if (self->offered == NULL || !g_hash_table_contains (self->offered, name))
    {
      g_task_return_new_error (task, BELAY_SECRET_ERROR, BELAY_SECRET_ERROR_UNKNOWN,
                               "Not executed: the secret “%s” is not offered in this session. Nothing was typed.", name);
      return;
    }

  belay_secret_store_get_async (belay_secret_store_get_default (), name, g_task_get_cancellable (task), on_fetched,
                                g_steal_pointer (&owned));
}

/**
 * belay_gate_fetch_secrets_async:
 * @self: a gate
 * @action: what is about to be done
 * @cancellable: gives up
 * @callback: called when the secrets are there, or one is not
 * @user_data: for @callback
 *
 * The keyring may ask the person to unlock it.
 */
void
belay_gate_fetch_secrets_async (BelayGate           *self,
                                BelayAction         *action,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(GArray) places = belay_secret_find (belay_action_get_text (action));
  Fetch *fetch = g_new (Fetch, 1);

  fetch->names = g_ptr_array_new_with_free_func (g_free);
  fetch->secrets = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_secret_unref);
  g_task_set_source_tag (task, belay_gate_fetch_secrets_async);
  g_task_set_task_data (task, fetch, fetch_free);

  for (guint i = 0; i < places->len; i++)
    {
      const char *name = g_array_index (places, BelaySecretPlace, i).name;

      if (name != NULL && !g_ptr_array_find_with_equal_func (fetch->names, name, g_str_equal, NULL))
        g_ptr_array_add (fetch->names, g_strdup (name));
    }

  fetch_next (task);
}

/**
 * belay_gate_fetch_secrets_finish:
 * @self: a gate
 * @result: what the callback was given
 * @error: return location for an error of %BELAY_SECRET_ERROR, in words for the model
 *
 * Returns: (transfer full) (element-type BelaySecret) (nullable): them
 */
GPtrArray *
belay_gate_fetch_secrets_finish (BelayGate     *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The executor is about to type a secret, or what it has typed has been drawn. */
void
belay_gate_on_secret (BelayGate   *self,
                      BelaySecret *secret)
{
  BelayFrame *frame = belay_screen_get_frame (self->screen);

  if (secret != NULL)
    belay_secret_watch_begin (self->watch, secret, frame);
  else
    belay_secret_watch_end (self->watch, frame);
}

/**
 * belay_gate_reads_secret:
 * @self: a gate
 * @text: what was read off the screen, or said of it
 *
 * Returns: whether a secret that was typed here is in @text, whole or in a large part
 */
gboolean
belay_gate_reads_secret (BelayGate  *self,
                         const char *text)
{
  GPtrArray *secrets;
  g_auto(GStrv) words = NULL;
  g_autofree gboolean *hits = NULL;
  guint n_words;

  g_return_val_if_fail (BELAY_IS_GATE (self), TRUE);

  secrets = belay_secret_watch_get_secrets (self->watch);
  words = g_strsplit (text, " ", -1);
  n_words = g_strv_length (words);
  hits = g_new0 (gboolean, n_words + 1);

  for (guint i = 0; i < secrets->len; i++)
    if (belay_secret_match_words (secrets->pdata[i], (const char * const *) words, n_words, hits))
      return TRUE;

  return FALSE;
}
