/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-message.h"

G_BEGIN_DECLS

/*
 * The conversation as bytes. It only grows at its end; what has been sent or received is never written anew, because
 * thinking is bound to it and the cache is found by it (the API's pages on thinking and caching). The one thing that moves are
 * the cache markers, which are added while a request is put together.
 */
typedef struct _BelayTranscript BelayTranscript;

BelayTranscript *belay_transcript_new         (void);
void             belay_transcript_free        (BelayTranscript *self);

/* Turns, of the person's side and of the agent's. */
guint            belay_transcript_get_length  (BelayTranscript *self);
/* Pictures, of all messages together. */
guint            belay_transcript_get_n_pictures (BelayTranscript *self);
gboolean         belay_transcript_has_reply   (BelayTranscript *self);
gboolean         belay_transcript_add_message (BelayTranscript *self,
                                               BelayMessage    *message,
                                               GError         **error);
void             belay_transcript_add_text    (BelayTranscript *self,
                                               const char      *text);
gboolean         belay_transcript_add_reply   (BelayTranscript *self,
                                               GPtrArray       *blocks,
                                               gboolean         proposed,
                                               GError         **error);
/* Takes back what came after the first @length turns. */
void             belay_transcript_truncate    (BelayTranscript *self,
                                               guint            length);
/* Appends the text of the messages array to @chunks, GBytes that are shared rather than copied. */
void             belay_transcript_write       (BelayTranscript *self,
                                               GPtrArray       *chunks);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayTranscript, belay_transcript_free)

G_END_DECLS
