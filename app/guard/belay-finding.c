/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-finding.h"

/**
 * BelayFinding:
 *
 * What a guard saw in a proposed step or on the screen: how bad it is, a sentence for the person, and where.
 *
 * Immutable; may be shared between threads.
 */
struct _BelayFinding
{
  GObject        parent_instance;

  char          *guard;
  BelaySeverity  severity;
  char          *sentence;
  BelayRect      region;
  gboolean       has_region;
};

G_DEFINE_FINAL_TYPE (BelayFinding, belay_finding, G_TYPE_OBJECT)

static void
belay_finding_finalize (GObject *object)
{
  BelayFinding *self = BELAY_FINDING (object);

  g_free (self->guard);
  g_free (self->sentence);

  G_OBJECT_CLASS (belay_finding_parent_class)->finalize (object);
}

static void
belay_finding_class_init (BelayFindingClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = belay_finding_finalize;
}

static void
belay_finding_init (BelayFinding *self)
{
}

/**
 * belay_finding_new:
 * @guard: the guard's name in the trail, such as "moved-target"
 * @severity: how bad it is
 * @sentence: a translated sentence for the person
 * @region: (nullable): where it is, screen pixels; copied
 *
 * Returns: (transfer full): a finding
 */
BelayFinding *
belay_finding_new (const char      *guard,
                   BelaySeverity    severity,
                   const char      *sentence,
                   const BelayRect *region)
{
  BelayFinding *self;

  g_return_val_if_fail (guard != NULL, NULL);
  g_return_val_if_fail (sentence != NULL, NULL);

  self = g_object_new (BELAY_TYPE_FINDING, NULL);
  self->guard = g_strdup (guard);
  self->severity = severity;
  self->sentence = g_strdup (sentence);

  if (region != NULL)
    {
      self->region = *region;
      self->has_region = TRUE;
    }

  return self;
}

/**
 * belay_finding_get_guard:
 * @self: a finding
 *
 * Returns: the name of the guard that made it; not translated
 */
const char *
belay_finding_get_guard (BelayFinding *self)
{
  g_return_val_if_fail (BELAY_IS_FINDING (self), NULL);

  return self->guard;
}

/**
 * belay_finding_get_severity:
 * @self: a finding
 *
 * Returns: how bad it is. Fails closed: %BELAY_FINDING_HOLD for what is no finding.
 */
BelaySeverity
belay_finding_get_severity (BelayFinding *self)
{
  g_return_val_if_fail (BELAY_IS_FINDING (self), BELAY_FINDING_HOLD);

  return self->severity;
}

/**
 * belay_finding_get_sentence:
 * @self: a finding
 *
 * Returns: a translated sentence for the person; plain text, no markup
 */
const char *
belay_finding_get_sentence (BelayFinding *self)
{
  g_return_val_if_fail (BELAY_IS_FINDING (self), NULL);

  return self->sentence;
}

/**
 * belay_finding_get_region:
 * @self: a finding
 * @region: (out) (optional): where it is, screen pixels; untouched if there is no place
 *
 * Returns: %TRUE if the finding has a place on the screen
 */
gboolean
belay_finding_get_region (BelayFinding *self,
                          BelayRect    *region)
{
  g_return_val_if_fail (BELAY_IS_FINDING (self), FALSE);

  if (self->has_region && region != NULL)
    *region = self->region;

  return self->has_region;
}
