/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-query.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "belay-trail-when.h"
#include "belay-visible-text.h"

/* Characters of what was typed in a message about it. */
#define MAX_QUOTED 40

typedef struct
{
  BelayTrailQuery *query;
  BelayTrailWhen   when;
  GString         *text;
} Parser;

/* The end of the word that begins at @start: the next space that is in no quotes. A quote that is never closed is closed
 * by the end: people search while they type. */
static const char *
find_end (const char *start)
{
  gboolean quoted = FALSE;
  const char *p;

  for (p = start; *p != '\0' && (quoted || !g_unichar_isspace (g_utf8_get_char (p))); p = g_utf8_next_char (p))
    if (*p == '"')
      quoted = !quoted;

  return p;
}

static char **
find_field (BelayTrailQuery *query,
            const char      *word,
            const char     **value)
{
  const struct
  {
    const char  *prefix;
    char       **field;
  } fields[] = {
    { "action:", &query->action },
    { "decision:", &query->decision },
    { "by:", &query->by },
    { "state:", &query->state },
    { "host:", &query->host },
    { "session:", &query->session },
  };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      if (!g_str_has_prefix (word, fields[i].prefix))
        continue;

      *value = word + strlen (fields[i].prefix);
      return fields[i].field;
    }

  return NULL;
}

/* "rejected" is what was decided, "reject" is what is recorded; "left click" is written left_click. */
static char *
normalise (BelayTrailQuery *query,
           char           **field,
           const char      *value)
{
  static const char * const decisions[][2] = {
    { "approved", "approve" }, { "edited", "edit" }, { "changed", "edit" }, { "skipped", "skip" },
    { "rejected", "reject" },
  };
  g_auto(GStrv) parts = g_strsplit (value, "\"", -1);
  g_autofree char *unquoted = g_strjoinv ("", parts);
  char *lower = field != &query->session ? g_ascii_strdown (unquoted, -1) : g_strdup (unquoted);

  if (field == &query->action || field == &query->state)
    g_strdelimit (lower, field == &query->action ? " -" : " _", field == &query->action ? '_' : '-');

  for (guint i = 0; field == &query->decision && i < G_N_ELEMENTS (decisions); i++)
    {
      if (!g_str_equal (lower, decisions[i][0]))
        continue;

      g_free (lower);
      return g_strdup (decisions[i][1]);
    }

  return lower;
}

static gboolean
take_word (Parser      *self,
           const char  *word,
           GError     **error)
{
  g_autofree char *visible = NULL;
  const char *value = NULL;
  char **field = find_field (self->query, word, &value);

  if (field == NULL)
    {
      if (belay_trail_when_take (&self->when, word))
        return TRUE;

      g_string_append_printf (self->text, "%s%s", self->text->len > 0 ? " " : "", word);
      return TRUE;
    }

  visible = belay_visible_text (word, MAX_QUOTED);

  if (*field != NULL)
    {
      /* Translators: the placeholder is a part of what was searched for, as in “by:person”. */
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("“%s” is one too many: of each kind, one thing can be searched for."), visible);
      return FALSE;
    }

  *field = normalise (self->query, field, value);

  if (**field == '\0')
    {
      /* Translators: the placeholder is a part of what was searched for, as in “action:”. */
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("“%s” needs a word after the colon."), visible);
      return FALSE;
    }

  return TRUE;
}

/**
 * belay_trail_query_parse:
 * @text: what somebody typed
 * @error: (nullable): return location for an error
 *
 * Both ends of a range belong to it, each as long as it is written: "14:30..14:45" ends with the last second of 14:45, a
 * date with the last of that day. Where @day_until is not above @day_from, midnight is between them. Times are local.
 *
 * Returns: (transfer full): what to look for; %NULL with %G_IO_ERROR_INVALID_ARGUMENT
 */
BelayTrailQuery *
belay_trail_query_parse (const char  *text,
                         GError     **error)
{
  g_autoptr(BelayTrailQuery) query = NULL;
  g_autoptr(GString) words = g_string_new (NULL);
  g_autofree char *valid = NULL;
  Parser self = { 0 };
  const char *p;

  g_return_val_if_fail (text != NULL, NULL);

  query = g_new0 (BelayTrailQuery, 1);
  query->day_from = query->day_until = -1;
  valid = g_utf8_make_valid (text, -1);
  self.query = query;
  self.text = words;

  for (p = valid; *p != '\0';)
    {
      const char *end = find_end (p);
      g_autofree char *word = g_strndup (p, (gsize) (end - p));

      if (*word != '\0' && !take_word (&self, word, error))
        return NULL;

      p = *end != '\0' ? g_utf8_next_char (end) : end;
    }

  if (!belay_trail_when_resolve (&self.when, query, error))
    return NULL;

  if (words->len > 0)
    query->text = g_strdup (words->str);

  return g_steal_pointer (&query);
}

/**
 * belay_trail_query_copy:
 * @self: a query
 *
 * Returns: (transfer full): the same
 */
BelayTrailQuery *
belay_trail_query_copy (const BelayTrailQuery *self)
{
  BelayTrailQuery *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->text = g_strdup (self->text);
  copy->action = g_strdup (self->action);
  copy->decision = g_strdup (self->decision);
  copy->by = g_strdup (self->by);
  copy->state = g_strdup (self->state);
  copy->host = g_strdup (self->host);
  copy->session = g_strdup (self->session);

  return copy;
}

/**
 * belay_trail_query_free:
 * @self: (transfer full) (nullable): a query
 */
void
belay_trail_query_free (BelayTrailQuery *self)
{
  if (self == NULL)
    return;

  g_free (self->text);
  g_free (self->action);
  g_free (self->decision);
  g_free (self->by);
  g_free (self->state);
  g_free (self->host);
  g_free (self->session);
  g_free (self);
}
