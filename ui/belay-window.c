/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-window.h"

#include <glib/gi18n-lib.h>
#include "belay-attention.h"
#include "belay-rehearsal.h"
#include "belay-replay.h"
#include "belay-session-actions.h"
#include "belay-session-page.h"
#include "belay-sessions-button.h"
#include "belay-sessions.h"
#include "belay-start-page.h"
#include "belay-window-keys.h"

/**
 * BelayWindow:
 *
 * One window: the start page, then the page of its session.
 *
 * Starts what the start page asks for, and sees to it that a session has ended before its window goes.
 */
struct _BelayWindow
{
  AdwApplicationWindow  parent_instance;

  AdwToastOverlay      *toasts;
  GtkStack             *pages;
  BelayStartPage       *start_page;
  AdwBin               *session_bin;

  BelaySessionActions  *actions;
  BelayAttention       *attention;
  BelaySession         *session;
  BelayLaunch          *launch;         /* of the session, or of the one being started */
  GCancellable         *cancellable;    /* of what is being prepared */
  char                 *words;          /* the task given to a prepared sandbox, while the agent is made */
  gboolean              presenter;      /* there is an audience */
  gboolean              closing;        /* the window goes when the session has ended */
};

G_DEFINE_FINAL_TYPE (BelayWindow, belay_window, ADW_TYPE_APPLICATION_WINDOW)

static void
toast (BelayWindow *self,
       const char  *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

static void
on_message (BelayWindow *self,
            const char  *text)
{
  toast (self, text);
}

static void
on_action_failed (BelayWindow  *self,
                  const GError *error)
{
  toast (self, error->message);
}

static void
set_launch (BelayWindow       *self,
            const BelayLaunch *launch)
{
  BelayLaunch *copy = belay_launch_copy (launch);

  g_clear_pointer (&self->launch, belay_launch_free);
  self->launch = copy;
}

static void
cancel_preparing (BelayWindow *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

/* The password of somebody else's screen. */

static void
on_password_response (AdwMessageDialog *dialog,
                      const char       *response,
                      BelayScreen      *screen)
{
  GtkWidget *entry = adw_message_dialog_get_extra_child (dialog);

  if (g_str_equal (response, "connect"))
    belay_screen_set_password (screen, gtk_editable_get_text (GTK_EDITABLE (entry)));
}

static void
on_password_wanted (BelayWindow *self,
                    BelayScreen *screen)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Password of the Screen"),
                                              _("The server of this screen asks for a password."));
  GtkWidget *entry = gtk_password_entry_new ();

  g_object_set (entry, "show-peek-icon", TRUE, "activates-default", TRUE, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Password"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "connect", _("_Connect"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "connect", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "connect");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_password_response), screen, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_screen_changed (BelayWindow *self)
{
  BelayScreen *screen = belay_session_get_screen (self->session);

  if (screen != NULL)
    g_signal_connect_object (screen, "password-wanted", G_CALLBACK (on_password_wanted), self, G_CONNECT_SWAPPED);
}

/* A session. */

static void
show_start_page (BelayWindow *self)
{
  belay_start_page_set_busy (self->start_page, FALSE);
  gtk_stack_set_visible_child_name (self->pages, "start");
  gtk_window_set_title (GTK_WINDOW (self), _("Belay"));
  gtk_widget_grab_focus (GTK_WIDGET (self->start_page));
}

static void
update_title (BelayWindow *self)
{
  const char *task = belay_session_get_task (self->session);

  gtk_window_set_title (GTK_WINDOW (self), task != NULL && !self->presenter ? task : _("Belay"));
}

/* What has been recorded so far can be looked at as soon as there is a record. */
static void
update_record (BelayWindow *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "show-record");

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action),
                               self->session != NULL && belay_session_get_trail (self->session) != NULL);
}

static void
drop_session (BelayWindow *self)
{
  belay_session_actions_set_session (self->actions, NULL, NULL);
  if (self->session != NULL)
    belay_sessions_remove (belay_sessions_get_default (), self->session);
  g_clear_object (&self->attention);
  adw_bin_set_child (self->session_bin, NULL);
  g_clear_object (&self->session);
  update_record (self);
}

/* Opens the sandbox. Returns FALSE, with the start page saying why, if there is none to open. */
static gboolean
open_session (BelayWindow *self)
{
  g_autoptr(GError) error = NULL;
  BelaySession *session = belay_launch_create_session (self->launch, &error);
  GtkWidget *page;

  belay_start_page_set_busy (self->start_page, FALSE);
  if (session == NULL)
    {
      show_start_page (self);
      belay_start_page_set_error (self->start_page, error);
      return FALSE;
    }

  self->session = session;
  page = belay_session_page_new (session);
  self->attention = belay_attention_new (GTK_WINDOW (self), session);
  belay_sessions_add (belay_sessions_get_default (), GTK_WINDOW (self), session);
  g_signal_connect_object (session, "notify::screen", G_CALLBACK (on_screen_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::task", G_CALLBACK (update_title), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::trail", G_CALLBACK (update_record), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (self->session_bin, page);
  gtk_stack_set_visible_child_name (self->pages, "session");
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  belay_session_actions_set_session (self->actions, session, BELAY_SESSION_PAGE (page));
  belay_session_page_set_presenter (BELAY_SESSION_PAGE (page), self->presenter);
  belay_session_open (session);

  return TRUE;
}

static const char *
get_task (BelayWindow *self,
          BelayAgent  *agent)
{
  if (BELAY_IS_REHEARSAL (agent) && self->launch->task == NULL)
    return belay_rehearsal_get_task (BELAY_REHEARSAL (agent));
  if (BELAY_IS_REPLAY (agent))
    return belay_replay_get_task (BELAY_REPLAY (agent));

  return self->launch->task;
}

static void
on_agent_created (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(BelayWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayAgent) agent = belay_launch_create_agent_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->cancellable);
  if (agent == NULL)
    {
      show_start_page (self);
      belay_start_page_set_error (self->start_page, error);
      return;
    }

  if (open_session (self))
    belay_session_begin (self->session, agent, get_task (self, agent));
}

static void
on_start (BelayWindow       *self,
          const BelayLaunch *launch,
          gboolean           prepare)
{
  if (prepare)
    belay_window_prepare (self, launch);
  else
    belay_window_launch (self, launch);
}

/* The task of a prepared sandbox: the agent is made now, and the words are kept until it has them. */
static void
on_agent_for_words_created (GObject      *source,
                            GAsyncResult *result,
                            gpointer      user_data)
{
  g_autoptr(BelayWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayAgent) agent = belay_launch_create_agent_finish (result, &error);
  g_autofree char *words = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->cancellable);
  words = g_steal_pointer (&self->words);

  if (agent == NULL)
    {
      toast (self, error->message);
      if (g_error_matches (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_KEY))
        g_action_group_activate_action (G_ACTION_GROUP (gtk_window_get_application (GTK_WINDOW (self))),
                                        "preferences", NULL);
      return;
    }

  if (self->session != NULL && belay_session_get_state (self->session) == BELAY_SESSION_READY)
    belay_session_begin (self->session, agent, words);
}

static void
on_answered (BelayWindow *self,
             const char  *words)
{
  if (self->cancellable != NULL || self->session == NULL)
    return;

  g_free (self->words);
  self->words = g_strdup (words);
  self->cancellable = g_cancellable_new ();
  belay_launch_create_agent_async (self->launch, belay_settings_get_default (), self->cancellable,
                                   on_agent_for_words_created, g_object_ref (self));
}

/* The end of a session. */

static void
on_closed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(BelayWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean sealed = belay_session_close_finish (BELAY_SESSION (source), result, &error);

  if (!sealed)
    g_warning ("The session did not close cleanly: %s", error->message);

  drop_session (self);
  if (self->closing)
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }

  show_start_page (self);
  if (!sealed)
    toast (self, error->message);
}

static void
close_session (BelayWindow *self)
{
  cancel_preparing (self);
  gtk_stack_set_visible_child_name (self->pages, "closing");
  belay_session_close_async (self->session, on_closed, g_object_ref (self));
}

static gboolean
is_closing (BelayWindow *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), "closing") == 0;
}

static void
save_size (BelayWindow *self)
{
  BelaySettings *settings = belay_settings_get_default ();
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  belay_settings_set_value (settings, "window-width", g_variant_new_int32 (width));
  belay_settings_set_value (settings, "window-height", g_variant_new_int32 (height));
  belay_settings_set_value (settings, "window-maximized",
                            g_variant_new_boolean (gtk_window_is_maximized (GTK_WINDOW (self))));
}

static gboolean
belay_window_close_request (GtkWindow *window)
{
  BelayWindow *self = BELAY_WINDOW (window);

  save_size (self);
  cancel_preparing (self);

  if (self->session == NULL)
    return GTK_WINDOW_CLASS (belay_window_parent_class)->close_request (window);

  self->closing = TRUE;
  if (!is_closing (self))
    close_session (self);

  return TRUE;
}

static void
on_new_task (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  BelayWindow *self = user_data;

  if (self->session != NULL && !is_closing (self))
    close_session (self);
}

static void
on_show_record (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  BelayWindow *self = user_data;
  const char *directory = belay_trail_get_directory (belay_session_get_trail (self->session));

  g_action_group_activate_action (G_ACTION_GROUP (gtk_window_get_application (GTK_WINDOW (self))), "trail",
                                  g_variant_new_string (directory));
}

static BelaySessionsButton *
find_sessions_button (GtkWidget *widget)
{
  BelaySessionsButton *found = NULL;

  if (BELAY_IS_SESSIONS_BUTTON (widget) && gtk_widget_get_mapped (widget))
    return BELAY_SESSIONS_BUTTON (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_sessions_button (child);

  return found;
}

static void
on_sessions (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  BelaySessionsButton *button = find_sessions_button (user_data);

  if (button != NULL)
    belay_sessions_button_popup (button);
}

/* Of this window alone, and never remembered: whoever shows something turns it on. */
static void
on_presenter_changed (GSimpleAction *action,
                      GVariant      *value,
                      gpointer       user_data)
{
  BelayWindow *self = user_data;

  self->presenter = g_variant_get_boolean (value);
  g_simple_action_set_state (action, value);

  belay_sessions_set_audience (belay_sessions_get_default (), GTK_WINDOW (self), self->presenter);
  belay_start_page_set_presenter (self->start_page, self->presenter);
  if (self->session == NULL)
    return;

  belay_session_page_set_presenter (BELAY_SESSION_PAGE (adw_bin_get_child (self->session_bin)), self->presenter);
  update_title (self);
}

static void
belay_window_dispose (GObject *object)
{
  BelayWindow *self = BELAY_WINDOW (object);

  cancel_preparing (self);
  if (self->actions != NULL)
    drop_session (self);
  g_clear_object (&self->actions);
  g_clear_pointer (&self->launch, belay_launch_free);
  g_clear_pointer (&self->words, g_free);

  G_OBJECT_CLASS (belay_window_parent_class)->dispose (object);
}

static void
belay_window_class_init (BelayWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = belay_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = belay_window_close_request;

  g_type_ensure (BELAY_TYPE_START_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BelayWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, BelayWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, BelayWindow, start_page);
  gtk_widget_class_bind_template_child (widget_class, BelayWindow, session_bin);
  gtk_widget_class_bind_template_callback (widget_class, on_start);
  gtk_widget_class_bind_template_callback (widget_class, on_message);
}

static void
belay_window_init (BelayWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "new-task", .activate = on_new_task },
    { .name = "show-record", .activate = on_show_record },
    { .name = "sessions", .activate = on_sessions },
    { .name = "presenter", .state = "false", .change_state = on_presenter_changed },
  };
  BelaySettings *settings = belay_settings_get_default ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  update_record (self);
  self->actions = belay_session_actions_new (G_ACTION_MAP (self));
  g_signal_connect_object (self->actions, "failed", G_CALLBACK (on_action_failed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->actions, "noted", G_CALLBACK (on_message), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->actions, "answered", G_CALLBACK (on_answered), self, G_CONNECT_SWAPPED);
  belay_window_keys_install (GTK_WINDOW (self));

  gtk_window_set_default_size (GTK_WINDOW (self), belay_settings_get_int (settings, "window-width"),
                               belay_settings_get_int (settings, "window-height"));
  if (belay_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->start_page));
}

/**
 * belay_window_new:
 * @application: the application
 *
 * Returns: (transfer none): a window with the start page
 */
BelayWindow *
belay_window_new (AdwApplication *application)
{
  return g_object_new (BELAY_TYPE_WINDOW, "application", application, NULL);
}

/**
 * belay_window_set_launch:
 * @self: a window
 * @launch: what to fill the start page with
 */
void
belay_window_set_launch (BelayWindow       *self,
                         const BelayLaunch *launch)
{
  g_return_if_fail (BELAY_IS_WINDOW (self));

  belay_start_page_set_launch (self->start_page, launch);
}

/**
 * belay_window_launch:
 * @self: a window without a session
 * @launch: a session with a task
 *
 * Begins at once. What goes wrong before the sandbox opens is said on the start page.
 */
void
belay_window_launch (BelayWindow       *self,
                     const BelayLaunch *launch)
{
  g_return_if_fail (BELAY_IS_WINDOW (self));
  g_return_if_fail (launch != NULL);

  if (self->session != NULL || self->cancellable != NULL)
    return;

  set_launch (self, launch);
  belay_start_page_set_busy (self->start_page, TRUE);
  self->cancellable = g_cancellable_new ();
  belay_launch_create_agent_async (self->launch, belay_settings_get_default (), self->cancellable, on_agent_created,
                                   g_object_ref (self));
}

/**
 * belay_window_prepare:
 * @self: a window without a session
 * @launch: a session, whose task comes later
 *
 * Opens the sandbox with the person in control. A task already written waits where the task will be given.
 */
void
belay_window_prepare (BelayWindow       *self,
                      const BelayLaunch *launch)
{
  g_return_if_fail (BELAY_IS_WINDOW (self));
  g_return_if_fail (launch != NULL);

  if (self->session != NULL || self->cancellable != NULL)
    return;

  set_launch (self, launch);
  if (open_session (self) && launch->task != NULL)
    belay_session_page_set_words (BELAY_SESSION_PAGE (adw_bin_get_child (self->session_bin)), launch->task);
}

/**
 * belay_window_set_notice:
 * @self: a window
 * @notice: a sentence for the start page
 */
void
belay_window_set_notice (BelayWindow *self,
                         const char  *notice)
{
  g_return_if_fail (BELAY_IS_WINDOW (self));

  belay_start_page_set_notice (self->start_page, notice);
}
