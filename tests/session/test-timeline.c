/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-timeline.h"
#include "test-proposals.h"

static char *
dump (BelayTimeline *timeline)
{
  GListModel *model = belay_timeline_get_model (timeline);
  GString *dump = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(BelayEntry) entry = g_list_model_get_item (model, i);
      g_autoptr(GEnumClass) klass = g_type_class_ref (BELAY_TYPE_ENTRY_KIND);

      g_string_append_printf (dump, "%s:%s|", g_enum_get_value (klass, belay_entry_get_kind (entry))->value_nick,
                              belay_entry_get_text (entry));
    }

  return g_string_free (dump, FALSE);
}

/* Words grow in place until something else comes; a reply begun anew takes its words back, but not its steps. */
static void
test_stream (void)
{
  g_autoptr(BelayTimeline) timeline = belay_timeline_new ();
  g_autoptr(BelayStep) step = propose ("1", "screenshot", "{}", 1);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  belay_timeline_add (timeline, BELAY_ENTRY_TASK, "Do it");
  belay_timeline_mark (timeline);
  belay_timeline_stream (timeline, BELAY_ENTRY_THINKING, "Hm");
  belay_timeline_stream (timeline, BELAY_ENTRY_THINKING, "…");
  belay_timeline_stream (timeline, BELAY_ENTRY_TEXT, "I ");
  belay_timeline_stream (timeline, BELAY_ENTRY_TEXT, "look.");
  belay_timeline_add_step (timeline, step);
  belay_timeline_stream (timeline, BELAY_ENTRY_TEXT, "And?");
  before = dump (timeline);
  g_assert_cmpstr (before, ==, "task:Do it|thinking:Hm…|text:I look.|step:|text:And?|");

  belay_timeline_rewind (timeline);
  belay_timeline_stream (timeline, BELAY_ENTRY_TEXT, "Anew.");
  after = dump (timeline);
  g_assert_cmpstr (after, ==, "task:Do it|step:|text:Anew.|");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/timeline/stream", test_stream);

  return g_test_run ();
}
