/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-files.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "belay-session-private.h"
#include "belay-visible-text.h"

#define MAX_NAME  120           /* bytes */
#define MAX_TRIES 50            /* names like the one that is taken */
#define DEPTH     8

/* One file on its way. */
typedef struct
{
  GFile   *file;                /* on this computer */
  char    *name;                /* what it is called here, of one that is handed in */
  char    *home;                /* in the sandbox, once it is known */
  char    *path;                /* in the sandbox; of one that is taken out, first below its home */
  GBytes  *content;
  guint    tries;
} Move;

static void
move_free (gpointer data)
{
  Move *move = data;

  g_clear_object (&move->file);
  g_free (move->home);
  g_free (move->name);
  g_free (move->path);
  g_clear_pointer (&move->content, g_bytes_unref);
  g_free (move);
}

gboolean
belay_session_can_move_files (BelaySession *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION (self), FALSE);

  return self->trail != NULL && self->gate != NULL && self->state != BELAY_SESSION_OPENING &&
         self->state != BELAY_SESSION_CLOSED && self->state != BELAY_SESSION_FAILED &&
         !belay_privacy_is_on (self->privacy) && !belay_sandbox_is_frozen (self->sandbox) &&
         belay_sandbox_get_shell (self->sandbox) != NULL;
}

/* In the person's words. */
static GError *
explain (const GError *error)
{
  const char *sentence = NULL;

  if (error->domain != BELAY_SHELL_ERROR)
    return g_error_copy (error);

  switch ((BelayShellError) error->code)
    {
    case BELAY_SHELL_ERROR_NOT_FOUND:
      sentence = _("It is not there any more.");
      break;
    case BELAY_SHELL_ERROR_DENIED:
      sentence = _("The sandbox does not allow it.");
      break;
    case BELAY_SHELL_ERROR_TOO_LARGE:
      sentence = _("It is larger than 64 MB.");
      break;
    case BELAY_SHELL_ERROR_FULL:
      sentence = _("There is no room left in the sandbox.");
      break;
    case BELAY_SHELL_ERROR_LINK:
    case BELAY_SHELL_ERROR_SPECIAL:
    case BELAY_SHELL_ERROR_FOLDER:
      sentence = _("It is not a plain file.");
      break;
    case BELAY_SHELL_ERROR_GONE:
      sentence = _("The sandbox does not answer.");
      break;
    case BELAY_SHELL_ERROR_EXISTS:
    case BELAY_SHELL_ERROR_NO_FOLDER:
    case BELAY_SHELL_ERROR_CHANGED:
    case BELAY_SHELL_ERROR_FAILED:
    default:
      sentence = _("The sandbox could not do it.");
    }

  return g_error_new_literal (BELAY_SESSION_ERROR, BELAY_SESSION_ERROR_SANDBOX, sentence);
}

static void
return_explained (GTask        *task,
                  const GError *error)
{
  g_task_return_error (task, explain (error));
}

static void
return_refused (GTask      *task,
                const char *sentence)
{
  g_task_return_new_error (task, BELAY_SESSION_ERROR, BELAY_SESSION_ERROR_STATE, "%s", sentence);
}

char *
belay_session_safe_name (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  GString *safe = g_string_new (NULL);

  for (const char *p = valid; *p != '\0' && safe->len < MAX_NAME; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean harmless = g_unichar_isgraph (c) || c == ' ';

      /* A name that reads from the right, or holds what nobody sees, is not what it seems. */
      if (!harmless || c == '/' || c == '\\' || g_unichar_type (c) == G_UNICODE_FORMAT || (c == '.' && safe->len == 0))
        c = '_';
      g_string_append_unichar (safe, c);
    }

  if (safe->len == 0)
    g_string_append (safe, "file");

  return g_string_free (safe, FALSE);
}

/* Its name, hash and size, and from where to where. */
static JsonObject *
make_record (const char *direction,
             const char *path,
             const char *name,
             GBytes     *content)
{
  JsonObject *object = json_object_new ();
  g_autofree char *valid_path = g_utf8_make_valid (path, -1);
  g_autofree char *valid_name = g_utf8_make_valid (name, -1);
  gsize size;
  const guchar *data = g_bytes_get_data (content, &size);
  g_autofree char *sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, size);

  g_autofree char *text = g_strdup_printf ("%s (%" G_GSIZE_FORMAT " bytes)", valid_path, size);

  json_object_set_string_member (object, "text", text);
  json_object_set_string_member (object, "direction", direction);
  json_object_set_string_member (object, "path", valid_path);
  json_object_set_string_member (object, "name", valid_name);
  json_object_set_string_member (object, "sha256", sha256);
  json_object_set_int_member (object, "bytes", (gint64) size);

  return object;
}

static JsonObject *
make_result (const char   *direction,
             const char   *path,
             const GError *error)
{
  JsonObject *object = json_object_new ();
  g_autofree char *valid = g_utf8_make_valid (path, -1);

  json_object_set_string_member (object, "direction", direction);
  json_object_set_string_member (object, "path", valid);
  json_object_set_boolean_member (object, "done", error == NULL);
  if (error != NULL)
    json_object_set_string_member (object, "text", error->message);

  return object;
}

/* In. */

static void write_in (GTask *task);

/* The agent hears of it with what it is told next. */
static void
tell_handed_in (BelaySession *self,
                Move         *move)
{
  gsize size = g_bytes_get_size (move->content);
  g_autofree char *before = self->handed;
  g_autofree char *shown = belay_visible_text (move->path, 0);
  g_autofree char *length = g_format_size (size);
  g_autofree char *sentence = NULL;

  self->handed = g_strdup_printf ("%s%sThe person supervising has put a file into the sandbox: %s (%" G_GSIZE_FORMAT " bytes).",
                                  before != NULL ? before : "", before != NULL ? "\n" : "", move->path, size);

  /* Translators: the first %s is the name of a file in the sandbox, the second its size. */
  sentence = g_strdup_printf (_("You handed a file in: %s (%s)"), shown, length);
  belay_timeline_add (self->timeline, BELAY_ENTRY_PERSON, sentence);
}

static void
on_written_in (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BelaySession *self = g_task_get_source_object (task);
  Move *move = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!belay_shell_write_finish (BELAY_SHELL (source), result, &error) &&
      g_error_matches (error, BELAY_SHELL_ERROR, BELAY_SHELL_ERROR_EXISTS) && move->tries < MAX_TRIES)
    {
      write_in (task);
      return;
    }

  if (self->state != BELAY_SESSION_CLOSED)
    belay_trail_append (self->trail, "file.result", make_result ("in", move->path, error));

  if (error != NULL)
    {
      return_explained (task, error);
      return;
    }

  tell_handed_in (self, move);
  g_task_return_pointer (task, g_strdup (move->path), g_free);
}

static void
on_recorded_in (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BelaySession *self = g_task_get_source_object (task);
  Move *move = g_task_get_task_data (task);
  BelayShell *shell = belay_sandbox_get_shell (self->sandbox);
  g_autoptr(GError) error = NULL;

  if (!belay_trail_commit_finish (BELAY_TRAIL (source), result, NULL, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (shell == NULL || !belay_session_can_move_files (self))
    return_refused (task, _("This is not possible right now."));
  else
    belay_shell_write_async (shell, move->path, TRUE, move->content, NULL, on_written_in, g_object_ref (task));
}

/* The first name that is not taken: "a.txt", "a (2).txt", … Each try is on the record before it. */
static void
write_in (GTask *task)
{
  BelaySession *self = g_task_get_source_object (task);
  Move *move = g_task_get_task_data (task);
  g_autofree char *name = belay_session_safe_name (move->name);
  const char *dot = strrchr (name, '.');
  int stem = dot != NULL ? (int) (dot - name) : (int) strlen (name);

  move->tries++;
  g_free (move->path);
  move->path = move->tries == 1 ? g_strdup_printf ("%s/%s/%s", move->home, BELAY_SESSION_INBOX, name)
                                : g_strdup_printf ("%s/%s/%.*s (%u)%s", move->home, BELAY_SESSION_INBOX, stem, name, move->tries,
                                                   name + stem);
  belay_trail_commit_async (self->trail, "file.in", make_record ("in", move->path, move->name, move->content), on_recorded_in,
                            g_object_ref (task));
}

static void
on_home_in (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BelaySession *self = g_task_get_source_object (task);
  Move *move = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  move->home = belay_shell_find_home_finish (BELAY_SHELL (source), result, &error);

  if (move->home == NULL)
    return_explained (task, error);
  else if (!belay_session_can_move_files (self))
    return_refused (task, _("This is not possible right now."));
  else
    write_in (task);
}

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BelaySession *self = g_task_get_source_object (task);
  Move *move = g_task_get_task_data (task);
  GError *error = NULL;

  move->content = g_file_load_bytes_finish (G_FILE (source), result, NULL, &error);

  if (move->content == NULL)
    g_task_return_error (task, error);
  else if (g_bytes_get_size (move->content) > BELAY_SESSION_MAX_FILE)
    return_refused (task, _("It is larger than 64 MB."));
  else if (!belay_session_can_move_files (self))
    return_refused (task, _("This is not possible right now."));
  else
    belay_shell_find_home_async (belay_sandbox_get_shell (self->sandbox), on_home_in, g_object_ref (task));
}

static void
on_queried (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);

  if (info == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    return_refused (task, _("It is not a plain file."));
  else if (g_file_info_get_size (info) > BELAY_SESSION_MAX_FILE)
    return_refused (task, _("It is larger than 64 MB."));
  else
    g_file_load_bytes_async (G_FILE (source), NULL, on_loaded, g_object_ref (task));
}

void
belay_session_hand_in_async (BelaySession        *self,
                             GFile               *file,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Move *move;

  g_return_if_fail (BELAY_IS_SESSION (self));
  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, belay_session_hand_in_async);
  move = g_new0 (Move, 1);
  move->file = g_object_ref (file);
  move->name = g_file_get_basename (file);
  g_task_set_task_data (task, move, move_free);

  if (!belay_session_can_move_files (self) || move->name == NULL)
    return_refused (task, _("This is not possible right now."));
  else
    g_file_query_info_async (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE,
                             G_PRIORITY_DEFAULT, NULL, on_queried, g_object_ref (task));
}

char *
belay_session_hand_in_finish (BelaySession  *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * belay_session_take_handed:
 * @self: a session that is about to tell the agent something
 *
 * Adds to that which files the person has put into the sandbox since.
 */
void
belay_session_take_handed (BelaySession *self)
{
  g_autofree char *handed = g_steal_pointer (&self->handed);
  const char *text = belay_message_get_text (self->outgoing);
  g_autofree char *both = NULL;

  if (handed == NULL)
    return;

  both = text != NULL && *text != '\0' ? g_strdup_printf ("%s\n\n%s", handed, text) : g_strdup (handed);
  belay_message_set_text (self->outgoing, both);
  belay_story_add_words (self->story, BELAY_TELLER_PROGRAM, handed);
}

/* Out. */

static void
on_listed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  GPtrArray *list = belay_shell_list_finish (BELAY_SHELL (source), result, &error);

  if (list == NULL)
    return_explained (task, error);
  else
    g_task_return_pointer (task, list, (GDestroyNotify) g_ptr_array_unref);
}

static void
on_home_listed (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *home = belay_shell_find_home_finish (BELAY_SHELL (source), result, &error);

  if (home == NULL)
    return_explained (task, error);
  else
    belay_shell_list_async (BELAY_SHELL (source), home, DEPTH, on_listed, g_object_ref (task));
}

void
belay_session_list_files_async (BelaySession        *self,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BELAY_IS_SESSION (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, belay_session_list_files_async);

  if (!belay_session_can_move_files (self))
    return_refused (task, _("This is not possible right now."));
  else
    belay_shell_find_home_async (belay_sandbox_get_shell (self->sandbox), on_home_listed, g_object_ref (task));
}

GPtrArray *
belay_session_list_files_finish (BelaySession  *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Of an entry: it leads nowhere but down. */
static gboolean
is_below (const char *path)
{
  g_auto(GStrv) parts = g_strsplit (path, "/", -1);

  return *path != '\0' && !g_strv_contains ((const char * const *) parts, "..") && !g_strv_contains ((const char * const *) parts, "");
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BelaySession *self = g_task_get_source_object (task);
  Move *move = g_task_get_task_data (task);
  g_autofree char *shown = belay_visible_text (move->path, 0);
  g_autofree char *length = g_format_size (g_bytes_get_size (move->content));
  g_autofree char *sentence = NULL;
  GError *error = NULL;

  g_file_replace_contents_finish (G_FILE (source), result, NULL, &error);
  if (self->state != BELAY_SESSION_CLOSED)
    belay_trail_append (self->trail, "file.result", make_result ("out", move->path, error));

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  /* Translators: the first %s is the name of a file in the sandbox, the second its size. */
  sentence = g_strdup_printf (_("You took a file out: %s (%s)"), shown, length);
  belay_timeline_add (self->timeline, BELAY_ENTRY_PERSON, sentence);
  g_task_return_boolean (task, TRUE);
}

static void
on_recorded_out (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Move *move = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!belay_trail_commit_finish (BELAY_TRAIL (source), result, NULL, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_file_replace_contents_bytes_async (move->file, move->content, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, on_saved,
                                         g_object_ref (task));
}

static void
on_read_out (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BelaySession *self = g_task_get_source_object (task);
  Move *move = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autofree char *name = g_file_get_basename (move->file);

  move->content = belay_shell_read_finish (BELAY_SHELL (source), result, &error);

  if (move->content == NULL)
    return_explained (task, error);
  else if (!belay_session_can_move_files (self))
    return_refused (task, _("This is not possible right now."));
  else
    belay_trail_commit_async (self->trail, "file.out", make_record ("out", move->path, name, move->content), on_recorded_out,
                              g_object_ref (task));
}

static void
on_home_out (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Move *move = g_task_get_task_data (task);
  g_autofree char *below = g_steal_pointer (&move->path);
  g_autoptr(GError) error = NULL;

  move->home = belay_shell_find_home_finish (BELAY_SHELL (source), result, &error);

  if (move->home == NULL)
    {
      return_explained (task, error);
      return;
    }

  move->path = g_build_filename (move->home, below, NULL);
  belay_shell_read_async (BELAY_SHELL (source), move->path, TRUE, BELAY_SESSION_MAX_FILE, on_read_out, g_object_ref (task));
}

void
belay_session_take_out_async (BelaySession        *self,
                              const char          *path,
                              GFile               *target,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Move *move;

  g_return_if_fail (BELAY_IS_SESSION (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (G_IS_FILE (target));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, belay_session_take_out_async);
  move = g_new0 (Move, 1);
  move->file = g_object_ref (target);
  move->path = g_strdup (path);
  g_task_set_task_data (task, move, move_free);

  if (!belay_session_can_move_files (self) || !is_below (path))
    return_refused (task, _("This is not possible right now."));
  else
    belay_shell_find_home_async (belay_sandbox_get_shell (self->sandbox), on_home_out, g_object_ref (task));
}

gboolean
belay_session_take_out_finish (BelaySession  *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
