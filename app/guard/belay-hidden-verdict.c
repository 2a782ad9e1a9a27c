/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-hidden-verdict.h"

/* One text is read a little differently where it is cut out differently: so many of its words have to be the same. */
#define SAME_WORDS      60      /* percent */

static void
place_free (gpointer data)
{
  BelayHiddenPlace *place = data;

  g_free (place->text);
  g_free (place->key);
  g_free (place);
}

/**
 * belay_hidden_verdict_new:
 *
 * Returns: (transfer full): a verdict without places, which it owns once they are added
 */
BelayHiddenVerdict *
belay_hidden_verdict_new (void)
{
  BelayHiddenVerdict *self = g_new0 (BelayHiddenVerdict, 1);

  self->places = g_ptr_array_new_with_free_func (place_free);

  return self;
}

/**
 * belay_hidden_verdict_free:
 * @self: (transfer full) (nullable): a verdict
 */
void
belay_hidden_verdict_free (BelayHiddenVerdict *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->places);
  g_free (self->problem);
  g_free (self);
}

/**
 * belay_hidden_verdict_finds:
 * @self: a verdict
 * @kind: what is asked for
 *
 * Returns: whether there is such a place
 */
gboolean
belay_hidden_verdict_finds (const BelayHiddenVerdict *self,
                            BelayHiddenKind           kind)
{
  for (guint i = 0; i < self->places->len; i++)
    if (((BelayHiddenPlace *) self->places->pdata[i])->kind == kind)
      return TRUE;

  return FALSE;
}

/* One text found in two ways. */

static char **
split_words (const BelayHiddenPlace *place)
{
  g_autofree char *folded = g_utf8_casefold (place->text, -1);

  return g_strsplit_set (folded, " \n\t", -1);
}

/* Whether what @place says is, nearly, a part of what @other says. */
static gboolean
is_said_by (const BelayHiddenPlace *place,
            const BelayHiddenPlace *other)
{
  g_auto(GStrv) words = split_words (place);
  g_auto(GStrv) others = split_words (other);
  guint n_words = g_strv_length (words), n_same = 0;

  for (guint i = 0; i < n_words; i++)
    n_same += g_strv_contains ((const char * const *) others, words[i]) ? 1 : 0;

  return n_words <= g_strv_length (others) && n_same * 100 >= n_words * SAME_WORDS;
}

static gboolean
is_said_elsewhere (BelayHiddenVerdict     *self,
                   const BelayHiddenPlace *place)
{
  for (guint i = 0; i < self->places->len; i++)
    {
      const BelayHiddenPlace *other = self->places->pdata[i];

      if (other != place && other->kind == BELAY_HIDDEN_WORDS &&
          belay_rect_intersect (&place->area, &other->area, NULL) && is_said_by (place, other))
        return TRUE;
    }

  return FALSE;
}

/**
 * belay_hidden_verdict_join:
 * @self: a verdict
 *
 * Of places that overlap and say the same, the one that says the most stays. Different words in one place are different
 * texts, and both stay: nobody shall hide one behind the other.
 */
void
belay_hidden_verdict_join (BelayHiddenVerdict *self)
{
  for (guint i = 0; i < self->places->len;)
    {
      const BelayHiddenPlace *place = self->places->pdata[i];

      if (place->kind == BELAY_HIDDEN_WORDS && is_said_elsewhere (self, place))
        g_ptr_array_remove_index (self->places, i);
      else
        i++;
    }
}
