/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A wait that can be watched, cut short and cancelled. */
typedef struct _BelayCountdown BelayCountdown;

/* @tick is called at once and then each second with the seconds left; one of @done and @cancelled follows, or neither
 * if it is freed before. It may be freed from within each of them. */
typedef struct
{
  void (* tick)      (guint    seconds,
                      gpointer user_data);
  void (* done)      (gpointer user_data);
  void (* cancelled) (gpointer user_data);
} BelayCountdownFuncs;

BelayCountdown *belay_countdown_new    (gint64                     wait_ms,
                                        GCancellable              *cancellable,
                                        const BelayCountdownFuncs *funcs,
                                        gpointer                   user_data);
void            belay_countdown_free   (BelayCountdown            *self);
void            belay_countdown_finish (BelayCountdown            *self);

G_END_DECLS
