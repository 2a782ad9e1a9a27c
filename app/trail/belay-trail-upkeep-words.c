/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-upkeep.h"

#include <glib/gi18n-lib.h>

static char *
describe_pruned (const BelayTrailUpkeepResult *result,
                 gboolean                      dry_run)
{
  g_autofree char *pictures = g_strdup_printf (ngettext ("%u picture", "%u pictures", result->n_pictures),
                                               result->n_pictures);
  g_autofree char *sessions = g_strdup_printf (ngettext ("%u session", "%u sessions", result->n_sessions),
                                               result->n_sessions);
  g_autofree char *size = g_format_size (result->bytes_before - MIN (result->bytes_after, result->bytes_before));

  /* A size that recompression has a part in says nothing about the pictures that were taken away. */
  if (result->n_recompressed > 0 && !dry_run)
    /* Translators: the placeholders are “312 pictures” and “4 sessions”. */
    return g_strdup_printf (_("Took away %s of %s."), pictures, sessions);

  return dry_run
         /* Translators: the placeholders are “312 pictures”, “4 sessions”, and a size. */
         ? g_strdup_printf (_("Would take away %s of %s, %s."), pictures, sessions, size)
         : g_strdup_printf (_("Took away %s of %s, %s."), pictures, sessions, size);
}

/**
 * belay_trail_upkeep_describe:
 * @result: what was done
 * @dry_run: whether it only would be
 *
 * Returns: (transfer full): translated sentences for a person
 */
char *
belay_trail_upkeep_describe (const BelayTrailUpkeepResult *result,
                             gboolean                      dry_run)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *pruned = describe_pruned (result, dry_run);

  if (result->n_pictures > 0)
    g_string_append (text, pruned);

  if (result->n_recompressed > 0)
    g_string_append_printf (text, dry_run ? ngettext ("%sWould recompress %u picture.", "%sWould recompress %u pictures.",
                                                      result->n_recompressed)
                                          : ngettext ("%sRecompressed %u picture.", "%sRecompressed %u pictures.",
                                                      result->n_recompressed),
                            text->len > 0 ? " " : "", result->n_recompressed);

  if (text->len == 0)
    g_string_append (text, dry_run ? _("Nothing would be taken away.") : _("Nothing was taken away."));

  return g_strdup (text->str);
}
