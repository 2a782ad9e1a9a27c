/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-skeleton.h"

#include <string.h>

static gunichar
fold_mark (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  if (type == G_UNICODE_DASH_PUNCTUATION)
    return '-';
  if (type == G_UNICODE_INITIAL_PUNCTUATION || type == G_UNICODE_FINAL_PUNCTUATION)
    return '\'';

  switch (c)
    {
    case '"':
    case '`':
    case 0x00b4:
    case 0x201a:
    case 0x201e:
      return '\'';

    case ',':
    case 0x00b7:
    case 0x2022:
    case 0x2026:
      return '.';

    case ';':
      return ':';

    case '!':
    case '|':
      return 'l';

    default:
      return c;
    }
}

static gunichar
fold_letter (gunichar c)
{
  gunichar plain[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];

  if (c >= 0x80 && g_unichar_fully_decompose (c, TRUE, plain, G_N_ELEMENTS (plain)) > 0)
    c = plain[0];

  switch (c = g_unichar_tolower (c))
    {
    case '0':
      return 'o';

    case '1':
    case 'i':
    case 0x0131:
      return 'l';

    case '5':
      return 's';

    case '8':
      return 'b';

    default:
      return c;
    }
}

/* What has no width, or belongs to the letter before it. */
static gboolean
is_left_out (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type == G_UNICODE_FORMAT || type == G_UNICODE_CONTROL || g_unichar_ismark (c);
}

/**
 * belay_skeleton_init:
 * @self: (out caller-allocates): gets the skeleton
 * @text: any text, UTF-8
 *
 * Any thread. Free with belay_skeleton_clear().
 */
void
belay_skeleton_init (BelaySkeleton *self,
                     const char    *text)
{
  gsize length = strlen (text);
  gboolean after_blank = TRUE, after_letter = FALSE;

  self->chars = g_new (gunichar, length + 1);
  self->offsets = g_new (guint, length + 1);
  self->flags = g_new (guint8, length + 1);
  self->n = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean is_letter = g_unichar_isalnum (c);

      if (g_unichar_isspace (c))
        {
          after_blank = TRUE;
          continue;
        }

      if (is_left_out (c))
        continue;

      self->chars[self->n] = is_letter ? fold_letter (c) : fold_mark (c);
      self->offsets[self->n] = (guint) (p - text);
      self->flags[self->n] = after_blank                 ? BELAY_SKELETON_WORD | BELAY_SKELETON_PART
                             : is_letter != after_letter ? BELAY_SKELETON_PART
                                                         : 0;
      self->n++;
      after_blank = FALSE;
      after_letter = is_letter;
    }

  self->offsets[self->n] = (guint) length;
}

void
belay_skeleton_clear (BelaySkeleton *self)
{
  g_free (self->chars);
  g_free (self->offsets);
  g_free (self->flags);
}

char *
belay_skeleton_write (const char *text)
{
  BelaySkeleton skeleton;
  GString *written = g_string_new (NULL);

  belay_skeleton_init (&skeleton, text);
  for (guint i = 0; i < skeleton.n; i++)
    if (g_unichar_isalnum (skeleton.chars[i]))
      g_string_append_unichar (written, skeleton.chars[i]);
  belay_skeleton_clear (&skeleton);

  return g_string_free (written, FALSE);
}
