/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-script-agent.h"

G_BEGIN_DECLS

#define BELAY_TYPE_REHEARSAL (belay_rehearsal_get_type ())

/* An agent whose proposals come from a scenario (docs/scenario-format.md). No model is asked. */
G_DECLARE_FINAL_TYPE (BelayRehearsal, belay_rehearsal, BELAY, REHEARSAL, BelayScriptAgent)

/* @json: the scenario; errors name the place ("turns[2].actions[0]: …"). */
BelayRehearsal *belay_rehearsal_new       (const char      *json,
                                           gssize           length,
                                           GError         **error);
const char     *belay_rehearsal_get_name  (BelayRehearsal  *self);
/* What the rehearsal is about, for a list of them: "Fill in a form". */
const char     *belay_rehearsal_get_heading (BelayRehearsal *self);
const char     *belay_rehearsal_get_task  (BelayRehearsal  *self);
const char     *belay_rehearsal_get_summary (BelayRehearsal *self);

/* The shipped scenarios as resource paths, NULL-terminated; (transfer full). */
char          **belay_rehearsal_list_shipped (void);
/* @path: a file name or a resource:// path. */
BelayRehearsal *belay_rehearsal_load      (const char      *path,
                                           GError         **error);

G_END_DECLS
