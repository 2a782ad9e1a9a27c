/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-pixel-node.h"
#include "belay-screen.h"

G_BEGIN_DECLS

/* The sandbox's pointer, both to draw into its picture and to wear as one's own. */
typedef struct _BelayRemoteCursor BelayRemoteCursor;

BelayRemoteCursor *belay_remote_cursor_new      (const BelayCursor   *cursor);
void               belay_remote_cursor_free     (BelayRemoteCursor   *self);
GdkCursor         *belay_remote_cursor_get      (BelayRemoteCursor   *self);
void               belay_remote_cursor_snapshot (BelayRemoteCursor   *self,
                                                 const BelayViewport *viewport,
                                                 BelayPoint           point,
                                                 BelayPixelNodeKind   kind,
                                                 GtkSnapshot         *snapshot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayRemoteCursor, belay_remote_cursor_free)

G_END_DECLS
