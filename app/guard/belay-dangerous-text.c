/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-dangerous-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "belay-dangerous-families.h"
#include "belay-decoded-text.h"
#include "belay-folded-shell.h"
#include "belay-folded-text.h"
#include "belay-visible-text.h"

#define GUARD           "dangerous-text"
#define EXCERPT_CHARS   80

/* What is looked at in one go. Longer text is cut into pieces that overlap by more than any pattern reaches. */
#define PIECE_SIZE      (16 * 1024)
#define PIECE_OVERLAP   2048

/* PCRE gives up on a piece that takes it longer: such text is not ordinary, and says so. */
#define UNREADABLE      "unreadable"

static const struct
{
  BelayDisguise disguise;
  const char   *family;
  const char   *sentence;
} disguises[] = {
  { BELAY_DISGUISE_INVISIBLE, "invisible", N_("It holds characters that cannot be seen.") },
  { BELAY_DISGUISE_BIDI, "bidi", N_("It holds characters that turn the order of the text around.") },
  { BELAY_DISGUISE_LOOKALIKE, "lookalike", N_("It holds letters that look like others.") },
  { BELAY_DISGUISE_CONTROL, "control", N_("It holds control characters.") },
};

/**
 * belay_text_hit_free:
 * @hit: (transfer full) (nullable): a hit
 */
void
belay_text_hit_free (BelayTextHit *hit)
{
  if (hit == NULL)
    return;

  g_free (hit->excerpt);
  g_free (hit);
}

static GRegex **
get_patterns (const BelayDangerousFamily **families,
              guint                       *n_families)
{
  static gsize ready;
  static GRegex **patterns;

  *families = belay_dangerous_families_get (n_families);

  if (g_once_init_enter (&ready))
    {
      patterns = g_new0 (GRegex *, *n_families);

      for (guint i = 0; i < *n_families; i++)
        {
          g_autofree char *pattern = g_strjoinv ("|", (char **) (*families)[i].patterns);
          g_autoptr(GError) error = NULL;

          patterns[i] = g_regex_new (pattern, G_REGEX_EXTENDED | G_REGEX_OPTIMIZE | G_REGEX_MULTILINE, 0,
                                     &error);
          if (patterns[i] == NULL)
            g_error ("The pattern of %s: %s", (*families)[i].name, error->message);
        }

      g_once_init_leave (&ready, 1);
    }

  return patterns;
}

/**
 * belay_dangerous_text_prepare:
 *
 * Compiles what is looked for, which takes some 60 ms and is done once. Whoever does not call this waits for it later.
 *
 * Any thread.
 */
void
belay_dangerous_text_prepare (void)
{
  const BelayDangerousFamily *families;
  guint n_families;

  get_patterns (&families, &n_families);
}

static gboolean
is_found (GPtrArray  *hits,
          const char *family)
{
  for (guint i = 0; i < hits->len; i++)
    if (g_str_equal (((BelayTextHit *) hits->pdata[i])->family, family))
      return TRUE;

  return FALSE;
}

static void
add_hit (GPtrArray     *hits,
         const char    *family,
         BelaySeverity  severity,
         const char    *excerpt)
{
  BelayTextHit *hit;

  if (is_found (hits, family))
    return;

  hit = g_new0 (BelayTextHit, 1);
  hit->family = family;
  hit->severity = severity;
  hit->excerpt = belay_visible_text (excerpt, EXCERPT_CHARS);
  g_ptr_array_add (hits, hit);
}

static void
match_piece (const char      *piece,
             BelayTextOrigin  origin,
             GPtrArray       *hits)
{
  const BelayDangerousFamily *families;
  guint n_families;
  GRegex **patterns = get_patterns (&families, &n_families);

  for (guint i = 0; i < n_families; i++)
    {
      g_autoptr(GMatchInfo) match = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *excerpt = NULL;

      if ((families[i].origins & origin) == 0 || is_found (hits, families[i].name))
        continue;

      if (g_regex_match_full (patterns[i], piece, -1, 0, 0, &match, &error))
        {
          excerpt = g_match_info_fetch (match, 0);
          g_strstrip (excerpt);
          add_hit (hits, families[i].name, families[i].severity, excerpt);
        }
      else if (error != NULL)
        {
          add_hit (hits, UNREADABLE, BELAY_FINDING_WARN, "");
        }
    }
}

static void
match (const char      *text,
       BelayTextOrigin  origin,
       GPtrArray       *hits)
{
  gsize length = strlen (text);

  for (const char *p = text;;)
    {
      gsize left = length - (gsize) (p - text);
      const char *end = left > PIECE_SIZE ? g_utf8_find_prev_char (p, p + PIECE_SIZE) : p + left;
      g_autofree char *piece = g_strndup (p, (gsize) (end - p));

      match_piece (piece, origin, hits);

      if (*end == '\0')
        return;

      p = g_utf8_find_prev_char (p, end - PIECE_OVERLAP);
    }
}

/* Lines on a screen end where there is no more room, sentences go on. */
static char *
join_lines (const char *text)
{
  char *joined = g_strdup (text);

  g_strdelimit (joined, "\n", ' ');

  return joined;
}

static int
compare_severity (gconstpointer a,
                  gconstpointer b)
{
  const BelayTextHit *first = *(BelayTextHit *const *) a;
  const BelayTextHit *second = *(BelayTextHit *const *) b;

  return (int) second->severity - (int) first->severity;
}

static void
add_disguises (BelayDisguise    disguise,
               BelayTextOrigin  origin,
               const char      *text,
               GPtrArray       *hits)
{
  for (gsize i = 0; i < G_N_ELEMENTS (disguises); i++)
    if ((disguise & disguises[i].disguise) != 0)
      add_hit (hits, disguises[i].family, BELAY_FINDING_WARN, text);
}

static void
match_decoded (const char *text,
               GPtrArray  *hits)
{
  g_autofree char *decoded = belay_fold_decode (text);
  guint n_plain = hits->len;

  if (decoded == NULL)
    return;

  match (decoded, BELAY_TEXT_TYPED | BELAY_TEXT_SHELL | BELAY_TEXT_SCREEN, hits);
  if (hits->len > n_plain)
    add_hit (hits, "encoded-command", BELAY_FINDING_HOLD, decoded);
}

static void
match_spelling (const char      *text,
                BelayTextOrigin  origin,
                GPtrArray       *hits)
{
  g_autofree char *words = NULL;

  /* Commands are full of digits, and do nothing when they are spelled in another way. */
  if (origin == BELAY_TEXT_SHELL)
    return;

  words = belay_fold_spelling (text);
  if (words != NULL)
    match (words, BELAY_TEXT_SCREEN, hits);
}

/* Matching is done in small letters; a person knows the passage by its own. */
static void
restore_capitals (const char *text,
                  GPtrArray  *hits)
{
  for (guint i = 0; i < hits->len; i++)
    {
      BelayTextHit *hit = hits->pdata[i];
      gsize length = strlen (hit->excerpt);

      for (const char *p = text; length > 0 && *p != '\0'; p++)
        {
          if (g_ascii_strncasecmp (p, hit->excerpt, length) == 0)
            {
              memcpy (hit->excerpt, p, length);
              break;
            }
        }
    }
}

/**
 * belay_dangerous_text_find:
 * @text: anything, of any length; what is not UTF-8 is replaced
 * @origin: where it was met
 *
 * Looks for what is dangerous about a text: commands that destroy, fetch and run, send away; words meant for an agent; and
 * whatever hides. It reads as a person would, through lookalike letters, invisible characters, shell quoting and base64.
 * A text without a hit is not harmless.
 *
 * Any thread. Takes below a millisecond for a line.
 *
 * Returns: (transfer full) (element-type BelayTextHit): one hit for each family at most, the worst first
 */
GPtrArray *
belay_dangerous_text_find (const char      *text,
                           BelayTextOrigin  origin)
{
  GPtrArray *hits = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_text_hit_free);
  g_autofree char *folded = NULL;
  g_autofree char *plain = NULL;
  BelayDisguise disguise;

  g_return_val_if_fail (text != NULL, hits);

  folded = belay_fold_text (text, &disguise);

  if (origin == BELAY_TEXT_SCREEN)
    {
      plain = join_lines (folded);
      match (plain, origin, hits);
    }
  else
    {
      match (folded, origin, hits);
      plain = belay_fold_shell (folded);
      if (plain != NULL)
        match (plain, origin, hits);
    }

  match_decoded (text, hits);
  match_spelling (text, origin, hits);
  restore_capitals (text, hits);
  add_disguises (disguise, origin, text, hits);
  g_ptr_array_sort (hits, compare_severity);

  return hits;
}

static const char *
get_sentence (const char *family)
{
  guint n_families;
  const BelayDangerousFamily *families = belay_dangerous_families_get (&n_families);

  for (guint i = 0; i < n_families; i++)
    if (g_str_equal (families[i].name, family))
      return _(families[i].sentence);

  for (gsize i = 0; i < G_N_ELEMENTS (disguises); i++)
    if (g_str_equal (disguises[i].family, family))
      return _(disguises[i].sentence);

  return _("It is written so that it takes too long to read.");
}

const char *
belay_text_hit_get_sentence (const BelayTextHit *hit)
{
  return get_sentence (hit->family);
}

static BelayFinding *
make_finding (const BelayTextHit *hit,
              const BelayRect    *region)
{
  const char *sentence = get_sentence (hit->family);
  g_autofree char *name = g_strconcat (GUARD ":", hit->family, NULL);
  g_autofree char *whole = NULL;

  if (*hit->excerpt == '\0')
    return belay_finding_new (name, hit->severity, sentence, region);

  /* Translators: a sentence on what is dangerous, then the passage in question. */
  whole = g_strdup_printf (_("%s “%s”"), sentence, hit->excerpt);

  return belay_finding_new (name, hit->severity, whole, region);
}

/**
 * belay_dangerous_text_examine:
 * @action: an action
 *
 * Any thread.
 *
 * Returns: (transfer full) (element-type BelayFinding): what is dangerous about the text it types or runs
 */
GPtrArray *
belay_dangerous_text_examine (const BelayAction *action)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *written = belay_action_get_written (action);
  const char *text = belay_action_get_path (action) != NULL ? written : belay_action_get_text (action);
  gboolean typed = belay_action_get_kind (action) == BELAY_ACTION_TYPE;
  g_autoptr(GPtrArray) hits = NULL;

  /* Of the editor what it writes: it may be run later. */
  if (text == NULL || (!typed && belay_action_is_computer (action)))
    return findings;

  hits = belay_dangerous_text_find (text, typed ? BELAY_TEXT_TYPED : BELAY_TEXT_SHELL);

  for (guint i = 0; i < hits->len; i++)
    g_ptr_array_add (findings, make_finding (hits->pdata[i], NULL));

  return findings;
}

/**
 * belay_dangerous_text_examine_screen:
 * @text: what was read
 * @region: (nullable): where, screen pixels
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable): the worst that was found
 */
BelayFinding *
belay_dangerous_text_examine_screen (const char      *text,
                                     const BelayRect *region)
{
  g_autoptr(GPtrArray) hits = belay_dangerous_text_find (text, BELAY_TEXT_SCREEN);
  BelayTextHit *worst;

  if (hits->len == 0)
    return NULL;

  /* Nothing runs because it can be read: a command on a screen is a warning, not yet a risk to be named. */
  worst = hits->pdata[0];
  worst->severity = MIN (worst->severity, BELAY_FINDING_WARN);

  return make_finding (worst, region);
}
