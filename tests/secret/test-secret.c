/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-action.h"
#include "belay-input-planner.h"
#include "belay-secret-match.h"
#include "belay-secret-spot.h"
#include "belay-secret-typist.h"
#include "belay-secret.h"

#include <string.h>

/* Names and places. */

static void
test_names (void)
{
  static const char *const good[] = { "a", "bank-password", "A.b_9", "0123456789012345678901234567890123456789012345678901234567890123" };
  static const char *const bad[] = { "", "no name", "ü", "a}", "{{x}}", "01234567890123456789012345678901234567890123456789012345678901234" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (belay_secret_check_name (good[i], NULL));

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (belay_secret_check_name (bad[i], &error));
      g_assert_error (error, BELAY_SECRET_ERROR, BELAY_SECRET_ERROR_INVALID);
    }
}

static void
test_values (void)
{
  static const char *const bad[] = { "", "two\nlines", "a\ttab", "caf\xc3\xa9", "\xff", "\x7f" };
  g_autofree char *longest = g_strnfill (BELAY_SECRET_MAX_SIZE, 'x');
  g_autofree char *longer = g_strnfill (BELAY_SECRET_MAX_SIZE + 1, 'x');

  g_assert_true (belay_secret_check_value (" !\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~", NULL));
  g_assert_true (belay_secret_check_value (longest, NULL));
  g_assert_false (belay_secret_check_value (longer, NULL));

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (belay_secret_new ("name", bad[i], &error));
      g_assert_error (error, BELAY_SECRET_ERROR, BELAY_SECRET_ERROR_INVALID);
    }
}

/* "<name>" for a place with a name, "!" for one without, in order. */
static void
assert_places (const char *text,
               const char *expected)
{
  g_autoptr(GArray) places = belay_secret_find (text);
  g_autoptr(GString) found = g_string_new (NULL);

  for (guint i = 0; i < places->len; i++)
    {
      const BelaySecretPlace *place = &g_array_index (places, BelaySecretPlace, i);

      g_assert_cmpuint (place->begin, <, place->end);
      g_assert_cmpuint (place->end, <=, strlen (text));
      g_string_append_printf (found, place->name != NULL ? "<%s>" : "!", place->name);
    }

  g_assert_cmpstr (found->str, ==, expected);
  g_assert_true (belay_secret_is_in (text) == (places->len > 0));
}

static void
test_places (void)
{
  assert_places ("", "");
  assert_places ("{{secret}} {secret:a} {{ secret:a}}", "");
  assert_places ("{{secret:a}}", "<a>");
  assert_places ("x{{secret:a}}y{{secret:b}}", "<a><b>");
  assert_places ("{{secret:a}}{{secret:a}}", "<a><a>");
  assert_places ("{{secret:", "!");
  assert_places ("{{secret:}}", "!");
  assert_places ("{{secret:a b}}", "!");
  assert_places ("{{secret:{{secret:a}}}}", "!<a>");
}

static void
test_alone (void)
{
  g_autofree char *name = NULL;
  gboolean has_enter;

  g_assert_true (belay_secret_is_alone ("{{secret:a}}", &name, &has_enter));
  g_assert_cmpstr (name, ==, "a");
  g_assert_false (has_enter);
  g_assert_true (belay_secret_is_alone ("{{secret:a}}\n", NULL, &has_enter));
  g_assert_true (has_enter);
  g_assert_false (belay_secret_is_alone ("x{{secret:a}}", NULL, &has_enter));
  g_assert_false (belay_secret_is_alone ("{{secret:a}}\n\n", NULL, &has_enter));
  g_assert_false (belay_secret_is_alone ("{{secret:a}}{{secret:b}}", NULL, &has_enter));
  g_assert_false (belay_secret_is_alone ("{{secret:a b}}", NULL, &has_enter));
}

/* Typing. */

static BelayInputPlan *
plan (const char   *text,
      BelayKeyWay   way,
      GError      **error)
{
  const BelayActionSpace space = { BELAY_TOOL_SHAPE_TOOLSET_20260801, 100, 100 };
  const BelayGeometry geometry = { 100, 100, 100, 100 };
  const BelayInputSituation situation = { .way = way, .takes_clipboard = TRUE };
  g_autofree char *input = g_strdup_printf ("{\"text\":\"%s\"}", text);
  g_autoptr(BelayAction) action = belay_action_parse (&space, "computer", "type", input, -1, NULL);

  g_assert_nonnull (action);

  return belay_input_plan_new_for_action (action, &geometry, &situation, error);
}

static void
test_plan (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayInputPlan) made = plan ("ab{{secret:bank}}\\n", BELAY_KEYS_SYMBOLS, NULL);
  g_autofree char *json = belay_input_plan_to_json (made);
  g_autoptr(GArray) keys = NULL;

  g_assert_cmpstr (json, ==, "[[\"type\",\"ab\"],[\"pause\",200],[\"secret\",\"bank\"],[\"pause\",200],"
                             "[\"key\",\"Return\",\"down\"],[\"key\",\"Return\",\"up\"]]");

  /* What may be down after a crash: of the secret, Shift alone. */
  keys = belay_input_plan_keys_from_json (json, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (keys->len, ==, 4);
  g_assert_cmphex (g_array_index (keys, guint32, 2), ==, 0xffe1);

  g_assert_null (plan ("{{secret:no name}}", BELAY_KEYS_SYMBOLS, &error));
  g_assert_error (error, BELAY_ACTION_ERROR, BELAY_ACTION_ERROR_INVALID);
}

static char *
type_out (BelaySecret *secret,
          BelayKeyWay  way)
{
  BelaySecretTypist typist = { 0 };
  BelayInputEvent event;
  GString *typed = g_string_new (NULL);

  belay_secret_typist_begin (&typist, secret, way);
  while (belay_secret_typist_next (&typist, &event))
    {
      g_string_append_c (typed, event.kind == BELAY_INPUT_KEY_DOWN ? '+' : '-');
      g_string_append_c (typed, event.keysym == 0xffe1 ? '^' : (char) event.keysym);
    }
  belay_secret_typist_clear (&typist);
  g_assert_null (typist.secret);

  return g_string_free (typed, FALSE);
}

static void
test_typist (void)
{
  g_autoptr(BelaySecret) secret = belay_secret_new ("bank", "aB1!", NULL);
  g_autofree char *symbols = type_out (secret, BELAY_KEYS_SYMBOLS);
  g_autofree char *scancodes = type_out (secret, BELAY_KEYS_SCANCODES);

  g_assert_cmpstr (symbols, ==, "+a-a+B-B+1-1+!-!");
  g_assert_cmpstr (scancodes, ==, "+a-a+^+B-B-^+1-1+^+!-!-^");
}

static void
test_check (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayInputPlan) made = plan ("{{secret:a}}{{secret:b}}", BELAY_KEYS_SYMBOLS, NULL);
  g_autoptr(GPtrArray) secrets = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_secret_unref);

  g_assert_false (belay_secret_typist_check (made, NULL, &error));
  g_clear_error (&error);
  g_ptr_array_add (secrets, belay_secret_new ("a", "1", NULL));
  g_assert_false (belay_secret_typist_check (made, secrets, &error));
  g_assert_nonnull (strstr (error->message, "“b”"));
  g_ptr_array_add (secrets, belay_secret_new ("b", "2", NULL));
  g_assert_true (belay_secret_typist_check (made, secrets, NULL));
}

/* Finding it in what was read: @words with spaces between; the words that are hit, likewise. */

static void
assert_hits (const char *value,
             const char *words,
             const char *expected)
{
  g_autoptr(BelaySecret) secret = belay_secret_new ("name", value, NULL);
  g_auto(GStrv) split = g_strsplit (words, " ", -1);
  guint n = g_strv_length (split);
  g_autofree gboolean *hits = g_new0 (gboolean, n + 1);
  g_autoptr(GString) found = g_string_new (NULL);

  belay_secret_match_words (secret, (const char *const *) split, n, hits);
  for (guint i = 0; i < n; i++)
    {
      if (hits[i])
        g_string_append_printf (found, "%s%s", found->len > 0 ? " " : "", split[i]);
    }

  g_assert_cmpstr (found->str, ==, expected);
}

static void
test_match (void)
{
  assert_hits ("Zebra4Kiwi9Plum", "Password: Zebra4Kiwi9Plum", "Zebra4Kiwi9Plum");
  assert_hits ("Zebra4Kiwi9Plum", "You wrote Zebra4Kiwi9Plum, is that right?", "Zebra4Kiwi9Plum,");
  assert_hits ("Zebra4Kiwi9Plum", "The quick brown fox jumps over a lazy dog", "");

  /* As readers of small type have it. */
  assert_hits ("Zebra4Kiwi9Plum", "2ebra4KiwigPIum", "2ebra4KiwigPIum");
  assert_hits ("Zebra4Kiwi9Plum", "Zebra4 Kiwi9 Plum is it", "Zebra4 Kiwi9 Plum");
  assert_hits ("correct horse battery", "it was correct-horse battery here", "correct-horse battery");
  assert_hits ("hunter2", "pass hunterZ now", "hunterZ");

  /* Cut off by the edge of a field, or by the end of a line. */
  assert_hits ("Zebra4Kiwi9Plum", "ra4Kiwi9Plum", "ra4Kiwi9Plum");
  assert_hits ("Zebra4Kiwi9Plum", "Zebra4Ki wi9Plum", "Zebra4Ki wi9Plum");

  /* Too short to be told from anything. */
  assert_hits ("abc", "abc", "");
  assert_hits ("4711", "PIN 4711", "4711");
}

static void
test_scrub (void)
{
  g_autoptr(GPtrArray) secrets = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_secret_unref);
  g_autofree char *scrubbed = NULL;

  g_ptr_array_add (secrets, belay_secret_new ("a", "hunter2", NULL));
  g_ptr_array_add (secrets, belay_secret_new ("b", "Kiwi", NULL));
  scrubbed = belay_secret_match_scrub (secrets, "hunter2, Kiwi and hunter2");
  g_assert_cmpstr (scrubbed, ==, "{{secret:a}}, {{secret:b}} and {{secret:a}}");
  g_assert_null (belay_secret_match_scrub (secrets, "nothing of it"));
}

/* Finding it by what was drawn. */

#define WIDTH  300
#define HEIGHT 120

static BelayFrame *
make_frame (guint32 *pixels,
            guint64  seq)
{
  return belay_frame_new (NULL, (const guint8 *) pixels, WIDTH * 4, WIDTH, HEIGHT, NULL, 0, seq, 1);
}

static guint32 *
make_ground (void)
{
  guint32 *pixels = g_new (guint32, WIDTH * HEIGHT);

  for (guint i = 0; i < WIDTH * HEIGHT; i++)
    pixels[i] = 0xffffffff;

  return pixels;
}

/* Something like twelve letters. */
static void
draw (guint32 *pixels,
      int      left,
      int      top)
{
  for (int y = 0; y < 14; y++)
    for (int x = 0; x < 96; x++)
      if (((guint) (x * 7 + y * 13 + x * y) * 2654435761u) >> 30 == 0)
        pixels[(top + y) * WIDTH + left + x] = 0xff101010;
}

static void
test_spot (void)
{
  const BelayRect area = { 20, 20, 100, 16 };
  g_autofree guint32 *ground = make_ground (), *typed = make_ground (), *moved = make_ground ();
  g_autoptr(BelayFrame) before = make_frame (ground, 1);
  g_autoptr(BelayFrame) after = NULL, caret = NULL, elsewhere = NULL;
  g_autoptr(BelaySecretSpot) spot = NULL;
  g_autoptr(GArray) found = g_array_new (FALSE, FALSE, sizeof (BelayRect));

  draw (typed, 22, 21);
  after = make_frame (typed, 2);
  g_assert_null (belay_secret_spot_new (before, before, &area));
  spot = belay_secret_spot_new (before, after, &area);
  g_assert_true (belay_secret_spot_is_in (spot, after));
  g_assert_false (belay_secret_spot_is_in (spot, before));

  for (int y = 20; y < 36; y++)
    typed[y * WIDTH + 60] = 0xff0000ff;
  caret = make_frame (typed, 3);
  g_assert_true (belay_secret_spot_is_in (spot, caret));

  draw (moved, 152, 71);
  draw (moved, 3, 101);
  elsewhere = make_frame (moved, 4);
  g_assert_false (belay_secret_spot_is_in (spot, elsewhere));
  belay_secret_spot_find (spot, elsewhere, found);
  g_assert_cmpuint (found->len, ==, 2);
  g_assert_true (belay_rect_equal (&g_array_index (found, BelayRect, 0), &(BelayRect) { 150, 70, 100, 16 }));
  g_assert_true (belay_rect_equal (&g_array_index (found, BelayRect, 1), &(BelayRect) { 1, 100, 100, 16 }));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/secret/names", test_names);
  g_test_add_func ("/secret/values", test_values);
  g_test_add_func ("/secret/places", test_places);
  g_test_add_func ("/secret/alone", test_alone);
  g_test_add_func ("/secret/plan", test_plan);
  g_test_add_func ("/secret/typist", test_typist);
  g_test_add_func ("/secret/check", test_check);
  g_test_add_func ("/secret/match", test_match);
  g_test_add_func ("/secret/scrub", test_scrub);
  g_test_add_func ("/secret/spot", test_spot);

  return g_test_run ();
}
