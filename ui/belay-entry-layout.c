/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-entry-layout.h"

#define SPACING 10              /* between icon, texts and thumbnail */

struct _BelayEntryLayout
{
  GtkLayoutManager  parent_instance;

  GtkWidget        *texts;
};

G_DEFINE_FINAL_TYPE (BelayEntryLayout, belay_entry_layout, GTK_TYPE_LAYOUT_MANAGER)

static int
get_width (GtkWidget *side)
{
  int minimum;

  gtk_widget_measure (side, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);

  return minimum;
}

/* The width that icon and thumbnail take from the texts. */
static int
get_sides (BelayEntryLayout *self,
           GtkWidget        *widget)
{
  int sum = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (child != self->texts && gtk_widget_should_layout (child))
      sum += get_width (child) + SPACING;

  return sum;
}

static GtkSizeRequestMode
belay_entry_layout_get_request_mode (GtkLayoutManager *manager,
                                     GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
belay_entry_layout_measure (GtkLayoutManager *manager,
                            GtkWidget        *widget,
                            GtkOrientation    orientation,
                            int               for_size,
                            int              *minimum,
                            int              *natural,
                            int              *minimum_baseline,
                            int              *natural_baseline)
{
  BelayEntryLayout *self = BELAY_ENTRY_LAYOUT (manager);
  int sides = get_sides (self, widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      gtk_widget_measure (self->texts, orientation, -1, minimum, natural, NULL, NULL);
      *minimum += sides;
      *natural += sides;
      return;
    }

  gtk_widget_measure (self->texts, orientation, for_size >= 0 ? MAX (0, for_size - sides) : -1, minimum, natural,
                      NULL, NULL);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum, child_natural;

      if (child == self->texts || !gtk_widget_should_layout (child))
        continue;

      gtk_widget_measure (child, orientation, get_width (child), &child_minimum, &child_natural, NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural = MAX (*natural, child_natural);
    }
}

static void
belay_entry_layout_allocate (GtkLayoutManager *manager,
                             GtkWidget        *widget,
                             int               width,
                             int               height,
                             int               baseline)
{
  BelayEntryLayout *self = BELAY_ENTRY_LAYOUT (manager);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int texts = MAX (0, width - get_sides (self, widget));
  int x = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int size;

      if (!gtk_widget_should_layout (child))
        continue;

      size = child == self->texts ? texts : get_width (child);
      gtk_widget_size_allocate (child, &(GtkAllocation) { mirrored ? width - x - size : x, 0, size, height }, -1);
      x += size + SPACING;
    }
}

static void
belay_entry_layout_class_init (BelayEntryLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = belay_entry_layout_get_request_mode;
  layout_class->measure = belay_entry_layout_measure;
  layout_class->allocate = belay_entry_layout_allocate;
}

static void
belay_entry_layout_init (BelayEntryLayout *self)
{
}

/**
 * belay_entry_layout_set_texts:
 * @self: a layout
 * @texts: (transfer none): the child with the texts
 */
void
belay_entry_layout_set_texts (BelayEntryLayout *self,
                              GtkWidget        *texts)
{
  g_return_if_fail (BELAY_IS_ENTRY_LAYOUT (self) && GTK_IS_WIDGET (texts));

  self->texts = texts;
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}
