/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-hosts-dialog.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include "belay-hosts-row.h"

static void
on_added (BelayHostsRow *row,
          const char    *pattern,
          BelaySession  *session)
{
  g_autoptr(GError) error = NULL;

  if (!belay_session_allow_hosts (session, pattern, &error))
    g_warning ("What the row takes for a pattern cannot be allowed: %s", error->message);
}

static void
on_removed (BelayHostsRow *row,
            const char    *pattern,
            BelaySession  *session)
{
  belay_session_disallow_hosts (session, pattern);
}

/* Hosts are allowed from the timeline, too. */
static void
show_list (BelayHostsRow *row)
{
  BelayAllowList *list = g_object_get_data (G_OBJECT (row), "list");
  g_auto(GStrv) wanted = belay_allow_list_get (list);
  g_auto(GStrv) shown = belay_hosts_row_get_hosts (row);

  if (!g_strv_equal ((const char * const *) wanted, (const char * const *) shown))
    belay_hosts_row_set_hosts (row, (const char * const *) wanted);
}

void
belay_hosts_dialog_present (BelaySession *session,
                            GtkWindow    *parent)
{
  BelayEgress *egress = belay_sandbox_get_egress (belay_session_get_sandbox (session));
  AdwPreferencesWindow *window;
  AdwPreferencesGroup *group;
  AdwPreferencesPage *page;
  BelayHostsRow *row;
  BelayAllowList *list;

  g_return_if_fail (egress != NULL);

  list = belay_egress_get_list (egress);
  row = g_object_new (BELAY_TYPE_HOSTS_ROW, "expanded", TRUE, NULL);
  g_object_set_data_full (G_OBJECT (row), "list", g_object_ref (list), g_object_unref);
  show_list (row);
  g_signal_connect_object (list, "changed", G_CALLBACK (show_list), row, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "added", G_CALLBACK (on_added), session, 0);
  g_signal_connect_object (row, "removed", G_CALLBACK (on_removed), session, 0);

  group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_description (group, _("The sandbox reaches these hosts and no others. Changes take effect at "
                                                  "once and last until the session ends."));
  adw_preferences_group_add (group, GTK_WIDGET (row));
  page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  adw_preferences_page_add (page, group);

  window = ADW_PREFERENCES_WINDOW (adw_preferences_window_new ());
  gtk_window_set_title (GTK_WINDOW (window), _("Network of This Session"));
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), 480, 420);
  adw_preferences_window_set_search_enabled (window, FALSE);
  adw_preferences_window_add (window, page);
  gtk_window_present (GTK_WINDOW (window));
}
