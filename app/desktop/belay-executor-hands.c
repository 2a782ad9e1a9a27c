/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-executor-hands.h"

#include "belay-screen-input.h"

#define RELEASE_MS 5

/**
 * belay_hands_init:
 * @self: (out caller-allocates): uninitialised hands
 * @screen: the screen to send to; must outlive them
 */
void
belay_hands_init (BelayHands  *self,
                  BelayScreen *screen)
{
  *self = (BelayHands) { .screen = screen };
  belay_input_ledger_init (&self->ledger);
}

static void
clear_timer (BelayHands *self)
{
  if (self->release_timer != NULL)
    g_source_destroy (self->release_timer);

  g_clear_pointer (&self->release_timer, g_source_unref);
}

/**
 * belay_hands_clear:
 * @self: hands
 *
 * Frees what they hold, but releases nothing; may be called twice.
 */
void
belay_hands_clear (BelayHands *self)
{
  clear_timer (self);
  belay_input_ledger_clear (&self->ledger);
}

/**
 * belay_hands_send_pointer:
 * @self: hands
 * @point: screen pixels
 * @buttons: what is down from now on
 *
 * Returns: %FALSE, and nothing was sent, if the screen does not take it
 */
gboolean
belay_hands_send_pointer (BelayHands *self,
                          BelayPoint  point,
                          guint       buttons)
{
  if (!belay_screen_send_pointer (self->screen, point.x, point.y, buttons))
    return FALSE;

  self->last_time = g_get_monotonic_time ();
  belay_input_ledger_note_pointer (&self->ledger, point, buttons, self->last_time);

  return TRUE;
}

/**
 * belay_hands_send_key:
 * @self: hands
 * @keysym: an X keysym
 * @down: whether it goes down or up
 *
 * Returns: %FALSE, and nothing was sent, if the screen does not take it
 */
gboolean
belay_hands_send_key (BelayHands *self,
                      guint32     keysym,
                      gboolean    down)
{
  if (!belay_screen_send_key (self->screen, keysym, down))
    return FALSE;

  self->last_time = g_get_monotonic_time ();
  belay_input_ledger_note_key (&self->ledger, keysym, down);

  return TRUE;
}

/**
 * belay_hands_send:
 * @self: hands
 * @event: an event that is no wait
 *
 * Returns: %FALSE, and nothing was sent, if the screen does not take it
 */
gboolean
belay_hands_send (BelayHands            *self,
                  const BelayInputEvent *event)
{
  switch (event->kind)
    {
    case BELAY_INPUT_POINTER:
      return belay_hands_send_pointer (self, (BelayPoint) { event->x, event->y }, event->buttons);

    case BELAY_INPUT_KEY_DOWN:
    case BELAY_INPUT_KEY_UP:
      return belay_hands_send_key (self, event->keysym, event->kind == BELAY_INPUT_KEY_DOWN);

    case BELAY_INPUT_CLIPBOARD:
      if (!belay_screen_send_clipboard (self->screen, event->text))
        return FALSE;
      self->last_time = g_get_monotonic_time ();
      return TRUE;

    case BELAY_INPUT_PAUSE:
    case BELAY_INPUT_AWAIT:
    case BELAY_INPUT_SECRET:
    default:
      g_return_val_if_reached (FALSE);
    }
}

static gboolean
on_release_timer (gpointer user_data)
{
  belay_hands_release (user_data);

  return G_SOURCE_REMOVE;
}

/* Where the pointer is; on a screen that has become smaller, in the corner that every screen has. */
static gboolean
release_buttons (BelayHands *self)
{
  return belay_hands_send_pointer (self, self->ledger.pointer, 0) ||
         belay_hands_send_pointer (self, (BelayPoint) { 0, 0 }, 0);
}

/**
 * belay_hands_release:
 * @self: hands
 *
 * Releases everything that is held: buttons first, as what a held key would make of them it has made of the press
 * already, then keys, the last one first. What cannot be sent is owed. While the screen is live it is tried again, as
 * the way to the helper may be full for a moment; otherwise the executor calls again when it is back.
 */
void
belay_hands_release (BelayHands *self)
{
  gboolean sent = TRUE;
  guint32 keysym;

  clear_timer (self);

  if (self->ledger.buttons != 0)
    sent = release_buttons (self);

  while (sent && (keysym = belay_input_ledger_get_last_key (&self->ledger)) != 0)
    sent = belay_hands_send_key (self, keysym, FALSE);

  self->owes_releases = !sent;

  if (!sent && belay_screen_get_state (self->screen) == BELAY_SCREEN_LIVE)
    {
      self->release_timer = g_timeout_source_new (RELEASE_MS);
      g_source_set_callback (self->release_timer, on_release_timer, self, NULL);
      g_source_attach (self->release_timer, g_main_context_get_thread_default ());
    }
}

/**
 * belay_hands_get_n_pending:
 * @self: hands
 *
 * Returns: how many events have been sent and not been taken by the server
 */
guint
belay_hands_get_n_pending (BelayHands *self)
{
  return belay_screen_get_n_pending (self->screen);
}

/**
 * belay_hands_take_clipboard:
 * @self: hands
 *
 * Returns: %TRUE if any text can be put on the sandbox's clipboard unchanged
 */
gboolean
belay_hands_take_clipboard (BelayHands *self)
{
  return belay_screen_takes_clipboard (self->screen);
}
