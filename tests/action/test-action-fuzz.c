/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <string.h>

#include "action-target.h"

/* A small deterministic cousin of the fuzzer: valid inputs, mutated in ways that matter to a JSON reader. */

#define ROUNDS 60000

static const char * const seeds[][2] = {
  { "left_click", "{\"coordinate\":[512,384],\"text\":\"ctrl+shift\"}" },
  { "left_click_drag", "{\"start_coordinate\":[1,2],\"coordinate\":[3,4],\"text\":null}" },
  { "zoom", "{\"region\":[0,0,1280,800]}" },
  { "scroll", "{\"coordinate\":[5,6],\"scroll_direction\":\"down\",\"scroll_amount\":3}" },
  { "type", "{\"text\":\"h\\u00e9llo \\ud83d\\ude00\\n\"}" },
  { "key", "{\"text\":\"ctrl+k ctrl++ U+263A\",\"repeat\":3}" },
  { "hold_key", "{\"text\":\"shift\",\"duration\":1.5e0}" },
  { "wait", "{\"duration\":2.25}" },
  { "screenshot", "{}" },
  { "computer", "{\"action\":\"left_click\",\"coordinate\":[512,384]}" },
  { "computer", "{\"action\":\"key\",\"text\":\"alt+Tab\"}" },
  { "bash", "{\"command\":\"ls -l\"}" },
  { "str_replace_based_edit_tool", "{\"command\":\"view\",\"path\":\"/etc/hosts\",\"view_range\":[1,-1]}" },
  { "str_replace_based_edit_tool", "{\"command\":\"insert\",\"path\":\"/a\",\"insert_line\":0,\"insert_text\":\"x\"}" },
};

static const char * const words[] = {
  "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\u0000", "\\ud800", "\\udc00", "null", "true", "false", "-", "-0",
  "0", "1", "0.5", "1e308", "1e400", "9223372036854775807", "9223372036854775808", "1279", "1280", "NaN", "+", " ",
  "\"text\":", "\"coordinate\":", "\"action\":", "ctrl+", "\n", "\x01", "\xff", "\xc3", "\xed\xa0\x80", "\xe2\x80\xae",
  "\xf0\x9f\x98\x80", "/*", "//", "'",
};

static void
mutate (GRand   *rand,
        GString *text)
{
  gsize at = g_rand_int_range (rand, 0, text->len + 1);
  gsize length = g_rand_int_range (rand, 0, 8);

  length = MIN (length, text->len - at);

  switch (g_rand_int_range (rand, 0, 5))
    {
    case 0:
      g_string_insert (text, at, words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))]);
      break;

    case 1:
      g_string_erase (text, at, length);
      break;

    case 2:
      {
        g_autofree char *copy = g_strndup (text->str + at, length);

        g_string_insert (text, g_rand_int_range (rand, 0, text->len + 1), copy);
        break;
      }

    case 3:
      if (at < text->len)
        text->str[at] ^= 1 << g_rand_int_range (rand, 0, 8);

      break;

    default:
      g_string_erase (text, at, length);
      g_string_insert (text, at, words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))]);
    }
}

static void
test_mutations (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (20261123);

  for (guint i = 0; i < ROUNDS; i++)
    {
      gsize seed = g_rand_int_range (rand, 0, G_N_ELEMENTS (seeds));
      g_autoptr(GString) text = g_string_new (seeds[seed][1]);
      g_autoptr(GString) data = g_string_new (seeds[seed][0]);
      g_autofree uint8_t *exact = NULL;

      for (int n = g_rand_int_range (rand, 0, 4); n > 0; n--)
        mutate (rand, text);

      g_string_append_c (data, '\0');
      g_string_append_len (data, text->str, text->len);

      /* Without the terminator of a string, so that reading past the end is seen. */
      exact = g_memdup2 (data->str, data->len);
      LLVMFuzzerTestOneInput (exact, data->len);
    }
}

/* Every text that has been cut somewhere. */
static void
test_cuts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (seeds); i++)
    {
      gsize length = strlen (seeds[i][1]);

      for (gsize cut = 0; cut <= length; cut++)
        {
          g_autoptr(GString) data = g_string_new (seeds[i][0]);
          g_autofree uint8_t *exact = NULL;

          g_string_append_c (data, '\0');
          g_string_append_len (data, seeds[i][1], cut);
          exact = g_memdup2 (data->str, data->len);
          LLVMFuzzerTestOneInput (exact, data->len);
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/action/fuzz/mutations", test_mutations);
  g_test_add_func ("/action/fuzz/cuts", test_cuts);

  return g_test_run ();
}
