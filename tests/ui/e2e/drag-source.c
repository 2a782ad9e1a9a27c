/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A window out of which a file can be dragged, as out of a file manager. argv[1]: the file. */

#include <gtk/gtk.h>

int
main (int    argc,
      char **argv)
{
  g_autoptr(GFile) file = argc == 2 ? g_file_new_for_path (argv[1]) : NULL;
  g_autoptr(GSList) files = g_slist_append (NULL, file);
  GdkFileList *list;
  g_autoptr(GdkContentProvider) content = NULL;
  GtkDragSource *source;
  GtkWidget *window;

  if (file == NULL || !gtk_init_check ())
    return 1;

  list = gdk_file_list_new_from_list (files);
  content = gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, list);
  source = gtk_drag_source_new ();
  gtk_drag_source_set_content (source, content);

  window = gtk_window_new ();
  gtk_window_set_title (GTK_WINDOW (window), "A file");
  gtk_window_set_default_size (GTK_WINDOW (window), 120, 80);
  gtk_window_set_child (GTK_WINDOW (window), gtk_label_new ("A file"));
  gtk_widget_add_controller (gtk_window_get_child (GTK_WINDOW (window)), GTK_EVENT_CONTROLLER (source));
  gtk_window_present (GTK_WINDOW (window));

  while (TRUE)
    g_main_context_iteration (NULL, TRUE);
}
