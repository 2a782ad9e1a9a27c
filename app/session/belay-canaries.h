/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What this computer has for a sandbox to be tried on: a file, a server at its loopback address, an abstract socket. Whoever
 * gets at them is noticed here, too, whatever they say. Main thread only.
 */
typedef struct _BelayCanaries BelayCanaries;

/* @check: "local" or "desktop": somebody connected */
typedef void (* BelayCanarySang) (const char *check,
                                  gpointer    user_data);

BelayCanaries *belay_canaries_new          (BelayCanarySang  sang,
                                            gpointer         user_data);
void           belay_canaries_free         (BelayCanaries   *self);
/* (nullable) */
const char    *belay_canaries_get_file     (BelayCanaries   *self);
/* 0: none could be made */
guint16        belay_canaries_get_port     (BelayCanaries   *self);
/* (nullable) */
const char    *belay_canaries_get_abstract (BelayCanaries   *self);

G_END_DECLS
