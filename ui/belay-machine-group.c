/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-machine-group.h"

#include "belay-settings.h"

struct _BelayMachineGroup
{
  AdwPreferencesGroup  parent_instance;

  GtkSpinButton       *memory_spin;
  GtkSpinButton       *cpus_spin;
  GtkSpinButton       *disk_spin;

  BelaySettings       *settings;
  gboolean             filling;
};

G_DEFINE_FINAL_TYPE (BelayMachineGroup, belay_machine_group, ADW_TYPE_PREFERENCES_GROUP)

static void
keep (BelayMachineGroup *self,
      const char        *key,
      GtkSpinButton     *spin)
{
  belay_settings_set_value (self->settings, key, g_variant_new_uint32 ((guint) gtk_spin_button_get_value_as_int (spin)));
}

static void
on_limits_changed (BelayMachineGroup *self)
{
  if (self->filling)
    return;

  keep (self, "machine-memory", self->memory_spin);
  keep (self, "machine-processors", self->cpus_spin);
  keep (self, "machine-disk", self->disk_spin);
}

static void
belay_machine_group_class_init (BelayMachineGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-machine-group.ui");
  gtk_widget_class_bind_template_child (widget_class, BelayMachineGroup, memory_spin);
  gtk_widget_class_bind_template_child (widget_class, BelayMachineGroup, cpus_spin);
  gtk_widget_class_bind_template_child (widget_class, BelayMachineGroup, disk_spin);
  gtk_widget_class_bind_template_callback (widget_class, on_limits_changed);
}

static void
belay_machine_group_init (BelayMachineGroup *self)
{
  self->settings = belay_settings_get_default ();
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_spin_button_set_value (self->memory_spin, belay_settings_get_uint (self->settings, "machine-memory"));
  gtk_spin_button_set_value (self->cpus_spin, belay_settings_get_uint (self->settings, "machine-processors"));
  gtk_spin_button_set_value (self->disk_spin, belay_settings_get_uint (self->settings, "machine-disk"));
  self->filling = FALSE;
}
