/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

#include "belay-json.h"
#include "belay-trail-folder.h"
#include "belay-trail-hands.h"
#include "belay-trail-identity.h"
#include "belay-trail-known.h"
#include "belay-trail-log.h"
#include "belay-trail-proof.h"
#include "belay-trail-reader.h"

/* What the records of a crashed session leave open. */
typedef struct
{
  BelayTrailRecovery *recovery;
  GArray             *open;             /* of gint64: steps with an intent and without a result, in order */
  BelayTrailHands    *hands;            /* what they may have left held down */
} Remains;

/**
 * belay_trail_recovery_free:
 * @recovery: (transfer full) (nullable): a mended session
 */
void
belay_trail_recovery_free (BelayTrailRecovery *recovery)
{
  if (recovery == NULL)
    return;

  g_free (recovery->id);
  g_free (recovery->task);
  g_free (recovery);
}

static gboolean
get_step (const BelayTrailRecord *record,
          gint64                 *step)
{
  BelayTrailSpan payload = record->payload;
  BelayTrailMember member;

  while (belay_trail_scan_member (&payload, &member))
    if (belay_trail_span_equal (member.name, "step"))
      return belay_trail_member_int (&member, step);

  return FALSE;
}

static char *
get_task (const BelayTrailRecord *record)
{
  g_autoptr(JsonNode) node = belay_json_parse (record->line.at, (gssize) record->line.length,
                                               BELAY_TRAIL_MAX_LINE, NULL);
  const char *text;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) ||
      !belay_json_get_string (json_node_get_object (node), "text", &text, NULL))
    return NULL;

  return g_strdup (text);
}

static void
close_step (GArray *open,
            gint64  step)
{
  for (guint i = open->len; i > 0; i--)
    if (g_array_index (open, gint64, i - 1) == step)
      g_array_remove_index (open, i - 1);
}

static void
take_in (Remains                *self,
         const BelayTrailRecord *record)
{
  gint64 step;

  belay_trail_hands_take_in (self->hands, record);

  if (belay_trail_span_equal (record->kind, "action.intent") && get_step (record, &step))
    {
      close_step (self->open, step);
      g_array_append_val (self->open, step);
    }
  else if (belay_trail_span_equal (record->kind, "action.result") && get_step (record, &step))
    {
      close_step (self->open, step);
    }
  else if (belay_trail_span_equal (record->kind, "task") && self->recovery->task == NULL)
    {
      self->recovery->task = get_task (record);
    }
}

static gboolean
read_remains (Remains           *self,
              BelayTrailReader  *reader,
              BelayTrailProof   *proof,
              GError           **error)
{
  g_autoptr(GError) local_error = NULL;
  BelayTrailProofResult result;
  BelayTrailRecord record;
  BelayTrailEnd end;
  const char *problem;

  while (belay_trail_reader_next (reader, &record, &local_error))
    {
      take_in (self, &record);
      belay_trail_reader_get_end (reader, &end);
      belay_trail_proof_take (proof, &record, end.head);
    }

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  /* What was cut off or written anew is not to get a signature here. */
  belay_trail_reader_get_end (reader, &end);
  belay_trail_proof_finish (proof, &end, &result);
  problem = belay_trail_proof_get_problem (proof, NULL);

  if (problem != NULL)
    g_set_error_literal (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_BROKEN, problem);

  return problem == NULL;
}

static gboolean
append_now (BelayTrailLog  *log,
            const char     *kind,
            const char     *payload,
            GError        **error)
{
  BelayTrailStamp stamp;

  belay_trail_stamp_now (&stamp);

  return belay_trail_log_append (log, &stamp, kind, payload, NULL, error);
}

static gboolean
write_close (BelayTrailLog  *log,
             GError        **error)
{
  g_autofree char *payload = NULL;
  BelayTrailStamp stamp;

  belay_trail_stamp_now (&stamp);
  payload = g_strdup_printf (",\"reason\":\"recovered\",\"records\":%" G_GUINT64_FORMAT,
                             belay_trail_log_get_seq (log) + 1);

  return belay_trail_log_append (log, &stamp, "session.close", payload, NULL, error) &&
         belay_trail_log_finish (log, error);
}

/* With a key of its own: that of the session died with it. */
static gboolean
seal (BelayTrailLog  *log,
      GError        **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autoptr(BelayTrailIdentity) identity = belay_trail_identity_load (&local_error);

  if (identity != NULL)
    return belay_trail_log_seal (log, identity, error);

  g_info ("The end of the record is not signed: %s", local_error->message);

  return TRUE;
}

/* Nothing that is there is touched; what is known about the end is said in a segment of its own. */
static gboolean
write_end (Remains           *self,
           BelayTrailFolder  *folder,
           BelayTrailReader  *reader,
           BelayTrailProof   *proof,
           GError           **error)
{
  g_autoptr(BelayTrailLog) log = belay_trail_log_new (folder);
  g_autofree char *torn = NULL;
  g_autofree char *gap = NULL;
  BelayTrailEnd end;

  belay_trail_reader_get_end (reader, &end);

  if (!belay_trail_log_continue (log, end.segment, end.seq, end.head, belay_trail_proof_take_lines (proof), end.torn,
                                 error) ||
      !seal (log, error))
    return FALSE;

  torn = belay_trail_log_take_torn (log);
  gap = g_strdup_printf (",\"why\":\"not closed\",\"pid\":%d%s", belay_trail_folder_get_previous (folder), torn);

  if (!append_now (log, "audit.gap", gap, error))
    return FALSE;

  for (guint i = 0; i < self->open->len; i++)
    {
      /* Never "not executed": its first events may have gone out. */
      g_autofree char *result = g_strdup_printf (",\"step\":%" G_GINT64_FORMAT ",\"state\":\"unknown\"",
                                                 g_array_index (self->open, gint64, i));

      if (!append_now (log, "action.result", result, error))
        return FALSE;
    }

  return write_close (log, error);
}

static gboolean
has_records (BelayTrailReader *reader)
{
  BelayTrailEnd end;

  belay_trail_reader_get_end (reader, &end);

  return end.seq > 0;
}

/* Returns: (nullable) (transfer full): NULL without an error if there is nothing to mend or somebody else at it. */
static BelayTrailRecovery *
mend (const char  *root,
      const char  *directory,
      GError     **error)
{
  g_autoptr(BelayTrailHands) hands = belay_trail_hands_new ();
  g_autoptr(BelayTrailRecovery) recovery = NULL;
  g_autoptr(BelayTrailFolder) folder = NULL;
  g_autoptr(BelayTrailReader) reader = NULL;
  g_autoptr(BelayTrailProof) proof = NULL;
  g_auto(GStrv) trusted = belay_trail_known_list ();
  g_autoptr(GArray) open = NULL;
  Remains remains;

  folder = belay_trail_folder_open (directory, error);

  if (folder == NULL)
    return NULL;

  /* It may have been closed or mended between the look at it and the lock. */
  if (belay_trail_reader_is_closed (directory))
    return NULL;

  recovery = g_new0 (BelayTrailRecovery, 1);
  recovery->id = g_strdup (belay_trail_folder_get_id (folder));
  open = g_array_new (FALSE, FALSE, sizeof (gint64));
  remains = (Remains) { recovery, open, hands };
  proof = belay_trail_proof_new (directory, (const char * const *) trusted);
  belay_trail_proof_ask_journal (proof, recovery->id);
  reader = belay_trail_reader_new (directory, error);

  if (reader == NULL || !read_remains (&remains, reader, proof, error))
    return NULL;

  /* It died before its first record was whole: there is no session to close. */
  if (!has_records (reader))
    return NULL;

  belay_trail_folder_release_reserve (folder);

  /* First: once the session is closed nobody reads it for this any more. */
  if (!belay_trail_hands_keep (hands, root, recovery->id, error))
    return NULL;

  if (!write_end (&remains, folder, reader, proof, error))
    return NULL;

  belay_trail_folder_clear_lock (folder);
  recovery->n_unknown = open->len;

  return g_steal_pointer (&recovery);
}

/* A session whose first record is not there yet is being made, or never was. */
static gboolean
is_left_open (const char *directory)
{
  g_autofree char *first = g_build_filename (directory, "log.0001.jsonl", NULL);

  return g_file_test (first, G_FILE_TEST_IS_REGULAR) &&
         !belay_trail_folder_is_held (directory) &&
         !belay_trail_reader_is_closed (directory);
}

/**
 * belay_trail_recover:
 * @root: the directory of all sessions; it need not be there
 * @cancellable: (nullable): a cancellable
 * @error: (nullable): return location for an error
 *
 * What belay_trail_recover_async() does, at once. Blocks on the disk; any thread. Whoever comes while another is at it
 * waits, so that nothing is left to mend when this returns.
 *
 * Returns: (transfer full) (element-type BelayTrailRecovery) (nullable): the sessions that were mended
 */
GPtrArray *
belay_trail_recover (const char    *root,
                     GCancellable  *cancellable,
                     GError       **error)
{
  static GMutex mutex;
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&mutex);
  g_autoptr(GPtrArray) recoveries = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_trail_recovery_free);
  g_autoptr(GError) dir_error = NULL;
  g_autoptr(GDir) dir = g_dir_open (root, 0, &dir_error);
  const char *name;

  if (dir == NULL && !g_error_matches (dir_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    {
      g_set_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_NOT_FOUND,
                   _("The records of earlier sessions cannot be read: %s"), dir_error->message);
      return NULL;
    }

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL && !g_cancellable_is_cancelled (cancellable))
    {
      g_autofree char *directory = g_build_filename (root, name, NULL);
      g_autoptr(GError) local_error = NULL;
      BelayTrailRecovery *recovery = NULL;

      if (is_left_open (directory))
        recovery = mend (root, directory, &local_error);

      /* One session that cannot be mended is no reason to leave the others; "belay trail verify" tells of it. */
      if (local_error != NULL)
        g_info ("The session %s stays open: %s", name, local_error->message);

      if (recovery != NULL)
        g_ptr_array_add (recoveries, recovery);
    }

  return g_steal_pointer (&recoveries);
}

static void
recover_in_thread (GTask        *task,
                   gpointer      source_object,
                   gpointer      task_data,
                   GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *recoveries = belay_trail_recover (task_data, cancellable, &error);

  if (recoveries != NULL)
    g_task_return_pointer (task, recoveries, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * belay_trail_recover_async:
 * @root: the directory of all sessions; it need not be there
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when every session has been looked at
 * @user_data: for @callback
 *
 * Closes what crashed sessions left open. A session that is recorded by a live process is left alone, and so is one
 * whose records do not verify: nothing is ever added to a record that was changed.
 */
void
belay_trail_recover_async (const char          *root,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (root != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, belay_trail_recover_async);
  g_task_set_task_data (task, g_strdup (root), g_free);
  g_task_run_in_thread (task, recover_in_thread);
}

/**
 * belay_trail_recover_finish:
 * @result: what the callback got
 * @error: (nullable): return location for an error
 *
 * Returns: (transfer full) (element-type BelayTrailRecovery): the sessions that were mended; %NULL with
 *   %BELAY_TRAIL_ERROR_NOT_FOUND if @root cannot be read, or %G_IO_ERROR_CANCELLED
 */
GPtrArray *
belay_trail_recover_finish (GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
