/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-item-row.h"

/**
 * BelayTrailItemRow:
 *
 * One line of the list of trails: a day, a session, or what was found in one.
 */
struct _BelayTrailItemRow
{
  GtkWidget  parent_instance;

  GtkLabel  *title;
  GtkLabel  *detail;
};

G_DEFINE_FINAL_TYPE (BelayTrailItemRow, belay_trail_item_row, GTK_TYPE_WIDGET)

static GtkLabel *
add_label (BelayTrailItemRow *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_parent (label, GTK_WIDGET (self));

  return GTK_LABEL (label);
}

static void
belay_trail_item_row_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (belay_trail_item_row_parent_class)->dispose (object);
}

static void
belay_trail_item_row_class_init (BelayTrailItemRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_trail_item_row_dispose;

  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "trailrow");
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
belay_trail_item_row_init (BelayTrailItemRow *self)
{
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (layout, 2);

  self->title = add_label (self);
  gtk_label_set_wrap (self->title, TRUE);
  gtk_label_set_wrap_mode (self->title, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (self->title, 2);

  self->detail = add_label (self);
  gtk_widget_add_css_class (GTK_WIDGET (self->detail), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->detail), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->detail), "numeric");
}

/**
 * belay_trail_item_row_new:
 *
 * Returns: (transfer floating): a row that shows nothing yet
 */
GtkWidget *
belay_trail_item_row_new (void)
{
  return g_object_new (BELAY_TYPE_TRAIL_ITEM_ROW, NULL);
}

/**
 * belay_trail_item_row_bind:
 * @self: a row
 * @item: what it shows from now on
 */
void
belay_trail_item_row_bind (BelayTrailItemRow *self,
                           BelayTrailItem    *item)
{
  static const char *const styles[] = { "heading", "session", "hit" };
  const char *detail = belay_trail_item_get_detail (item);
  g_autofree char *name = NULL;

  g_return_if_fail (BELAY_IS_TRAIL_ITEM_ROW (self));

  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self), styles[i]);
  gtk_widget_add_css_class (GTK_WIDGET (self), styles[belay_trail_item_get_kind (item)]);

  gtk_label_set_markup (self->title, belay_trail_item_get_title (item));
  gtk_label_set_label (self->detail, detail != NULL ? detail : "");
  gtk_widget_set_visible (GTK_WIDGET (self->detail), detail != NULL);

  name = detail != NULL ? g_strdup_printf ("%s, %s", gtk_label_get_text (self->title), detail)
                        : g_strdup (gtk_label_get_text (self->title));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
