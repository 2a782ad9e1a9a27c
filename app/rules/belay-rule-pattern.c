/* SPDX-License-Identifier: GPL-3.0-or-later */
#define PCRE2_CODE_UNIT_WIDTH 8

#include "belay-rule-pattern.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <pcre2.h>
#include <string.h>

/* The text comes from the agent and may be made to be slow. These are constant: were they shared among the rules, taking one away
 * could make another one fit. */
#define MATCH_LIMIT 100000      /* steps back; some milliseconds */
#define DEPTH_LIMIT 20000
#define HEAP_LIMIT  4096        /* KiB */

struct _BelayRulePattern
{
  BelayPatternKind     kind;
  BelayPatternReach    reach;
  char                *source;
  pcre2_code          *code;
  pcre2_match_context *limits;
};

static void
clear (BelayRulePattern *self)
{
  g_clear_pointer (&self->source, g_free);
  g_clear_pointer (&self->code, pcre2_code_free);
  g_clear_pointer (&self->limits, pcre2_match_context_free);
}

static void
append_literal (GString    *out,
                const char *from,
                gsize       length)
{
  for (gsize i = 0; i < length; i++)
    {
      if ((guchar) from[i] < 0x80 && !g_ascii_isalnum (from[i]))
        g_string_append_c (out, '\\');
      g_string_append_c (out, from[i]);
    }
}

/* One character of a glob that stands for itself or for a character. @p is left at its last byte. Returns: %FALSE if a quote
 * quotes nothing that needs it */
static gboolean
append_character (GString     *out,
                  const char **p)
{
  if (**p == '?')
    {
      g_string_append (out, "[^\\r\\n]");
      return TRUE;
    }

  if (**p != '\\')
    {
      append_literal (out, *p, 1);
      return TRUE;
    }

  (*p)++;
  if (**p == 'n' || **p == 't')
    g_string_append_printf (out, "\\%c", **p);
  else if (**p == '*' || **p == '?' || **p == '\\')
    append_literal (out, *p, 1);
  else
    return FALSE;

  return TRUE;
}

/* Between two stars the first place that fits is as good as any later one, so that nothing has to be tried again. */
static char *
translate_glob (const char  *glob,
                GError     **error)
{
  g_autoptr(GString) out = g_string_new (NULL);
  const char *last_star = NULL;
  gboolean open = FALSE;

  for (const char *p = glob; *p != '\0'; p++)
    {
      if (*p == '\\' && p[1] != '\0')
        p++;
      else if (*p == '*')
        last_star = p;
    }

  for (const char *p = glob; *p != '\0'; p++)
    {
      if (*p == '*')
        {
          if (open)
            g_string_append_c (out, ')');
          open = p != last_star;
          g_string_append (out, open ? "(?>[^\\r\\n]*?" : "[^\\r\\n]*");
        }
      else if (!append_character (out, &p))
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                               /* Translators: \n, \t, * and ? are to be typed as they are */
                               _("“\\” has to be followed by “*”, “?”, “\\”, “n” or “t”"));
          return NULL;
        }
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
check_source (const char  *source,
              GError     **error)
{
  gsize length = strlen (source);

  if (length == 0 || length > BELAY_PATTERN_MAX_SIZE)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("a pattern has 1 to %d bytes"), BELAY_PATTERN_MAX_SIZE);
  else if (!g_utf8_validate (source, -1, NULL))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("this is not UTF-8"));
  else if (g_str_has_prefix (source, "(*"))
    /* Such a beginning sets limits of its own. */
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("a pattern may not begin with “(*”"));
  else
    {
      for (const char *p = source; *p != '\0'; p++)
        if ((guchar) *p < 0x20 || *p == 0x7f)
          {
            g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                                 _("there is a control character; write “\\n” for a line end and “\\t” for a tab"));
            return FALSE;
          }

      return TRUE;
    }

  return FALSE;
}

static pcre2_code *
compile (const char         *regex,
         BelayPatternReach   reach,
         GError            **error)
{
  static const guint32 ways[] = {
    [BELAY_PATTERN_WHOLE] = PCRE2_ANCHORED | PCRE2_ENDANCHORED,
    [BELAY_PATTERN_PART] = PCRE2_CASELESS,
  };
  int code = 0;
  PCRE2_SIZE offset = 0;
  guint8 message[256] = { 0 };
  pcre2_compile_context *context = pcre2_compile_context_create (NULL);
  pcre2_code *compiled;

  /* Both are Enter when they are typed, and “.” goes beyond neither. */
  pcre2_set_newline (context, PCRE2_NEWLINE_ANYCRLF);

  compiled = pcre2_compile ((PCRE2_SPTR) regex, PCRE2_ZERO_TERMINATED,
                            PCRE2_UTF | PCRE2_UCP | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C | ways[reach],
                            &code, &offset, context);
  pcre2_compile_context_free (context);
  if (compiled != NULL)
    return compiled;

  pcre2_get_error_message (code, message, sizeof message);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               /* Translators: the first %s is what a library says in English, %u the place it is about. */
               _("this is no pattern: %s, at character %u"), (const char *) message, (guint) offset + 1);

  return NULL;
}

/**
 * belay_rule_pattern_new:
 * @kind: how @source is written
 * @reach: how it has to fit
 * @source: the pattern
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the pattern, or %NULL with %G_IO_ERROR_INVALID_ARGUMENT
 */
BelayRulePattern *
belay_rule_pattern_new (BelayPatternKind    kind,
                        BelayPatternReach   reach,
                        const char         *source,
                        GError            **error)
{
  g_autofree char *regex = NULL;
  g_autoptr(BelayRulePattern) self = NULL;
  pcre2_code *code;

  g_return_val_if_fail (source != NULL, NULL);

  if (!check_source (source, error))
    return NULL;

  regex = kind == BELAY_PATTERN_GLOB ? translate_glob (source, error) : g_strdup (source);
  if (regex == NULL)
    return NULL;

  code = compile (regex, reach, error);
  if (code == NULL)
    return NULL;

  self = g_atomic_rc_box_new0 (BelayRulePattern);
  self->kind = kind;
  self->reach = reach;
  self->source = g_strdup (source);
  self->code = code;
  self->limits = pcre2_match_context_create (NULL);
  pcre2_set_match_limit (self->limits, MATCH_LIMIT);
  pcre2_set_depth_limit (self->limits, DEPTH_LIMIT);
  pcre2_set_heap_limit (self->limits, HEAP_LIMIT);

  return g_steal_pointer (&self);
}

BelayRulePattern *
belay_rule_pattern_ref (BelayRulePattern *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

void
belay_rule_pattern_unref (BelayRulePattern *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear);
}

BelayPatternKind
belay_rule_pattern_get_kind (const BelayRulePattern *self)
{
  g_return_val_if_fail (self != NULL, BELAY_PATTERN_GLOB);

  return self->kind;
}

const char *
belay_rule_pattern_get_source (const BelayRulePattern *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->source;
}

/**
 * belay_rule_pattern_match:
 * @self: a pattern
 * @text: what it may fit
 *
 * Takes some milliseconds at most, whatever the pattern and the text.
 *
 * Returns: %BELAY_RULE_FIT_UNKNOWN if @text is no UTF-8 or too long, or the search was given up
 */
BelayRuleFit
belay_rule_pattern_match (const BelayRulePattern *self,
                          const char             *text)
{
  pcre2_match_data *found;
  gsize length;
  BelayRuleFit fit;
  int n;

  g_return_val_if_fail (self != NULL && text != NULL, BELAY_RULE_FIT_UNKNOWN);

  length = strlen (text);
  if (length > BELAY_PATTERN_MAX_TEXT || !g_utf8_validate (text, (gssize) length, NULL))
    return BELAY_RULE_FIT_UNKNOWN;

  found = pcre2_match_data_create (1, NULL);
  n = pcre2_match (self->code, (PCRE2_SPTR) text, length, 0, PCRE2_NO_UTF_CHECK, found, self->limits);

  if (n == PCRE2_ERROR_NOMATCH)
    {
      fit = BELAY_RULE_FIT_NO;
    }
  else if (n < 0)
    {
      fit = BELAY_RULE_FIT_UNKNOWN;
    }
  else
    {
      const PCRE2_SIZE *span = pcre2_get_ovector_pointer (found);

      /* A pattern can say that its match begins later. */
      fit = self->reach == BELAY_PATTERN_PART || (span[0] == 0 && span[1] == length) ? BELAY_RULE_FIT_YES : BELAY_RULE_FIT_NO;
    }

  pcre2_match_data_free (found);

  return fit;
}

/**
 * belay_rule_pattern_quote:
 * @text: a text
 *
 * Returns: (transfer full): the glob that fits @text alone
 */
char *
belay_rule_pattern_quote (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '\n')
        g_string_append (out, "\\n");
      else if (*p == '\t')
        g_string_append (out, "\\t");
      else
        {
          if (*p == '*' || *p == '?' || *p == '\\')
            g_string_append_c (out, '\\');
          g_string_append_c (out, *p);
        }
    }

  return g_string_free (out, FALSE);
}
