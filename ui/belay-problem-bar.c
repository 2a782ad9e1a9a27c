/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-problem-bar.h"

#include <glib/gi18n-lib.h>
#include "belay-visible-text.h"

/**
 * BelayProblemBar:
 *
 * What keeps the session from going on, and what can be done about it.
 *
 * Also counts down the wait between two attempts to reach the model.
 */
struct _BelayProblemBar
{
  GtkWidget      parent_instance;

  GtkRevealer   *revealer;
  GtkWidget     *box;
  GtkImage      *icon;
  GtkLabel      *label;
  GtkWidget     *preferences_button;
  GtkButton     *action_button;

  BelaySession  *session;
  GSignalGroup  *session_signals;
  GSignalGroup  *agent_signals;
  char          *retry_reason;          /* non-NULL while the agent waits to try again */
  gint64         retry_time;            /* monotonic µs */
  guint          retry_id;
};

G_DEFINE_FINAL_TYPE (BelayProblemBar, belay_problem_bar, GTK_TYPE_WIDGET)

static void
show (BelayProblemBar *self,
      const char      *style,
      const char      *text,
      const char      *action_label,
      const char      *action_name)
{
  g_autofree char *visible = belay_visible_prose (text != NULL ? text : "");

  gtk_widget_remove_css_class (self->box, "error");
  gtk_widget_remove_css_class (self->box, "warning");
  gtk_widget_add_css_class (self->box, style);
  gtk_image_set_from_icon_name (self->icon, g_str_equal (style, "error") ? "dialog-error-symbolic"
                                                                         : "dialog-warning-symbolic");
  gtk_label_set_label (self->label, visible);
  gtk_button_set_label (self->action_button, action_label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->action_button), action_name);
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
}

static const char *
get_resume_label (const GError *problem)
{
  if (problem->domain == BELAY_AGENT_ERROR)
    return _("Try Again");

  if (g_error_matches (problem, BELAY_SESSION_ERROR, BELAY_SESSION_ERROR_BUDGET))
    return _("Raise the Limit and Go On");

  return _("Go On");
}

static void
show_retry (BelayProblemBar *self)
{
  gint64 rest = (self->retry_time - g_get_monotonic_time () + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;
  int seconds = (int) CLAMP (rest, 0, G_MAXINT);
  /* Translators: %s is a sentence with its full stop. */
  g_autofree char *text = g_strdup_printf (ngettext ("%s Trying again in %d second.",
                                                     "%s Trying again in %d seconds.", seconds),
                                           self->retry_reason, seconds);

  show (self, "warning", text, _("Try Now"), "win.retry-now");
}

static void
update (BelayProblemBar *self)
{
  const GError *problem = belay_session_get_problem (self->session);
  BelaySessionState state = belay_session_get_state (self->session);

  gtk_widget_set_visible (self->preferences_button, g_error_matches (problem, BELAY_AGENT_ERROR, BELAY_AGENT_ERROR_KEY));

  if (state == BELAY_SESSION_FAILED)
    show (self, "error", problem != NULL ? problem->message : belay_session_get_status (self->session),
          _("New Session"), "win.new-task");
  else if (state == BELAY_SESSION_PAUSED && problem != NULL)
    show (self, "warning", problem->message, get_resume_label (problem), "win.resume");
  else if (self->retry_reason != NULL)
    show_retry (self);
  else
    gtk_revealer_set_reveal_child (self->revealer, FALSE);
}

static void
end_retry (BelayProblemBar *self)
{
  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_clear_pointer (&self->retry_reason, g_free);
}

static gboolean
on_retry_second (gpointer user_data)
{
  BelayProblemBar *self = user_data;

  if (g_get_monotonic_time () >= self->retry_time)
    {
      self->retry_id = 0;
      end_retry (self);
      update (self);
      return G_SOURCE_REMOVE;
    }

  update (self);
  return G_SOURCE_CONTINUE;
}

static void
on_retrying (BelayProblemBar *self,
             const char      *reason,
             guint            seconds,
             guint            attempt)
{
  end_retry (self);
  self->retry_reason = g_strdup (reason);
  self->retry_time = g_get_monotonic_time () + (gint64) seconds * G_USEC_PER_SEC;
  self->retry_id = g_timeout_add_seconds (1, on_retry_second, self);
  update (self);
}

static void
on_state_changed (BelayProblemBar *self)
{
  if (belay_session_get_state (self->session) != BELAY_SESSION_THINKING)
    end_retry (self);

  update (self);
}

/* Something came: the attempt has succeeded. */
static void
on_reply_came (BelayProblemBar *self)
{
  if (self->retry_reason == NULL)
    return;

  end_retry (self);
  update (self);
}

static void
on_agent_changed (BelayProblemBar *self)
{
  g_signal_group_set_target (self->agent_signals, belay_session_get_agent (self->session));
}

static void
belay_problem_bar_dispose (GObject *object)
{
  BelayProblemBar *self = BELAY_PROBLEM_BAR (object);
  GtkWidget *child;

  end_retry (self);
  g_clear_object (&self->session_signals);
  g_clear_object (&self->agent_signals);
  g_clear_object (&self->session);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (belay_problem_bar_parent_class)->dispose (object);
}

static void
belay_problem_bar_class_init (BelayProblemBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = belay_problem_bar_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-problem-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, BelayProblemBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, BelayProblemBar, box);
  gtk_widget_class_bind_template_child (widget_class, BelayProblemBar, icon);
  gtk_widget_class_bind_template_child (widget_class, BelayProblemBar, label);
  gtk_widget_class_bind_template_child (widget_class, BelayProblemBar, preferences_button);
  gtk_widget_class_bind_template_child (widget_class, BelayProblemBar, action_button);
}

static void
belay_problem_bar_init (BelayProblemBar *self)
{
  self->session_signals = g_signal_group_new (BELAY_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::state", G_CALLBACK (on_state_changed), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::problem", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::agent", G_CALLBACK (on_agent_changed), self);

  self->agent_signals = g_signal_group_new (BELAY_TYPE_AGENT);
  g_signal_group_connect_swapped (self->agent_signals, "retrying", G_CALLBACK (on_retrying), self);
  g_signal_group_connect_swapped (self->agent_signals, "text", G_CALLBACK (on_reply_came), self);
  g_signal_group_connect_swapped (self->agent_signals, "thinking", G_CALLBACK (on_reply_came), self);
  g_signal_group_connect_swapped (self->agent_signals, "proposal", G_CALLBACK (on_reply_came), self);

  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * belay_problem_bar_set_session:
 * @self: a bar
 * @session: whose problems it shows
 */
void
belay_problem_bar_set_session (BelayProblemBar *self,
                               BelaySession    *session)
{
  g_return_if_fail (BELAY_IS_PROBLEM_BAR (self));
  g_return_if_fail (BELAY_IS_SESSION (session));

  g_set_object (&self->session, session);
  g_signal_group_set_target (self->session_signals, session);
  on_agent_changed (self);
  update (self);
}
