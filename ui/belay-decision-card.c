/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-decision-card.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include "belay-batch.h"
#include "belay-fit.h"
#include "belay-magnifier.h"
#include "belay-step-words.h"

/* Sooner than this after the step has appeared, a click was meant for what was there before it. */
#define MIN_VISIBLE_MS 250

#define MAX_SENTENCE_TEXT 40    /* characters */

/**
 * BelayDecisionCard:
 *
 * What the person decides upon.
 *
 * The card decides nothing itself: its buttons activate the actions of the window, which read the step and the time it
 * has been in view from here.
 */
struct _BelayDecisionCard
{
  GtkWidget       parent_instance;

  BelayBatch     *batch;
  GtkLabel       *sentence;
  GtkWidget      *ahead_box;
  BelayMagnifier *magnifier;
  GtkWidget      *text_scroller;
  GtkLabel       *text_label;
  GtkBox         *findings;
  GtkWidget      *countdown_box;
  GtkLabel       *countdown_label;
  GtkProgressBar *countdown_bar;
  GtkWidget      *examining_box;
  GtkWidget      *past_box;
  GtkWidget      *named_button;
  GtkLabel       *risk_label;
  AdwSplitButton *approve_button;
  AdwSplitButton *reject_button;
  GtkPopover     *reject_popover;
  GtkEditable    *reason_entry;

  BelaySession   *session;
  BelayStep      *step;
  GMenu          *trust;                /* more than this once */
  gboolean        trust_whole;          /* it speaks of the whole turn */
  GSignalGroup   *session_signals;
  GSignalGroup   *step_signals;
  gint64          shown_since;          /* monotonic µs; 0: not in view */
  gint64          shown_before;         /* µs in view before that */
  guint           tick_id;
  gboolean        live;
};

enum
{
  PROP_0,
  PROP_STEP,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (BelayDecisionCard, belay_decision_card, GTK_TYPE_WIDGET)

static gboolean
is_open (BelayStep *step)
{
  BelayStepState state = belay_step_get_state (step);

  return state == BELAY_STEP_EXAMINED || state == BELAY_STEP_WAITING;
}

/* Lets the person see what the finding is about. */
static GtkWidget *
create_reveal (void)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (_("Reveal"));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.reveal");
  gtk_widget_set_tooltip_text (button, _("Show What Is Hidden (V)"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);

  return button;
}

static GtkWidget *
create_finding (BelayFinding *finding)
{
  BelaySeverity severity = belay_finding_get_severity (finding);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *icon = gtk_image_new_from_icon_name (belay_severity_get_icon (severity));
  GtkWidget *label = gtk_label_new (belay_finding_get_sentence (finding));
  g_autofree char *name = g_strdup_printf ("%s: %s", belay_severity_get_title (severity),
                                           belay_finding_get_sentence (finding));

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (icon, belay_severity_get_style (severity));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  if (g_str_has_prefix (belay_finding_get_guard (finding), "hidden-text"))
    gtk_box_append (GTK_BOX (box), create_reveal ());
  gtk_widget_add_css_class (box, "belay-finding");
  gtk_widget_add_css_class (box, belay_severity_get_style (severity));

  return box;
}

static void
update_findings (BelayDecisionCard *self)
{
  GPtrArray *found = belay_step_get_findings (self->step);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->findings))) != NULL)
    gtk_box_remove (self->findings, child);

  for (guint i = 0; i < found->len; i++)
    gtk_box_append (self->findings, create_finding (found->pdata[i]));

  gtk_widget_set_visible (GTK_WIDGET (self->findings), found->len > 0);
}

/* Who cannot see the button is told the risk, too. */
static void
name_risk (BelayDecisionCard *self,
           BelayFinding      *finding)
{
  const char *sentence = belay_finding_get_sentence (finding);
  /* Translators: %s is a sentence that says what the risk is. */
  g_autofree char *name = g_strdup_printf (_("Approve Despite the Risk: %s"), sentence);

  gtk_label_set_label (self->risk_label, sentence);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->named_button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* The buttons that lead to the step being run: which of them there is, and whether it may be pressed. */
static void
update_approval (BelayDecisionCard *self)
{
  GPtrArray *found = belay_step_get_findings (self->step);
  BelaySeverity worst = BELAY_FINDING_NOTE;
  gboolean held = belay_step_get_worst (self->step, &worst) && worst == BELAY_FINDING_HOLD;
  gboolean decidable = is_open (self->step) && belay_session_is_screen_live (self->session);
  gboolean possible = self->live && decidable && belay_step_get_action (self->step) != NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->approve_button), !held);
  gtk_widget_set_sensitive (GTK_WIDGET (self->approve_button), possible);
  gtk_widget_set_visible (self->named_button, held);
  gtk_widget_set_sensitive (self->named_button, possible);
  gtk_widget_set_sensitive (GTK_WIDGET (self->reject_button), decidable);
  gtk_widget_set_visible (self->past_box, !self->live);
  gtk_widget_set_visible (self->examining_box, belay_step_get_state (self->step) == BELAY_STEP_PROPOSED);

  if (held && found->len > 0)
    name_risk (self, found->pdata[0]);
}

/* What is to be typed, if it is more than the sentence can hold. */
static const char *
get_long_text (BelayStep *step)
{
  BelayAction *action = belay_step_get_action (step);
  const char *text;

  if (action == NULL || belay_action_get_kind (action) != BELAY_ACTION_TYPE)
    return NULL;

  text = belay_action_get_text (action);

  return g_utf8_strlen (text, -1) > MAX_SENTENCE_TEXT || strchr (text, '\n') != NULL ? text : NULL;
}

static void
update_sentence (BelayDecisionCard *self)
{
  const char *text = get_long_text (self->step);
  g_autofree char *markup = NULL;

  if (text != NULL)
    {
      markup = belay_visible_text_markup (text);
      gtk_label_set_markup (self->text_label, markup);
      gtk_label_set_label (self->sentence, _("Type this text"));
    }
  else
    {
      markup = belay_step_describe_markup (self->step);
      gtk_label_set_markup (self->sentence, markup);
    }

  gtk_widget_set_visible (self->text_scroller, text != NULL);
}

/* While the reply still comes, nobody knows the rest of the turn: what is approved is what has been proposed. */
static void
update_trust (BelayDecisionCard *self)
{
  gboolean whole = belay_step_get_turn_size (self->step) > 0;
  g_autoptr(GMenu) menu = NULL;

  if (self->trust != NULL && self->trust_whole == whole)
    return;

  menu = g_menu_new ();
  g_menu_append (menu, whole ? _("Approve the Rest of This Turn (Shift+Enter)")
                             : _("Approve What Is Proposed So Far (Shift+Enter)"), "win.approve-turn");
  adw_split_button_set_menu_model (self->approve_button, G_MENU_MODEL (menu));
  self->trust_whole = whole;
  g_set_object (&self->trust, menu);
}

static void
update_step (BelayDecisionCard *self)
{
  if (self->step == NULL)
    return;

  update_sentence (self);
  update_findings (self);
  update_approval (self);
  gtk_widget_set_visible (self->ahead_box, self->step != belay_session_get_current (self->session));
  update_trust (self);
}

static gboolean
on_tick (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  BelayDecisionCard *self = BELAY_DECISION_CARD (widget);
  gint64 rest = belay_session_get_deadline (self->session) - g_get_monotonic_time ();
  double seconds = (double) MAX (rest, 0) / G_USEC_PER_SEC;
  g_autofree char *text = g_strdup_printf (_("Runs by itself in %.1f s"), seconds);

  gtk_label_set_label (self->countdown_label, text);
  gtk_progress_bar_set_fraction (self->countdown_bar,
                                 CLAMP (seconds * 1000 / BELAY_SLACK_COUNTDOWN_MS, 0, 1));

  return G_SOURCE_CONTINUE;
}

static void
update_countdown (BelayDecisionCard *self)
{
  gboolean counting = belay_session_get_state (self->session) == BELAY_SESSION_COUNTDOWN &&
                      belay_session_get_deadline (self->session) > 0 &&
                      self->step == belay_session_get_current (self->session);

  gtk_widget_set_visible (self->countdown_box, counting);

  if (counting && self->tick_id == 0)
    {
      self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
      on_tick (GTK_WIDGET (self), NULL, NULL);
    }
  else if (!counting && self->tick_id != 0)
    {
      gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
      self->tick_id = 0;
    }
}

static void
restart_clock (BelayDecisionCard *self)
{
  self->shown_before = 0;
  self->shown_since = gtk_widget_get_mapped (GTK_WIDGET (self)) ? g_get_monotonic_time () : 0;
}

/* A click in this moment was meant for the step without what has just been found. */
static void
on_findings_changed (BelayDecisionCard *self)
{
  if (is_open (self->step))
    restart_clock (self);
}

static void
show_step (BelayDecisionCard *self,
           BelayStep         *step)
{
  if (g_set_object (&self->step, step))
    {
      restart_clock (self);
      g_signal_group_set_target (self->step_signals, step);
      belay_magnifier_set_step (self->magnifier, step);
      gtk_popover_popdown (self->reject_popover);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STEP]);
    }

  belay_batch_set_step (self->batch, step);
  update_step (self);
}

static void
on_screen_changed (BelayDecisionCard *self)
{
  belay_magnifier_set_screen (self->magnifier, belay_session_get_screen (self->session));
}

static gboolean
is_seen (BelayDecisionCard *self)
{
  return belay_decision_card_get_visible_ms (self) >= MIN_VISIBLE_MS;
}

/* A new current step takes the card: what the person had picked to decide ahead is one press away. */
static void
on_current_changed (BelayDecisionCard *self)
{
  belay_batch_set_turn (self->batch, belay_session_get_turn (self->session));
  show_step (self, belay_session_get_current (self->session));
  update_countdown (self);
}

static void
on_back_clicked (BelayDecisionCard *self)
{
  on_current_changed (self);
}

static void
on_approve_clicked (BelayDecisionCard *self)
{
  if (is_seen (self))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.approve", NULL);
}

static void
on_named_clicked (BelayDecisionCard *self)
{
  if (is_seen (self))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.approve-named", NULL);
}

static void
on_reject_clicked (BelayDecisionCard *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.reject", "s", "");
}

static void
on_reject_popover_show (BelayDecisionCard *self)
{
  gtk_editable_set_text (self->reason_entry, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->reason_entry));
}

static void
on_reason_confirmed (BelayDecisionCard *self)
{
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (self->reason_entry)));

  /* The entry would go on blinking: it is not told that it loses the focus with its popover. */
  gtk_window_set_focus (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL);
  gtk_popover_popdown (self->reject_popover);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.reject", "s", reason);
}

static void
belay_decision_card_map (GtkWidget *widget)
{
  BelayDecisionCard *self = BELAY_DECISION_CARD (widget);

  GTK_WIDGET_CLASS (belay_decision_card_parent_class)->map (widget);
  self->shown_since = g_get_monotonic_time ();
}

static void
belay_decision_card_unmap (GtkWidget *widget)
{
  BelayDecisionCard *self = BELAY_DECISION_CARD (widget);

  if (self->shown_since != 0)
    self->shown_before += g_get_monotonic_time () - self->shown_since;
  self->shown_since = 0;

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

  g_clear_object (&self->session_signals);
  g_clear_object (&self->step_signals);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  g_clear_object (&self->trust);
  g_clear_object (&self->step);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (belay_decision_card_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-decision-card.ui");
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, batch);
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, sentence);
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, ahead_box);
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, magnifier);
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, text_scroller);
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, text_label);
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, findings);
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, countdown_box);
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, countdown_label);
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, countdown_bar);
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, examining_box);
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, past_box);
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, named_button);
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, risk_label);
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, approve_button);
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, reject_button);
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, reject_popover);
  gtk_widget_class_bind_template_child (widget_class, BelayDecisionCard, reason_entry);
  gtk_widget_class_bind_template_callback (widget_class, belay_decision_card_pick_step);
  gtk_widget_class_bind_template_callback (widget_class, on_back_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_approve_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_named_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_reject_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_reject_popover_show);
  gtk_widget_class_bind_template_callback (widget_class, on_reason_confirmed);
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

  g_type_ensure (BELAY_TYPE_BATCH);
  g_type_ensure (BELAY_TYPE_FIT);
  g_type_ensure (BELAY_TYPE_MAGNIFIER);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  bind_template (widget_class);
}

static void
name_widget (GtkWidget  *widget,
             const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* AdwSplitButton takes its names from its labels, and these hold boxes; its menu has a tooltip, which is no name. */
static void
name_split_button (AdwSplitButton *button,
                   const char     *name)
{
  name_widget (GTK_WIDGET (button), name);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (button)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_MENU_BUTTON (child))
        name_widget (child, adw_split_button_get_dropdown_tooltip (button));
      else if (GTK_IS_BUTTON (child))
        name_widget (child, name);
    }
}

static void
belay_decision_card_init (BelayDecisionCard *self)
{
  self->live = TRUE;

  self->session_signals = g_signal_group_new (BELAY_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::current", G_CALLBACK (on_current_changed), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::state", G_CALLBACK (update_countdown), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::deadline", G_CALLBACK (update_countdown), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::screen", G_CALLBACK (on_screen_changed), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::status", G_CALLBACK (update_step), self);
  self->step_signals = g_signal_group_new (BELAY_TYPE_STEP);
  g_signal_group_connect_swapped (self->step_signals, "notify", G_CALLBACK (update_step), self);
  g_signal_group_connect_swapped (self->step_signals, "notify::findings", G_CALLBACK (on_findings_changed), self);

  gtk_widget_init_template (GTK_WIDGET (self));
  name_split_button (self->approve_button, _("Approve Once"));
  name_split_button (self->reject_button, _("Reject"));
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
  on_screen_changed (self);
  on_current_changed (self);
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

  self->live = live;
  update_step (self);
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
  update_countdown (self);
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
  gint64 total;

  g_return_val_if_fail (BELAY_IS_DECISION_CARD (self), -1);

  if (self->shown_since == 0 && self->shown_before == 0)
    return -1;

  total = self->shown_before;
  if (self->shown_since != 0)
    total += g_get_monotonic_time () - self->shown_since;

  return total / 1000;
}
