/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-keys.h"
#include "belay-action.h"

#include <string.h>

static void
test_names (void)
{
  static const struct
  {
    const char *name;
    guint32 keysym;
  } rows[] = {
    { "Return", 0xff0d }, { "return", 0xff0d }, { "RETURN", 0xff0d }, { "Enter", 0xff0d }, { "KP_Enter", 0xff8d },
    { "Esc", 0xff1b }, { "Escape", 0xff1b }, { "Tab", 0xff09 }, { "ISO_Left_Tab", 0xfe20 },
    { "BackSpace", 0xff08 }, { "backspace", 0xff08 }, { "Back_Space", 0xff08 }, { "Delete", 0xffff }, { "Del", 0xffff },
    { "Insert", 0xff63 }, { "Home", 0xff50 }, { "End", 0xff57 },
    { "Page_Up", 0xff55 }, { "PageUp", 0xff55 }, { "pgup", 0xff55 }, { "Prior", 0xff55 },
    { "Page_Down", 0xff56 }, { "PageDown", 0xff56 }, { "page-down", 0xff56 }, { "pgdn", 0xff56 }, { "Next", 0xff56 },
    { "Up", 0xff52 }, { "ArrowUp", 0xff52 }, { "arrowleft", 0xff51 }, { "Right", 0xff53 }, { "Down", 0xff54 },
    { "space", 0x20 }, { "Space", 0x20 }, { " ", 0x20 }, { "plus", '+' }, { "minus", '-' }, { "+", '+' }, { "-", '-' },
    { "_", '_' }, { "underscore", '_' }, { "comma", ',' }, { "period", '.' }, { "slash", '/' }, { "backslash", '\\' },
    { "apostrophe", '\'' }, { "quotedbl", '"' }, { "bracketleft", '[' }, { "BraceRight", '}' }, { "grave", '`' },
    { "asciitilde", '~' }, { "at", '@' }, { "numbersign", '#' }, { "equal", '=' }, { "less", '<' },
    { "F1", 0xffbe }, { "f12", 0xffc9 }, { "F24", 0xffd5 }, { "F25", 0 }, { "F0", 0 },
    { "KP_0", 0xffb0 }, { "KP_Add", 0xffab }, { "kp_divide", 0xffaf }, { "KP_Page_Up", 0xff9a },
    { "ctrl", 0xffe3 }, { "Control", 0xffe3 }, { "Control_L", 0xffe3 }, { "Control_R", 0xffe4 },
    { "Shift", 0xffe1 }, { "shift_r", 0xffe2 }, { "alt", 0xffe9 }, { "option", 0xffe9 }, { "AltGr", 0xfe03 },
    { "super", 0xffeb }, { "Super_L", 0xffeb }, { "cmd", 0xffeb }, { "win", 0xffeb }, { "Windows", 0xffeb },
    { "meta", 0xffeb }, { "Meta_L", 0xffe7 }, { "Super_R", 0xffec }, { "Hyper_L", 0xffed },
    { "Caps_Lock", 0xffe5 }, { "Num_Lock", 0xff7f }, { "Menu", 0xff67 }, { "Print", 0xff61 }, { "PrintScreen", 0xff61 },
    { "XF86AudioMute", 0x1008ff12 }, { "XF86AudioRaiseVolume", 0x1008ff13 }, { "XF86Back", 0x1008ff26 },
    { "a", 'a' }, { "A", 'A' }, { "0", '0' }, { "é", 0xe9 }, { "ж", 0x01000436 }, { "€", 0x010020ac },
    { "日", 0x010065e5 }, { "😀", 0x0101f600 }, { "ä", 0xe4 }, { "adiaeresis", 0xe4 }, { "EuroSign", 0x010020ac },
    { "U+263A", 0x0100263a }, { "U263A", 0x0100263a }, { "u+0041", 'A' }, { "U+1F600", 0x0101f600 },
    { "U+0000", 0 }, { "U+D800", 0 }, { "U+110000", 0 }, { "U+263", 0 }, { "U+1234567", 0 }, { "U+26X3", 0 },
    { "", 0 }, { "nothing", 0 }, { "ab", 0 }, { "Returnn", 0 }, { "--", 0 }, { "\x01", 0 }, { "\xc2\x85", 0 },
    { "\n", 0xff0d }, { "\t", 0xff09 },
    { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_cmphex (belay_keysym_from_name (rows[i].name), ==, rows[i].keysym);
    }
}

/* Every character a person can write has a keysym that means it, and no two share one. */
static void
test_unicode (void)
{
  for (gunichar c = 1; c <= 0x110010; c++)
    {
      guint32 keysym = belay_keysym_from_unicode (c);

      if (c < 0x20 || (c >= 0x7f && c < 0xa0))
        g_assert_true (keysym == 0 || (c < 0x80 && (keysym >= 0xff00 && keysym <= 0xffff)));
      else if (!g_unichar_validate (c))
        g_assert_cmphex (keysym, ==, 0);
      else
        g_assert_cmphex (keysym, ==, c < 0x100 ? c : 0x01000000 + c);

      if (keysym != 0 && keysym != 0xff08 && keysym != 0xff1b && keysym != 0xffff)
        g_assert_cmphex (belay_keysym_to_unicode (keysym), ==, c == '\r' ? '\n' : c);
    }

  g_assert_cmphex (belay_keysym_from_unicode (0), ==, 0);
  g_assert_cmphex (belay_keysym_from_unicode ('\n'), ==, 0xff0d);
  g_assert_cmphex (belay_keysym_from_unicode ('\t'), ==, 0xff09);
  g_assert_cmphex (belay_keysym_to_unicode (0xffb7), ==, '7');
  g_assert_cmphex (belay_keysym_to_unicode (0xffab), ==, '+');
  g_assert_cmphex (belay_keysym_to_unicode (0xffaf), ==, '/');
  g_assert_cmphex (belay_keysym_to_unicode (0xffe3), ==, 0);
  g_assert_cmphex (belay_keysym_to_unicode (0x01000041), ==, 0);
  g_assert_cmphex (belay_keysym_to_unicode (G_MAXUINT32), ==, 0);
}

static void
test_labels (void)
{
  static const struct
  {
    guint32 keysym;
    const char *label;
  } rows[] = {
    { 0xff0d, "Enter" }, { 0xff1b, "Esc" }, { 0xff56, "Page Down" }, { 0x20, "Space" }, { 0xffe3, "Ctrl" },
    { 0xffeb, "Super" }, { 'a', "a" }, { 'A', "A" }, { '+', "+" }, { 0xffc9, "F12" }, { 0xffab, "Keypad +" },
    { 0x010020ac, "€" }, { 0x0100202e, "U+202E" }, { 0x0100200b, "U+200B" }, { 0xa0, "U+00A0" },
    { 0x01000301, "U+0301" }, { 0x0100e000, "U+E000" }, { 0x1008ff12, "Mute" }, { 0x12345, "0x12345" }, { 0, "0x0" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpstr (belay_keysym_get_label (rows[i].keysym), ==, rows[i].label);
}

static void
test_chords (void)
{
  static const struct
  {
    const char *text;
    const char *label;          /* of all, separated by spaces */
    guint32 last_keysym;
  } rows[] = {
    { "Return", "Enter", 0xff0d },
    { "ctrl+s", "Ctrl+S", 's' },
    { "Ctrl+S", "Ctrl+S", 's' },
    { "ctrl+shift+s", "Ctrl+Shift+S", 'S' },
    { "shift+a", "Shift+A", 'A' },
    { "A", "A", 'A' },
    { "a", "a", 'a' },
    { "shift+1", "Shift+!", '!' },
    { "ctrl+shift+=", "Ctrl+Shift++", '+' },
    { "shift+Tab", "Shift+Tab", 0xff09 },
    { "shift+KP_1", "Shift+Keypad 1", 0xffb1 },
    { "ctrl+Ä", "Ctrl+Ä", 0xe4 },
    { "ctrl+Ж", "Ctrl+Ж", 0x01000436 },
    { "alt+Tab", "Alt+Tab", 0xff09 },
    { "cmd+space", "Super+Space", 0x20 },
    { "super", "Super", 0 },
    { "ctrl+alt", "Ctrl+Alt", 0 },
    { "shift+ctrl+alt+super+altgr+hyper+x", "Shift+Ctrl+Alt+Super+AltGr+Hyper+X", 'X' },
    { "ctrl++", "Ctrl++", '+' },
    { "ctrl+plus", "Ctrl++", '+' },
    { "ctrl+-", "Ctrl+-", '-' },
    { "+", "+", '+' },
    { " ", "Space", 0x20 },
    { "\n", "Enter", 0xff0d },
    { "ctrl+U+263A", "Ctrl+☺", 0x0100263a },
    { "U+263A", "☺", 0x0100263a },
    { "ctrl+k ctrl+s", "Ctrl+K Ctrl+S", 's' },
    { "  Down\tDown\n Return ", "Down Down Enter", 0xff0d },
    { "a b c", "a b c", 'c' },
    { "ctrl+😀", "Ctrl+😀", 0x0101f600 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GArray) chords = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(GString) labels = g_string_new (NULL);

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_true (belay_chords_parse (rows[i].text, &chords, &error));
      g_assert_no_error (error);

      for (guint j = 0; j < chords->len; j++)
        {
          g_autofree char *label = belay_chord_get_label (&g_array_index (chords, BelayChord, j));

          g_string_append_printf (labels, "%s%s", j > 0 ? " " : "", label);
        }

      g_assert_cmpstr (labels->str, ==, rows[i].label);
      g_assert_cmphex (g_array_index (chords, BelayChord, chords->len - 1).keysym, ==, rows[i].last_keysym);
    }
}

static void
test_chords_refused (void)
{
  static const struct
  {
    const char *text;
    const char *message;        /* a part of it */
  } rows[] = {
    { "", "no key" },
    { "  ", "no key" },
    { "ctrl+", "ends with “+”" },
    { "ctrl+++", "not a modifier" },
    { "++", "not a modifier" },
    { "+s", "not a modifier" },
    { "a+b", "not a modifier" },
    { "s+ctrl", "not a modifier" },
    { "ctrl+s+a", "not a modifier" },
    { "ctrl + s", "without spaces" },
    { "ctrl+ s", "ends with “+”" },
    { "ctrl+ctrl+s", "twice" },
    { "ctrl+control+s", "twice" },
    { "shift+ctrl+alt+super+altgr+hyper+metal+x", "more than 6" },
    { "hello", "type action" },
    { "ctrl+hello", "“hello” is not the name of a key" },
    { "ctrl\xe2\x80\xae+s", "\\u{202E}" },
    { "a b c d e f g h i j k l m n o p q r s t u v w x y z 0 1 2 3 4 5 6", "more than the 32" },
    { "\x01", "not the name of a key" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GArray) chords = NULL;
      g_autoptr(GError) error = NULL;

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_false (belay_chords_parse (rows[i].text, &chords, &error));
      g_assert_error (error, BELAY_ACTION_ERROR, BELAY_ACTION_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, rows[i].message));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_null (chords);
    }
}

static void
test_modifiers (void)
{
  static const char * const refused[] = {
    "", "a", "ctrl+a", "ctrl+", "ctrl shift", "Return", "hello", " ", "ctrl+ctrl",
  };
  g_autoptr(GError) error = NULL;
  g_autofree char *label = NULL;
  BelayChord chord;

  g_assert_true (belay_modifiers_parse ("ctrl+Shift", &chord, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (chord.n_modifiers, ==, 2);
  g_assert_cmphex (chord.modifiers[0], ==, 0xffe3);
  g_assert_cmphex (chord.modifiers[1], ==, 0xffe1);
  g_assert_cmphex (chord.keysym, ==, 0);
  label = belay_chord_get_label (&chord);
  g_assert_cmpstr (label, ==, "Ctrl+Shift");

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_assert_false (belay_modifiers_parse (refused[i], &chord, &error));
      g_assert_error (error, BELAY_ACTION_ERROR, BELAY_ACTION_ERROR_INVALID);
      g_clear_error (&error);
    }

  /* A refusal leaves what was there alone. */
  g_assert_cmpuint (chord.n_modifiers, ==, 2);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/keys/names", test_names);
  g_test_add_func ("/keys/unicode", test_unicode);
  g_test_add_func ("/keys/labels", test_labels);
  g_test_add_func ("/keys/chords", test_chords);
  g_test_add_func ("/keys/chords/refused", test_chords_refused);
  g_test_add_func ("/keys/modifiers", test_modifiers);

  return g_test_run ();
}
