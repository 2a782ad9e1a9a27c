/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-label-wrap.h"

#define LONG_WORD 24            /* characters; shorter ones fit into the narrowest row */

static gboolean
has_long_word (const char *text)
{
  guint length = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      length = g_ascii_isspace (*p) ? 0 : length + 1;
      if (length > LONG_WORD)
        return TRUE;
    }

  return FALSE;
}

/**
 * belay_label_wrap:
 * @label: a label of a row
 * @text: what it shows, without markup
 *
 * A label that may break words measures itself with every character on a line of its own, which is most of what a row
 * costs: only where there is a word to break.
 */
void
belay_label_wrap (GtkLabel   *label,
                  const char *text)
{
  gtk_label_set_wrap_mode (label, has_long_word (text) ? PANGO_WRAP_WORD_CHAR : PANGO_WRAP_WORD);
}
