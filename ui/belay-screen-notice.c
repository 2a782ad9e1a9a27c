/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-screen-notice.h"

#include <glib/gi18n-lib.h>

struct _BelayScreenNotice
{
  GtkWidget  parent_instance;

  GtkWidget *icon;
  GtkWidget *title;
  GtkWidget *body;

  char      *said;              /* (nullable): what was read out last */
  gint64     last_time;         /* of the last picture, monotonic; 0: there was none */
  guint      clock;             /* 0: nothing to count */
};

G_DEFINE_FINAL_TYPE (BelayScreenNotice, belay_screen_notice, GTK_TYPE_WIDGET)

static void
show (BelayScreenNotice *self,
      const char        *icon,
      const char        *title,
      const char        *body)
{
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), icon);
  gtk_label_set_label (GTK_LABEL (self->title), title);
  gtk_label_set_label (GTK_LABEL (self->body), body);
  gtk_widget_set_visible (self->body, *body != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

/* Has it read out, once: what only counts on is not part of @reason. */
static void
announce (BelayScreenNotice *self,
          const char        *title,
          const char        *reason)
{
  g_autofree char *said = *reason != '\0' ? g_strdup_printf ("%s: %s", title, reason) : g_strdup (title);

  if (g_strcmp0 (self->said, said) == 0)
    return;

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, said, -1);
  g_free (self->said);
  self->said = g_steal_pointer (&said);
}

static void
say (BelayScreenNotice *self,
     const char        *icon,
     const char        *title,
     const char        *reason)
{
  show (self, icon, title, reason);
  announce (self, title, reason);
}

static char *
describe_age (gint64 seconds)
{
  if (seconds < 60)
    return g_strdup_printf (ngettext ("The last picture is %d second old.", "The last picture is %d seconds old.",
                                      (gulong) seconds), (int) seconds);

  return g_strdup_printf (ngettext ("The last picture is %d minute old.", "The last picture is %d minutes old.",
                                    (gulong) (seconds / 60)), (int) (seconds / 60));
}

static void
say_age (BelayScreenNotice *self)
{
  gint64 age = (g_get_monotonic_time () - self->last_time) / G_TIME_SPAN_SECOND;
  g_autofree char *body = describe_age (MAX (age, 0));

  show (self, "network-offline-symbolic", _("Reconnecting…"), body);
  announce (self, _("Reconnecting…"), "");
}

static gboolean
tick (gpointer user_data)
{
  say_age (user_data);

  return G_SOURCE_CONTINUE;
}

/* The clock runs only while somebody could read it. */
static void
update_clock (BelayScreenNotice *self)
{
  gboolean wanted = self->last_time != 0 && gtk_widget_get_mapped (GTK_WIDGET (self));

  if (wanted && self->clock == 0)
    self->clock = g_timeout_add_seconds (1, tick, self);
  else if (!wanted)
    g_clear_handle_id (&self->clock, g_source_remove);
}

static void
belay_screen_notice_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (belay_screen_notice_parent_class)->map (widget);
  update_clock (BELAY_SCREEN_NOTICE (widget));
}

static void
belay_screen_notice_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (belay_screen_notice_parent_class)->unmap (widget);
  update_clock (BELAY_SCREEN_NOTICE (widget));
}

static void
belay_screen_notice_dispose (GObject *object)
{
  BelayScreenNotice *self = BELAY_SCREEN_NOTICE (object);
  GtkWidget *child;

  g_clear_handle_id (&self->clock, g_source_remove);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (belay_screen_notice_parent_class)->dispose (object);
}

static void
belay_screen_notice_finalize (GObject *object)
{
  g_free (BELAY_SCREEN_NOTICE (object)->said);

  G_OBJECT_CLASS (belay_screen_notice_parent_class)->finalize (object);
}

static void
belay_screen_notice_class_init (BelayScreenNoticeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = belay_screen_notice_dispose;
  G_OBJECT_CLASS (klass)->finalize = belay_screen_notice_finalize;
  widget_class->map = belay_screen_notice_map;
  widget_class->unmap = belay_screen_notice_unmap;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "screennotice");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
}

static GtkWidget *
add_label (BelayScreenNotice *self,
           const char        *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 44);
  gtk_widget_add_css_class (label, style);
  gtk_widget_set_parent (label, GTK_WIDGET (self));

  return label;
}

static void
belay_screen_notice_init (BelayScreenNotice *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);

  self->icon = gtk_image_new ();
  gtk_image_set_pixel_size (GTK_IMAGE (self->icon), 48);
  gtk_widget_set_parent (self->icon, GTK_WIDGET (self));
  self->title = add_label (self, "title-4");
  self->body = add_label (self, "body");
}

/**
 * belay_screen_notice_new:
 *
 * Returns: (transfer floating): a notice
 */
GtkWidget *
belay_screen_notice_new (void)
{
  return g_object_new (BELAY_TYPE_SCREEN_NOTICE, NULL);
}

/**
 * belay_screen_notice_live:
 * @self: a notice
 *
 * There is nothing to say.
 */
void
belay_screen_notice_live (BelayScreenNotice *self)
{
  g_return_if_fail (BELAY_IS_SCREEN_NOTICE (self));

  self->last_time = 0;
  g_clear_pointer (&self->said, g_free);
  update_clock (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * belay_screen_notice_explain:
 * @self: a notice
 * @screen: (nullable): a screen that is not live, or has no picture yet
 * @last: (nullable): the last picture there was
 */
void
belay_screen_notice_explain (BelayScreenNotice *self,
                             BelayScreen       *screen,
                             BelayFrame        *last)
{
  BelayScreenState state = screen != NULL ? belay_screen_get_state (screen) : BELAY_SCREEN_CLOSED;
  const GError *error = screen != NULL ? belay_screen_get_error (screen) : NULL;
  const char *reason = error != NULL ? error->message : "";

  g_return_if_fail (BELAY_IS_SCREEN_NOTICE (self));

  self->last_time = 0;

  if (state == BELAY_SCREEN_FAILED)
    {
      say (self, "computer-fail-symbolic", _("The screen is lost"), reason);
    }
  else if (state == BELAY_SCREEN_CLOSED)
    {
      say (self, "video-display-symbolic", last != NULL ? _("The screen is closed") : _("No screen yet"),
           last != NULL ? "" : _("The sandbox’s desktop will appear here."));
    }
  else if (last == NULL)
    {
      say (self, "video-display-symbolic", _("Connecting to the sandbox’s screen…"), reason);
    }
  else
    {
      self->last_time = MAX (belay_frame_get_time (last), 1);
      say_age (self);
    }

  update_clock (self);
}
