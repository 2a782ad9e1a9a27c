/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "belay-rules.h"

/* Reads rules on stdin; prints them as the program would write them, or what is wrong, and fails. */
int
main (void)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autoptr(BelayRules) rules = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *json = NULL;
  guint8 block[4096];
  gsize n;

  while ((n = fread (block, 1, sizeof block, stdin)) > 0)
    g_byte_array_append (bytes, block, (guint) n);

  rules = belay_rules_parse ((const char *) bytes->data, bytes->len, &error);
  if (rules == NULL)
    {
      puts (error->message);
      return 1;
    }

  json = belay_rules_to_json (rules);
  fputs (json, stdout);

  return 0;
}
