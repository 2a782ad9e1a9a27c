/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-control-card.h"

#include <glib/gi18n-lib.h>

struct _BelayControlCard
{
  GtkWidget     parent_instance;

  GtkImage     *icon;
  GtkLabel     *title;
  GtkLabel     *body;
  GtkWidget    *idle_box;
  GtkLabel     *idle_label;
  GtkWidget    *record_check;
  GtkWidget    *hand_back_button;
  GtkWidget    *private_button;
  GtkWidget    *done_button;
  GtkWidget    *show_button;
  GtkWidget    *not_yet_button;

  BelaySession *session;
  guint         clock;
};

G_DEFINE_FINAL_TYPE (BelayControlCard, belay_control_card, GTK_TYPE_WIDGET)

static void
say (BelayControlCard *self,
     const char       *icon,
     const char       *title,
     const char       *body)
{
  gtk_image_set_from_icon_name (self->icon, icon);
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->body, body);
}

static const char *
describe_check (BelaySession *session)
{
  switch ((int) belay_session_get_state (session))
    {
    case BELAY_SESSION_TAKEN_OVER:
      return _("Look at it closely: the agent gets a picture of it, and the record keeps one.");

    case BELAY_SESSION_READY:
      return _("Look at it closely: from now on the agent and the record may have pictures of it.");

    default:
      return _("You stopped while you acted privately. The agent gets nothing before you have looked.");
    }
}

static void
update_phase (BelayControlCard *self)
{
  BelayPrivacyPhase phase = belay_session_get_privacy (self->session);
  gboolean open = phase == BELAY_PRIVACY_NONE;

  if (open)
    say (self, "input-mouse-symbolic", _("You Are in Control"),
         _("Your mouse and keyboard go to the sandbox. The agent waits, and gets a fresh picture when you hand back."));
  else if (phase == BELAY_PRIVACY_INPUT)
    say (self, "view-conceal-symbolic", _("Private Input"),
         _("No picture and no key is recorded, and nothing reaches the agent. That there is a gap is recorded."));
  else
    say (self, "view-conceal-symbolic", _("Is Anything Private Left on the Screen?"), describe_check (self->session));

  gtk_widget_set_visible (self->record_check, open);
  gtk_widget_set_visible (self->hand_back_button, open);
  gtk_widget_set_visible (self->private_button, open);
  gtk_widget_set_visible (self->done_button, phase == BELAY_PRIVACY_INPUT);
  gtk_widget_set_visible (self->show_button, phase == BELAY_PRIVACY_CHECK);
  gtk_widget_set_visible (self->not_yet_button, phase == BELAY_PRIVACY_CHECK);

  if (open)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "private");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "private");
}

/* Idleness. */

static gboolean
update_idle (gpointer user_data)
{
  BelayControlCard *self = user_data;
  gint64 deadline = belay_session_get_idle_deadline (self->session);
  gint64 left = (deadline - g_get_monotonic_time () + G_TIME_SPAN_SECOND - 1) / G_TIME_SPAN_SECOND;
  g_autofree char *text = NULL;

  if (deadline == 0)
    return G_SOURCE_CONTINUE;

  text = g_strdup_printf (ngettext ("Are you still there? Control goes back to the agent in %d second.",
                                    "Are you still there? Control goes back to the agent in %d seconds.",
                                    (gulong) MAX (left, 0)), (int) MAX (left, 0));
  gtk_label_set_label (self->idle_label, text);

  return G_SOURCE_CONTINUE;
}

static void
on_deadline (BelayControlCard *self)
{
  gboolean leaving = belay_session_get_idle_deadline (self->session) != 0;

  update_idle (self);
  gtk_widget_set_visible (self->idle_box, leaving);

  if (leaving && self->clock == 0)
    self->clock = g_timeout_add (1000, update_idle, self);
  else if (!leaving)
    g_clear_handle_id (&self->clock, g_source_remove);
}

static gboolean
belay_control_card_grab_focus (GtkWidget *widget)
{
  BelayControlCard *self = BELAY_CONTROL_CARD (widget);
  GtkWidget *buttons[] = { self->not_yet_button, self->done_button, self->hand_back_button };

  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    if (gtk_widget_get_visible (buttons[i]))
      return gtk_widget_grab_focus (buttons[i]);

  return FALSE;
}

static void
belay_control_card_dispose (GObject *object)
{
  BelayControlCard *self = BELAY_CONTROL_CARD (object);
  GtkWidget *child;

  g_clear_handle_id (&self->clock, g_source_remove);
  g_clear_object (&self->session);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (belay_control_card_parent_class)->dispose (object);
}

static void
belay_control_card_class_init (BelayControlCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = belay_control_card_dispose;
  widget_class->grab_focus = belay_control_card_grab_focus;
  gtk_widget_class_set_css_name (widget_class, "controlcard");
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-control-card.ui");
  gtk_widget_class_bind_template_child (widget_class, BelayControlCard, icon);
  gtk_widget_class_bind_template_child (widget_class, BelayControlCard, title);
  gtk_widget_class_bind_template_child (widget_class, BelayControlCard, body);
  gtk_widget_class_bind_template_child (widget_class, BelayControlCard, idle_box);
  gtk_widget_class_bind_template_child (widget_class, BelayControlCard, idle_label);
  gtk_widget_class_bind_template_child (widget_class, BelayControlCard, record_check);
  gtk_widget_class_bind_template_child (widget_class, BelayControlCard, hand_back_button);
  gtk_widget_class_bind_template_child (widget_class, BelayControlCard, private_button);
  gtk_widget_class_bind_template_child (widget_class, BelayControlCard, done_button);
  gtk_widget_class_bind_template_child (widget_class, BelayControlCard, show_button);
  gtk_widget_class_bind_template_child (widget_class, BelayControlCard, not_yet_button);
}

static void
belay_control_card_init (BelayControlCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * belay_control_card_set_session:
 * @self: a card
 * @session: what it is about
 */
void
belay_control_card_set_session (BelayControlCard *self,
                                BelaySession     *session)
{
  g_return_if_fail (BELAY_IS_CONTROL_CARD (self) && self->session == NULL);
  g_return_if_fail (BELAY_IS_SESSION (session));

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::privacy", G_CALLBACK (update_phase), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (update_phase), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::idle-deadline", G_CALLBACK (on_deadline), self, G_CONNECT_SWAPPED);
  update_phase (self);
  on_deadline (self);
}
