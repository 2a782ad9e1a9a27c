/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-files-actions.h"

#include <glib/gi18n-lib.h>
#include "belay-files-dialog.h"
#include "belay-session-files.h"
#include "belay-visible-text.h"

struct _BelayFilesActions
{
  GActionMap           *map;            /* NULL: the window is gone, and what is under way tells nobody */
  GObject              *teller;
  BelaySession         *session;        /* (nullable) */
  GtkWidget            *page;           /* (nullable), weak */
  GtkEventController   *drop;           /* (nullable), the page's */
  gulong                state_id;
  GtkFileChooserNative *chooser;        /* (nullable) while it is open */
  GQueue                waiting;        /* of GFile: to be handed in */
  gboolean              busy;
};

static void
enable (BelayFilesActions *self)
{
  static const char *const names[] = { "hand-in", "take-out" };
  gboolean enabled = self->session != NULL && belay_session_can_move_files (self->session);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (self->map, names[i])), enabled);
}

static void hand_in_next (BelayFilesActions *self);

/* What the person should know of one file, which may have any name. */
static void
tell_failed (BelayFilesActions *self,
             const char        *name,
             const GError      *error)
{
  g_autofree char *visible = belay_visible_text (name, 0);
  g_autoptr(GError) told = NULL;

  if (self->map == NULL)
    return;

  /* Translators: the first %s is the name of a file, the second a sentence. */
  told = g_error_new (error->domain, error->code, _("“%s” was not moved. %s"), visible, error->message);
  g_signal_emit_by_name (self->teller, "failed", told);
}

static void
on_handed_in (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  BelayFilesActions *self = user_data;
  g_autoptr(GFile) file = g_queue_pop_head (&self->waiting);
  g_autofree char *name = g_file_get_basename (file);
  g_autoptr(GError) error = NULL;
  g_autofree char *path = belay_session_hand_in_finish (BELAY_SESSION (source), result, &error);
  g_autofree char *visible = NULL, *text = NULL;

  self->busy = FALSE;

  if (path == NULL)
    {
      tell_failed (self, name, error);
    }
  else if (self->map != NULL)
    {
      visible = belay_visible_text (path, 0);
      /* Translators: %s is where a file is in the sandbox. */
      text = g_strdup_printf (_("Handed in: %s"), visible);
      g_signal_emit_by_name (self->teller, "noted", text);
    }

  hand_in_next (self);
  g_rc_box_release (self);
}

static void
hand_in_next (BelayFilesActions *self)
{
  if (self->busy || g_queue_is_empty (&self->waiting))
    return;

  if (self->session == NULL)
    {
      g_queue_clear_full (&self->waiting, g_object_unref);
      return;
    }

  self->busy = TRUE;
  belay_session_hand_in_async (self->session, g_queue_peek_head (&self->waiting), on_handed_in, g_rc_box_acquire (self));
}

static void
add_file (BelayFilesActions *self,
          GFile             *file)
{
  g_queue_push_tail (&self->waiting, g_object_ref (file));
  hand_in_next (self);
}

static gboolean
on_drop (GtkDropTarget     *target,
         const GValue      *value,
         double             x,
         double             y,
         BelayFilesActions *self)
{
  g_autoptr(GSList) files = NULL;

  if (self->session == NULL || !belay_session_can_move_files (self->session))
    return FALSE;

  files = gdk_file_list_get_files (g_value_get_boxed (value));
  for (GSList *l = files; l != NULL; l = l->next)
    add_file (self, l->data);

  return TRUE;
}

static void
on_chosen_in (GtkNativeDialog   *dialog,
              int                response,
              BelayFilesActions *self)
{
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (dialog);
  g_autoptr(GListModel) files = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_files (chooser) : NULL;

  for (guint i = 0; files != NULL && i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(GFile) file = g_list_model_get_item (files, i);

      add_file (self, file);
    }

  g_clear_object (&self->chooser);
}

static void
open_chooser (BelayFilesActions    *self,
              GtkFileChooserAction  action,
              const char           *title)
{
  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (title, GTK_WINDOW (self->map), action, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
}

static void
on_hand_in (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  BelayFilesActions *self = user_data;

  open_chooser (self, GTK_FILE_CHOOSER_ACTION_OPEN, _("Hand Files to the Sandbox"));
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (self->chooser), TRUE);
  g_signal_connect (self->chooser, "response", G_CALLBACK (on_chosen_in), self);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* Out. */

typedef struct
{
  BelayFilesActions *actions;
  char              *path;
} TakeOut;

static void
take_out_free (gpointer data)
{
  TakeOut *out = data;

  g_free (out->path);
  g_free (out);
}

static void
on_taken_out (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  TakeOut *out = user_data;
  g_autoptr(GError) error = NULL;

  if (!belay_session_take_out_finish (BELAY_SESSION (source), result, &error))
    tell_failed (out->actions, out->path, error);
  else if (out->actions->map != NULL)
    g_signal_emit_by_name (out->actions->teller, "noted", _("The file was saved."));

  g_rc_box_release (out->actions);
  take_out_free (out);
}

static void
on_chosen_out (GtkNativeDialog *dialog,
               int              response,
               TakeOut         *out)
{
  BelayFilesActions *self = out->actions;
  g_autoptr(GFile) target = NULL;

  if (response == GTK_RESPONSE_ACCEPT && self->session != NULL)
    {
      TakeOut *copy = g_new (TakeOut, 1);

      *copy = (TakeOut) { g_rc_box_acquire (self), g_strdup (out->path) };
      target = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      belay_session_take_out_async (self->session, out->path, target, on_taken_out, copy);
    }

  g_clear_object (&self->chooser);
}

static void
on_picked (const char *path,
           gpointer    user_data)
{
  BelayFilesActions *self = user_data;
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = belay_session_safe_name (base);
  TakeOut *out = g_new (TakeOut, 1);

  *out = (TakeOut) { self, g_strdup (path) };
  open_chooser (self, GTK_FILE_CHOOSER_ACTION_SAVE, _("Save the File from the Sandbox"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_data (self->chooser, "response", G_CALLBACK (on_chosen_out), out, (GClosureNotify) take_out_free, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
on_listed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  BelayFilesActions *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) list = belay_session_list_files_finish (BELAY_SESSION (source), result, &error);

  if (list == NULL && self->map != NULL)
    g_signal_emit_by_name (self->teller, "failed", error);
  else if (list != NULL && BELAY_SESSION (source) == self->session)
    belay_files_dialog_present (GTK_WINDOW (self->map), list, on_picked, self);

  g_rc_box_release (self);
}

static void
on_take_out (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  BelayFilesActions *self = user_data;

  belay_session_list_files_async (self->session, on_listed, g_rc_box_acquire (self));
}

static const GActionEntry entries[] =
{
  { .name = "hand-in",  .activate = on_hand_in },
  { .name = "take-out", .activate = on_take_out },
};

BelayFilesActions *
belay_files_actions_new (GActionMap *map,
                         GObject    *teller)
{
  BelayFilesActions *self = g_rc_box_new0 (BelayFilesActions);

  self->map = map;
  self->teller = teller;
  g_queue_init (&self->waiting);
  g_action_map_add_action_entries (map, entries, G_N_ELEMENTS (entries), self);
  enable (self);

  return self;
}

static void
let_go (BelayFilesActions *self)
{
  if (self->session != NULL)
    g_signal_handler_disconnect (self->session, self->state_id);
  if (self->page != NULL && self->drop != NULL)
    gtk_widget_remove_controller (self->page, self->drop);

  self->drop = NULL;
  g_clear_weak_pointer (&self->page);
  g_clear_object (&self->session);
}

void
belay_files_actions_free (BelayFilesActions *self)
{
  let_go (self);
  g_clear_object (&self->chooser);
  if (!self->busy)
    g_queue_clear_full (&self->waiting, g_object_unref);
  self->map = NULL;
  self->teller = NULL;
  g_rc_box_release (self);
}

void
belay_files_actions_set_session (BelayFilesActions *self,
                                 BelaySession      *session,
                                 BelaySessionPage  *page)
{
  let_go (self);
  g_set_object (&self->session, session);

  if (session != NULL)
    {
      self->state_id = g_signal_connect_swapped (session, "notify", G_CALLBACK (enable), self);
      g_set_weak_pointer (&self->page, GTK_WIDGET (page));
      self->drop = GTK_EVENT_CONTROLLER (gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY));
      g_signal_connect (self->drop, "drop", G_CALLBACK (on_drop), self);
      gtk_widget_add_controller (self->page, self->drop);
    }

  enable (self);
}
