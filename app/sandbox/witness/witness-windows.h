/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <xcb/xcb.h>

G_BEGIN_DECLS

/* A window of a program; screen pixels. */
typedef struct
{
  int      x;
  int      y;
  int      width;
  int      height;
  guint32  pid;                 /* 0: not known */
  gboolean popup;               /* a menu, or something else that no window manager manages */
  char    *title;               /* (nullable) as the program says, bytes */
  char    *class;               /* (nullable) likewise */
} WitnessWindow;

void     witness_window_clear (WitnessWindow    *window);

/* The topmost window at a point; FALSE: there is none. */
gboolean witness_windows_at   (xcb_connection_t *connection,
                               int               x,
                               int               y,
                               WitnessWindow    *window);
/* The window that keys go to; FALSE: there is none. */
gboolean witness_windows_focused (xcb_connection_t *connection,
                                  WitnessWindow    *window);

G_END_DECLS
