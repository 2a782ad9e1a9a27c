/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-findings-list.h"

#include <glib/gi18n-lib.h>
#include "belay-step-words.h"

struct _BelayFindingsList
{
  GtkWidget     parent_instance;

  GSignalGroup *step_signals;
};

G_DEFINE_FINAL_TYPE (BelayFindingsList, belay_findings_list, GTK_TYPE_WIDGET)

/* Lets the person see what the finding is about. */
static GtkWidget *
create_reveal (void)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (_("Reveal"));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.reveal");
  gtk_widget_set_tooltip_text (button, _("Show What Is Hidden (V)"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);

  return button;
}

/* The picture in which the agent saw it; the row above the button says that it is gone. */
static GtkWidget *
create_show (void)
{
  GtkWidget *button = gtk_button_new_with_label (_("Show"));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.show-glimpse");
  gtk_widget_set_tooltip_text (button, _("Show What the Agent Saw"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);

  return button;
}

static GtkWidget *
create_row (BelayFinding *finding)
{
  BelaySeverity severity = belay_finding_get_severity (finding);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *icon = gtk_image_new_from_icon_name (belay_severity_get_icon (severity));
  GtkWidget *label = gtk_label_new (belay_finding_get_sentence (finding));
  g_autofree char *name = g_strdup_printf ("%s: %s", belay_severity_get_title (severity),
                                           belay_finding_get_sentence (finding));

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (icon, belay_severity_get_style (severity));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  if (g_str_has_prefix (belay_finding_get_guard (finding), "hidden-text"))
    gtk_box_append (GTK_BOX (box), create_reveal ());
  if (g_str_has_prefix (belay_finding_get_guard (finding), "off-moment"))
    gtk_box_append (GTK_BOX (box), create_show ());
  gtk_widget_add_css_class (box, "belay-finding");
  gtk_widget_add_css_class (box, belay_severity_get_style (severity));

  return box;
}

static void
clear (BelayFindingsList *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
}

/* A hidden widget whose mode was asked for keeps it, whatever is added: a list without rows has a height that does not depend
 * on its width. It forgets that when a resize is queued, but only if none is yet. */
static void
forget_request_mode (BelayFindingsList *self)
{
  gtk_widget_measure (GTK_WIDGET (self), GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
update (BelayFindingsList *self)
{
  g_autoptr(BelayStep) step = g_signal_group_dup_target (self->step_signals);
  GPtrArray *found = step != NULL ? belay_step_get_findings (step) : NULL;

  clear (self);
  for (guint i = 0; found != NULL && i < found->len; i++)
    gtk_widget_set_parent (create_row (found->pdata[i]), GTK_WIDGET (self));

  gtk_widget_set_visible (GTK_WIDGET (self), found != NULL && found->len > 0);
  forget_request_mode (self);
}

static void
belay_findings_list_dispose (GObject *object)
{
  BelayFindingsList *self = BELAY_FINDINGS_LIST (object);

  g_clear_object (&self->step_signals);
  clear (self);

  G_OBJECT_CLASS (belay_findings_list_parent_class)->dispose (object);
}

static void
belay_findings_list_class_init (BelayFindingsListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_findings_list_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
belay_findings_list_init (BelayFindingsList *self)
{
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (layout, 6);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);

  self->step_signals = g_signal_group_new (BELAY_TYPE_STEP);
  g_signal_group_connect_swapped (self->step_signals, "notify::findings", G_CALLBACK (update), self);
}

/**
 * belay_findings_list_set_step:
 * @self: a list
 * @step: (nullable): whose findings it shows
 */
void
belay_findings_list_set_step (BelayFindingsList *self,
                              BelayStep         *step)
{
  g_return_if_fail (BELAY_IS_FINDINGS_LIST (self));
  g_return_if_fail (step == NULL || BELAY_IS_STEP (step));

  g_signal_group_set_target (self->step_signals, step);
  update (self);
}
