/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-keys.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "belay-keys-private.h"

/* Keysym values are those of X11's keysymdef.h and XF86keysym.h; X11 itself is not needed to know them. */
#define KEYSYM_RETURN     0xff0d
#define KEYSYM_UNICODE    0x01000000

#define MAX_NAME          64

typedef struct
{
  guint32     keysym;
  const char *label;            /* what stands on the key */
  const char *names;            /* lower case without "_" and "-", separated by spaces */
} Key;

/* Names of X, of xdotool, and those models use instead. */
static const Key modifier_keys[] = {
  { 0xffe3, N_("Ctrl"), "ctrl control controll ctl leftctrl leftcontrol ctrlleft" },
  { 0xffe4, N_("Right Ctrl"), "controlr ctrlr rightctrl rightcontrol ctrlright" },
  { 0xffe1, N_("Shift"), "shift shiftl leftshift shiftleft" },
  { 0xffe2, N_("Right Shift"), "shiftr rightshift shiftright" },
  { 0xffe9, N_("Alt"), "alt altl option opt leftalt altleft" },
  { 0xffea, N_("Right Alt"), "altr rightalt altright" },
  { 0xfe03, N_("AltGr"), "altgr isolevel3shift altgraph" },
  { 0xffeb, N_("Super"), "super superl cmd command win windows meta leftsuper leftmeta leftwin winleft lwin os gui" },
  { 0xffec, N_("Right Super"), "superr rightsuper rightmeta rightwin winright rwin" },
  { 0xffe7, N_("Meta"), "metal" },
  { 0xffe8, N_("Right Meta"), "metar" },
  { 0xffed, N_("Hyper"), "hyper hyperl" },
  { 0xffee, N_("Right Hyper"), "hyperr" },
};

static const Key plain_keys[] = {
  { 0xff0d, N_("Enter"), "return enter ret cr newline" },
  { 0xff1b, N_("Esc"), "escape esc" },
  { 0xff09, N_("Tab"), "tab" },
  { 0xfe20, N_("Back Tab"), "isolefttab backtab lefttab" },
  { 0xff08, N_("Backspace"), "backspace bksp bs" },
  { 0xffff, N_("Delete"), "delete del" },
  { 0xff63, N_("Insert"), "insert ins" },
  { 0x0020, N_("Space"), "space spacebar" },
  { 0xff50, N_("Home"), "home" },
  { 0xff57, N_("End"), "end" },
  { 0xff55, N_("Page Up"), "pageup pgup prior" },
  { 0xff56, N_("Page Down"), "pagedown pgdn pgdown next" },
  { 0xff51, N_("Left"), "left arrowleft leftarrow" },
  { 0xff52, N_("Up"), "up arrowup uparrow" },
  { 0xff53, N_("Right"), "right arrowright rightarrow" },
  { 0xff54, N_("Down"), "down arrowdown downarrow" },
  { 0xff67, N_("Menu"), "menu contextmenu apps application" },
  { 0xff61, N_("Print"), "print printscreen prtsc prtscn prtscr sysrq snapshot" },
  { 0xff13, N_("Pause"), "pause" },
  { 0xff6b, N_("Break"), "break" },
  { 0xff14, N_("Scroll Lock"), "scrolllock scrlk" },
  { 0xff7f, N_("Num Lock"), "numlock" },
  { 0xffe5, N_("Caps Lock"), "capslock caps" },
  { 0xff0b, N_("Clear"), "clear" },
  { 0xff65, N_("Undo"), "undo" },
  { 0xff66, N_("Redo"), "redo" },
  { 0xff68, N_("Find"), "find" },
  { 0xff69, N_("Cancel"), "cancel" },
  { 0xff6a, N_("Help"), "help" },
  { 0xff20, N_("Compose"), "multikey compose" },

  { 0xff8d, N_("Keypad Enter"), "kpenter numpadenter" },
  { 0xff95, N_("Keypad Home"), "kphome" },
  { 0xff96, N_("Keypad Left"), "kpleft" },
  { 0xff97, N_("Keypad Up"), "kpup" },
  { 0xff98, N_("Keypad Right"), "kpright" },
  { 0xff99, N_("Keypad Down"), "kpdown" },
  { 0xff9a, N_("Keypad Page Up"), "kppageup kpprior" },
  { 0xff9b, N_("Keypad Page Down"), "kppagedown kpnext" },
  { 0xff9c, N_("Keypad End"), "kpend" },
  { 0xff9d, N_("Keypad Begin"), "kpbegin" },
  { 0xff9e, N_("Keypad Insert"), "kpinsert" },
  { 0xff9f, N_("Keypad Delete"), "kpdelete" },
  { 0xffbd, N_("Keypad ="), "kpequal numpadequal" },
  { 0xffaa, N_("Keypad *"), "kpmultiply multiply numpadmultiply" },
  { 0xffab, N_("Keypad +"), "kpadd add numpadadd" },
  { 0xffac, N_("Keypad ,"), "kpseparator separator" },
  { 0xffad, N_("Keypad -"), "kpsubtract subtract numpadsubtract" },
  { 0xffae, N_("Keypad ."), "kpdecimal decimal numpaddecimal" },
  { 0xffaf, N_("Keypad /"), "kpdivide divide numpaddivide" },
  { 0xffb0, N_("Keypad 0"), "kp0 numpad0" },
  { 0xffb1, N_("Keypad 1"), "kp1 numpad1" },
  { 0xffb2, N_("Keypad 2"), "kp2 numpad2" },
  { 0xffb3, N_("Keypad 3"), "kp3 numpad3" },
  { 0xffb4, N_("Keypad 4"), "kp4 numpad4" },
  { 0xffb5, N_("Keypad 5"), "kp5 numpad5" },
  { 0xffb6, N_("Keypad 6"), "kp6 numpad6" },
  { 0xffb7, N_("Keypad 7"), "kp7 numpad7" },
  { 0xffb8, N_("Keypad 8"), "kp8 numpad8" },
  { 0xffb9, N_("Keypad 9"), "kp9 numpad9" },

  { 0x1008ff11, N_("Volume Down"), "xf86audiolowervolume volumedown audiovolumedown" },
  { 0x1008ff12, N_("Mute"), "xf86audiomute mute volumemute audiovolumemute" },
  { 0x1008ff13, N_("Volume Up"), "xf86audioraisevolume volumeup audiovolumeup" },
  { 0x1008ff14, N_("Play"), "xf86audioplay playpause mediaplaypause play" },
  { 0x1008ff15, N_("Stop Playing"), "xf86audiostop mediastop" },
  { 0x1008ff16, N_("Previous Track"), "xf86audioprev mediaprevious mediaprevioustrack previoustrack prevtrack" },
  { 0x1008ff17, N_("Next Track"), "xf86audionext medianext medianexttrack nexttrack" },
  { 0x1008ff31, N_("Pause Playing"), "xf86audiopause mediapause" },
  { 0x1008ff18, N_("Home Page"), "xf86homepage browserhome" },
  { 0x1008ff1b, N_("Search"), "xf86search browsersearch" },
  { 0x1008ff26, N_("Back"), "xf86back browserback" },
  { 0x1008ff27, N_("Forward"), "xf86forward browserforward" },
  { 0x1008ff28, N_("Stop Loading"), "xf86stop browserstop" },
  { 0x1008ff29, N_("Reload"), "xf86refresh browserrefresh refresh" },
  { 0x1008ff73, N_("Reload"), "xf86reload reload" },
};

/* Characters by name; their label is the character. */
static const Key character_names[] = {
  { '!', NULL, "exclam exclamation exclamationmark" },
  { '"', NULL, "quotedbl doublequote" },
  { '#', NULL, "numbersign hash" },
  { '$', NULL, "dollar" },
  { '%', NULL, "percent" },
  { '&', NULL, "ampersand" },
  { '\'', NULL, "apostrophe quoteright singlequote quote" },
  { '(', NULL, "parenleft leftparen" },
  { ')', NULL, "parenright rightparen" },
  { '*', NULL, "asterisk star" },
  { '+', NULL, "plus" },
  { ',', NULL, "comma" },
  { '-', NULL, "minus hyphen dash" },
  { '.', NULL, "period dot" },
  { '/', NULL, "slash forwardslash" },
  { ':', NULL, "colon" },
  { ';', NULL, "semicolon" },
  { '<', NULL, "less lessthan" },
  { '=', NULL, "equal equals" },
  { '>', NULL, "greater greaterthan" },
  { '?', NULL, "question questionmark" },
  { '@', NULL, "at" },
  { '[', NULL, "bracketleft leftbracket" },
  { '\\', NULL, "backslash" },
  { ']', NULL, "bracketright rightbracket" },
  { '^', NULL, "asciicircum caret" },
  { '_', NULL, "underscore" },
  { '`', NULL, "grave quoteleft backtick backquote" },
  { '{', NULL, "braceleft leftbrace" },
  { '|', NULL, "bar pipe" },
  { '}', NULL, "braceright rightbrace" },
  { '~', NULL, "asciitilde tilde" },
  { 0xa7, NULL, "section" },
  { 0xb0, NULL, "degree" },
  { 0xdf, NULL, "ssharp" },
  { 0xe4, NULL, "adiaeresis" },
  { 0xf6, NULL, "odiaeresis" },
  { 0xfc, NULL, "udiaeresis" },
  { KEYSYM_UNICODE + 0x20ac, NULL, "eurosign euro" },
};

static void
add_names (GHashTable *names,
           const Key  *keys,
           gsize       n_keys)
{
  for (gsize i = 0; i < n_keys; i++)
    {
      g_auto(GStrv) parts = g_strsplit (keys[i].names, " ", -1);

      for (gsize j = 0; parts[j] != NULL; j++)
        {
          gboolean is_new = g_hash_table_insert (names, g_strdup (parts[j]), GUINT_TO_POINTER (keys[i].keysym));

          g_assert (is_new);
        }
    }
}

/* Made once, never changed: any thread may read it. */
static GHashTable *
get_names (void)
{
  static gsize table;

  if (g_once_init_enter (&table))
    {
      GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

      add_names (names, modifier_keys, G_N_ELEMENTS (modifier_keys));
      add_names (names, plain_keys, G_N_ELEMENTS (plain_keys));
      add_names (names, character_names, G_N_ELEMENTS (character_names));

      for (guint i = 1; i <= 24; i++)
        g_hash_table_insert (names, g_strdup_printf ("f%u", i), GUINT_TO_POINTER (0xffbe + i - 1));

      g_once_init_leave (&table, (gsize) names);
    }

  return (GHashTable *) table;
}

/* TRUE if @keysym is held while another key is struck. */
gboolean
belay_keysym_is_modifier (guint32 keysym)
{
  for (gsize i = 0; i < G_N_ELEMENTS (modifier_keys); i++)
    {
      if (modifier_keys[i].keysym == keysym)
        return TRUE;
    }

  return FALSE;
}

/* "U+263A" or "U263A": the length of such a name at the start of @text, or 0. */
gsize
belay_keysym_scan_code_point (const char *text,
                              gunichar   *c)
{
  gsize start = 1, n_digits = 0;
  gunichar value = 0;

  if (g_ascii_toupper (text[0]) != 'U')
    return 0;

  if (text[1] == '+')
    start = 2;

  while (n_digits <= 6 && g_ascii_isxdigit (text[start + n_digits]))
    value = value * 16 + g_ascii_xdigit_value (text[start + n_digits++]);

  if (n_digits < 4 || n_digits > 6 || (text[start + n_digits] != '\0' && text[start + n_digits] != '+'))
    return 0;

  *c = value;

  return start + n_digits;
}

/**
 * belay_keysym_from_unicode:
 * @c: a character
 *
 * Latin-1 is its own keysym, everything else follows X11's rule 0x01000000 + code point. Of the control characters
 * those have one that a keyboard has a key for: line feed and carriage return are Return.
 *
 * Returns: the keysym that types @c, or 0
 */
guint32
belay_keysym_from_unicode (gunichar c)
{
  if ((c >= 0x20 && c <= 0x7e) || (c >= 0xa0 && c <= 0xff))
    return c;

  switch (c)
    {
    case '\n':
    case '\r':
      return KEYSYM_RETURN;

    case '\t':
      return 0xff09;

    case '\b':
      return 0xff08;

    case 0x1b:
      return 0xff1b;

    case 0x7f:
      return 0xffff;

    default:
      return c > 0xff && g_unichar_validate (c) ? KEYSYM_UNICODE + c : 0;
    }
}

/**
 * belay_keysym_to_unicode:
 * @keysym: a keysym
 *
 * Returns: the character @keysym types, line feed for Return, or 0 if it types none
 */
gunichar
belay_keysym_to_unicode (guint32 keysym)
{
  if ((keysym >= 0x20 && keysym <= 0x7e) || (keysym >= 0xa0 && keysym <= 0xff))
    return keysym;

  if (keysym > KEYSYM_UNICODE + 0xff && g_unichar_validate (keysym - KEYSYM_UNICODE))
    return keysym - KEYSYM_UNICODE;

  if (keysym >= 0xffb0 && keysym <= 0xffb9)
    return '0' + keysym - 0xffb0;

  /* The keypad's operators stand in the order of ASCII. */
  if (keysym >= 0xffaa && keysym <= 0xffaf)
    return '*' + keysym - 0xffaa;

  switch (keysym)
    {
    case KEYSYM_RETURN:
    case 0xff8d:
      return '\n';

    case 0xff09:
      return '\t';

    case 0xffbd:
      return '=';

    default:
      return 0;
    }
}

/**
 * belay_keysym_from_name:
 * @name: a key's name, UTF-8
 *
 * Knows X and xdotool names, what models write instead ("Enter", "pgdn", "cmd"), "U+263A", and any single character.
 * Upper and lower case, "_" and "-" make no difference, except that a single character is taken as it is.
 *
 * Returns: the keysym, or 0 if there is no such key
 */
guint32
belay_keysym_from_name (const char *name)
{
  char normal[MAX_NAME];
  gsize length = 0;
  gunichar c;

  g_return_val_if_fail (name != NULL && g_utf8_validate (name, -1, NULL), 0);

  if (*name == '\0')
    return 0;

  if (*g_utf8_next_char (name) == '\0')
    return belay_keysym_from_unicode (g_utf8_get_char (name));

  if (belay_keysym_scan_code_point (name, &c) == strlen (name))
    return belay_keysym_from_unicode (c);

  for (const char *p = name; *p != '\0'; p++)
    {
      if (*p == '_' || *p == '-')
        continue;

      if (length == sizeof normal - 1)
        return 0;

      normal[length++] = g_ascii_tolower (*p);
    }

  normal[length] = '\0';

  return GPOINTER_TO_UINT (g_hash_table_lookup (get_names (), normal));
}

static const char *
find_label (const Key *keys,
            gsize      n_keys,
            guint32    keysym)
{
  for (gsize i = 0; i < n_keys; i++)
    {
      if (keys[i].keysym == keysym)
        return _(keys[i].label);
    }

  return NULL;
}

/* As belay_keysym_get_label(), without keeping the label. */
void
belay_keysym_append_label (GString *out,
                           guint32  keysym)
{
  const char *label = find_label (modifier_keys, G_N_ELEMENTS (modifier_keys), keysym);
  gunichar c = belay_keysym_to_unicode (keysym);

  if (label == NULL)
    label = find_label (plain_keys, G_N_ELEMENTS (plain_keys), keysym);

  if (label != NULL)
    g_string_append (out, label);
  else if (keysym >= 0xffbe && keysym < 0xffbe + 24)
    g_string_append_printf (out, "F%u", keysym - 0xffbe + 1);
  else if (c != 0 && g_unichar_isgraph (c) && !g_unichar_ismark (c) && g_unichar_type (c) != G_UNICODE_PRIVATE_USE)
    g_string_append_unichar (out, c);
  else if (c != 0)
    g_string_append_printf (out, "U+%04X", c);
  else
    g_string_append_printf (out, "0x%x", keysym);
}

/**
 * belay_keysym_get_label:
 * @keysym: a keysym
 *
 * What stands on the key, for people. Characters that cannot be seen are given as "U+202E".
 *
 * Returns: (transfer none): a translated label, valid for good
 */
const char *
belay_keysym_get_label (guint32 keysym)
{
  g_autoptr(GString) out = g_string_new (NULL);

  belay_keysym_append_label (out, keysym);

  return g_intern_string (out->str);
}
