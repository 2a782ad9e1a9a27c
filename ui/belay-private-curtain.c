/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-private-curtain.h"

#include <glib/gi18n-lib.h>

struct _BelayPrivateCurtain
{
  GtkWidget          parent_instance;

  GtkWidget         *content;
  BelayPrivacyPhase  phase;
  gboolean           presenter;
  gboolean           aside;             /* until the next phase */
};

G_DEFINE_FINAL_TYPE (BelayPrivateCurtain, belay_private_curtain, GTK_TYPE_WIDGET)

static void
update (BelayPrivateCurtain *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self),
                          self->presenter && self->phase != BELAY_PRIVACY_NONE && !self->aside);
}

static void
on_clicked (BelayPrivateCurtain *self)
{
  self->aside = TRUE;
  update (self);
}

static void
belay_private_curtain_dispose (GObject *object)
{
  g_clear_pointer (&BELAY_PRIVATE_CURTAIN (object)->content, gtk_widget_unparent);

  G_OBJECT_CLASS (belay_private_curtain_parent_class)->dispose (object);
}

static void
belay_private_curtain_class_init (BelayPrivateCurtainClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_private_curtain_dispose;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "privatecurtain");
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
belay_private_curtain_init (BelayPrivateCurtain *self)
{
  GtkWidget *icon = gtk_image_new_from_icon_name ("view-conceal-symbolic");
  GtkWidget *title = gtk_label_new (_("Private Input"));
  GtkWidget *button = gtk_button_new_with_label (_("Show the Screen"));

  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_halign (self->content, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->content, GTK_ALIGN_CENTER);
  gtk_image_set_pixel_size (GTK_IMAGE (icon), 64);
  gtk_accessible_update_state (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_widget_add_css_class (title, "title-2");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_set_focus_on_click (button, FALSE);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_clicked), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->content), icon);
  gtk_box_append (GTK_BOX (self->content), title);
  gtk_box_append (GTK_BOX (self->content), button);
  gtk_widget_set_parent (self->content, GTK_WIDGET (self));
}

/**
 * belay_private_curtain_set_presenter:
 * @self: a curtain
 * @presenter: whether there is an audience. Without one it is never drawn
 */
void
belay_private_curtain_set_presenter (BelayPrivateCurtain *self,
                                     gboolean             presenter)
{
  g_return_if_fail (BELAY_IS_PRIVATE_CURTAIN (self));

  self->presenter = presenter;
  self->aside = FALSE;
  update (self);
}

/**
 * belay_private_curtain_set_phase:
 * @self: a curtain
 * @phase: of the session's privacy
 */
void
belay_private_curtain_set_phase (BelayPrivateCurtain *self,
                                 BelayPrivacyPhase    phase)
{
  g_return_if_fail (BELAY_IS_PRIVATE_CURTAIN (self));

  if (self->phase == phase)
    return;

  self->phase = phase;
  self->aside = FALSE;
  update (self);
}
