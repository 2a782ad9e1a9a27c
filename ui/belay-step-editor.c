/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-step-editor.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <gtksourceview/gtksource.h>
#include <json-glib/json-glib.h>

/**
 * BelayStepEditor:
 *
 * Changes a step before it runs.
 *
 * Whatever is entered, in whichever way, becomes the draft through the edit functions of #BelayAction, which validate it
 * as they validate the model's own words; what they refuse is no draft, and cannot be applied.
 */
struct _BelayStepEditor
{
  GtkWidget        parent_instance;

  GtkLabel        *sentence;
  GtkStack        *pages;
  GtkWidget       *points;
  GtkWidget       *start_label;
  GtkSpinButton   *start_x;
  GtkSpinButton   *start_y;
  GtkLabel        *point_label;
  GtkSpinButton   *point_x;
  GtkSpinButton   *point_y;
  GtkWidget       *drag_hint;
  GtkWidget       *text_box;
  GtkTextView     *text_view;
  GtkTextBuffer   *text_buffer;
  GtkWidget       *json_hint;
  GtkSourceView   *json_view;
  GtkSourceBuffer *json_buffer;
  GtkWidget       *error_box;
  GtkLabel        *error_label;
  GtkWidget       *apply_button;

  BelayStep       *step;
  BelayAction     *proposed;
  BelayAction     *draft;       /* NULL: what was entered last is not valid */
  BelayAction     *last_valid;  /* what the next edit starts from */
  gboolean         filling;     /* the fields change because the draft did */
};

enum
{
  PROP_0,
  PROP_DRAFT,
  N_PROPS
};

enum
{
  FINISHED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayStepEditor, belay_step_editor, GTK_TYPE_WIDGET)

static const BelayActionSpace *
get_space (BelayStepEditor *self)
{
  return belay_proposal_get_space (belay_step_get_proposal (self->step));
}

/* Takes over @draft. */
static void
set_draft (BelayStepEditor *self,
           BelayAction     *draft,
           const GError    *error)
{
  g_clear_pointer (&self->draft, belay_action_unref);
  self->draft = draft;

  if (draft != NULL)
    {
      g_autofree char *markup = belay_action_describe_markup (draft);

      g_clear_pointer (&self->last_valid, belay_action_unref);
      self->last_valid = belay_action_ref (draft);
      gtk_label_set_markup (self->sentence, markup);
    }

  gtk_label_set_label (self->error_label, error != NULL ? error->message : "");
  gtk_widget_set_visible (self->error_box, error != NULL);
  gtk_widget_set_sensitive (self->apply_button, draft != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "editor.apply", draft != NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DRAFT]);
}

static void
fill_point (GtkSpinButton          *x,
            GtkSpinButton          *y,
            const BelayActionSpace *space,
            BelayPoint              point)
{
  gtk_spin_button_set_range (x, 0, space->width - 1);
  gtk_spin_button_set_range (y, 0, space->height - 1);
  gtk_spin_button_set_value (x, point.x);
  gtk_spin_button_set_value (y, point.y);
}

static void
fill_fields (BelayStepEditor *self)
{
  const BelayActionSpace *space = get_space (self);
  BelayPoint point = { 0, 0 };
  BelayPoint start = { 0, 0 };
  gboolean has_point = belay_action_get_point (self->last_valid, &point);
  gboolean has_start = belay_action_get_start (self->last_valid, &start);
  const char *text = belay_action_get_text (self->last_valid);

  self->filling = TRUE;
  fill_point (self->point_x, self->point_y, space, point);
  fill_point (self->start_x, self->start_y, space, start);
  gtk_text_buffer_set_text (self->text_buffer, text != NULL ? text : "", -1);
  self->filling = FALSE;

  gtk_label_set_label (self->point_label, has_start ? _("To") : _("Point"));
  gtk_widget_set_visible (self->start_label, has_start);
  gtk_widget_set_visible (GTK_WIDGET (self->start_x), has_start);
  gtk_widget_set_visible (GTK_WIDGET (self->start_y), has_start);
  gtk_widget_set_visible (self->points, has_point);
  gtk_widget_set_visible (self->drag_hint, has_point);
  gtk_widget_set_visible (self->text_box, text != NULL);
  gtk_widget_set_visible (self->json_hint, !has_point && text == NULL);
}

/* The action's own compact form, laid out for reading. */
static char *
pretty (const char *json)
{
  g_autoptr(JsonNode) node = json_from_string (json, NULL);

  return node != NULL ? json_to_string (node, TRUE) : g_strdup (json);
}

static void
fill_json (BelayStepEditor *self)
{
  g_autofree char *json = belay_action_to_json (self->last_valid, get_space (self)->shape);
  g_autofree char *text = pretty (json);

  self->filling = TRUE;
  gtk_text_buffer_set_text (GTK_TEXT_BUFFER (self->json_buffer), text, -1);
  self->filling = FALSE;
}

/* The page that comes into view shows the draft; what is half typed on the other one is let go. */
static void
on_page_changed (BelayStepEditor *self)
{
  if (self->step == NULL || self->last_valid == NULL)
    return;

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), "json") == 0)
    fill_json (self);
  else
    fill_fields (self);

  set_draft (self, belay_action_ref (self->last_valid), NULL);
}

/* A spin button takes in what was typed when it is hidden, which may be after the step has been let go. */
static gboolean
is_deaf (BelayStepEditor *self)
{
  return self->filling || self->step == NULL;
}

static BelayPoint
read_point (GtkSpinButton *x,
            GtkSpinButton *y)
{
  return (BelayPoint) { gtk_spin_button_get_value_as_int (x), gtk_spin_button_get_value_as_int (y) };
}

static void
on_point_changed (BelayStepEditor *self)
{
  g_autoptr(GError) error = NULL;
  BelayAction *draft;

  if (is_deaf (self))
    return;

  draft = belay_action_edit_point (self->last_valid, get_space (self), read_point (self->point_x, self->point_y),
                                   &error);
  set_draft (self, draft, error);
}

static void
on_start_changed (BelayStepEditor *self)
{
  g_autoptr(GError) error = NULL;
  BelayAction *draft;

  if (is_deaf (self))
    return;

  draft = belay_action_edit_start (self->last_valid, get_space (self), read_point (self->start_x, self->start_y),
                                   &error);
  set_draft (self, draft, error);
}

static void
on_text_changed (BelayStepEditor *self)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  BelayAction *draft;

  if (is_deaf (self))
    return;

  g_object_get (self->text_buffer, "text", &text, NULL);
  draft = belay_action_edit_text (self->last_valid, get_space (self), text, &error);
  set_draft (self, draft, error);
}

static void
on_json_changed (BelayStepEditor *self)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *json = NULL;
  BelayAction *draft;

  if (is_deaf (self))
    return;

  g_object_get (self->json_buffer, "text", &json, NULL);
  draft = belay_action_edit_json (self->proposed, get_space (self), json, &error);
  set_draft (self, draft, error);
}

static void
on_cancel_clicked (BelayStepEditor *self)
{
  g_signal_emit (self, signals[FINISHED], 0, FALSE);
}

static void
on_apply_clicked (BelayStepEditor *self)
{
  if (self->draft != NULL)
    g_signal_emit (self, signals[FINISHED], 0, TRUE);
}

static void
apply_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  on_apply_clicked (BELAY_STEP_EDITOR (widget));
}

static void
update_scheme (BelayStepEditor *self)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GtkSourceStyleSchemeManager *manager = gtk_source_style_scheme_manager_get_default ();

  gtk_source_buffer_set_style_scheme (self->json_buffer,
                                      gtk_source_style_scheme_manager_get_scheme (manager,
                                                                                  dark ? "Adwaita-dark" : "Adwaita"));
}

static gboolean
belay_step_editor_grab_focus (GtkWidget *widget)
{
  BelayStepEditor *self = BELAY_STEP_EDITOR (widget);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), "json") == 0)
    return gtk_widget_grab_focus (GTK_WIDGET (self->json_view));

  if (gtk_widget_get_visible (self->text_box))
    return gtk_widget_grab_focus (GTK_WIDGET (self->text_view));

  return gtk_widget_grab_focus (GTK_WIDGET (self->point_x));
}

static void
belay_step_editor_get_property (GObject    *object,
                                guint       property_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_DRAFT:
      g_value_set_boxed (value, BELAY_STEP_EDITOR (object)->draft);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
belay_step_editor_dispose (GObject *object)
{
  BelayStepEditor *self = BELAY_STEP_EDITOR (object);
  GtkWidget *child;

  g_clear_pointer (&self->draft, belay_action_unref);
  g_clear_pointer (&self->last_valid, belay_action_unref);
  g_clear_pointer (&self->proposed, belay_action_unref);
  g_clear_object (&self->step);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (belay_step_editor_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-step-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, BelayStepEditor, sentence);
  gtk_widget_class_bind_template_child (widget_class, BelayStepEditor, pages);
  gtk_widget_class_bind_template_child (widget_class, BelayStepEditor, points);
  gtk_widget_class_bind_template_child (widget_class, BelayStepEditor, start_label);
  gtk_widget_class_bind_template_child (widget_class, BelayStepEditor, start_x);
  gtk_widget_class_bind_template_child (widget_class, BelayStepEditor, start_y);
  gtk_widget_class_bind_template_child (widget_class, BelayStepEditor, point_label);
  gtk_widget_class_bind_template_child (widget_class, BelayStepEditor, point_x);
  gtk_widget_class_bind_template_child (widget_class, BelayStepEditor, point_y);
  gtk_widget_class_bind_template_child (widget_class, BelayStepEditor, drag_hint);
  gtk_widget_class_bind_template_child (widget_class, BelayStepEditor, text_box);
  gtk_widget_class_bind_template_child (widget_class, BelayStepEditor, text_view);
  gtk_widget_class_bind_template_child (widget_class, BelayStepEditor, text_buffer);
  gtk_widget_class_bind_template_child (widget_class, BelayStepEditor, json_hint);
  gtk_widget_class_bind_template_child (widget_class, BelayStepEditor, json_view);
  gtk_widget_class_bind_template_child (widget_class, BelayStepEditor, json_buffer);
  gtk_widget_class_bind_template_child (widget_class, BelayStepEditor, error_box);
  gtk_widget_class_bind_template_child (widget_class, BelayStepEditor, error_label);
  gtk_widget_class_bind_template_child (widget_class, BelayStepEditor, apply_button);
  gtk_widget_class_bind_template_callback (widget_class, on_page_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_point_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_start_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_text_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_json_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_apply_clicked);
}

static void
belay_step_editor_class_init (BelayStepEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = belay_step_editor_dispose;
  object_class->get_property = belay_step_editor_get_property;
  widget_class->grab_focus = belay_step_editor_grab_focus;

  properties[PROP_DRAFT] = g_param_spec_boxed ("draft", NULL, NULL, BELAY_TYPE_ACTION,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[FINISHED] = g_signal_new ("finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  g_type_ensure (GTK_SOURCE_TYPE_BUFFER);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "editor.apply", NULL, apply_action);
}

static void
belay_step_editor_init (BelayStepEditor *self)
{
  GtkSourceLanguageManager *languages = gtk_source_language_manager_get_default ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_source_buffer_set_language (self->json_buffer, gtk_source_language_manager_get_language (languages, "json"));

  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (update_scheme), self,
                           G_CONNECT_SWAPPED);
  update_scheme (self);
}

/**
 * belay_step_editor_set_step:
 * @self: an editor
 * @step: (nullable): the step to change, one whose arguments are valid; %NULL to let go of it
 *
 * Begins anew with what was proposed.
 */
void
belay_step_editor_set_step (BelayStepEditor *self,
                            BelayStep       *step)
{
  g_return_if_fail (BELAY_IS_STEP_EDITOR (self));
  g_return_if_fail (step == NULL || belay_step_get_action (step) != NULL);

  g_set_object (&self->step, step);
  g_clear_pointer (&self->proposed, belay_action_unref);
  g_clear_pointer (&self->last_valid, belay_action_unref);

  if (step == NULL)
    {
      set_draft (self, NULL, NULL);
      return;
    }

  self->proposed = belay_action_ref (belay_step_get_action (step));
  set_draft (self, belay_action_ref (self->proposed), NULL);
  fill_fields (self);
  fill_json (self);
  gtk_stack_set_visible_child_name (self->pages, gtk_widget_get_visible (self->json_hint) ? "json" : "fields");
}

/**
 * belay_step_editor_get_step:
 * @self: an editor
 *
 * Returns: (transfer none) (nullable): the step being changed
 */
BelayStep *
belay_step_editor_get_step (BelayStepEditor *self)
{
  g_return_val_if_fail (BELAY_IS_STEP_EDITOR (self), NULL);

  return self->step;
}

/**
 * belay_step_editor_get_draft:
 * @self: an editor
 *
 * Returns: (transfer none) (nullable): what would run if it were applied now; %NULL if what was entered is not valid
 */
BelayAction *
belay_step_editor_get_draft (BelayStepEditor *self)
{
  g_return_val_if_fail (BELAY_IS_STEP_EDITOR (self), NULL);

  return self->draft;
}

/**
 * belay_step_editor_set_point:
 * @self: an editor
 * @point: picture pixels
 * @start: whether it is where a drag starts
 *
 * The crosshair was dragged on the screen.
 */
void
belay_step_editor_set_point (BelayStepEditor *self,
                             BelayPoint       point,
                             gboolean         start)
{
  g_autoptr(GError) error = NULL;
  BelayAction *draft;

  g_return_if_fail (BELAY_IS_STEP_EDITOR (self));

  if (self->step == NULL)
    return;

  draft = start ? belay_action_edit_start (self->last_valid, get_space (self), point, &error)
                : belay_action_edit_point (self->last_valid, get_space (self), point, &error);
  set_draft (self, draft, error);

  if (draft != NULL)
    {
      fill_fields (self);
      fill_json (self);
    }
}
