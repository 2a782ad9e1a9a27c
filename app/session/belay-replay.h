/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-recording.h"
#include "belay-script-agent.h"

G_BEGIN_DECLS

#define BELAY_TYPE_REPLAY (belay_replay_get_type ())

/* An agent that proposes again what a trail says was proposed. No model is asked. docs/replay.md says how. */
G_DECLARE_FINAL_TYPE (BelayReplay, belay_replay, BELAY, REPLAY, BelayScriptAgent)

/* (transfer full): @recording */
BelayReplay             *belay_replay_new             (BelayRecording       *recording);
/* Verifies and reads on a thread. */
void                     belay_replay_load_async      (const char           *directory,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
BelayReplay             *belay_replay_load_finish     (GAsyncResult         *result,
                                                       GError              **error);

const char              *belay_replay_get_directory   (BelayReplay          *self);
/* When the recorded session began, for the person. */
const char              *belay_replay_get_date        (BelayReplay          *self);
const char              *belay_replay_get_task        (BelayReplay          *self);
/* (nullable) what the person said in the recording where the replay awaits words now */
const char              *belay_replay_get_instruction (BelayReplay          *self);
/* (nullable) the recorded step that a proposal of this replay repeats */
const BelayRecordedStep *belay_replay_lookup          (BelayReplay          *self,
                                                       const char           *proposal_id);

G_END_DECLS
