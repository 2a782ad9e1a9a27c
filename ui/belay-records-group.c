/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-records-group.h"

#include <glib/gi18n-lib.h>
#include "belay-records-care.h"
#include "belay-trail.h"

/* While a number is being typed nothing is looked up; milliseconds. */
#define PATIENCE 400

/**
 * BelayRecordsGroup:
 *
 * How many pictures of recorded sessions are kept. What the rules would do is said before anybody presses the button.
 */
struct _BelayRecordsGroup
{
  AdwPreferencesGroup  parent_instance;

  AdwActionRow        *used_row;
  GtkSpinButton       *days_spin;
  GtkSpinButton       *megabytes_spin;
  GtkSwitch           *recompress_switch;
  AdwActionRow        *tidy_row;
  GtkWidget           *tidy_button;

  BelaySettings       *settings;
  gboolean             filling;
  gboolean             tidying;         /* not only looking */
  guint                timeout;
  GCancellable        *cancellable;     /* (nullable) of what is under way */
};

G_DEFINE_FINAL_TYPE (BelayRecordsGroup, belay_records_group, ADW_TYPE_PREFERENCES_GROUP)

static void
show_used (BelayRecordsGroup            *self,
           const BelayTrailUpkeepResult *done)
{
  g_autofree char *size = g_format_size (self->tidying ? done->bytes_after : done->bytes_before);

  adw_action_row_set_subtitle (self->used_row, size);
}

static void
show_error (BelayRecordsGroup *self,
            const char        *message)
{
  g_autofree char *escaped = g_markup_escape_text (message, -1);

  adw_action_row_set_subtitle (self->tidy_row, escaped);
}

static void
on_upkeep (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(BelayRecordsGroup) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  BelayTrailUpkeepResult done;

  if (!belay_trail_upkeep_finish (result, &done, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;

      show_error (self, error->message);
      gtk_widget_set_sensitive (self->tidy_button, TRUE);
    }
  else
    {
      text = belay_trail_upkeep_describe (&done, !self->tidying);
      show_used (self, &done);
      adw_action_row_set_subtitle (self->tidy_row, text);
      gtk_widget_set_sensitive (self->tidy_button, !self->tidying && done.n_pictures + done.n_recompressed > 0);
    }

  self->tidying = FALSE;
  g_clear_object (&self->cancellable);
}

static void
begin (BelayRecordsGroup *self,
       gboolean           dry_run)
{
  g_autofree char *root = belay_trail_get_default_root ();
  BelayTrailRetention retention;
  gboolean recompress;

  belay_records_care_get_rules (self->settings, &retention, &recompress);
  self->tidying = !dry_run;
  self->cancellable = g_cancellable_new ();
  gtk_widget_set_sensitive (self->tidy_button, FALSE);
  belay_trail_upkeep_async (root, &retention, recompress, dry_run, self->cancellable, on_upkeep, g_object_ref (self));
}

static void
stop (BelayRecordsGroup *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);

  g_clear_object (&self->cancellable);
}

static gboolean
on_timeout (gpointer user_data)
{
  BelayRecordsGroup *self = user_data;

  self->timeout = 0;
  begin (self, TRUE);

  return G_SOURCE_REMOVE;
}

/* Says what the rules would do, in a moment. What is being done already goes by the rules of before, and stops. */
static void
look (BelayRecordsGroup *self)
{
  stop (self);
  gtk_widget_set_sensitive (self->tidy_button, FALSE);
  adw_action_row_set_subtitle (self->tidy_row, _("Looking…"));
  self->timeout = g_timeout_add (PATIENCE, on_timeout, self);
}

static void
on_rules_changed (BelayRecordsGroup *self)
{
  if (self->filling)
    return;

  belay_settings_set_value (self->settings, "keep-days",
                            g_variant_new_uint32 ((guint) gtk_spin_button_get_value_as_int (self->days_spin)));
  belay_settings_set_value (self->settings, "keep-megabytes",
                            g_variant_new_uint32 ((guint) gtk_spin_button_get_value_as_int (self->megabytes_spin)));
  belay_settings_set_value (self->settings, "recompress",
                            g_variant_new_boolean (gtk_switch_get_active (self->recompress_switch)));
  look (self);
}

static void
on_tidy_clicked (BelayRecordsGroup *self)
{
  stop (self);
  adw_action_row_set_subtitle (self->tidy_row, _("Tidying up…"));
  begin (self, FALSE);
}

static void
belay_records_group_dispose (GObject *object)
{
  stop (BELAY_RECORDS_GROUP (object));

  G_OBJECT_CLASS (belay_records_group_parent_class)->dispose (object);
}

static void
belay_records_group_class_init (BelayRecordsGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = belay_records_group_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-records-group.ui");
  gtk_widget_class_bind_template_child (widget_class, BelayRecordsGroup, used_row);
  gtk_widget_class_bind_template_child (widget_class, BelayRecordsGroup, days_spin);
  gtk_widget_class_bind_template_child (widget_class, BelayRecordsGroup, megabytes_spin);
  gtk_widget_class_bind_template_child (widget_class, BelayRecordsGroup, recompress_switch);
  gtk_widget_class_bind_template_child (widget_class, BelayRecordsGroup, tidy_row);
  gtk_widget_class_bind_template_child (widget_class, BelayRecordsGroup, tidy_button);
  gtk_widget_class_bind_template_callback (widget_class, on_rules_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_tidy_clicked);
}

static void
belay_records_group_init (BelayRecordsGroup *self)
{
  BelayTrailRetention retention;
  gboolean recompress;

  self->settings = belay_settings_get_default ();
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  belay_records_care_get_rules (self->settings, &retention, &recompress);
  gtk_spin_button_set_value (self->days_spin, retention.days);
  gtk_spin_button_set_value (self->megabytes_spin, belay_settings_get_uint (self->settings, "keep-megabytes"));
  gtk_switch_set_active (self->recompress_switch, recompress);
  self->filling = FALSE;
  look (self);
}
