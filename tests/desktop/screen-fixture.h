/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-screen.h"
#include "belay-screen-input.h"
#include "peers.h"

G_BEGIN_DECLS

typedef struct
{
  char *folder;
  Peer *peer;
} Fake;

/* Milliseconds of processor time between two visits to poll(): this machine may have other things to do. */
extern double longest_turn;

BelayScreen  *screen_on         (const char *path);
BelayScreen  *screen_on_port    (int port);
gboolean      is_live           (BelayScreen *screen);
BelayScreen  *open_live         (const char *path);
guint32       pixel             (BelayScreen *screen,
                                 int x,
                                 int y);
int           get_width         (BelayScreen *screen);
void          count             (gpointer user_data);
void          keep_text         (BelayScreen *screen,
                                 const char *text,
                                 gpointer user_data);
GArray       *list_helpers      (void);
guint         count_helpers     (void);
int           only_helper       (void);
guint         count_descriptors (void);
void          fake_start        (Fake *self,
                                 const char *tcp);
void          fake_stop         (Fake *self);
BelayScreen  *fake_screen       (Fake *self,
                                 const char *scenario);
BelayScreen  *fake_tcp_screen   (Fake *self,
                                 const char *scenario);
void          measure_turns     (void);
XServer      *start_server      (void);

G_END_DECLS
