/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-page.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include "belay-moment-details.h"
#include "belay-moment-list.h"
#include "belay-moment-words.h"
#include "belay-review-button.h"
#include "belay-split.h"
#include "belay-trail-banner.h"
#include "belay-trail-moment-view.h"
#include "belay-trail-scrubber.h"
#include "belay-visible-text.h"

#define MAX_TITLE 120           /* characters of a task */
#define RUSH      (120 * G_TIME_SPAN_MILLISECOND)       /* moments that follow quicker are scrubbed through: */
#define REST      60                                    /* ms, after which the last one is told in full */

/**
 * BelayTrailPage:
 *
 * One recorded session.
 *
 * The slider and the list are two ways to the same position; both are told, and the pictures and the words follow. The
 * verification goes on beside the reading: what is shown is shown with the verdict over it, whatever that is.
 */
struct _BelayTrailPage
{
  GtkWidget             parent_instance;

  AdwHeaderBar         *bar;
  AdwWindowTitle       *title;
  GtkWidget            *back_button;
  GtkWidget            *export_button;
  BelayReviewButton    *review_button;
  GtkWidget            *keep_button;
  GtkWidget            *replay_button;
  BelayTrailBanner     *banner;
  GtkStack             *stack;
  AdwStatusPage        *error_page;
  BelaySplit           *split;
  BelayTrailMomentView *view;
  GtkWidget            *switcher;
  GtkToggleButton      *details_button;
  BelayMomentList      *list;
  BelayMomentDetails   *details;
  BelayTrailScrubber   *scrubber;

  char                 *directory;
  guint64               seq;            /* the record to begin with */
  BelayTrailHistory    *history;
  guint                 position;
  gint64                moved;          /* monotonic µs, when the position changed last */
  guint                 rest_id;
  GCancellable         *loading;
  guint                 verify_id;
};

enum
{
  PROP_0,
  PROP_HISTORY,
  PROP_POSITION,
  PROP_FOLDED,
  N_PROPS
};

enum
{
  BACK,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayTrailPage, belay_trail_page, GTK_TYPE_WIDGET)

/* The moment. */

static void
tell_position (BelayTrailPage *self)
{
  g_clear_handle_id (&self->rest_id, g_source_remove);

  if (belay_moment_list_get_position (self->list) != self->position)
    belay_moment_list_set_position (self->list, self->position);
  belay_moment_details_show (self->details, self->history, self->position);
}

static gboolean
on_rest (gpointer user_data)
{
  BelayTrailPage *self = user_data;

  self->rest_id = 0;
  tell_position (self);

  return G_SOURCE_REMOVE;
}

/* While somebody rushes through, the picture and the time keep up; the list, which would make most of its rows anew each
 * time, and the words, which nobody could read, follow when they come to rest. */
static void
show_position (BelayTrailPage *self)
{
  gint64 now = g_get_monotonic_time ();
  gboolean rush = now - self->moved < RUSH && belay_moment_list_get_position (self->list) != self->position;

  self->moved = now;
  belay_trail_moment_view_set_moment (self->view, belay_trail_history_get_moment (self->history, self->position));

  g_clear_handle_id (&self->rest_id, g_source_remove);
  if (rush)
    self->rest_id = g_timeout_add (REST, on_rest, self);
  else
    tell_position (self);
}

static void
on_list_position (BelayTrailPage *self)
{
  guint position = belay_moment_list_get_position (self->list);

  if (self->history != NULL && position != GTK_INVALID_LIST_POSITION)
    belay_trail_page_set_position (self, position);
}

static void
on_scrubber_position (BelayTrailPage *self)
{
  belay_trail_page_set_position (self, belay_trail_scrubber_get_position (self->scrubber));
}

static void
on_record_activated (BelayTrailPage *self,
                     guint64         seq)
{
  if (self->history != NULL && belay_trail_history_get_n_moments (self->history) > 0)
    belay_trail_page_set_position (self, belay_trail_history_find_seq (self->history, seq));
}

static void
on_back (BelayTrailPage *self)
{
  g_signal_emit (self, signals[BACK], 0);
}

/* Stacked, there is room for one of the two. */
static void
update_side (BelayTrailPage *self)
{
  gboolean narrow = belay_split_is_narrow (self->split);
  gboolean details = gtk_toggle_button_get_active (self->details_button);

  belay_trail_moment_view_set_narrow (self->view, narrow);
  gtk_widget_set_visible (self->switcher, narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->list), !narrow || !details);
  gtk_widget_set_visible (GTK_WIDGET (self->details), !narrow || details);
}

/* The session. */

static void
show_state (BelayTrailPage *self,
            const char     *state)
{
  gboolean open = g_str_equal (state, "session");

  gtk_stack_set_visible_child_name (self->stack, state);
  gtk_widget_set_visible (self->export_button, open);
  gtk_widget_set_visible (GTK_WIDGET (self->review_button), open);
  gtk_widget_set_visible (self->keep_button, open);
  gtk_widget_set_visible (self->replay_button, open);
}

static void
update_title (BelayTrailPage *self)
{
  const char *task = belay_trail_history_get_task (self->history);
  g_autofree char *title = task != NULL ? belay_visible_text (task, MAX_TITLE) : g_strdup (_("No task was given"));
  g_autofree char *subtitle = belay_moment_words_describe_session (self->history);

  adw_window_title_set_title (self->title, title);
  adw_window_title_set_subtitle (self->title, subtitle);
}

static void
show_error (BelayTrailPage *self,
            const GError   *error)
{
  g_autofree char *visible = belay_visible_text (error->message, 0);
  g_autofree char *markup = g_markup_escape_text (visible, -1);

  adw_status_page_set_description (self->error_page, markup);
  adw_window_title_set_title (self->title, "");
  adw_window_title_set_subtitle (self->title, "");
  show_state (self, "error");
}

static void
show_history (BelayTrailPage    *self,
              BelayTrailHistory *history)
{
  g_autoptr(BelayPictures) pictures = belay_pictures_new_for_directory (self->directory);
  guint n = belay_trail_history_get_n_moments (history);

  /* While the list gets its lines it selects the first, of which nobody is to be told yet. */
  g_clear_object (&self->history);
  g_clear_handle_id (&self->rest_id, g_source_remove);
  belay_moment_list_set_history (self->list, history, pictures);
  self->history = g_object_ref (history);
  belay_trail_scrubber_set_history (self->scrubber, history);
  belay_trail_moment_view_set_directory (self->view, self->directory);
  belay_moment_details_show (self->details, NULL, 0);
  update_title (self);
  update_side (self);
  show_state (self, "session");

  self->position = 0;
  if (n > 0)
    {
      show_position (self);
      if (self->seq > 0)
        belay_trail_page_set_position (self, belay_trail_history_find_seq (history, self->seq));
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HISTORY]);
}

static gboolean
verify (gpointer user_data)
{
  BelayTrailPage *self = user_data;

  self->verify_id = 0;
  belay_trail_banner_verify (self->banner, self->directory);

  return G_SOURCE_REMOVE;
}

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  BelayTrailPage *self;
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTrailHistory) history = belay_trail_history_load_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = user_data;
  g_clear_object (&self->loading);
  if (history != NULL)
    show_history (self, history);
  else
    show_error (self, error);

  /* After the reading and the first picture of it, which it would slow down: all want the same files. */
  self->verify_id = g_idle_add_full (G_PRIORITY_LOW, verify, self, NULL);
}

static void
forget (BelayTrailPage *self)
{
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_handle_id (&self->rest_id, g_source_remove);
  g_clear_handle_id (&self->verify_id, g_source_remove);
}

/* What was open is not what is going to be. */
static void
drop_history (BelayTrailPage *self)
{
  if (self->history == NULL)
    return;

  g_clear_object (&self->history);
  belay_moment_list_set_history (self->list, NULL, NULL);
  belay_trail_scrubber_set_history (self->scrubber, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HISTORY]);
}

static void
load (BelayTrailPage *self)
{
  forget (self);
  belay_trail_banner_reset (self->banner, TRUE);
  self->loading = g_cancellable_new ();
  belay_trail_history_load_async (self->directory, self->loading, on_loaded, self);
}

static void
belay_trail_page_get_property (GObject    *object,
                               guint       property_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  BelayTrailPage *self = BELAY_TRAIL_PAGE (object);

  switch (property_id)
    {
    case PROP_HISTORY:
      g_value_set_object (value, self->history);
      break;

    case PROP_POSITION:
      g_value_set_uint (value, self->position);
      break;

    case PROP_FOLDED:
      g_value_set_boolean (value, gtk_widget_get_visible (self->back_button));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
belay_trail_page_set_property (GObject      *object,
                               guint         property_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  BelayTrailPage *self = BELAY_TRAIL_PAGE (object);

  switch (property_id)
    {
    case PROP_POSITION:
      belay_trail_page_set_position (self, g_value_get_uint (value));
      break;

    case PROP_FOLDED:
      gtk_widget_set_visible (self->back_button, g_value_get_boolean (value));
      adw_header_bar_set_show_start_title_buttons (self->bar, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
belay_trail_page_dispose (GObject *object)
{
  BelayTrailPage *self = BELAY_TRAIL_PAGE (object);
  GtkWidget *child;

  forget (self);
  g_clear_object (&self->history);
  g_clear_pointer (&self->directory, g_free);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (belay_trail_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, BelayTrailPage, bar);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailPage, title);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailPage, back_button);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailPage, export_button);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailPage, review_button);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailPage, keep_button);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailPage, replay_button);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailPage, banner);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailPage, stack);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailPage, error_page);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailPage, split);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailPage, view);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailPage, switcher);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailPage, details_button);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailPage, list);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailPage, details);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailPage, scrubber);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
  gtk_widget_class_bind_template_callback (widget_class, on_record_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_list_position);
  gtk_widget_class_bind_template_callback (widget_class, on_scrubber_position);
  gtk_widget_class_bind_template_callback (widget_class, update_side);
}

static void
belay_trail_page_class_init (BelayTrailPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = belay_trail_page_dispose;
  object_class->get_property = belay_trail_page_get_property;
  object_class->set_property = belay_trail_page_set_property;

  properties[PROP_HISTORY] = g_param_spec_object ("history", NULL, NULL, BELAY_TYPE_TRAIL_HISTORY,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_POSITION] = g_param_spec_uint ("position", NULL, NULL, 0, G_MAXUINT, 0,
                                                 G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_FOLDED] = g_param_spec_boolean ("folded", NULL, NULL, FALSE,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[BACK] = g_signal_new ("back", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);

  g_type_ensure (BELAY_TYPE_MOMENT_DETAILS);
  g_type_ensure (BELAY_TYPE_MOMENT_LIST);
  g_type_ensure (BELAY_TYPE_REVIEW_BUTTON);
  g_type_ensure (BELAY_TYPE_SPLIT);
  g_type_ensure (BELAY_TYPE_TRAIL_BANNER);
  g_type_ensure (BELAY_TYPE_TRAIL_MOMENT_VIEW);
  g_type_ensure (BELAY_TYPE_TRAIL_SCRUBBER);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-trail-page.ui");
  bind_children (widget_class);
}

static void
belay_trail_page_init (BelayTrailPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  show_state (self, "choose");
}

/**
 * belay_trail_page_open:
 * @self: a page
 * @directory: (nullable): of a session; %NULL for none
 * @seq: the record to begin with; 0 for the first
 */
void
belay_trail_page_open (BelayTrailPage *self,
                       const char     *directory,
                       guint64         seq)
{
  g_return_if_fail (BELAY_IS_TRAIL_PAGE (self));

  /* Another place in what is open already. */
  if (directory != NULL && g_strcmp0 (directory, self->directory) == 0 && self->history != NULL && seq > 0)
    {
      on_record_activated (self, seq);
      return;
    }

  g_free (self->directory);
  self->directory = g_strdup (directory);
  self->seq = seq;
  belay_review_button_set_directory (self->review_button, directory);
  forget (self);
  drop_history (self);
  if (directory == NULL)
    {
      belay_trail_banner_reset (self->banner, FALSE);
      adw_window_title_set_title (self->title, "");
      adw_window_title_set_subtitle (self->title, "");
      show_state (self, "choose");
      return;
    }

  show_state (self, "loading");
  load (self);
}

/**
 * belay_trail_page_refresh:
 * @self: a page
 *
 * Reads and verifies the session again, and stays where it is.
 */
void
belay_trail_page_refresh (BelayTrailPage *self)
{
  g_return_if_fail (BELAY_IS_TRAIL_PAGE (self));

  if (self->directory == NULL)
    return;

  if (self->history != NULL && belay_trail_history_get_n_moments (self->history) > 0)
    self->seq = belay_moment_get_seq (belay_trail_history_get_moment (self->history, self->position));
  load (self);
}

/**
 * belay_trail_page_get_directory:
 * @self: a page
 *
 * Returns: (nullable): of the session that is open
 */
const char *
belay_trail_page_get_directory (BelayTrailPage *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_PAGE (self), NULL);

  return self->directory;
}

/**
 * belay_trail_page_get_history:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the session shown
 */
BelayTrailHistory *
belay_trail_page_get_history (BelayTrailPage *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_PAGE (self), NULL);

  return self->history;
}

/**
 * belay_trail_page_get_report:
 * @self: a page
 *
 * Returns: (nullable): the verdict on it; %NULL while it is not known
 */
const BelayTrailReport *
belay_trail_page_get_report (BelayTrailPage *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_PAGE (self), NULL);

  return belay_trail_banner_get_report (self->banner);
}

guint
belay_trail_page_get_position (BelayTrailPage *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_PAGE (self), 0);

  return self->position;
}

/**
 * belay_trail_page_set_position:
 * @self: a page
 * @position: the moment to show; nothing happens where there is none
 */
void
belay_trail_page_set_position (BelayTrailPage *self,
                               guint           position)
{
  g_return_if_fail (BELAY_IS_TRAIL_PAGE (self));

  if (self->history == NULL || position == self->position ||
      position >= belay_trail_history_get_n_moments (self->history))
    return;

  self->position = position;
  belay_trail_scrubber_set_position (self->scrubber, position);
  show_position (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_POSITION]);
}

/* Plays the moments, or stops. */
void
belay_trail_page_toggle_playing (BelayTrailPage *self)
{
  g_return_if_fail (BELAY_IS_TRAIL_PAGE (self));

  belay_trail_scrubber_set_playing (self->scrubber, !belay_trail_scrubber_is_playing (self->scrubber));
}

void
belay_trail_page_show_decisions (BelayTrailPage *self)
{
  g_return_if_fail (BELAY_IS_TRAIL_PAGE (self));

  belay_review_button_popup (self->review_button);
}

/**
 * belay_trail_page_get_state:
 * @self: a page
 *
 * Returns: "choose", "loading", "session" or "error"
 */
const char *
belay_trail_page_get_state (BelayTrailPage *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_PAGE (self), NULL);

  return gtk_stack_get_visible_child_name (self->stack);
}
