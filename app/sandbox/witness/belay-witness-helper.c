/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * belay-witness: lives in the sandbox, where the agent works, and says what is at a point of the screen: which window, and
 * which element of it, if its program is on the accessibility bus. It is asked over a socket that was passed to it. Whoever
 * asks does not trust it.
 */

#include <errno.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "belay-witness-wire.h"
#include "witness-elements.h"
#include "witness-windows.h"

/* Shorter than whoever asks waits. */
#define DEADLINE_USEC (110 * 1000)

/* The accessibility bus, and the way to it. */
typedef struct
{
  GDBusConnection *connection;  /* (nullable) */
  gboolean         connecting;
} Bus;

static void
on_connected (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Bus *bus = user_data;

  bus->connecting = FALSE;
  bus->connection = g_dbus_connection_new_for_address_finish (result, NULL);
  if (bus->connection != NULL)
    g_dbus_connection_set_exit_on_close (bus->connection, FALSE);
}

/* Not waited for: whether there is a bus or not, windows have titles. */
static void
connect_bus (Bus *bus)
{
  const char *address = g_getenv ("AT_SPI_BUS_ADDRESS");

  while (g_main_context_iteration (NULL, FALSE))
    ;

  if (bus->connection != NULL && g_dbus_connection_is_closed (bus->connection))
    g_clear_object (&bus->connection);

  if (bus->connection != NULL || bus->connecting || address == NULL)
    return;

  bus->connecting = TRUE;
  g_dbus_connection_new_for_address (address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                     G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, on_connected, bus);
}

/* Appends what fits: whole characters. */
static void
add_string (BelayWitnessAnswer *answer,
            char               *strings,
            gsize              *used,
            BelayWitnessString  which,
            const char         *string)
{
  g_autofree char *valid = g_utf8_make_valid (string != NULL ? string : "", -1);
  gsize length = MIN (strlen (valid), BELAY_WITNESS_MAX_STRING);
  const char *end;

  g_utf8_validate (valid, (gssize) length, &end);
  length = (gsize) (end - valid);
  memcpy (strings + *used, valid, length);
  *used += length;
  answer->lengths[which] = (guint32) length;
}

static void
send_answer (const BelayWitnessQuestion *question,
             const WitnessWindow        *window,
             const WitnessElement       *element,
             const WitnessWindow        *focused)
{
  struct
  {
    BelayWitnessAnswer answer;
    char               strings[BELAY_WITNESS_MAX_ANSWER - sizeof (BelayWitnessAnswer)];
  } packet = { .answer = { .id = question->id, .role = element->role, .x = element->x, .y = element->y,
                           .width = element->width, .height = element->height } };
  gsize used = 0;

  add_string (&packet.answer, packet.strings, &used, BELAY_WITNESS_NAME, element->name);
  add_string (&packet.answer, packet.strings, &used, BELAY_WITNESS_TITLE, window->title);
  add_string (&packet.answer, packet.strings, &used, BELAY_WITNESS_CLASS, window->class);
  add_string (&packet.answer, packet.strings, &used, BELAY_WITNESS_FOCUS_TITLE, focused->title);
  add_string (&packet.answer, packet.strings, &used, BELAY_WITNESS_FOCUS_CLASS, focused->class);

  while (send (BELAY_WITNESS_FD, &packet, sizeof packet.answer + used, MSG_NOSIGNAL) < 0 && errno == EINTR)
    ;
}

/* A menu belongs to the window that the keys go to. */
static void
lend_title (WitnessWindow       *window,
            const WitnessWindow *focused)
{
  if (!window->popup || window->pid == 0 || window->pid != focused->pid)
    return;

  window->title = g_strdup (focused->title);
  window->class = g_strdup (focused->class);
}

static void
answer (xcb_connection_t           *screen,
        Bus                        *bus,
        const BelayWitnessQuestion *question)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE_USEC;
  WitnessWindow window = { 0 }, focused = { 0 };
  WitnessElement element = { 0 };
  gboolean found;

  connect_bus (bus);
  witness_windows_focused (screen, &focused);
  found = witness_windows_at (screen, question->x, question->y, &window);

  if (found && bus->connection != NULL)
    witness_elements_at (bus->connection, &window, question->x, question->y, deadline, &element);

  lend_title (&window, &focused);
  send_answer (question, &window, &element, &focused);
  witness_window_clear (&window);
  witness_window_clear (&focused);
  witness_element_clear (&element);
}

static gssize
receive (BelayWitnessQuestion *question)
{
  gssize n;

  do
    n = recv (BELAY_WITNESS_FD, question, sizeof *question, 0);
  while (n < 0 && errno == EINTR);

  return n;
}

int
main (int    argc,
      char **argv)
{
  xcb_connection_t *screen;
  BelayWitnessQuestion question;
  Bus bus = { 0 };

  prctl (PR_SET_DUMPABLE, 0);
  screen = xcb_connect (NULL, NULL);
  connect_bus (&bus);

  while (!xcb_connection_has_error (screen) && receive (&question) == (gssize) sizeof question)
    answer (screen, &bus, &question);

  xcb_disconnect (screen);

  return 0;
}
