/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-step-content.h"

#include <glib/gi18n-lib.h>
#include "belay-visible-text.h"

#define MAX_HEIGHT 260          /* pixels; beyond it scrolls */
#define MAX_LINES  4000         /* of a change that are shown */

struct _BelayStepContent
{
  GtkWidget      parent_instance;

  GtkWidget     *box;
  GtkLabel      *heading;
  GtkWidget     *frame;
  GtkTextView   *view;
  GSignalGroup  *step_signals;
};

G_DEFINE_FINAL_TYPE (BelayStepContent, belay_step_content, GTK_TYPE_WIDGET)

/* Added and removed are told by their sign and by words to assistive tools; the colour only helps. */
static void
append (BelayStepContent *self,
        const char       *sign,
        const char       *text,
        const char       *tag)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  g_autofree char *visible = belay_visible_text (text, 0);
  g_autofree char *line = g_strdup_printf ("%s%s%s", gtk_text_buffer_get_char_count (buffer) > 0 ? "\n" : "", sign, visible);
  GtkTextIter end;

  gtk_text_buffer_get_end_iter (buffer, &end);
  if (tag != NULL)
    gtk_text_buffer_insert_with_tags_by_name (buffer, &end, line, -1, tag, NULL);
  else
    gtk_text_buffer_insert (buffer, &end, line, -1);
}

static void
append_diff_line (BelayStepContent    *self,
                  const BelayDiffLine *line)
{
  static const char *const signs[] = { [BELAY_DIFF_SAME] = "  ", [BELAY_DIFF_REMOVED] = "− ", [BELAY_DIFF_ADDED] = "+ " };
  static const char *const tags[] = { [BELAY_DIFF_SAME] = NULL, [BELAY_DIFF_REMOVED] = "removed", [BELAY_DIFF_ADDED] = "added" };
  g_autofree char *gap = NULL;

  if (line->kind == BELAY_DIFF_GAP)
    {
      gap = g_strdup_printf (ngettext ("⋯ %u line the same", "⋯ %u lines the same", line->number), line->number);
      append (self, "", gap, "gap");
      return;
    }

  append (self, signs[line->kind], line->text, tags[line->kind]);
  if (line->unended)
    append (self, "  ", _("(the last line has no end)"), "gap");
}

static void
show_diff (BelayStepContent *self,
           BelayFileEdit    *edit)
{
  GPtrArray *diff = belay_file_edit_get_diff (edit);
  g_autofree char *path = belay_visible_text (belay_file_edit_get_path (edit), 0);
  g_autofree char *heading = NULL;
  guint n_added, n_removed;

  belay_file_edit_count (edit, &n_added, &n_removed);

  if (belay_file_edit_get_problem (edit) != NULL)
    /* Translators: the first %s is the name of a file, the second a sentence in English on what is wrong. */
    heading = g_strdup_printf (_("%s: this would fail. %s"), path, belay_file_edit_get_problem (edit));
  else if (belay_file_edit_is_new (edit))
    /* Translators: %s is the name of a file. */
    heading = g_strdup_printf (ngettext ("%s is new: %u line", "%s is new: %u lines", n_added), path, n_added);
  else
    /* Translators: %s is the name of a file, the numbers are of lines. */
    heading = g_strdup_printf (_("%s: %u added, %u removed"), path, n_added, n_removed);

  gtk_label_set_label (self->heading, heading);

  for (guint i = 0; i < diff->len && i < MAX_LINES; i++)
    append_diff_line (self, diff->pdata[i]);

  if (diff->len > MAX_LINES)
    append (self, "", _("⋯ The rest is too long to be shown here."), "gap");

  gtk_widget_set_visible (self->frame, diff->len > 0);
}

static void
show_command (BelayStepContent *self,
              const char       *command)
{
  g_auto(GStrv) lines = g_strsplit (command, "\n", -1);

  gtk_label_set_label (self->heading, _("Command"));
  for (guint i = 0; lines[i] != NULL; i++)
    append (self, "", lines[i], NULL);
  gtk_widget_set_visible (self->frame, TRUE);
}

/* (nullable) */
static const char *
get_command (BelayStep *step)
{
  BelayAction *action = step != NULL ? belay_step_get_action (step) : NULL;

  return action != NULL && belay_action_get_kind (action) == BELAY_ACTION_BASH ? belay_action_get_text (action) : NULL;
}

gboolean
belay_step_content_holds (BelayStep *step)
{
  g_return_val_if_fail (BELAY_IS_STEP (step), FALSE);

  return get_command (step) != NULL;
}

static void
update (BelayStepContent *self)
{
  g_autoptr(BelayStep) step = g_signal_group_dup_target (self->step_signals);
  BelayFileEdit *edit = step != NULL ? belay_step_get_file_edit (step) : NULL;
  const char *command = get_command (step);

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->view), "", 0);

  if (edit != NULL)
    show_diff (self, edit);
  else if (command != NULL)
    show_command (self, command);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_label (self->heading), -1);
  gtk_widget_set_visible (GTK_WIDGET (self), edit != NULL || command != NULL);
}

static void
belay_step_content_dispose (GObject *object)
{
  BelayStepContent *self = BELAY_STEP_CONTENT (object);

  g_clear_object (&self->step_signals);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (belay_step_content_parent_class)->dispose (object);
}

static void
belay_step_content_class_init (BelayStepContentClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_step_content_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
make_view (BelayStepContent *self)
{
  GtkWidget *view = gtk_text_view_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkTextBuffer *buffer;

  self->view = GTK_TEXT_VIEW (view);
  gtk_text_view_set_editable (self->view, FALSE);
  gtk_text_view_set_cursor_visible (self->view, FALSE);
  gtk_text_view_set_monospace (self->view, TRUE);
  gtk_text_view_set_accepts_tab (self->view, FALSE);
  gtk_text_view_set_wrap_mode (self->view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_left_margin (self->view, 8);
  gtk_text_view_set_right_margin (self->view, 8);
  gtk_text_view_set_top_margin (self->view, 6);
  gtk_text_view_set_bottom_margin (self->view, 6);
  gtk_widget_add_css_class (view, "belay-content");

  /* Translucent: they suit light and dark. */
  buffer = gtk_text_view_get_buffer (self->view);
  gtk_text_buffer_create_tag (buffer, "added", "paragraph-background", "rgba(46,194,126,0.22)", "weight", PANGO_WEIGHT_BOLD, NULL);
  gtk_text_buffer_create_tag (buffer, "removed", "paragraph-background", "rgba(237,51,59,0.20)", NULL);
  gtk_text_buffer_create_tag (buffer, "gap", "style", PANGO_STYLE_ITALIC, NULL);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), MAX_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_widget_add_css_class (scroller, "card");
  self->frame = scroller;
}

static void
belay_step_content_init (BelayStepContent *self)
{
  GtkWidget *heading = gtk_label_new (NULL);

  make_view (self);
  self->heading = GTK_LABEL (heading);
  gtk_label_set_xalign (self->heading, 0);
  gtk_label_set_wrap (self->heading, TRUE);
  gtk_label_set_wrap_mode (self->heading, PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (heading, "caption-heading");

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_box_append (GTK_BOX (self->box), heading);
  gtk_box_append (GTK_BOX (self->box), self->frame);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);

  self->step_signals = g_signal_group_new (BELAY_TYPE_STEP);
  g_signal_group_connect_swapped (self->step_signals, "notify::decision", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->step_signals, "notify::file-edit", G_CALLBACK (update), self);
}

/**
 * belay_step_content_set_step:
 * @self: a view
 * @step: (nullable): what would run, or change a file
 */
void
belay_step_content_set_step (BelayStepContent *self,
                             BelayStep        *step)
{
  g_return_if_fail (BELAY_IS_STEP_CONTENT (self));
  g_return_if_fail (step == NULL || BELAY_IS_STEP (step));

  g_signal_group_set_target (self->step_signals, step);
  update (self);
}
