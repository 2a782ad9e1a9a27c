/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-private.h"

#include <glib/gi18n-lib.h>

#include "belay-off-moment.h"

/* What was on the screen only while the agent looked: each picture of the screen for the agent is compared with the screen some
 * time before it and, until something is sent, with what the screen becomes. What had just appeared is in question for a
 * moment; slack waits for that, a person need not. */

#define GUARD     "off-moment"
#define BEFORE_MS 1500
#define AFTER_MS  1500
#define EVERY_MS  100           /* how often the screen is looked at meanwhile */

/* One picture that shows something new. */
typedef struct
{
  BelaySession   *session;      /* not owned; NULL once it is over */
  BelayOffMoment *moment;
  BelayFinding   *finding;      /* (nullable) once something is found */
  char           *sha256;
  gint64          taken;        /* g_get_monotonic_time() */
  gboolean        provoked;     /* something had been sent since the screen before */
  gboolean        is_next;      /* goes with the next message */
  guint           timer;        /* 0: it is known */
} Glimpse;

static void
glimpse_free (gpointer data)
{
  Glimpse *glimpse = data;

  g_clear_handle_id (&glimpse->timer, g_source_remove);
  g_clear_pointer (&glimpse->moment, belay_off_moment_free);
  g_clear_object (&glimpse->finding);
  g_free (glimpse->sha256);
  g_free (glimpse);
}

static GPtrArray *
get_glimpses (BelaySession *self)
{
  if (self->glimpses == NULL)
    self->glimpses = g_ptr_array_new_with_free_func (glimpse_free);

  return self->glimpses;
}

/* From when until when the screen showed what is at @area of the picture, as far as is known, in milliseconds. */
static gint64
measure (Glimpse         *glimpse,
         const BelayRect *area,
         BelayFrame      *after)
{
  BelayFrame *seen = belay_off_moment_get_seen (glimpse->moment);
  g_autoptr(GPtrArray) frames = belay_recent_list (belay_gate_get_recent (glimpse->session->gate),
                                                   belay_frame_get_time (belay_off_moment_get_before (glimpse->moment)));
  gint64 from = G_MAXINT64, until = belay_frame_get_time (after);

  for (guint i = 0; i < frames->len; i++)
    {
      BelayFrame *frame = frames->pdata[i];
      gint64 time = belay_frame_get_time (frame);

      if (belay_frame_get_width (frame) != belay_frame_get_width (seen) ||
          belay_frame_get_height (frame) != belay_frame_get_height (seen))
        continue;

      if (!belay_frame_get_changed (frame, seen, area, NULL))
        from = MIN (from, time);
      else if (time > glimpse->taken)
        until = MIN (until, time);
    }

  return (MAX (until, from == G_MAXINT64 ? 0 : from) - MIN (from, belay_frame_get_time (seen))) / 1000;
}

/* The steps that have been shown to the person without this. */
static void
amend (BelaySession *self,
       Glimpse      *glimpse)
{
  GListModel *steps = self->turn != NULL && !glimpse->is_next ? belay_turn_get_steps (self->turn) : NULL;
  g_autoptr(GPtrArray) findings = g_ptr_array_new ();

  belay_session_add_glimpsed (self, findings);

  for (guint i = 0; steps != NULL && i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(BelayStep) step = g_list_model_get_item (steps, i);
      BelayStepState state = belay_step_get_state (step);

      if ((state == BELAY_STEP_EXAMINED || state == BELAY_STEP_WAITING) &&
          belay_step_replace_findings (step, GUARD, findings))
        belay_trail_append (self->trail, "scan", belay_record_scan (step));
    }
}

static void
report (Glimpse         *glimpse,
        guint            n_cells,
        const BelayRect *area,
        BelayFrame      *after)
{
  BelaySession *self = glimpse->session;
  gint64 ms = MAX (measure (glimpse, area, after), EVERY_MS);
  gboolean words = n_cells >= BELAY_OFF_MOMENT_WORDS;
  g_autofree char *sentence = NULL;

  /* Translators: %.1f is a number of seconds such as 0.4. It stands below a picture of it. */
  sentence = g_strdup_printf (_("This was on the screen for %.1f seconds only, while the agent looked."), (double) ms / 1000);
  glimpse->finding = belay_finding_new (GUARD, words ? BELAY_FINDING_WARN : BELAY_FINDING_NOTE, sentence, area);
  belay_trail_append (self->trail, "scan", belay_record_glimpse (glimpse->sha256, area, ms, words));
  belay_gate_keep_frame (self->gate, "glimpse-before", belay_off_moment_get_before (glimpse->moment), 0);
  belay_gate_keep_frame (self->gate, "glimpse-after", after, 0);

  if (words)
    belay_timeline_add (self->timeline, BELAY_ENTRY_NOTICE, sentence);

  amend (self, glimpse);
}

/* What waited for it goes on; what was announced and is in doubt now asks. */
static void
end (Glimpse *glimpse)
{
  BelaySession *self = glimpse->session;

  glimpse->timer = 0;

  if (glimpse->finding != NULL && self->state == BELAY_SESSION_COUNTDOWN)
    belay_session_proceed (self);
}

static gboolean
look (gpointer user_data)
{
  Glimpse *glimpse = user_data;
  g_autoptr(BelaySession) self = g_object_ref (glimpse->session);
  BelayFrame *now = belay_screen_get_frame (self->screen);
  guint n_cells;
  BelayRect area;

  /* From here on it is the agent's or the person's doing. */
  if (now == NULL || self->state == BELAY_SESSION_CLOSED || belay_privacy_is_on (self->privacy) ||
      belay_gate_get_last_input (self->gate) > glimpse->taken)
    {
      end (glimpse);
      return G_SOURCE_REMOVE;
    }

  n_cells = belay_off_moment_find (glimpse->moment, now, glimpse->provoked, &area);
  if (n_cells > 0)
    report (glimpse, n_cells, &area, now);
  else if (g_get_monotonic_time () < glimpse->taken + AFTER_MS * 1000)
    return G_SOURCE_CONTINUE;

  end (glimpse);

  return G_SOURCE_REMOVE;
}

/**
 * belay_session_watch_glimpse:
 * @self: a session
 * @picture: what the agent gets with the next message, of the screen as it is now
 *
 * If it shows what has just appeared, watches whether that stays.
 */
void
belay_session_watch_glimpse (BelaySession *self,
                             BelayPicture *picture)
{
  const BelayRecent *recent = belay_gate_get_recent (self->gate);
  BelayFrame *seen = belay_gate_get_rest (self->gate);
  gint64 now = g_get_monotonic_time ();
  BelayFrame *before = belay_recent_get (recent, now - BEFORE_MS * 1000);
  g_autofree guint8 *restless = NULL;
  g_autoptr(BelayOffMoment) moment = NULL;
  int n_columns, n_rows;
  Glimpse *glimpse;

  if (seen == NULL || before == NULL || belay_frame_get_time (before) > belay_frame_get_time (seen))
    return;

  restless = belay_recent_get_restless (recent, now, &n_columns, &n_rows);
  moment = belay_off_moment_new (before, seen, restless);
  if (moment == NULL)
    return;

  glimpse = g_new0 (Glimpse, 1);
  glimpse->session = self;
  glimpse->moment = g_steal_pointer (&moment);
  glimpse->sha256 = g_strdup (belay_picture_get_sha256 (picture));
  glimpse->taken = now;
  glimpse->provoked = belay_gate_get_last_input (self->gate) > now - BEFORE_MS * 1000;
  glimpse->is_next = TRUE;
  glimpse->timer = g_timeout_add (EVERY_MS, look, glimpse);
  g_ptr_array_add (get_glimpses (self), glimpse);
}

/**
 * belay_session_change_glimpses:
 * @self: a session that says something with pictures to its agent
 *
 * From now on the agent speaks of the pictures that go with this message.
 */
void
belay_session_change_glimpses (BelaySession *self)
{
  GPtrArray *glimpses = get_glimpses (self);

  for (guint i = glimpses->len; i > 0; i--)
    {
      Glimpse *glimpse = glimpses->pdata[i - 1];

      if (glimpse->is_next)
        glimpse->is_next = FALSE;
      else
        g_ptr_array_remove_index (glimpses, i - 1);
    }
}

/**
 * belay_session_add_glimpsed:
 * @self: a session
 * @findings: (element-type BelayFinding): gets what only the agent has seen, of the pictures it has seen last
 */
void
belay_session_add_glimpsed (BelaySession *self,
                            GPtrArray    *findings)
{
  GPtrArray *glimpses = get_glimpses (self);

  for (guint i = 0; i < glimpses->len; i++)
    {
      Glimpse *glimpse = glimpses->pdata[i];

      if (!glimpse->is_next && glimpse->finding != NULL)
        g_ptr_array_add (findings, glimpse->finding);
    }
}

/**
 * belay_session_get_doubt:
 * @self: a session
 *
 * Returns: for how many milliseconds it is not known yet whether what the agent has seen stays on the screen; 0 if it is
 */
guint
belay_session_get_doubt (BelaySession *self)
{
  GPtrArray *glimpses = get_glimpses (self);
  gint64 until = 0, now = g_get_monotonic_time ();

  for (guint i = 0; i < glimpses->len; i++)
    {
      Glimpse *glimpse = glimpses->pdata[i];

      if (!glimpse->is_next && glimpse->timer != 0)
        until = MAX (until, glimpse->taken + (AFTER_MS + EVERY_MS) * 1000);
    }

  return until > now ? (guint) ((until - now) / 1000) : 0;
}

/**
 * belay_session_get_glimpse:
 * @self: a session
 * @area: (out) (optional): where on the screen it was
 *
 * Returns: (transfer none) (nullable): the picture of the agent's that shows what only it has seen
 */
const char *
belay_session_get_glimpse (BelaySession *self,
                           BelayRect    *area)
{
  GPtrArray *glimpses;

  g_return_val_if_fail (BELAY_IS_SESSION (self), NULL);

  glimpses = get_glimpses (self);

  for (guint i = 0; i < glimpses->len; i++)
    {
      Glimpse *glimpse = glimpses->pdata[i];

      if (!glimpse->is_next && glimpse->finding != NULL)
        {
          if (area != NULL)
            belay_finding_get_region (glimpse->finding, area);
          return glimpse->sha256;
        }
    }

  return NULL;
}
