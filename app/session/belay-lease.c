/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-lease.h"

#include "belay-person-steps.h"
#include "belay-session-private.h"

struct _BelayLease
{
  BelaySession     *session;            /* owns us */
  BelayPersonSteps *steps;
  BelayEntry       *entry;              /* of the step under way; nullable */

  gint64            last;               /* when the person was last there, monotonic */
  guint             idle;               /* source: until they count as gone */
  guint             notice;             /* source: from there until control goes back */
  gint64            deadline;           /* of the latter, monotonic, 0: none */
};

static void
on_step (const BelayPersonStep *step,
         gboolean               ended,
         gpointer               user_data)
{
  BelayLease *self = user_data;
  g_autofree char *sentence = belay_person_step_describe (step);

  if (self->entry == NULL)
    self->entry = belay_timeline_open (self->session->timeline, BELAY_ENTRY_PERSON, sentence);
  else
    belay_entry_set_text (self->entry, sentence);

  if (!ended)
    return;

  g_clear_object (&self->entry);
  belay_trail_append (self->session->trail, "human.input", belay_person_step_to_record (step));
}

/* Idleness. */

static void
set_deadline (BelayLease *self,
              gint64      deadline)
{
  if (self->deadline == deadline)
    return;

  self->deadline = deadline;
  belay_session_notify (self->session, BELAY_SESSION_PROP_IDLE_DEADLINE);
}

static gboolean
on_gone (gpointer user_data)
{
  BelayLease *self = user_data;

  self->notice = 0;
  set_deadline (self, 0);
  /* That ends the lease: nothing of it may be touched any more. */
  belay_session_return_idle (self->session);

  return G_SOURCE_REMOVE;
}

static void
await_absence (BelayLease *self);

/* Input only notes the time: it comes too often for a source of its own each time. */
static gboolean
on_idle (gpointer user_data)
{
  BelayLease *self = user_data;

  self->idle = 0;

  if (self->last + self->session->idle_ms * (gint64) 1000 > g_get_monotonic_time ())
    {
      await_absence (self);
      return G_SOURCE_REMOVE;
    }

  set_deadline (self, g_get_monotonic_time () + self->session->idle_notice_ms * (gint64) 1000);
  self->notice = g_timeout_add (self->session->idle_notice_ms, on_gone, self);

  return G_SOURCE_REMOVE;
}

/* Only where there is somebody to hand back to, and never while what is on the screen may be private: only the person can
 * say that it is not. */
static gboolean
may_return (BelayLease *self)
{
  return self->session->idle_ms > 0 && self->session->state == BELAY_SESSION_TAKEN_OVER &&
         !belay_privacy_is_on (self->session->privacy);
}

static void
await_absence (BelayLease *self)
{
  gint64 left = (self->last - g_get_monotonic_time ()) / 1000 + self->session->idle_ms;

  if (self->idle == 0 && self->notice == 0 && may_return (self))
    self->idle = g_timeout_add ((guint) CLAMP (left + 1, 1, G_MAXINT), on_idle, self);
}

/**
 * belay_lease_touch:
 * @self: a lease
 */
void
belay_lease_touch (BelayLease *self)
{
  self->last = g_get_monotonic_time ();
  g_clear_handle_id (&self->notice, g_source_remove);
  set_deadline (self, 0);

  if (may_return (self))
    await_absence (self);
  else
    g_clear_handle_id (&self->idle, g_source_remove);
}

/* What is done. */

void
belay_lease_take_pointer (BelayLease *self,
                          BelayPoint  point,
                          guint       buttons)
{
  belay_lease_touch (self);
  if (!belay_privacy_is_on (self->session->privacy))
    belay_person_steps_pointer (self->steps, point, buttons);
}

void
belay_lease_take_key (BelayLease *self,
                      guint32     keysym,
                      gboolean    down)
{
  belay_lease_touch (self);
  if (!belay_privacy_is_on (self->session->privacy))
    belay_person_steps_key (self->steps, keysym, down, self->session->records_typing);
}

void
belay_lease_flush (BelayLease *self)
{
  belay_person_steps_flush (self->steps);
}

char *
belay_lease_tell (BelayLease *self)
{
  belay_person_steps_flush (self->steps);

  return belay_person_steps_tell (self->steps);
}

/**
 * belay_lease_get_deadline:
 * @self: a lease
 *
 * Returns: when control goes back unless the person is there, monotonic, in microseconds; 0: it does not
 */
gint64
belay_lease_get_deadline (BelayLease *self)
{
  return self->deadline;
}

/**
 * belay_lease_new:
 * @session: a session with a trail, whose person has just got control
 *
 * Returns: (transfer full): their lease
 */
BelayLease *
belay_lease_new (BelaySession *session)
{
  BelayLease *self = g_new0 (BelayLease, 1);

  self->session = session;
  self->steps = belay_person_steps_new (on_step, self);
  belay_lease_touch (self);

  return self;
}

/**
 * belay_lease_free:
 * @self: (transfer full): a lease
 */
void
belay_lease_free (BelayLease *self)
{
  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_handle_id (&self->notice, g_source_remove);
  set_deadline (self, 0);
  belay_person_steps_free (self->steps);
  g_clear_object (&self->entry);
  g_free (self);
}
