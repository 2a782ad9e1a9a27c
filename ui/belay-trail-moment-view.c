/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-moment-view.h"

#include <glib/gi18n-lib.h>
#include "belay-compare-view.h"
#include "belay-finding.h"
#include "belay-moment-words.h"
#include "belay-trail.h"
#include "belay-visible-text.h"

/**
 * BelayTrailMomentView:
 *
 * The screen at one moment.
 *
 * Pictures are read, checked and compared on another thread. One is read at a time: who scrubs quickly sees those that
 * can be had, and the last one for certain; what was shown stays until then.
 */
struct _BelayTrailMomentView
{
  GtkWidget         parent_instance;

  GtkStack         *stack;
  BelayCompareView *compare;
  GtkLabel         *missing_title;
  GtkLabel         *missing_label;
  GtkWidget        *modes;
  GtkToggleButton  *before_button;
  GtkToggleButton  *both_button;
  GtkToggleButton  *after_button;
  GtkLabel         *changed_label;

  char             *directory;
  BelayMoment      *moment;             /* what is to be shown */
  BelayMoment      *loading;            /* whose pictures are being read; NULL: none are */
  BelayMoment      *shown;
  GCancellable     *cancellable;
};

G_DEFINE_FINAL_TYPE (BelayTrailMomentView, belay_trail_moment_view, GTK_TYPE_WIDGET)

static void load (BelayTrailMomentView *self);

/* What is drawn on the pictures. */

static BelaySeverity
parse_severity (const char *severity)
{
  if (g_strcmp0 (severity, "hold") == 0)
    return BELAY_FINDING_HOLD;

  return g_strcmp0 (severity, "warn") == 0 ? BELAY_FINDING_WARN : BELAY_FINDING_NOTE;
}

static GPtrArray *
convert_findings (GPtrArray *recorded)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; recorded != NULL && i < recorded->len; i++)
    {
      const BelayMomentFinding *finding = recorded->pdata[i];

      g_ptr_array_add (findings, belay_finding_new (finding->guard != NULL ? finding->guard : "",
                                                    parse_severity (finding->severity),
                                                    finding->sentence != NULL ? finding->sentence : "",
                                                    finding->has_region ? &finding->region : NULL));
    }

  return findings;
}

static void
show_marks (BelayTrailMomentView *self,
            BelayPicturePair     *pair,
            BelayMoment          *moment)
{
  const BelayMomentStep *step = belay_moment_get_step (moment);
  g_autoptr(BelayAction) proposed = NULL;
  g_autoptr(BelayAction) sent = NULL;
  g_autoptr(GPtrArray) findings = NULL;

  if (step == NULL)
    {
      belay_compare_view_set_pair (self->compare, pair, NULL);
      return;
    }

  proposed = belay_moment_parse_action (moment, FALSE);
  sent = belay_moment_parse_action (moment, TRUE);
  findings = convert_findings (step->findings);
  belay_compare_view_set_pair (self->compare, pair,
                               &(BelayCompareMarks) { proposed, sent, belay_moment_words_did_run (step), findings });
}

/* What there is to see, and what not. */

static void
update_changed (BelayTrailMomentView *self,
                BelayPicturePair     *pair)
{
  guint n = 0;
  g_autofree char *text = NULL;

  if (belay_picture_pair_get_changed (pair, &n) == NULL)
    text = g_strdup ("");
  else if (n == 0)
    text = g_strdup (_("Nothing changed"));
  else
    text = g_strdup_printf (ngettext ("%u area changed", "%u areas changed", n), n);

  gtk_label_set_label (self->changed_label, text);
}

static void
show_missing (BelayTrailMomentView *self,
              const GError         *error)
{
  gboolean changed = g_error_matches (error, BELAY_TRAIL_ERROR, BELAY_TRAIL_ERROR_BROKEN);
  g_autofree char *message = belay_visible_text (error->message, 0);

  gtk_label_set_label (self->missing_title, changed ? _("The picture is not the one that was recorded")
                                                    : _("The picture is not there any more"));
  gtk_label_set_label (self->missing_label, message);
  gtk_stack_set_visible_child_name (self->stack, "missing");
}

/* Either picture, or the reason why the one asked for cannot be shown. */
static void
update_page (BelayTrailMomentView *self)
{
  BelayPicturePair *pair = belay_compare_view_get_pair (self->compare);
  const GError *error;
  gboolean has_before, has_after;

  if (pair == NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, "none");
      return;
    }

  has_before = belay_picture_pair_get_before (pair) != NULL;
  has_after = belay_picture_pair_get_after (pair) != NULL;
  error = belay_picture_pair_get_before_error (pair);
  if (gtk_toggle_button_get_active (self->after_button) || error == NULL)
    error = belay_picture_pair_get_after_error (pair) != NULL ? belay_picture_pair_get_after_error (pair) : error;

  if (gtk_toggle_button_get_active (self->after_button) ? has_after : has_before)
    gtk_stack_set_visible_child_name (self->stack, "picture");
  else if (error != NULL)
    show_missing (self, error);
  else
    gtk_stack_set_visible_child_name (self->stack, has_before || has_after ? "picture" : "none");
}

static void
update_modes (BelayTrailMomentView *self,
              BelayPicturePair     *pair,
              BelayMoment          *moment)
{
  const BelayMomentStep *step = belay_moment_get_step (moment);
  gboolean both = pair != NULL && belay_picture_pair_get_before (pair) != NULL &&
                  belay_picture_pair_get_after (pair) != NULL;

  gtk_widget_set_visible (self->modes, step != NULL && step->before != NULL && step->after != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->both_button), both);
}

static void
show (BelayTrailMomentView *self,
      BelayPicturePair     *pair,
      BelayMoment          *moment)
{
  g_set_object (&self->shown, moment);
  show_marks (self, pair, moment);
  update_modes (self, pair, moment);
  update_page (self);

  if (pair != NULL)
    update_changed (self, pair);
  else
    gtk_label_set_label (self->changed_label, "");
}

/* Reading. */

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  BelayTrailMomentView *self;
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayPicturePair) pair = belay_picture_pair_load_finish (result, &error);
  g_autoptr(BelayMoment) moment = NULL;

  if (pair == NULL)
    return;

  self = user_data;
  moment = g_steal_pointer (&self->loading);
  show (self, pair, moment);
  load (self);
}

static void
load (BelayTrailMomentView *self)
{
  const BelayMomentStep *step;
  const char *before, *after;

  if (self->loading != NULL || self->moment == NULL || self->moment == self->shown)
    return;

  step = belay_moment_get_step (self->moment);
  before = step != NULL ? step->before : belay_moment_get_picture (self->moment);
  after = step != NULL ? step->after : NULL;

  if ((before == NULL && after == NULL) || self->directory == NULL)
    {
      show (self, NULL, self->moment);
      return;
    }

  self->loading = g_object_ref (self->moment);
  belay_picture_pair_load_async (self->directory, before, after, belay_compare_view_get_pair (self->compare),
                                 self->cancellable, on_loaded, self);
}

static void
on_mode_toggled (BelayTrailMomentView *self,
                 GtkToggleButton      *button)
{
  if (!gtk_toggle_button_get_active (button))
    return;

  belay_compare_view_set_mode (self->compare, button == self->both_button ? BELAY_COMPARE_BOTH :
                                              button == self->after_button ? BELAY_COMPARE_AFTER : BELAY_COMPARE_BEFORE);
  update_page (self);
}

static void
forget (BelayTrailMomentView *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->moment);
  g_clear_object (&self->loading);
  g_clear_object (&self->shown);
}

static void
belay_trail_moment_view_dispose (GObject *object)
{
  BelayTrailMomentView *self = BELAY_TRAIL_MOMENT_VIEW (object);
  GtkWidget *child;

  forget (self);
  g_clear_pointer (&self->directory, g_free);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (belay_trail_moment_view_parent_class)->dispose (object);
}

static void
belay_trail_moment_view_class_init (BelayTrailMomentViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = belay_trail_moment_view_dispose;

  g_type_ensure (BELAY_TYPE_COMPARE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/belay_desktop/Belay/belay-trail-moment-view.ui");
  gtk_widget_class_bind_template_child (widget_class, BelayTrailMomentView, stack);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailMomentView, compare);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailMomentView, missing_title);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailMomentView, missing_label);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailMomentView, modes);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailMomentView, before_button);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailMomentView, both_button);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailMomentView, after_button);
  gtk_widget_class_bind_template_child (widget_class, BelayTrailMomentView, changed_label);
  gtk_widget_class_bind_template_callback (widget_class, on_mode_toggled);
}

static void
belay_trail_moment_view_init (BelayTrailMomentView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (self->modes, FALSE);
}

/**
 * belay_trail_moment_view_set_directory:
 * @self: a view
 * @directory: (nullable): of the session whose moments follow
 */
void
belay_trail_moment_view_set_directory (BelayTrailMomentView *self,
                                       const char           *directory)
{
  g_return_if_fail (BELAY_IS_TRAIL_MOMENT_VIEW (self));

  forget (self);
  g_free (self->directory);
  self->directory = g_strdup (directory);
  self->cancellable = g_cancellable_new ();
  belay_compare_view_set_pair (self->compare, NULL, NULL);
  gtk_widget_set_visible (self->modes, FALSE);
  gtk_label_set_label (self->changed_label, "");
  update_page (self);
}

/**
 * belay_trail_moment_view_set_moment:
 * @self: a view
 * @moment: what to show as soon as its pictures have been read
 */
void
belay_trail_moment_view_set_moment (BelayTrailMomentView *self,
                                    BelayMoment          *moment)
{
  g_return_if_fail (BELAY_IS_TRAIL_MOMENT_VIEW (self));
  g_return_if_fail (BELAY_IS_MOMENT (moment));

  if (g_set_object (&self->moment, moment))
    load (self);
}

/**
 * belay_trail_moment_view_set_narrow:
 * @self: a view
 * @narrow: whether there is no room beside the buttons
 */
void
belay_trail_moment_view_set_narrow (BelayTrailMomentView *self,
                                    gboolean              narrow)
{
  g_return_if_fail (BELAY_IS_TRAIL_MOMENT_VIEW (self));

  gtk_widget_set_visible (GTK_WIDGET (self->changed_label), !narrow);
}

/**
 * belay_trail_moment_view_get_state:
 * @self: a view
 *
 * Returns: "picture", "missing" or "none"
 */
const char *
belay_trail_moment_view_get_state (BelayTrailMomentView *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_MOMENT_VIEW (self), NULL);

  return gtk_stack_get_visible_child_name (self->stack);
}

/**
 * belay_trail_moment_view_is_settled:
 * @self: a view
 *
 * Returns: whether the moment that was set last is the one shown
 */
gboolean
belay_trail_moment_view_is_settled (BelayTrailMomentView *self)
{
  g_return_val_if_fail (BELAY_IS_TRAIL_MOMENT_VIEW (self), FALSE);

  return self->loading == NULL && self->shown == self->moment;
}
