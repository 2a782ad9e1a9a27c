/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-secret-watch.h"

#include "belay-difference.h"
#include "belay-reader.h"
#include "belay-secret-piece.h"
#include "belay-secret-area.h"
#include "belay-secret-spot.h"

#define MARGIN            6             /* pixels around what is covered */
#define LINE_REACH        24            /* read around what has changed: the rest of its line is needed to read it */
#define READ_DEADLINE_MS  2000
#define TOTAL_DEADLINE_MS 6000

struct _BelaySecretWatch
{
  GObject      parent_instance;

  GPtrArray   *secrets;         /* of BelaySecret: typed so far */
  GPtrArray   *places;          /* of BelaySecretArea */
  BelayFrame  *checked;         /* (nullable) all of it is known */
  BelayFrame  *before;          /* (nullable) of a secret whose drawing has not ended */
  BelaySecret *typing;          /* that one */
  BelayReader *reader;
  gboolean     is_blind;        /* nothing can be read on this machine */
  GQueue       waiting;         /* of GTask; the first is under way */
};

/* One examination. On a thread only in look_on_thread(), and then nowhere else. */
typedef struct
{
  BelayFrame   *frame;
  BelayFrame   *checked;        /* (nullable) */
  GPtrArray    *pieces;         /* of BelaySecretPiece */
  GArray       *changed;        /* of BelayRect */
  GPtrArray    *spots;          /* of BelaySecretSpot, not owned: those of the places, which stay meanwhile */
  GArray       *copies;         /* of Copy */
  GPtrArray    *hits;           /* of BelaySecretArea */
  GCancellable *reading;
  guint         deadline;       /* source id */
  guint         n_reading;
  gboolean      too_much;       /* more has changed than can be read */
} Examination;

typedef struct
{
  guint     spot;               /* index */
  BelayRect area;
} Copy;

G_DEFINE_FINAL_TYPE (BelaySecretWatch, belay_secret_watch, G_TYPE_OBJECT)

static void start_next (BelaySecretWatch *self);

static void
examination_free (gpointer data)
{
  Examination *self = data;

  g_clear_handle_id (&self->deadline, g_source_remove);
  belay_frame_unref (self->frame);
  g_clear_pointer (&self->checked, belay_frame_unref);
  g_ptr_array_unref (self->pieces);
  g_array_unref (self->changed);
  g_ptr_array_unref (self->spots);
  g_array_unref (self->copies);
  g_ptr_array_unref (self->hits);
  g_object_unref (self->reading);
  g_free (self);
}

static void
belay_secret_watch_dispose (GObject *object)
{
  BelaySecretWatch *self = BELAY_SECRET_WATCH (object);

  belay_secret_watch_forget (self);
  g_clear_object (&self->reader);

  G_OBJECT_CLASS (belay_secret_watch_parent_class)->dispose (object);
}

static void
belay_secret_watch_finalize (GObject *object)
{
  BelaySecretWatch *self = BELAY_SECRET_WATCH (object);

  g_ptr_array_unref (self->secrets);
  g_ptr_array_unref (self->places);

  G_OBJECT_CLASS (belay_secret_watch_parent_class)->finalize (object);
}

static void
belay_secret_watch_class_init (BelaySecretWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_secret_watch_dispose;
  G_OBJECT_CLASS (klass)->finalize = belay_secret_watch_finalize;
}

static void
belay_secret_watch_init (BelaySecretWatch *self)
{
  self->secrets = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_secret_unref);
  self->places = g_ptr_array_new_with_free_func (belay_secret_area_free);
  g_queue_init (&self->waiting);
}

BelaySecretWatch *
belay_secret_watch_new (void)
{
  return g_object_new (BELAY_TYPE_SECRET_WATCH, NULL);
}

gboolean
belay_secret_watch_is_needed (BelaySecretWatch *self)
{
  return self->secrets->len > 0;
}

GPtrArray *
belay_secret_watch_get_secrets (BelaySecretWatch *self)
{
  return self->secrets;
}

void
belay_secret_watch_forget (BelaySecretWatch *self)
{
  g_ptr_array_set_size (self->secrets, 0);
  g_clear_pointer (&self->typing, belay_secret_unref);
  g_clear_pointer (&self->before, belay_frame_unref);
}

/* Typing. */

static BelayRect
widen (const BelayRect *area,
       int              x,
       int              y,
       BelayFrame      *frame)
{
  const BelayRect whole = { 0, 0, belay_frame_get_width (frame), belay_frame_get_height (frame) };
  BelayRect wide = { area->x - x, area->y - y, area->width + 2 * x, area->height + 2 * y };

  belay_rect_intersect (&whole, &wide, &wide);

  return wide;
}

/**
 * belay_secret_watch_begin:
 * @self: a watch
 * @secret: what is typed next
 * @frame: (nullable): the screen before its first key
 *
 * From now on whatever is drawn is looked for it, until the watch forgets.
 */
void
belay_secret_watch_begin (BelaySecretWatch *self,
                          BelaySecret      *secret,
                          BelayFrame       *frame)
{
  if (belay_secret_pick (self->secrets, belay_secret_get_name (secret)) != secret)
    g_ptr_array_add (self->secrets, belay_secret_ref (secret));

  if (self->typing != NULL || frame == NULL)
    return;

  self->typing = belay_secret_ref (secret);
  self->before = belay_frame_ref (frame);

  /* Of what was there before, nothing can be the secret's. */
  if (self->checked == NULL)
    self->checked = belay_frame_ref (frame);
}

/**
 * belay_secret_watch_end:
 * @self: a watch
 * @frame: (nullable): the screen with what was drawn
 *
 * Does nothing where nothing has begun.
 */
void
belay_secret_watch_end (BelaySecretWatch *self,
                        BelayFrame       *frame)
{
  g_autoptr(BelaySecret) typed = g_steal_pointer (&self->typing);
  g_autoptr(BelayFrame) before = g_steal_pointer (&self->before);
  g_autoptr(BelayDifference) difference = NULL;

  if (typed == NULL || frame == NULL || belay_frame_get_width (frame) != belay_frame_get_width (before) ||
      belay_frame_get_height (frame) != belay_frame_get_height (before))
    return;

  difference = belay_difference_new (before, frame);

  for (guint i = 0; i < difference->regions->len; i++)
    {
      const BelayRect *region = &g_array_index (difference->regions, BelayRect, i);
      BelaySecretSpot *spot = belay_secret_spot_new (before, frame, region);
      BelaySecretArea *place;

      if (spot == NULL)
        continue;

      place = belay_secret_area_new (belay_secret_get_name (typed), region, belay_frame_get_seq (frame));
      place->spot = spot;
      g_ptr_array_add (self->places, place);
    }
}

/* On a thread: what has changed, where are the spots now, and how does it look to a reader? */

static void
find_copies (Examination *self)
{
  g_autoptr(GArray) areas = g_array_new (FALSE, FALSE, sizeof (BelayRect));

  for (guint i = 0; i < self->spots->len; i++)
    {
      g_array_set_size (areas, 0);
      belay_secret_spot_find (self->spots->pdata[i], self->frame, areas);

      for (guint j = 0; j < areas->len; j++)
        {
          Copy copy = { i, g_array_index (areas, BelayRect, j) };

          g_array_append_val (self->copies, copy);
        }
    }
}

static void
look_on_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Examination *self = data;
  const BelayRect whole = { 0, 0, belay_frame_get_width (self->frame), belay_frame_get_height (self->frame) };

  if (self->checked == NULL || belay_frame_get_width (self->checked) != whole.width ||
      belay_frame_get_height (self->checked) != whole.height)
    {
      g_array_append_val (self->changed, whole);
    }
  else
    {
      g_autoptr(BelayDifference) difference = belay_difference_new (self->checked, self->frame);

      g_array_append_vals (self->changed, difference->regions->data, difference->regions->len);
    }

  for (guint i = 0; i < self->changed->len; i++)
    {
      BelayRect area = widen (&g_array_index (self->changed, BelayRect, i), LINE_REACH * 4, LINE_REACH, self->frame);

      self->too_much |= !belay_secret_piece_add (self->pieces, self->frame, &area);
    }

  find_copies (self);
  g_task_return_boolean (task, TRUE);
}

/* On the main thread: the verdict. */

static gboolean
overlaps (const BelayRect *area,
          GArray          *areas)
{
  for (guint i = 0; i < areas->len; i++)
    {
      if (belay_rect_intersect (area, &g_array_index (areas, BelayRect, i), NULL))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_all_read (Examination *self)
{
  for (guint i = 0; i < self->pieces->len; i++)
    {
      if (!((BelaySecretPiece *) self->pieces->pdata[i])->is_read)
        return FALSE;
    }

  return !self->too_much;
}

/* Whether @place has made way for something else, and that has been read. */
static gboolean
is_over (BelaySecretWatch      *self,
         Examination           *examination,
         const BelaySecretArea *place)
{
  return place->seq < belay_frame_get_seq (examination->frame) && !self->is_blind &&
         overlaps (&place->area, examination->changed) && is_all_read (examination);
}

/* A spot stays known: its window may be shown again, or be scrolled back. */
static void
update_places (BelaySecretWatch *self,
               Examination      *examination)
{
  for (guint i = self->places->len; i > 0; i--)
    {
      BelaySecretArea *place = self->places->pdata[i - 1];

      if (place->spot != NULL && belay_secret_spot_is_in (place->spot, examination->frame))
        place->is_gone = FALSE;
      else if (is_over (self, examination, place) && place->spot != NULL)
        place->is_gone = TRUE;
      else if (is_over (self, examination, place))
        g_ptr_array_remove_index (self->places, i - 1);
    }

  while (examination->hits->len > 0)
    g_ptr_array_add (self->places, g_ptr_array_steal_index (examination->hits, examination->hits->len - 1));
}

static void
cover (BelayVeil       *veil,
       BelayFrame      *frame,
       const BelayRect *area,
       const char      *name)
{
  BelayRect wide = widen (area, MARGIN, MARGIN, frame);

  belay_veil_cover (veil, &wide, name);
}

static void
cover_copies (BelaySecretWatch *self,
              Examination      *examination,
              BelayVeil        *veil)
{
  for (guint i = 0; i < examination->copies->len; i++)
    {
      const Copy *copy = &g_array_index (examination->copies, Copy, i);
      const char *name = NULL;

      for (guint j = 0; j < self->places->len && name == NULL; j++)
        {
          const BelaySecretArea *place = self->places->pdata[j];

          name = place->spot == examination->spots->pdata[copy->spot] ? place->name : NULL;
        }

      cover (veil, examination->frame, &copy->area, name);
    }
}

/* What was found before and still holds, what was found now, and what nobody could read. */
static BelayVeil *
make_veil (BelaySecretWatch *self,
           Examination      *examination)
{
  BelayVeil *veil = belay_veil_new ();
  BelayFrame *frame = examination->frame;

  update_places (self, examination);

  for (guint i = 0; i < self->places->len; i++)
    {
      const BelaySecretArea *place = self->places->pdata[i];
      BelayRect area = place->area;

      if (place->is_gone)
        continue;

      /* Where nothing can be read, the line is covered: the rest of it may have been moved by what was typed. */
      if (self->is_blind)
        area = (BelayRect) { 0, area.y, belay_frame_get_width (frame), area.height };

      cover (veil, frame, &area, place->name);
    }

  cover_copies (self, examination, veil);

  for (guint i = 0; !self->is_blind && i < examination->pieces->len; i++)
    {
      const BelaySecretPiece *piece = examination->pieces->pdata[i];

      if (!piece->is_read)
        cover (veil, frame, &piece->area, NULL);
    }

  for (guint i = 0; !self->is_blind && examination->too_much && i < examination->changed->len; i++)
    cover (veil, frame, &g_array_index (examination->changed, BelayRect, i), NULL);

  return veil;
}

static void
conclude (GTask *owned)
{
  g_autoptr(GTask) task = owned;
  BelaySecretWatch *self = g_task_get_source_object (task);
  Examination *examination = g_task_get_task_data (task);
  BelayVeil *veil = make_veil (self, examination);

  g_clear_handle_id (&examination->deadline, g_source_remove);

  /* What could not be read is read the next time. */
  if (is_all_read (examination) || self->is_blind)
    {
      g_clear_pointer (&self->checked, belay_frame_unref);
      self->checked = belay_frame_ref (examination->frame);
    }

  g_queue_pop_head (&self->waiting);
  g_task_return_pointer (task, veil, (GDestroyNotify) belay_veil_unref);
  start_next (self);
}

/* Reading. */

static void
find_in_words (BelaySecretWatch *self,
               Examination      *examination,
               BelaySecretPiece *piece,
               GPtrArray        *words)
{
  g_autoptr(GArray) areas = g_array_new (FALSE, FALSE, sizeof (BelayRect));

  for (guint i = 0; i < self->secrets->len; i++)
    {
      g_array_set_size (areas, 0);
      belay_secret_piece_find (piece, self->secrets->pdata[i], words, areas);

      for (guint j = 0; j < areas->len; j++)
        g_ptr_array_add (examination->hits, belay_secret_area_new (belay_secret_get_name (self->secrets->pdata[i]),
                                                                   &g_array_index (areas, BelayRect, j),
                                                                   belay_frame_get_seq (examination->frame)));
    }
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  BelaySecretPiece *piece = user_data;
  GTask *task = piece->owner;
  BelaySecretWatch *self = g_task_get_source_object (task);
  Examination *examination = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) words = belay_reader_read_finish (BELAY_READER (source), result, &error);

  piece->is_read = words != NULL;

  if (words != NULL)
    find_in_words (self, examination, piece, words);
  else if (g_error_matches (error, BELAY_READER_ERROR, BELAY_READER_ERROR_UNAVAILABLE))
    self->is_blind = TRUE;

  if (--examination->n_reading == 0)
    conclude (task);
}

static gboolean
on_deadline (gpointer user_data)
{
  Examination *examination = user_data;

  examination->deadline = 0;
  g_cancellable_cancel (examination->reading);

  return G_SOURCE_REMOVE;
}

static void
on_looked (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GTask *task = user_data;
  BelaySecretWatch *self = g_task_get_source_object (task);
  Examination *examination = g_task_get_task_data (task);

  if (examination->pieces->len == 0 || self->is_blind)
    {
      conclude (task);
      return;
    }

  if (self->reader == NULL)
    self->reader = belay_reader_new ();

  examination->n_reading = examination->pieces->len;
  examination->deadline = g_timeout_add (TOTAL_DEADLINE_MS, on_deadline, examination);

  for (guint i = 0; i < examination->pieces->len; i++)
    {
      BelaySecretPiece *piece = examination->pieces->pdata[i];

      piece->owner = task;
      belay_reader_read_async (self->reader, piece->grey, piece->width, piece->height, BELAY_READER_SPARSE,
                               READ_DEADLINE_MS, examination->reading, on_read, piece);
    }
}

static void
start_next (BelaySecretWatch *self)
{
  GTask *task = g_queue_peek_head (&self->waiting);
  g_autoptr(GTask) part = NULL;
  Examination *examination;

  if (task == NULL)
    return;

  examination = g_task_get_task_data (task);
  belay_secret_watch_end (self, examination->frame);
  examination->checked = self->checked != NULL ? belay_frame_ref (self->checked) : NULL;

  for (guint i = 0; i < self->places->len; i++)
    {
      const BelaySecretArea *place = self->places->pdata[i];

      if (place->spot != NULL)
        g_ptr_array_add (examination->spots, place->spot);
    }

  part = g_task_new (self, NULL, on_looked, task);
  g_task_set_task_data (part, examination, NULL);
  g_task_run_in_thread (part, look_on_thread);
}

/**
 * belay_secret_watch_examine_async:
 * @self: a watch
 * @frame: what is about to be shown
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is known what to cover
 * @user_data: for @callback
 *
 * Looks for the secrets on @frame: one frame after the other.
 */
void
belay_secret_watch_examine_async (BelaySecretWatch    *self,
                                  BelayFrame          *frame,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Examination *examination = g_new0 (Examination, 1);

  g_task_set_source_tag (task, belay_secret_watch_examine_async);
  examination->frame = belay_frame_ref (frame);
  examination->pieces = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_secret_piece_free);
  examination->changed = g_array_new (FALSE, FALSE, sizeof (BelayRect));
  examination->spots = g_ptr_array_new ();
  examination->copies = g_array_new (FALSE, FALSE, sizeof (Copy));
  examination->hits = g_ptr_array_new_with_free_func (belay_secret_area_free);
  examination->reading = g_cancellable_new ();
  g_task_set_task_data (task, examination, examination_free);

  if (!belay_secret_watch_is_needed (self))
    {
      g_task_return_pointer (task, belay_veil_new (), (GDestroyNotify) belay_veil_unref);
      g_object_unref (task);
      return;
    }

  g_queue_push_tail (&self->waiting, task);
  if (g_queue_get_length (&self->waiting) == 1)
    start_next (self);
}

BelayVeil *
belay_secret_watch_examine_finish (BelaySecretWatch  *self,
                                   GAsyncResult      *result,
                                   GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
