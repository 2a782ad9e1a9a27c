/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-hidden-picture.h"

#include "belay-hidden-words.h"
#include "belay-ink-turn.h"

#define SCALE        2          /* small type is read better twice as large, */
#define CLOSER_SCALE 3          /* tiny type three times */
#define MAX_SIDE     8192       /* pixels the reader takes */
#define MAX_TURNED   2800       /* pixels of both sides together: half as many each way when turned, and 4 Mpx at most */
#define MAX_CLOSER   (4 * 1000 * 1000)
#define MIN_READ     3          /* words, or what is taken for them: perhaps it stands on its head */

struct _BelayHiddenPicture
{
  const BelayInkScan     *scan;
  BelayHiddenPlace       *place;

  GBytes                 *grey;
  int                     width;
  int                     height;
  gboolean                closer;       /* it had too few words when it was smaller, */
  gboolean                upended;      /* or the other way up */

  GPtrArray              *words;        /* (nullable) the best so far */
  BelayHiddenWords        rating;       /* of these */

  /* While it is read. */
  BelayReader            *reader;
  GCancellable           *cancellable;
  BelayHiddenPictureDone  done;
  gpointer                user_data;
};

/**
 * belay_hidden_picture_new:
 * @scan: (transfer none): where @place was found; outlives the picture
 * @place: (transfer none): outlives the picture, too
 *
 * Returns: (transfer full): a picture of the place
 */
BelayHiddenPicture *
belay_hidden_picture_new (const BelayInkScan *scan,
                          BelayHiddenPlace   *place)
{
  BelayHiddenPicture *self = g_new0 (BelayHiddenPicture, 1);

  self->scan = scan;
  self->place = place;

  return self;
}

/**
 * belay_hidden_picture_free:
 * @self: (transfer full): a picture that is not being read
 */
void
belay_hidden_picture_free (BelayHiddenPicture *self)
{
  g_clear_pointer (&self->grey, g_bytes_unref);
  g_clear_pointer (&self->words, g_ptr_array_unref);
  g_clear_object (&self->reader);
  g_clear_object (&self->cancellable);
  g_free (self);
}

BelayHiddenPlace *
belay_hidden_picture_get_place (BelayHiddenPicture *self)
{
  return self->place;
}

int
belay_hidden_picture_get_step (gboolean large)
{
  return large ? BELAY_INK_COARSE : 1;
}

static void
amplify (BelayHiddenPicture *self,
         int                 scale)
{
  const BelayHiddenPlace *place = self->place;
  int step = belay_hidden_picture_get_step (place->large);
  BelayRect area = { place->area.x / step, place->area.y / step, place->area.width / step, place->area.height / step };
  int angle;

  g_clear_pointer (&self->grey, g_bytes_unref);
  self->grey = belay_ink_amplify (place->large ? self->scan->coarse : self->scan, &area,
                                  area.width * scale <= MAX_SIDE ? scale : 1, &self->width, &self->height);
  angle = belay_ink_find_angle (self->grey, self->width, self->height);

  if (angle != 0 && self->width + self->height <= MAX_TURNED)
    {
      GBytes *turned = belay_ink_turn_back (self->grey, angle, &self->width, &self->height);

      g_bytes_unref (self->grey);
      self->grey = turned;
    }
}

/**
 * belay_hidden_picture_amplify:
 * @self: a picture
 */
void
belay_hidden_picture_amplify (BelayHiddenPicture *self)
{
  amplify (self, SCALE);
}

static void
amplify_more_on_thread (GTask        *task,
                        gpointer      source,
                        gpointer      data,
                        GCancellable *cancellable)
{
  amplify (data, CLOSER_SCALE);
  g_task_return_boolean (task, TRUE);
}

static void on_read (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data);

static void
read_once (BelayHiddenPicture *self)
{
  belay_reader_read_async (self->reader, self->grey, self->width, self->height, BELAY_READER_BLOCK,
                           BELAY_HIDDEN_PICTURE_DEADLINE_MS, self->cancellable, on_read, self);
}

static void
on_amplified_more (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  read_once (user_data);
}

static void
read_closer (BelayHiddenPicture *self)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, on_amplified_more, self);

  self->closer = TRUE;
  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, amplify_more_on_thread);
}

static void
read_upended (BelayHiddenPicture *self)
{
  GBytes *upended = belay_ink_upend (self->grey);

  self->upended = TRUE;
  g_bytes_unref (self->grey);
  self->grey = upended;
  read_once (self);
}

static gboolean
can_be_closer (const BelayHiddenPicture *self)
{
  gsize width = (gsize) self->place->area.width * CLOSER_SCALE, height = (gsize) self->place->area.height * CLOSER_SCALE;

  return !self->closer && !self->place->large && width <= MAX_SIDE && height <= MAX_SIDE && width * height <= MAX_CLOSER &&
         self->rating >= BELAY_HIDDEN_WORDS_PERHAPS;
}

/* Whether it is read once more. */
static gboolean
read_again (BelayHiddenPicture *self)
{
  if (self->words == NULL || self->rating == BELAY_HIDDEN_WORDS_CERTAIN || self->upended)
    return FALSE;

  if (can_be_closer (self))
    read_closer (self);
  else if (self->words->len >= MIN_READ)
    read_upended (self);
  else
    return FALSE;

  return TRUE;
}

/* Keeps what was read if it looks more like text than what was read before. */
static void
take_words (BelayHiddenPicture *self,
            GPtrArray          *words)
{
  BelayHiddenWords rating = words != NULL ? belay_hidden_words_rate (words) : BELAY_HIDDEN_WORDS_NONE;

  if (words == NULL || (self->words != NULL && rating <= self->rating))
    {
      g_clear_pointer (&words, g_ptr_array_unref);
      return;
    }

  g_clear_pointer (&self->words, g_ptr_array_unref);
  self->words = words;
  self->rating = rating;
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  BelayHiddenPicture *self = user_data;
  g_autoptr(GError) error = NULL;

  take_words (self, belay_reader_read_finish (BELAY_READER (source), result, &error));

  if (error == NULL && read_again (self))
    return;

  /* Without the second look nobody knows, unless the first one was enough. */
  if (error != NULL && self->rating < BELAY_HIDDEN_WORDS_LIKELY)
    g_clear_pointer (&self->words, g_ptr_array_unref);

  self->done (self, error, self->user_data);
}

/**
 * belay_hidden_picture_read:
 * @self: a picture that was amplified
 * @reader: reads it, up to three times
 * @cancellable: looked at before something is read
 * @done: called once
 * @user_data: for @done
 */
void
belay_hidden_picture_read (BelayHiddenPicture     *self,
                           BelayReader            *reader,
                           GCancellable           *cancellable,
                           BelayHiddenPictureDone  done,
                           gpointer                user_data)
{
  g_return_if_fail (self->grey != NULL && self->reader == NULL);

  self->reader = g_object_ref (reader);
  self->cancellable = g_object_ref (cancellable);
  self->done = done;
  self->user_data = user_data;
  read_once (self);
}

/**
 * belay_hidden_picture_judge:
 * @self: a picture
 */
void
belay_hidden_picture_judge (BelayHiddenPicture *self)
{
  g_autofree char *said = NULL;

  if (self->words == NULL)
    return;

  self->place->kind = BELAY_HIDDEN_NOTHING;

  if (belay_hidden_words_is_text (self->words, &said))
    {
      self->place->kind = BELAY_HIDDEN_WORDS;
      self->place->text = g_steal_pointer (&said);
    }
}
