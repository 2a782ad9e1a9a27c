/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-files-dialog.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include "belay-shell.h"
#include "belay-visible-text.h"

/* One row of the list, and what it stands for: names from the sandbox are bytes. */
typedef struct
{
  BelayFilePicked  picked;
  gpointer         user_data;
  char            *path;
  GtkWindow       *window;
} Row;

static void
row_free (gpointer  data,
          GClosure *closure)
{
  Row *row = data;

  g_free (row->path);
  g_free (row);
}

static void
on_activated (AdwActionRow *widget,
              Row          *row)
{
  g_autofree char *path = g_strdup (row->path);
  BelayFilePicked picked = row->picked;
  gpointer user_data = row->user_data;

  gtk_window_destroy (row->window);
  picked (path, user_data);
}

static GtkWidget *
make_row (const BelayShellEntry *entry,
          Row                   *row)
{
  GtkWidget *widget = adw_action_row_new ();
  g_autofree char *valid = g_utf8_make_valid (entry->path, -1);
  g_autofree char *title = belay_visible_text (valid, 0);
  g_autofree char *size = g_format_size (entry->size);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (widget), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (widget), 2);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (widget), size);
  adw_action_row_add_suffix (ADW_ACTION_ROW (widget), gtk_image_new_from_icon_name ("document-save-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (widget), TRUE);
  g_signal_connect_data (widget, "activated", G_CALLBACK (on_activated), row, row_free, 0);

  return widget;
}

static GtkWidget *
make_empty (void)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "folder-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _("No Files Yet"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page), _("Nothing lies in the sandbox’s home folder."));

  return page;
}

void
belay_files_dialog_present (GtkWindow       *parent,
                            GPtrArray       *files,
                            BelayFilePicked  picked,
                            gpointer         user_data)
{
  AdwPreferencesWindow *window = ADW_PREFERENCES_WINDOW (adw_preferences_window_new ());
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  guint n = 0;

  adw_preferences_group_set_description (group, _("Choose a file of the sandbox’s home folder; then say where to save it. What "
                                                  "comes out of the sandbox may not be what its name says."));

  for (guint i = 0; i < files->len; i++)
    {
      const BelayShellEntry *entry = files->pdata[i];
      Row *row;

      if (entry->kind != BELAY_SHELL_ENTRY_FILE)
        continue;

      row = g_new (Row, 1);
      *row = (Row) { picked, user_data, g_strdup (entry->path), GTK_WINDOW (window) };
      adw_preferences_group_add (group, make_row (entry, row));
      n++;
    }

  adw_preferences_page_add (page, group);
  adw_preferences_window_add (window, page);
  gtk_window_set_title (GTK_WINDOW (window), _("Take a File Out"));
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (window), 480, 520);
  adw_preferences_window_set_search_enabled (window, n > 10);
  if (n == 0)
    adw_preferences_group_add (group, make_empty ());
  gtk_window_present (GTK_WINDOW (window));
}
