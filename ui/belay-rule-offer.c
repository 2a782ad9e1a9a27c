/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-rule-offer.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include "belay-rule-words.h"
#include "belay-session-rules.h"

/* What is offered, while the dialog is open. */
typedef struct
{
  BelaySession *session;
  BelayStep    *step;
  BelayRule    *rule;
} Offer;

static void
offer_free (gpointer  data,
            GClosure *closure)
{
  Offer *offer = data;

  g_object_unref (offer->session);
  g_object_unref (offer->step);
  belay_rule_unref (offer->rule);
  g_free (offer);
}

/* Whatever became of the step meanwhile: the rule is about those that come. */
static void
on_response (AdwMessageDialog *dialog,
             const char       *response,
             Offer            *offer)
{
  g_autoptr(GError) error = NULL;

  if (!g_str_equal (response, "allow"))
    return;

  if (!belay_session_add_rule (offer->session, offer->rule, &error))
    g_warning ("A rule could not be added: %s", error->message);
}

static GtkWidget *
create_label (const char *text,
              const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);

  return label;
}

static char *
describe_trial (BelaySession    *session,
                const BelayRule *rule)
{
  guint n_steps = 0;
  guint n = belay_session_try_rule (session, rule, &n_steps);

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       /* Translators: of how many steps so far the rule is about how many. */
                                       "So far this is about %u of %u step of this session.",
                                       "So far this is about %u of %u steps of this session.", n_steps), n, n_steps);
}

/* What it covers. */
static GtkWidget *
create_content (BelaySession    *session,
                const BelayRule *rule)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  g_autofree char *words = belay_rule_describe (rule);
  g_autofree char *trial = describe_trial (session, rule);

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "belay-rule");
  gtk_box_append (GTK_BOX (card), create_label (rule->name, "heading"));
  gtk_box_append (GTK_BOX (card), create_label (words, NULL));
  gtk_box_append (GTK_BOX (box), card);
  gtk_box_append (GTK_BOX (box), create_label (trial, "dim-label"));

  return box;
}

gboolean
belay_rule_offer_present (GtkWindow     *parent,
                          BelaySession  *session,
                          BelayStep     *step,
                          GError       **error)
{
  BelayRule *rule = belay_session_propose_rule (session, step);
  GtkWidget *dialog;
  Offer *offer;

  if (rule == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           _("No narrow rule can be made of this step, because where it acts is not known."));
      return FALSE;
    }

  dialog = adw_message_dialog_new (parent, _("Always Allow This in This Session?"),
                                   _("Such steps will run without asking until the session ends or you take the rule back. "
                                     "What a guard warns of is asked all the same."));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), create_content (session, rule));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "allow",
                                    _("_Allow in This Session"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");

  offer = g_new (Offer, 1);
  offer->session = g_object_ref (session);
  offer->step = g_object_ref (step);
  offer->rule = rule;
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), offer, offer_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));

  return TRUE;
}
