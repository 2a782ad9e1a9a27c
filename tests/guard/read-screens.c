/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Draws texts on screens and reads them as the guard does. Reads {"text":"…","size":14}, one to a line of its standard
 * input; size: pixels, negative for light on dark. Says for each, in a line: milliseconds, the families that were found, and
 * after a tab what was read. Texts are drawn on screens of 1280 × 800, wrapped, one on each.
 */

#include <stdio.h>
#include <string.h>

#include "belay-json.h"
#include "belay-screen-text.h"
#include "drawn-text.h"

#define WIDTH  1280
#define HEIGHT 800
#define COLUMN 72               /* characters of a line */

static char *
wrap (const char *text)
{
  g_auto(GStrv) words = g_strsplit_set (text, " \n", -1);
  GString *lines = g_string_new ("\n\n");
  glong column = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      glong length = g_utf8_strlen (words[i], -1);

      if (column > 0)
        g_string_append_c (lines, column + length > COLUMN ? '\n' : ' ');
      column = column + length > COLUMN ? length + 1 : column + length + 1;
      g_string_append (lines, words[i]);
    }

  return g_string_free (lines, FALSE);
}

static BelayFrame *
draw (const char *text,
      gint64      size)
{
  static guint64 seq;
  g_autofree char *lines = wrap (text);
  g_autoptr(GBytes) grey = drawn_text_new (lines, (double) ABS (size), WIDTH, HEIGHT);
  const guint8 *data = g_bytes_get_data (grey, NULL);
  g_autofree guint32 *pixels = g_new (guint32, WIDTH * HEIGHT);

  for (gsize i = 0; i < WIDTH * HEIGHT; i++)
    {
      guint32 level = size < 0 ? 30 + (255 - data[i]) * 200u / 255 : 20 + data[i] * 230u / 255;

      pixels[i] = 0xff000000u | level << 16 | level << 8 | level;
    }

  return belay_frame_new (NULL, (const guint8 *) pixels, WIDTH * 4, WIDTH, HEIGHT, NULL, 0, ++seq, 0);
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  BelayScreenReading **reading = user_data;
  g_autoptr(GError) error = NULL;

  *reading = belay_screen_text_read_finish (BELAY_SCREEN_TEXT (source), result, &error);
  if (*reading == NULL)
    g_error ("%s", error->message);
}

static void
answer (BelayScreenText *guard,
        const char      *text,
        gint64           size)
{
  g_autoptr(BelayFrame) frame = draw (text, size);
  g_autoptr(BelayScreenReading) reading = NULL;
  g_autoptr(GString) read = g_string_new (NULL);
  gint64 begin = g_get_monotonic_time ();

  belay_screen_text_read_async (guard, frame, NULL, on_read, &reading);
  while (reading == NULL)
    g_main_context_iteration (NULL, TRUE);

  printf ("%.1f", (double) (g_get_monotonic_time () - begin) / 1000);
  for (guint i = 0; i < reading->passages->len; i++)
    printf (" %s", ((BelayScreenPassage *) reading->passages->pdata[i])->family);

  for (guint i = 0; i < reading->blocks->len; i++)
    g_string_append_printf (read, "%s%s", i > 0 ? " ¶ " : "", ((BelayTextBlock *) reading->blocks->pdata[i])->text);
  g_strdelimit (read->str, "\n\t", ' ');
  printf ("%s\t%s\n", reading->problem != NULL ? " unread" : "", read->str);
  fflush (stdout);
}

int
main (void)
{
  g_autoptr(BelayScreenText) guard = belay_screen_text_new ();
  g_autofree char *line = NULL;
  size_t room = 0;
  ssize_t length;

  while ((length = getline (&line, &room, stdin)) > 0)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) node = belay_json_parse (line, length, 1 << 20, &error);
      const char *text;
      gint64 size;

      if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) ||
          !belay_json_get_string (json_node_get_object (node), "text", &text, &error) ||
          !belay_json_get_int (json_node_get_object (node), "size", -100, 100, &size, &error))
        {
          fprintf (stderr, "%s: %s", error != NULL ? error->message : "not a text", line);
          return 1;
        }

      answer (guard, text, size);
    }

  return 0;
}
