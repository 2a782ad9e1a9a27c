/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-start-page.h"

#include <glib/gi18n-lib.h>
#include "belay-cover.h"
#include "belay-key.h"
#include "belay-rehearsal.h"
#include "belay-sessions-button.h"
#include "belay-start-options.h"

/**
 * BelayStartPage:
 *
 * Where a session begins.
 *
 * Holds nothing but what its fields hold: what it starts is read from them when the button is pressed, and they stay as
 * they are, so that nothing is lost when a start fails.
 */
struct _BelayStartPage
{
  GtkWidget            parent_instance;

  GtkBox              *content;
  GtkWidget           *notice_box;
  GtkImage            *notice_icon;
  GtkLabel            *notice_label;
  BelayCover          *task_cover;
  GtkTextView         *task_view;
  GtkTextBuffer       *task_buffer;
  GtkWidget           *placeholder;
  GtkStack            *start_stack;
  GtkSpinner          *spinner;
  GtkWidget           *buttons;
  GtkWidget           *key_group;
  gboolean             key_missing;
  gboolean             presenter;
  BelayStartOptions   *options;
  GtkEditable         *key_row;
  AdwPreferencesGroup *rehearsal_group;

  GCancellable        *cancellable;
  gboolean             busy;
};

enum
{
  START,
  MESSAGE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayStartPage, belay_start_page, GTK_TYPE_WIDGET)

static char *
get_task (BelayStartPage *self)
{
  g_autofree char *text = NULL;

  g_object_get (self->task_buffer, "text", &text, NULL);

  return g_strstrip (g_steal_pointer (&text));
}

static void
update_sensitivity (BelayStartPage *self)
{
  g_autofree char *task = get_task (self);
  gboolean ready = !self->busy && belay_start_options_is_complete (self->options);

  gtk_widget_set_visible (self->placeholder, gtk_text_buffer_get_char_count (self->task_buffer) == 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "start.prepare", ready);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "start.begin", ready && *task != '\0');
  gtk_widget_set_sensitive (GTK_WIDGET (self->rehearsal_group), ready);
}

/* What is already written is kept from an audience; what the person writes before its eyes is not. */
static void
update_cover (BelayStartPage *self)
{
  belay_cover_set_covered (self->task_cover,
                           self->presenter && gtk_text_buffer_get_char_count (self->task_buffer) > 0);
}

static BelayLaunch *
read_launch (BelayStartPage *self)
{
  BelayLaunch *launch = g_new0 (BelayLaunch, 1);

  launch->task = get_task (self);
  belay_start_options_read (self->options, launch);

  return launch;
}

static void
begin_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  belay_start_page_start (BELAY_START_PAGE (widget));
}

static void
prepare_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  g_autoptr(BelayLaunch) launch = read_launch (BELAY_START_PAGE (widget));

  g_signal_emit (widget, signals[START], 0, launch, TRUE);
}

static void
on_rehearsal_activated (BelayStartPage *self,
                        GtkWidget      *row)
{
  g_autoptr(BelayLaunch) launch = read_launch (self);

  belay_launch_take_string (&launch->rehearsal, g_strdup (g_object_get_data (G_OBJECT (row), "belay-scenario")));
  belay_launch_take_string (&launch->task, NULL);
  g_signal_emit (self, signals[START], 0, launch, FALSE);
}

static void
on_dismiss_clicked (BelayStartPage *self)
{
  gtk_widget_set_visible (self->notice_box, FALSE);
}

/* Without a key the next thing to do is to give one, or to rehearse: both come before what only matters with one. */
static void
show_key_missing (BelayStartPage *self,
                  gboolean        missing)
{
  self->key_missing = missing;
  gtk_widget_set_visible (self->key_group, missing && !self->presenter);
  gtk_box_reorder_child_after (self->content, GTK_WIDGET (self->options),
                               missing ? GTK_WIDGET (self->rehearsal_group) : self->buttons);
}

static void
on_key_found (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  char *key = belay_key_lookup_finish (result, NULL, &error);
  gboolean found = key != NULL;

  if (found)
    belay_launch_refresh_models (belay_settings_get_default (), key);
  belay_key_free (key);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  show_key_missing (user_data, !found);
}

static void
on_key_stored (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  BelayStartPage *self;
  g_autoptr(GError) error = NULL;

  if (!belay_key_store_finish (result, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        belay_start_page_set_error (user_data, error);
      return;
    }

  self = user_data;
  gtk_editable_set_text (self->key_row, "");
  show_key_missing (self, FALSE);
  g_signal_emit (self, signals[MESSAGE], 0, _("The key is stored in your keyring"));
}

static void
on_key_apply (BelayStartPage *self)
{
  g_autofree char *base_url = belay_launch_get_base_url (belay_settings_get_default ());
  char *key = g_strstrip (g_strdup (gtk_editable_get_text (self->key_row)));

  if (*key != '\0')
    belay_key_store_async (base_url, key, self->cancellable, on_key_stored, self);

  belay_key_free (key);
}

static void
add_rehearsal (BelayStartPage *self,
               const char     *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayRehearsal) rehearsal = belay_rehearsal_load (path, &error);
  g_autofree char *title = NULL;
  g_autofree char *subtitle = NULL;
  GtkWidget *row;

  if (rehearsal == NULL)
    {
      g_warning ("The scenario %s cannot be used: %s", path, error->message);
      return;
    }

  title = g_markup_escape_text (belay_rehearsal_get_heading (rehearsal), -1);
  subtitle = g_markup_escape_text (belay_rehearsal_get_summary (rehearsal), -1);
  row = g_object_new (ADW_TYPE_ACTION_ROW,
                      "title", title,
                      "subtitle", subtitle,
                      "activatable", TRUE,
                      NULL);
  g_object_set_data_full (G_OBJECT (row), "belay-scenario", g_strdup (path), g_free);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  g_signal_connect_object (row, "activated", G_CALLBACK (on_rehearsal_activated), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->rehearsal_group, row);
}

static void
fill_rehearsals (BelayStartPage *self)
{
  g_auto(GStrv) paths = belay_rehearsal_list_shipped ();

  for (guint i = 0; paths[i] != NULL; i++)
    add_rehearsal (self, paths[i]);

  gtk_widget_set_visible (GTK_WIDGET (self->rehearsal_group), paths[0] != NULL);
}

static void
belay_start_page_dispose (GObject *object)
{
  BelayStartPage *self = BELAY_START_PAGE (object);
  GtkWidget *child;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (belay_start_page_parent_class)->dispose (object);
}

/* Back from a session, the task is still there. */
static void
belay_start_page_map (GtkWidget *widget)
{
  BelayStartPage *self = BELAY_START_PAGE (widget);

  update_cover (self);
  GTK_WIDGET_CLASS (belay_start_page_parent_class)->map (widget);
}

static gboolean
belay_start_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (BELAY_START_PAGE (widget)->task_view));
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (BELAY_TYPE_SESSIONS_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-start-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BelayStartPage, content);
  gtk_widget_class_bind_template_child (widget_class, BelayStartPage, notice_box);
  gtk_widget_class_bind_template_child (widget_class, BelayStartPage, notice_icon);
  gtk_widget_class_bind_template_child (widget_class, BelayStartPage, notice_label);
  gtk_widget_class_bind_template_child (widget_class, BelayStartPage, task_cover);
  gtk_widget_class_bind_template_child (widget_class, BelayStartPage, task_view);
  gtk_widget_class_bind_template_child (widget_class, BelayStartPage, task_buffer);
  gtk_widget_class_bind_template_child (widget_class, BelayStartPage, placeholder);
  gtk_widget_class_bind_template_child (widget_class, BelayStartPage, start_stack);
  gtk_widget_class_bind_template_child (widget_class, BelayStartPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, BelayStartPage, buttons);
  gtk_widget_class_bind_template_child (widget_class, BelayStartPage, key_group);
  gtk_widget_class_bind_template_child (widget_class, BelayStartPage, options);
  gtk_widget_class_bind_template_child (widget_class, BelayStartPage, key_row);
  gtk_widget_class_bind_template_child (widget_class, BelayStartPage, rehearsal_group);
  gtk_widget_class_bind_template_callback (widget_class, update_sensitivity);
  gtk_widget_class_bind_template_callback (widget_class, on_dismiss_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_key_apply);
}

static void
belay_start_page_class_init (BelayStartPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = belay_start_page_dispose;
  widget_class->grab_focus = belay_start_page_grab_focus;
  widget_class->map = belay_start_page_map;

  signals[START] = g_signal_new ("start", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, BELAY_TYPE_LAUNCH | G_SIGNAL_TYPE_STATIC_SCOPE, G_TYPE_BOOLEAN);
  signals[MESSAGE] = g_signal_new ("message", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (BELAY_TYPE_COVER);
  g_type_ensure (BELAY_TYPE_START_OPTIONS);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "start.begin", NULL, begin_action);
  gtk_widget_class_install_action (widget_class, "start.prepare", NULL, prepare_action);
}

static void
belay_start_page_init (BelayStartPage *self)
{
  g_autoptr(BelayLaunch) launch = belay_launch_new (belay_settings_get_default ());
  g_autofree char *base_url = belay_launch_get_base_url (belay_settings_get_default ());
  g_autoptr(GError) error = NULL;

  self->cancellable = g_cancellable_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  fill_rehearsals (self);
  belay_start_page_set_launch (self, launch);
  if (belay_launch_get_models (&error) == NULL)
    belay_start_page_set_error (self, error);
  belay_key_lookup_async (base_url, self->cancellable, on_key_found, self);
}

/**
 * belay_start_page_set_launch:
 * @self: a start page
 * @launch: what to fill the fields with
 */
void
belay_start_page_set_launch (BelayStartPage    *self,
                             const BelayLaunch *launch)
{
  g_return_if_fail (BELAY_IS_START_PAGE (self));

  if (launch->task != NULL)
    gtk_text_buffer_set_text (self->task_buffer, launch->task, -1);

  update_cover (self);
  belay_start_options_fill (self->options, launch);
}

/**
 * belay_start_page_set_busy:
 * @self: a start page
 * @busy: whether a session is being started
 */
void
belay_start_page_set_busy (BelayStartPage *self,
                           gboolean        busy)
{
  g_return_if_fail (BELAY_IS_START_PAGE (self));

  self->busy = busy;
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_stack_set_visible_child_name (self->start_stack, busy ? "busy" : "idle");
  update_sensitivity (self);
}

static void
show_notice (BelayStartPage *self,
             const char     *icon_name,
             const char     *text)
{
  gtk_image_set_from_icon_name (self->notice_icon, icon_name);
  gtk_label_set_label (self->notice_label, text);
  gtk_widget_set_visible (self->notice_box, TRUE);
}

/**
 * belay_start_page_set_error:
 * @self: a start page
 * @error: why the session could not be started
 *
 * Says it where the person looks, and offers to store a key where that is what is missing.
 */
void
belay_start_page_set_error (BelayStartPage *self,
                            const GError   *error)
{
  g_return_if_fail (BELAY_IS_START_PAGE (self));
  g_return_if_fail (error != NULL);

  show_notice (self, "dialog-warning-symbolic", error->message);

  if (g_error_matches (error, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_KEY))
    {
      show_key_missing (self, TRUE);
      gtk_widget_grab_focus (GTK_WIDGET (self->key_row));
    }
}

/**
 * belay_start_page_set_notice:
 * @self: a start page
 * @notice: a sentence worth knowing
 *
 * It does not take the place of what went wrong.
 */
void
belay_start_page_set_notice (BelayStartPage *self,
                             const char     *notice)
{
  g_autofree char *both = NULL;

  g_return_if_fail (BELAY_IS_START_PAGE (self));

  if (gtk_widget_get_visible (GTK_WIDGET (self->notice_box)) &&
      g_strcmp0 (gtk_image_get_icon_name (self->notice_icon), "dialog-warning-symbolic") == 0)
    {
      both = g_strconcat (gtk_label_get_label (self->notice_label), "\n\n", notice, NULL);
      gtk_label_set_label (self->notice_label, both);
      return;
    }

  show_notice (self, "dialog-information-symbolic", notice);
}

/**
 * belay_start_page_start:
 * @self: a start page
 *
 * Starts with what the fields hold, as the button does.
 */
void
belay_start_page_start (BelayStartPage *self)
{
  g_autoptr(BelayLaunch) launch = NULL;

  g_return_if_fail (BELAY_IS_START_PAGE (self));

  launch = read_launch (self);
  on_dismiss_clicked (self);
  g_signal_emit (self, signals[START], 0, launch, FALSE);
}

/**
 * belay_start_page_set_presenter:
 * @self: a start page
 * @presenter: whether there is an audience, which sees neither a key nor the task and the address that were written
 *   before
 */
void
belay_start_page_set_presenter (BelayStartPage *self,
                                gboolean        presenter)
{
  g_return_if_fail (BELAY_IS_START_PAGE (self));

  self->presenter = presenter;
  gtk_widget_set_visible (self->key_group, self->key_missing && !presenter);
  belay_start_options_set_presenter (self->options, presenter);
  update_cover (self);
}
