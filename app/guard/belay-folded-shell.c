/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-folded-shell.h"

#include <string.h>

/* Quotes around so few letters within a word are there to break it up. */
#define MAX_QUOTED 4

/* Enough to spell a command with. */
#define MAX_VARIABLES 16
#define MAX_NAME      16
#define MAX_VALUE     64

typedef struct
{
  const char *name;
  gsize       name_length;
  const char *value;
  gsize       value_length;
} Variable;

/* What a shell reads as nothing, or as a blank, at @p; 0: it is neither. */
static gsize
skip_obfuscation (const char *p,
                  char       *instead)
{
  *instead = '\0';

  if (g_str_has_prefix (p, "${ifs}"))
    {
      *instead = ' ';
      return strlen ("${ifs}");
    }

  if (g_str_has_prefix (p, "$ifs$9"))
    {
      *instead = ' ';
      return strlen ("$ifs$9");
    }

  if (g_str_has_prefix (p, "$ifs") && !g_ascii_isalnum (p[4]))
    {
      *instead = ' ';
      return strlen ("$ifs");
    }

  if (g_str_has_prefix (p, "''") || g_str_has_prefix (p, "\"\"") || g_str_has_prefix (p, "$@") ||
      g_str_has_prefix (p, "\\\n"))
    return 2;

  if (p[0] == '\\' && (g_ascii_isalpha (p[1]) || p[1] == '-'))
    return 1;

  return 0;
}

/* The letters between quotes that stand within a word, b'as'h; 0: they are quotes of another kind. */
static gsize
skip_inner_quotes (const char *start,
                   const char *p)
{
  gsize length = 0;

  if (*p != '\'' && *p != '"')
    return 0;

  while (length <= MAX_QUOTED && g_ascii_isalnum (p[1 + length]))
    length++;

  if (length == 0 || length > MAX_QUOTED || p[1 + length] != *p)
    return 0;

  if ((p > start && g_ascii_isalnum (p[-1])) || g_ascii_isalnum (p[2 + length]))
    return length;

  return 0;
}

static gboolean
is_name (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

/* Reads "name=value" at @p. */
static gboolean
read_assignment (const char *p,
                 Variable   *variable)
{
  gsize n = 0;

  if (!g_ascii_isalpha (*p) && *p != '_')
    return FALSE;

  while (n <= MAX_NAME && is_name (p[n]))
    n++;

  if (n > MAX_NAME || p[n] != '=')
    return FALSE;

  variable->name = p;
  variable->name_length = n;
  variable->value = p += n + 1;

  if (*p == '"' || *p == '\'')
    {
      variable->value++;
      n = strcspn (p + 1, *p == '"' ? "\"\n" : "'\n");
    }
  else
    {
      n = strcspn (p, " \n;&|()<>`\"'$");
    }

  variable->value_length = n;

  return n > 0 && n <= MAX_VALUE;
}

static const Variable *
find_variable (const Variable *variables,
               guint           n_variables,
               const char     *name,
               gsize           length)
{
  /* The last one counts. */
  for (guint i = n_variables; i > 0; i--)
    if (variables[i - 1].name_length == length && strncmp (variables[i - 1].name, name, length) == 0)
      return &variables[i - 1];

  return NULL;
}

/* The variable that stands at @p, "$name" or "${name}", and in @length how much of @p it takes. */
static const Variable *
read_variable (const char     *p,
               const Variable *variables,
               guint           n_variables,
               gsize          *length)
{
  const char *name = p + 1;
  gboolean braced = *name == '{';
  gsize n = 0;

  if (*p != '$')
    return NULL;

  if (braced)
    name++;

  while (n <= MAX_NAME && is_name (name[n]))
    n++;

  if (n == 0 || n > MAX_NAME || (braced && name[n] != '}'))
    return NULL;

  *length = (gsize) (name - p) + n + (braced ? 1 : 0);

  return find_variable (variables, n_variables, name, n);
}

static guint
collect_variables (const char *text,
                   Variable   *variables)
{
  guint n = 0;

  for (const char *p = text; *p != '\0' && n < MAX_VARIABLES; p++)
    if ((p == text || strchr (" \n;&|(", p[-1]) != NULL) && read_assignment (p, &variables[n]))
      n++;

  return n;
}

/* Fills in the variables a text sets itself. It grows by its own length at most. */
static char *
fill_in (const char *text)
{
  Variable variables[MAX_VARIABLES];
  guint n_variables = strchr (text, '$') != NULL ? collect_variables (text, variables) : 0;
  gsize room = 2 * strlen (text) + MAX_VALUE;
  GString *out;

  if (n_variables == 0)
    return g_strdup (text);

  out = g_string_sized_new (room);

  for (const char *p = text; *p != '\0';)
    {
      gsize length;
      const Variable *variable = out->len < room ? read_variable (p, variables, n_variables, &length) : NULL;

      if (variable != NULL)
        {
          g_string_append_len (out, variable->value, (gssize) variable->value_length);
          p += length;
        }
      else
        {
          g_string_append_c (out, *p++);
        }
    }

  return g_string_free (out, FALSE);
}

/**
 * belay_fold_shell:
 * @folded: from belay_fold_text()
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable): @folded as a shell would take it; %NULL if that is the same
 */
char *
belay_fold_shell (const char *folded)
{
  g_autoptr(GString) out = NULL;
  g_autofree char *filled = NULL;

  g_return_val_if_fail (folded != NULL, NULL);

  out = g_string_sized_new (strlen (folded));

  for (const char *p = folded; *p != '\0';)
    {
      char instead;
      gsize length = skip_obfuscation (p, &instead);
      gsize quoted = length == 0 ? skip_inner_quotes (folded, p) : 0;

      if (quoted > 0)
        {
          g_string_append_len (out, p + 1, (gssize) quoted);
          length = quoted + 2;
        }
      else if (length == 0)
        {
          g_string_append_c (out, *p);
          length = 1;
        }
      else if (instead != '\0' && (out->len == 0 || out->str[out->len - 1] != instead))
        {
          g_string_append_c (out, instead);
        }

      p += length;
    }

  filled = fill_in (out->str);

  if (g_str_equal (filled, folded))
    return NULL;

  return g_steal_pointer (&filled);
}
