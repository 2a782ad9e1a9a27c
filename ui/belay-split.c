/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-split.h"

#define NARROW_BELOW 760        /* application pixels */
#define END_WIDTH    400

/**
 * BelaySplit:
 *
 * Two children side by side with a divider to drag, or stacked where the width does not allow that.
 *
 * libadwaita 1.2 has no breakpoints, and a GtkPaned asks for the width of both its children; this asks for the wider one
 * only, and turns the pane when it is given less than both need.
 */
struct _BelaySplit
{
  GtkWidget  parent_instance;

  GtkWidget *paned;
  gboolean   narrow;
  int        position;          /* of the divider, as it was put there last; -1: never */
  guint      notify_id;
};

enum
{
  PROP_0,
  PROP_START,
  PROP_END,
  PROP_NARROW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (BelaySplit, belay_split, GTK_TYPE_WIDGET)

static gboolean
notify_narrow (gpointer user_data)
{
  BelaySplit *self = user_data;

  self->notify_id = 0;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);

  return G_SOURCE_REMOVE;
}

static int
get_child_minimum (GtkWidget      *child,
                   GtkOrientation  orientation)
{
  int minimum = 0;

  if (child != NULL)
    gtk_widget_measure (child, orientation, -1, &minimum, NULL, NULL, NULL);

  return minimum;
}

static void
belay_split_measure (GtkWidget      *widget,
                     GtkOrientation  orientation,
                     int             for_size,
                     int            *minimum,
                     int            *natural,
                     int            *minimum_baseline,
                     int            *natural_baseline)
{
  GtkPaned *paned = GTK_PANED (BELAY_SPLIT (widget)->paned);
  int start = get_child_minimum (gtk_paned_get_start_child (paned), orientation);
  int end = get_child_minimum (gtk_paned_get_end_child (paned), orientation);

  *minimum = MAX (start, end);
  *natural = start + end;

  /* Stacked, the timeline gives way to the decision, and the page scrolls no further. */
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = MIN (*natural, 300);
}

/* Where the divider belongs as long as the person has not moved it. */
static int
get_position (gboolean narrow,
              int      width,
              int      height)
{
  if (narrow)
    return CLAMP (width * 10 / 16 + 12, 120, height * 2 / 5);

  return width - CLAMP (width * 3 / 10, END_WIDTH - 40, 520);
}

static void
allocate_paned (BelaySplit *self,
                int         width,
                int         height,
                int         baseline)
{
  gtk_widget_measure (self->paned, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_size_allocate (self->paned, &(GtkAllocation) { 0, 0, width, height }, baseline);
}

static void
belay_split_size_allocate (GtkWidget *widget,
                           int        width,
                           int        height,
                           int        baseline)
{
  BelaySplit *self = BELAY_SPLIT (widget);
  gboolean narrow = width < NARROW_BELOW;
  gboolean dragged = self->position >= 0 && gtk_paned_get_position (GTK_PANED (self->paned)) != self->position;

  if (narrow != self->narrow)
    {
      self->narrow = narrow;
      gtk_orientable_set_orientation (GTK_ORIENTABLE (self->paned),
                                      narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
      dragged = FALSE;

      /* Those who listen change widgets, which is not allowed while sizes are given out. */
      if (self->notify_id == 0)
        self->notify_id = g_idle_add (notify_narrow, self);
    }

  allocate_paned (self, width, height, baseline);

  /* The divider moves with the size until the person has moved it. A GtkPaned adds the change of its own size to a
   * position set before that change, so it is set after it. */
  if (!dragged)
    {
      self->position = get_position (narrow, width, height);
      gtk_paned_set_position (GTK_PANED (self->paned), self->position);
      allocate_paned (self, width, height, baseline);
      self->position = gtk_paned_get_position (GTK_PANED (self->paned));
    }
}

static void
belay_split_get_property (GObject    *object,
                          guint       property_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  BelaySplit *self = BELAY_SPLIT (object);

  switch (property_id)
    {
    case PROP_START:
      g_value_set_object (value, gtk_paned_get_start_child (GTK_PANED (self->paned)));
      break;

    case PROP_END:
      g_value_set_object (value, gtk_paned_get_end_child (GTK_PANED (self->paned)));
      break;

    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
belay_split_set_property (GObject      *object,
                          guint         property_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  BelaySplit *self = BELAY_SPLIT (object);

  switch (property_id)
    {
    case PROP_START:
      gtk_paned_set_start_child (GTK_PANED (self->paned), g_value_get_object (value));
      break;

    case PROP_END:
      gtk_paned_set_end_child (GTK_PANED (self->paned), g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
belay_split_dispose (GObject *object)
{
  BelaySplit *self = BELAY_SPLIT (object);

  g_clear_handle_id (&self->notify_id, g_source_remove);
  g_clear_pointer (&self->paned, gtk_widget_unparent);

  G_OBJECT_CLASS (belay_split_parent_class)->dispose (object);
}

static void
belay_split_class_init (BelaySplitClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = belay_split_dispose;
  object_class->get_property = belay_split_get_property;
  object_class->set_property = belay_split_set_property;
  widget_class->measure = belay_split_measure;
  widget_class->size_allocate = belay_split_size_allocate;

  properties[PROP_START] = g_param_spec_object ("start", NULL, NULL, GTK_TYPE_WIDGET,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_END] = g_param_spec_object ("end", NULL, NULL, GTK_TYPE_WIDGET,
                                              G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
belay_split_init (BelaySplit *self)
{
  self->position = -1;
  self->paned = gtk_paned_new (GTK_ORIENTATION_HORIZONTAL);
  /* It would inherit the focus from what goes, and keep the Enter that is meant to decide. */
  gtk_widget_set_focusable (self->paned, FALSE);
  gtk_paned_set_resize_start_child (GTK_PANED (self->paned), TRUE);
  gtk_paned_set_resize_end_child (GTK_PANED (self->paned), FALSE);
  gtk_paned_set_shrink_start_child (GTK_PANED (self->paned), TRUE);
  gtk_paned_set_shrink_end_child (GTK_PANED (self->paned), FALSE);
  gtk_widget_set_parent (self->paned, GTK_WIDGET (self));
}

/**
 * belay_split_is_narrow:
 * @self: a split
 *
 * Returns: whether the children are stacked
 */
gboolean
belay_split_is_narrow (BelaySplit *self)
{
  g_return_val_if_fail (BELAY_IS_SPLIT (self), FALSE);

  return self->narrow;
}
