/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "witness-elements.h"

#include <string.h>

#define REGISTRY      "org.a11y.atspi.Registry"
#define ROOT_PATH     "/org/a11y/atspi/accessible/root"
#define NULL_PATH     "/org/a11y/atspi/null"
#define ACCESSIBLE    "org.a11y.atspi.Accessible"
#define COMPONENT     "org.a11y.atspi.Component"

#define MAX_PROGRAMS  64
#define MAX_WINDOWS   32        /* of a program */
#define MAX_DEPTH     32
#define MAX_ANCESTORS 3
#define MAX_MENU_CALLS 128      /* until an open menu is found */

/* Numbers of AT-SPI. */
enum
{
  COORDS_SCREEN = 0,
  COORDS_WINDOW = 1,
  RELATION_LABELLED_BY = 2,
  STATE_SHOWING = 25,
};

enum
{
  ROLE_CHECK_BOX = 7,
  ROLE_CHECK_MENU_ITEM = 8,
  ROLE_COMBO_BOX = 11,
  ROLE_FILLER = 20,
  ROLE_FRAME = 23,
  ROLE_LIST_ITEM = 32,
  ROLE_MENU = 33,
  ROLE_MENU_BAR = 34,
  ROLE_MENU_ITEM = 35,
  ROLE_PAGE_TAB = 37,
  ROLE_PANEL = 39,
  ROLE_PUSH_BUTTON = 43,
  ROLE_RADIO_BUTTON = 44,
  ROLE_RADIO_MENU_ITEM = 45,
  ROLE_TOGGLE_BUTTON = 62,
  ROLE_LINK = 88,
};

/* An object of a program: the program's name on the bus, and a path. */
typedef struct
{
  char *sender;
  char *path;
} Node;

/* One look, and until when. */
typedef struct
{
  GDBusConnection     *bus;
  const WitnessWindow *window;
  int                  x;
  int                  y;
  gint64               deadline;
  guint                n_menu_calls;
} Look;

static void
node_clear (Node *node)
{
  g_clear_pointer (&node->sender, g_free);
  g_clear_pointer (&node->path, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Node, node_clear)

static GVariant *
call (const Look *look,
      const char *sender,
      const char *path,
      const char *interface,
      const char *method,
      GVariant   *arguments,
      const char *type)
{
  gint64 left = (look->deadline - g_get_monotonic_time ()) / 1000;

  if (left <= 0)
    {
      if (arguments != NULL)
        g_variant_unref (g_variant_ref_sink (arguments));
      return NULL;
    }

  return g_dbus_connection_call_sync (look->bus, sender, path, interface, method, arguments, G_VARIANT_TYPE (type),
                                      G_DBUS_CALL_FLAGS_NONE, (int) left, NULL, NULL);
}

static GVariant *
call_node (const Look *look,
           const Node *node,
           const char *interface,
           const char *method,
           GVariant   *arguments,
           const char *type)
{
  return call (look, node->sender, node->path, interface, method, arguments, type);
}

static gboolean
node_set (Node     *node,
          GVariant *pair)
{
  const char *sender, *path;

  g_variant_get (pair, "(&s&o)", &sender, &path);
  if (*sender == '\0' || strcmp (path, NULL_PATH) == 0)
    return FALSE;

  node_clear (node);
  node->sender = g_strdup (sender);
  node->path = g_strdup (path);

  return TRUE;
}

/* (transfer full) (nullable): an array of (so) */
static GVariant *
get_children (const Look *look,
              const Node *node)
{
  g_autoptr(GVariant) reply = call_node (look, node, ACCESSIBLE, "GetChildren", NULL, "(a(so))");

  return reply != NULL ? g_variant_get_child_value (reply, 0) : NULL;
}

static guint32
get_role (const Look *look,
          const Node *node)
{
  g_autoptr(GVariant) reply = call_node (look, node, ACCESSIBLE, "GetRole", NULL, "(u)");
  guint32 role = 0;

  if (reply != NULL)
    g_variant_get (reply, "(u)", &role);

  return role;
}

static char *
get_name (const Look *look,
          const Node *node)
{
  g_autoptr(GVariant) reply = call_node (look, node, "org.freedesktop.DBus.Properties", "Get",
                                         g_variant_new ("(ss)", ACCESSIBLE, "Name"), "(v)");
  g_autoptr(GVariant) value = NULL;

  if (reply != NULL)
    g_variant_get (reply, "(v)", &value);

  return value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) ? g_variant_dup_string (value, NULL)
                                                                              : g_strdup ("");
}

static gboolean
get_extents (const Look     *look,
             const Node     *node,
             guint32         coords,
             WitnessElement *element)
{
  g_autoptr(GVariant) reply = call_node (look, node, COMPONENT, "GetExtents", g_variant_new ("(u)", coords), "((iiii))");

  if (reply == NULL)
    return FALSE;

  g_variant_get (reply, "((iiii))", &element->x, &element->y, &element->width, &element->height);

  return TRUE;
}

/* Where the program says that it is; some say it of the screen only, some of the window only. */
static gboolean
contains (const Look *look,
          const Node *node)
{
  WitnessElement at = { 0 };

  return get_extents (look, node, COORDS_SCREEN, &at) && look->x >= at.x && look->y >= at.y &&
         look->x - at.x < at.width && look->y - at.y < at.height;
}

static gboolean
is_showing (const Look *look,
            const Node *node)
{
  g_autoptr(GVariant) reply = call_node (look, node, ACCESSIBLE, "GetState", NULL, "(au)");
  g_autoptr(GVariant) states = reply != NULL ? g_variant_get_child_value (reply, 0) : NULL;
  guint32 first = 0;

  if (states == NULL || g_variant_n_children (states) == 0)
    return FALSE;

  g_variant_get_child (states, 0, "u", &first);

  return (first >> STATE_SHOWING & 1) != 0;
}

/* The program, and its window. */

static guint32
get_pid (const Look *look,
         const char *sender)
{
  g_autoptr(GVariant) reply = call (look, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                    "GetConnectionUnixProcessID", g_variant_new ("(s)", sender), "(u)");
  guint32 pid = 0;

  if (reply != NULL)
    g_variant_get (reply, "(u)", &pid);

  return pid;
}

static gboolean
find_program (const Look *look,
              Node       *program)
{
  const Node root = { (char *) REGISTRY, (char *) ROOT_PATH };
  g_autoptr(GVariant) programs = look->window->pid != 0 ? get_children (look, &root) : NULL;

  for (gsize i = 0; programs != NULL && i < MIN (g_variant_n_children (programs), MAX_PROGRAMS); i++)
    {
      g_autoptr(GVariant) pair = g_variant_get_child_value (programs, i);

      if (node_set (program, pair) && get_pid (look, program->sender) == look->window->pid)
        return TRUE;
    }

  return FALSE;
}

/* A program may have several windows at the same place: the title tells them apart. */
static gboolean
is_window (const Look *look,
           const Node *node)
{
  g_autofree char *name = NULL;

  if (look->window->popup || look->window->title == NULL)
    return TRUE;

  name = get_name (look, node);

  return *name == '\0' || strcmp (name, look->window->title) == 0;
}

/* One step down. */
static gboolean
get_at_point (const Look *look,
              const Node *node,
              Node       *child)
{
  g_autoptr(GVariant) reply = NULL;
  g_autoptr(GVariant) pair = NULL;

  reply = call_node (look, node, COMPONENT, "GetAccessibleAtPoint",
                     g_variant_new ("(iiu)", look->x - look->window->x, look->y - look->window->y,
                                    (guint32) COORDS_WINDOW), "((so))");
  if (reply == NULL)
    return FALSE;

  pair = g_variant_get_child_value (reply, 0);

  return node_set (child, pair) && !(strcmp (child->path, node->path) == 0 && strcmp (child->sender, node->sender) == 0);
}

static void
descend (const Look *look,
         Node       *node)
{
  for (guint i = 0; i < MAX_DEPTH; i++)
    {
      g_auto(Node) child = { 0 };

      if (!get_at_point (look, node, &child))
        return;

      node_clear (node);
      *node = child;
      child = (Node) { 0 };
    }
}

static gboolean
is_menu_item (guint32 role)
{
  return role == ROLE_MENU || role == ROLE_MENU_ITEM || role == ROLE_CHECK_MENU_ITEM || role == ROLE_RADIO_MENU_ITEM;
}

/* An open menu lies outside of what it belongs to, and is found from there only: through what may hold a menu bar, and
 * through what is open in it. */
static gboolean
find_in_menus (Look       *look,
               const Node *node,
               guint       depth,
               Node       *found)
{
  guint32 role = get_role (look, node);
  gboolean item = is_menu_item (role);
  g_autoptr(GVariant) children = NULL;

  if (depth > 8 || ++look->n_menu_calls > MAX_MENU_CALLS ||
      !(item || role == ROLE_MENU_BAR || role == ROLE_FRAME || role == ROLE_FILLER || role == ROLE_PANEL) ||
      (item && !is_showing (look, node)))
    return FALSE;

  children = get_children (look, node);
  for (gsize i = 0; children != NULL && i < MIN (g_variant_n_children (children), 40); i++)
    {
      g_autoptr(GVariant) pair = g_variant_get_child_value (children, i);
      g_auto(Node) child = { 0 };

      if (node_set (&child, pair) && find_in_menus (look, &child, depth + 1, found))
        return TRUE;
    }

  if (!item || !contains (look, node))
    return FALSE;

  found->sender = g_strdup (node->sender);
  found->path = g_strdup (node->path);

  return TRUE;
}

static gboolean
find_node (Look *look,
           Node *found)
{
  g_auto(Node) program = { 0 };
  g_autoptr(GVariant) windows = find_program (look, &program) ? get_children (look, &program) : NULL;

  for (gsize i = 0; windows != NULL && i < MIN (g_variant_n_children (windows), MAX_WINDOWS); i++)
    {
      g_autoptr(GVariant) pair = g_variant_get_child_value (windows, i);
      g_auto(Node) window = { 0 };

      if (!node_set (&window, pair) || !is_window (look, &window))
        continue;

      if (look->window->popup && find_in_menus (look, &window, 0, found))
        return TRUE;

      if (!contains (look, &window) || !is_showing (look, &window) || look->window->popup)
        continue;

      descend (look, &window);
      *found = window;
      window = (Node) { 0 };
      return TRUE;
    }

  return FALSE;
}

/* What a person would call it. */

static gboolean
is_pressed (guint32 role)
{
  return role == ROLE_CHECK_BOX || role == ROLE_COMBO_BOX || role == ROLE_LIST_ITEM || role == ROLE_PAGE_TAB ||
         role == ROLE_PUSH_BUTTON || role == ROLE_RADIO_BUTTON || role == ROLE_TOGGLE_BUTTON || role == ROLE_LINK ||
         is_menu_item (role);
}

static gboolean
get_parent (const Look *look,
            const Node *node,
            Node       *parent)
{
  g_autoptr(GVariant) reply = call_node (look, node, "org.freedesktop.DBus.Properties", "Get",
                                         g_variant_new ("(ss)", ACCESSIBLE, "Parent"), "(v)");
  g_autoptr(GVariant) value = NULL;

  if (reply != NULL)
    g_variant_get (reply, "(v)", &value);

  return value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE ("(so)")) && node_set (parent, value);
}

/* The picture on a button is the button. */
static void
rise (const Look *look,
      Node       *node,
      guint32    *role)
{
  g_auto(Node) at = { g_strdup (node->sender), g_strdup (node->path) };

  for (guint i = 0; i < MAX_ANCESTORS && !is_pressed (*role); i++)
    {
      g_auto(Node) parent = { 0 };
      guint32 parent_role;

      if (!get_parent (look, &at, &parent))
        return;

      parent_role = get_role (look, &parent);
      node_clear (&at);
      at = parent;
      parent = (Node) { 0 };

      if (is_pressed (parent_role))
        {
          node_clear (node);
          *node = at;
          at = (Node) { 0 };
          *role = parent_role;
        }
    }
}

/* The text before an entry names it. */
static char *
get_label (const Look *look,
           const Node *node)
{
  g_autoptr(GVariant) reply = call_node (look, node, ACCESSIBLE, "GetRelationSet", NULL, "(a(ua(so)))");
  g_autoptr(GVariantIter) relations = NULL;
  GVariant *targets;
  guint32 kind;
  char *name = NULL;

  if (reply == NULL)
    return g_strdup ("");

  g_variant_get (reply, "(a(ua(so)))", &relations);
  while (g_variant_iter_loop (relations, "(u@a(so))", &kind, &targets))
    {
      g_autoptr(GVariant) pair = NULL;
      g_auto(Node) label = { 0 };

      if (name != NULL || kind != RELATION_LABELLED_BY || g_variant_n_children (targets) == 0)
        continue;

      pair = g_variant_get_child_value (targets, 0);
      if (node_set (&label, pair))
        name = get_name (look, &label);
    }

  return name != NULL ? name : g_strdup ("");
}

void
witness_element_clear (WitnessElement *element)
{
  g_clear_pointer (&element->name, g_free);
}

gboolean
witness_elements_at (GDBusConnection     *bus,
                     const WitnessWindow *window,
                     int                  x,
                     int                  y,
                     gint64               deadline,
                     WitnessElement      *element)
{
  Look look = { .bus = bus, .window = window, .x = x, .y = y, .deadline = deadline };
  g_auto(Node) node = { 0 };

  if (!find_node (&look, &node))
    return FALSE;

  *element = (WitnessElement) { .role = get_role (&look, &node) };
  if (element->role == 0)
    return FALSE;

  rise (&look, &node, &element->role);
  get_extents (&look, &node, COORDS_SCREEN, element);
  element->name = get_name (&look, &node);

  if (*element->name == '\0')
    {
      g_free (element->name);
      element->name = get_label (&look, &node);
    }

  return TRUE;
}
