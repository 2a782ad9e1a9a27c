/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-private.h"

#include "belay-target-reader.h"

/* What the step that waits for a decision is aimed at, in words: what is written there is read from the pixels, and the
 * sandbox is asked what it calls it. Nothing waits for that. It follows the live screen until the step is decided. */

#define GUARD "target-name"

/* Both sources are waited for so long, then what there is is shown. */
#define PATIENCE_MS 400

/* Between two looks at a screen that does not rest. */
#define PAUSE_MS 150

/* A sandbox that was late, or knew the window but not yet what is in it, is asked so often again: it may be busy. */
#define MAX_LATE 8

enum
{
  START,
  END,
  N_PLACES,
};

typedef struct _Look Look;

struct _BelayNaming
{
  BelaySession      *session;           /* owns this */
  BelayTargetReader *reader;
  Look              *look;              /* (nullable) the last one, for the step below */
  BelayStep         *step;              /* (nullable) whose target is looked for */
  guint              n_late;            /* looks in a row for which the sandbox was late */
  guint              pause;             /* source id: the screen may be looked at again when it is over */
};

/* One look at one frame. Answers that come after a newer one has begun find no naming. */
struct _Look
{
  BelayNaming         *naming;          /* not owned; NULL: nobody wants to know any more */
  BelayFrame          *frame;
  BelayAction         *action;
  gboolean             has[N_PLACES];
  BelayPoint           points[N_PLACES];        /* screen pixels */
  BelayTargetPlace     places[N_PLACES];
  char                *window;
  char                *program;
  gboolean             is_late;         /* the sandbox did not say in time all that it may know */
  guint                n_pending;
  guint                patience;        /* source id */
};

/* What an answer is about. */
typedef struct
{
  Look *look;
  guint place;
} Asked;

static void
look_clear (gpointer data)
{
  Look *self = data;

  for (guint i = 0; i < N_PLACES; i++)
    {
      g_free (self->places[i].read);
      g_free (self->places[i].said);
    }

  g_free (self->window);
  g_free (self->program);
  belay_action_unref (self->action);
  belay_frame_unref (self->frame);
}

static void
look_unref (Look *self)
{
  g_rc_box_release_full (self, look_clear);
}

static void
drop_look (BelayNaming *self)
{
  Look *look = g_steal_pointer (&self->look);

  g_clear_handle_id (&self->pause, g_source_remove);

  if (look == NULL)
    return;

  look->naming = NULL;
  g_clear_handle_id (&look->patience, g_source_remove);
  look_unref (look);
}

static Asked *
asked_new (Look  *look,
           guint  place)
{
  Asked *asked = g_new (Asked, 1);

  asked->look = g_rc_box_acquire (look);
  asked->place = place;
  look->n_pending++;

  return asked;
}

static void
asked_free (Asked *asked)
{
  look_unref (asked->look);
  g_free (asked);
}

/* Whose target there is: the next step, when nothing is under way that could change the screen before it. */
static BelayStep *
find_step (BelaySession *session)
{
  BelayStep *step = session->current;
  BelayAction *action = step != NULL ? belay_step_get_action (step) : NULL;

  if (action == NULL || session->turn == NULL || session->passing != NULL || !belay_session_is_screen_live (session) ||
      belay_turn_get_next (session->turn) != step || belay_step_get_state (step) > BELAY_STEP_WAITING ||
      !(belay_action_sends_pointer (action) || belay_action_sends_keys (action)))
    return NULL;

  return step;
}

/* Saying it. */

static BelayTarget *
make_target (const Look *look)
{
  const BelayTargetPlace *end = &look->places[END];

  if (look->window == NULL && look->program == NULL && end->read == NULL && end->said == NULL &&
      look->places[START].read == NULL && look->places[START].said == NULL)
    return NULL;

  return belay_target_new (look->has[START] ? &look->places[START] : NULL, end, look->window, look->program);
}

/* What was announced goes on only if nothing is wrong with it. */
static void
tell_dispute (BelayNaming *self,
              BelayTarget *target)
{
  BelaySession *session = self->session;
  g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *sentence = target != NULL ? belay_target_describe_dispute (target) : NULL;

  if (sentence != NULL)
    g_ptr_array_add (findings, belay_finding_new (GUARD, BELAY_FINDING_WARN, sentence, NULL));

  if (!belay_step_replace_findings (self->step, GUARD, findings))
    return;

  belay_trail_append (session->trail, "scan", belay_record_scan (self->step));

  if (sentence != NULL && session->state == BELAY_SESSION_COUNTDOWN)
    belay_session_proceed (session);
}

static void
publish (Look *look)
{
  BelayNaming *self = look->naming;
  g_autoptr(BelaySession) session = g_object_ref (self->session);
  g_autoptr(BelayTarget) target = NULL;

  g_clear_handle_id (&look->patience, g_source_remove);

  if (find_step (session) != self->step || belay_step_get_action (self->step) != look->action)
    return;

  target = make_target (look);

  if (belay_step_set_target (self->step, target) || look->n_pending == 0)
    tell_dispute (self, target);
}

static gboolean
on_patience (gpointer user_data)
{
  Look *look = user_data;

  look->patience = 0;
  publish (look);

  return G_SOURCE_REMOVE;
}

/* Nothing of a secret that was typed is repeated, on the card or in the record. (transfer full) (nullable): @text, unless
 * there is one in it. */
static char *
withhold (Look *look,
          char *text)
{
  if (look->naming == NULL || text == NULL || !belay_gate_reads_secret (look->naming->session->gate, text))
    return text;

  g_free (text);

  return NULL;
}

/* Once all is known, or patience is at an end; then the screen may have changed again. */
static void
answered (Look *look)
{
  g_autoptr(BelaySession) session = look->naming != NULL ? g_object_ref (look->naming->session) : NULL;

  look->n_pending--;

  if (look->naming != NULL && (look->n_pending == 0 || look->patience == 0))
    publish (look);

  if (look->naming != NULL && look->n_pending == 0)
    belay_session_name_target (session);
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Asked *asked = user_data;
  BelayTargetPlace *place = &asked->look->places[asked->place];
  g_autoptr(BelayTargetWords) words = belay_target_reader_read_finish (BELAY_TARGET_READER (source), result, NULL);

  if (words != NULL)
    {
      place->read = withhold (asked->look, g_steal_pointer (&words->text));
      place->near = words->near;
      place->confidence = words->confidence;
    }

  answered (asked->look);
  asked_free (asked);
}

static void
on_said (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Asked *asked = user_data;
  Look *look = asked->look;
  BelayTargetPlace *place = &look->places[asked->place];
  gboolean keys = belay_action_sends_keys (look->action);
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayTestimony) said = belay_witness_ask_finish (BELAY_WITNESS (source), result, &error);

  look->is_late |= g_error_matches (error, BELAY_WITNESS_ERROR, BELAY_WITNESS_ERROR_LATE) ||
                   (said != NULL && !keys && said->title != NULL && said->role == 0);

  if (said != NULL && !keys)
    {
      place->said = withhold (look, g_steal_pointer (&said->name));
      place->role = belay_target_role_from_atspi (said->role);
    }

  if (said != NULL && asked->place == END)
    {
      char **window = keys ? &said->focus_title : &said->title;
      char **program = keys ? &said->focus_program : &said->program;

      look->window = withhold (look, g_steal_pointer (window));
      look->program = withhold (look, g_steal_pointer (program));
    }

  answered (look);
  asked_free (asked);
}

/* Looking. */

static gboolean
find_points (BelaySession *session,
             BelayStep    *step,
             Look         *look)
{
  const BelayGeometry *geometry = belay_step_get_geometry (step);
  BelayPoint point;

  if (!belay_action_sends_pointer (look->action))
    return FALSE;

  look->has[START] = belay_action_get_start (look->action, &point);
  if (look->has[START])
    look->points[START] = belay_geometry_to_screen (geometry, point);

  look->has[END] = belay_action_get_point (look->action, &point);
  if (look->has[END])
    look->points[END] = belay_geometry_to_screen (geometry, point);
  else
    look->has[END] = belay_session_get_pointer (session, &look->points[END]);

  return look->has[START] || look->has[END];
}

/* Whether what is around the points has changed, or, for keys, anything. */
static gboolean
is_changed (const Look *look,
            BelayFrame *now)
{
  if (now == look->frame)
    return FALSE;

  if (!look->has[START] && !look->has[END])
    return TRUE;

  for (guint i = 0; i < N_PLACES; i++)
    {
      BelayRect area;

      if (look->has[i] && belay_target_reader_get_area (now, look->points[i], &area) &&
          (belay_frame_get_width (now) != belay_frame_get_width (look->frame) ||
           belay_frame_get_height (now) != belay_frame_get_height (look->frame) ||
           belay_frame_get_changed (now, look->frame, &area, NULL)))
        return TRUE;
    }

  return FALSE;
}

static void
ask (BelayNaming *self,
     Look        *look)
{
  BelayWitness *witness = belay_sandbox_get_witness (self->session->sandbox);

  for (guint i = 0; i < N_PLACES; i++)
    {
      if (look->has[i])
        belay_target_reader_read_async (self->reader, look->frame, look->points[i], NULL, on_read, asked_new (look, i));

      /* Where nothing is pointed at, there still is a window that keys go to. */
      if (witness != NULL && (look->has[i] || i == END))
        belay_witness_ask_async (witness, look->has[i] ? look->points[i] : (BelayPoint) { -1, -1 }, on_said,
                                 asked_new (look, i));
    }
}

static gboolean
on_pause (gpointer user_data)
{
  BelayNaming *self = user_data;

  self->pause = 0;
  belay_session_name_target (self->session);

  return G_SOURCE_REMOVE;
}

static void
begin_look (BelayNaming *self)
{
  Look *look = g_rc_box_new0 (Look);

  self->n_late = self->look != NULL && self->look->is_late ? self->n_late + 1 : 0;
  drop_look (self);
  look->naming = self;
  look->frame = belay_frame_ref (belay_screen_get_frame (self->session->screen));
  look->action = belay_action_ref (belay_step_get_action (self->step));
  find_points (self->session, self->step, look);
  self->look = look;
  self->pause = g_timeout_add (PAUSE_MS, on_pause, self);
  look->patience = g_timeout_add (PATIENCE_MS, on_patience, look);
  ask (self, look);
}

/**
 * belay_session_name_target:
 * @session: a session in which the screen, the current step or the state may have changed
 *
 * Finds out what the step that is to be decided is aimed at, in words, if that may not be known already.
 */
void
belay_session_name_target (BelaySession *session)
{
  BelayNaming *self = session->naming;
  BelayStep *step = self != NULL ? find_step (session) : NULL;

  if (step == NULL)
    {
      if (self != NULL)
        {
          drop_look (self);
          g_clear_object (&self->step);
        }

      return;
    }

  if (g_set_object (&self->step, step) || self->look == NULL || self->look->action != belay_step_get_action (step))
    {
      drop_look (self);
      begin_look (self);
    }
  else if (self->pause == 0 && self->look->n_pending == 0 &&
           (is_changed (self->look, belay_screen_get_frame (session->screen)) ||
            (self->look->is_late && self->n_late < MAX_LATE)))
    {
      begin_look (self);
    }
}

/**
 * belay_session_watch_target:
 * @session: a session whose screen has just become live
 *
 * From now on its steps' targets are named.
 */
void
belay_session_watch_target (BelaySession *session)
{
  BelayNaming *self = g_new0 (BelayNaming, 1);

  self->session = session;
  self->reader = belay_target_reader_new ();
  belay_target_reader_prepare (self->reader);
  session->naming = self;

  g_signal_connect (session, "notify::current", G_CALLBACK (belay_session_name_target), NULL);
  g_signal_connect (session, "notify::state", G_CALLBACK (belay_session_name_target), NULL);
  g_signal_connect_object (session->screen, "notify::frame", G_CALLBACK (belay_session_name_target), session,
                           G_CONNECT_SWAPPED);
}

void
belay_naming_free (BelayNaming *self)
{
  drop_look (self);
  g_clear_object (&self->step);
  g_object_unref (self->reader);
  g_free (self);
}
