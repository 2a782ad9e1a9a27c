/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-go-back.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include "belay-entry.h"
#include "belay-visible-text.h"

#define STEP      "belay-step"
#define MAX_WORDS 60            /* characters of a step */

/* How many steps that did something would be undone with @step, itself included. */
static guint
count_undone (BelaySession *session,
              BelayStep    *step)
{
  GListModel *entries = belay_session_get_timeline (session);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr(BelayEntry) entry = g_list_model_get_item (entries, i);
      BelayStep *other = belay_entry_get_step (entry);

      if (other != NULL && belay_step_get_number (other) >= belay_step_get_number (step) &&
          !belay_step_is_abandoned (other) && !belay_action_is_look (belay_step_get_action (other)) &&
          (belay_step_get_state (other) == BELAY_STEP_DONE || belay_step_get_state (other) == BELAY_STEP_FAILED ||
           belay_step_get_state (other) == BELAY_STEP_INTERRUPTED))
        n++;
    }

  return n;
}

GtkWidget *
belay_go_back_new (GtkWindow    *parent,
                   BelaySession *session,
                   BelayStep    *step)
{
  guint n = count_undone (session, step);
  g_autofree char *whole = belay_step_describe (step);
  g_autofree char *what = belay_visible_text (whole, MAX_WORDS);
  /* Translators: the first sentence of several; %s is a step, such as “Press Enter”. */
  g_autofree char *first = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                                         "%u step is undone, “%s”.",
                                                         "%u steps are undone, beginning with “%s”.", n), n, what);
  g_autofree char *body = g_strconcat (first, " ",
                                       _("The machine becomes what it was then, and Claude goes on from there without knowing "
                                         "what came after. This cannot be taken back. What has left the machine, such as a "
                                         "message or an order, is not undone."), NULL);
  GtkWidget *dialog = adw_message_dialog_new (parent, _("Go Back to Before This Step?"), body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), BELAY_GO_BACK_RESPONSE,
                                    _("_Go Back"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), BELAY_GO_BACK_RESPONSE, ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), STEP, g_object_ref (step), g_object_unref);

  return dialog;
}

BelayStep *
belay_go_back_get_step (GtkWidget *dialog)
{
  return g_object_get_data (G_OBJECT (dialog), STEP);
}
