/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-held-pair.h"

#include <glib/gi18n-lib.h>
#include "belay-changed-target.h"
#include "belay-picture-pair.h"

#define AROUND 96               /* picture pixels: what the gate compares around a target */

struct _BelayHeldPair
{
  GtkWidget           parent_instance;

  BelayChangedTarget *crops;
  BelayMoment        *moment;
  GCancellable       *cancellable;
};

G_DEFINE_FINAL_TYPE (BelayHeldPair, belay_held_pair, GTK_TYPE_WIDGET)

/* Positions in actions are those of the picture, which is what the record has. */
static gboolean
get_target (BelayMoment *moment,
            BelayPoint  *target)
{
  g_autoptr(BelayAction) action = belay_moment_parse_action (moment, FALSE);

  return action != NULL && belay_action_get_point (action, target);
}

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayPicturePair) pair = belay_picture_pair_load_finish (result, &error);
  BelayHeldPair *self = user_data;
  BelayFrame *then, *now;
  BelayPoint target;
  BelayRect region;
  gboolean aimed;

  /* Cancelled: the widget is gone. */
  if (pair == NULL)
    return;

  then = belay_picture_pair_get_before (pair);
  now = belay_picture_pair_get_after (pair);
  if (then == NULL || now == NULL || belay_frame_get_width (then) != belay_frame_get_width (now) ||
      belay_frame_get_height (then) != belay_frame_get_height (now))
    return;

  aimed = get_target (self->moment, &target);
  if (aimed)
    region = (BelayRect) { target.x - AROUND / 2, target.y - AROUND / 2, AROUND, AROUND };
  belay_changed_target_show (self->crops, then, now, aimed ? &region : NULL, aimed ? &target : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->crops), TRUE);
}

static void
belay_held_pair_dispose (GObject *object)
{
  BelayHeldPair *self = BELAY_HELD_PAIR (object);
  GtkWidget *child;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->moment);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (belay_held_pair_parent_class)->dispose (object);
}

static void
belay_held_pair_class_init (BelayHeldPairClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_held_pair_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
belay_held_pair_init (BelayHeldPair *self)
{
  self->cancellable = g_cancellable_new ();
  self->crops = g_object_new (BELAY_TYPE_CHANGED_TARGET, NULL);
  belay_changed_target_set_titles (self->crops, _("What Was Approved"), _("What Was There"));
  gtk_widget_set_parent (GTK_WIDGET (self->crops), GTK_WIDGET (self));
}

/**
 * belay_held_pair_new:
 * @directory: of the session
 * @moment: a step that was held
 *
 * Returns: (transfer floating): the pair, which begins to read its pictures
 */
GtkWidget *
belay_held_pair_new (const char  *directory,
                     BelayMoment *moment)
{
  const BelayMomentStep *step = belay_moment_get_step (moment);
  BelayHeldPair *self = g_object_new (BELAY_TYPE_HELD_PAIR, NULL);

  g_return_val_if_fail (step != NULL && step->approved != NULL && step->held != NULL, GTK_WIDGET (self));

  self->moment = g_object_ref (moment);
  belay_picture_pair_load_async (directory, step->approved, step->held, NULL, self->cancellable, on_loaded, self);

  return GTK_WIDGET (self);
}
