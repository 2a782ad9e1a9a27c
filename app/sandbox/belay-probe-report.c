/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-probe-report.h"

#include <string.h>

#include "belay-probe-wire.h"

const char * const belay_probe_checks[] = {
  "files", "processes", "privileges", "environment", "home", "agents", "desktop", "direct", "names", "local", "metadata",
  "proxy", NULL,
};

G_STATIC_ASSERT (G_N_ELEMENTS (belay_probe_checks) == BELAY_PROBE_N_CHECKS + 1);

/* If @text begins with @word and a space, what follows; otherwise NULL. */
static const char *
skip_word (const char *text,
           const char *word)
{
  gsize length = strlen (word);

  return strncmp (text, word, length) == 0 && text[length] == ' ' ? text + length + 1 : NULL;
}

static gboolean
find_check (const char *name,
            gsize       length,
            guint      *check)
{
  for (guint i = 0; belay_probe_checks[i] != NULL; i++)
    {
      if (strlen (belay_probe_checks[i]) == length && strncmp (belay_probe_checks[i], name, length) == 0)
        {
          *check = i;
          return TRUE;
        }
    }

  return FALSE;
}

static gboolean
parse_verdict (const char       *text,
               BelayProbeReport *report)
{
  const char *fine = skip_word (text, "fine");
  const char *bad = skip_word (text, "bad");
  gsize length;

  if (fine != NULL)
    {
      report->word = BELAY_PROBE_FINE;
      return find_check (fine, strlen (fine), &report->check);
    }

  if (bad == NULL)
    return FALSE;

  report->word = BELAY_PROBE_BAD;
  length = strcspn (bad, " ");
  if (!find_check (bad, length, &report->check) || bad[length] == '\0' || bad[length + 1] == '\0')
    return FALSE;

  report->detail = g_strdup (bad + length + 1);

  return TRUE;
}

/* One to eight lower-case hexadecimal digits. */
static gboolean
parse_key (const char       *text,
           BelayProbeReport *report)
{
  const char *key = skip_word (text, "key");
  gsize length = key != NULL ? strlen (key) : 0;

  if (length == 0 || length > 8 || strspn (key, "0123456789abcdef") != length)
    return FALSE;

  report->word = BELAY_PROBE_KEY;
  report->keysym = (guint32) g_ascii_strtoull (key, NULL, 16);

  return TRUE;
}

/**
 * belay_probe_report_parse:
 * @packet: what came, not terminated
 * @length: bytes
 * @report: (out caller-allocates): what it says; belay_probe_report_clear() it, also on failure
 *
 * Strict: whoever says something else is not who it should be.
 *
 * Returns: whether it says something
 */
gboolean
belay_probe_report_parse (const char       *packet,
                          gsize             length,
                          BelayProbeReport *report)
{
  char text[BELAY_PROBE_MAX_ANSWER + 1];

  *report = (BelayProbeReport) { 0 };
  if (length == 0 || length > BELAY_PROBE_MAX_ANSWER || !g_utf8_validate_len (packet, length, NULL))
    return FALSE;

  memcpy (text, packet, length);
  text[length] = '\0';

  if (g_str_equal (text, "drawn"))
    report->word = BELAY_PROBE_DRAWN;
  else if (g_str_equal (text, "gone"))
    report->word = BELAY_PROBE_GONE;
  else
    return parse_verdict (text, report) || parse_key (text, report);

  return TRUE;
}

void
belay_probe_report_clear (BelayProbeReport *report)
{
  g_clear_pointer (&report->detail, g_free);
}
