/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-agent.h"

G_BEGIN_DECLS

/* What an agent without a model is about to say and propose, in the pieces a model would stream it in. Main thread only. */
typedef struct _BelaySpeech BelaySpeech;

BelaySpeech *belay_speech_new            (void);
void         belay_speech_free           (BelaySpeech         *self);

void         belay_speech_add_thinking   (BelaySpeech         *self,
                                          const char          *text);
void         belay_speech_add_text       (BelaySpeech         *self,
                                          const char          *text);
void         belay_speech_add_notice     (BelaySpeech         *self,
                                          const char          *sentence);
void         belay_speech_add_proposal   (BelaySpeech         *self,
                                          BelayProposal       *proposal);

/* Emits the agent's signals, one piece after the other. @self: (transfer full). */
void         belay_speech_deliver_async  (BelaySpeech         *self,
                                          BelayAgent          *agent,
                                          double               pace,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
gboolean     belay_speech_deliver_finish (BelayAgent          *agent,
                                          GAsyncResult        *result,
                                          GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelaySpeech, belay_speech_free)

G_END_DECLS
