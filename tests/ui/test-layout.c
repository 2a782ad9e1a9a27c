/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <gtksourceview/gtksource.h>

#include "belay-decision-card.h"
#include "belay-entry-row.h"
#include "belay-findings-list.h"
#include "belay-problem-bar.h"
#include "belay-question-card.h"
#include "belay-session-header.h"
#include "belay-session-page.h"
#include "belay-split.h"
#include "belay-start-page.h"
#include "belay-step-editor.h"
#include "belay-timeline-view.h"
#include "ui-display.h"
#include "../session/test-proposals.h"

#define NARROWEST 320           /* application pixels: the smallest window there is to be */

static int
get_minimum_width (GtkWidget *widget)
{
  int minimum;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);

  return minimum;
}

static void
describe (GtkWidget *widget,
          int        depth)
{
  if (get_minimum_width (widget) <= NARROWEST)
    return;

  g_test_message ("%*s%s: %d", depth * 2, "", G_OBJECT_TYPE_NAME (widget), get_minimum_width (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    describe (child, depth + 1);
}

/* No part of the window may ask for more than the narrowest window has. */
static void
test_narrow (gconstpointer data)
{
  GtkWidget *widget = g_object_ref_sink (g_object_new (GPOINTER_TO_SIZE (data), NULL));

  if (BELAY_IS_SESSION_HEADER (widget))
    belay_session_header_set_narrow (BELAY_SESSION_HEADER (widget), TRUE);

  describe (widget, 0);
  g_assert_cmpint (get_minimum_width (widget), <=, NARROWEST);
  g_object_unref (widget);
}

static GtkWidget *
create_block (int width)
{
  GtkWidget *block = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_set_size_request (block, width, 100);

  return block;
}

static void
test_split (void)
{
  GtkWidget *start = create_block (300);
  GtkWidget *end = create_block (310);
  GtkWidget *split = g_object_ref_sink (g_object_new (BELAY_TYPE_SPLIT, "start", start, "end", end, NULL));
  graphene_rect_t bounds;

  g_assert_cmpint (get_minimum_width (split), ==, 310);

  gtk_widget_size_allocate (split, &(GtkAllocation) { 0, 0, 1200, 700 }, -1);
  g_assert_false (belay_split_is_narrow (BELAY_SPLIT (split)));
  g_assert_true (gtk_widget_compute_bounds (end, split, &bounds));
  g_assert_cmpfloat (bounds.origin.x, >, 600);

  gtk_widget_size_allocate (split, &(GtkAllocation) { 0, 0, 400, 700 }, -1);
  gtk_widget_measure (split, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_size_allocate (split, &(GtkAllocation) { 0, 0, 400, 701 }, -1);
  g_assert_true (belay_split_is_narrow (BELAY_SPLIT (split)));
  g_assert_true (gtk_widget_compute_bounds (end, split, &bounds));
  g_assert_cmpfloat (bounds.origin.x, <, 1);
  g_assert_cmpfloat (bounds.origin.y, >, 100);

  g_object_unref (split);
}

static int
get_height (GtkWidget *widget,
            int        width)
{
  int natural;

  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);

  return natural;
}

/* What is found of a step that had nothing of the kind before. */
static void
test_findings (void)
{
  GtkWidget *box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  GtkWidget *list = g_object_new (BELAY_TYPE_FINDINGS_LIST, NULL);
  g_autoptr(BelayStep) step = propose ("a", "left_click", "{\"coordinate\":[10,20]}", 1);
  g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func (g_object_unref);

  gtk_box_append (GTK_BOX (box), list);
  get_height (box, 160);
  g_ptr_array_add (findings, belay_finding_new ("guard", BELAY_FINDING_WARN,
                                                "This is what was found, and it takes more than one line.", NULL));
  g_assert_true (belay_step_examine (step, findings, NULL));
  belay_findings_list_set_step (BELAY_FINDINGS_LIST (list), step);
  g_assert_cmpint (get_height (box, 160), >, get_height (box, 1000));

  g_object_unref (box);
}

static void
add_tests (void)
{
  static const char *const paths[] = {
    "start-page", "session-header", "decision-card", "step-editor", "question-card", "problem-bar", "timeline",
    "entry-row", "session-page",
  };
  const GType types[] = {
    BELAY_TYPE_START_PAGE, BELAY_TYPE_SESSION_HEADER, BELAY_TYPE_DECISION_CARD, BELAY_TYPE_STEP_EDITOR,
    BELAY_TYPE_QUESTION_CARD, BELAY_TYPE_PROBLEM_BAR, BELAY_TYPE_TIMELINE_VIEW, BELAY_TYPE_ENTRY_ROW,
    BELAY_TYPE_SESSION_PAGE,
  };

  adw_init ();
  gtk_source_init ();

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *path = g_strdup_printf ("/layout/narrow/%s", paths[i]);

      g_test_add_data_func (path, GSIZE_TO_POINTER (types[i]), test_narrow);
    }

  g_test_add_func ("/layout/split", test_split);
  g_test_add_func ("/layout/findings", test_findings);
}

int
main (int    argc,
      char **argv)
{
  return ui_display_run (&argc, &argv, add_tests);
}
