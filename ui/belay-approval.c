/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-approval.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _BelayApproval
{
  GtkWidget       parent_instance;

  GtkWidget      *countdown_box;
  GtkLabel       *countdown_label;
  GtkProgressBar *countdown_bar;
  GtkWidget      *examining_box;
  GtkWidget      *past_box;
  GtkWidget      *decided_box;
  GtkWidget      *look_button;
  GtkWidget      *other_box;            /* of the buttons beside approving */
  GtkWidget      *named_button;
  GtkLabel       *named_label;
  GtkLabel       *risk_label;
  AdwSplitButton *approve_button;
  AdwSplitButton *reject_button;
  GtkPopover     *reject_popover;
  GtkEditable    *reason_entry;

  BelaySession   *session;
  BelayStep      *step;                 /* (nullable) */
  GMenu          *trust;                /* more than this once */
  gboolean        trust_whole;          /* it speaks of the whole turn */
  GSignalGroup   *session_signals;
  GSignalGroup   *step_signals;
  guint           tick_id;
  gboolean        live;
};

enum
{
  APPROVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayApproval, belay_approval, GTK_TYPE_WIDGET)

static gboolean
is_open (BelayStep *step)
{
  BelayStepState state = belay_step_get_state (step);

  return state == BELAY_STEP_EXAMINED || state == BELAY_STEP_WAITING;
}

/* It is held because its target has changed, and the person sees how. */
static gboolean
is_changed (BelayStep *step)
{
  BelayFrame *then, *now;

  return belay_step_get_held (step, &then, &now);
}

/* Who cannot see the button is told the risk, too. */
static void
name_risk (BelayApproval *self,
           BelayFinding  *finding)
{
  const char *sentence = belay_finding_get_sentence (finding);
  const char *what = is_changed (self->step) ? _("Approve as It Is Now") : _("Approve Despite the Risk");
  /* Translators: the first %s is what the button does, the second a sentence that says what the risk is. */
  g_autofree char *name = g_strdup_printf (_("%s: %s"), what, sentence);

  gtk_label_set_label (self->named_label, what);
  gtk_label_set_label (self->risk_label, sentence);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->named_button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* The buttons that lead to the step being run: which of them there is, and whether it may be pressed. */
static void
update_buttons (BelayApproval *self)
{
  GPtrArray *found = belay_step_get_findings (self->step);
  BelaySeverity worst = BELAY_FINDING_NOTE;
  gboolean held = belay_step_get_worst (self->step, &worst) && worst == BELAY_FINDING_HOLD;
  gboolean decidable = is_open (self->step) && belay_session_is_screen_live (self->session);
  gboolean possible = self->live && decidable && belay_step_get_action (self->step) != NULL;

  gboolean decided = belay_session_can_take_back (self->session, self->step);

  gtk_widget_set_visible (self->decided_box, decided);
  gtk_widget_set_visible (self->look_button, is_changed (self->step));
  gtk_widget_set_visible (self->other_box, !decided);
  gtk_widget_set_visible (GTK_WIDGET (self->approve_button), !held && !decided);
  gtk_widget_set_sensitive (GTK_WIDGET (self->approve_button), possible);
  gtk_widget_set_visible (self->named_button, held && !decided);
  gtk_widget_set_sensitive (self->named_button, possible);
  gtk_widget_set_sensitive (GTK_WIDGET (self->reject_button), decidable);
  gtk_widget_set_visible (self->past_box, !self->live);
  gtk_widget_set_visible (self->examining_box, belay_step_get_state (self->step) == BELAY_STEP_PROPOSED);

  if (held && found->len > 0)
    name_risk (self, found->pdata[0]);
}

/* While the reply still comes, nobody knows the rest of the turn: what is approved is what has been proposed. */
static void
update_trust (BelayApproval *self)
{
  gboolean whole = belay_step_get_turn_size (self->step) > 0;
  g_autoptr(GMenu) menu = NULL;

  if (self->trust != NULL && self->trust_whole == whole)
    return;

  menu = g_menu_new ();
  g_menu_append (menu, whole ? _("Approve the Rest of This Turn (Shift+Enter)")
                             : _("Approve What Is Proposed So Far (Shift+Enter)"), "win.approve-turn");
  g_menu_append (menu, _("Always Allow Steps Like This…"), "win.allow-like-this");
  adw_split_button_set_menu_model (self->approve_button, G_MENU_MODEL (menu));
  self->trust_whole = whole;
  g_set_object (&self->trust, menu);
}

static void
update (BelayApproval *self)
{
  if (self->step == NULL)
    return;

  update_buttons (self);
  update_trust (self);
}

static gboolean
on_tick (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  BelayApproval *self = BELAY_APPROVAL (widget);
  gint64 rest = belay_session_get_deadline (self->session) - g_get_monotonic_time ();
  double seconds = (double) MAX (rest, 0) / G_USEC_PER_SEC;
  g_autofree char *text = g_strdup_printf (_("Runs by itself in %.1f s"), seconds);

  gtk_label_set_label (self->countdown_label, text);
  gtk_progress_bar_set_fraction (self->countdown_bar,
                                 CLAMP (seconds * 1000 / BELAY_SLACK_COUNTDOWN_MS, 0, 1));

  return G_SOURCE_CONTINUE;
}

static void
update_countdown (BelayApproval *self)
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
on_approve_clicked (BelayApproval *self)
{
  g_signal_emit (self, signals[APPROVE], 0, FALSE);
}

static void
on_named_clicked (BelayApproval *self)
{
  g_signal_emit (self, signals[APPROVE], 0, TRUE);
}

static void
on_reject_clicked (BelayApproval *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.reject", "s", "");
}

static void
on_reject_popover_show (BelayApproval *self)
{
  gtk_editable_set_text (self->reason_entry, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->reason_entry));
}

static void
on_reason_confirmed (BelayApproval *self)
{
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (self->reason_entry)));

  /* The entry would go on blinking: it is not told that it loses the focus with its popover. */
  gtk_window_set_focus (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL);
  gtk_popover_popdown (self->reject_popover);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.reject", "s", reason);
}

static void
belay_approval_dispose (GObject *object)
{
  BelayApproval *self = BELAY_APPROVAL (object);
  GtkWidget *child;

  g_clear_object (&self->session_signals);
  g_clear_object (&self->step_signals);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  g_clear_object (&self->trust);
  g_clear_object (&self->step);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (belay_approval_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-approval.ui");
  gtk_widget_class_bind_template_child (widget_class, BelayApproval, countdown_box);
  gtk_widget_class_bind_template_child (widget_class, BelayApproval, countdown_label);
  gtk_widget_class_bind_template_child (widget_class, BelayApproval, countdown_bar);
  gtk_widget_class_bind_template_child (widget_class, BelayApproval, examining_box);
  gtk_widget_class_bind_template_child (widget_class, BelayApproval, past_box);
  gtk_widget_class_bind_template_child (widget_class, BelayApproval, decided_box);
  gtk_widget_class_bind_template_child (widget_class, BelayApproval, look_button);
  gtk_widget_class_bind_template_child (widget_class, BelayApproval, other_box);
  gtk_widget_class_bind_template_child (widget_class, BelayApproval, named_label);
  gtk_widget_class_bind_template_child (widget_class, BelayApproval, named_button);
  gtk_widget_class_bind_template_child (widget_class, BelayApproval, risk_label);
  gtk_widget_class_bind_template_child (widget_class, BelayApproval, approve_button);
  gtk_widget_class_bind_template_child (widget_class, BelayApproval, reject_button);
  gtk_widget_class_bind_template_child (widget_class, BelayApproval, reject_popover);
  gtk_widget_class_bind_template_child (widget_class, BelayApproval, reason_entry);
  gtk_widget_class_bind_template_callback (widget_class, on_approve_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_named_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_reject_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_reject_popover_show);
  gtk_widget_class_bind_template_callback (widget_class, on_reason_confirmed);
}

static void
belay_approval_class_init (BelayApprovalClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_approval_dispose;

  signals[APPROVE] = g_signal_new ("approve", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  bind_template (GTK_WIDGET_CLASS (klass));
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
belay_approval_init (BelayApproval *self)
{
  self->live = TRUE;

  self->session_signals = g_signal_group_new (BELAY_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::state", G_CALLBACK (update_countdown), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::deadline", G_CALLBACK (update_countdown), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::current", G_CALLBACK (update_countdown), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::status", G_CALLBACK (update), self);
  self->step_signals = g_signal_group_new (BELAY_TYPE_STEP);
  g_signal_group_connect_swapped (self->step_signals, "notify", G_CALLBACK (update), self);

  gtk_widget_init_template (GTK_WIDGET (self));
  name_split_button (self->approve_button, _("Approve Once"));
  name_split_button (self->reject_button, _("Reject"));
}

/**
 * belay_approval_set_session:
 * @self: the buttons
 * @session: whose steps they are about
 */
void
belay_approval_set_session (BelayApproval *self,
                            BelaySession  *session)
{
  g_return_if_fail (BELAY_IS_APPROVAL (self));
  g_return_if_fail (BELAY_IS_SESSION (session));

  g_set_object (&self->session, session);
  g_signal_group_set_target (self->session_signals, session);
}

/**
 * belay_approval_set_step:
 * @self: the buttons
 * @step: (nullable): what they decide on
 */
void
belay_approval_set_step (BelayApproval *self,
                         BelayStep     *step)
{
  g_return_if_fail (BELAY_IS_APPROVAL (self));
  g_return_if_fail (step == NULL || BELAY_IS_STEP (step));

  if (g_set_object (&self->step, step))
    {
      gtk_popover_popdown (self->reject_popover);
      g_signal_group_set_target (self->step_signals, step);
    }

  update (self);
  update_countdown (self);
}

/**
 * belay_approval_set_live:
 * @self: the buttons
 * @live: whether the person sees the live screen; nobody approves what they do not see
 */
void
belay_approval_set_live (BelayApproval *self,
                         gboolean       live)
{
  g_return_if_fail (BELAY_IS_APPROVAL (self));

  self->live = live;
  update (self);
}
