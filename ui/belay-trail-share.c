/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-share.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

typedef struct
{
  GtkWindow              *parent;
  char                   *directory;
  BelayTrailExportFormat  format;
  BelayTrailExportFlags   flags;
  GFile                  *file;
  GCancellable           *cancellable;
  GtkFileChooserNative   *chooser;
  AdwMessageDialog       *dialog;       /* while it is written; weak */
  GtkProgressBar         *bar;          /* weak */
} Share;

static void
share_free (gpointer data)
{
  Share *share = data;

  g_clear_weak_pointer (&share->parent);
  g_clear_weak_pointer (&share->dialog);
  g_clear_weak_pointer (&share->bar);
  g_free (share->directory);
  g_clear_object (&share->file);
  g_clear_object (&share->cancellable);
  g_clear_object (&share->chooser);
  g_free (share);
}

static GTask *
share_new (GtkWindow              *parent,
           const char             *directory,
           BelayTrailExportFormat  format,
           BelayTrailExportFlags   flags,
           GAsyncReadyCallback     callback,
           gpointer                user_data)
{
  Share *share = g_new0 (Share, 1);
  GTask *task;

  g_set_weak_pointer (&share->parent, parent);
  share->directory = g_strdup (directory);
  share->format = format;
  share->flags = flags;
  share->cancellable = g_cancellable_new ();

  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, belay_trail_share_async);
  g_task_set_task_data (task, share, share_free);

  return task;
}

/* Writing. */

static void
on_progress (goffset  current,
             goffset  total,
             gpointer user_data)
{
  Share *share = user_data;

  if (share->bar == NULL)
    return;

  if (total > 0)
    gtk_progress_bar_set_fraction (share->bar, CLAMP ((double) current / (double) total, 0, 1));
  else
    gtk_progress_bar_pulse (share->bar);
}

static void
on_exported (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Share *share = g_task_get_task_data (task);
  GError *error = NULL;

  if (share->dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (share->dialog));

  if (belay_trail_export_finish (result, &error))
    g_task_return_pointer (task, g_object_ref (share->file), g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
show_progress (Share *share)
{
  g_autofree char *name = g_file_get_basename (share->file);
  g_autofree char *display_name = g_filename_display_name (name);
  GtkWidget *dialog = adw_message_dialog_new (share->parent, _("Exporting"), display_name);
  GtkWidget *bar = gtk_progress_bar_new ();

  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, _("How far the export is"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), bar);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"));
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (g_cancellable_cancel), share->cancellable, G_CONNECT_SWAPPED);

  g_set_weak_pointer (&share->dialog, ADW_MESSAGE_DIALOG (dialog));
  g_set_weak_pointer (&share->bar, GTK_PROGRESS_BAR (bar));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
export_to (GTask *task)
{
  Share *share = g_task_get_task_data (task);

  show_progress (share);
  belay_trail_export_async (share->directory, share->format, share->flags, share->file, share->cancellable,
                            on_progress, share, on_exported, task);
}

/**
 * belay_trail_share_to_async:
 * @parent: what the progress belongs to
 * @directory: of a session
 * @format: as what
 * @flags: how
 * @file: where to
 * @callback: (scope async): called when it is there, or will not be
 * @user_data: for @callback
 */
void
belay_trail_share_to_async (GtkWindow              *parent,
                            const char             *directory,
                            BelayTrailExportFormat  format,
                            BelayTrailExportFlags   flags,
                            GFile                  *file,
                            GAsyncReadyCallback     callback,
                            gpointer                user_data)
{
  GTask *task;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (directory != NULL);
  g_return_if_fail (G_IS_FILE (file));

  task = share_new (parent, directory, format, flags, callback, user_data);
  ((Share *) g_task_get_task_data (task))->file = g_object_ref (file);
  export_to (task);
}

/* Asking. */

static void
on_chosen (GTask *task,
           int    response)
{
  Share *share = g_task_get_task_data (task);

  if (response == GTK_RESPONSE_ACCEPT)
    share->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (share->chooser));

  if (share->file == NULL || share->parent == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("No file was chosen."));
      g_object_unref (task);
      return;
    }

  export_to (task);
}

/**
 * belay_trail_share_async:
 * @parent: what the dialogs belong to
 * @directory: of a session
 * @format: as what
 * @flags: how
 * @callback: (scope async): called when it is there, or will not be
 * @user_data: for @callback
 */
void
belay_trail_share_async (GtkWindow              *parent,
                         const char             *directory,
                         BelayTrailExportFormat  format,
                         BelayTrailExportFlags   flags,
                         GAsyncReadyCallback     callback,
                         gpointer                user_data)
{
  GTask *task;
  Share *share;
  g_autofree char *name = belay_trail_export_suggest_name (directory, format);

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (directory != NULL);

  task = share_new (parent, directory, format, flags, callback, user_data);
  share = g_task_get_task_data (task);
  share->chooser = gtk_file_chooser_native_new (_("Export the Session"), parent, GTK_FILE_CHOOSER_ACTION_SAVE,
                                                _("_Export"), _("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (share->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (share->chooser), name);
  g_signal_connect_swapped (share->chooser, "response", G_CALLBACK (on_chosen), task);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (share->chooser));
}

/**
 * belay_trail_share_finish:
 * @result: what the callback was given
 * @error: return location for an error; %G_IO_ERROR_CANCELLED if the person gave up
 *
 * Returns: (transfer full) (nullable): what was written
 */
GFile *
belay_trail_share_finish (GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
