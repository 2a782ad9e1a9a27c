/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-fit.h"

/**
 * BelayFit:
 *
 * As high as its child is at the width it is given, and scrolling beyond a limit.
 *
 * A GtkScrolledWindow that propagates its natural height measures its child at any width but the one it gets, so that
 * text that wraps is cut or has a gap below it; and its scrollbar asks for more height than a line of text has.
 */
struct _BelayFit
{
  GtkWidget  parent_instance;

  GtkWidget *scroller;
  int        min_height;
  int        max_height;
};

enum
{
  PROP_0,
  PROP_CHILD,
  PROP_MIN_HEIGHT,
  PROP_MAX_HEIGHT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (BelayFit, belay_fit, GTK_TYPE_WIDGET)

static GtkWidget *
get_child (BelayFit *self)
{
  GtkWidget *viewport = gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (self->scroller));

  return viewport != NULL ? gtk_viewport_get_child (GTK_VIEWPORT (viewport)) : NULL;
}

static void
set_child (BelayFit  *self,
           GtkWidget *child)
{
  GtkWidget *viewport = gtk_viewport_new (NULL, NULL);

  gtk_viewport_set_scroll_to_focus (GTK_VIEWPORT (viewport), TRUE);
  gtk_viewport_set_child (GTK_VIEWPORT (viewport), child);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), viewport);
}

static GtkSizeRequestMode
belay_fit_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
belay_fit_measure (GtkWidget      *widget,
                   GtkOrientation  orientation,
                   int             for_size,
                   int            *minimum,
                   int            *natural,
                   int            *minimum_baseline,
                   int            *natural_baseline)
{
  BelayFit *self = BELAY_FIT (widget);
  GtkWidget *child = get_child (self);

  if (child == NULL)
    return;

  /* A child of no fixed height may be measured with less width than it needs when nobody knows better. */
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0)
    {
      int narrowest;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &narrowest, NULL, NULL, NULL);
      for_size = MAX (for_size, narrowest);
    }

  gtk_widget_measure (child, orientation, orientation == GTK_ORIENTATION_VERTICAL ? for_size : -1, minimum, natural,
                      NULL, NULL);

  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *natural = MIN (*natural, self->max_height);
      *minimum = MIN (*natural, self->min_height);
    }
}

static void
belay_fit_size_allocate (GtkWidget *widget,
                         int        width,
                         int        height,
                         int        baseline)
{
  BelayFit *self = BELAY_FIT (widget);
  int minimum;

  /* The scrollbar floats above the content, so it may be cut where there is no room for it. */
  gtk_widget_measure (self->scroller, GTK_ORIENTATION_VERTICAL, width, &minimum, NULL, NULL, NULL);
  gtk_widget_size_allocate (self->scroller, &(GtkAllocation) { 0, 0, width, MAX (height, minimum) }, baseline);
}

static void
belay_fit_get_property (GObject    *object,
                        guint       property_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  BelayFit *self = BELAY_FIT (object);

  switch (property_id)
    {
    case PROP_CHILD:
      g_value_set_object (value, get_child (self));
      break;

    case PROP_MIN_HEIGHT:
      g_value_set_int (value, self->min_height);
      break;

    case PROP_MAX_HEIGHT:
      g_value_set_int (value, self->max_height);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
belay_fit_set_property (GObject      *object,
                        guint         property_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  BelayFit *self = BELAY_FIT (object);

  switch (property_id)
    {
    case PROP_CHILD:
      set_child (self, g_value_get_object (value));
      break;

    case PROP_MIN_HEIGHT:
      self->min_height = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;

    case PROP_MAX_HEIGHT:
      self->max_height = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
belay_fit_dispose (GObject *object)
{
  g_clear_pointer (&BELAY_FIT (object)->scroller, gtk_widget_unparent);

  G_OBJECT_CLASS (belay_fit_parent_class)->dispose (object);
}

static void
belay_fit_class_init (BelayFitClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = belay_fit_dispose;
  object_class->get_property = belay_fit_get_property;
  object_class->set_property = belay_fit_set_property;
  widget_class->get_request_mode = belay_fit_get_request_mode;
  widget_class->measure = belay_fit_measure;
  widget_class->size_allocate = belay_fit_size_allocate;

  properties[PROP_CHILD] = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_MIN_HEIGHT] = g_param_spec_int ("min-height", NULL, NULL, 0, G_MAXINT, 0,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_MAX_HEIGHT] = g_param_spec_int ("max-height", NULL, NULL, 0, G_MAXINT, G_MAXINT,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
belay_fit_init (BelayFit *self)
{
  self->max_height = G_MAXINT;
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}
