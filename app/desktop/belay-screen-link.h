/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-screen.h"
#include "belay-screen-wire.h"

G_BEGIN_DECLS

/* One connection: a helper process, the socket and the memory shared with it. Believes nothing it says. Any of the
 * calls may close the link. Main thread only. */
typedef struct _BelayScreenLink BelayScreenLink;

typedef struct
{
  void (*frame)           (gpointer      user_data,
                           BelayFrame   *frame);
  /* Not for the first size. The frame follows. */
  void (*resized)         (gpointer      user_data);
  /* What belay_screen_link_send() asked for with BELAY_WIRE_REFRESH is there; its frame, if it is another, has been told. */
  void (*refreshed)       (gpointer      user_data);
  void (*cursor)          (gpointer           user_data,
                           const BelayCursor *cursor);
  void (*text)            (gpointer      user_data,
                           const char   *text);
  /* The sandbox has fetched the text that was last sent. */
  void (*fetched)         (gpointer      user_data);
  void (*password_wanted) (gpointer      user_data);
  /* The last call. */
  void (*lost)            (gpointer      user_data,
                           const GError *error);
} BelayScreenLinkCalls;

BelayScreenLink *belay_screen_link_new             (int                         server,
                                                    const char                 *host,
                                                    BelayFrame                 *previous,
                                                    guint64                     seq,
                                                    const BelayScreenLinkCalls *calls,
                                                    gpointer                    user_data,
                                                    GError                    **error);
void             belay_screen_link_close           (BelayScreenLink            *self);

gboolean         belay_screen_link_send            (BelayScreenLink            *self,
                                                    const BelayWireCommand     *command,
                                                    const char                 *text);
guint            belay_screen_link_get_n_pending   (BelayScreenLink            *self);
gboolean         belay_screen_link_contains        (BelayScreenLink            *self,
                                                    int                         x,
                                                    int                         y);
gboolean         belay_screen_link_takes_clipboard (BelayScreenLink            *self);

G_END_DECLS
