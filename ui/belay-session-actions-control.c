/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-session-actions-private.h"

#include "belay-go-back.h"

/* The actions of the person's own hands: taking over, handing back, and doing so privately. */

static void
on_take_over (GSimpleAction *action,
              GVariant      *value,
              gpointer       user_data)
{
  BelaySessionActions *self = user_data;
  g_autoptr(GError) error = NULL;

  if (g_variant_get_boolean (value))
    belay_session_take_over (self->session, &error);
  else
    belay_session_hand_back (self->session, &error);

  belay_session_actions_check (self, error);
}

/* Begins, or goes on after a look at what is left; ends by having that look. */
static void
on_private_input (GSimpleAction *action,
                  GVariant      *value,
                  gpointer       user_data)
{
  BelaySessionActions *self = user_data;
  g_autoptr(GError) error = NULL;

  if (g_variant_get_boolean (value))
    belay_session_begin_private (self->session, &error);
  else
    belay_session_end_private (self->session, &error);

  belay_session_actions_check (self, error);
}

static void
on_show_agent (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  BelaySessionActions *self = user_data;
  g_autoptr(GError) error = NULL;

  belay_session_show_screen (self->session, &error);
  belay_session_actions_check (self, error);
}

static void
on_stay (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  BelaySessionActions *self = user_data;

  belay_session_stay (self->session);
}

static void
on_record_typing (GSimpleAction *action,
                  GVariant      *value,
                  gpointer       user_data)
{
  BelaySessionActions *self = user_data;

  belay_session_set_records_typing (self->session, g_variant_get_boolean (value));
}

static void
on_leave_sandbox (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  BelaySessionActions *self = user_data;

  belay_session_page_focus_card (self->page);
}

/* The second of two deliberate acts. */
static void
on_accept_preflight (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       user_data)
{
  BelaySessionActions *self = user_data;
  g_autoptr(GError) error = NULL;

  belay_session_accept_preflight (self->session, &error);
  belay_session_actions_check (self, error);
}

/* Whatever has happened meanwhile: the session says whether it can. */
static void
on_go_back_response (GtkWidget           *dialog,
                     const char          *response,
                     BelaySessionActions *self)
{
  g_autoptr(GError) error = NULL;

  if (!g_str_equal (response, BELAY_GO_BACK_RESPONSE) || self->session == NULL || self->page == NULL)
    return;

  if (belay_session_go_back (self->session, belay_go_back_get_step (dialog), &error))
    belay_session_page_go_live (self->page);
  belay_session_actions_check (self, error);
}

static void
on_go_back (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  BelaySessionActions *self = user_data;
  GtkWidget *dialog = belay_go_back_new (GTK_WINDOW (self->map), self->session, belay_session_page_get_past (self->page));

  g_signal_connect_object (dialog, "response", G_CALLBACK (on_go_back_response), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* The step of the past that is looked at. */
static gboolean
can_go_back (BelaySessionActions *self)
{
  BelayStep *step = self->page != NULL ? belay_session_page_get_past (self->page) : NULL;

  return step != NULL && belay_session_can_go_back (self->session, step);
}

static const GActionEntry entries[] =
{
  { .name = "go-back",       .activate = on_go_back },
  { .name = "accept-preflight", .activate = on_accept_preflight },
  { .name = "take-over",     .state = "false", .change_state = on_take_over },
  { .name = "private-input", .state = "false", .change_state = on_private_input },
  { .name = "show-agent",    .activate = on_show_agent },
  { .name = "stay",          .activate = on_stay },
  { .name = "record-typing", .state = "false", .change_state = on_record_typing },
  { .name = "leave-sandbox", .activate = on_leave_sandbox },
};

void
belay_session_actions_add_control (BelaySessionActions *self)
{
  g_action_map_add_action_entries (self->map, entries, G_N_ELEMENTS (entries), self);
}

static gboolean
is_at_work (BelaySessionState state)
{
  return state == BELAY_SESSION_THINKING || state == BELAY_SESSION_WAITING || state == BELAY_SESSION_COUNTDOWN ||
         state == BELAY_SESSION_RUNNING;
}

static void
set_state (BelaySessionActions *self,
           const char          *name,
           gboolean             active)
{
  GAction *action = g_action_map_lookup_action (self->map, name);

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (active));
}

/* Of the person's hands. */
void
belay_session_actions_update_control (BelaySessionActions *self)
{
  BelaySessionState state = self->session != NULL ? belay_session_get_state (self->session) : BELAY_SESSION_CLOSED;
  BelayPrivacyPhase phase = self->session != NULL ? belay_session_get_privacy (self->session) : BELAY_PRIVACY_NONE;
  gboolean person = state == BELAY_SESSION_TAKEN_OVER ||
                    (self->session != NULL && belay_session_get_control (self->session) == BELAY_CONTROL_PERSON);
  gboolean possible = is_at_work (state) || state == BELAY_SESSION_ASKING || state == BELAY_SESSION_FINISHED ||
                      state == BELAY_SESSION_STOPPED || state == BELAY_SESSION_PAUSED ||
                      state == BELAY_SESSION_TAKEN_OVER;

  belay_session_actions_enable (self, "take-over", possible);
  belay_session_actions_enable (self, "private-input", possible || state == BELAY_SESSION_READY);
  belay_session_actions_enable (self, "show-agent", phase == BELAY_PRIVACY_CHECK && (possible || state == BELAY_SESSION_READY));
  belay_session_actions_enable (self, "accept-preflight", self->session != NULL && belay_session_is_blocked (self->session));
  belay_session_actions_enable (self, "go-back", can_go_back (self));
  belay_session_actions_enable (self, "stay", self->session != NULL && belay_session_get_idle_deadline (self->session) != 0);
  belay_session_actions_enable (self, "record-typing", self->session != NULL && state != BELAY_SESSION_CLOSED);
  belay_session_actions_enable (self, "leave-sandbox", self->page != NULL);
  set_state (self, "take-over", person);
  set_state (self, "private-input", phase == BELAY_PRIVACY_INPUT);
  set_state (self, "record-typing", self->session != NULL && belay_session_get_records_typing (self->session));
}
