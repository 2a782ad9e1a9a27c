/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-screen-tag.h"

#include <glib/gi18n-lib.h>

struct _BelayScreenTag
{
  GtkWidget   parent_instance;

  GtkWidget  *icon;
  GtkWidget  *label;
  const char *style;            /* (nullable): the style class it has now */
};

G_DEFINE_FINAL_TYPE (BelayScreenTag, belay_screen_tag, GTK_TYPE_WIDGET)

static void
belay_screen_tag_dispose (GObject *object)
{
  BelayScreenTag *self = BELAY_SCREEN_TAG (object);

  g_clear_pointer (&self->icon, gtk_widget_unparent);
  g_clear_pointer (&self->label, gtk_widget_unparent);

  G_OBJECT_CLASS (belay_screen_tag_parent_class)->dispose (object);
}

static void
belay_screen_tag_class_init (BelayScreenTagClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = belay_screen_tag_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "screentag");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_STATUS);
}

static void
belay_screen_tag_init (BelayScreenTag *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);

  self->icon = gtk_image_new ();
  gtk_widget_set_parent (self->icon, GTK_WIDGET (self));
  self->label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
}

/**
 * belay_screen_tag_new:
 *
 * Returns: (transfer floating): a tag
 */
GtkWidget *
belay_screen_tag_new (void)
{
  return g_object_new (BELAY_TYPE_SCREEN_TAG, NULL);
}

static void
show (BelayScreenTag *self,
      const char     *style,
      const char     *icon,
      const char     *text)
{
  if (self->style != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self), self->style);

  self->style = style;
  gtk_widget_add_css_class (GTK_WIDGET (self), style);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), icon);
  gtk_label_set_label (GTK_LABEL (self->label), text);
}

/**
 * belay_screen_tag_show_control:
 * @self: a tag
 * @control: who is in control
 */
void
belay_screen_tag_show_control (BelayScreenTag *self,
                               BelayControl    control)
{
  g_return_if_fail (BELAY_IS_SCREEN_TAG (self));

  switch (control)
    {
    case BELAY_CONTROL_NOBODY:
      show (self, "control-nobody", "changes-prevent-symbolic", _("Nobody is in control"));
      break;

    case BELAY_CONTROL_AGENT:
      show (self, "control-agent", "system-run-symbolic", _("The agent is in control"));
      break;

    case BELAY_CONTROL_PERSON:
      show (self, "control-person", "avatar-default-symbolic", _("You are in control"));
      break;
    }
}

/**
 * belay_screen_tag_show_private:
 * @self: a tag
 * @phase: of private input, any but %BELAY_PRIVACY_NONE
 */
void
belay_screen_tag_show_private (BelayScreenTag    *self,
                               BelayPrivacyPhase  phase)
{
  g_return_if_fail (BELAY_IS_SCREEN_TAG (self));

  show (self, "private", "view-conceal-symbolic",
        phase == BELAY_PRIVACY_INPUT ? _("Private: nothing is recorded") : _("Private until you show it to the agent"));
}

/**
 * belay_screen_tag_show_past:
 * @self: a tag
 * @time: when, real time in microseconds; 0: not known
 */
void
belay_screen_tag_show_past (BelayScreenTag *self,
                            gint64          time)
{
  g_autoptr(GDateTime) utc = NULL;
  g_autoptr(GDateTime) local = NULL;
  g_autofree char *clock = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (BELAY_IS_SCREEN_TAG (self));

  utc = time > 0 ? g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC) : NULL;
  local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  clock = local != NULL ? g_date_time_format (local, "%X") : NULL;

  if (clock != NULL)
    /* Translators: the picture is not live, but from this time of day */
    text = g_strdup_printf (_("Past: %s"), clock);

  show (self, "past", "document-open-recent-symbolic", text != NULL ? text : _("Past"));
}

/**
 * belay_screen_tag_show_editing:
 * @self: a tag
 */
void
belay_screen_tag_show_editing (BelayScreenTag *self)
{
  g_return_if_fail (BELAY_IS_SCREEN_TAG (self));

  show (self, "editing", "document-edit-symbolic", _("Drag the mark, or move it with the arrow keys"));
}

/**
 * belay_screen_tag_show_revealed:
 * @self: a tag
 */
void
belay_screen_tag_show_revealed (BelayScreenTag *self)
{
  g_return_if_fail (BELAY_IS_SCREEN_TAG (self));

  show (self, "revealed", "view-reveal-symbolic", _("What is too faint to see is shown bright"));
}
