/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-frame.h"

G_BEGIN_DECLS

typedef enum
{
  BELAY_PRIVACY_NONE,
  BELAY_PRIVACY_INPUT,          /* the person acts, and nobody watches */
  BELAY_PRIVACY_CHECK,          /* they have acted, and look whether anything private is left on the screen */
} BelayPrivacyPhase;

#define BELAY_TYPE_PRIVACY_PHASE (belay_privacy_phase_get_type ())
GType belay_privacy_phase_get_type (void);

#define BELAY_TYPE_PRIVACY (belay_privacy_get_type ())

/*
 * The one place that says whether a session is private now, and which frames were. Whoever keeps a frame, reads in it or
 * shows it to somebody else than the person asks here first. Main thread only.
 *
 * Property: "phase" (BelayPrivacyPhase), notified.
 */
G_DECLARE_FINAL_TYPE (BelayPrivacy, belay_privacy, BELAY, PRIVACY, GObject)

BelayPrivacy      *belay_privacy_new       (void);

BelayPrivacyPhase  belay_privacy_get_phase (BelayPrivacy      *self);
/* In either phase: until the person has said that nothing private is left. */
gboolean           belay_privacy_is_on     (BelayPrivacy      *self);
/* Whether @frame (nullable) shows, or may show, what was private when it came. It stays so for ever. */
gboolean           belay_privacy_hides     (BelayPrivacy      *self,
                                            const BelayFrame  *frame);

/* @now: (nullable): the screen at this moment. What comes after it is private. */
void               belay_privacy_begin     (BelayPrivacy      *self,
                                            const BelayFrame  *now);
/* Between the phases, both ways. */
void               belay_privacy_set_check (BelayPrivacy      *self,
                                            gboolean           check);
/* @now: (nullable): what the person looked at; it and what comes after it is private no more. */
void               belay_privacy_end       (BelayPrivacy      *self,
                                            const BelayFrame  *now);

G_END_DECLS
