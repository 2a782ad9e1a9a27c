/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-window.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "belay-sessions.h"
#include "belay-settings.h"
#include "belay-trail-share.h"
#include "belay-trail-upkeep.h"
#include "belay-trail.h"
#include "belay-visible-text.h"
#include "belay-window.h"

/**
 * BelayTrailWindow:
 *
 * The trail browser.
 *
 * Everything it does has an action, for keys, menus, scripts and assistive tools.
 */
struct _BelayTrailWindow
{
  AdwApplicationWindow  parent_instance;

  AdwToastOverlay      *toasts;
  GtkStack             *curtain;
  AdwLeaflet           *leaflet;
  AdwHeaderBar         *list_bar;
  BelayTrailList       *list;
  BelayTrailPage       *page;

  char                 *root;
};

G_DEFINE_FINAL_TYPE (BelayTrailWindow, belay_trail_window, ADW_TYPE_APPLICATION_WINDOW)

static void
toast (BelayTrailWindow *self,
       const char       *text)
{
  g_autofree char *visible = belay_visible_text (text, 0);
  g_autofree char *escaped = g_markup_escape_text (visible, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

/* Another window is shown to an audience, and this one may be beside it. */
static void
update_audience (BelayTrailWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  gboolean audience = FALSE;

  for (GList *l = application != NULL ? gtk_application_get_windows (application) : NULL; l != NULL; l = l->next)
    audience |= belay_sessions_has_audience (l->data);

  gtk_stack_set_visible_child_name (self->curtain, audience ? "covered" : "records");
}

static void
on_show_clicked (BelayTrailWindow *self)
{
  gtk_stack_set_visible_child_name (self->curtain, "records");
}

static void
update_folded (BelayTrailWindow *self)
{
  gboolean folded = adw_leaflet_get_folded (self->leaflet);

  adw_header_bar_set_show_end_title_buttons (self->list_bar, folded);
  g_object_set (self->page, "folded", folded, NULL);
}

static void
update_keep (BelayTrailWindow *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "keep");
  const char *directory = belay_trail_page_get_directory (self->page);

  if (action != NULL)
    g_simple_action_set_state (G_SIMPLE_ACTION (action),
                               g_variant_new_boolean (directory != NULL && belay_trail_hold_get (directory)));
}

static void
update_actions (BelayTrailWindow *self)
{
  static const char *const names[] = { "export", "export-to", "keep", "replay", "play", "next", "previous", "moment",
                                       "decisions" };
  gboolean open = belay_trail_page_get_history (self->page) != NULL;

  update_keep (self);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), names[i]);

      if (action != NULL)
        g_simple_action_set_enabled (G_SIMPLE_ACTION (action), open);
    }
}

static void
on_back (BelayTrailWindow *self)
{
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

static void
open_directory (BelayTrailWindow *self,
                const char       *directory,
                guint64           seq)
{
  belay_trail_page_open (self->page, directory, seq);
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->page));
}

static void
on_opened (BelayTrailWindow *self,
           const char       *session,
           guint64           seq)
{
  g_autofree char *directory = g_build_filename (self->root, session, NULL);

  open_directory (self, directory, seq);
}

/* Actions. */

static void
on_search (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  BelayTrailWindow *self = user_data;
  const char *query = g_variant_get_string (parameter, NULL);

  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
  if (*query != '\0')
    belay_trail_list_search (self->list, query);
  belay_trail_list_focus (self->list);
}

static void
on_refresh (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  BelayTrailWindow *self = user_data;

  belay_trail_list_refresh (self->list);
  belay_trail_page_refresh (self->page);
}

static void
on_open (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  belay_trail_window_open (user_data, g_variant_get_string (parameter, NULL), 0);
}

static void
on_moment (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  BelayTrailWindow *self = user_data;

  belay_trail_page_set_position (self->page, g_variant_get_uint32 (parameter));
}

static void
on_next (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  BelayTrailWindow *self = user_data;

  belay_trail_page_set_position (self->page, belay_trail_page_get_position (self->page) + 1);
}

static void
on_previous (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  BelayTrailWindow *self = user_data;
  guint position = belay_trail_page_get_position (self->page);

  if (position > 0)
    belay_trail_page_set_position (self->page, position - 1);
}

static void
on_decisions (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  belay_trail_page_show_decisions (BELAY_TRAIL_WINDOW (user_data)->page);
}

static void
on_play (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  BelayTrailWindow *self = user_data;

  belay_trail_page_toggle_playing (self->page);
}

/* Exporting. */

typedef struct
{
  const char             *name;
  BelayTrailExportFormat  format;
  BelayTrailExportFlags   flags;
} Export;

static const Export exports[] =
{
  { "html",          BELAY_TRAIL_EXPORT_HTML, BELAY_TRAIL_EXPORT_NONE },
  { "tar",           BELAY_TRAIL_EXPORT_TAR,  BELAY_TRAIL_EXPORT_NONE },
  { "otlp",          BELAY_TRAIL_EXPORT_OTLP, BELAY_TRAIL_EXPORT_NONE },
  { "otlp-contents", BELAY_TRAIL_EXPORT_OTLP, BELAY_TRAIL_EXPORT_CONTENTS },
};

static const Export *
find_export (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (exports); i++)
    {
      if (g_str_equal (exports[i].name, name))
        return &exports[i];
    }

  return NULL;
}

static void
on_shared (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(BelayTrailWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = belay_trail_share_finish (result, &error);
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (file == NULL)
    {
      text = g_strdup_printf (_("Not exported: %s"), error->message);
    }
  else
    {
      name = g_file_get_parse_name (file);
      text = g_strdup_printf (_("Exported to %s"), name);
    }

  toast (self, text);
}

typedef struct
{
  char     *directory;
  gboolean  keep;
} Hold;

static void
hold_free (gpointer data)
{
  Hold *hold = data;

  g_free (hold->directory);
  g_free (hold);
}

static void
hold_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  const Hold *hold = task_data;
  GError *error = NULL;

  if (belay_trail_hold_set (hold->directory, hold->keep, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_held (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  BelayTrailWindow *self = BELAY_TRAIL_WINDOW (source);
  const Hold *hold = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    toast (self, error->message);
  else
    toast (self, hold->keep ? _("All pictures of this session are kept")
                            : _("Pictures of this session may be taken away when they are old"));

  /* Another session may be open by now. */
  update_keep (self);
}

/* The button shows what is so, not what was asked for. */
static void
on_keep (GSimpleAction *action,
         GVariant      *state,
         gpointer       user_data)
{
  BelayTrailWindow *self = BELAY_TRAIL_WINDOW (user_data);
  g_autoptr(GTask) task = g_task_new (self, NULL, on_held, NULL);
  Hold *hold = g_new0 (Hold, 1);

  hold->directory = g_strdup (belay_trail_page_get_directory (self->page));
  hold->keep = g_variant_get_boolean (state);
  g_task_set_source_tag (task, on_keep);
  g_task_set_task_data (task, hold, hold_free);
  g_task_run_in_thread (task, hold_in_thread);
}

static void
on_export (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  BelayTrailWindow *self = user_data;
  const Export *export = find_export (g_variant_get_string (parameter, NULL));

  if (export != NULL)
    belay_trail_share_async (GTK_WINDOW (self), belay_trail_page_get_directory (self->page), export->format,
                             export->flags, on_shared, g_object_ref (self));
}

static void
on_export_to (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  BelayTrailWindow *self = user_data;
  const Export *export;
  const char *name, *uri;
  g_autoptr(GFile) file = NULL;

  g_variant_get (parameter, "(&s&s)", &name, &uri);
  export = find_export (name);
  file = g_file_new_for_uri (uri);
  if (export != NULL)
    belay_trail_share_to_async (GTK_WINDOW (self), belay_trail_page_get_directory (self->page), export->format,
                                export->flags, file, on_shared, g_object_ref (self));
}

/* Replaying. */

static void
on_replay_response (BelayTrailWindow *self,
                    const char       *response)
{
  g_autoptr(BelayLaunch) launch = NULL;
  BelayWindow *window;

  if (!g_str_equal (response, "replay"))
    return;

  launch = belay_launch_new (belay_settings_get_default ());
  belay_launch_take_string (&launch->rehearsal, g_strdup (belay_trail_page_get_directory (self->page)));
  window = belay_window_new (ADW_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))));
  belay_window_set_launch (window, launch);
  gtk_window_present (GTK_WINDOW (window));
  belay_window_launch (window, launch);
}

static void
on_replay (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  BelayTrailWindow *self = user_data;
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Replay This Session?"),
                                              _("The actions of the record are proposed again, on a fresh sandbox in a "
                                                "window of its own. No model is asked, and nothing runs there before "
                                                "you allow it. What happens is recorded as a session of its own."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "replay", _("_Replay"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "replay", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "replay");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_replay_response), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
add_shortcut (GtkWidget  *widget,
              const char *trigger,
              const char *action)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  GtkShortcut *shortcut = gtk_shortcut_new (gtk_shortcut_trigger_parse_string (trigger),
                                            gtk_named_action_new (action));

  if (g_str_equal (action, "win.search"))
    gtk_shortcut_set_arguments (shortcut, g_variant_new_string (""));
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller), GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
  gtk_widget_add_controller (widget, controller);
}

static void
belay_trail_window_dispose (GObject *object)
{
  BelayTrailWindow *self = BELAY_TRAIL_WINDOW (object);

  g_clear_pointer (&self->root, g_free);

  G_OBJECT_CLASS (belay_trail_window_parent_class)->dispose (object);
}

static void
belay_trail_window_class_init (BelayTrailWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = belay_trail_window_dispose;

  g_type_ensure (BELAY_TYPE_TRAIL_LIST);
  g_type_ensure (BELAY_TYPE_TRAIL_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-trail-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BelayTrailWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailWindow, curtain);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailWindow, list_bar);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailWindow, list);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailWindow, page);
  gtk_widget_class_bind_template_callback (widget_class, on_show_clicked);
  gtk_widget_class_bind_template_callback (widget_class, update_folded);
  gtk_widget_class_bind_template_callback (widget_class, update_actions);
  gtk_widget_class_bind_template_callback (widget_class, on_opened);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
}

static void
belay_trail_window_init (BelayTrailWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "search", .activate = on_search, .parameter_type = "s" },
    { .name = "refresh", .activate = on_refresh },
    { .name = "open", .activate = on_open, .parameter_type = "s" },
    { .name = "moment", .activate = on_moment, .parameter_type = "u" },
    { .name = "next", .activate = on_next },
    { .name = "previous", .activate = on_previous },
    { .name = "play", .activate = on_play },
    { .name = "decisions", .activate = on_decisions },
    { .name = "export", .activate = on_export, .parameter_type = "s" },
    { .name = "export-to", .activate = on_export_to, .parameter_type = "(ss)" },
    { .name = "keep", .state = "false", .change_state = on_keep },
    { .name = "replay", .activate = on_replay },
  };
  static const char *const shortcuts[][2] = {
    { "<Control>f", "win.search" },
    { "F5", "win.refresh" },
    { "<Alt>Right", "win.next" },
    { "<Alt>Left", "win.previous" },
    { "<Control>space", "win.play" },
  };

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (belay_sessions_get_default (), "presenting", G_CALLBACK (update_audience), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::application", G_CALLBACK (update_audience), NULL);
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    add_shortcut (GTK_WIDGET (self), shortcuts[i][0], shortcuts[i][1]);

  update_folded (self);
  update_actions (self);
  belay_trail_list_focus (self->list);
}

/**
 * belay_trail_window_new:
 * @application: the application
 * @root: (nullable): the directory of the sessions; %NULL for the default one
 *
 * Returns: (transfer none): a window with the list of sessions
 */
BelayTrailWindow *
belay_trail_window_new (AdwApplication *application,
                        const char     *root)
{
  BelayTrailWindow *self = g_object_new (BELAY_TYPE_TRAIL_WINDOW, "application", application, NULL);

  self->root = root != NULL ? g_strdup (root) : belay_trail_get_default_root ();
  belay_trail_list_set_root (self->list, self->root);

  return self;
}

/**
 * belay_trail_window_open:
 * @self: a window
 * @session: (nullable): the name of a session, or the path of its directory, which may be anywhere; %NULL for none
 * @seq: the record to begin with; 0 for the first
 */
void
belay_trail_window_open (BelayTrailWindow *self,
                         const char       *session,
                         guint64           seq)
{
  g_autofree char *directory = NULL;
  g_autofree char *parent = NULL;
  g_autofree char *name = NULL;

  g_return_if_fail (BELAY_IS_TRAIL_WINDOW (self));

  if (session == NULL || *session == '\0')
    return;

  if (strchr (session, G_DIR_SEPARATOR) != NULL)
    directory = g_canonicalize_filename (session, NULL);
  else
    directory = g_build_filename (self->root, session, NULL);

  parent = g_path_get_dirname (directory);
  name = g_path_get_basename (directory);
  belay_trail_list_select (self->list, g_str_equal (parent, self->root) ? name : NULL);
  open_directory (self, directory, seq);
}

/**
 * belay_trail_window_get_list:
 * @self: a window
 *
 * Returns: (transfer none): its list of sessions
 */
BelayTrailList *
belay_trail_window_get_list (BelayTrailWindow *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_WINDOW (self), NULL);

  return self->list;
}

/**
 * belay_trail_window_get_page:
 * @self: a window
 *
 * Returns: (transfer none): the session that is open, or the page where it would be
 */
BelayTrailPage *
belay_trail_window_get_page (BelayTrailWindow *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_WINDOW (self), NULL);

  return self->page;
}
