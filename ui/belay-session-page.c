/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-page-private.h"

enum
{
  PROP_0,
  PROP_LIVE,
  PROP_STEP,
  PROP_EDITING,
  N_PROPS
};

enum
{
  EDITED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelaySessionPage, belay_session_page, GTK_TYPE_WIDGET)

gboolean
belay_session_page_is_undecided (BelayStep *step)
{
  BelayStepState state = belay_step_get_state (step);

  return state == BELAY_STEP_EXAMINED || state == BELAY_STEP_WAITING;
}

/* The cards. */

static const char *
get_card (BelaySessionPage *self)
{
  BelaySessionState state = belay_session_get_state (self->session);

  if (self->editing)
    return "editor";

  if (belay_session_get_privacy (self->session) != BELAY_PRIVACY_NONE && state != BELAY_SESSION_STOPPING &&
      state != BELAY_SESSION_FAILED && state != BELAY_SESSION_CLOSED)
    return "control";

  switch ((int) state)
    {
    case BELAY_SESSION_READY:
      /* A task that waits needs no other one. */
      return belay_session_get_task (self->session) == NULL ? "question" : NULL;

    case BELAY_SESSION_ASKING:
    case BELAY_SESSION_FINISHED:
    case BELAY_SESSION_STOPPED:
      return "question";

    case BELAY_SESSION_TAKEN_OVER:
      return "control";

    case BELAY_SESSION_THINKING:
    case BELAY_SESSION_WAITING:
    case BELAY_SESSION_COUNTDOWN:
    case BELAY_SESSION_RUNNING:
      return belay_decision_card_get_step (self->decision) != NULL ? "decision" : NULL;

    default:
      return NULL;
    }
}

void
belay_session_page_update_card (BelaySessionPage *self)
{
  const char *card = get_card (self);

  if (card != NULL)
    gtk_stack_set_visible_child_name (GTK_STACK (self->cards), card);

  gtk_widget_set_visible (self->cards, card != NULL);
}

gboolean
belay_session_page_can_edit (BelayStep *step)
{
  return step != NULL && belay_step_get_action (step) != NULL && belay_session_page_is_undecided (step);
}

static void
on_card_step_changed (BelaySessionPage *self)
{
  /* Another step took the place of the one being changed: that one is decided, or will never run. */
  if (self->editing && belay_step_editor_get_step (self->editor) != belay_decision_card_get_step (self->decision))
    belay_session_page_set_editing (self, FALSE);

  belay_caret_set_step (self->caret, belay_decision_card_get_step (self->decision));
  belay_turn_marks_set_turn (self->marks, belay_session_get_turn (self->session));
  belay_turn_marks_set_shown (self->marks, belay_decision_card_get_step (self->decision));
  belay_session_page_update_view_step (self);
  belay_session_page_update_card (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STEP]);
}

static void
on_draft_changed (BelaySessionPage *self)
{
  if (self->editing)
    belay_screen_view_set_draft (self->view, belay_step_editor_get_draft (self->editor));
}

static void
on_editor_finished (BelaySessionPage *self,
                    gboolean          apply)
{
  g_autoptr(BelayStep) step = NULL;
  g_autoptr(BelayAction) draft = NULL;

  if (apply && belay_step_editor_get_draft (self->editor) != NULL)
    {
      step = g_object_ref (belay_step_editor_get_step (self->editor));
      draft = belay_action_ref (belay_step_editor_get_draft (self->editor));
    }

  belay_session_page_set_editing (self, FALSE);
  if (draft != NULL)
    g_signal_emit (self, signals[EDITED], 0, step, draft);
}

static void
on_point_dragged (BelaySessionPage *self,
                  int               x,
                  int               y,
                  gboolean          start)
{
  belay_step_editor_set_point (self->editor, (BelayPoint) { x, y }, start);
}

/* The person's hands. */

static void
on_pointer (BelaySessionPage *self,
            int               x,
            int               y,
            guint             buttons)
{
  belay_caret_take_pointer (self->caret, (BelayPoint) { x, y }, buttons);
  belay_session_person_pointer (self->session, (BelayPoint) { x, y }, buttons);
}

static void
on_key (BelaySessionPage *self,
        guint             keysym,
        gboolean          down)
{
  belay_caret_take_key (self->caret);
  belay_session_person_key (self->session, keysym, down);
}

/* The parts. */

static void
on_narrow_changed (BelaySessionPage *self)
{
  gboolean narrow = belay_split_is_narrow (self->split);

  belay_session_header_set_narrow (self->header, narrow);
  belay_presenter_set_narrow (self->presenter, narrow);
}

/* What somebody on a card wants to be seen on the screen. */
static void
point_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  BelayRect area;

  g_variant_get (parameter, "(iiii)", &area.x, &area.y, &area.width, &area.height);
  belay_screen_view_point_at (BELAY_SESSION_PAGE (widget)->view, &area);
}

static void
show_step_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  belay_session_page_show_step (BELAY_SESSION_PAGE (widget), g_variant_get_uint32 (parameter));
}

static void
belay_session_page_get_property (GObject    *object,
                                 guint       property_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  BelaySessionPage *self = BELAY_SESSION_PAGE (object);

  switch (property_id)
    {
    case PROP_LIVE:
      g_value_set_boolean (value, belay_session_page_is_live (self));
      break;

    case PROP_STEP:
      g_value_set_object (value, belay_decision_card_get_step (self->decision));
      break;

    case PROP_EDITING:
      g_value_set_boolean (value, self->editing);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
belay_session_page_dispose (GObject *object)
{
  BelaySessionPage *self = BELAY_SESSION_PAGE (object);
  GtkWidget *child;

  g_clear_object (&self->pictures);
  g_clear_object (&self->caret);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  g_clear_object (&self->session);

  G_OBJECT_CLASS (belay_session_page_parent_class)->dispose (object);
}

/* Asked when what had the focus has gone: then nothing has it, and the next key decides instead of pressing whatever
 * would have been first in line. */
static gboolean
belay_session_page_grab_focus (GtkWidget *widget)
{
  gtk_root_set_focus (gtk_widget_get_root (widget), NULL);
  return TRUE;
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-session-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BelaySessionPage, header);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionPage, problem_bar);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionPage, contact_bar);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionPage, preflight);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionPage, split);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionPage, view);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionPage, marks);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionPage, presenter);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionPage, past);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionPage, timeline);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionPage, cards);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionPage, decision);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionPage, editor);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionPage, question);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionPage, control);
  gtk_widget_class_bind_template_child (widget_class, BelaySessionPage, curtain);
  gtk_widget_class_bind_template_callback (widget_class, on_narrow_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_pointer);
  gtk_widget_class_bind_template_callback (widget_class, on_key);
  gtk_widget_class_bind_template_callback (widget_class, on_point_dragged);
  gtk_widget_class_bind_template_callback (widget_class, belay_session_page_change_past);
  gtk_widget_class_bind_template_callback (widget_class, belay_session_page_update_view_step);
  gtk_widget_class_bind_template_callback (widget_class, belay_session_page_select_step);
  gtk_widget_class_bind_template_callback (widget_class, on_card_step_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_draft_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_editor_finished);
}

static void
belay_session_page_class_init (BelaySessionPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = belay_session_page_dispose;
  object_class->get_property = belay_session_page_get_property;
  GTK_WIDGET_CLASS (klass)->grab_focus = belay_session_page_grab_focus;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "page.point", "(iiii)", point_action);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "page.show-step", "u", show_step_action);

  properties[PROP_LIVE] = g_param_spec_boolean ("live", NULL, NULL, TRUE,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_STEP] = g_param_spec_object ("step", NULL, NULL, BELAY_TYPE_STEP,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_EDITING] = g_param_spec_boolean ("editing", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS |
                                                   G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[EDITED] = g_signal_new ("edited", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, BELAY_TYPE_STEP, BELAY_TYPE_ACTION);

  g_type_ensure (BELAY_TYPE_SESSION_HEADER);
  g_type_ensure (BELAY_TYPE_PREFLIGHT_CARD);
  g_type_ensure (BELAY_TYPE_PROBLEM_BAR);
  g_type_ensure (BELAY_TYPE_CONTACT_BAR);
  g_type_ensure (BELAY_TYPE_SPLIT);
  g_type_ensure (BELAY_TYPE_SCREEN_VIEW);
  g_type_ensure (BELAY_TYPE_TURN_MARKS);
  g_type_ensure (BELAY_TYPE_PRESENTER);
  g_type_ensure (BELAY_TYPE_PAST);
  g_type_ensure (BELAY_TYPE_TIMELINE_VIEW);
  g_type_ensure (BELAY_TYPE_DECISION_CARD);
  g_type_ensure (BELAY_TYPE_STEP_EDITOR);
  g_type_ensure (BELAY_TYPE_QUESTION_CARD);
  g_type_ensure (BELAY_TYPE_CONTROL_CARD);
  g_type_ensure (BELAY_TYPE_PRIVATE_CURTAIN);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
belay_session_page_init (BelaySessionPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * belay_session_page_new:
 * @session: the session it shows, for as long as it lives
 *
 * Returns: (transfer floating): a page
 */
GtkWidget *
belay_session_page_new (BelaySession *session)
{
  BelaySessionPage *self;

  g_return_val_if_fail (BELAY_IS_SESSION (session), NULL);

  self = g_object_new (BELAY_TYPE_SESSION_PAGE, NULL);
  self->session = g_object_ref (session);
  belay_session_page_follow (self);

  return GTK_WIDGET (self);
}

/* What is left must not keep the next Enter, which is a decision. */
void
belay_session_page_leave (BelaySessionPage *self,
                          GtkWidget        *part)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus != NULL && gtk_widget_is_ancestor (focus, part))
    gtk_root_set_focus (root, NULL);
}

/**
 * belay_session_page_get_step:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the step a decision is about
 */
BelayStep *
belay_session_page_get_step (BelaySessionPage *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION_PAGE (self), NULL);

  return belay_decision_card_get_step (self->decision);
}

/**
 * belay_session_page_get_visible_ms:
 * @self: a page
 *
 * Returns: for how long that step has been in view, in milliseconds; -1: it was not
 */
gint64
belay_session_page_get_visible_ms (BelaySessionPage *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION_PAGE (self), -1);

  return belay_decision_card_get_visible_ms (self->decision);
}

/**
 * belay_session_page_get_step_visible_ms:
 * @self: a page
 * @step: a step of the turn under way
 *
 * Returns: for how long @step has been in view, on the card or in the queue, in milliseconds; -1: it was not
 */
gint64
belay_session_page_get_step_visible_ms (BelaySessionPage *self,
                                        BelayStep        *step)
{
  g_return_val_if_fail (BELAY_IS_SESSION_PAGE (self), -1);

  return belay_decision_card_get_step_visible_ms (self->decision, step);
}

/**
 * belay_session_page_pick_beside:
 * @self: a page
 * @by: how many steps later in the turn; earlier where negative
 *
 * Shows another step on the card.
 */
void
belay_session_page_pick_beside (BelaySessionPage *self,
                                int               by)
{
  g_return_if_fail (BELAY_IS_SESSION_PAGE (self));

  belay_decision_card_pick_beside (self->decision, by);
}

/**
 * belay_session_page_is_editing:
 * @self: a page
 *
 * Returns: whether the person is changing a step
 */
gboolean
belay_session_page_is_editing (BelaySessionPage *self)
{
  g_return_val_if_fail (BELAY_IS_SESSION_PAGE (self), FALSE);

  return self->editing;
}

/**
 * belay_session_page_set_editing:
 * @self: a page
 * @editing: whether the step of the card is to be changed; ignored if it cannot be
 */
void
belay_session_page_set_editing (BelaySessionPage *self,
                                gboolean          editing)
{
  BelayStep *step;

  g_return_if_fail (BELAY_IS_SESSION_PAGE (self));

  step = belay_decision_card_get_step (self->decision);
  if (self->editing == editing || (editing && !belay_session_page_can_edit (step)))
    return;

  /* The stack would hand the focus on to the first thing on the next card. */
  if (!editing)
    belay_session_page_leave (self, GTK_WIDGET (self->editor));

  self->editing = editing;
  belay_session_page_update_covered (self);
  belay_step_editor_set_step (self->editor, editing ? step : NULL);
  belay_screen_view_set_draft (self->view, editing ? belay_step_editor_get_draft (self->editor) : NULL);
  belay_screen_view_set_editing (self->view, editing);
  belay_session_page_update_card (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EDITING]);

  if (editing)
    gtk_widget_grab_focus (GTK_WIDGET (self->editor));
}

/**
 * belay_session_page_set_words:
 * @self: a page
 * @words: the person's words, to start with where words are wanted
 */
void
belay_session_page_set_words (BelaySessionPage *self,
                              const char       *words)
{
  g_return_if_fail (BELAY_IS_SESSION_PAGE (self));

  belay_question_card_set_text (self->question, words);
}

/**
 * belay_session_page_set_presenter:
 * @self: a page
 * @presenter: whether there is an audience: what goes on is told in large letters, what is nobody's business is hidden
 */
void
belay_session_page_set_presenter (BelaySessionPage *self,
                                  gboolean          presenter)
{
  g_return_if_fail (BELAY_IS_SESSION_PAGE (self));

  belay_presenter_set_active (self->presenter, presenter);
  belay_private_curtain_set_presenter (self->curtain, presenter);
  belay_session_header_set_presenter (self->header, presenter);
  belay_timeline_view_set_presenter (self->timeline, presenter);
  belay_question_card_set_presenter (self->question, presenter);
}

/**
 * belay_session_page_focus_card:
 * @self: a page
 *
 * Takes the keyboard out of the sandbox, to what can be done about it.
 */
void
belay_session_page_focus_card (BelaySessionPage *self)
{
  g_return_if_fail (BELAY_IS_SESSION_PAGE (self));

  if (g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (self->cards)), "control") == 0)
    gtk_widget_grab_focus (GTK_WIDGET (self->control));
  else
    gtk_widget_child_focus (self->cards, GTK_DIR_TAB_FORWARD);
}

/**
 * belay_session_page_set_revealed:
 * @self: a page
 * @revealed: whether what is drawn too faintly to be seen is made strong
 */
void
belay_session_page_set_revealed (BelaySessionPage *self,
                                 gboolean          revealed)
{
  g_return_if_fail (BELAY_IS_SESSION_PAGE (self));

  belay_screen_view_set_revealed (self->view, revealed);
}
