/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "belay-frame.h"

G_BEGIN_DECLS

#define BELAY_SCREEN_ERROR (belay_screen_error_quark ())
GQuark belay_screen_error_quark (void);

typedef enum
{
  BELAY_SCREEN_ERROR_CONNECT,           /* nobody answers; tried again */
  BELAY_SCREEN_ERROR_PASSWORD,          /* one is needed, or it was wrong */
  BELAY_SCREEN_ERROR_PROTOCOL,          /* the server broke the rules or hung; tried again */
  BELAY_SCREEN_ERROR_REFUSED,           /* larger than the cap, lossy only: not tried again */
} BelayScreenError;

typedef enum
{
  BELAY_SCREEN_CLOSED,
  BELAY_SCREEN_CONNECTING,              /* also between two attempts */
  BELAY_SCREEN_LIVE,
  BELAY_SCREEN_FAILED,                  /* gave up; get_error() says why */
} BelayScreenState;

#define BELAY_TYPE_SCREEN_STATE (belay_screen_state_get_type ())
GType belay_screen_state_get_type (void);

/* The shape of the sandbox's pointer. Pixels are premultiplied native-endian ARGB, width * 4 bytes a row. */
typedef struct
{
  int     width;
  int     height;
  int     hot_x;
  int     hot_y;
  GBytes *pixels;                       /* NULL: the pointer is hidden or drawn into the picture */
} BelayCursor;

#define BELAY_TYPE_SCREEN (belay_screen_get_type ())

/*
 * The sandbox's screen over VNC. The decoder runs in the helper process belay-screen; this object starts it, copies
 * pixels into frames and believes nothing else it says. Main thread only.
 *
 * Properties: "state" (BelayScreenState), "frame" (BelayFrame, nullable; the newest one), both notified.
 * Signals: "cursor-changed" (); "clipboard" (char *text: what the sandbox put on its clipboard, capped at 64 KiB,
 * valid UTF-8); "clipboard-fetched" (): the sandbox pastes what was put on it; "password-wanted" (); "refreshed" (): see
 * belay_screen_refresh().
 */
G_DECLARE_FINAL_TYPE (BelayScreen, belay_screen, BELAY, SCREEN, GObject)

BelayScreen       *belay_screen_new           (GSocketConnectable *address);
void               belay_screen_open          (BelayScreen        *self);
void               belay_screen_close         (BelayScreen        *self);
void               belay_screen_set_password  (BelayScreen        *self,
                                               const char         *password);

/* Asks for all of the screen once more, whatever the server thinks has been sent; "refreshed" says that it is there. FALSE: the
 * screen is not live. */
gboolean           belay_screen_refresh       (BelayScreen        *self);

BelayScreenState   belay_screen_get_state     (BelayScreen        *self);
const GError      *belay_screen_get_error     (BelayScreen        *self);
gint64             belay_screen_get_retry_time (BelayScreen       *self);
BelayFrame        *belay_screen_get_frame     (BelayScreen        *self);
const BelayCursor *belay_screen_get_cursor    (BelayScreen        *self);
guint              belay_screen_get_generation (BelayScreen       *self);

G_END_DECLS
