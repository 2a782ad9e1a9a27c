/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-cover.h"

#include <glib/gi18n-lib.h>

struct _BelayCover
{
  GtkWidget  parent_instance;

  GtkStack  *stack;
  GtkWidget *child;     /* (nullable): in the stack */
};

enum
{
  PROP_0,
  PROP_CHILD,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (BelayCover, belay_cover, GTK_TYPE_WIDGET)

static void
on_show_clicked (BelayCover *self)
{
  belay_cover_set_covered (self, FALSE);
  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static GtkWidget *
create_cover (BelayCover *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (_("Not shown while presenting"));
  GtkWidget *button = gtk_button_new_with_label (_("Show"));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_show_clicked), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);
  gtk_widget_add_css_class (box, "belay-inset");

  return box;
}

static void
set_child (BelayCover *self,
           GtkWidget  *child)
{
  if (self->child != NULL)
    gtk_stack_remove (self->stack, self->child);

  self->child = child;
  if (child == NULL)
    return;

  gtk_stack_add_named (self->stack, child, "child");
  belay_cover_set_covered (self, FALSE);
}

static void
belay_cover_get_property (GObject    *object,
                          guint       property_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_CHILD:
      g_value_set_object (value, BELAY_COVER (object)->child);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
belay_cover_set_property (GObject      *object,
                          guint         property_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  switch (property_id)
    {
    case PROP_CHILD:
      set_child (BELAY_COVER (object), g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
belay_cover_dispose (GObject *object)
{
  BelayCover *self = BELAY_COVER (object);
  GtkWidget *stack = GTK_WIDGET (g_steal_pointer (&self->stack));

  self->child = NULL;
  if (stack != NULL)
    gtk_widget_unparent (stack);

  G_OBJECT_CLASS (belay_cover_parent_class)->dispose (object);
}

static void
belay_cover_class_init (BelayCoverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = belay_cover_dispose;
  object_class->get_property = belay_cover_get_property;
  object_class->set_property = belay_cover_set_property;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);

  properties[PROP_CHILD] = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
belay_cover_init (BelayCover *self)
{
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_stack_add_named (self->stack, create_cover (self), "cover");
  gtk_widget_set_parent (GTK_WIDGET (self->stack), GTK_WIDGET (self));
}

/**
 * belay_cover_set_covered:
 * @self: a cover with a child
 * @covered: whether the child is out of sight, with a button in its place that brings it back
 */
void
belay_cover_set_covered (BelayCover *self,
                         gboolean    covered)
{
  g_return_if_fail (BELAY_IS_COVER (self) && self->child != NULL);

  gtk_stack_set_visible_child_name (self->stack, covered ? "cover" : "child");
}

/**
 * belay_cover_is_covered:
 * @self: a cover
 *
 * Returns: whether the child is out of sight
 */
gboolean
belay_cover_is_covered (BelayCover *self)
{
  g_return_val_if_fail (BELAY_IS_COVER (self), FALSE);

  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "cover") == 0;
}
