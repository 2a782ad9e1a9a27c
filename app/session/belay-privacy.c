/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-privacy.h"

/**
 * BelayPrivacy:
 *
 * Whether a session is private now, and which frames came while it was.
 *
 * Frames are numbered as they come, so a time of privacy is a range of numbers. What is still on its way to somewhere when
 * it begins or ends (a picture that is being compressed, say) is judged by its frame, not by the clock.
 */
struct _BelayPrivacy
{
  GObject            parent_instance;

  BelayPrivacyPhase  phase;
  GArray            *ranges;            /* of Range, oldest first */
};

/* The numbers between the two, neither of them included. */
typedef struct
{
  guint64 after;
  guint64 before;
} Range;

enum
{
  PROP_PHASE = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ENUM_TYPE (BelayPrivacyPhase, belay_privacy_phase,
                    G_DEFINE_ENUM_VALUE (BELAY_PRIVACY_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (BELAY_PRIVACY_INPUT, "input"),
                    G_DEFINE_ENUM_VALUE (BELAY_PRIVACY_CHECK, "check"))

G_DEFINE_FINAL_TYPE (BelayPrivacy, belay_privacy, G_TYPE_OBJECT)

static void
belay_privacy_finalize (GObject *object)
{
  g_array_unref (BELAY_PRIVACY (object)->ranges);

  G_OBJECT_CLASS (belay_privacy_parent_class)->finalize (object);
}

static void
belay_privacy_get_property (GObject    *object,
                            guint       property_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  if (property_id == PROP_PHASE)
    g_value_set_enum (value, BELAY_PRIVACY (object)->phase);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
belay_privacy_class_init (BelayPrivacyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = belay_privacy_finalize;
  object_class->get_property = belay_privacy_get_property;

  properties[PROP_PHASE] = g_param_spec_enum ("phase", NULL, NULL, BELAY_TYPE_PRIVACY_PHASE, BELAY_PRIVACY_NONE,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
belay_privacy_init (BelayPrivacy *self)
{
  self->ranges = g_array_new (FALSE, FALSE, sizeof (Range));
}

/**
 * belay_privacy_new:
 *
 * Returns: (transfer full): the privacy of a session in which nothing is private
 */
BelayPrivacy *
belay_privacy_new (void)
{
  return g_object_new (BELAY_TYPE_PRIVACY, NULL);
}

BelayPrivacyPhase
belay_privacy_get_phase (BelayPrivacy *self)
{
  g_return_val_if_fail (BELAY_IS_PRIVACY (self), BELAY_PRIVACY_CHECK);

  return self->phase;
}

gboolean
belay_privacy_is_on (BelayPrivacy *self)
{
  g_return_val_if_fail (BELAY_IS_PRIVACY (self), TRUE);

  return self->phase != BELAY_PRIVACY_NONE;
}

/**
 * belay_privacy_hides:
 * @self: a privacy
 * @frame: (nullable): a frame of the session's screen
 *
 * Returns: whether nobody but the person may see @frame
 */
gboolean
belay_privacy_hides (BelayPrivacy     *self,
                     const BelayFrame *frame)
{
  guint64 seq;

  g_return_val_if_fail (BELAY_IS_PRIVACY (self), TRUE);

  if (frame == NULL)
    return belay_privacy_is_on (self);

  seq = belay_frame_get_seq (frame);

  for (guint i = self->ranges->len; i > 0; i--)
    {
      const Range *range = &g_array_index (self->ranges, Range, i - 1);

      if (seq > range->after && seq < range->before)
        return TRUE;
    }

  return FALSE;
}

static void
set_phase (BelayPrivacy      *self,
           BelayPrivacyPhase  phase)
{
  if (self->phase == phase)
    return;

  self->phase = phase;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PHASE]);
}

/**
 * belay_privacy_begin:
 * @self: a privacy
 * @now: (nullable): the screen at this moment
 *
 * Does nothing where it is on already.
 */
void
belay_privacy_begin (BelayPrivacy     *self,
                     const BelayFrame *now)
{
  Range range = { .before = G_MAXUINT64 };

  g_return_if_fail (BELAY_IS_PRIVACY (self));

  if (belay_privacy_is_on (self))
    return;

  range.after = now != NULL ? belay_frame_get_seq (now) : 0;
  g_array_append_val (self->ranges, range);
  set_phase (self, BELAY_PRIVACY_INPUT);
}

/**
 * belay_privacy_set_check:
 * @self: a privacy
 * @check: whether the person looks at what is left, or acts
 *
 * Does nothing where it is not on.
 */
void
belay_privacy_set_check (BelayPrivacy *self,
                         gboolean      check)
{
  g_return_if_fail (BELAY_IS_PRIVACY (self));

  if (belay_privacy_is_on (self))
    set_phase (self, check ? BELAY_PRIVACY_CHECK : BELAY_PRIVACY_INPUT);
}

/**
 * belay_privacy_end:
 * @self: a privacy
 * @now: (nullable): the screen at this moment, which the person has looked at
 *
 * Does nothing where it is not on.
 */
void
belay_privacy_end (BelayPrivacy     *self,
                   const BelayFrame *now)
{
  Range *range;

  g_return_if_fail (BELAY_IS_PRIVACY (self));

  if (!belay_privacy_is_on (self))
    return;

  range = &g_array_index (self->ranges, Range, self->ranges->len - 1);
  range->before = now != NULL ? belay_frame_get_seq (now) : G_MAXUINT64;
  set_phase (self, BELAY_PRIVACY_NONE);
}
