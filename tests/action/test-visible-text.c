/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-visible-text.h"

#include <string.h>

static void
test_pieces (void)
{
  static const char * const rows[][2] = {
    { "", "" },
    { "hello", "hello" },
    { "a\nb\tc\r\n", "a⏎b⇥c␍⏎" },
    { "\x1b[31m\x07\x08\x7f\x01", "␛[31m␇␈␡␁" },
    { "\xc2\x85\xc2\x9b", "\\u{85}\\u{9B}" },
    { "a\u202eb\u202c\u2066\u2069\u200e", "a\\u{202E}b\\u{202C}\\u{2066}\\u{2069}\\u{200E}" },
    { "a\u200bb\u200c\u200d\u2060\ufeff\u00ad", "a\\u{200B}b\\u{200C}\\u{200D}\\u{2060}\\u{FEFF}\\u{AD}" },
    { "\u2028\u2029\u00a0\u2003\u202f", "\\u{2028}\\u{2029}\\u{A0}\\u{2003}\\u{202F}" },
    /* Tag characters, variation selectors, fillers: places to hide words in. */
    { "x\U000e0041\U000e007f", "x\\u{E0041}\\u{E007F}" },
    { "x\ufe00\U000e0100\u115f\u3164\u034f\u2800", "x\\u{FE00}\\u{E0100}\\u{115F}\\u{3164}\\u{34F}\\u{2800}" },
    { "\ue000\U0010ffff\u0378", "\\u{E000}\\u{10FFFF}\\u{378}" },
    /* One selector is part of many an emoji; more of them, or elsewhere, are not. */
    { "❤️", "❤️" },
    { "❤\ufe0f\ufe0f", "❤\ufe0f\\u{FE0F}" },
    { "a\ufe0f", "a\\u{FE0F}" },
    { "\ufe0f", "\\u{FE0F}" },
    { "Привет, 世界　é e\u0301 😀", "Привет, 世界　é e\u0301 😀" },
    { "a\xff" "b", "a\ufffdb" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *visible = belay_visible_text (rows[i][0], 0);

      g_assert_cmpstr (visible, ==, rows[i][1]);
    }
}

static void
test_prose (void)
{
  static const char * const rows[][2] = {
    { "Two lines,\r\n\tone\u00a0of them in.", "Two lines,\n\tone\u00a0of them in." },
    { "می\u200cخواهم \u200fשלום\u200e 👩\u200d💻 ❤\ufe0f", "می\u200cخواهم \u200fשלום\u200e 👩\u200d💻 ❤\ufe0f" },
    { "Pay \u202e001\u202c \u2066x\u2069", "Pay \\u{202E}001\\u{202C} \\u{2066}x\\u{2069}" },
    { "x\U000e0041\u200b\u2060\ufeff\u3164", "x\\u{E0041}\\u{200B}\\u{2060}\\u{FEFF}\\u{3164}" },
    { "a\x1b[2J\x07\rb\u2028c\xc2\x9b", "a␛[2J␇␍b\\u{2028}c\\u{9B}" },
    { "\U0001faf8 \U0001fabf", "\U0001faf8 \U0001fabf" },
    { "a\xff" "b", "a\ufffdb" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *visible = belay_visible_prose (rows[i][0]);

      g_assert_cmpstr (visible, ==, rows[i][1]);
    }
}

static void
test_middle (void)
{
  static const struct
  {
    const char *text;
    guint max;
    const char *expected;
  } rows[] = {
    { "abcdefghij", 10, "abcdefghij" },
    { "abcdefghijk", 10, "abcde…ghijk" },
    { "abcdefghijk", 5, "abc…jk" },
    { "abc", 1, "a…" },
    /* What stands for a character counts, and is not cut. */
    { "\u202e\u202e\u202e\u202e", 16, "\\u{202E}…\\u{202E}" },
    { "ab\u202e", 4, "ab…" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *visible = belay_visible_text (rows[i].text, rows[i].max);

      g_assert_cmpstr (visible, ==, rows[i].expected);
    }
}

/* Nothing that comes out can be anything but seen. */
static void
test_everything (void)
{
  for (gunichar c = 1; c <= 0x10ffff; c++)
    {
      g_autofree char *visible = NULL;
      char text[8];

      if (!g_unichar_validate (c))
        continue;

      text[g_unichar_to_utf8 (c, text)] = '\0';
      visible = belay_visible_text (text, 0);
      g_assert_true (g_utf8_validate (visible, -1, NULL));

      for (const char *p = visible; *p != '\0'; p = g_utf8_next_char (p))
        g_assert_true (g_unichar_isprint (g_utf8_get_char (p)));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/visible-text/pieces", test_pieces);
  g_test_add_func ("/visible-text/prose", test_prose);
  g_test_add_func ("/visible-text/middle", test_middle);
  g_test_add_func ("/visible-text/everything", test_everything);

  return g_test_run ();
}
