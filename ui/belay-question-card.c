/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-question-card.h"

#include <glib/gi18n-lib.h>
#include "belay-cover.h"
#include "belay-fit.h"
#include "belay-replay.h"
#include "belay-review-view.h"
#include "belay-session-review.h"
#include "belay-visible-text.h"

/**
 * BelayQuestionCard:
 *
 * Where the person's words are wanted.
 *
 * The words stay until the session has taken them: they are only cleared when its state moves on.
 */
struct _BelayQuestionCard
{
  GtkWidget       parent_instance;

  GtkLabel       *title_label;
  GtkLabel       *question_label;
  BelayReviewView *review;
  BelayCover     *answer_cover;
  GtkTextView    *answer_view;
  GtkTextBuffer  *answer_buffer;
  GtkLabel       *placeholder;
  GtkWidget      *record_button;
  GtkButton      *send_button;

  BelaySession   *session;
  GSignalGroup   *session_signals;
  gboolean        sent;         /* the words in the box have been handed over */
  gboolean        presenter;    /* there is an audience */
};

G_DEFINE_FINAL_TYPE (BelayQuestionCard, belay_question_card, GTK_TYPE_WIDGET)

typedef struct
{
  const char *title;
  const char *text;
  const char *placeholder;
  const char *send;
} Words;

static Words
get_words (BelayQuestionCard *self)
{
  BelayAgent *agent = belay_session_get_agent (self->session);
  gboolean rehearsal = agent != NULL && belay_agent_is_rehearsal (agent);
  gboolean recorded = belay_session_get_recorded_words (self->session) != NULL;

  switch ((int) belay_session_get_state (self->session))
    {
    case BELAY_SESSION_READY:
      return (Words) { _("The Sandbox Is Ready"),
                       _("Prepare it with your own hands. Give the task when everything is in place."),
                       _("The task, in your own words"), _("Start") };

    case BELAY_SESSION_ASKING:
      if (recorded)
        return (Words) { _("A Question of the Recording"), belay_session_get_question (self->session), _("Your answer"),
                         _("Answer") };
      return (Words) { rehearsal ? _("A Question of the Rehearsal") : _("Claude Asks"),
                       belay_session_get_question (self->session), _("Your answer"), _("Answer") };

    case BELAY_SESSION_STOPPED:
      return (Words) { _("Stopped"),
                       _("Nothing more is sent to the sandbox. What had not run was not run."),
                       _("Another instruction"), _("Go On") };

    case BELAY_SESSION_FINISHED:
    default:
      if (recorded)
        return (Words) { _("The Person’s Turn in the Recording"),
                         _("These are the words of then. Send them, or others: the replay goes on as it was recorded."),
                         _("Another instruction"), _("Go On") };
      if (BELAY_IS_REPLAY (agent))
        return (Words) { _("The Replay Is Over"), _("Look at the result, and at what differs from the recording."),
                         _("Another instruction"), _("Go On") };
      return (Words) { rehearsal ? _("The Rehearsal Awaits an Instruction") : _("Claude Has Finished"),
                       _("Look at the result. You can give another instruction in the same session."),
                       _("Another instruction"), _("Go On") };
    }
}

static char *
get_answer (BelayQuestionCard *self)
{
  g_autofree char *text = NULL;

  g_object_get (self->answer_buffer, "text", &text, NULL);

  return g_strstrip (g_steal_pointer (&text));
}

static void
update_send (BelayQuestionCard *self)
{
  g_autofree char *answer = get_answer (self);

  gtk_widget_set_visible (GTK_WIDGET (self->placeholder), gtk_text_buffer_get_char_count (self->answer_buffer) == 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->send_button), *answer != '\0');
}

static void
update_cover (BelayQuestionCard *self)
{
  belay_cover_set_covered (self->answer_cover,
                           self->presenter && gtk_text_buffer_get_char_count (self->answer_buffer) > 0);
}

static void
update_words (BelayQuestionCard *self)
{
  Words words = get_words (self);
  g_autofree char *text = words.text != NULL ? belay_visible_prose (words.text) : NULL;
  BelaySessionState state = belay_session_get_state (self->session);

  gtk_widget_set_visible (self->record_button, state == BELAY_SESSION_FINISHED || state == BELAY_SESSION_STOPPED);
  gtk_label_set_label (self->title_label, words.title);
  gtk_label_set_label (self->question_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->question_label), text != NULL);
  gtk_label_set_label (self->placeholder, words.placeholder);
  gtk_button_set_label (self->send_button, words.send);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->answer_view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  words.placeholder, -1);
}

/* When it is over, or stopped, for the person alone. */
static void
update_review (BelayQuestionCard *self)
{
  BelaySessionState state = belay_session_get_state (self->session);
  gboolean over = state == BELAY_SESSION_FINISHED || state == BELAY_SESSION_STOPPED;

  belay_review_view_set_review (self->review, over && !self->presenter ? belay_session_review (self->session) : NULL,
                                BELAY_REVIEW_YOURS);
}

static void
on_step_activated (BelayQuestionCard *self,
                   guint              place)
{
  const BelayReviewFlagged *flagged = belay_review_view_get_review (self->review)->flagged->pdata[place];

  gtk_widget_activate_action (GTK_WIDGET (self), "page.show-step", "u", flagged->number);
}

static void
on_state_changed (BelayQuestionCard *self)
{
  BelaySessionState state = belay_session_get_state (self->session);

  if (self->sent && (state == BELAY_SESSION_THINKING || state == BELAY_SESSION_WAITING))
    {
      self->sent = FALSE;
      gtk_text_buffer_set_text (self->answer_buffer, "", 0);
      update_cover (self);
    }

  update_words (self);
  update_review (self);
}

static void
on_send_clicked (BelayQuestionCard *self)
{
  g_autofree char *answer = get_answer (self);

  if (*answer == '\0')
    return;

  self->sent = TRUE;
  gtk_widget_activate_action (GTK_WIDGET (self), "win.answer", "s", answer);
}

static gboolean
on_key_pressed (BelayQuestionCard *self,
                guint              keyval,
                guint              keycode,
                GdkModifierType    state)
{
  if ((keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter) || (state & GDK_SHIFT_MASK) != 0)
    return GDK_EVENT_PROPAGATE;

  on_send_clicked (self);
  return GDK_EVENT_STOP;
}

static gboolean
belay_question_card_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (BELAY_QUESTION_CARD (widget)->answer_view));
}

static void
belay_question_card_dispose (GObject *object)
{
  BelayQuestionCard *self = BELAY_QUESTION_CARD (object);
  GtkWidget *child;

  g_clear_object (&self->session_signals);
  g_clear_object (&self->session);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (belay_question_card_parent_class)->dispose (object);
}

static void
belay_question_card_class_init (BelayQuestionCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = belay_question_card_dispose;
  widget_class->grab_focus = belay_question_card_grab_focus;

  g_type_ensure (BELAY_TYPE_COVER);
  g_type_ensure (BELAY_TYPE_FIT);
  g_type_ensure (BELAY_TYPE_REVIEW_VIEW);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/belay_desktop/Belay/belay-question-card.ui");
  gtk_widget_class_bind_template_child (widget_class, BelayQuestionCard, title_label);
  gtk_widget_class_bind_template_child (widget_class, BelayQuestionCard, question_label);
  gtk_widget_class_bind_template_child (widget_class, BelayQuestionCard, review);
  gtk_widget_class_bind_template_child (widget_class, BelayQuestionCard, answer_cover);
  gtk_widget_class_bind_template_child (widget_class, BelayQuestionCard, answer_view);
  gtk_widget_class_bind_template_child (widget_class, BelayQuestionCard, answer_buffer);
  gtk_widget_class_bind_template_child (widget_class, BelayQuestionCard, placeholder);
  gtk_widget_class_bind_template_child (widget_class, BelayQuestionCard, record_button);
  gtk_widget_class_bind_template_child (widget_class, BelayQuestionCard, send_button);
  gtk_widget_class_bind_template_callback (widget_class, update_send);
  gtk_widget_class_bind_template_callback (widget_class, on_step_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_send_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
}

static void
belay_question_card_init (BelayQuestionCard *self)
{
  self->session_signals = g_signal_group_new (BELAY_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::state", G_CALLBACK (on_state_changed), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::question", G_CALLBACK (update_words), self);

  gtk_widget_init_template (GTK_WIDGET (self));
  update_send (self);
}

/**
 * belay_question_card_set_session:
 * @self: a card
 * @session: who asks
 */
void
belay_question_card_set_session (BelayQuestionCard *self,
                                 BelaySession      *session)
{
  g_return_if_fail (BELAY_IS_QUESTION_CARD (self));
  g_return_if_fail (BELAY_IS_SESSION (session));

  g_set_object (&self->session, session);
  g_signal_group_set_target (self->session_signals, session);
  update_words (self);
  update_review (self);
}

/**
 * belay_question_card_set_text:
 * @self: a card
 * @text: words to start with, the person's own
 */
void
belay_question_card_set_text (BelayQuestionCard *self,
                              const char        *text)
{
  g_return_if_fail (BELAY_IS_QUESTION_CARD (self));

  gtk_text_buffer_set_text (self->answer_buffer, text, -1);
  update_cover (self);
}

/**
 * belay_question_card_set_presenter:
 * @self: a card
 * @presenter: whether there is an audience, which does not see the words that were written before
 */
void
belay_question_card_set_presenter (BelayQuestionCard *self,
                                   gboolean           presenter)
{
  g_return_if_fail (BELAY_IS_QUESTION_CARD (self));

  self->presenter = presenter;
  update_cover (self);
  if (self->session != NULL)
    update_review (self);
}
