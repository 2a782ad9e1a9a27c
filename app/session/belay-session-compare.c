/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-replay-private.h"

#include <glib/gi18n-lib.h>

/* Of a replay: after each step the screen is compared with what was recorded after it. */

/* What was there in time in the recording may come a little later now: programs do not start equally fast. */
#define GRACE_MS       300
#define GRACE_ATTEMPTS 7

void
belay_look_free (BelayLook *look)
{
  g_object_unref (look->session);
  g_clear_object (&look->step);
  g_free (look->sha256);
  g_free (look);
}

const BelayRecordedStep *
belay_session_replay_get_recorded (BelaySessionReplay *self,
                                   BelayStep          *step)
{
  return belay_replay_lookup (self->replay, belay_proposal_get_id (belay_step_get_proposal (step)));
}

static char *
describe (const BelayDifference *difference)
{
  guint n = difference->regions->len;

  /* Translators: a number of places, and which part of the screen they are. */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "The screen differs from the recording in %u place (%u %%).",
                                       "The screen differs from the recording in %u places (%u %%).", n),
                          n, difference->percent);
}

/* The regions of @difference in screen pixels. */
static GArray *
to_screen (BelaySession          *session,
           const BelayDifference *difference)
{
  GArray *regions = g_array_new (FALSE, FALSE, sizeof (BelayRect));

  for (guint i = 0; i < difference->regions->len; i++)
    {
      BelayRect region;

      belay_geometry_rect_to_screen (&session->geometry, &g_array_index (difference->regions, BelayRect, i), &region);
      g_array_append_val (regions, region);
    }

  return regions;
}

/* Says what is new about the screen; what has been said is not said again after each step. */
static void
report (BelaySessionReplay *self,
        BelayStep          *step,
        BelayDifference    *difference)
{
  BelaySession *session = self->session;
  g_autofree char *sentence = NULL;
  g_autoptr(GArray) regions = to_screen (session, difference);
  gboolean known = belay_difference_is_within (difference, self->said);
  gboolean same_again = difference->regions->len == 0 && self->said != NULL && self->said->regions->len > 0;

  if (same_again)
    {
      sentence = g_strdup (_("The screen is as it was recorded again."));
      g_clear_object (&self->news);
    }
  else if (!known)
    {
      sentence = describe (difference);
      g_clear_object (&self->news);
      self->news = belay_finding_new ("recorded-screen", BELAY_FINDING_WARN, sentence,
                                      &g_array_index (regions, BelayRect, 0));
    }

  if (sentence != NULL)
    {
      belay_trail_append (session->trail, "note", belay_record_difference (step, sentence, difference->percent, regions));
      belay_timeline_add (session->timeline, BELAY_ENTRY_NOTICE, sentence);
    }

  g_clear_pointer (&self->said, belay_difference_free);
  self->said = difference;
}

/* Whether the session is where it waited: it may have been stopped meanwhile, and be at something else already. */
static gboolean
is_still_waiting (BelaySession *session)
{
  return session->turn != NULL && belay_turn_is_complete (session->turn) && session->asking == NULL &&
         session->passing == NULL && !session->looking &&
         (session->state == BELAY_SESSION_THINKING || session->state == BELAY_SESSION_RUNNING ||
          session->state == BELAY_SESSION_WAITING);
}

static void
go_on (BelaySessionReplay *self)
{
  BelaySession *session = self->session;

  if (self->n_pending > 0 || !self->waited_for)
    return;

  self->waited_for = FALSE;
  if (!is_still_waiting (session))
    return;

  belay_session_set_status (session, NULL);
  belay_session_proceed (session);
}

static void on_compared (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data);

gboolean
belay_session_replay_is_scaled (const BelayGeometry *geometry)
{
  return geometry->picture_width != geometry->screen_width || geometry->picture_height != geometry->screen_height;
}

/* @look: (transfer full) */
static void
compare (BelaySessionReplay *self,
         BelayLook          *look,
         BelayPicture       *picture,
         BelayFrame         *frame)
{
  look->n_attempts++;
  self->n_pending++;
  belay_comparison_new_async (belay_replay_get_directory (self->replay), look->sha256, picture, frame, self->cancellable,
                              on_compared, look);
}

static BelayLook *
look_new (BelaySessionReplay *self,
          const char         *sha256,
          BelayStep          *step)
{
  BelayLook *look = g_new0 (BelayLook, 1);

  look->session = g_object_ref (self->session);
  look->step = step != NULL ? g_object_ref (step) : NULL;
  look->sha256 = g_strdup (sha256);

  return look;
}

static gboolean
on_late (gpointer user_data)
{
  BelaySessionReplay *self = user_data;
  BelayFrame *frame = belay_screen_get_frame (self->session->screen);

  self->late_timer = 0;
  self->n_pending--;
  compare (self, g_steal_pointer (&self->late), NULL, frame);

  return G_SOURCE_REMOVE;
}

/* Whether the screen gets a little more time to become what was recorded. Takes over @look then. */
static gboolean
wait_a_little (BelaySessionReplay    *self,
               BelayLook             *look,
               const BelayDifference *difference)
{
  if (difference == NULL || look->n_attempts >= GRACE_ATTEMPTS || self->late != NULL ||
      belay_difference_is_within (difference, self->said) || belay_session_replay_is_scaled (&self->session->geometry) ||
      !belay_session_is_screen_live (self->session))
    return FALSE;

  self->late = look;
  self->n_pending++;
  self->late_timer = g_timeout_add (GRACE_MS, on_late, self);

  return TRUE;
}

/* The step after it has changed the screen, or looked at it again: that is what counts now. */
static void
forget_late (BelaySessionReplay *self)
{
  if (self->late == NULL)
    return;

  g_clear_handle_id (&self->late_timer, g_source_remove);
  g_clear_pointer (&self->late, belay_look_free);
  self->n_pending--;
}

/* Of the picture that is kept of a step, whatever the screen became later. */
static void
keep_regions (BelaySessionReplay    *self,
              BelayStep             *step,
              const BelayDifference *difference)
{
  if (difference->regions->len > 0)
    g_hash_table_insert (self->regions, GUINT_TO_POINTER (belay_step_get_number (step)),
                         to_screen (self->session, difference));
}

static void
on_compared (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  BelayLook *look = user_data;
  BelaySession *session = look->session;
  BelaySessionReplay *self = session->replay;
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayComparison) comparison = belay_comparison_new_finish (result, &error);

  if (self == NULL || session->trail == NULL || session->state == BELAY_SESSION_CLOSED)
    {
      belay_look_free (look);
      return;
    }

  self->n_pending--;

  if (comparison != NULL && look->n_attempts == 1 && comparison->difference != NULL)
    keep_regions (self, look->step, comparison->difference);

  if (comparison != NULL && look->step == self->latest && wait_a_little (self, look, comparison->difference))
    return;

  if (comparison == NULL)
    {
      g_autofree char *sentence = NULL;

      sentence = g_strdup_printf (_("A recorded picture cannot be read, so nothing is compared with it: %s"),
                                  error->message);
      if (g_strcmp0 (self->missing, look->sha256) != 0)
        belay_timeline_add (session->timeline, BELAY_ENTRY_NOTICE, sentence);
      g_free (self->missing);
      self->missing = g_strdup (look->sha256);
    }
  else
    {
      if (comparison->difference != NULL)
        {
          g_clear_pointer (&self->now, belay_frame_unref);
          self->now = belay_frame_ref (comparison->now);
          if (look->step == self->latest)
            report (self, look->step, g_steal_pointer (&comparison->difference));
        }

      g_clear_pointer (&self->last, belay_comparison_free);
      self->last = g_steal_pointer (&comparison);
    }

  belay_look_free (look);
  go_on (self);
}

/**
 * belay_session_compare:
 * @session: a session
 * @step: a step that was carried out
 * @picture: the screen after it
 *
 * Compares the screen with what the recording shows after the same step. Nothing where there is no recording.
 */
void
belay_session_compare (BelaySession *session,
                       BelayStep    *step,
                       BelayPicture *picture)
{
  BelaySessionReplay *self = session->replay;
  const BelayRecordedStep *recorded = self != NULL ? belay_session_replay_get_recorded (self, step) : NULL;

  if (recorded == NULL || recorded->after == NULL)
    return;

  forget_late (self);
  g_set_object (&self->latest, step);
  compare (self, look_new (self, recorded->after, step), picture, NULL);
}

/**
 * belay_session_get_differences:
 * @session: a session
 * @step: one of its steps
 * @n_regions: (out): how many
 *
 * Returns: (transfer none) (nullable) (array length=n_regions): where the screen after @step differs from the recording
 *   it was replayed from, screen pixels, the largest first; %NULL if nowhere
 */
const BelayRect *
belay_session_get_differences (BelaySession *session,
                               BelayStep    *step,
                               guint        *n_regions)
{
  GArray *regions = NULL;

  g_return_val_if_fail (BELAY_IS_SESSION (session), NULL);
  g_return_val_if_fail (BELAY_IS_STEP (step), NULL);
  g_return_val_if_fail (n_regions != NULL, NULL);

  if (session->replay != NULL)
    regions = g_hash_table_lookup (session->replay->regions, GUINT_TO_POINTER (belay_step_get_number (step)));

  *n_regions = regions != NULL ? regions->len : 0;

  return regions != NULL ? (const BelayRect *) regions->data : NULL;
}

/**
 * belay_session_replay_read:
 * @self: what is kept for a replay
 * @sha256: a recorded picture
 *
 * Reads it on a thread; it becomes self->last.
 */
void
belay_session_replay_read (BelaySessionReplay *self,
                           const char         *sha256)
{
  compare (self, look_new (self, sha256, NULL), NULL, NULL);
}
