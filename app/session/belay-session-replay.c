/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-replay-private.h"

#include <glib/gi18n-lib.h>

#include "belay-recorded-target.h"

/* What a replay adds to a session: it says what was decided then, compares the screen with the recorded one, and plays by
 * itself where the person wants it to. */

/* What a recorded pause may become. */
#define MIN_PAUSE_MS 500
#define MAX_PAUSE_MS 10000

/**
 * belay_session_free_replay:
 * @self: (transfer full): what was kept for a replay
 */
void
belay_session_free_replay (BelaySessionReplay *self)
{
  g_clear_handle_id (&self->late_timer, g_source_remove);
  g_clear_pointer (&self->late, belay_look_free);
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_object_unref (self->replay);
  g_clear_object (&self->latest);
  g_clear_pointer (&self->last, belay_comparison_free);
  g_clear_pointer (&self->now, belay_frame_unref);
  g_clear_pointer (&self->matching, belay_frame_unref);
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
  const BelayRecordedStep *recorded = session->replay != NULL ? belay_session_replay_get_recorded (session->replay, step) : NULL;

  if (recorded == NULL)
    return;

  if (recorded->remark != NULL)
    g_ptr_array_add (findings, belay_finding_new ("recording", recorded->severity, recorded->remark, NULL));

  if (recorded->by_hand)
    g_ptr_array_add (findings, belay_finding_new ("recording", BELAY_FINDING_WARN,
                                                  _("In the recording the person acted in the sandbox before this; that "
                                                    "was not replayed."), NULL));
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
      belay_session_replay_read (self, recorded->before);
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
  gboolean scaled = belay_session_replay_is_scaled (geometry);
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
  const BelayRecordedStep *recorded = self != NULL ? belay_session_replay_get_recorded (self, step) : NULL;
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

  self->waited_for = FALSE;
  self->checked = belay_step_get_number (step);
  finding = examine_target (self, step, before);
  g_clear_pointer (&self->matching, belay_frame_unref);
  if (finding == NULL && before != NULL && !belay_session_replay_is_scaled (&session->geometry))
    self->matching = belay_frame_ref (belay_screen_get_frame (session->screen));

  if (finding == NULL)
    finding = g_steal_pointer (&self->news);
  g_clear_object (&self->news);

  if (finding == NULL)
    return TRUE;

  if (!belay_step_hold (step, finding, NULL, NULL, &error))
    g_critical ("A step that differs from the recording could not be held: %s", error->message);

  belay_trail_append (session->trail, "scan", belay_record_scan (step));

  return TRUE;
}

/**
 * belay_session_get_agents_frame:
 * @session: a session
 * @step: a step that slack is about to decide on
 *
 * Slack's decisions are bound to what the agent has seen. That is the screen when it last came to rest; of a replay it is
 * the recorded picture, and so the screen that was found to be like it.
 *
 * Returns: (transfer none) (nullable): the frame; %NULL if it has seen nothing
 */
BelayFrame *
belay_session_get_agents_frame (BelaySession *session,
                                BelayStep    *step)
{
  BelaySessionReplay *self = session->replay;

  if (self != NULL && self->matching != NULL && self->checked == belay_step_get_number (step))
    return self->matching;

  return belay_gate_get_rest (session->gate);
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
    recorded = belay_session_replay_get_recorded (session->replay, step);

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
