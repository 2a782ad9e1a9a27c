/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-identity.h"

G_BEGIN_DECLS

typedef enum
{
  BELAY_TRAIL_KEYRING_DONE,     /* found; stored */
  BELAY_TRAIL_KEYRING_NOTHING,  /* it has no such key */
  BELAY_TRAIL_KEYRING_LOCKED,   /* it has one, and would have to be unlocked by the person first */
  BELAY_TRAIL_KEYRING_ABSENT,   /* there is no keyring, or it does not answer, or not without asking the person */
} BelayTrailKeyringAnswer;

/*
 * The key of this installation in the Secret Service. Neither function ever puts a question to the person, and both
 * come back within a few seconds. Blocking; any thread but the main one.
 */

/* @public_hex: (nullable): of the key looked for; NULL: the one stored last. @seed: (out) locked memory, see
 * belay_trail_secret_wipe(). */
BelayTrailKeyringAnswer belay_trail_keyring_look_up (const char    *public_hex,
                                                     guint8       **seed);
BelayTrailKeyringAnswer belay_trail_keyring_store   (const char    *public_hex,
                                                     const guint8  *seed);

G_END_DECLS
