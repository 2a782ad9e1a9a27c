/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-past.h"

#include <glib/gi18n-lib.h>

struct _BelayPast
{
  GtkWidget        parent_instance;

  GtkRevealer     *revealer;
  GtkLabel        *label;
  GtkWidget       *moments;
  GtkToggleButton *before_button;
  GtkToggleButton *after_button;
  GtkWidget       *return_button;

  BelayScreenView *view;
  BelayPictures   *pictures;
  BelayStep       *step;                /* NULL: the view is live */
  GCancellable    *loading;
};

enum
{
  PROP_0,
  PROP_STEP,
  PROP_BEFORE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (BelayPast, belay_past, GTK_TYPE_WIDGET)

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  BelayPast *self;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = belay_pictures_load_finish (BELAY_PICTURES (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = user_data;
  if (texture != NULL)
    {
      belay_screen_view_set_past (self->view, texture);
      return;
    }

  gtk_label_set_label (self->label, error->message);
}

/* (nullable): the SHA-256 of the picture of @step to show. */
static const char *
get_moment (BelayPast *self,
            BelayStep *step)
{
  const char *before = belay_step_get_picture_before (step);
  const char *after = belay_step_get_picture_after (step);

  if (before == NULL || (after != NULL && !belay_past_is_before (self)))
    return after;

  return before;
}

static void
load (BelayPast *self)
{
  const char *sha256 = get_moment (self, self->step);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);

  if (sha256 == NULL || self->pictures == NULL)
    return;

  self->loading = g_cancellable_new ();
  belay_pictures_load_async (self->pictures, sha256, 0, self->loading, on_loaded, self);
}

static char *
describe (BelayStep *step)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (belay_step_get_time (step) / G_USEC_PER_SEC);
  g_autoptr(GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  g_autofree char *time = local != NULL ? g_date_time_format (local, "%X") : g_strdup ("");

  /* Translators: %s is a time of the day. */
  return g_strdup_printf (_("Past, %s"), time);
}

static void
on_before_toggled (BelayPast *self)
{
  if (self->step == NULL)
    return;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BEFORE]);
  load (self);
}

static void
belay_past_get_property (GObject    *object,
                         guint       property_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  BelayPast *self = BELAY_PAST (object);

  switch (property_id)
    {
    case PROP_STEP:
      g_value_set_object (value, self->step);
      break;

    case PROP_BEFORE:
      g_value_set_boolean (value, belay_past_is_before (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
belay_past_dispose (GObject *object)
{
  BelayPast *self = BELAY_PAST (object);
  GtkWidget *child;

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_object (&self->step);
  g_clear_object (&self->pictures);
  g_clear_object (&self->view);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (belay_past_parent_class)->dispose (object);
}

static void
belay_past_class_init (BelayPastClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = belay_past_dispose;
  object_class->get_property = belay_past_get_property;

  properties[PROP_STEP] = g_param_spec_object ("step", NULL, NULL, BELAY_TYPE_STEP, flags);
  properties[PROP_BEFORE] = g_param_spec_boolean ("before", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-past.ui");
  gtk_widget_class_bind_template_child (widget_class, BelayPast, revealer);
  gtk_widget_class_bind_template_child (widget_class, BelayPast, label);
  gtk_widget_class_bind_template_child (widget_class, BelayPast, moments);
  gtk_widget_class_bind_template_child (widget_class, BelayPast, before_button);
  gtk_widget_class_bind_template_child (widget_class, BelayPast, after_button);
  gtk_widget_class_bind_template_child (widget_class, BelayPast, return_button);
  gtk_widget_class_bind_template_callback (widget_class, on_before_toggled);
}

static void
belay_past_init (BelayPast *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * belay_past_set_view:
 * @self: the past
 * @view: where its pictures are shown
 */
void
belay_past_set_view (BelayPast       *self,
                     BelayScreenView *view)
{
  g_return_if_fail (BELAY_IS_PAST (self));
  g_return_if_fail (BELAY_IS_SCREEN_VIEW (view));

  g_set_object (&self->view, view);
}

/**
 * belay_past_set_pictures:
 * @self: the past
 * @pictures: where its pictures come from
 */
void
belay_past_set_pictures (BelayPast     *self,
                         BelayPictures *pictures)
{
  g_return_if_fail (BELAY_IS_PAST (self));
  g_return_if_fail (BELAY_IS_PICTURES (pictures));

  g_set_object (&self->pictures, pictures);
}

/**
 * belay_past_set_step:
 * @self: the past of a view
 * @step: (nullable): the step to show; %NULL to go back to the live screen
 *
 * Returns: whether the past is shown: not if there is no picture of @step, and then the view is live
 */
gboolean
belay_past_set_step (BelayPast *self,
                     BelayStep *step)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (BELAY_IS_PAST (self) && self->view != NULL, FALSE);
  g_return_val_if_fail (step == NULL || BELAY_IS_STEP (step), FALSE);

  if (step != NULL && (self->pictures == NULL || get_moment (self, step) == NULL))
    step = NULL;

  if (step != NULL)
    {
      text = describe (step);
      gtk_label_set_label (self->label, text);
      gtk_widget_set_visible (self->moments, belay_step_get_picture_before (step) != NULL &&
                                             belay_step_get_picture_after (step) != NULL);
    }

  if (g_set_object (&self->step, step))
    {
      if (step == NULL)
        belay_screen_view_set_past (self->view, NULL);

      gtk_revealer_set_reveal_child (self->revealer, step != NULL);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STEP]);
    }

  if (step != NULL)
    load (self);
  else
    g_cancellable_cancel (self->loading);

  return step != NULL;
}

/**
 * belay_past_get_step:
 * @self: the past
 *
 * Returns: (transfer none) (nullable): the step shown; %NULL while the view is live
 */
BelayStep *
belay_past_get_step (BelayPast *self)
{
  g_return_val_if_fail (BELAY_IS_PAST (self), NULL);

  return self->step;
}

/**
 * belay_past_set_before:
 * @self: the past
 * @before: whether to show steps as they were decided on, or what came of them
 */
void
belay_past_set_before (BelayPast *self,
                       gboolean   before)
{
  g_return_if_fail (BELAY_IS_PAST (self));

  gtk_toggle_button_set_active (before ? self->before_button : self->after_button, TRUE);
}

/**
 * belay_past_is_before:
 * @self: the past
 *
 * Returns: whether a step is shown as it was decided on, not what came of it
 */
gboolean
belay_past_is_before (BelayPast *self)
{
  g_return_val_if_fail (BELAY_IS_PAST (self), FALSE);

  return gtk_toggle_button_get_active (self->before_button);
}

void
belay_past_set_returnable (BelayPast *self,
                           gboolean   returnable)
{
  g_return_if_fail (BELAY_IS_PAST (self));

  gtk_widget_set_visible (self->return_button, returnable);
}
