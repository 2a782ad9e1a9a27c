/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-timeline-view.h"

#include <adwaita.h>
#include "belay-entry-row.h"

#define INPUT_LASTS (G_USEC_PER_SEC)    /* a flick goes on scrolling for a while */

/**
 * BelayTimelineView:
 *
 * What has happened so far.
 *
 * Follows the newest entry, also while it grows, until the person scrolls up; scrolling down again, or the button that
 * appears, takes it up again. Only the rows in view exist.
 */
struct _BelayTimelineView
{
  GtkWidget           parent_instance;

  GtkScrolledWindow  *scroller;
  GtkListView        *list;
  GtkSingleSelection *selection;
  GtkWidget          *empty_label;
  GtkRevealer        *newest_revealer;

  GtkFilterListModel *told;             /* the entries shown */
  BelayPictures      *pictures;
  char               *speaker;
  gint64              last_input;       /* monotonic µs, when the person last did something here */
  guint               scroll_id;
  gboolean            following;
  gboolean            presenter;        /* there is an audience */
};

enum
{
  STEP_SELECTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayTimelineView, belay_timeline_view, GTK_TYPE_WIDGET)

static void
on_items_changed (BelayTimelineView *self)
{
  gtk_widget_set_visible (self->empty_label, g_list_model_get_n_items (G_LIST_MODEL (self->selection)) == 0);
}

static void
on_setup (BelayTimelineView *self,
          GtkListItem       *item)
{
  gtk_list_item_set_child (item, belay_entry_row_new ());
  gtk_list_item_set_activatable (item, FALSE);
}

static void
on_bind (BelayTimelineView *self,
         GtkListItem       *item)
{
  BelayEntry *entry = gtk_list_item_get_item (item);

  belay_entry_row_set_reserved (BELAY_ENTRY_ROW (gtk_list_item_get_child (item)), self->presenter);
  belay_entry_row_bind (BELAY_ENTRY_ROW (gtk_list_item_get_child (item)), entry, self->pictures, self->speaker);
  gtk_list_item_set_selectable (item, belay_entry_get_step (entry) != NULL);
}

static void
on_unbind (BelayTimelineView *self,
           GtkListItem       *item)
{
  belay_entry_row_unbind (BELAY_ENTRY_ROW (gtk_list_item_get_child (item)));
}

static void
on_selected (BelayTimelineView *self)
{
  BelayEntry *entry = gtk_single_selection_get_selected_item (self->selection);

  g_signal_emit (self, signals[STEP_SELECTED], 0, entry != NULL ? belay_entry_get_step (entry) : NULL);
}

static gboolean
is_at_end (GtkAdjustment *adjustment)
{
  double rest = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) -
                gtk_adjustment_get_value (adjustment);

  return rest < 24;
}

static void
set_following (BelayTimelineView *self,
               gboolean           following)
{
  self->following = following;
  gtk_revealer_set_reveal_child (self->newest_revealer, !following);
}

/* The list places its rows while sizes are given out and would undo a scroll from within; it is asked afterwards. */
static gboolean
scroll_to_end (gpointer user_data)
{
  BelayTimelineView *self = user_data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  self->scroll_id = 0;
  gtk_adjustment_set_value (adjustment,
                            gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment));

  return G_SOURCE_REMOVE;
}

static void
queue_scroll (BelayTimelineView *self)
{
  if (self->scroll_id == 0)
    self->scroll_id = g_idle_add (scroll_to_end, self);
}

/* The size of the list or of the view has changed. */
static void
on_adjustment_changed (BelayTimelineView *self)
{
  if (self->following)
    queue_scroll (self);
}

/* Rows that turn out taller than thought and views that shrink move the end away, too. Only after a turn of the wheel,
 * a press or a key was it the person. */
static void
on_value_changed (BelayTimelineView *self)
{
  gboolean at_end = is_at_end (gtk_scrolled_window_get_vadjustment (self->scroller));

  if (at_end)
    set_following (self, TRUE);
  else if (g_get_monotonic_time () - self->last_input < INPUT_LASTS)
    set_following (self, FALSE);
  else if (self->following)
    queue_scroll (self);
}

static gboolean
on_event (BelayTimelineView *self,
          GdkEvent          *event)
{
  switch ((int) gdk_event_get_event_type (event))
    {
    case GDK_SCROLL:
    case GDK_BUTTON_PRESS:
    case GDK_TOUCH_BEGIN:
    case GDK_TOUCH_UPDATE:
    case GDK_KEY_PRESS:
      self->last_input = g_get_monotonic_time ();
      break;

    case GDK_MOTION_NOTIFY:
      if (gdk_event_get_modifier_state (event) & GDK_BUTTON1_MASK)
        self->last_input = g_get_monotonic_time ();
      break;

    default:
      break;
    }

  return GDK_EVENT_PROPAGATE;
}

static void
on_newest_clicked (BelayTimelineView *self)
{
  GListModel *model = G_LIST_MODEL (self->selection);
  guint n_items = g_list_model_get_n_items (model);

  self->last_input = 0;
  set_following (self, TRUE);

  /* The list knows the height of the rows in view only: going by item gets there from anywhere. */
  if (n_items > 0)
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", n_items - 1);
  queue_scroll (self);
}

static void
belay_timeline_view_dispose (GObject *object)
{
  BelayTimelineView *self = BELAY_TIMELINE_VIEW (object);
  GtkWidget *child;

  g_clear_handle_id (&self->scroll_id, g_source_remove);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  g_clear_object (&self->told);
  g_clear_object (&self->pictures);
  g_clear_pointer (&self->speaker, g_free);

  G_OBJECT_CLASS (belay_timeline_view_parent_class)->dispose (object);
}

static void
belay_timeline_view_class_init (BelayTimelineViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = belay_timeline_view_dispose;

  signals[STEP_SELECTED] = g_signal_new ("step-selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, BELAY_TYPE_STEP);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-timeline-view.ui");
  gtk_widget_class_bind_template_child (widget_class, BelayTimelineView, scroller);
  gtk_widget_class_bind_template_child (widget_class, BelayTimelineView, list);
  gtk_widget_class_bind_template_child (widget_class, BelayTimelineView, selection);
  gtk_widget_class_bind_template_child (widget_class, BelayTimelineView, empty_label);
  gtk_widget_class_bind_template_child (widget_class, BelayTimelineView, newest_revealer);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind);
  gtk_widget_class_bind_template_callback (widget_class, on_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_newest_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_event);
}

static void
belay_timeline_view_init (BelayTimelineView *self)
{
  GtkAdjustment *adjustment;

  self->following = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (on_adjustment_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (on_value_changed), self, G_CONNECT_SWAPPED);
}

/**
 * belay_timeline_view_set_model:
 * @self: a timeline
 * @entries: (nullable): of #BelayEntry, the oldest first
 */
void
belay_timeline_view_set_model (BelayTimelineView *self,
                               GListModel        *entries)
{
  g_return_if_fail (BELAY_IS_TIMELINE_VIEW (self));

  g_clear_object (&self->told);
  if (entries != NULL)
    self->told = gtk_filter_list_model_new (g_object_ref (entries), NULL);

  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->told));
  on_items_changed (self);
}

/**
 * belay_timeline_view_set_pictures:
 * @self: a timeline
 * @pictures: where thumbnails come from; rows bound before this show none
 */
void
belay_timeline_view_set_pictures (BelayTimelineView *self,
                                  BelayPictures     *pictures)
{
  g_return_if_fail (BELAY_IS_TIMELINE_VIEW (self));

  g_set_object (&self->pictures, pictures);
}

/**
 * belay_timeline_view_set_speaker:
 * @self: a timeline
 * @speaker: who speaks in the text entries, "Claude" or "Rehearsal"
 */
void
belay_timeline_view_set_speaker (BelayTimelineView *self,
                                 const char        *speaker)
{
  g_return_if_fail (BELAY_IS_TIMELINE_VIEW (self));

  g_free (self->speaker);
  self->speaker = g_strdup (speaker);
}

/**
 * belay_timeline_view_go_live:
 * @self: a timeline
 *
 * Unselects, and follows the newest entry again.
 */
void
belay_timeline_view_go_live (BelayTimelineView *self)
{
  g_return_if_fail (BELAY_IS_TIMELINE_VIEW (self));

  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  on_newest_clicked (self);
}

/**
 * belay_timeline_view_show_entry:
 * @self: a timeline
 * @entry: one of its entries, of a step
 *
 * Selects it and scrolls there, and no longer follows the newest one.
 */
void
belay_timeline_view_show_entry (BelayTimelineView *self,
                                BelayEntry        *entry)
{
  GListModel *model;

  g_return_if_fail (BELAY_IS_TIMELINE_VIEW (self));
  g_return_if_fail (BELAY_IS_ENTRY (entry));

  model = G_LIST_MODEL (self->selection);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(BelayEntry) other = g_list_model_get_item (model, i);

      if (other != entry)
        continue;

      self->last_input = g_get_monotonic_time ();
      set_following (self, FALSE);
      gtk_single_selection_set_selected (self->selection, i);
      gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", i);
      return;
    }
}

static gboolean
is_public (gpointer item,
           gpointer user_data)
{
  switch ((guint) belay_entry_get_kind (item))
    {
    case BELAY_ENTRY_TASK:
    case BELAY_ENTRY_THINKING:
    case BELAY_ENTRY_PERSON:
      return FALSE;

    default:
      return TRUE;
    }
}

/**
 * belay_timeline_view_set_presenter:
 * @self: a timeline with entries
 * @presenter: whether there is an audience, which sees what the agent says and does, and neither what it thinks nor
 *   what the person has said
 */
void
belay_timeline_view_set_presenter (BelayTimelineView *self,
                                   gboolean           presenter)
{
  g_autoptr(GtkFilter) filter = NULL;

  g_return_if_fail (BELAY_IS_TIMELINE_VIEW (self));

  if (self->presenter == presenter)
    return;

  self->presenter = presenter;
  if (presenter)
    filter = GTK_FILTER (gtk_custom_filter_new (is_public, NULL, NULL));

  if (self->told == NULL)
    return;

  /* Rows that stay are to be bound anew: they tell less, or more. */
  gtk_single_selection_set_model (self->selection, NULL);
  gtk_filter_list_model_set_filter (self->told, filter);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->told));
  on_newest_clicked (self);
}
