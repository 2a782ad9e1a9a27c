/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-attention.h"

#include <glib/gi18n-lib.h>
#include "belay-held-contact.h"
#include "belay-replay.h"
#include "belay-session-words.h"
#include "belay-sessions.h"

/* One on the desktop, which a newer one of the same id takes the place of. */
typedef struct
{
  char          *id;
  gboolean       sent;
  const char    *title;
  gconstpointer  subject;       /* what it is about; only compared */
} Notice;

/**
 * BelayAttention:
 *
 * Notifies the person when a session or its sandbox waits for them and its window is not the one they look at.
 *
 * A notification may be shown on a locked screen, or to an audience, so it says what a step would do, but never what it would
 * type, nor which host the sandbox wants to reach; and not even that much of a session whose window has an audience.
 */
struct _BelayAttention
{
  GObject           parent_instance;

  GtkWindow        *window;     /* owns this object */
  BelaySession     *session;
  BelayHeldContact *held;
  Notice            state;      /* what the session waits for */
  Notice            network;    /* a connection waits, but not for long */
};

G_DEFINE_FINAL_TYPE (BelayAttention, belay_attention, G_TYPE_OBJECT)

static const char *
get_title (BelaySession *session)
{
  BelayAgent *agent = belay_session_get_agent (session);
  gboolean rehearsal = agent != NULL && belay_agent_is_rehearsal (agent);

  if (BELAY_IS_REPLAY (agent) && belay_session_get_state (session) == BELAY_SESSION_WAITING)
    return _("The replay waits for your decision");
  if (BELAY_IS_REPLAY (agent) && belay_session_get_state (session) == BELAY_SESSION_ASKING)
    return _("The replay waits for an answer");
  if (BELAY_IS_REPLAY (agent) && belay_session_get_state (session) == BELAY_SESSION_FINISHED)
    return _("The replay is over");

  switch ((int) belay_session_get_state (session))
    {
    case BELAY_SESSION_WAITING:
      return rehearsal ? _("The rehearsal waits for your decision") : _("Claude waits for your decision");

    case BELAY_SESSION_ASKING:
      return rehearsal ? _("The rehearsal asks a question") : _("Claude asks a question");

    case BELAY_SESSION_FINISHED:
      return rehearsal ? _("The rehearsal is over") : _("Claude has finished");

    case BELAY_SESSION_PAUSED:
      return _("The session is paused");

    case BELAY_SESSION_FAILED:
      return _("The session cannot go on");

    default:
      return NULL;
    }
}

static void
withdraw (BelayAttention *self,
          Notice         *notice)
{
  GApplication *application = G_APPLICATION (gtk_window_get_application (self->window));

  if (notice->sent && application != NULL)
    g_application_withdraw_notification (application, notice->id);

  notice->sent = FALSE;
  notice->title = NULL;
}

/* Any window may be the one that is projected. */
static gboolean
has_audience (BelayAttention *self)
{
  GtkApplication *application = gtk_window_get_application (self->window);

  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (belay_sessions_has_audience (l->data))
      return TRUE;

  return FALSE;
}

static char *
describe_step (BelayAttention *self)
{
  BelayStep *step = belay_session_get_current (self->session);

  if (belay_session_get_state (self->session) != BELAY_SESSION_WAITING || step == NULL || has_audience (self) ||
      belay_session_get_privacy (self->session) != BELAY_PRIVACY_NONE)
    return NULL;

  return belay_session_words_describe_step (step);
}

/* @title: (nullable): for ever; with NULL there is nothing to say. @body: (nullable) */
static void
notify (BelayAttention *self,
        Notice         *notice,
        const char     *title,
        gconstpointer   subject,
        const char     *body)
{
  GApplication *application = G_APPLICATION (gtk_window_get_application (self->window));
  g_autoptr(GNotification) notification = NULL;

  if (title == NULL || gtk_window_is_active (self->window) || application == NULL)
    {
      withdraw (self, notice);
      return;
    }

  if (notice->sent && title == notice->title && subject == notice->subject)
    return;

  notification = g_notification_new (title);
  if (body != NULL)
    g_notification_set_body (notification, body);
  g_notification_set_default_action_and_target (notification, "app.present-window", "u",
                                                gtk_application_window_get_id (GTK_APPLICATION_WINDOW (self->window)));
  g_application_send_notification (application, notice->id, notification);
  notice->sent = TRUE;
  notice->title = title;
  notice->subject = subject;
}

static void
update (BelayAttention *self)
{
  BelayContact *contact = belay_held_contact_get (self->held);
  g_autofree char *step = describe_step (self);

  notify (self, &self->state, get_title (self->session), belay_session_get_current (self->session), step);
  /* Not which: its name may be what a step has typed. */
  notify (self, &self->network, contact != NULL ? _("The sandbox wants to reach a host") : NULL, contact, NULL);
}

static void
belay_attention_dispose (GObject *object)
{
  BelayAttention *self = BELAY_ATTENTION (object);

  if (self->session != NULL)
    {
      withdraw (self, &self->state);
      withdraw (self, &self->network);
    }
  g_clear_object (&self->session);
  g_clear_object (&self->held);

  G_OBJECT_CLASS (belay_attention_parent_class)->dispose (object);
}

static void
belay_attention_finalize (GObject *object)
{
  BelayAttention *self = BELAY_ATTENTION (object);

  g_free (self->state.id);
  g_free (self->network.id);

  G_OBJECT_CLASS (belay_attention_parent_class)->finalize (object);
}

static void
belay_attention_class_init (BelayAttentionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_attention_dispose;
  G_OBJECT_CLASS (klass)->finalize = belay_attention_finalize;
}

static void
belay_attention_init (BelayAttention *self)
{
}

/**
 * belay_attention_new:
 * @window: an application window; it must outlive the object
 * @session: the session it shows
 *
 * Returns: (transfer full): an object that notifies for as long as it lives
 */
BelayAttention *
belay_attention_new (GtkWindow    *window,
                     BelaySession *session)
{
  BelayAttention *self;

  g_return_val_if_fail (GTK_IS_APPLICATION_WINDOW (window), NULL);
  g_return_val_if_fail (BELAY_IS_SESSION (session), NULL);

  self = g_object_new (BELAY_TYPE_ATTENTION, NULL);
  self->window = window;
  self->session = g_object_ref (session);
  self->held = belay_held_contact_new (belay_session_get_timeline (session));
  self->state.id = g_strdup_printf ("attention-%u", gtk_application_window_get_id (GTK_APPLICATION_WINDOW (window)));
  self->network.id = g_strdup_printf ("network-%u", gtk_application_window_get_id (GTK_APPLICATION_WINDOW (window)));
  g_signal_connect_object (session, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::current", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->held, "notify::contact", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (update), self, G_CONNECT_SWAPPED);

  return self;
}
