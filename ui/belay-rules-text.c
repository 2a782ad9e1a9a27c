/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-rules-text.h"

#include <glib/gi18n-lib.h>
#include <gtksourceview/gtksource.h>
#include "belay-saved-rules.h"

/* While somebody types, nothing is read; milliseconds. */
#define PATIENCE 150

/**
 * BelayRulesText:
 *
 * For whoever likes the file better than the fields.
 */
struct _BelayRulesText
{
  AdwBin           parent_instance;

  GtkWidget       *save_button;
  GtkWidget       *revert_button;
  GtkLabel        *verdict;
  GtkTextBuffer   *buffer;

  BelayRulesStore *store;
  guint            timeout;
};

enum { CLOSED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayRulesText, belay_rules_text, ADW_TYPE_BIN)

static char *
get_text (BelayRulesText *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);

  return gtk_text_buffer_get_text (self->buffer, &start, &end, TRUE);
}

/* Where there is no file, no rules. */
static char *
get_saved (BelayRulesText *self)
{
  const char *text = belay_rules_store_get_text (self->store);
  g_autoptr(BelayRules) none = belay_rules_new ();

  return *text != '\0' ? g_strdup (text) : belay_rules_to_json (none);
}

static void
show_verdict (BelayRulesText *self,
              const char     *text,
              gboolean        good)
{
  gtk_label_set_label (self->verdict, text);
  if (good)
    gtk_widget_remove_css_class (GTK_WIDGET (self->verdict), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->verdict), "error");
}

static void
validate (BelayRulesText *self)
{
  g_autofree char *text = get_text (self);
  g_autofree char *saved = get_saved (self);
  g_autoptr(GError) error = NULL;
  g_autoptr(BelayRules) rules = belay_rules_parse (text, -1, &error);
  g_autofree char *sum = NULL;
  gboolean changed = !g_str_equal (text, saved);
  guint n = rules != NULL ? belay_rules_get_n (rules) : 0;

  if (rules != NULL && changed)
    sum = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Valid: %u rule, not saved yet", "Valid: %u rules, not saved yet", n),
                           n);
  else if (rules != NULL)
    sum = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u rule, as saved", "%u rules, as saved", n), n);

  show_verdict (self, rules != NULL ? sum : error->message, rules != NULL);
  gtk_widget_set_sensitive (self->save_button, rules != NULL && changed);
  gtk_widget_set_sensitive (self->revert_button, changed);
}

static gboolean
on_timeout (gpointer user_data)
{
  BelayRulesText *self = user_data;

  self->timeout = 0;
  validate (self);

  return G_SOURCE_REMOVE;
}

/* It is kept at once, and read when there is a pause. */
static void
on_changed (BelayRulesText *self)
{
  g_autofree char *text = get_text (self);
  g_autofree char *saved = get_saved (self);
  gboolean changed = !g_str_equal (text, saved);

  belay_rules_store_set_draft (self->store, changed ? text : NULL);
  gtk_widget_set_sensitive (self->save_button, FALSE);
  g_clear_handle_id (&self->timeout, g_source_remove);
  self->timeout = g_timeout_add (PATIENCE, on_timeout, self);
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BelayRulesText) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!belay_rules_store_save_finish (BELAY_RULES_STORE (source), result, &error))
    {
      show_verdict (self, error->message, FALSE);
      return;
    }

  belay_rules_store_set_draft (self->store, NULL);
  g_signal_emit (self, signals[CLOSED], 0);
}

static void
on_save_clicked (BelayRulesText *self)
{
  g_autofree char *text = get_text (self);

  belay_rules_store_save_async (self->store, text, on_saved, g_object_ref (self));
}

static void
on_revert_clicked (BelayRulesText *self)
{
  g_autofree char *saved = get_saved (self);

  gtk_text_buffer_set_text (self->buffer, saved, -1);
}

static void
on_back_clicked (BelayRulesText *self)
{
  g_signal_emit (self, signals[CLOSED], 0);
}

static GtkWidget *
create_bar (BelayRulesText *self)
{
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *back = gtk_button_new_from_icon_name ("go-previous-symbolic");

  gtk_widget_set_tooltip_text (back, _("Back"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (back), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Back"), -1);
  g_signal_connect_swapped (back, "clicked", G_CALLBACK (on_back_clicked), self);
  self->save_button = gtk_button_new_with_label (_("Save"));
  gtk_widget_add_css_class (self->save_button, "suggested-action");
  g_signal_connect_swapped (self->save_button, "clicked", G_CALLBACK (on_save_clicked), self);
  self->revert_button = gtk_button_new_with_label (_("Revert"));
  gtk_widget_set_tooltip_text (self->revert_button, _("Back to What Is Saved"));
  g_signal_connect_swapped (self->revert_button, "clicked", G_CALLBACK (on_revert_clicked), self);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), back);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), self->save_button);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), self->revert_button);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (bar), adw_window_title_new (_("Rules as Text"), NULL));

  return bar;
}

static void
follow_scheme (BelayRulesText *self)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GtkSourceStyleSchemeManager *schemes = gtk_source_style_scheme_manager_get_default ();

  gtk_source_buffer_set_style_scheme (GTK_SOURCE_BUFFER (self->buffer),
                                      gtk_source_style_scheme_manager_get_scheme (schemes, dark ? "Adwaita-dark" : "Adwaita"));
}

static GtkWidget *
create_view (BelayRulesText *self)
{
  GtkSourceLanguageManager *languages = gtk_source_language_manager_get_default ();
  GtkSourceBuffer *buffer = gtk_source_buffer_new (NULL);
  GtkWidget *view = gtk_source_view_new_with_buffer (buffer);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->buffer = GTK_TEXT_BUFFER (buffer);
  gtk_source_buffer_set_language (buffer, gtk_source_language_manager_get_language (languages, "json"));
  gtk_source_view_set_show_line_numbers (GTK_SOURCE_VIEW (view), TRUE);
  gtk_source_view_set_indent_width (GTK_SOURCE_VIEW (view), 2);
  gtk_source_view_set_insert_spaces_instead_of_tabs (GTK_SOURCE_VIEW (view), TRUE);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (view), TRUE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Rules as JSON"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_widget_set_vexpand (scroller, TRUE);

  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (follow_scheme), self,
                           G_CONNECT_SWAPPED);
  follow_scheme (self);

  return scroller;
}

static void
belay_rules_text_dispose (GObject *object)
{
  BelayRulesText *self = BELAY_RULES_TEXT (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_object (&self->buffer);

  G_OBJECT_CLASS (belay_rules_text_parent_class)->dispose (object);
}

static void
belay_rules_text_class_init (BelayRulesTextClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_rules_text_dispose;

  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
belay_rules_text_init (BelayRulesText *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *saved = NULL;
  const char *draft;

  self->store = belay_saved_rules_get_default ();
  self->verdict = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->verdict, TRUE);
  gtk_label_set_wrap_mode (self->verdict, PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (GTK_WIDGET (self->verdict), "belay-meaning");

  gtk_box_append (GTK_BOX (box), create_bar (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->verdict));
  gtk_box_append (GTK_BOX (box), create_view (self));
  adw_bin_set_child (ADW_BIN (self), box);

  draft = belay_rules_store_get_draft (self->store);
  saved = get_saved (self);
  gtk_text_buffer_set_text (self->buffer, draft != NULL ? draft : saved, -1);
  g_signal_connect_object (self->buffer, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  validate (self);
}

GtkWidget *
belay_rules_text_new (void)
{
  return g_object_new (BELAY_TYPE_RULES_TEXT, NULL);
}
