/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-preflight-row.h"

#include <glib/gi18n-lib.h>

/* How a state looks, and what a screen reader says of it. */
static const struct
{
  const char *icon;
  const char *style;
  const char *name;
} looks[] = {
  [BELAY_PREFLIGHT_PENDING] = { "content-loading-symbolic", "dim-label", N_("being checked") },
  [BELAY_PREFLIGHT_FINE] = { "object-select-symbolic", "success", N_("fine") },
  [BELAY_PREFLIGHT_UNKNOWN] = { "dialog-question-symbolic", "dim-label", N_("cannot be checked here") },
  [BELAY_PREFLIGHT_RED] = { "dialog-error-symbolic", "error", N_("not as it should be") },
};

static GtkWidget *
add_label (GtkWidget  *box,
           const char *text,
           const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);

  return label;
}

GtkWidget *
belay_preflight_row_new (BelayPreflightItem *item)
{
  BelayPreflightState state;
  const char *advice;
  GtkWidget *row, *icon, *texts;

  g_return_val_if_fail (BELAY_IS_PREFLIGHT_ITEM (item), NULL);

  state = belay_preflight_item_get_state (item);
  advice = belay_preflight_item_get_advice (item);
  row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_widget_add_css_class (row, "belay-preflight-row");
  texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);

  icon = g_object_new (GTK_TYPE_IMAGE, "icon-name", looks[state].icon, "valign", GTK_ALIGN_START, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, _(looks[state].name), -1);
  gtk_widget_add_css_class (icon, looks[state].style);
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), texts);

  add_label (texts, belay_preflight_item_get_title (item), state == BELAY_PREFLIGHT_RED ? "heading" : NULL);
  add_label (texts, belay_preflight_item_get_sentence (item), state == BELAY_PREFLIGHT_RED ? NULL : "dim-label");
  if (advice != NULL)
    add_label (texts, advice, "dim-label");

  return row;
}
