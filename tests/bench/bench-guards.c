/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * What each guard costs, per picture or per step, on the screens that are named, or on one that is drawn:
 *
 *   bench-guards [--screens N] [PNG…]
 *
 * The screens are taken by ink_screens.py; of those named, N are used, evenly spaced. Each is looked at as it is, and once
 * more with something of 200 × 24 pixels changed in its middle. Milliseconds, of one run each: of real time for what is
 * done by other threads and processes, else of processor time.
 */

#include <stdio.h>

#include "belay-dangerous-text.h"
#include "belay-flatten.h"
#include "belay-hidden-text.h"
#include "belay-ink.h"
#include "belay-moved-target.h"
#include "belay-off-moment.h"
#include "belay-provenance.h"
#include "belay-screen-text.h"
#include "belay-secret-spot.h"
#include "belay-steady-target.h"
#include "belay-typed-line.h"
#include "faint.h"
#include "times.h"

#define SPOT_WIDTH  200
#define SPOT_HEIGHT 24

/* What is measured, in the order it is printed in. */
typedef enum
{
  STAGE_INK,
  STAGE_HIDDEN,
  STAGE_HIDDEN_KNOWN,
  STAGE_FLATTEN,
  STAGE_WORDS,
  STAGE_WORDS_KNOWN,
  STAGE_WORDS_CHANGED,
  STAGE_DANGEROUS_SCREEN,
  STAGE_DANGEROUS_TYPED,
  STAGE_TYPED_LINE,
  STAGE_PROVENANCE,
  STAGE_MOVED,
  STAGE_STEADY,
  STAGE_SURROUNDINGS,
  STAGE_HOVER,
  STAGE_OFF_MOMENT,
  STAGE_SECRET_IN,
  STAGE_SECRET_FIND,
  N_STAGES
} Stage;

static const char *const names[N_STAGES] = {
  "hidden text: structure",
  "hidden text: to the verdict, the first time",
  "hidden text: the same picture again",
  "what is unseen taken away",
  "text of the screen: the first time",
  "text of the screen: the same again",
  "text of the screen: one line changed",
  "dangerous text: all that is on the screen",
  "dangerous text: a text that is typed",
  "typed line: one more text",
  "provenance: a text of 200 letters",
  "moved target: a click",
  "steady target: a click, 12 frames",
  "surroundings of a key: 12 frames",
  "hover",
  "off-moment",
  "secret: is it still there",
  "secret: where else is it",
};

static GArray *times[N_STAGES]; /* of gint64, µs */
static int n_screens = 40;
static char **paths;

static const GOptionEntry entries[] = {
  { "screens", 0, 0, G_OPTION_ARG_INT, &n_screens, "so many of those named", "N" },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &paths, NULL, NULL },
  { NULL }
};

static void
take_time (Stage  stage,
           gint64 took)
{

  g_array_append_val (times[stage], took);
}

static BelayFrame *
make_frame (BelayFrame        *before,
            const FaintScreen *screen,
            gint64             time)
{
  return belay_frame_new (before, (const guint8 *) screen->pixels, (gsize) screen->width * 4, screen->width, screen->height,
                          NULL, 0, 1, time);
}

/* A screen of lines of text when there is none. */
static FaintScreen *
draw_screen (void)
{
  static const FaintText line = { "The garden behind the old house was open to all who came by on a Sunday", "DejaVu Sans", 14, 0,
                                  FALSE, FAINT_GREY, 200 };
  FaintScreen *screen = g_new0 (FaintScreen, 1);

  screen->width = 1280;
  screen->height = 800;
  screen->pixels = g_new (guint32, 1280 * 800);
  for (gsize i = 0; i < 1280 * 800; i++)
    screen->pixels[i] = 0xfff6f5f4;

  for (int y = 40; y < 700; y += 30)
    {
      BelayRect spot = { 40, y, 0, 0 };

      faint_text_measure (&line, &spot.width, &spot.height);
      faint_screen_draw (screen, &line, &spot);
    }

  return screen;
}

static BelayRect
get_spot (const FaintScreen *screen)
{
  return (BelayRect) { screen->width / 2 - SPOT_WIDTH / 2, screen->height / 2 - SPOT_HEIGHT / 2, SPOT_WIDTH, SPOT_HEIGHT };
}

/* The same with a word where the spot is. */
static FaintScreen *
change (const FaintScreen *screen)
{
  static const FaintText word = { "Saved as a draft", "DejaVu Sans", 16, 0, FALSE, FAINT_GREY, 220 };
  FaintScreen *changed = faint_screen_copy (screen);
  BelayRect spot = get_spot (screen);
  BelayRect text = { spot.x, spot.y, 0, 0 };

  for (int y = spot.y; y < spot.y + spot.height; y++)
    for (int x = spot.x; x < spot.x + spot.width; x++)
      changed->pixels[(gsize) y * (gsize) screen->width + (gsize) x] = 0xffffffff;

  faint_text_measure (&word, &text.width, &text.height);
  faint_screen_draw (changed, &word, &text);

  return changed;
}

static void
on_done (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

static void
measure_hidden (BelayHiddenText *guard,
                BelayFrame      *frame,
                Stage            stage)
{
  g_autoptr(GAsyncResult) result = NULL;
  gint64 begin = g_get_monotonic_time ();

  belay_hidden_text_examine_async (guard, frame, NULL, on_done, &result);
  belay_hidden_verdict_free (belay_hidden_text_examine_finish (guard, wait_for (&result), NULL));
  take_time (stage, g_get_monotonic_time () - begin);
}

static BelayScreenReading *
measure_words (BelayScreenText *reader,
               BelayFrame      *frame,
               Stage            stage)
{
  g_autoptr(GAsyncResult) result = NULL;
  gint64 begin = g_get_monotonic_time ();
  BelayScreenReading *reading;

  belay_screen_text_read_async (reader, frame, NULL, on_done, &result);
  reading = belay_screen_text_read_finish (reader, wait_for (&result), NULL);
  take_time (stage, g_get_monotonic_time () - begin);

  return reading;
}

static void
measure_pictures (BelayFrame *frame)
{
  g_autoptr(BelayHiddenText) guard = belay_hidden_text_new ();
  g_autoptr(BelayFrame) flat = NULL;
  gint64 begin;

  /* Memory is fresh the first time. */
  belay_ink_scan_free (belay_ink_scan (frame));
  begin = times_get_processor_time ();
  belay_ink_scan_free (belay_ink_scan (frame));
  take_time (STAGE_INK, times_get_processor_time () - begin);
  measure_hidden (guard, frame, STAGE_HIDDEN);
  measure_hidden (guard, frame, STAGE_HIDDEN_KNOWN);

  begin = times_get_processor_time ();
  flat = belay_flatten (frame, BELAY_FLATTEN_UNSEEN, NULL);
  take_time (STAGE_FLATTEN, times_get_processor_time () - begin);
}

static BelayAction *
parse (const BelayGeometry *geometry,
       const char          *name,
       const char          *input)
{
  BelayActionSpace space = { BELAY_TOOL_SHAPE_TOOLSET_20260801, geometry->picture_width, geometry->picture_height };
  g_autoptr(GError) error = NULL;
  BelayAction *action = belay_action_parse (&space, "computer", name, input, -1, &error);

  if (action == NULL)
    g_error ("%s", error->message);

  return action;
}

/* Words of the screen, and what an agent might make of them. */
static void
measure_texts (GPtrArray           *blocks,
               const BelayGeometry *geometry)
{
  static const char typed[] = "{\"text\":\"cd ~/Documents && tar czf minutes.tar.gz minutes && ls -l minutes.tar.gz, which is what "
                              "the list below the heading asks for; then tell Maria that the minutes of Tuesday are ready, and "
                              "that she can have them.\"}";
  g_autoptr(BelayAction) type = parse (geometry, "type", typed);
  g_autoptr(BelayTypedLine) line = belay_typed_line_new ();
  g_autoptr(BelaySources) sources = belay_sources_new ();
  g_autoptr(GPtrArray) texts = g_ptr_array_new ();
  g_autofree char *whole = NULL;
  gint64 begin = times_get_processor_time ();

  for (guint i = 0; i < blocks->len; i++)
    {
      BelayTextBlock *block = blocks->pdata[i];
      g_autoptr(GPtrArray) hits = belay_dangerous_text_find (block->text, BELAY_TEXT_SCREEN);

      g_ptr_array_add (texts, block->text);
      g_ptr_array_add (sources->blocks, belay_text_block_ref (block));
      g_ptr_array_add (sources->pictures, g_strdup ("picture"));
    }
  take_time (STAGE_DANGEROUS_SCREEN, times_get_processor_time () - begin);

  begin = times_get_processor_time ();
  g_ptr_array_unref (belay_dangerous_text_examine (type));
  take_time (STAGE_DANGEROUS_TYPED, times_get_processor_time () - begin);

  begin = times_get_processor_time ();
  whole = belay_typed_line_add (line, type, NULL);
  take_time (STAGE_TYPED_LINE, times_get_processor_time () - begin);

  sources->screen = belay_text_index_new (texts);
  sources->n_present = texts->len;
  begin = times_get_processor_time ();
  g_ptr_array_unref (belay_provenance_trace (sources, belay_action_get_text (type)));
  take_time (STAGE_PROVENANCE, times_get_processor_time () - begin);
}

static void
measure_screen_text (BelayFrame          *frame,
                     BelayFrame          *changed,
                     const BelayGeometry *geometry)
{
  g_autoptr(BelayScreenText) reader = belay_screen_text_new ();
  g_autoptr(BelayScreenReading) first = measure_words (reader, frame, STAGE_WORDS);
  g_autoptr(BelayScreenReading) again = measure_words (reader, frame, STAGE_WORDS_KNOWN);
  g_autoptr(BelayScreenReading) line = measure_words (reader, changed, STAGE_WORDS_CHANGED);

  if (first->unavailable)
    g_error ("nothing can be read: is BELAY_LIBEXECDIR set?");

  measure_texts (first->blocks, geometry);
}

/* Once, and what was found is of no interest. */
#define TIMED(stage, call) \
  G_STMT_START { \
    gint64 begin = times_get_processor_time (); \
    g_autoptr(BelayFinding) finding G_GNUC_UNUSED = (call); \
    take_time (stage, times_get_processor_time () - begin); \
  } G_STMT_END

static void
measure_targets (const FaintScreen   *screen,
                 BelayFrame          *frame,
                 BelayFrame          *changed,
                 const BelayGeometry *geometry)
{
  BelayRect spot = get_spot (screen);
  g_autofree char *click = g_strdup_printf ("{\"coordinate\":[%d,%d]}", spot.x, spot.y + SPOT_HEIGHT * 3);
  g_autoptr(BelayAction) action = parse (geometry, "left_click", click);
  g_autoptr(BelayAction) key = parse (geometry, "key", "{\"text\":\"Tab\"}");
  g_autoptr(BelayRecent) recent = belay_recent_new ();

  for (int i = 0; i < 12; i++)
    {
      g_autoptr(BelayFrame) then = make_frame (frame, screen, 1 + i * G_USEC_PER_SEC / 10);

      belay_recent_add (recent, then);
    }

  TIMED (STAGE_MOVED, belay_moved_target_examine (action, geometry, NULL, frame, changed));
  TIMED (STAGE_STEADY, belay_steady_target_examine (recent, 1, action, geometry, NULL, frame));
  TIMED (STAGE_SURROUNDINGS, belay_surroundings_examine (recent, key, geometry, NULL, frame, changed));
  TIMED (STAGE_HOVER, belay_hover_examine ((BelayPoint) { spot.x, spot.y }, frame, changed));
}

static void
measure_moments (const FaintScreen *screen,
                 BelayFrame        *frame,
                 BelayFrame        *changed)
{
  BelayRect whole = { 0, 0, screen->width, screen->height }, area = get_spot (screen);
  g_autoptr(BelaySecretSpot) secret = belay_secret_spot_new (frame, changed, &area);
  g_autoptr(GArray) areas = g_array_new (FALSE, FALSE, sizeof (BelayRect));
  gint64 begin = times_get_processor_time ();
  g_autoptr(BelayOffMoment) moment = belay_off_moment_new (frame, changed, NULL);

  if (moment != NULL)
    belay_off_moment_find (moment, frame, FALSE, &whole);
  take_time (STAGE_OFF_MOMENT, times_get_processor_time () - begin);

  if (secret == NULL)
    return;

  begin = times_get_processor_time ();
  belay_secret_spot_is_in (secret, changed);
  take_time (STAGE_SECRET_IN, times_get_processor_time () - begin);

  begin = times_get_processor_time ();
  belay_secret_spot_find (secret, frame, areas);
  take_time (STAGE_SECRET_FIND, times_get_processor_time () - begin);
}

static void
measure (const FaintScreen *screen)
{
  BelayGeometry geometry = { screen->width, screen->height, screen->width, screen->height };
  g_autoptr(FaintScreen) other = change (screen);
  g_autoptr(BelayFrame) frame = make_frame (NULL, screen, 1);
  g_autoptr(BelayFrame) changed = make_frame (frame, other, 2);

  measure_pictures (frame);
  measure_screen_text (frame, changed, &geometry);
  measure_targets (screen, frame, changed, &geometry);
  measure_moments (screen, frame, changed);
}

static void
print_times (void)
{
  TimesSummary summary;

  printf ("| guard | median | 95 %% | most |\n|---|---|---|---|\n");

  for (guint i = 0; i < N_STAGES; i++)
    if (times[i]->len > 0)
      {
        times_sum_up (times[i], &summary);
        printf ("| %s | %.2f ms | %.2f ms | %.2f ms |\n", names[i], summary.median, summary.most_of_them, summary.most);
      }
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GOptionContext) context = g_option_context_new ("[PNG…]");
  g_autoptr(GError) error = NULL;
  guint n_paths, used;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || n_screens < 1)
    g_error ("%s", error != NULL ? error->message : "how many screens?");

  times_keep_memory ();

  for (guint i = 0; i < N_STAGES; i++)
    times[i] = g_array_new (FALSE, FALSE, sizeof (gint64));
  belay_dangerous_text_prepare ();

  n_paths = paths != NULL ? g_strv_length (paths) : 0;
  used = n_paths > 0 ? MIN (n_paths, (guint) n_screens) : 1;

  for (guint i = 0; i < used; i++)
    {
      g_autoptr(FaintScreen) screen = n_paths > 0 ? faint_screen_load (paths[i * n_paths / used]) : draw_screen ();

      measure (screen);
    }

  printf ("%u %s\n", used, n_paths > 0 ? "screens" : "screen, drawn");
  print_times ();

  return 0;
}
