/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-private.h"

#include <glib/gi18n-lib.h>

#include "belay-comparison.h"
#include "belay-recorded-target.h"
#include "belay-replay.h"

/* What a replay adds to a session: it says what was decided then, compares the screen with the recorded one, and plays by
 * itself where the person wants it to. */

/* What a recorded pause may become. */
#define MIN_PAUSE_MS 500
#define MAX_PAUSE_MS 10000

struct _BelaySessionReplay
{
  BelaySession    *session;     /* its owner */
  BelayReplay     *replay;
  GCancellable    *cancellable;

  guint            n_pending;   /* comparisons under way */
  gboolean         waited_for;  /* the session goes on when there is none */
  BelayComparison *last;        /* (nullable) the recorded picture read last */
  char            *missing;     /* (nullable) SHA-256 of one that could not be read */
  BelayFrame      *now;         /* (nullable) the last picture of now, where it had to be scaled; picture pixels */

  BelayDifference *said;        /* (nullable) where the screen differs, as far as the person knows */
  BelayFinding    *news;        /* (nullable) a difference no step has asked about yet */
  guint            checked;     /* the number of the step that was compared last */
  GHashTable      *regions;     /* GArray of BelayRect, screen pixels, by the number of the step */
};

typedef struct
{
  BelaySession *session;
  BelayStep    *step;           /* (nullable: only reads the picture before a step) */
  char         *sha256;
} Look;

static void
look_free (Look *look)
{
  g_object_unref (look->session);
  g_clear_object (&look->step);
  g_free (look->sha256);
  g_free (look);
}

/**
 * belay_session_free_replay:
 * @self: (transfer full): what was kept for a replay
 */
void
belay_session_free_replay (BelaySessionReplay *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_object_unref (self->replay);
  g_clear_pointer (&self->last, belay_comparison_free);
  g_clear_pointer (&self->now, belay_frame_unref);
  g_clear_pointer (&self->said, belay_difference_free);
  g_clear_object (&self->news);
  g_hash_table_unref (self->regions);
  g_free (self->missing);
  g_free (self);
}

/**
 * belay_session_watch_replay:
 * @session: a session whose agent has just come
 *
 * Prepares what a replay needs. Nothing if the agent is none.
 */
void
belay_session_watch_replay (BelaySession *session)
{
  BelaySessionReplay *self;

  if (!BELAY_IS_REPLAY (session->agent))
    return;

  self = g_new0 (BelaySessionReplay, 1);
  self->session = session;
  self->replay = g_object_ref (BELAY_REPLAY (session->agent));
  self->cancellable = g_cancellable_new ();
  self->regions = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  session->replay = self;
}

static const BelayRecordedStep *
get_recorded (BelaySessionReplay *self,
              BelayStep          *step)
{
  return belay_replay_lookup (self->replay, belay_proposal_get_id (belay_step_get_proposal (step)));
}

/**
 * belay_session_add_remarks:
 * @session: a session
 * @step: a step that is being examined
 * @findings: (element-type BelayFinding): what was found; a replay adds what was decided in the recording
 */
void
belay_session_add_remarks (BelaySession *session,
                           BelayStep    *step,
                           GPtrArray    *findings)
{
  const BelayRecordedStep *recorded = session->replay != NULL ? get_recorded (session->replay, step) : NULL;

  if (recorded == NULL)
    return;

  if (recorded->remark != NULL)
    g_ptr_array_add (findings, belay_finding_new ("recording", recorded->severity, recorded->remark, NULL));

  if (recorded->by_hand)
    g_ptr_array_add (findings, belay_finding_new ("recording", BELAY_FINDING_WARN,
                                                  _("In the recording the person acted in the sandbox before this; that "
                                                    "was not replayed."), NULL));
}

/* Differences. */

static char *
describe (const BelayDifference *difference)
{
  guint n = difference->regions->len;

  /* Translators: a number of places, and which part of the screen they are. */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "The screen differs from the recording in %u place (%u %%).",
                                       "The screen differs from the recording in %u places (%u %%).", n),
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

  if (regions->len > 0)
    g_hash_table_insert (self->regions, GUINT_TO_POINTER (belay_step_get_number (step)), g_array_ref (regions));

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

static void
go_on (BelaySessionReplay *self)
{
  BelaySession *session = self->session;

  if (self->n_pending > 0 || !self->waited_for)
    return;

  self->waited_for = FALSE;
  belay_session_set_status (session, NULL);
  if (session->state == BELAY_SESSION_THINKING || session->state == BELAY_SESSION_RUNNING ||
      session->state == BELAY_SESSION_WAITING)
    belay_session_proceed (session);
}

static void
on_compared (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Look *look = user_data;
  BelaySession *session = look->session;
  BelaySessionReplay *self = session->replay;
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayComparison) comparison = belay_comparison_new_finish (result, &error);

  if (self == NULL || session->trail == NULL || session->state == BELAY_SESSION_CLOSED)
    {
      look_free (look);
      return;
    }

  self->n_pending--;

  if (comparison == NULL)
    {
      g_autofree char *sentence = g_strdup_printf (_("A recorded picture cannot be read, so nothing is compared with it: %s"),
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
          report (self, look->step, g_steal_pointer (&comparison->difference));
        }

      g_clear_pointer (&self->last, belay_comparison_free);
      self->last = g_steal_pointer (&comparison);
    }

  look_free (look);
  go_on (self);
}

static void
compare (BelaySessionReplay *self,
         const char         *sha256,
         BelayStep          *step,
         BelayPicture       *picture)
{
  Look *look = g_new0 (Look, 1);

  look->session = g_object_ref (self->session);
  look->step = step != NULL ? g_object_ref (step) : NULL;
  look->sha256 = g_strdup (sha256);
  self->n_pending++;
  belay_comparison_new_async (belay_replay_get_directory (self->replay), sha256, picture, self->cancellable, on_compared,
                              look);
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
  const BelayRecordedStep *recorded = self != NULL ? get_recorded (self, step) : NULL;

  if (recorded != NULL && recorded->after != NULL)
    compare (self, recorded->after, step, picture);
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

/* Before a step. */

/* The recorded picture before @recorded, as far as it is at hand. Returns: FALSE if it is on its way */
static gboolean
find_before (BelaySessionReplay       *self,
             const BelayRecordedStep  *recorded,
             BelayFrame              **before)
{
  *before = NULL;

  if (recorded->before == NULL || g_strcmp0 (self->missing, recorded->before) == 0)
    return TRUE;

  if (self->last == NULL || !g_str_equal (self->last->sha256, recorded->before))
    {
      compare (self, recorded->before, NULL, NULL);
      return FALSE;
    }

  *before = self->last->recorded;

  return TRUE;
}

/* In picture pixels, in which recorded pictures are. */
static BelayFinding *
examine_target (BelaySessionReplay *self,
                BelayStep          *step,
                BelayFrame         *before)
{
  BelaySession *session = self->session;
  const BelayGeometry *geometry = &session->geometry;
  const BelayGeometry same = { geometry->picture_width, geometry->picture_height,
                               geometry->picture_width, geometry->picture_height };
  gboolean scaled = geometry->picture_width != geometry->screen_width ||
                    geometry->picture_height != geometry->screen_height;
  BelayAction *action = belay_step_get_action (step);
  BelayPoint aim;
  gboolean aimed = belay_action_sends_pointer (action) ? belay_gate_get_pointer (session->gate, &aim)
                                                       : belay_gate_get_caret (session->gate, &aim);
  g_autoptr(BelayFinding) finding = NULL;
  BelayRect region;

  if (aimed)
    aim = belay_geometry_to_picture (geometry, aim);

  finding = belay_recorded_target_examine (action, &same, aimed ? &aim : NULL, before,
                                           scaled ? self->now : belay_screen_get_frame (session->screen));
  if (finding == NULL || !scaled || !belay_finding_get_region (finding, &region))
    return g_steal_pointer (&finding);

  belay_geometry_rect_to_screen (geometry, &region, &region);

  return belay_finding_new (belay_finding_get_guard (finding), belay_finding_get_severity (finding),
                            belay_finding_get_sentence (finding), &region);
}

/**
 * belay_session_check_recording:
 * @session: a session
 * @step: the step whose turn it is
 *
 * Before a step of a replay is decided or sent: what it is aimed at must look as it was recorded, and so must the screen
 * since the last step; otherwise the person is asked, whatever slack says and whatever was decided ahead.
 *
 * Returns: %FALSE if the recorded picture is not there yet: belay_session_proceed() is called when it is
 */
gboolean
belay_session_check_recording (BelaySession *session,
                               BelayStep    *step)
{
  BelaySessionReplay *self = session->replay;
  const BelayRecordedStep *recorded = self != NULL ? get_recorded (self, step) : NULL;
  g_autoptr(BelayFinding) finding = NULL;
  g_autoptr(GError) error = NULL;
  BelayFrame *before;

  if (recorded == NULL || recorded->is_look || self->checked == belay_step_get_number (step) ||
      belay_step_get_state (step) == BELAY_STEP_WAITING)
    return TRUE;

  if (self->n_pending > 0 || !find_before (self, recorded, &before))
    {
      self->waited_for = TRUE;
      belay_session_set_status (session, _("Comparing with the recording…"));
      return FALSE;
    }

  self->checked = belay_step_get_number (step);
  finding = examine_target (self, step, before);
  if (finding == NULL)
    finding = g_steal_pointer (&self->news);
  g_clear_object (&self->news);

  if (finding == NULL)
    return TRUE;

  if (!belay_step_hold (step, finding, &error))
    g_critical ("A step that differs from the recording could not be held: %s", error->message);

  belay_trail_append (session->trail, "scan", belay_record_scan (step));

  return TRUE;
}

/* Rhythm. */

/**
 * belay_session_get_pause:
 * @session: a session
 * @step: (nullable): the step that is announced; %NULL for the person's words of a recording
 *
 * Returns: how long it is announced before it runs, in milliseconds
 */
guint
belay_session_get_pause (BelaySession *session,
                         BelayStep    *step)
{
  const BelayRecordedStep *recorded = NULL;

  if (session->slack.pause > 0)
    return (guint) session->slack.pause * 1000;

  if (session->slack.pause == BELAY_SLACK_PAUSE_RECORDED && session->replay != NULL && step != NULL)
    recorded = get_recorded (session->replay, step);

  if (recorded == NULL || recorded->pause < 0)
    return BELAY_SLACK_COUNTDOWN_MS;

  return (guint) CLAMP (recorded->pause / 1000, MIN_PAUSE_MS, MAX_PAUSE_MS);
}

/**
 * belay_session_get_recorded_words:
 * @session: a session
 *
 * Returns: (transfer none) (nullable): where a replay awaits words: what the person said there in the recording
 */
const char *
belay_session_get_recorded_words (BelaySession *session)
{
  g_return_val_if_fail (BELAY_IS_SESSION (session), NULL);

  if (session->replay == NULL ||
      (session->state != BELAY_SESSION_ASKING && session->state != BELAY_SESSION_FINISHED))
    return NULL;

  return belay_replay_get_instruction (session->replay->replay);
}

static gboolean
on_words_due (gpointer user_data)
{
  BelaySession *session = user_data;
  g_autofree char *words = g_strdup (belay_session_get_recorded_words (session));

  session->countdown = 0;
  if (words != NULL && session->slack.kind == BELAY_SLACK_AUTO)
    belay_session_answer (session, words, NULL);

  return G_SOURCE_REMOVE;
}

/**
 * belay_session_await_words:
 * @session: a session whose agent has said all it wanted to
 *
 * With the slack that plays by itself, a replay says by itself, too, what the person said in the recording.
 */
void
belay_session_await_words (BelaySession *session)
{
  if (belay_session_get_recorded_words (session) == NULL || session->slack.kind != BELAY_SLACK_AUTO)
    return;

  g_clear_handle_id (&session->countdown, g_source_remove);
  session->countdown = g_timeout_add (belay_session_get_pause (session, NULL), on_words_due, session);
}
