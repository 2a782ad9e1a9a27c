/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include "belay-agent.h"
#include "belay-errand.h"
#include "belay-hidden-text.h"
#include "belay-input-plan.h"
#include "belay-picture.h"
#include "belay-screen-text.h"
#include "belay-session.h"
#include "belay-trail-held.h"

G_BEGIN_DECLS

/* The payloads of the session's records in the trail; docs/trail-format.md lists the members. Each returns
 * (transfer full), ready for belay_trail_append(). */

JsonObject *belay_record_open     (BelaySandbox         *sandbox,
                                   guint                 flatten);
JsonObject *belay_record_task     (BelayAgent           *agent,
                                   const char           *task,
                                   const char           *slack,
                                   const BelayBudget    *budget,
                                   gboolean              shell);
JsonObject *belay_record_request  (BelayMessage         *message);
JsonObject *belay_record_response (BelayReply           *reply);
JsonObject *belay_record_proposed (BelayStep            *step);
JsonObject *belay_record_scan     (BelayStep            *step);
JsonObject *belay_record_hidden   (const char           *sha256,
                                   const BelayHiddenVerdict *verdict);
JsonObject *belay_record_reading  (const char           *sha256,
                                   const BelayScreenReading *reading);
JsonObject *belay_record_decision (BelayStep            *step,
                                   const char           *slack);
JsonObject *belay_record_take_back (BelayStep           *step,
                                    const char          *slack);
JsonObject *belay_record_intent   (BelayStep            *step,
                                   const BelayInputPlan *plan,
                                   BelayFrame           *frame,
                                   const BelayPoint     *target);
JsonObject *belay_record_result   (BelayStep            *step,
                                   BelayStepState        state,
                                   const char           *text,
                                   guint                 n_sent,
                                   guint                 n_events,
                                   BelayPicture         *picture);
/* How a step ended that was not for the screen. */
void        belay_record_add_errand (JsonObject         *object,
                                     const BelayErrand  *errand);
/* What @step makes of a file; nothing of another step. */
void        belay_record_add_file_edit (JsonObject      *object,
                                        BelayStep       *step);
JsonObject *belay_record_frame    (const char           *why,
                                   guint                 step,
                                   BelayPicture         *picture);
JsonObject *belay_record_shown    (BelayPicture         *shown,
                                   const char           *of,
                                   gsize                 n_hidden);
JsonObject *belay_record_glimpse  (const char           *sha256,
                                   const BelayRect      *area,
                                   gint64                ms,
                                   gboolean              words);
JsonObject *belay_record_flatten  (const char           *text,
                                   guint                 flatten);
JsonObject *belay_record_difference (BelayStep          *step,
                                     const char         *sentence,
                                     guint               percent,
                                     GArray             *regions);
JsonObject *belay_record_contact  (BelayContact         *contact,
                                   guint                 step,
                                   guint                 suppressed);
JsonObject *belay_record_private_contact (void);
/* @rule: (nullable): adds which rule decided. */
void        belay_record_add_rule      (JsonObject      *object,
                                        const BelayRule *rule);
JsonObject *belay_record_host_decision (BelayContact    *contact,
                                        const char      *decision);
void        belay_record_add_hosts (JsonObject          *object,
                                    BelaySandbox        *sandbox);
JsonObject *belay_record_problem  (const GError         *error);
JsonObject *belay_record_released (const BelayTrailHeld *held);
JsonObject *belay_record_gap        (const char            *reason,
                                     gint64                 seconds);
JsonObject *belay_record_string   (const char           *member,
                                   const char           *value);

G_END_DECLS
