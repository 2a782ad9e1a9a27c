/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-rules-share.h"

#include <glib/gi18n-lib.h>
#include "belay-saved-rules.h"

/* One export or import, from the question for the file to its end. */
typedef struct
{
  GWeakRef              owner;
  BelayRulesShared      shared;
  GtkFileChooserNative *chooser;
  char                 *text;           /* (nullable) what is written */
} Share;

static void
finish (Share      *share,
        const char *message,
        gboolean    imported)
{
  g_autoptr(GObject) owner = g_weak_ref_get (&share->owner);

  if (owner != NULL && (message != NULL || imported))
    share->shared (message, imported, owner);

  g_weak_ref_clear (&share->owner);
  g_clear_object (&share->chooser);
  g_free (share->text);
  g_free (share);
}

static void
on_exported (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    finish (user_data, _("The rules were exported"), FALSE);
  else
    finish (user_data, error->message, FALSE);
}

/* Both, those that were there first: an id of theirs that is taken gets another name. */
static char *
merge (const char  *text,
       gsize        length,
       GError     **error)
{
  g_autoptr(BelayRules) read = belay_rules_parse (text, (gssize) length, error);
  g_autoptr(BelayRules) all = NULL;

  if (read == NULL)
    return NULL;

  all = belay_rules_ref (belay_rules_store_get_rules (belay_saved_rules_get_default ()));
  for (guint i = 0; i < belay_rules_get_n (read); i++)
    {
      gboolean taken = belay_rules_find (all, belay_rules_get (read, i)->id) != NULL;
      g_autoptr(BelayRule) rule = taken ? belay_rules_rename (read, i) : belay_rule_ref (belay_rules_get (read, i));
      BelayRules *more = belay_rules_with (all, rule, error);

      if (more == NULL)
        return NULL;
      belay_rules_unref (all);
      all = more;
    }

  return belay_rules_to_json (all);
}

static void
on_imported (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  BelayRulesStore *store = belay_saved_rules_get_default ();
  g_autofree char *text = NULL;
  g_autofree char *merged = NULL;
  g_autofree char *valid = NULL;
  g_autoptr(GError) error = NULL;
  gsize length = 0;

  if (!g_file_load_contents_finish (G_FILE (source), result, &text, &length, NULL, &error))
    {
      finish (user_data, error->message, FALSE);
      return;
    }

  if (belay_rules_get_unreadable (belay_rules_store_get_rules (store)) != NULL)
    {
      finish (user_data, _("The saved rules cannot be read. Mend them first."), FALSE);
      return;
    }

  /* What is no rules is shown as it is, with what is wrong. */
  merged = merge (text, length, &error);
  valid = merged == NULL ? g_utf8_make_valid (text, (gssize) MIN (length, BELAY_RULES_MAX_SIZE)) : NULL;
  belay_rules_store_set_draft (store, merged != NULL ? merged : valid);
  finish (user_data, NULL, TRUE);
}

static void
on_export_response (GtkNativeDialog *dialog,
                    int              response,
                    gpointer         user_data)
{
  Share *share = user_data;
  g_autoptr(GFile) file = NULL;

  if (response != GTK_RESPONSE_ACCEPT)
    {
      finish (share, NULL, FALSE);
      return;
    }

  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_file_replace_contents_async (file, share->text, strlen (share->text), NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL,
                                 on_exported, share);
}

static void
on_import_response (GtkNativeDialog *dialog,
                    int              response,
                    gpointer         user_data)
{
  g_autoptr(GFile) file = NULL;

  if (response != GTK_RESPONSE_ACCEPT)
    {
      finish (user_data, NULL, FALSE);
      return;
    }

  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_file_load_contents_async (file, NULL, on_imported, user_data);
}

static Share *
begin (GtkWindow            *parent,
       GObject              *owner,
       BelayRulesShared      shared,
       const char           *title,
       GtkFileChooserAction  action)
{
  Share *share = g_new0 (Share, 1);
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();

  g_weak_ref_init (&share->owner, owner);
  share->shared = shared;
  share->chooser = gtk_file_chooser_native_new (title, parent, action, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (share->chooser), TRUE);
  gtk_file_filter_set_name (filter, _("Rules (JSON)"));
  gtk_file_filter_add_pattern (filter, "*.json");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (share->chooser), filter);

  return share;
}

void
belay_rules_export (GtkWindow        *parent,
                    GObject          *owner,
                    BelayRulesShared  shared)
{
  Share *share = begin (parent, owner, shared, _("Export Rules"), GTK_FILE_CHOOSER_ACTION_SAVE);

  share->text = belay_rules_to_json (belay_rules_store_get_rules (belay_saved_rules_get_default ()));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (share->chooser), "belay-rules.json");
  g_signal_connect (share->chooser, "response", G_CALLBACK (on_export_response), share);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (share->chooser));
}

void
belay_rules_import (GtkWindow        *parent,
                    GObject          *owner,
                    BelayRulesShared  shared)
{
  Share *share = begin (parent, owner, shared, _("Import Rules"), GTK_FILE_CHOOSER_ACTION_OPEN);

  g_signal_connect (share->chooser, "response", G_CALLBACK (on_import_response), share);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (share->chooser));
}
