/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What a sandbox finds at the end of its way out while that is tried: one host that is allowed and answers as
 * belay-egress-trial-wire.h says, and nothing else. No packet leaves this computer. Main thread only.
 */
typedef struct _BelayEgressTrial BelayEgressTrial;

BelayEgressTrial *belay_egress_trial_new      (void);
void              belay_egress_trial_free     (BelayEgressTrial *self);

/* Of the host that is allowed; nobody knows it before. */
const char       *belay_egress_trial_get_name (BelayEgressTrial *self);
/* (transfer full): a connected, non-blocking socket; -1 for what is not allowed */
int               belay_egress_trial_connect  (BelayEgressTrial *self,
                                               const char       *host,
                                               guint16           port,
                                               gboolean          secure);
/* Whether something came out that was meant for another host than was allowed. */
gboolean          belay_egress_trial_has_leaked (BelayEgressTrial *self);
/* Whether what was meant for it came out: the way out works. */
gboolean          belay_egress_trial_has_heard (BelayEgressTrial *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayEgressTrial, belay_egress_trial_free)

G_END_DECLS
