/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe.h"

#include <stdlib.h>
#include <xcb/xcb.h>

#include "belay-probe-wire.h"

#define ATTEMPTS 50             /* of 10 ms: the screen may still be starting, or a menu may have the keyboard */

struct _ProbeScreen
{
  xcb_connection_t *connection;
  xcb_window_t      window;
};

static xcb_connection_t *
try_to_connect (void)
{
  for (guint i = 0; i < ATTEMPTS; i++, g_usleep (10000))
    {
      xcb_connection_t *connection = xcb_connect (NULL, NULL);

      if (!xcb_connection_has_error (connection))
        return connection;

      xcb_disconnect (connection);
    }

  return NULL;
}

/* As the window's background: whatever is drawn over it, the server brings it back. */
static xcb_pixmap_t
make_pattern (xcb_connection_t *connection,
              xcb_screen_t     *screen,
              guint32           seed)
{
  static guint32 pixels[BELAY_PROBE_HEIGHT][BELAY_PROBE_WIDTH];
  xcb_pixmap_t pixmap = xcb_generate_id (connection);
  xcb_gcontext_t context = xcb_generate_id (connection);

  for (guint y = 0; y < BELAY_PROBE_HEIGHT; y++)
    {
      for (guint x = 0; x < BELAY_PROBE_WIDTH; x++)
        pixels[y][x] = belay_probe_pixel (seed, x, y);
    }

  xcb_create_pixmap (connection, screen->root_depth, pixmap, screen->root, BELAY_PROBE_WIDTH, BELAY_PROBE_HEIGHT);
  xcb_create_gc (connection, context, pixmap, 0, NULL);
  xcb_put_image (connection, XCB_IMAGE_FORMAT_Z_PIXMAP, pixmap, context, BELAY_PROBE_WIDTH, BELAY_PROBE_HEIGHT, 0, 0, 0,
                 screen->root_depth, sizeof pixels, (const guint8 *) pixels);
  xcb_free_gc (connection, context);

  return pixmap;
}

static gboolean
grab (xcb_connection_t *connection,
      xcb_window_t      window)
{
  for (guint i = 0; i < ATTEMPTS; i++, g_usleep (10000))
    {
      g_autofree xcb_grab_keyboard_reply_t *reply = NULL;

      reply = xcb_grab_keyboard_reply (connection,
                                       xcb_grab_keyboard (connection, FALSE, window, XCB_CURRENT_TIME,
                                                          XCB_GRAB_MODE_ASYNC, XCB_GRAB_MODE_ASYNC), NULL);
      if (reply != NULL && reply->status == XCB_GRAB_STATUS_SUCCESS)
        return TRUE;
    }

  return FALSE;
}

/* No window manager knows of it, nor does any other program get a key meanwhile. */
ProbeScreen *
probe_screen_draw (guint32 seed,
                   int     x,
                   int     y)
{
  xcb_connection_t *connection = try_to_connect ();
  ProbeScreen *self;
  xcb_screen_t *screen;
  xcb_pixmap_t pattern;
  guint32 values[3];

  if (connection == NULL)
    return NULL;

  self = g_new (ProbeScreen, 1);
  self->connection = connection;
  self->window = xcb_generate_id (connection);
  screen = xcb_setup_roots_iterator (xcb_get_setup (connection)).data;

  pattern = make_pattern (connection, screen, seed);
  values[0] = pattern;
  values[1] = TRUE;
  values[2] = XCB_EVENT_MASK_KEY_PRESS;
  xcb_create_window (connection, XCB_COPY_FROM_PARENT, self->window, screen->root, (gint16) x, (gint16) y,
                     BELAY_PROBE_WIDTH, BELAY_PROBE_HEIGHT, 0, XCB_WINDOW_CLASS_INPUT_OUTPUT, XCB_COPY_FROM_PARENT,
                     XCB_CW_BACK_PIXMAP | XCB_CW_OVERRIDE_REDIRECT | XCB_CW_EVENT_MASK, values);
  xcb_map_window (connection, self->window);
  xcb_free_pixmap (connection, pattern);

  if (!grab (connection, self->window))
    g_clear_pointer (&self, probe_screen_free);

  return self;
}

int
probe_screen_fd (ProbeScreen *self)
{
  return xcb_get_file_descriptor (self->connection);
}

static guint32
get_keysym (xcb_connection_t *connection,
            xcb_keycode_t     keycode)
{
  g_autofree xcb_get_keyboard_mapping_reply_t *reply = NULL;

  reply = xcb_get_keyboard_mapping_reply (connection, xcb_get_keyboard_mapping (connection, keycode, 1), NULL);

  return reply != NULL && reply->keysyms_per_keycode > 0 ? xcb_get_keyboard_mapping_keysyms (reply)[0] : 0;
}

gboolean
probe_screen_serve (ProbeScreen *self)
{
  xcb_generic_event_t *event;

  while ((event = xcb_poll_for_event (self->connection)) != NULL)
    {
      if ((event->response_type & 0x7f) == XCB_KEY_PRESS)
        probe_say ("key %x", get_keysym (self->connection, ((xcb_key_press_event_t *) event)->detail));
      free (event);
    }

  return !xcb_connection_has_error (self->connection);
}

/* When it returns, the screen is as it was. */
void
probe_screen_free (ProbeScreen *self)
{
  xcb_connection_t *connection = self->connection;

  xcb_ungrab_keyboard (connection, XCB_CURRENT_TIME);
  xcb_destroy_window (connection, self->window);
  free (xcb_get_input_focus_reply (connection, xcb_get_input_focus (connection), NULL));
  xcb_disconnect (connection);
  g_free (self);
}
