/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-rules-trial-view.h"

#include <glib/gi18n-lib.h>
#include "belay-rules-trial.h"
#include "belay-rule-row.h"
#include "belay-trail-show.h"
#include "belay-trail.h"
#include "belay-visible-text.h"

/* Of the sessions to choose from, and of the steps shown of one. */
#define MAX_SESSIONS 50
#define MAX_ROWS     300

#define MAX_TASK 60     /* characters */

/**
 * BelayRulesTrialView:
 *
 * A dry run: nothing is changed by it.
 */
struct _BelayRulesTrialView
{
  AdwBin               parent_instance;

  AdwPreferencesPage  *page;
  AdwComboRow         *session_row;
  AdwPreferencesGroup *result;
  GPtrArray           *rows;            /* of GtkWidget, borrowed */

  BelayRules          *rules;
  GPtrArray           *directories;     /* of char *, as in the row; nullable */
  GCancellable        *cancellable;     /* of what is under way */
};

enum { CLOSED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayRulesTrialView, belay_rules_trial_view, ADW_TYPE_BIN)

/* A recorded session to choose. */
typedef struct
{
  char *directory;
  char *title;
} Choice;

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_free (choice->directory);
  g_free (choice->title);
  g_free (choice);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) b, *(const char * const *) a);
}

/* The newest first: a name begins with the time. */
static GPtrArray *
list_names (const char *root)
{
  g_autoptr(GDir) dir = g_dir_open (root, 0, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);

  return names;
}

static void
list_on_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  g_autoptr(GPtrArray) names = list_names (data);
  GPtrArray *choices = g_ptr_array_new_with_free_func (choice_free);

  for (guint i = 0; i < names->len && choices->len < MAX_SESSIONS; i++)
    {
      g_autofree char *directory = g_build_filename (data, names->pdata[i], NULL);
      g_autoptr(BelayTrailSummary) summary = belay_trail_summary_new (directory, NULL);
      g_autofree char *task_text = NULL;
      g_autofree char *time = NULL;
      Choice *choice;

      if (summary == NULL || summary->n_steps == 0)
        continue;

      choice = g_new (Choice, 1);
      task_text = belay_visible_text (summary->task != NULL ? summary->task : "", MAX_TASK);
      time = belay_trail_format_time (summary->time);
      choice->directory = g_steal_pointer (&directory);
      choice->title = g_strdup_printf ("%s — %s", time, task_text);
      g_ptr_array_add (choices, choice);
    }

  g_task_return_pointer (task, choices, (GDestroyNotify) g_ptr_array_unref);
}

static void
clear_rows (BelayRulesTrialView *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->result, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
}

static void
add_step (BelayRulesTrialView       *self,
          const BelayRulesTrialStep *step)
{
  static const BelayRuleEffect effects[] = { BELAY_RULE_ASK, BELAY_RULE_ALLOW, BELAY_RULE_ASK, BELAY_RULE_DENY };
  BelayRuleEffect effect = effects[step->verdict];
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (belay_rule_effect_get_icon (effect));
  g_autofree char *said = belay_rules_trial_describe_step (step);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), step->what);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), said);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  gtk_widget_add_css_class (icon, belay_rule_effect_get_style (effect));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_preferences_group_add (self->result, row);
  g_ptr_array_add (self->rows, row);
}

static void
show_trial (BelayRulesTrialView   *self,
            const BelayRulesTrial *trial)
{
  g_autofree char *sum = belay_rules_trial_describe (trial, belay_rules_get_n (self->rules) == 1);
  g_autofree char *all = trial->problem != NULL ? g_strdup_printf ("%s %s", sum, trial->problem) : g_strdup (sum);
  g_autofree char *escaped = g_markup_escape_text (all, -1);

  adw_preferences_group_set_description (self->result, escaped);

  for (guint i = 0; i < trial->steps->len && self->rows->len < MAX_ROWS; i++)
    {
      const BelayRulesTrialStep *step = trial->steps->pdata[i];

      if (step->verdict != BELAY_RULES_SILENT)
        add_step (self, step);
    }
}

static void
on_trial (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayRulesTrial) trial = belay_rules_trial_load_finish (result, &error);
  g_autofree char *escaped = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (trial != NULL)
    {
      show_trial (user_data, trial);
      return;
    }

  escaped = g_markup_escape_text (error->message, -1);
  adw_preferences_group_set_description (BELAY_RULES_TRIAL_VIEW (user_data)->result, escaped);
}

static void
on_session_selected (BelayRulesTrialView *self)
{
  guint selected = adw_combo_row_get_selected (self->session_row);
  Choice *choice;

  if (self->directories == NULL || selected >= self->directories->len)
    return;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  clear_rows (self);
  adw_preferences_group_set_description (self->result, _("Reading the record…"));
  choice = self->directories->pdata[selected];
  belay_rules_trial_load_async (choice->directory, self->rules, self->cancellable, on_trial, self);
}

static void
on_listed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *choices = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr(GtkStringList) titles = NULL;
  BelayRulesTrialView *self;

  if (choices == NULL)
    return;

  self = user_data;
  self->directories = choices;
  if (choices->len == 0)
    {
      adw_preferences_group_set_description (self->result, _("There is no recorded session with steps yet."));
      return;
    }

  titles = gtk_string_list_new (NULL);
  for (guint i = 0; i < choices->len; i++)
    gtk_string_list_append (titles, ((Choice *) choices->pdata[i])->title);

  gtk_widget_set_sensitive (GTK_WIDGET (self->session_row), TRUE);
  adw_combo_row_set_model (self->session_row, G_LIST_MODEL (titles));
  on_session_selected (self);
  g_signal_connect_swapped (self->session_row, "notify::selected", G_CALLBACK (on_session_selected), self);
}

static void
on_back_clicked (BelayRulesTrialView *self)
{
  g_signal_emit (self, signals[CLOSED], 0);
}

static void
belay_rules_trial_view_dispose (GObject *object)
{
  BelayRulesTrialView *self = BELAY_RULES_TRIAL_VIEW (object);

  g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (belay_rules_trial_view_parent_class)->dispose (object);
}

static void
belay_rules_trial_view_finalize (GObject *object)
{
  BelayRulesTrialView *self = BELAY_RULES_TRIAL_VIEW (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->rules, belay_rules_unref);
  g_clear_pointer (&self->directories, g_ptr_array_unref);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (belay_rules_trial_view_parent_class)->finalize (object);
}

static void
belay_rules_trial_view_class_init (BelayRulesTrialViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_rules_trial_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = belay_rules_trial_view_finalize;

  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static GtkWidget *
create_bar (BelayRulesTrialView *self)
{
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *back = gtk_button_new_from_icon_name ("go-previous-symbolic");

  gtk_widget_set_tooltip_text (back, _("Back"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (back), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Back"), -1);
  g_signal_connect_swapped (back, "clicked", G_CALLBACK (on_back_clicked), self);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), back);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (bar), adw_window_title_new (_("Try on a Recorded Session"), NULL));

  return bar;
}

static void
belay_rules_trial_view_init (BelayRulesTrialView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *choice = adw_preferences_group_new ();

  self->rows = g_ptr_array_new ();
  self->cancellable = g_cancellable_new ();
  self->page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  self->session_row = ADW_COMBO_ROW (adw_combo_row_new ());
  self->result = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->session_row), _("Session"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->session_row), FALSE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (choice), GTK_WIDGET (self->session_row));
  adw_preferences_group_set_title (self->result, _("What Would Have Been Different"));
  adw_preferences_group_set_description (self->result, _("Looking for recorded sessions…"));
  adw_preferences_page_add (self->page, ADW_PREFERENCES_GROUP (choice));
  adw_preferences_page_add (self->page, self->result);
  gtk_widget_set_vexpand (GTK_WIDGET (self->page), TRUE);
  gtk_box_append (GTK_BOX (box), create_bar (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->page));
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
belay_rules_trial_view_new (BelayRules *rules)
{
  BelayRulesTrialView *self = g_object_new (BELAY_TYPE_RULES_TRIAL_VIEW, NULL);
  g_autoptr(GTask) task = g_task_new (NULL, self->cancellable, on_listed, self);

  self->rules = belay_rules_ref (rules);
  g_task_set_task_data (task, belay_trail_get_default_root (), g_free);
  g_task_run_in_thread (task, list_on_thread);

  return GTK_WIDGET (self);
}
