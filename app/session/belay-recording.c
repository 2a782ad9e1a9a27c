/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-recording.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "belay-trail-blobs.h"
#include "belay-trail-history.h"
#include "belay-trail-verify.h"
#include "belay-trail.h"
#include "belay-visible-text.h"

#define MAX_WORDS   20000       /* bytes of what is said or thought in one reply */
#define MAX_REASON  200         /* characters of a reason or of a text in a remark */

typedef struct
{
  BelayRecording    *recording;
  BelayRecordedTurn *turn;      /* (nullable) the one whose steps are being read */
  guint              number;    /* of that turn */
  gboolean           all_ended; /* each step of that turn has a result … */
  gint64             result_at; /* … the last one at this time */
  gint64             intent_at; /* the first of its steps was sent then; 0: none */
  GString           *instruction;       /* said since the last turn */
  gboolean           by_hand;   /* the person acted since the last step */
  gint64             ended_at;  /* the last step that ran; 0: none */
  int                width;     /* of the last picture that could be measured */
  int                height;
} Loader;

static void
step_free (gpointer data)
{
  BelayRecordedStep *step = data;

  g_free (step->what);
  g_free (step->toolset);
  g_free (step->name);
  g_free (step->input);
  g_free (step->remark);
  g_free (step->before);
  g_free (step->after);
  g_free (step);
}

static void
turn_free (gpointer data)
{
  BelayRecordedTurn *turn = data;

  g_free (turn->instruction);
  g_free (turn->thought);
  g_free (turn->text);
  g_ptr_array_unref (turn->steps);
  g_free (turn);
}

/**
 * belay_recording_free:
 * @self: (transfer full): a recording
 */
void
belay_recording_free (BelayRecording *self)
{
  g_free (self->directory);
  g_free (self->id);
  g_free (self->date);
  g_free (self->task);
  g_free (self->agent);
  g_ptr_array_unref (self->turns);
  g_free (self);
}

/**
 * belay_recording_find:
 * @path: what the person named
 *
 * A path means what is there. Only where nothing is, its last part may be the name of a session.
 *
 * Returns: (transfer full) (nullable): the directory of a trail; %NULL if @path is a file, or means none
 */
char *
belay_recording_find (const char *path)
{
  g_autofree char *root = NULL;
  g_autofree char *name = NULL;
  g_autofree char *directory = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return g_strdup (path);

  if (g_file_test (path, G_FILE_TEST_EXISTS) || g_str_has_prefix (path, "resource://"))
    return NULL;

  root = belay_trail_get_default_root ();
  name = g_path_get_basename (path);
  directory = g_build_filename (root, name, NULL);

  return g_file_test (directory, G_FILE_TEST_IS_DIR) ? g_steal_pointer (&directory) : NULL;
}

/* What the first bytes of a stored picture say of its size; the PNG specification, 11.2.2. */
static gboolean
measure (const char *directory,
         const char *sha256,
         int        *width,
         int        *height)
{
  static const guint8 begin[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R' };
  g_autofree char *name = belay_trail_blob_get_name (sha256);
  g_autofree char *path = g_build_filename (directory, name, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GFileInputStream) stream = g_file_read (file, NULL, NULL);
  guint8 bytes[24];
  guint32 sizes[2];
  gsize length = 0;

  if (stream == NULL || !g_input_stream_read_all (G_INPUT_STREAM (stream), bytes, sizeof bytes, &length, NULL, NULL) ||
      length < sizeof bytes || memcmp (bytes, begin, sizeof begin) != 0)
    return FALSE;

  memcpy (sizes, bytes + sizeof begin, sizeof sizes);
  sizes[0] = GUINT32_FROM_BE (sizes[0]);
  sizes[1] = GUINT32_FROM_BE (sizes[1]);
  if (sizes[0] == 0 || sizes[0] > G_MAXUINT16 || sizes[1] == 0 || sizes[1] > G_MAXUINT16)
    return FALSE;

  *width = (int) sizes[0];
  *height = (int) sizes[1];

  return TRUE;
}

static char *
cut (const char *text)
{
  g_autofree char *part = NULL;

  if (text == NULL || *text == '\0')
    return NULL;

  if (strlen (text) <= MAX_WORDS)
    return g_utf8_make_valid (text, -1);

  part = g_utf8_make_valid (text, MAX_WORDS);

  return g_strconcat (part, "…", NULL);
}

static void
begin_turn (Loader *self)
{
  BelayRecordedTurn *turn = g_new0 (BelayRecordedTurn, 1);

  turn->steps = g_ptr_array_new_with_free_func (step_free);
  if (self->instruction->len > 0)
    turn->instruction = cut (self->instruction->str);

  g_string_truncate (self->instruction, 0);
  g_ptr_array_add (self->recording->turns, turn);
  self->turn = turn;
  self->all_ended = TRUE;
  self->result_at = 0;
  self->intent_at = 0;
}

/* How the edited action reads; what was decided is written as the toolset has it. */
static char *
describe_decided (const BelayMomentStep *recorded)
{
  const BelayActionSpace space = { BELAY_TOOL_SHAPE_TOOLSET_20260801, G_MAXUINT16, G_MAXUINT16 };
  g_autoptr(BelayAction) action = NULL;

  if (recorded->decided_name == NULL || recorded->decided_input == NULL)
    return g_strdup ("?");

  action = belay_action_parse (&space, "computer", recorded->decided_name, recorded->decided_input, -1, NULL);

  return action != NULL ? belay_action_describe (action) : belay_visible_text (recorded->decided_name, MAX_REASON);
}

/* Of one that is proposed again. What ran then was not what is proposed now: then the person must look. */
static void
remark_on_run (BelayRecordedStep     *step,
               const BelayMomentStep *recorded)
{
  const char *state = recorded->state != NULL ? recorded->state : "unknown";

  step->severity = BELAY_FINDING_WARN;

  if (g_strcmp0 (recorded->verdict, "edit") == 0)
    {
      g_autofree char *decided = describe_decided (recorded);

      /* Translators: %s is a sentence on an action, like “Left click at 640, 400”. */
      step->remark = g_strdup_printf (_("In the recording the person changed this before it ran: %s"), decided);
    }
  else if (g_str_equal (state, "interrupted"))
    {
      step->remark = g_strdup (_("In the recording this was interrupted."));
    }
  else if (g_str_equal (state, "unknown"))
    {
      step->remark = g_strdup (_("It is not known whether this ran in the recording."));
    }
  else
    {
      step->severity = BELAY_FINDING_NOTE;
      if (!step->is_look)
        step->remark = g_strdup (g_strcmp0 (recorded->by, "person") == 0
                                 ? _("In the recording the person approved this.")
                                 : _("In the recording this ran without asking."));
    }
}

static void
remark_on_rest (BelayRecordedStep     *step,
                const BelayMomentStep *recorded)
{
  if (g_strcmp0 (recorded->verdict, "reject") == 0 && recorded->reason != NULL && *recorded->reason != '\0')
    {
      g_autofree char *reason = belay_visible_text (recorded->reason, MAX_REASON);

      /* Translators: the first %s is a sentence on an action, the second the person's words. */
      step->remark = g_strdup_printf (_("Not proposed again, because the person rejected it in the recording: %s (“%s”)"),
                                      step->what, reason);
    }
  else if (g_strcmp0 (recorded->verdict, "reject") == 0)
    {
      step->remark = g_strdup_printf (_("Not proposed again, because the person rejected it in the recording: %s"),
                                      step->what);
    }
  else if (g_strcmp0 (recorded->verdict, "skip") == 0)
    {
      step->remark = g_strdup_printf (_("Not proposed again, because the person skipped it in the recording: %s"),
                                      step->what);
    }
  else
    {
      step->remark = g_strdup_printf (_("Not proposed again, because it did not run in the recording: %s"), step->what);
    }
}

/* An intent without a result means that nobody knows. */
static gboolean
may_have_run (const BelayMomentStep *recorded)
{
  static const char * const states[] = { "done", "interrupted", "unknown", NULL };

  return recorded->state != NULL ? g_strv_contains (states, recorded->state) : recorded->intended_at != 0;
}

static BelayRecordedStep *
convert (Loader      *self,
         BelayMoment *moment)
{
  const BelayMomentStep *recorded = belay_moment_get_step (moment);
  g_autoptr(BelayAction) action = belay_moment_parse_action (moment, FALSE);
  BelayRecordedStep *step = g_new0 (BelayRecordedStep, 1);

  step->what = belay_moment_describe (moment);
  step->toolset = g_strdup (recorded->toolset);
  step->name = g_strdup (recorded->name);
  step->input = g_strdup (recorded->input);
  step->before = g_strdup (recorded->before);
  step->pause = -1;
  step->shape = recorded->toolset == NULL ? BELAY_TOOL_SHAPE_COMPUTER_20251124 : BELAY_TOOL_SHAPE_TOOLSET_20260801;
  step->is_look = action != NULL && belay_action_is_look (action);
  step->runs = action != NULL && belay_action_is_computer (action) && may_have_run (recorded);

  if (!step->runs)
    {
      remark_on_rest (step, recorded);
      return step;
    }

  remark_on_run (step, recorded);

  /* What was zoomed into is no picture of the screen. */
  if (belay_action_get_kind (action) != BELAY_ACTION_ZOOM)
    step->after = g_strdup (recorded->after);

  if (self->ended_at != 0 && recorded->intended_at > self->ended_at)
    step->pause = (recorded->intended_at - self->ended_at) / 1000;
  if (recorded->ended_at != 0)
    self->ended_at = recorded->ended_at;

  return step;
}

static void
take_step (Loader      *self,
           BelayMoment *moment)
{
  const BelayMomentStep *recorded = belay_moment_get_step (moment);
  const char *directory = self->recording->directory;
  BelayRecordedStep *step;

  if (self->turn == NULL || self->number != recorded->turn)
    begin_turn (self);

  self->number = recorded->turn;
  step = convert (self, moment);
  g_ptr_array_add (self->turn->steps, step);

  self->all_ended = self->all_ended && recorded->ended_at != 0;
  self->result_at = MAX (self->result_at, recorded->ended_at);
  if (self->intent_at == 0)
    self->intent_at = recorded->intended_at;

  if (self->turn->width == 0 && step->before != NULL)
    measure (directory, step->before, &self->width, &self->height);
  if (self->width == 0 && step->after != NULL)
    measure (directory, step->after, &self->width, &self->height);

  self->turn->width = self->width;
  self->turn->height = self->height;

  if (step->runs && !step->is_look)
    {
      step->by_hand = self->by_hand;
      self->by_hand = FALSE;
    }
}

/* Whether words of @time are of a reply after the one whose steps were read last: that one had none. Nothing is sent before
 * its reply has ended. */
static gboolean
is_of_later_reply (Loader *self,
                   gint64  time)
{
  return self->turn == NULL || (self->intent_at != 0 && self->intent_at < time) ||
         (self->all_ended && self->result_at < time);
}

/* The record of a reply follows those of its proposals. */
static void
take_moment (Loader      *self,
             BelayMoment *moment)
{
  const char *text = belay_moment_get_text (moment);

  switch (belay_moment_get_kind (moment))
    {
    case BELAY_MOMENT_TASK:
      self->turn = NULL;
      if (g_str_equal (belay_moment_get_record (moment), "instruction") && text != NULL)
        g_string_append_printf (self->instruction, "%s%s", self->instruction->len > 0 ? "\n\n" : "", text);
      break;

    case BELAY_MOMENT_STEP:
      take_step (self, moment);
      break;

    case BELAY_MOMENT_SAID:
      if (is_of_later_reply (self, belay_moment_get_time (moment)))
        begin_turn (self);
      self->turn->text = cut (text);
      self->turn->thought = cut (belay_moment_get_thought (moment));
      self->turn = NULL;
      break;

    case BELAY_MOMENT_PERSON:
      if (g_str_equal (belay_moment_get_record (moment), "human.input"))
        self->by_hand = TRUE;
      break;

    case BELAY_MOMENT_OPEN:
    case BELAY_MOMENT_NETWORK:
    case BELAY_MOMENT_PROBLEM:
    case BELAY_MOMENT_RECORD:
    case BELAY_MOMENT_CLOSE:
    default:
      break;
    }
}

/* The tier is not recorded. A picture too large for the standard one is of the high one; any other comes from a screen of
 * its own size, or from one that the standard tier scaled to it. */
static BelayTier
find_tier (BelayRecording *self)
{
  for (guint i = 0; i < self->turns->len; i++)
    {
      BelayRecordedTurn *turn = self->turns->pdata[i];
      int width, height;

      if (turn->width == 0)
        continue;

      belay_tier_fit (BELAY_TIER_STANDARD, turn->width, turn->height, &width, &height);
      if (width != turn->width || height != turn->height)
        return BELAY_TIER_HIGH;
    }

  return BELAY_TIER_STANDARD;
}

/* In words, because digits for months are read in more than one way. */
static char *
format_date (gint64 time)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (time / G_GINT64_CONSTANT (1000000000));
  g_autoptr(GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  /* Translators: a date and a time as g_date_time_format() makes them, like “23 November 2026, 14:02”. */
  return local != NULL ? g_date_time_format (local, _("%-d %B %Y, %H:%M")) : g_strdup ("?");
}

static gboolean
verify (BelayRecording  *self,
        GError         **error)
{
  g_autoptr(BelayTrailReport) report = belay_trail_verify (self->directory, error);

  if (report == NULL)
    return FALSE;

  if (report->verdict == BELAY_TRAIL_BROKEN)
    {
      g_autofree char *wrong = belay_trail_report_describe (report);

      g_set_error (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_BROKEN,
                   /* Translators: %s is one or more sentences on what is wrong. */
                   _("This record is broken, so nobody knows what the agent really proposed. It is not replayed. %s"),
                   wrong);
      return FALSE;
    }

  if (report->verdict == BELAY_TRAIL_SEALED)
    self->verdict = _("The record is sealed.");
  else if (report->verdict == BELAY_TRAIL_PICTURES_MISSING)
    self->verdict = _("Pictures of the record are missing.");
  else
    self->verdict = _("The record is intact as far as it goes, but not sealed.");

  return TRUE;
}

/**
 * belay_recording_load:
 * @directory: of a trail
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Verifies a trail and reads what was said, proposed and decided in it. Its pictures stay where they are. Blocks on the
 * disk for as long as hashing every picture takes: for worker threads.
 *
 * Returns: (transfer full) (nullable): the recording, or %NULL: %BELAY_TRAIL_ERROR_BROKEN if it does not verify,
 *   %BELAY_TRAIL_ERROR_NOT_FOUND if there is no task in it
 */
BelayRecording *
belay_recording_load (const char    *directory,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_autoptr(BelayRecording) self = g_new0 (BelayRecording, 1);
  g_autoptr(GString) instruction = g_string_new (NULL);
  g_autoptr(BelayTrailHistory) history = NULL;
  Loader loader = { .recording = self, .instruction = instruction };

  self->directory = g_strdup (directory);
  self->turns = g_ptr_array_new_with_free_func (turn_free);

  if (!verify (self, error) || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  history = belay_trail_history_load (directory, cancellable, error);
  if (history == NULL)
    return NULL;

  self->task = cut (belay_trail_history_get_task (history));
  if (self->task == NULL)
    {
      g_set_error_literal (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_NOT_FOUND,
                           _("No task was given in this session: there is nothing to replay."));
      return NULL;
    }

  self->id = g_strdup (belay_trail_history_get_id (history));
  self->agent = g_strdup (belay_trail_history_get_agent (history));
  self->date = format_date (belay_trail_history_get_begin (history));

  for (guint i = 0; i < belay_trail_history_get_n_moments (history); i++)
    take_moment (&loader, belay_trail_history_get_moment (history, i));

  self->tier = find_tier (self);

  return g_steal_pointer (&self);
}
