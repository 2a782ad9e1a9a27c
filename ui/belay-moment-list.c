/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-moment-list.h"

#include "belay-moment-row.h"

/**
 * BelayMomentList:
 *
 * Everything that happened in a recorded session, in order. Only the rows in view exist.
 */
struct _BelayMomentList
{
  GtkWidget           parent_instance;

  GtkListView        *list;
  GtkSingleSelection *selection;

  BelayPictures      *pictures;
};

enum
{
  PROP_0,
  PROP_POSITION,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (BelayMomentList, belay_moment_list, GTK_TYPE_WIDGET)

static void
on_setup (BelayMomentList *self,
          GtkListItem     *item)
{
  gtk_list_item_set_child (item, belay_moment_row_new ());
  gtk_list_item_set_activatable (item, FALSE);
}

static void
on_bind (BelayMomentList *self,
         GtkListItem     *item)
{
  belay_moment_row_bind (BELAY_MOMENT_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item),
                         self->pictures);
}

static void
on_unbind (BelayMomentList *self,
           GtkListItem     *item)
{
  belay_moment_row_unbind (BELAY_MOMENT_ROW (gtk_list_item_get_child (item)));
}

static void
on_selected (BelayMomentList *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_POSITION]);
}

static void
belay_moment_list_get_property (GObject    *object,
                                guint       property_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  g_value_set_uint (value, belay_moment_list_get_position (BELAY_MOMENT_LIST (object)));
}

static void
belay_moment_list_set_property (GObject      *object,
                                guint         property_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  belay_moment_list_set_position (BELAY_MOMENT_LIST (object), g_value_get_uint (value));
}

static void
belay_moment_list_dispose (GObject *object)
{
  BelayMomentList *self = BELAY_MOMENT_LIST (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->pictures);

  G_OBJECT_CLASS (belay_moment_list_parent_class)->dispose (object);
}

static void
belay_moment_list_class_init (BelayMomentListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = belay_moment_list_dispose;
  object_class->get_property = belay_moment_list_get_property;
  object_class->set_property = belay_moment_list_set_property;

  properties[PROP_POSITION] = g_param_spec_uint ("position", NULL, NULL, 0, G_MAXUINT, GTK_INVALID_LIST_POSITION,
                                                 G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-moment-list.ui");
  gtk_widget_class_bind_template_child (widget_class, BelayMomentList, list);
  gtk_widget_class_bind_template_child (widget_class, BelayMomentList, selection);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind);
  gtk_widget_class_bind_template_callback (widget_class, on_selected);
}

static void
belay_moment_list_init (BelayMomentList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * belay_moment_list_set_history:
 * @self: a list
 * @history: (nullable): what it shows
 * @pictures: (nullable): where thumbnails come from
 */
void
belay_moment_list_set_history (BelayMomentList   *self,
                               BelayTrailHistory *history,
                               BelayPictures     *pictures)
{
  g_return_if_fail (BELAY_IS_MOMENT_LIST (self));

  gtk_single_selection_set_model (self->selection, NULL);
  g_set_object (&self->pictures, pictures);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (history));
}

/**
 * belay_moment_list_get_position:
 * @self: a list
 *
 * Returns: the moment selected; %GTK_INVALID_LIST_POSITION if there are none
 */
guint
belay_moment_list_get_position (BelayMomentList *self)
{
  g_return_val_if_fail (BELAY_IS_MOMENT_LIST (self), GTK_INVALID_LIST_POSITION);

  return gtk_single_selection_get_selected (self->selection);
}

/**
 * belay_moment_list_set_position:
 * @self: a list
 * @position: the moment to select, and to scroll to
 */
void
belay_moment_list_set_position (BelayMomentList *self,
                                guint            position)
{
  g_return_if_fail (BELAY_IS_MOMENT_LIST (self));

  if (position >= g_list_model_get_n_items (G_LIST_MODEL (self->selection)))
    return;

  gtk_single_selection_set_selected (self->selection, position);
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", position);
}
