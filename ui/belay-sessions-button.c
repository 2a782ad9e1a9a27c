/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-sessions-button.h"

#include <glib/gi18n-lib.h>
#include "belay-session-words.h"
#include "belay-sessions.h"

struct _BelaySessionsButton
{
  GtkWidget      parent_instance;

  GtkMenuButton *button;
  GtkWidget     *badge;
  GtkListBox    *list;
  BelaySessions *sessions;
  guint          clock;         /* while the list is open */
};

G_DEFINE_FINAL_TYPE (BelaySessionsButton, belay_sessions_button, GTK_TYPE_WIDGET)

static GtkWindow *
get_window (BelaySessionsButton *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

/* Either window may have an audience: that of the session, or this one. */
static gboolean
is_discreet (BelaySessionsButton *self,
             GtkWindow           *window)
{
  GtkWindow *own = get_window (self);

  return (own != NULL && belay_sessions_has_audience (own)) || belay_sessions_has_audience (window);
}

/* Rows. */

static char *
get_title (BelaySessionsButton *self,
           BelaySessionItem    *item)
{
  GtkWindow *window = belay_session_item_get_window (item);
  const char *task = belay_session_get_task (belay_session_item_get_session (item));

  if (is_discreet (self, window))
    /* Translators: %u is a number that tells the windows apart */
    return g_strdup_printf (_("Session in Window %u"),
                            gtk_application_window_get_id (GTK_APPLICATION_WINDOW (window)));

  return g_strdelimit (g_strdup (task != NULL ? task : _("No Task Yet")), "\n\r\t", ' ');
}

static GtkWidget *
add_label (GtkWidget  *box,
           const char *text,
           const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 36);
  gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);

  return label;
}

static GtkWidget *
create_row (BelaySessionsButton *self,
            BelaySessionItem    *item)
{
  GtkWindow *window = belay_session_item_get_window (item);
  BelaySession *session = belay_session_item_get_session (item);
  gboolean waiting = belay_session_item_is_waiting (item);
  g_autofree char *title = get_title (self, item);
  g_autofree char *sentence = belay_session_words_describe (session, is_discreet (self, window));
  g_autofree char *since = belay_session_words_since (belay_session_item_get_since (item));
  /* Translators: the state of a session, and for how long it has been in it: “Waiting for you · 3 minutes” */
  g_autofree char *state = g_strdup_printf (_("%s · %s"), waiting ? _("Waits for you") : _("Goes on"), since);
  g_autofree char *name = g_strdup_printf ("%s, %s, %s", title, sentence, state);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  add_label (box, title, window == get_window (self) ? "dim-label" : "heading");
  add_label (box, sentence, "body");
  gtk_widget_add_css_class (add_label (box, state, "caption"), waiting ? "accent" : "dim-label");
  gtk_widget_add_css_class (row, "belay-session-row");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (row), "belay-item", g_object_ref (item), g_object_unref);

  return row;
}

static int
get_focused (BelaySessionsButton *self)
{
  GtkWidget *row;

  for (int i = 0; (row = GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, i))) != NULL; i++)
    if (gtk_widget_has_focus (row))
      return i;

  return -1;
}

static void
fill_list (BelaySessionsButton *self)
{
  g_autoptr(GPtrArray) list = belay_sessions_list (self->sessions);
  int focused = get_focused (self);
  GtkWidget *row;

  while ((row = GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, 0))) != NULL)
    gtk_list_box_remove (self->list, row);

  for (guint i = 0; i < list->len; i++)
    gtk_list_box_append (self->list, create_row (self, list->pdata[i]));

  if (focused >= 0 && (row = GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, focused))) != NULL)
    gtk_widget_grab_focus (row);
}

static void
on_row_activated (BelaySessionsButton *self,
                  GtkListBoxRow       *row)
{
  BelaySessionItem *item = g_object_get_data (G_OBJECT (row), "belay-item");
  GtkWindow *window = belay_session_item_get_window (item);

  gtk_menu_button_popdown (self->button);
  gtk_window_present (window);
}

/* The button. */

static gboolean
is_open (BelaySessionsButton *self)
{
  return gtk_widget_get_mapped (GTK_WIDGET (self->list));
}

static void
update (BelaySessionsButton *self)
{
  GtkWindow *window = get_window (self);
  guint n = belay_sessions_get_n (self->sessions);
  guint waiting = belay_sessions_get_waiting (self->sessions, window);
  g_autofree char *count = g_strdup_printf ("%u", waiting);
  g_autofree char *name = NULL;

  if (waiting > 0)
    name = g_strdup_printf (ngettext ("Sessions: %u other waits for you", "Sessions: %u others wait for you", waiting),
                            waiting);

  gtk_widget_set_visible (GTK_WIDGET (self), n > 1 || waiting > 0);
  gtk_label_set_label (GTK_LABEL (self->badge), count);
  gtk_widget_set_visible (self->badge, waiting > 0);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), name != NULL ? name : _("Sessions"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name != NULL ? name : _("Sessions"), -1);

  if (is_open (self))
    fill_list (self);
}

static gboolean
on_clock (gpointer user_data)
{
  fill_list (user_data);

  return G_SOURCE_CONTINUE;
}

static void
on_list_mapped (BelaySessionsButton *self)
{
  fill_list (self);
  if (self->clock == 0)
    self->clock = g_timeout_add_seconds (30, on_clock, self);
  gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
}

static void
on_list_unmapped (BelaySessionsButton *self)
{
  g_clear_handle_id (&self->clock, g_source_remove);
}

static void
belay_sessions_button_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (belay_sessions_button_parent_class)->root (widget);
  update (BELAY_SESSIONS_BUTTON (widget));
}

static void
belay_sessions_button_dispose (GObject *object)
{
  BelaySessionsButton *self = BELAY_SESSIONS_BUTTON (object);
  GtkWidget *button = GTK_WIDGET (g_steal_pointer (&self->button));

  g_clear_handle_id (&self->clock, g_source_remove);
  if (button != NULL)
    gtk_widget_unparent (button);

  G_OBJECT_CLASS (belay_sessions_button_parent_class)->dispose (object);
}

static void
belay_sessions_button_class_init (BelaySessionsButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = belay_sessions_button_dispose;
  widget_class->root = belay_sessions_button_root;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
create_popover (BelaySessionsButton *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_list_box_new ();

  self->list = GTK_LIST_BOX (list);
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Sessions"), -1);
  g_signal_connect_object (list, "row-activated", G_CALLBACK (on_row_activated), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "map", G_CALLBACK (on_list_mapped), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (list, "unmap", G_CALLBACK (on_list_unmapped), self, G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 420);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  gtk_widget_set_size_request (scrolled, 280, -1);
  gtk_popover_set_child (GTK_POPOVER (popover), scrolled);
  gtk_widget_add_css_class (popover, "menu");

  return popover;
}

static void
belay_sessions_button_init (BelaySessionsButton *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *icon = gtk_image_new_from_icon_name ("view-grid-symbolic");

  self->sessions = belay_sessions_get_default ();
  self->badge = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->badge, "belay-badge");
  gtk_widget_set_valign (self->badge, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), self->badge);
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_child (self->button, box);
  gtk_menu_button_set_popover (self->button, create_popover (self));
  gtk_widget_set_focus_on_click (GTK_WIDGET (self->button), FALSE);
  gtk_widget_set_parent (GTK_WIDGET (self->button), GTK_WIDGET (self));
  g_signal_connect_object (self->sessions, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

/**
 * belay_sessions_button_popup:
 * @self: a button
 *
 * Shows the list, if there is anything to list.
 */
void
belay_sessions_button_popup (BelaySessionsButton *self)
{
  g_return_if_fail (BELAY_IS_SESSIONS_BUTTON (self));

  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_menu_button_popup (self->button);
}
