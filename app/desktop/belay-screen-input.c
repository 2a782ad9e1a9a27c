/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-screen-input.h"
#include "belay-screen-private.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* For tests and benchmarks only: if BELAY_WIRE_LOG names a file, each input event is noted there as it is sent, one
 * line "MICROSECONDS pointer X Y BUTTONS", "MICROSECONDS key KEYSYM DOWN" or "MICROSECONDS clipboard BYTES". This is
 * the one place where keys are written down outside of the trail. */
static void
note (const char *format,
      ...) G_GNUC_PRINTF (1, 2);

static void
note (const char *format,
      ...)
{
  static int fd = -2;
  g_autoptr(GString) line = NULL;
  va_list args;

  if (fd == -2)
    {
      const char *path = g_getenv ("BELAY_WIRE_LOG");

      fd = path != NULL ? open (path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600) : -1;
    }

  if (fd < 0)
    return;

  line = g_string_new (NULL);
  g_string_append_printf (line, "%" G_GINT64_FORMAT " ", g_get_monotonic_time ());
  va_start (args, format);
  g_string_append_vprintf (line, format, args);
  va_end (args);
  g_string_append_c (line, '\n');

  if (write (fd, line->str, line->len) != (gssize) line->len)
    g_warning ("The wire log cannot be written");
}

/**
 * belay_screen_send_pointer:
 * @self: a screen
 * @x: screen pixels
 * @y: screen pixels
 * @buttons: the buttons that are down from now on, an "or" of BELAY_BUTTON_*
 *
 * Moves the pointer and presses or releases its buttons. Sent at once; nothing is queued behind frames.
 *
 * Returns: %TRUE if it was sent; %FALSE if the screen is not live, the point is not on it, or sending would block
 */
gboolean
belay_screen_send_pointer (BelayScreen *self,
                           int          x,
                           int          y,
                           guint        buttons)
{
  BelayScreenLink *link;
  const BelayWireCommand command = { BELAY_WIRE_POINTER, (guint32) x, (guint32) y, buttons };

  g_return_val_if_fail (BELAY_IS_SCREEN (self), FALSE);
  g_return_val_if_fail (buttons <= 0xff, FALSE);

  link = belay_screen_get_link (self);
  if (link == NULL || !belay_screen_link_contains (link, x, y) || !belay_screen_link_send (link, &command, NULL))
    return FALSE;

  note ("pointer %d %d %u", x, y, buttons);

  return TRUE;
}

/**
 * belay_screen_send_key:
 * @self: a screen
 * @keysym: an X11 keysym
 * @down: pressed or released
 *
 * Sent at once; nothing is queued behind frames.
 *
 * Returns: %TRUE if it was sent; %FALSE if the screen is not live or sending would block
 */
gboolean
belay_screen_send_key (BelayScreen *self,
                       guint32      keysym,
                       gboolean     down)
{
  BelayScreenLink *link;
  const BelayWireCommand command = { BELAY_WIRE_KEY, keysym, down != 0, 0 };

  g_return_val_if_fail (BELAY_IS_SCREEN (self), FALSE);

  link = belay_screen_get_link (self);
  if (link == NULL || !belay_screen_link_send (link, &command, NULL))
    return FALSE;

  note ("key %u %d", keysym, down != 0);

  return TRUE;
}

/**
 * belay_screen_send_clipboard:
 * @self: a screen
 * @text: valid UTF-8 of at most 64 KiB
 *
 * Puts a text on the sandbox's clipboard. With belay_screen_takes_clipboard() any text arrives unchanged, but for
 * carriage returns, which a server may drop; the server fetches it when somebody pastes. Otherwise only text that
 * Latin-1 can hold is sent.
 *
 * Returns: %TRUE if it was sent; %FALSE if the screen is not live, cannot take this text, or sending would block
 */
gboolean
belay_screen_send_clipboard (BelayScreen *self,
                             const char  *text)
{
  BelayScreenLink *link;
  const BelayWireCommand command = { .kind = BELAY_WIRE_CLIPBOARD };

  g_return_val_if_fail (BELAY_IS_SCREEN (self), FALSE);
  g_return_val_if_fail (text != NULL && g_utf8_validate (text, -1, NULL), FALSE);

  link = belay_screen_get_link (self);
  if (link == NULL || strlen (text) > BELAY_WIRE_MAX_TEXT)
    return FALSE;

  for (const char *p = text; *p != '\0' && !belay_screen_link_takes_clipboard (link); p = g_utf8_next_char (p))
    {
      if (g_utf8_get_char (p) > 0xff)
        return FALSE;
    }

  if (!belay_screen_link_send (link, &command, text))
    return FALSE;

  note ("clipboard %" G_GSIZE_FORMAT, strlen (text));

  return TRUE;
}

/**
 * belay_screen_takes_clipboard:
 * @self: a screen
 *
 * Returns: %TRUE if the screen is live and its server takes any Unicode text exactly (the extended clipboard)
 */
gboolean
belay_screen_takes_clipboard (BelayScreen *self)
{
  BelayScreenLink *link;

  g_return_val_if_fail (BELAY_IS_SCREEN (self), FALSE);

  link = belay_screen_get_link (self);

  return link != NULL && belay_screen_link_takes_clipboard (link);
}

/**
 * belay_screen_get_n_pending:
 * @self: a screen
 *
 * A server that takes no input, because it is busy or frozen, must not find a heap of it later: who sends much waits for
 * this to come down, so that a stop leaves little behind.
 *
 * Returns: how many of the events that were sent have not left for the server; 0 if the screen is not live
 */
guint
belay_screen_get_n_pending (BelayScreen *self)
{
  BelayScreenLink *link;

  g_return_val_if_fail (BELAY_IS_SCREEN (self), 0);

  link = belay_screen_get_link (self);

  return link != NULL ? belay_screen_link_get_n_pending (link) : 0;
}
