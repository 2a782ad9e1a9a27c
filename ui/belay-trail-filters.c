/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-filters.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  const char *title;
  const char *word;             /* NULL: anything */
} Choice;

typedef struct
{
  const char   *title;
  const char   *prefix;         /* NULL: a day */
  const Choice *choices;
} Filter;

static const Choice decisions[] = {
  { N_("Any"), NULL },
  { N_("Approved"), "decision:approve" },
  { N_("Changed"), "decision:edit" },
  { N_("Skipped"), "decision:skip" },
  { N_("Rejected"), "decision:reject" },
  { NULL, NULL },
};

static const Choice deciders[] = {
  { N_("Anybody"), NULL },
  { N_("The person"), "by:person" },
  { N_("The slack"), "by:slack" },
  { N_("A rule"), "by:rule" },
  { NULL, NULL },
};

static const Choice states[] = {
  { N_("Any"), NULL },
  { N_("Done"), "state:done" },
  { N_("Failed"), "state:failed" },
  { N_("Interrupted"), "state:interrupted" },
  { N_("Not run"), "state:not-run" },
  { N_("May or may not have run"), "state:unknown" },
  { NULL, NULL },
};

static const Choice actions[] = {
  { N_("Any"), NULL },
  { N_("Click"), "action:left_click" },
  { N_("Double click"), "action:double_click" },
  { N_("Right click"), "action:right_click" },
  { N_("Drag"), "action:left_click_drag" },
  { N_("Type"), "action:type" },
  { N_("Press keys"), "action:key" },
  { N_("Scroll"), "action:scroll" },
  { N_("Look"), "action:screenshot" },
  { N_("Wait"), "action:wait" },
  { NULL, NULL },
};

/* The words are dates, made when they are chosen. */
static const Choice days[] = {
  { N_("Any"), NULL },
  { N_("Today"), "0" },
  { N_("Yesterday"), "1" },
  { NULL, NULL },
};

static const Filter filters[] = {
  { N_("Decision"), "decision:", decisions },
  { N_("By"), "by:", deciders },
  { N_("Action"), "action:", actions },
  { N_("What became of it"), "state:", states },
  { N_("Day"), NULL, days },
};

/**
 * BelayTrailFilters:
 *
 * Choices that write the search.
 */
struct _BelayTrailFilters
{
  GtkWidget    parent_instance;

  GtkWidget   *rows;
  GtkDropDown *drops[G_N_ELEMENTS (filters)];
  char        *query;
  gboolean     updating;        /* the choices follow the text, not the person */
};

enum
{
  PROP_0,
  PROP_QUERY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (BelayTrailFilters, belay_trail_filters, GTK_TYPE_WIDGET)

/* "2026-11-23" */
static gboolean
is_day (const char *word)
{
  if (strlen (word) != 10)
    return FALSE;

  for (guint i = 0; i < 10; i++)
    {
      if (i == 4 || i == 7 ? word[i] != '-' : !g_ascii_isdigit (word[i]))
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_of (const char *word,
       const char *prefix)
{
  return prefix != NULL ? g_str_has_prefix (word, prefix) : is_day (word);
}

/**
 * belay_trail_filters_replace:
 * @query: what is looked for
 * @prefix: (nullable): how the word to replace begins; %NULL for a day
 * @word: (nullable): what takes its place; %NULL for nothing
 *
 * What is between quotes is text and stays as it is.
 *
 * Returns: (transfer full): the new query
 */
char *
belay_trail_filters_replace (const char *query,
                             const char *prefix,
                             const char *word)
{
  GString *out = g_string_new (NULL);
  gboolean quoted = FALSE;

  for (const char *p = query; *p != '\0';)
    {
      const char *start;
      g_autofree char *token = NULL;

      while (*p == ' ')
        p++;
      for (start = p; *p != '\0' && (quoted || *p != ' '); p++)
        quoted ^= *p == '"';

      token = g_strndup (start, (gsize) (p - start));
      quoted = FALSE;
      if (*token == '\0' || is_of (token, prefix))
        continue;

      g_string_append_printf (out, "%s%s", out->len > 0 ? " " : "", token);
    }

  if (word != NULL)
    g_string_append_printf (out, "%s%s", out->len > 0 ? " " : "", word);

  return g_string_free (out, FALSE);
}

static char *
get_word (const Filter *filter,
          guint         selected)
{
  const char *word = filter->choices[selected].word;
  g_autoptr(GDateTime) now = NULL;
  g_autoptr(GDateTime) day = NULL;

  if (word == NULL || filter->prefix != NULL)
    return g_strdup (word);

  now = g_date_time_new_now_local ();
  day = g_date_time_add_days (now, -atoi (word));

  return g_date_time_format (day, "%Y-%m-%d");
}

static void
on_selected (BelayTrailFilters *self,
             GParamSpec        *pspec,
             GtkDropDown       *drop)
{
  guint i = 0;
  g_autofree char *word = NULL;
  char *query;

  if (self->updating)
    return;

  while (self->drops[i] != drop)
    i++;

  word = get_word (&filters[i], gtk_drop_down_get_selected (drop));
  query = belay_trail_filters_replace (self->query, filters[i].prefix, word);
  g_free (self->query);
  self->query = query;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_QUERY]);
}

static guint
find_choice (const Filter *filter,
             const char   *query)
{
  g_auto(GStrv) words = g_strsplit (query, " ", -1);

  for (guint i = 1; filter->choices[i].title != NULL; i++)
    {
      g_autofree char *word = get_word (filter, i);

      if (g_strv_contains ((const char *const *) words, word))
        return i;
    }

  return 0;
}

static void
on_clear (BelayTrailFilters *self)
{
  g_autofree char *query = g_strdup (self->query);

  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    {
      char *without = belay_trail_filters_replace (query, filters[i].prefix, NULL);

      g_free (query);
      query = without;
    }

  belay_trail_filters_set_query (self, query);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_QUERY]);
}

static void
add_filter (BelayTrailFilters *self,
            guint              i)
{
  GtkStringList *titles = gtk_string_list_new (NULL);
  GtkWidget *label = gtk_label_new (_(filters[i].title));
  GtkWidget *drop;

  for (guint n = 0; filters[i].choices[n].title != NULL; n++)
    gtk_string_list_append (titles, _(filters[i].choices[n].title));

  drop = gtk_drop_down_new (G_LIST_MODEL (titles), NULL);
  gtk_widget_set_hexpand (drop, TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (drop), GTK_ACCESSIBLE_RELATION_LABELLED_BY, label, NULL, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop), GTK_ACCESSIBLE_PROPERTY_LABEL, _(filters[i].title), -1);
  gtk_grid_attach (GTK_GRID (self->rows), label, 0, (int) i, 1, 1);
  gtk_grid_attach (GTK_GRID (self->rows), drop, 1, (int) i, 1, 1);
  g_signal_connect_object (drop, "notify::selected", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
  self->drops[i] = GTK_DROP_DOWN (drop);
}

static void
belay_trail_filters_get_property (GObject    *object,
                                  guint       property_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  g_value_set_string (value, BELAY_TRAIL_FILTERS (object)->query);
}

static void
belay_trail_filters_dispose (GObject *object)
{
  g_clear_pointer (&BELAY_TRAIL_FILTERS (object)->rows, gtk_widget_unparent);

  G_OBJECT_CLASS (belay_trail_filters_parent_class)->dispose (object);
}

static void
belay_trail_filters_finalize (GObject *object)
{
  g_free (BELAY_TRAIL_FILTERS (object)->query);

  G_OBJECT_CLASS (belay_trail_filters_parent_class)->finalize (object);
}

static void
belay_trail_filters_class_init (BelayTrailFiltersClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = belay_trail_filters_dispose;
  object_class->finalize = belay_trail_filters_finalize;
  object_class->get_property = belay_trail_filters_get_property;

  properties[PROP_QUERY] = g_param_spec_string ("query", NULL, NULL, "",
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
belay_trail_filters_init (BelayTrailFilters *self)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_("_Clear"));

  self->query = g_strdup ("");
  self->rows = gtk_grid_new ();
  gtk_grid_set_row_spacing (GTK_GRID (self->rows), 6);
  gtk_grid_set_column_spacing (GTK_GRID (self->rows), 12);
  gtk_widget_add_css_class (self->rows, "belay-filters");
  gtk_widget_set_parent (self->rows, GTK_WIDGET (self));

  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    add_filter (self, i);

  g_signal_connect_object (button, "clicked", G_CALLBACK (on_clear), self, G_CONNECT_SWAPPED);
  gtk_grid_attach (GTK_GRID (self->rows), button, 1, G_N_ELEMENTS (filters), 1, 1);
}

/**
 * belay_trail_filters_get_query:
 * @self: filters
 *
 * Returns: what is looked for
 */
const char *
belay_trail_filters_get_query (BelayTrailFilters *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_FILTERS (self), NULL);

  return self->query;
}

/**
 * belay_trail_filters_set_query:
 * @self: filters
 * @query: what is looked for; the choices follow it
 */
void
belay_trail_filters_set_query (BelayTrailFilters *self,
                               const char        *query)
{
  g_return_if_fail (BELAY_IS_TRAIL_FILTERS (self));

  if (query != self->query)
    {
      g_free (self->query);
      self->query = g_strdup (query);
    }

  self->updating = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    gtk_drop_down_set_selected (self->drops[i], find_choice (&filters[i], self->query));
  self->updating = FALSE;
}
