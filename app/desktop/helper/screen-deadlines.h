/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rfb.h"

G_BEGIN_DECLS

/* How long a server may take for what. All times are as g_get_monotonic_time() counts. */
typedef struct
{
  gboolean is_remote;
  gint64   started;
  gboolean has_reported;
  gint64   stuck_since;         /* what is to be sent has not moved; 0: there is nothing */
  gint64   message_since;       /* 0: not within a message */
  guint64  n_messages;
  guint64  n_message_bytes;
  gint64   input_since;         /* input was sent and nothing came since; 0: something did */
  gboolean probed;
} ScreenDeadlines;

/* What is to be sent: whether there is any, and whether some has just left. */
void             screen_deadlines_note_queue    (ScreenDeadlines *self,
                                                 gboolean         is_empty,
                                                 gboolean         moved);
void             screen_deadlines_note_input    (ScreenDeadlines *self);
void             screen_deadlines_note_received (ScreenDeadlines *self);

/* @rfb has taken @n bytes. */
void             screen_deadlines_note_taken    (ScreenDeadlines *self,
                                                 Rfb             *rfb,
                                                 gsize            n);

/* The server is waited for unless @is_held. What is due meanwhile, a probe, is sent. @next: when to look again, lowered
 * where that is sooner. */
BelayWireFailure screen_deadlines_check         (ScreenDeadlines *self,
                                                 Rfb             *rfb,
                                                 gboolean         is_held,
                                                 gint64           now,
                                                 gint64          *next);

G_END_DECLS
