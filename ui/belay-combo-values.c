/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-combo-values.h"

#define MIN_CHARS 22            /* of a choice that are shown in any case; ours are shorter, names of models may be longer */

static const char *
get_text (GtkListItem *item)
{
  return gtk_string_object_get_string (GTK_STRING_OBJECT (gtk_list_item_get_item (item)));
}

/* In the row. */

static void
on_value_setup (GtkListItemFactory *factory,
                GtkListItem        *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (item, label);
}

static void
on_value_bind (GtkListItemFactory *factory,
               GtkListItem        *item)
{
  GtkLabel *label = GTK_LABEL (gtk_list_item_get_child (item));
  const char *text = get_text (item);

  gtk_label_set_text (label, text);
  gtk_label_set_width_chars (label, (int) MIN (g_utf8_strlen (text, -1), MIN_CHARS));
}

/* In the list that opens. */

static void
on_choice_setup (GtkListItemFactory *factory,
                 GtkListItem        *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *mark = gtk_image_new_from_icon_name ("object-select-symbolic");

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), MIN_CHARS);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), mark);
  gtk_list_item_set_child (item, box);
}

static void
mark_chosen (AdwComboRow *row,
             GtkListItem *item)
{
  GtkWidget *mark = gtk_widget_get_last_child (gtk_list_item_get_child (item));

  gtk_widget_set_opacity (mark, gtk_list_item_get_item (item) == adw_combo_row_get_selected_item (row) ? 1 : 0);
}

static void
on_chosen (AdwComboRow *row,
           GParamSpec  *pspec,
           GtkListItem *item)
{
  mark_chosen (row, item);
}

static void
on_choice_bind (GtkListItemFactory *factory,
                GtkListItem        *item,
                AdwComboRow        *row)
{
  GtkWidget *label = gtk_widget_get_first_child (gtk_list_item_get_child (item));

  gtk_label_set_text (GTK_LABEL (label), get_text (item));
  g_signal_connect (row, "notify::selected-item", G_CALLBACK (on_chosen), item);
  mark_chosen (row, item);
}

static void
on_choice_unbind (GtkListItemFactory *factory,
                  GtkListItem        *item,
                  AdwComboRow        *row)
{
  g_signal_handlers_disconnect_by_func (row, on_chosen, item);
}

/**
 * belay_combo_values_keep:
 * @row: a row
 */
void
belay_combo_values_keep (AdwComboRow *row)
{
  g_autoptr(GtkListItemFactory) value = gtk_signal_list_item_factory_new ();
  g_autoptr(GtkListItemFactory) choice = gtk_signal_list_item_factory_new ();

  g_return_if_fail (ADW_IS_COMBO_ROW (row));

  g_signal_connect (value, "setup", G_CALLBACK (on_value_setup), NULL);
  g_signal_connect (value, "bind", G_CALLBACK (on_value_bind), NULL);
  g_signal_connect (choice, "setup", G_CALLBACK (on_choice_setup), NULL);
  g_signal_connect_object (choice, "bind", G_CALLBACK (on_choice_bind), row, 0);
  g_signal_connect_object (choice, "unbind", G_CALLBACK (on_choice_unbind), row, 0);
  adw_combo_row_set_factory (row, value);
  adw_combo_row_set_list_factory (row, choice);
}
