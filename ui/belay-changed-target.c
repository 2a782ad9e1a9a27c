/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-changed-target.h"

#include <glib/gi18n-lib.h>
#include "belay-target-crop.h"

/* Around the place that was compared, to know it again. */
#define MIN_WIDTH  200          /* screen pixels */
#define MIN_HEIGHT 120
#define SPACING      8

struct _BelayChangedTarget
{
  GtkWidget     parent_instance;

  GtkLabel     *then_title;
  GtkWidget    *then;
  GtkLabel     *now_title;
  GtkWidget    *now;
  GSignalGroup *step_signals;
};

G_DEFINE_FINAL_TYPE (BelayChangedTarget, belay_changed_target, GTK_TYPE_WIDGET)

/* The area around @region, within the screen; all of the screen where there is none. */
static BelayRect
get_area (const BelayRect *region,
          BelayFrame      *frame)
{
  int width = belay_frame_get_width (frame), height = belay_frame_get_height (frame);
  BelayRect area = { 0, 0, width, height };

  if (region == NULL)
    return area;

  area.width = MIN (width, MAX (region->width, MIN_WIDTH));
  area.height = MIN (height, MAX (region->height, MIN_HEIGHT));
  area.x = CLAMP (region->x + region->width / 2 - area.width / 2, 0, width - area.width);
  area.y = CLAMP (region->y + region->height / 2 - area.height / 2, 0, height - area.height);

  return area;
}

static gboolean
get_target (BelayStep  *step,
            BelayPoint *target)
{
  BelayAction *action = belay_step_get_action (step);
  BelayPoint point;

  if (action == NULL || !belay_action_get_point (action, &point))
    return FALSE;

  *target = belay_geometry_to_screen (belay_step_get_geometry (step), point);
  return TRUE;
}

static BelayFinding *
find_hold (BelayStep *step)
{
  GPtrArray *findings = belay_step_get_findings (step);

  /* The worst is the first. */
  if (findings->len == 0 || belay_finding_get_severity (findings->pdata[0]) != BELAY_FINDING_HOLD)
    return NULL;

  return findings->pdata[0];
}

static void
show_step (BelayChangedTarget *self,
           BelayStep          *step,
           BelayFrame         *then,
           BelayFrame         *now)
{
  BelayFinding *finding = find_hold (step);
  BelayRect region;
  BelayPoint target;
  gboolean placed = finding != NULL && belay_finding_get_region (finding, &region);
  gboolean aimed = get_target (step, &target);

  belay_changed_target_show (self, then, now, placed ? &region : NULL, aimed ? &target : NULL);
}

static void
update (BelayChangedTarget *self)
{
  g_autoptr(BelayStep) step = g_signal_group_dup_target (self->step_signals);
  const BelayRect nothing = { 0 };
  BelayFrame *then = NULL, *now = NULL;
  gboolean held = step != NULL && belay_step_get_held (step, &then, &now) &&
                  belay_frame_get_width (then) == belay_frame_get_width (now) &&
                  belay_frame_get_height (then) == belay_frame_get_height (now);

  gtk_widget_set_visible (GTK_WIDGET (self), held);
  if (held)
    {
      show_step (self, step, then, now);
      return;
    }

  belay_target_crop_show (BELAY_TARGET_CROP (self->then), NULL, &nothing, &nothing, NULL);
  belay_target_crop_show (BELAY_TARGET_CROP (self->now), NULL, &nothing, &nothing, NULL);
}

static void
belay_changed_target_dispose (GObject *object)
{
  BelayChangedTarget *self = BELAY_CHANGED_TARGET (object);
  GtkWidget *child;

  g_clear_object (&self->step_signals);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (belay_changed_target_parent_class)->dispose (object);
}

static void
belay_changed_target_class_init (BelayChangedTargetClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_changed_target_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static GtkWidget *
create_side (BelayChangedTarget  *self,
             const char          *title,
             GtkLabel           **title_label)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *label = gtk_label_new (title);
  GtkWidget *crop = belay_target_crop_new (title);

  *title_label = GTK_LABEL (label);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "caption-heading");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), crop);
  gtk_widget_set_parent (box, GTK_WIDGET (self));

  return crop;
}

static void
belay_changed_target_init (BelayChangedTarget *self)
{
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));

  gtk_box_layout_set_spacing (layout, SPACING);
  gtk_box_layout_set_homogeneous (layout, TRUE);
  self->then = create_side (self, _("What You Approved"), &self->then_title);
  self->now = create_side (self, _("What Is There Now"), &self->now_title);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);

  self->step_signals = g_signal_group_new (BELAY_TYPE_STEP);
  g_signal_group_connect_swapped (self->step_signals, "notify", G_CALLBACK (update), self);
}

/**
 * belay_changed_target_set_step:
 * @self: a pair of crops
 * @step: (nullable): a step that may be held
 */
void
belay_changed_target_set_step (BelayChangedTarget *self,
                               BelayStep          *step)
{
  g_return_if_fail (BELAY_IS_CHANGED_TARGET (self));
  g_return_if_fail (step == NULL || BELAY_IS_STEP (step));

  g_signal_group_set_target (self->step_signals, step);
  update (self);
}

static void
set_title (GtkLabel   *label,
           GtkWidget  *crop,
           const char *title)
{
  gtk_label_set_text (label, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (crop), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

/**
 * belay_changed_target_set_titles:
 * @self: a pair of crops
 * @then_title: what the first is called
 * @now_title: what the second is called
 */
void
belay_changed_target_set_titles (BelayChangedTarget *self,
                                 const char         *then_title,
                                 const char         *now_title)
{
  g_return_if_fail (BELAY_IS_CHANGED_TARGET (self));

  set_title (self->then_title, self->then, then_title);
  set_title (self->now_title, self->now, now_title);
}

/**
 * belay_changed_target_show:
 * @self: a pair of crops
 * @then: what was decided on
 * @now: what was found; as large as @then
 * @region: (nullable): what was compared; %NULL: all of it
 * @target: (nullable): where the action is aimed
 */
void
belay_changed_target_show (BelayChangedTarget *self,
                           BelayFrame         *then,
                           BelayFrame         *now,
                           const BelayRect    *region,
                           const BelayPoint   *target)
{
  BelayRect area, changed = { 0 };

  g_return_if_fail (BELAY_IS_CHANGED_TARGET (self) && then != NULL && now != NULL);

  area = get_area (region, now);
  belay_frame_get_changed (now, then, &area, &changed);
  belay_target_crop_show (BELAY_TARGET_CROP (self->then), then, &area, &changed, target);
  belay_target_crop_show (BELAY_TARGET_CROP (self->now), now, &area, &changed, target);
}
