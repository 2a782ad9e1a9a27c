/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-list.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include "belay-trail-filters.h"
#include "belay-trail-item-row.h"
#include "belay-visible-text.h"

#define MAX_HITS 500

/**
 * BelayTrailList:
 *
 * The recorded sessions by their days; while something is looked for, what was found by its sessions.
 */
struct _BelayTrailList
{
  GtkWidget            parent_instance;

  GtkSearchEntry      *entry;
  BelayTrailFilters   *filters;
  GtkLabel            *problem_label;
  GtkStack            *stack;
  GtkListView         *list;
  GtkSingleSelection  *selection;
  AdwStatusPage       *error_page;

  BelayTrailIndex     *index;
  GPtrArray           *sessions;        /* of BelayTrailSummary; NULL: not known yet */
  char                *open;            /* the session that is open */
  GCancellable        *listing;
  GCancellable        *searching;
  gboolean             updating;        /* a selection that is not the person's */
  gboolean             wants_focus;     /* Enter was pressed before there was something to go to */
};

enum
{
  OPENED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayTrailList, belay_trail_list, GTK_TYPE_WIDGET)

static void
cancel (GCancellable **cancellable)
{
  g_cancellable_cancel (*cancellable);
  g_clear_object (cancellable);
}

/* Lines. */

static void
on_setup (BelayTrailList *self,
          GtkListItem    *item)
{
  gtk_list_item_set_child (item, belay_trail_item_row_new ());
}

static void
on_bind (BelayTrailList *self,
         GtkListItem    *item)
{
  BelayTrailItem *line = gtk_list_item_get_item (item);
  gboolean heading = belay_trail_item_get_kind (line) == BELAY_TRAIL_ITEM_HEADING;

  belay_trail_item_row_bind (BELAY_TRAIL_ITEM_ROW (gtk_list_item_get_child (item)), line);
  gtk_list_item_set_selectable (item, !heading);
  gtk_list_item_set_activatable (item, !heading);
}

static void
open_item (BelayTrailList *self,
           BelayTrailItem *item)
{
  if (item == NULL || belay_trail_item_get_kind (item) == BELAY_TRAIL_ITEM_HEADING)
    return;

  g_free (self->open);
  self->open = g_strdup (belay_trail_item_get_session (item));
  g_signal_emit (self, signals[OPENED], 0, belay_trail_item_get_session (item), belay_trail_item_get_seq (item));
}

static void
on_selected (BelayTrailList *self)
{
  if (!self->updating)
    open_item (self, gtk_single_selection_get_selected_item (self->selection));
}

/* Where the list and the session do not fit side by side, the one that is selected may be out of sight. */
static void
on_activated (BelayTrailList *self,
              guint           position)
{
  g_autoptr(BelayTrailItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  open_item (self, item);
}

static void
mark_open (BelayTrailList *self)
{
  GListModel *model = G_LIST_MODEL (self->selection);
  guint position = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; self->open != NULL && i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(BelayTrailItem) item = g_list_model_get_item (model, i);

      if (g_strcmp0 (belay_trail_item_get_session (item), self->open) == 0)
        {
          position = i;
          break;
        }
    }

  self->updating = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->updating = FALSE;
}

static void
show_lines (BelayTrailList *self,
            GListStore     *lines,
            const char     *if_none)
{
  gboolean empty = g_list_model_get_n_items (G_LIST_MODEL (lines)) == 0;

  self->updating = TRUE;
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (lines));
  self->updating = FALSE;
  mark_open (self);
  gtk_stack_set_visible_child_name (self->stack, empty ? if_none : "list");

  if (self->wants_focus && !empty)
    gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
  self->wants_focus = FALSE;
}

static void
show_error (BelayTrailList *self,
            const GError   *error)
{
  g_autofree char *visible = belay_visible_text (error->message, 0);
  g_autofree char *markup = g_markup_escape_text (visible, -1);

  adw_status_page_set_description (self->error_page, markup);
  gtk_stack_set_visible_child_name (self->stack, "error");
}

static void
show_sessions (BelayTrailList *self)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autoptr(GListStore) lines = NULL;

  if (self->sessions == NULL)
    return;

  lines = belay_trail_item_list_sessions (self->sessions, now);
  show_lines (self, lines, "empty");
}

/* Searching. */

static void
show_problem (BelayTrailList *self,
              const GError   *error)
{
  g_autofree char *visible = error != NULL ? belay_visible_text (error->message, 0) : NULL;

  gtk_label_set_label (self->problem_label, visible != NULL ? visible : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), error != NULL);
  if (error != NULL)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
      gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                                   GTK_ACCESSIBLE_INVALID_TRUE, -1);
    }
  else
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
      gtk_accessible_reset_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID);
    }
}

static void
on_found (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  BelayTrailList *self;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) hits = belay_trail_index_search_finish (BELAY_TRAIL_INDEX (source), result, &error);
  g_autoptr(GListStore) lines = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = user_data;
  g_clear_object (&self->searching);
  if (hits == NULL)
    {
      show_error (self, error);
      return;
    }

  lines = belay_trail_item_list_hits (hits, self->sessions);
  show_lines (self, lines, "nothing");
}

static void
search (BelayTrailList *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  g_autoptr(BelayTrailQuery) query = NULL;
  g_autoptr(GError) error = NULL;

  cancel (&self->searching);
  if (self->index == NULL)
    return;

  if (*text == '\0')
    {
      show_problem (self, NULL);
      show_sessions (self);
      return;
    }

  /* What was found before stays while somebody types. */
  query = belay_trail_query_parse (text, &error);
  show_problem (self, error);
  if (query == NULL)
    {
      self->wants_focus = FALSE;
      return;
    }

  self->searching = g_cancellable_new ();
  belay_trail_index_search_async (self->index, query, MAX_HITS, self->searching, on_found, self);
}

static void
on_search_changed (BelayTrailList *self)
{
  belay_trail_filters_set_query (self->filters, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  search (self);
}

/* Enter is quicker than the delay of the entry: what it leads to may still be looked for. */
static void
on_search_activated (BelayTrailList *self)
{
  self->wants_focus = TRUE;
  search (self);
}

static void
on_filters_changed (BelayTrailList *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), belay_trail_filters_get_query (self->filters));
}

/* Listing. */

static void
on_listed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  BelayTrailList *self;
  g_autoptr(GError) error = NULL;
  GPtrArray *sessions = belay_trail_index_list_finish (BELAY_TRAIL_INDEX (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = user_data;
  g_clear_object (&self->listing);
  if (sessions == NULL)
    {
      show_error (self, error);
      return;
    }

  g_clear_pointer (&self->sessions, g_ptr_array_unref);
  self->sessions = sessions;
  search (self);
}

static void
belay_trail_list_dispose (GObject *object)
{
  BelayTrailList *self = BELAY_TRAIL_LIST (object);
  GtkWidget *child;

  cancel (&self->listing);
  cancel (&self->searching);
  self->updating = TRUE;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->index);
  g_clear_pointer (&self->sessions, g_ptr_array_unref);
  g_clear_pointer (&self->open, g_free);

  G_OBJECT_CLASS (belay_trail_list_parent_class)->dispose (object);
}

static void
belay_trail_list_class_init (BelayTrailListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = belay_trail_list_dispose;

  signals[OPENED] = g_signal_new ("opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_UINT64);

  g_type_ensure (BELAY_TYPE_TRAIL_FILTERS);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-trail-list.ui");
  gtk_widget_class_bind_template_child (widget_class, BelayTrailList, entry);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailList, filters);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailList, problem_label);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailList, stack);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailList, list);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailList, selection);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailList, error_page);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_filters_changed);
  gtk_widget_class_bind_template_callback (widget_class, belay_trail_list_refresh);
}

static void
belay_trail_list_init (BelayTrailList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * belay_trail_list_set_root:
 * @self: a list
 * @root: (nullable): the directory of the sessions; %NULL for the default one
 *
 * Lists what is there.
 */
void
belay_trail_list_set_root (BelayTrailList *self,
                           const char     *root)
{
  g_return_if_fail (BELAY_IS_TRAIL_LIST (self));

  g_clear_object (&self->index);
  self->index = belay_trail_index_new (root);
  belay_trail_list_refresh (self);
}

/**
 * belay_trail_list_refresh:
 * @self: a list with a root
 *
 * Looks again at what is there.
 */
void
belay_trail_list_refresh (BelayTrailList *self)
{
  g_return_if_fail (BELAY_IS_TRAIL_LIST (self));
  g_return_if_fail (self->index != NULL);

  if (self->sessions == NULL)
    gtk_stack_set_visible_child_name (self->stack, "loading");

  cancel (&self->listing);
  self->listing = g_cancellable_new ();
  belay_trail_index_list_async (self->index, self->listing, on_listed, self);
}

/**
 * belay_trail_list_search:
 * @self: a list
 * @query: what to look for, as a person would write it; empty for everything
 */
void
belay_trail_list_search (BelayTrailList *self,
                         const char     *query)
{
  g_return_if_fail (BELAY_IS_TRAIL_LIST (self));

  gtk_editable_set_text (GTK_EDITABLE (self->entry), query);
}

/**
 * belay_trail_list_focus:
 * @self: a list
 *
 * Gives the keyboard to the search.
 */
void
belay_trail_list_focus (BelayTrailList *self)
{
  g_return_if_fail (BELAY_IS_TRAIL_LIST (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

/**
 * belay_trail_list_select:
 * @self: a list
 * @session: (nullable): the one that is open
 */
void
belay_trail_list_select (BelayTrailList *self,
                         const char     *session)
{
  g_autofree char *open = g_strdup (session);
  BelayTrailItem *selected;

  g_return_if_fail (BELAY_IS_TRAIL_LIST (self));

  g_free (self->open);
  self->open = g_steal_pointer (&open);

  selected = gtk_single_selection_get_selected_item (self->selection);
  if (selected == NULL || g_strcmp0 (belay_trail_item_get_session (selected), self->open) != 0)
    mark_open (self);
}

/**
 * belay_trail_list_get_state:
 * @self: a list
 *
 * Returns: what is shown: "loading", "list", "empty", "nothing" or "error"; "wrong" if what was typed has no meaning
 */
const char *
belay_trail_list_get_state (BelayTrailList *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_LIST (self), NULL);

  if (gtk_widget_get_visible (GTK_WIDGET (self->problem_label)))
    return "wrong";

  return gtk_stack_get_visible_child_name (self->stack);
}

/**
 * belay_trail_list_get_model:
 * @self: a list
 *
 * Returns: (transfer none): of #BelayTrailItem: the lines shown
 */
GListModel *
belay_trail_list_get_model (BelayTrailList *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_LIST (self), NULL);

  return G_LIST_MODEL (self->selection);
}
