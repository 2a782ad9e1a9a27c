/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-rule-row.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include "belay-rule-words.h"
#include "belay-visible-text.h"

const char *
belay_rule_effect_get_icon (BelayRuleEffect effect)
{
  static const char * const icons[] = { "emblem-ok-symbolic", "dialog-question-symbolic", "action-unavailable-symbolic" };

  return icons[effect];
}

const char *
belay_rule_effect_get_style (BelayRuleEffect effect)
{
  static const char * const styles[] = { "success", "accent", "error" };

  return styles[effect];
}

GtkWidget *
belay_rule_row_new (const BelayRule *rule)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (belay_rule_effect_get_icon (rule->effect));
  g_autofree char *name = belay_visible_text (rule->name, BELAY_RULE_MAX_NAME);
  g_autofree char *words = belay_rule_describe (rule);
  /* Translators: what a rule does, such as “Deny”, and when, in words. */
  g_autofree char *both = g_strdup_printf (_("%s · %s"), belay_rule_effect_get_title (rule->effect), words);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), both);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  gtk_widget_add_css_class (icon, belay_rule_effect_get_style (rule->effect));
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  belay_rule_effect_get_title (rule->effect), -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);

  return row;
}
