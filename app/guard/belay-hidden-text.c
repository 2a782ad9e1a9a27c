/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-hidden-text.h"

#include <glib/gi18n-lib.h>

#include "belay-hidden-picture.h"
#include "belay-ink.h"
#include "belay-reader.h"
#include "belay-stage.h"

/* What is read of one frame at most, and in one go, in pixels of the screen. The rest is unread, and said to be. */
#define MAX_PIXELS      (200 * 1000)
#define MAX_PIECE       (100 * 1000)
#define PIECE_OVERLAP   32      /* a line of text more: what one piece cuts, the next has */

#define TOTAL_DEADLINE_MS 2000

/* Pixels that could not be read are tried so often. */
#define MAX_ATTEMPTS    2
#define MAX_KNOWN       512     /* places */

/* What is known of some pixels. */
typedef struct
{
  BelayHiddenKind  kind;
  char            *text;
  guint            n_attempts;  /* that failed */
} Known;

struct _BelayHiddenText
{
  GObject      parent_instance;

  BelayReader *reader;
  GHashTable  *known;           /* Known, by key */
};

/* The examination of one frame. On a thread only between two stages, and then nowhere else. */
typedef struct
{
  BelayFrame         *frame;
  BelayInkScan       *scan;
  BelayHiddenVerdict *verdict;
  GPtrArray          *pictures; /* of BelayHiddenPicture: the places that are read now */
  guint               n_reading;
  GCancellable       *reading;
  guint               deadline; /* source id */
} Examination;

G_DEFINE_FINAL_TYPE (BelayHiddenText, belay_hidden_text, G_TYPE_OBJECT)

static void
known_free (gpointer data)
{
  Known *known = data;

  g_free (known->text);
  g_free (known);
}

static void
examination_free (gpointer data)
{
  Examination *self = data;

  g_clear_handle_id (&self->deadline, g_source_remove);
  g_clear_pointer (&self->frame, belay_frame_unref);
  g_clear_pointer (&self->scan, belay_ink_scan_free);
  g_clear_pointer (&self->verdict, belay_hidden_verdict_free);
  g_clear_pointer (&self->pictures, g_ptr_array_unref);
  g_object_unref (self->reading);
  g_free (self);
}

/* On a thread: where is something? */

static char *
hash_pixels (BelayFrame             *frame,
             const BelayHiddenPlace *place)
{
  const BelayRect *area = &place->area;
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize stride = (gsize) area->width * 4;
  g_autofree guint8 *pixels = g_malloc (stride * (gsize) area->height);

  belay_frame_read (frame, area, pixels, stride);
  g_checksum_update (checksum, (const guint8 *) &area->width, sizeof area->width);
  g_checksum_update (checksum, (const guint8 *) &place->large, sizeof place->large);
  g_checksum_update (checksum, pixels, (gssize) (stride * (gsize) area->height));

  return g_strdup (g_checksum_get_string (checksum));
}

/* What is large is read in pieces, each as wide as the whole. */
static void
add_places (Examination          *self,
            const BelayInkRegion *region)
{
  const BelayRect *area = &region->area;
  int step = belay_hidden_picture_get_step (region->large);
  int overlap = PIECE_OVERLAP * step;
  int height = MAX (MAX_PIECE * step * step / area->width, 2 * overlap);

  for (int y = 0;; y += height - overlap)
    {
      BelayHiddenPlace *place = g_new0 (BelayHiddenPlace, 1);

      place->area = (BelayRect) { area->x, area->y + y, area->width, MIN (height, area->height - y) };
      place->kind = BELAY_HIDDEN_UNREAD;
      place->large = region->large;
      place->key = hash_pixels (self->frame, place);
      g_ptr_array_add (self->verdict->places, place);

      if (y + height >= area->height)
        return;
    }
}

static void
scan_on_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Examination *self = data;

  self->scan = belay_ink_scan (self->frame);
  self->verdict->noisy = self->scan->noisy;

  for (guint i = 0; i < self->scan->regions->len; i++)
    add_places (self, &g_array_index (self->scan->regions, BelayInkRegion, i));

  g_task_return_boolean (task, TRUE);
}

/* On another: make it strong, and upright. */

static void
amplify_on_thread (GTask        *task,
                   gpointer      source,
                   gpointer      data,
                   GCancellable *cancellable)
{
  Examination *self = data;

  for (guint i = 0; i < self->pictures->len; i++)
    belay_hidden_picture_amplify (self->pictures->pdata[i]);

  g_task_return_boolean (task, TRUE);
}

/* And on a third: is it text? */

static void
judge_on_thread (GTask        *task,
                 gpointer      source,
                 gpointer      data,
                 GCancellable *cancellable)
{
  Examination *self = data;

  for (guint i = 0; i < self->pictures->len; i++)
    belay_hidden_picture_judge (self->pictures->pdata[i]);

  g_task_return_boolean (task, TRUE);
}

/* In between, on the main thread. */

static void
finish (GTask *task)
{
  Examination *examination = g_task_get_task_data (task);

  belay_hidden_verdict_join (examination->verdict);
  g_task_return_pointer (task, g_steal_pointer (&examination->verdict), (GDestroyNotify) belay_hidden_verdict_free);
}

static void
remember (BelayHiddenText        *self,
          const BelayHiddenPlace *place)
{
  Known *known = g_hash_table_lookup (self->known, place->key);

  if (known == NULL)
    {
      if (g_hash_table_size (self->known) >= MAX_KNOWN)
        g_hash_table_remove_all (self->known);

      known = g_new0 (Known, 1);
      g_hash_table_insert (self->known, g_strdup (place->key), known);
    }

  g_free (known->text);
  known->kind = place->kind;
  known->text = g_strdup (place->text);
  known->n_attempts += place->kind == BELAY_HIDDEN_UNREAD ? 1 : 0;
}

static void
on_judged (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Examination *examination = g_task_get_task_data (task);

  for (guint i = 0; i < examination->pictures->len; i++)
    if (!examination->verdict->unreadable)
      remember (BELAY_HIDDEN_TEXT (source), belay_hidden_picture_get_place (examination->pictures->pdata[i]));

  finish (task);
}

static void
set_problem (Examination *self,
             const char  *sentence)
{
  if (self->verdict->problem == NULL)
    self->verdict->problem = g_strdup (sentence);
}

static void
on_picture_read (BelayHiddenPicture *picture,
                 const GError       *error,
                 gpointer            user_data)
{
  g_autoptr(GTask) task = user_data;
  Examination *examination = g_task_get_task_data (task);

  if (g_error_matches (error, BELAY_READER_ERROR, BELAY_READER_ERROR_UNAVAILABLE))
    examination->verdict->unreadable = TRUE;
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    set_problem (examination, _("Reading a picture took too long."));
  else if (error != NULL)
    set_problem (examination, error->message);

  if (--examination->n_reading == 0)
    {
      g_clear_handle_id (&examination->deadline, g_source_remove);
      belay_stage_run (task, judge_on_thread, on_judged);
    }
}

/* What has not begun does not begin; what is being read has its own deadline, which is shorter. */
static gboolean
on_deadline (gpointer user_data)
{
  Examination *examination = user_data;

  examination->deadline = 0;
  g_cancellable_cancel (examination->reading);

  return G_SOURCE_REMOVE;
}

static void
on_amplified (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Examination *examination = g_task_get_task_data (task);

  examination->n_reading = examination->pictures->len;
  examination->deadline = g_timeout_add (TOTAL_DEADLINE_MS - BELAY_HIDDEN_PICTURE_DEADLINE_MS, on_deadline, examination);

  for (guint i = 0; i < examination->pictures->len; i++)
    belay_hidden_picture_read (examination->pictures->pdata[i], BELAY_HIDDEN_TEXT (source)->reader, examination->reading,
                               on_picture_read, g_object_ref (task));
}

/* What is known already, and what is to be read. */
static void
sort_places (BelayHiddenText *self,
             Examination     *examination)
{
  gsize left = MAX_PIXELS;

  for (guint i = 0; i < examination->verdict->places->len; i++)
    {
      BelayHiddenPlace *place = examination->verdict->places->pdata[i];
      const Known *known = g_hash_table_lookup (self->known, place->key);
      gsize step = (gsize) belay_hidden_picture_get_step (place->large);
      gsize size = (gsize) place->area.width * (gsize) place->area.height / (step * step);

      if (known != NULL && (known->kind != BELAY_HIDDEN_UNREAD || known->n_attempts >= MAX_ATTEMPTS))
        {
          place->kind = known->kind;
          place->text = g_strdup (known->text);
          if (place->kind == BELAY_HIDDEN_UNREAD)
            set_problem (examination, _("Reading it failed before."));
        }
      else if (size > left)
        {
          set_problem (examination, _("There is too much of it to read at once."));
        }
      else
        {
          left -= size;
          g_ptr_array_add (examination->pictures, belay_hidden_picture_new (examination->scan, place));
        }
    }
}

static void
on_scanned (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Examination *examination = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return;

  sort_places (BELAY_HIDDEN_TEXT (source), examination);

  if (examination->pictures->len > 0)
    belay_stage_run (task, amplify_on_thread, on_amplified);
  else
    finish (task);
}

static void
belay_hidden_text_dispose (GObject *object)
{
  BelayHiddenText *self = BELAY_HIDDEN_TEXT (object);

  g_clear_object (&self->reader);
  g_clear_pointer (&self->known, g_hash_table_unref);

  G_OBJECT_CLASS (belay_hidden_text_parent_class)->dispose (object);
}

static void
belay_hidden_text_class_init (BelayHiddenTextClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_hidden_text_dispose;
}

static void
belay_hidden_text_init (BelayHiddenText *self)
{
  self->reader = belay_reader_new ();
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, known_free);
}

/**
 * belay_hidden_text_new:
 *
 * Returns: (transfer full): a guard that knows nothing yet
 */
BelayHiddenText *
belay_hidden_text_new (void)
{
  return g_object_new (BELAY_TYPE_HIDDEN_TEXT, NULL);
}

/**
 * belay_hidden_text_examine_async:
 * @self: the guard
 * @frame: what an agent is about to see
 * @cancellable: (nullable): looked at before something is read
 * @callback: called with the verdict
 * @user_data: for @callback
 *
 * Looks for text on @frame that is too faint for a person. Scanning takes some 10 ms; where something has the shape of
 * text, reading it takes some 0.1 s more, once for the same pixels. What could not be read in time is part of the verdict.
 */
void
belay_hidden_text_examine_async (BelayHiddenText     *self,
                                 BelayFrame          *frame,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Examination *examination;

  g_return_if_fail (BELAY_IS_HIDDEN_TEXT (self));
  g_return_if_fail (frame != NULL);

  examination = g_new0 (Examination, 1);
  examination->frame = belay_frame_ref (frame);
  examination->verdict = belay_hidden_verdict_new ();
  examination->pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) belay_hidden_picture_free);
  examination->reading = g_cancellable_new ();

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, belay_hidden_text_examine_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, examination, examination_free);
  belay_stage_run (task, scan_on_thread, on_scanned);
}

/**
 * belay_hidden_text_examine_finish:
 * @self: the guard
 * @result: what the callback got
 * @error: return location for %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): what was found
 */
BelayHiddenVerdict *
belay_hidden_text_examine_finish (BelayHiddenText  *self,
                                  GAsyncResult     *result,
                                  GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
