/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-screen.h"

G_BEGIN_DECLS

#define DESKTOP_PEER_WIDTH  1280
#define DESKTOP_PEER_HEIGHT 800

/* A real X server with a VNC socket, and real programs on it. Everything it starts ends with it. */
typedef struct
{
  char        *dir;             /* its own, removed at the end */
  char        *socket;          /* path of the VNC socket */
  char        *display;         /* ":N" */
  GSubprocess *server;
  GPtrArray   *programs;        /* of GSubprocess */
} DesktopPeer;

typedef gboolean (*DesktopPeerTest) (gpointer user_data);

/* Whether the programs it needs are installed; otherwise the test is marked as skipped. */
gboolean     desktop_peer_is_possible (void);

DesktopPeer *desktop_peer_new         (void);
void         desktop_peer_free        (DesktopPeer      *self);

/* Kills the server, or starts one again at the same socket. */
void         desktop_peer_kill        (DesktopPeer      *self);
void         desktop_peer_start       (DesktopPeer      *self);

/* @argv: without "-display". Its standard output goes to the file @output in the directory. */
GSubprocess *desktop_peer_run         (DesktopPeer      *self,
                                       const char       *output,
                                       const char *const *argv);
char        *desktop_peer_read        (DesktopPeer      *self,
                                       const char       *output);

/* A screen that is live and shows something. */
BelayScreen *desktop_peer_open        (DesktopPeer      *self);

/* Runs the main loop until @test is true; fails after half a minute. */
void         desktop_peer_until       (DesktopPeerTest   test,
                                       gpointer          user_data);
void         desktop_peer_for         (guint             ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DesktopPeer, desktop_peer_free)

G_END_DECLS
