/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Reads {"origin":"typed|shell|screen","text":"…"}, one to a line of its standard input, and says for each what is dangerous
 * about it: "family family …", or an empty line.
 */

#include <stdio.h>
#include <string.h>

#include "belay-dangerous-text.h"
#include "belay-json.h"

static gboolean
read_origin (const char      *name,
             BelayTextOrigin *origin)
{
  if (g_str_equal (name, "typed"))
    *origin = BELAY_TEXT_TYPED;
  else if (g_str_equal (name, "shell"))
    *origin = BELAY_TEXT_SHELL;
  else if (g_str_equal (name, "screen"))
    *origin = BELAY_TEXT_SCREEN;
  else
    return FALSE;

  return TRUE;
}

int
main (void)
{
  g_autofree char *line = NULL;
  size_t size = 0;
  ssize_t length;

  while ((length = getline (&line, &size, stdin)) > 0)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) node = belay_json_parse (line, length, 1 << 20, &error);
      g_autoptr(GPtrArray) hits = NULL;
      const char *text, *name;
      BelayTextOrigin origin;

      if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) ||
          !belay_json_get_string (json_node_get_object (node), "text", &text, &error) ||
          !belay_json_get_string (json_node_get_object (node), "origin", &name, &error) || !read_origin (name, &origin))
        {
          fprintf (stderr, "%s: %s", error != NULL ? error->message : "not a text", line);
          return 1;
        }

      hits = belay_dangerous_text_find (text, origin);

      for (guint i = 0; i < hits->len; i++)
        printf ("%s%s", i > 0 ? " " : "", ((BelayTextHit *) hits->pdata[i])->family);

      printf ("\n");
      fflush (stdout);
    }

  return 0;
}
