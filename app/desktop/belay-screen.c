/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-screen.h"
#include "belay-screen-clipboard.h"
#include "belay-screen-dial.h"
#include "belay-screen-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define FIRST_RETRY    200              /* ms, doubled each time */
#define LAST_RETRY     10000
#define STEADY         (5 * G_USEC_PER_SEC)     /* a connection that lasted so long was a good one */

struct _BelayScreen
{
  GObject             parent_instance;

  GSocketConnectable *address;
  char               *password;         /* NULL until there is one */

  BelayScreenState    state;
  GError             *error;
  gint64              retry_time;
  guint               generation;
  BelayFrame         *frame;
  BelayCursor         cursor;

  GCancellable       *connecting;       /* not NULL while the socket connects */
  BelayScreenLink    *link;             /* not NULL while there is a connection */
  gint64              live_time;
  guint               retry_delay;
  guint               retry_source;

  BelayScreenClipboard clipboard;
};

enum
{
  PROP_STATE = 1,
  PROP_FRAME,
  N_PROPS
};

enum
{
  CURSOR_CHANGED,
  CLIPBOARD,
  CLIPBOARD_FETCHED,
  PASSWORD_WANTED,
  REFRESHED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_QUARK (belay-screen-error-quark, belay_screen_error)

G_DEFINE_ENUM_TYPE (BelayScreenState, belay_screen_state,
                    G_DEFINE_ENUM_VALUE (BELAY_SCREEN_CLOSED, "closed"),
                    G_DEFINE_ENUM_VALUE (BELAY_SCREEN_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (BELAY_SCREEN_LIVE, "live"),
                    G_DEFINE_ENUM_VALUE (BELAY_SCREEN_FAILED, "failed"))

G_DEFINE_FINAL_TYPE (BelayScreen, belay_screen, G_TYPE_OBJECT)

static void
start_connecting (BelayScreen *self);

/* Also told when only the error or the time of the next attempt has changed. */
static void
set_state (BelayScreen      *self,
           BelayScreenState  state,
           const GError     *error)
{
  g_clear_error (&self->error);
  if (error != NULL)
    self->error = g_error_copy (error);

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static gboolean
on_retry (gpointer user_data)
{
  BelayScreen *self = user_data;

  self->retry_source = 0;
  self->retry_time = 0;
  start_connecting (self);

  return G_SOURCE_REMOVE;
}

static void
give_up (BelayScreen  *self,
         const GError *error)
{
  gboolean password = g_error_matches (error, BELAY_SCREEN_ERROR, BELAY_SCREEN_ERROR_PASSWORD);

  set_state (self, BELAY_SCREEN_FAILED, error);
  if (password && self->state == BELAY_SCREEN_FAILED)
    g_signal_emit (self, signals[PASSWORD_WANTED], 0);
}

static void
on_lost (gpointer      user_data,
         const GError *error)
{
  g_autoptr(BelayScreen) self = g_object_ref (user_data);

  self->link = NULL;
  if (self->live_time != 0 && g_get_monotonic_time () - self->live_time > STEADY)
    self->retry_delay = FIRST_RETRY;
  self->live_time = 0;

  if (g_error_matches (error, BELAY_SCREEN_ERROR, BELAY_SCREEN_ERROR_REFUSED) ||
      g_error_matches (error, BELAY_SCREEN_ERROR, BELAY_SCREEN_ERROR_PASSWORD))
    {
      give_up (self, error);
      return;
    }

  self->retry_time = g_get_monotonic_time () + self->retry_delay * G_TIME_SPAN_MILLISECOND;
  self->retry_source = g_timeout_add (self->retry_delay, on_retry, self);
  self->retry_delay = MIN (self->retry_delay * 2, LAST_RETRY);
  set_state (self, BELAY_SCREEN_CONNECTING, error);
}

/* Another server may draw its pointer into the picture. */
static void
forget_cursor (BelayScreen *self)
{
  if (self->cursor.pixels == NULL)
    return;

  g_bytes_unref (self->cursor.pixels);
  self->cursor = (BelayCursor) { 0 };
  g_signal_emit (self, signals[CURSOR_CHANGED], 0);
}

static void
on_frame (gpointer    user_data,
          BelayFrame *frame)
{
  g_autoptr(BelayScreen) self = g_object_ref (user_data);

  g_clear_pointer (&self->frame, belay_frame_unref);
  self->frame = belay_frame_ref (frame);
  if (self->state != BELAY_SCREEN_LIVE)
    forget_cursor (self);

  g_object_freeze_notify (G_OBJECT (self));
  if (self->state != BELAY_SCREEN_LIVE)
    {
      self->generation++;
      self->live_time = g_get_monotonic_time ();
      set_state (self, BELAY_SCREEN_LIVE, NULL);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRAME]);
  g_object_thaw_notify (G_OBJECT (self));
}

/* Before the pixels of the new size are here: what was decided for the old one must not be sent meanwhile. */
static void
on_resized (gpointer user_data)
{
  BelayScreen *self = user_data;

  self->generation++;
}

static void
on_cursor (gpointer           user_data,
           const BelayCursor *cursor)
{
  BelayScreen *self = user_data;

  g_clear_pointer (&self->cursor.pixels, g_bytes_unref);
  self->cursor = *cursor;
  if (cursor->pixels != NULL)
    g_bytes_ref (cursor->pixels);

  g_signal_emit (self, signals[CURSOR_CHANGED], 0);
}

static void
on_text (gpointer    user_data,
         const char *text)
{
  BelayScreen *self = user_data;

  belay_screen_clipboard_take (&self->clipboard, text);
}

/* Whoever listens may let go of the screen. */
static void
tell_text (gpointer    user_data,
           const char *text)
{
  g_autoptr(BelayScreen) self = g_object_ref (user_data);

  g_signal_emit (self, signals[CLIPBOARD], 0, text);
}

static void
on_fetched (gpointer user_data)
{
  g_signal_emit (user_data, signals[CLIPBOARD_FETCHED], 0);
}

static void
on_refreshed (gpointer user_data)
{
  g_signal_emit (user_data, signals[REFRESHED], 0);
}

static void
on_password_wanted (gpointer user_data)
{
  BelayScreen *self = user_data;
  const BelayWireCommand command = { .kind = BELAY_WIRE_PASSWORD };
  g_autoptr(GError) error = NULL;

  if (self->password != NULL)
    {
      belay_screen_link_send (self->link, &command, self->password);
      return;
    }

  belay_screen_link_close (self->link);
  error = g_error_new_literal (BELAY_SCREEN_ERROR, BELAY_SCREEN_ERROR_PASSWORD, _("The screen needs a password."));
  on_lost (self, error);
}

static const BelayScreenLinkCalls link_calls = {
  .frame = on_frame,
  .resized = on_resized,
  .refreshed = on_refreshed,
  .cursor = on_cursor,
  .text = on_text,
  .fetched = on_fetched,
  .password_wanted = on_password_wanted,
  .lost = on_lost,
};

static void
start_link (BelayScreen *self,
            int          fd,
            const char  *host)
{
  guint64 seq = self->frame != NULL ? belay_frame_get_seq (self->frame) + 1 : 1;
  g_autoptr(GError) error = NULL;

  self->link = belay_screen_link_new (fd, host, self->frame, seq, &link_calls, self, &error);
  if (self->link == NULL)
    give_up (self, error);
}

static void
on_connected (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  GWeakRef *weak = user_data;
  g_autoptr(BelayScreen) self = g_weak_ref_get (weak);
  g_autofree char *host = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) told = NULL;
  int fd = belay_screen_dial_finish (result, &host, &error);

  g_weak_ref_clear (weak);
  g_free (weak);

  /* Cancelled, which a screen that is gone has done. */
  if (self == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->connecting);

  if (fd >= 0)
    {
      start_link (self, fd, host);
      return;
    }

  /* Translators: %s is the system's message */
  told = g_error_new (BELAY_SCREEN_ERROR, BELAY_SCREEN_ERROR_CONNECT, _("The screen cannot be reached: %s"),
                      error->message);
  on_lost (self, told);
}

static void
start_connecting (BelayScreen *self)
{
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, self);
  self->connecting = g_cancellable_new ();
  belay_screen_dial_async (self->address, self->connecting, on_connected, weak);
}

static void
disconnect (BelayScreen *self)
{
  if (self->connecting != NULL)
    g_cancellable_cancel (self->connecting);
  g_clear_object (&self->connecting);
  g_clear_pointer (&self->link, belay_screen_link_close);
  g_clear_handle_id (&self->retry_source, g_source_remove);
  belay_screen_clipboard_forget (&self->clipboard);
  self->retry_time = 0;
  self->live_time = 0;
}

static void
forget_password (BelayScreen *self)
{
  if (self->password != NULL)
    explicit_bzero (self->password, strlen (self->password));
  g_clear_pointer (&self->password, g_free);
}

static void
belay_screen_dispose (GObject *object)
{
  BelayScreen *self = BELAY_SCREEN (object);

  disconnect (self);

  G_OBJECT_CLASS (belay_screen_parent_class)->dispose (object);
}

static void
belay_screen_finalize (GObject *object)
{
  BelayScreen *self = BELAY_SCREEN (object);

  forget_password (self);
  g_clear_object (&self->address);
  g_clear_error (&self->error);
  g_clear_pointer (&self->frame, belay_frame_unref);
  g_clear_pointer (&self->cursor.pixels, g_bytes_unref);

  G_OBJECT_CLASS (belay_screen_parent_class)->finalize (object);
}

static void
belay_screen_get_property (GObject    *object,
                           guint       property_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  BelayScreen *self = BELAY_SCREEN (object);

  switch (property_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;

    case PROP_FRAME:
      g_value_set_boxed (value, self->frame);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
belay_screen_class_init (BelayScreenClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = belay_screen_dispose;
  object_class->finalize = belay_screen_finalize;
  object_class->get_property = belay_screen_get_property;

  /* Also notified when only the error or the time of the next attempt has changed. */
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, BELAY_TYPE_SCREEN_STATE, BELAY_SCREEN_CLOSED,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  /* Notified at most sixty times a second and only if a pixel has changed. It stays when the connection is lost. */
  properties[PROP_FRAME] =
    g_param_spec_boxed ("frame", NULL, NULL, BELAY_TYPE_FRAME,
                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CURSOR_CHANGED] =
    g_signal_new ("cursor-changed", BELAY_TYPE_SCREEN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /* The text is untrusted, valid UTF-8 of at most 64 KiB. At most four times a second; of several texts in between, the
   * last. */
  signals[CLIPBOARD] =
    g_signal_new ("clipboard", BELAY_TYPE_SCREEN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);

  /* The sandbox has been given the text last put on its clipboard, because somebody pastes it. Once for each text, and
   * only by servers with the extended clipboard. */
  signals[CLIPBOARD_FETCHED] =
    g_signal_new ("clipboard-fetched", BELAY_TYPE_SCREEN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /* The screen has failed with BELAY_SCREEN_ERROR_PASSWORD; belay_screen_set_password() tries again. */
  signals[PASSWORD_WANTED] =
    g_signal_new ("password-wanted", BELAY_TYPE_SCREEN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  signals[REFRESHED] =
    g_signal_new ("refreshed", BELAY_TYPE_SCREEN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
belay_screen_init (BelayScreen *self)
{
  self->state = BELAY_SCREEN_CLOSED;
  self->retry_delay = FIRST_RETRY;
  self->clipboard.told = tell_text;
  self->clipboard.user_data = self;
}

/**
 * belay_screen_new:
 * @address: where the VNC server listens
 *
 * Returns: (transfer full): a closed screen
 */
BelayScreen *
belay_screen_new (GSocketConnectable *address)
{
  BelayScreen *self;

  g_return_val_if_fail (G_IS_SOCKET_CONNECTABLE (address), NULL);

  self = g_object_new (BELAY_TYPE_SCREEN, NULL);
  self->address = g_object_ref (address);

  return self;
}

/**
 * belay_screen_open:
 * @self: a screen
 *
 * Connects, and connects again whenever the connection is lost, until belay_screen_close() or a failure that trying
 * again cannot mend. Does nothing unless the screen is closed or has failed.
 */
void
belay_screen_open (BelayScreen *self)
{
  g_return_if_fail (BELAY_IS_SCREEN (self));

  if (self->state != BELAY_SCREEN_CLOSED && self->state != BELAY_SCREEN_FAILED)
    return;

  self->retry_delay = FIRST_RETRY;
  start_connecting (self);
  set_state (self, BELAY_SCREEN_CONNECTING, NULL);
}

/**
 * belay_screen_close:
 * @self: a screen
 *
 * Ends the connection at once. The last frame stays.
 */
void
belay_screen_close (BelayScreen *self)
{
  g_return_if_fail (BELAY_IS_SCREEN (self));

  disconnect (self);
  if (self->state != BELAY_SCREEN_CLOSED)
    set_state (self, BELAY_SCREEN_CLOSED, NULL);
}

/**
 * belay_screen_set_password:
 * @self: a screen
 * @password: (nullable): the password; VNC uses its first eight bytes
 *
 * Takes the password for this and further connections. If the screen has failed for want of one it is opened again.
 */
void
belay_screen_set_password (BelayScreen *self,
                           const char  *password)
{
  g_return_if_fail (BELAY_IS_SCREEN (self));
  g_return_if_fail (password == NULL || strlen (password) <= BELAY_WIRE_MAX_TEXT);

  forget_password (self);
  self->password = g_strdup (password);

  if (password != NULL && self->state == BELAY_SCREEN_FAILED &&
      g_error_matches (self->error, BELAY_SCREEN_ERROR, BELAY_SCREEN_ERROR_PASSWORD))
    belay_screen_open (self);
}

/**
 * belay_screen_get_state:
 * @self: a screen
 *
 * Returns: the state; %BELAY_SCREEN_LIVE means that the newest frame is of this connection
 */
BelayScreenState
belay_screen_get_state (BelayScreen *self)
{
  g_return_val_if_fail (BELAY_IS_SCREEN (self), BELAY_SCREEN_CLOSED);

  return self->state;
}

/**
 * belay_screen_get_error:
 * @self: a screen
 *
 * Returns: (transfer none) (nullable): why the screen has failed, or why the last attempt did not work; of
 *   %BELAY_SCREEN_ERROR, with a sentence for the person
 */
const GError *
belay_screen_get_error (BelayScreen *self)
{
  g_return_val_if_fail (BELAY_IS_SCREEN (self), NULL);

  return self->error;
}

/**
 * belay_screen_get_retry_time:
 * @self: a screen
 *
 * Returns: when the next attempt will be made, as g_get_monotonic_time() counts; 0 if none is waited for
 */
gint64
belay_screen_get_retry_time (BelayScreen *self)
{
  g_return_val_if_fail (BELAY_IS_SCREEN (self), 0);

  return self->retry_time;
}

/**
 * belay_screen_get_frame:
 * @self: a screen
 *
 * Returns: (transfer none) (nullable): the newest frame
 */
BelayFrame *
belay_screen_get_frame (BelayScreen *self)
{
  g_return_val_if_fail (BELAY_IS_SCREEN (self), NULL);

  return self->frame;
}

/**
 * belay_screen_get_cursor:
 * @self: a screen
 *
 * Returns: (transfer none): the shape of the sandbox's pointer, valid until the next "cursor-changed"
 */
const BelayCursor *
belay_screen_get_cursor (BelayScreen *self)
{
  g_return_val_if_fail (BELAY_IS_SCREEN (self), NULL);

  return &self->cursor;
}

/**
 * belay_screen_get_generation:
 * @self: a screen
 *
 * Counts connections and changes of size: as long as it stays the same, coordinates and what is held down mean the
 * same to the server. After a change of size it grows before the first frame of the new size is here.
 *
 * Returns: the count, 0 before the first frame
 */
guint
belay_screen_get_generation (BelayScreen *self)
{
  g_return_val_if_fail (BELAY_IS_SCREEN (self), 0);

  return self->generation;
}

BelayScreenLink *
belay_screen_get_link (BelayScreen *self)
{
  return self->state == BELAY_SCREEN_LIVE ? self->link : NULL;
}
