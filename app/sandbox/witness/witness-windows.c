/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "witness-windows.h"

#include <string.h>

#define MAX_PROPERTY 1024       /* bytes */
#define MAX_CHILDREN 64         /* windows of a frame that are looked at */

static xcb_window_t
get_root (xcb_connection_t *connection)
{
  return xcb_setup_roots_iterator (xcb_get_setup (connection)).data->root;
}

static xcb_atom_t
get_atom (xcb_connection_t *connection,
          const char       *name)
{
  g_autofree xcb_intern_atom_reply_t *reply = NULL;

  reply = xcb_intern_atom_reply (connection, xcb_intern_atom (connection, TRUE, (guint16) strlen (name), name), NULL);

  return reply != NULL ? reply->atom : XCB_ATOM_NONE;
}

/* (transfer full) (nullable): the bytes of a property, with a zero behind them; @length: how many. */
static char *
get_property (xcb_connection_t *connection,
              xcb_window_t      window,
              const char       *name,
              gsize            *length)
{
  g_autofree xcb_get_property_reply_t *reply = NULL;
  xcb_atom_t atom = get_atom (connection, name);
  char *bytes;

  if (atom == XCB_ATOM_NONE)
    return NULL;

  reply = xcb_get_property_reply (connection,
                                  xcb_get_property (connection, FALSE, window, atom, XCB_GET_PROPERTY_TYPE_ANY, 0,
                                                    MAX_PROPERTY / 4), NULL);
  if (reply == NULL || reply->type == XCB_ATOM_NONE)
    return NULL;

  *length = (gsize) xcb_get_property_value_length (reply);
  bytes = g_malloc0 (*length + 1);
  memcpy (bytes, xcb_get_property_value (reply), *length);

  return bytes;
}

static guint32
get_number (xcb_connection_t *connection,
            xcb_window_t      window,
            const char       *name)
{
  gsize length = 0;
  guint32 number = 0;
  g_autofree char *bytes = get_property (connection, window, name, &length);

  if (bytes != NULL && length >= sizeof number)
    memcpy (&number, bytes, sizeof number);

  return number;
}

static char *
get_title (xcb_connection_t *connection,
           xcb_window_t      window)
{
  gsize length = 0;
  char *title = get_property (connection, window, "_NET_WM_NAME", &length);

  return title != NULL ? title : get_property (connection, window, "WM_NAME", &length);
}

/* The instance, a zero, the class, a zero: it is the second that names the program. */
static char *
get_class (xcb_connection_t *connection,
           xcb_window_t      window)
{
  gsize length = 0;
  g_autofree char *both = get_property (connection, window, "WM_CLASS", &length);
  gsize first = both != NULL ? strlen (both) : 0;

  return both != NULL && first + 1 < length ? g_strdup (both + first + 1) : NULL;
}

/* Panels and the desktop are no windows to a person. */
static gboolean
is_furniture (xcb_connection_t *connection,
              xcb_window_t      window)
{
  guint32 type = get_number (connection, window, "_NET_WM_WINDOW_TYPE");

  return type != XCB_ATOM_NONE && (type == get_atom (connection, "_NET_WM_WINDOW_TYPE_DOCK") ||
                                   type == get_atom (connection, "_NET_WM_WINDOW_TYPE_DESKTOP"));
}

static gboolean
is_managed (xcb_connection_t *connection,
            xcb_window_t      window)
{
  gsize length = 0;
  g_autofree char *state = get_property (connection, window, "WM_STATE", &length);

  return state != NULL;
}

/* The window manager puts the windows of programs into frames. */
static xcb_window_t
find_client (xcb_connection_t *connection,
             xcb_window_t      frame)
{
  g_autofree xcb_query_tree_reply_t *tree = NULL;
  const xcb_window_t *children;

  if (is_managed (connection, frame))
    return frame;

  tree = xcb_query_tree_reply (connection, xcb_query_tree (connection, frame), NULL);
  if (tree == NULL)
    return XCB_WINDOW_NONE;

  children = xcb_query_tree_children (tree);
  for (int i = 0; i < MIN (xcb_query_tree_children_length (tree), MAX_CHILDREN); i++)
    if (is_managed (connection, children[i]))
      return children[i];

  return XCB_WINDOW_NONE;
}

static gboolean
describe (xcb_connection_t *connection,
          xcb_window_t      id,
          gboolean          popup,
          WitnessWindow    *window)
{
  g_autofree xcb_get_geometry_reply_t *geometry = NULL;
  g_autofree xcb_translate_coordinates_reply_t *origin = NULL;

  geometry = xcb_get_geometry_reply (connection, xcb_get_geometry (connection, id), NULL);
  origin = xcb_translate_coordinates_reply (connection, xcb_translate_coordinates (connection, id,
                                                                                   get_root (connection), 0, 0), NULL);
  if (geometry == NULL || origin == NULL)
    return FALSE;

  *window = (WitnessWindow) {
    .x = origin->dst_x,
    .y = origin->dst_y,
    .width = geometry->width,
    .height = geometry->height,
    .pid = get_number (connection, id, "_NET_WM_PID"),
    .popup = popup,
  };

  if (!popup && !is_furniture (connection, id))
    {
      window->title = get_title (connection, id);
      window->class = get_class (connection, id);
    }

  return TRUE;
}

void
witness_window_clear (WitnessWindow *window)
{
  g_clear_pointer (&window->title, g_free);
  g_clear_pointer (&window->class, g_free);
}

gboolean
witness_windows_at (xcb_connection_t *connection,
                    int               x,
                    int               y,
                    WitnessWindow    *window)
{
  g_autofree xcb_translate_coordinates_reply_t *reply = NULL;
  xcb_window_t root = get_root (connection);
  xcb_window_t client;

  reply = xcb_translate_coordinates_reply (connection, xcb_translate_coordinates (connection, root, root, (gint16) x,
                                                                                  (gint16) y), NULL);
  if (reply == NULL || reply->child == XCB_WINDOW_NONE)
    return FALSE;

  client = find_client (connection, reply->child);

  return describe (connection, client != XCB_WINDOW_NONE ? client : reply->child, client == XCB_WINDOW_NONE, window);
}

gboolean
witness_windows_focused (xcb_connection_t *connection,
                         WitnessWindow    *window)
{
  xcb_window_t active = get_number (connection, get_root (connection), "_NET_ACTIVE_WINDOW");

  return active != XCB_WINDOW_NONE && describe (connection, active, FALSE, window);
}
