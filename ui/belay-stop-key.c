/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-stop-key.h"

static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        state,
                GtkWindow             *parent)
{
  if (keyval == GDK_KEY_Escape && G_IS_ACTION_GROUP (parent))
    g_action_group_activate_action (G_ACTION_GROUP (parent), "stop", NULL);

  return GDK_EVENT_PROPAGATE;
}

void
belay_stop_key_attach (GtkWidget *dialog,
                       GtkWindow *parent)
{
  GtkEventController *controller = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, "key-pressed", G_CALLBACK (on_key_pressed), parent, 0);
  gtk_widget_add_controller (dialog, controller);
}
