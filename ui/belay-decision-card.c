/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-decision-card.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include "belay-approval.h"
#include "belay-batch.h"
#include "belay-changed-target.h"
#include "belay-findings-list.h"
#include "belay-fit.h"
#include "belay-in-view.h"
#include "belay-magnifier.h"
#include "belay-step-content.h"
#include "belay-step-words.h"
#include "belay-typed-text.h"
#include "belay-view-clock.h"

/* Sooner than this after the step has appeared, a click was meant for what was there before it. */
#define MIN_VISIBLE_MS 250

/**
 * BelayDecisionCard:
 *
 * What the person decides upon.
 *
 * The card decides nothing itself: its buttons activate the actions of the window, which read the step and the time it
 * has been in view from here.
 */
/* Of what scrolls, in pixels. What was found has to be in sight beside both pictures, at the timeline's cost. */
#define MAX_HEIGHT           420
#define MAX_HEIGHT_COMPARING 560

struct _BelayDecisionCard
{
  GtkWidget          parent_instance;

  BelayFit          *fit;       /* around what scrolls */
  GtkWidget         *queue;     /* around the batch */
  BelayBatch        *batch;
  GtkLabel          *sentence;
  GtkLabel          *source;    /* where the names in it come from */
  GtkWidget         *ahead_box;
  BelayChangedTarget *changed;
  BelayMagnifier    *magnifier;
  BelayTypedText    *typed;
  BelayStepContent  *content;
  BelayFindingsList *findings;
  BelayApproval     *approval;

  BelaySession      *session;
  BelayStep         *step;
  GSignalGroup      *session_signals;
  GSignalGroup      *step_signals;
  BelayTarget       *target;    /* (nullable) as it was last said */
  BelayInView       *in_view;
  BelayInView       *editor_in_view;    /* (nullable) */
  GtkWidget         *editor;            /* (nullable) (unowned): as above */
  BelayViewClock     shown;     /* for how long it has been there */
  BelayViewClock     seen;      /* for how long a person could see it */
};

enum
{
  PROP_0,
  PROP_STEP,
  N_PROPS
};

enum
{
  POINTED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayDecisionCard, belay_decision_card, GTK_TYPE_WIDGET)

static void
update_source (BelayDecisionCard *self)
{
  BelayTarget *target = belay_step_get_target (self->step);
  g_autofree char *source = target != NULL ? belay_target_describe_source (target) : NULL;

  gtk_label_set_label (self->source, source != NULL ? source : "");
  gtk_widget_set_visible (GTK_WIDGET (self->source), source != NULL);
}

static void
update_sentence (BelayDecisionCard *self)
{
  g_autofree char *markup = NULL;

  if (belay_typed_text_holds (self->step))
    markup = belay_step_words_describe_typing (self->step);
  else if (belay_step_content_holds (self->step))
    markup = g_markup_escape_text (_("Run this command in the sandbox’s shell"), -1);
  else
    markup = belay_step_describe_markup (self->step);

  gtk_label_set_markup (self->sentence, markup);
}

/* Where the person compares two pictures of the target, a third one is too many, and the rest of the turn, which hangs on what
 * they see there, would take the room for them. */
static void
update_comparing (BelayDecisionCard *self)
{
  BelayFrame *then, *now;
  gboolean held = belay_step_get_held (self->step, &then, &now);

  belay_magnifier_set_step (self->magnifier, held ? NULL : self->step);
  gtk_widget_set_visible (self->queue, !held);
  g_object_set (self->fit, "max-height", held ? MAX_HEIGHT_COMPARING : MAX_HEIGHT, NULL);
}

static void
update_step (BelayDecisionCard *self)
{
  if (self->step == NULL)
    return;

  update_sentence (self);
  update_source (self);
  update_comparing (self);
  gtk_widget_set_visible (self->ahead_box, self->step != belay_session_get_current (self->session));
}

static gboolean
is_seen (BelayDecisionCard *self)
{
  return (self->in_view != NULL && belay_in_view_sees (self->in_view, GTK_WIDGET (self->sentence))) ||
         (self->editor_in_view != NULL && belay_in_view_sees (self->editor_in_view, self->editor));
}

static void
restart_clocks (BelayDecisionCard *self)
{
  belay_view_clock_restart (&self->shown, gtk_widget_get_mapped (GTK_WIDGET (self)));
  belay_view_clock_restart (&self->seen, is_seen (self));
}

static void
on_in_view_changed (BelayDecisionCard *self)
{
  belay_view_clock_set_shown (&self->seen, is_seen (self));
}

/* A click in this moment was meant for the step without what has just been found. */
static void
on_findings_changed (BelayDecisionCard *self)
{
  BelayStepState state = belay_step_get_state (self->step);

  if (state == BELAY_STEP_EXAMINED || state == BELAY_STEP_WAITING)
    restart_clocks (self);
}

static void
remember_target (BelayDecisionCard *self)
{
  BelayTarget *target = self->step != NULL ? belay_step_get_target (self->step) : NULL;

  g_clear_pointer (&self->target, belay_target_unref);
  self->target = target != NULL ? belay_target_ref (target) : NULL;
}

/* Likewise for something else than stood there. That it is named at all takes nothing back. */
static void
on_target_changed (BelayDecisionCard *self)
{
  if (self->target != NULL)
    on_findings_changed (self);

  remember_target (self);
}

static void
show_step (BelayDecisionCard *self,
           BelayStep         *step)
{
  if (g_set_object (&self->step, step))
    {
      restart_clocks (self);
      g_signal_group_set_target (self->step_signals, step);
      remember_target (self);
      belay_changed_target_set_step (self->changed, step);
      belay_typed_text_set_step (self->typed, step);
      belay_step_content_set_step (self->content, step);
      belay_findings_list_set_step (self->findings, step);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STEP]);
    }

  belay_batch_set_step (self->batch, step);
  belay_approval_set_step (self->approval, step);
  update_step (self);
}

static void
on_screen_changed (BelayDecisionCard *self)
{
  belay_magnifier_set_screen (self->magnifier, belay_session_get_screen (self->session));
}

/* A new current step takes the card: what the person had picked to decide ahead is one press away. */
static void
on_current_changed (BelayDecisionCard *self)
{
  belay_batch_set_turn (self->batch, belay_session_get_turn (self->session));
  show_step (self, belay_session_get_current (self->session));
}

static void
on_pointed (BelayDecisionCard *self,
            BelayStep         *step)
{
  g_signal_emit (self, signals[POINTED], 0, step);
}

static void
on_back_clicked (BelayDecisionCard *self)
{
  on_current_changed (self);
}

static void
on_approve (BelayDecisionCard *self,
            gboolean           named)
{
  if (belay_view_clock_get_ms (&self->shown) >= MIN_VISIBLE_MS)
    gtk_widget_activate_action (GTK_WIDGET (self), named ? "win.approve-named" : "win.approve", NULL);
}

static void
belay_decision_card_map (GtkWidget *widget)
{
  BelayDecisionCard *self = BELAY_DECISION_CARD (widget);

  GTK_WIDGET_CLASS (belay_decision_card_parent_class)->map (widget);
  belay_view_clock_set_shown (&self->shown, TRUE);
}

static void
belay_decision_card_unmap (GtkWidget *widget)
{
  BelayDecisionCard *self = BELAY_DECISION_CARD (widget);

  belay_view_clock_set_shown (&self->shown, FALSE);
  GTK_WIDGET_CLASS (belay_decision_card_parent_class)->unmap (widget);
}

static void
belay_decision_card_get_property (GObject    *object,
                                  guint       property_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_STEP:
      g_value_set_object (value, BELAY_DECISION_CARD (object)->step);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
belay_decision_card_dispose (GObject *object)
{
  BelayDecisionCard *self = BELAY_DECISION_CARD (object);
  GtkWidget *child;

  g_clear_object (&self->in_view);
  g_clear_object (&self->editor_in_view);
  g_clear_object (&self->session_signals);
  g_clear_object (&self->step_signals);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  g_clear_object (&self->step);
  g_clear_pointer (&self->target, belay_target_unref);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (belay_decision_card_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-decision-card.ui");
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, fit);
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, queue);
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, batch);
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, sentence);
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, source);
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, ahead_box);
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, changed);
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, magnifier);
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, typed);
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, content);
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, findings);
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, approval);
  gtk_widget_class_bind_template_callback (widget_class, belay_decision_card_pick_step);
  gtk_widget_class_bind_template_callback (widget_class, on_pointed);
  gtk_widget_class_bind_template_callback (widget_class, on_back_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_approve);
}

static void
belay_decision_card_class_init (BelayDecisionCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = belay_decision_card_dispose;
  object_class->get_property = belay_decision_card_get_property;
  widget_class->map = belay_decision_card_map;
  widget_class->unmap = belay_decision_card_unmap;

  properties[PROP_STEP] = g_param_spec_object ("step", NULL, NULL, BELAY_TYPE_STEP,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[POINTED] = g_signal_new ("pointed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, BELAY_TYPE_STEP);

  g_type_ensure (ADW_TYPE_BIN);
  g_type_ensure (BELAY_TYPE_APPROVAL);
  g_type_ensure (BELAY_TYPE_BATCH);
  g_type_ensure (BELAY_TYPE_CHANGED_TARGET);
  g_type_ensure (BELAY_TYPE_FINDINGS_LIST);
  g_type_ensure (BELAY_TYPE_FIT);
  g_type_ensure (BELAY_TYPE_MAGNIFIER);
  g_type_ensure (BELAY_TYPE_STEP_CONTENT);
  g_type_ensure (BELAY_TYPE_TYPED_TEXT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  bind_template (widget_class);
}

static void
belay_decision_card_init (BelayDecisionCard *self)
{
  self->session_signals = g_signal_group_new (BELAY_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::current", G_CALLBACK (on_current_changed), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::screen", G_CALLBACK (on_screen_changed), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::status", G_CALLBACK (update_step), self);
  self->step_signals = g_signal_group_new (BELAY_TYPE_STEP);
  g_signal_group_connect_swapped (self->step_signals, "notify", G_CALLBACK (update_step), self);
  g_signal_group_connect_swapped (self->step_signals, "notify::findings", G_CALLBACK (on_findings_changed), self);
  g_signal_group_connect_swapped (self->step_signals, "notify::file-edit", G_CALLBACK (on_findings_changed), self);
  g_signal_group_connect_swapped (self->step_signals, "notify::target", G_CALLBACK (on_target_changed), self);

  gtk_widget_init_template (GTK_WIDGET (self));
  self->in_view = belay_in_view_new (GTK_WIDGET (self->sentence));
  g_signal_connect_object (self->in_view, "changed", G_CALLBACK (on_in_view_changed), self, G_CONNECT_SWAPPED);
}

/**
 * belay_decision_card_set_session:
 * @self: a card
 * @session: whose steps it shows
 */
void
belay_decision_card_set_session (BelayDecisionCard *self,
                                 BelaySession      *session)
{
  g_return_if_fail (BELAY_IS_DECISION_CARD (self));
  g_return_if_fail (BELAY_IS_SESSION (session));

  g_set_object (&self->session, session);
  g_signal_group_set_target (self->session_signals, session);
  belay_approval_set_session (self->approval, session);
  on_screen_changed (self);
  on_current_changed (self);
}

/**
 * belay_decision_card_set_editor:
 * @self: a card
 * @editor: where its step is changed, in the same window: who reads there has it in view as well
 */
void
belay_decision_card_set_editor (BelayDecisionCard *self,
                                GtkWidget         *editor)
{
  g_return_if_fail (BELAY_IS_DECISION_CARD (self));
  g_return_if_fail (self->editor == NULL);

  self->editor = editor;
  self->editor_in_view = belay_in_view_new (editor);
  g_signal_connect_object (self->editor_in_view, "changed", G_CALLBACK (on_in_view_changed), self, G_CONNECT_SWAPPED);
}

/**
 * belay_decision_card_set_live:
 * @self: a card
 * @live: whether the person sees the live screen; nobody approves what they do not see
 */
void
belay_decision_card_set_live (BelayDecisionCard *self,
                              gboolean           live)
{
  g_return_if_fail (BELAY_IS_DECISION_CARD (self));

  belay_approval_set_live (self->approval, live);
}

/**
 * belay_decision_card_pick_step:
 * @self: a card
 * @step: a step of the turn under way that is not decided
 *
 * Shows it, to be decided ahead of the ones before it, until another step becomes the current one.
 */
void
belay_decision_card_pick_step (BelayDecisionCard *self,
                               BelayStep         *step)
{
  g_return_if_fail (BELAY_IS_DECISION_CARD (self));
  g_return_if_fail (BELAY_IS_STEP (step));

  show_step (self, step);
}

/**
 * belay_decision_card_get_step:
 * @self: a card
 *
 * Returns: (transfer none) (nullable): the step a decision is about
 */
BelayStep *
belay_decision_card_get_step (BelayDecisionCard *self)
{
  g_return_val_if_fail (BELAY_IS_DECISION_CARD (self), NULL);

  return self->step;
}

/**
 * belay_decision_card_get_visible_ms:
 * @self: a card
 *
 * Returns: how long its step has been in view, in milliseconds; -1: it never was
 */
gint64
belay_decision_card_get_visible_ms (BelayDecisionCard *self)
{
  g_return_val_if_fail (BELAY_IS_DECISION_CARD (self), -1);

  return belay_view_clock_get_ms (&self->seen);
}

/**
 * belay_decision_card_get_step_visible_ms:
 * @self: a card
 * @step: a step of its turn
 *
 * Returns: how long @step has been in view, on the card or as a line of the queue, in milliseconds; -1: it never was
 */
gint64
belay_decision_card_get_step_visible_ms (BelayDecisionCard *self,
                                         BelayStep         *step)
{
  gint64 row;

  g_return_val_if_fail (BELAY_IS_DECISION_CARD (self), -1);

  row = belay_batch_get_visible_ms (self->batch, step);

  return step == self->step ? MAX (row, belay_view_clock_get_ms (&self->seen)) : row;
}

/**
 * belay_decision_card_set_pointed:
 * @self: a card
 * @step: (nullable): the step whose mark on the screen is pointed at
 */
void
belay_decision_card_set_pointed (BelayDecisionCard *self,
                                 BelayStep         *step)
{
  g_return_if_fail (BELAY_IS_DECISION_CARD (self));

  belay_batch_set_pointed (self->batch, step);
}

/**
 * belay_decision_card_pick_beside:
 * @self: a card
 * @by: how many steps later; earlier where negative
 *
 * Shows another step of the turn, if there is one.
 */
void
belay_decision_card_pick_beside (BelayDecisionCard *self,
                                 int                by)
{
  BelayStep *step;

  g_return_if_fail (BELAY_IS_DECISION_CARD (self));

  step = self->step != NULL ? belay_batch_get_beside (self->batch, self->step, by) : NULL;
  if (step != NULL)
    show_step (self, step);
}
