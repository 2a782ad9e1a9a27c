/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-moment-row.h"

#include <glib/gi18n-lib.h>
#include "belay-label-wrap.h"
#include "belay-moment-words.h"

#define THUMBNAIL_SIDE 192      /* texture pixels: 72 by 45 application pixels, sharp at scale 2 */

/**
 * BelayMomentRow:
 *
 * One line of a recorded session: what happened, when, and what became of it.
 */
struct _BelayMomentRow
{
  GtkWidget      parent_instance;

  GtkImage      *icon;
  GtkLabel      *words;
  GtkLabel      *meta;
  GtkPicture    *thumbnail;

  BelayPictures *pictures;
  GCancellable  *loading;
};

G_DEFINE_FINAL_TYPE (BelayMomentRow, belay_moment_row, GTK_TYPE_WIDGET)

static void
set_style (GtkWidget  *widget,
           const char *style)
{
  static const char *const styles[] = { "accent", "success", "error", "warning", "dim-label", NULL };

  for (guint i = 0; styles[i] != NULL; i++)
    gtk_widget_remove_css_class (widget, styles[i]);

  gtk_widget_add_css_class (widget, style);
}

static void
on_thumbnail (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  BelayMomentRow *self;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = belay_pictures_load_finish (BELAY_PICTURES (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = user_data;
  g_clear_object (&self->loading);
  gtk_picture_set_paintable (self->thumbnail, GDK_PAINTABLE (texture));
}

static void
cancel_loading (BelayMomentRow *self)
{
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

/* Each step keeps the room of its picture, also while that is on its way or when it is gone: the list does not jump. */
static void
update_thumbnail (BelayMomentRow        *self,
                  const BelayMomentStep *step)
{
  const char *sha256 = NULL;
  GdkTexture *texture = NULL;

  cancel_loading (self);
  if (step != NULL)
    sha256 = step->after != NULL ? step->after : step->before;
  if (sha256 != NULL && self->pictures != NULL)
    texture = belay_pictures_lookup_thumbnail (self->pictures, sha256);

  gtk_picture_set_paintable (self->thumbnail, GDK_PAINTABLE (texture));
  gtk_widget_set_visible (GTK_WIDGET (self->thumbnail), sha256 != NULL);
  if (sha256 == NULL || texture != NULL || self->pictures == NULL)
    return;

  self->loading = g_cancellable_new ();
  belay_pictures_load_async (self->pictures, sha256, THUMBNAIL_SIDE, self->loading, on_thumbnail, self);
}

static void
belay_moment_row_dispose (GObject *object)
{
  BelayMomentRow *self = BELAY_MOMENT_ROW (object);
  GtkWidget *child;

  belay_moment_row_unbind (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (belay_moment_row_parent_class)->dispose (object);
}

static void
belay_moment_row_class_init (BelayMomentRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = belay_moment_row_dispose;

  gtk_widget_class_set_css_name (widget_class, "momentrow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-moment-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BelayMomentRow, icon);
  gtk_widget_class_bind_template_child (widget_class, BelayMomentRow, words);
  gtk_widget_class_bind_template_child (widget_class, BelayMomentRow, meta);
  gtk_widget_class_bind_template_child (widget_class, BelayMomentRow, thumbnail);
}

static void
belay_moment_row_init (BelayMomentRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * belay_moment_row_new:
 *
 * Returns: (transfer floating): a row that shows nothing yet
 */
GtkWidget *
belay_moment_row_new (void)
{
  return g_object_new (BELAY_TYPE_MOMENT_ROW, NULL);
}

/**
 * belay_moment_row_bind:
 * @self: a row
 * @moment: what it shows from now on
 * @pictures: (nullable): where thumbnails come from
 */
void
belay_moment_row_bind (BelayMomentRow *self,
                       BelayMoment    *moment,
                       BelayPictures  *pictures)
{
  const BelayMomentStep *step = belay_moment_get_step (moment);
  g_autofree char *words = belay_moment_describe (moment);
  g_autofree char *clock = belay_moment_words_format_clock (belay_moment_get_time (moment));
  g_autofree char *state = step != NULL ? belay_moment_words_describe_state (step) : NULL;
  g_autofree char *meta = NULL;
  g_autofree char *name = NULL;

  g_return_if_fail (BELAY_IS_MOMENT_ROW (self));

  g_set_object (&self->pictures, pictures);
  meta = state != NULL ? g_strdup_printf ("%s · %s", clock, state) : g_strdup (clock);
  name = g_strdup_printf ("%s, %s", words, meta);

  gtk_image_set_from_icon_name (self->icon, belay_moment_words_get_icon (moment));
  set_style (GTK_WIDGET (self->icon), belay_moment_words_get_style (moment));
  belay_label_wrap (self->words, words);
  gtk_label_set_label (self->words, words);
  gtk_label_set_label (self->meta, meta);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  update_thumbnail (self, step);
}

/**
 * belay_moment_row_unbind:
 * @self: a row
 *
 * A thumbnail on its way is no longer wanted.
 */
void
belay_moment_row_unbind (BelayMomentRow *self)
{
  g_return_if_fail (BELAY_IS_MOMENT_ROW (self));

  cancel_loading (self);
  g_clear_object (&self->pictures);
}
